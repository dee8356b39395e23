// What stands today: one layer a group of kinds, hollow where the position is only an estimate.

const { map, plan } = page;
const SHOWN_FIRST = ["hospitals"];
const ESTIMATES = ["ward", "modelled"];
const [today, past] = [page.colour("today"), page.colour("past")];

const LOOKS = {
  hospitals: { shape: "square", cross: true, radius: 6, colour: today },
  clinics: { shape: "square", radius: 4.5, colour: today },
  others: { shape: "hexagon", radius: 5, colour: today },
  stations: { shape: "circle", radius: 5, colour: today },
  former_stations: { shape: "circle", radius: 4, colour: past },
};

const isEstimate = ({ position_quality: quality }) => ESTIMATES.includes(quality);

// The legend shows a layer as most of it looks.
page.facilityLook = ({ id, facilities }) => ({
  ...LOOKS[id],
  hollow: 2 * facilities.filter(isEstimate).length > facilities.length,
});

page.facilityLayers = new Map(
  plan.layers.map(({ id, facilities }) => {
    const symbols = facilities.map((facility) =>
      page
        .symbol(facility.at, { ...LOOKS[id], hollow: isEstimate(facility) })
        .bindTooltip(() => page.facilityHint(facility), { direction: "top", offset: [0, -8] })
        .bindPopup(() => page.facilityCard(facility), page.popupOptions));
    const group = L.featureGroup(symbols);
    if (SHOWN_FIRST.includes(id)) group.addTo(map);
    return [id, group];
  }),
);
page.restack();

// A facility is named by the number of its layer and its row there.
page.facilityAt = ([layer, row]) => plan.layers[layer].facilities[row];
page.isFacilityShown = ([layer]) => map.hasLayer(page.facilityLayers.get(plan.layers[layer].id));
