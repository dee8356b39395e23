// What stands today: one layer a group of kinds, hollow where the position is only an estimate.

const { map, plan } = page;
const SHOWN_FIRST = ["hospitals"];
const NEAR_ZOOM = 12;
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

const symbolsOf = new Map();

page.facilityLayers = new Map(
  plan.layers.map(({ id, facilities }) => {
    const symbols = facilities.map((facility) =>
      page
        .symbol(facility.at, { ...LOOKS[id], hollow: isEstimate(facility) })
        .bindTooltip(() => page.facilityHint(facility), { direction: "top", offset: [0, -8] })
        .bindPopup(() => page.facilityCard(facility), page.popupOptions));
    const group = L.featureGroup(symbols);
    symbolsOf.set(id, symbols);
    if (SHOWN_FIRST.includes(id)) group.addTo(map);
    return [id, group];
  }),
);
page.restack();

page.todayStops = () =>
  plan.layers
    .filter(({ id }) => map.hasLayer(page.facilityLayers.get(id)))
    .flatMap(({ id, facilities }) =>
      facilities.map((facility, row) => {
        const symbol = symbolsOf.get(id)[row];
        const hint = () => page.facilityHint(facility);
        return { symbol, hint, open: () => page.openPopup(symbol) };
      }));

// What fills areas comes to lie below every symbol.
page.raiseSymbols = () => {
  for (const group of page.facilityLayers.values()) if (map.hasLayer(group)) group.bringToFront();
  page.restack();
};

// A facility is named by the number of its layer and its row there.
page.goToFacility = ([layer, row]) => {
  const { id, facilities } = plan.layers[layer];
  map.closePopup();
  page.facilityLayers.get(id).addTo(map);
  page.goTo(facilities[row].at, Math.max(NEAR_ZOOM, map.getZoom()));
  page.openPopup(symbolsOf.get(id)[row]);
};

page.facilityAt = ([layer, row]) => plan.layers[layer].facilities[row];
page.isFacilityShown = ([layer]) => map.hasLayer(page.facilityLayers.get(plan.layers[layer].id));
