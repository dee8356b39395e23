// The recommended facilities: one marker a place, numbered by rank where there is room.

const { map, plan } = page;
// From which zoom on: which ranks carry their number, how large the dots of the others are (px).
const LEVELS = [
  { zoom: 13, ranks: Infinity, dot: 5.3 },
  { zoom: 12, ranks: 150, dot: 5.3 },
  { zoom: 9.5, ranks: 50, dot: 3.8 },
  { zoom: 0, ranks: 50, dot: 2.8 },
];
const NUMBER_PX = 11;
const SITE_ZOOM = 12;

const LOOKS = {
  "gradual-coverage": { shape: "circle", colour: page.colour("site") },
  market: { shape: "square", colour: page.colour("hospital") },
};

page.programmes = new Map(plan.programmes.map((programme) => [programme.id, programme]));
page.isMarket = (programme) => page.programmes.get(programme).model === "market";
page.siteLook = (programme) => LOOKS[page.programmes.get(programme).model];

// Markers

const places = plan.places.map((place) => ({
  ...place,
  rank: plan.sites[place.sites[0]].rank,
  wanted: place.sites[0], // the site at which its popup opens
  symbol: page.symbol(place.at, { ...page.siteLook(place.programme), count: place.sites.length }),
}));
const placeOf = new Map(places.flatMap((place) => place.sites.map((site) => [site, place])));

for (const place of places) {
  place.symbol
    .bindTooltip(() => page.placeHint(place), { direction: "top", offset: [0, -10] })
    .bindPopup(() => page.placeCard(place), page.popupOptions)
    .on("popupopen", () => page.fire("site", { site: place.wanted }))
    .on("popupclose", () => {
      [place.wanted] = place.sites;
    });
}

page.siteLayers = new Map(
  plan.programmes.map(({ id }) => {
    const symbols = places.filter((place) => place.programme === id).map(({ symbol }) => symbol);
    return [id, L.featureGroup(symbols).addTo(map)];
  }),
);

// The best ranks take their room first, hospitals before all. Who finds none stays a dot, larger
// where several facilities share the place. What has a number lies above what has none.

const byUrgency = [...places].sort(
  (a, b) => page.isMarket(b.programme) - page.isMarket(a.programme) || a.rank - b.rank,
);
let upwards = [];

const number = () => {
  const zoom = map.getZoom();
  const { ranks, dot } = LEVELS.find((level) => zoom >= level.zoom);
  const numbered = [];
  const dots = [];
  for (const place of byUrgency) {
    const { options } = place.symbol;
    const pixel = map.project(place.at, zoom);
    const room = Math.min(...numbered.map((other) => pixel.distanceTo(other.pixel)));
    const urgent = page.isMarket(place.programme) || place.rank <= ranks;
    const fits = urgent && room > 2 * NUMBER_PX + 4;
    options.label = fits ? String(place.rank) : "";
    place.symbol.setRadius(fits ? NUMBER_PX : dot + 0.7 * Math.min(place.sites.length - 1, 4));
    (fits ? numbered : dots).push({ pixel, symbol: place.symbol });
  }
  upwards = [...numbered, ...dots].reverse();
  page.restack();
};

page.restack = () => {
  for (const { symbol } of upwards) symbol.bringToFront();
};

map.on("zoomend", number);
number();

// A ring around what a list points at, or around a place that has no marker

const ring = L.circleMarker([0, 0], {
  radius: 17,
  weight: 3.5,
  color: page.colour("ink"),
  fill: false,
  interactive: false,
});
map.on("popupopen", () => ring.remove());

page.pointAt = (site) => ring.setLatLng(placeOf.get(site).symbol.shownAt()).addTo(map);
page.pointAway = () => ring.remove();

page.goToPlace = (at) => {
  map.closePopup();
  ring.setLatLng(at).addTo(map);
  page.goTo(at, Math.max(SITE_ZOOM, map.getZoom()));
};

page.goToSite = (site) => {
  const place = placeOf.get(site);
  map.closePopup();
  place.wanted = site;
  page.siteLayers.get(place.programme).addTo(map);
  page.goTo(place.at, Math.max(SITE_ZOOM, map.getZoom()));
  page.openPopup(place.symbol);
};

// The sites of a programme by rank, as [number, site]
page.ranked = (programme) =>
  [...plan.sites.entries()]
    .filter(([, site]) => site.programme === programme)
    .sort(([, a], [, b]) => a.rank - b.rank);
