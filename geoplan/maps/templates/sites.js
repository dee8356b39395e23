// The facilities of the plan: one marker a place, numbered by rank where there is room.

const { map, plan } = page;
// From which zoom on: which ranks carry their number, those of upgrades apart, and how large the
// dots of the others are (px).
const LEVELS = [
  { zoom: 13, ranks: Infinity, upgrades: Infinity, dot: 5.3 },
  { zoom: 12, ranks: 150, upgrades: 150, dot: 5.3 },
  { zoom: 9.5, ranks: 50, upgrades: 0, dot: 3.8 },
  { zoom: 0, ranks: 50, upgrades: 0, dot: 2.8 },
];
const NUMBER_PX = 11;
const SITE_ZOOM = 12;
const FEW = 20; // a programme of so many others, at most, is shown from the start
// Where an upgrade stands beside the symbol of its facility, pixels, and in which direction beside
// a new facility that shares the point: away from its count
const ABOVE = [0, -15];
const [LEFT, UP] = [-0.55, -0.83];

// Markers: a place of several layers has one in each

const isFew = (programme) =>
  !page.isUpgrade(programme) && page.programmes.get(programme).count <= FEW;

page.siteLayers = new Map();

const newAt = new Map(); // symbols of new facilities by their point

const besideAt = (facility, at, radius) => {
  const other = newAt.get(String(at))?.find((symbol) => map.hasLayer(symbol));
  if (!other) return page.isFacilityShown(facility) && ABOVE;
  const apart = other.getRadius() + radius + 5;
  return [LEFT * apart, UP * apart];
};

const markersAt = ({ at, sites }) => {
  const byLayer = new Map();
  for (const site of sites) {
    const layer = page.layerOf(plan.sites[site]);
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), site]);
  }
  return [...byLayer].map(([layer, all]) => {
    const first = plan.sites[all[0]];
    const options = { ...page.lookOf(first), count: all.length };
    if (first.facility) options.beside = (radius) => besideAt(first.facility, at, radius);
    const { programme } = first;
    const symbol = page.symbol(at, options);
    if (!first.facility) newAt.set(String(at), [...(newAt.get(String(at)) ?? []), symbol]);
    return { at, layer, programme, all, sites: all, wanted: all[0], symbol };
  });
};

const places = plan.places.flatMap(markersAt);
const placeOf = new Map(places.flatMap((place) => place.all.map((site) => [site, place])));

for (const place of places) {
  place.symbol
    .bindTooltip(() => page.placeHint(place), { direction: "top", offset: [0, -10] })
    .bindPopup(() => page.placeCard(place), page.popupOptions)
    .on("popupopen", () => page.fire("site", { site: place.wanted }))
    .on("mouseover", () => page.fire("pointed", { sites: place.sites }))
    .on("mouseout", () => page.fire("pointed", { sites: [] }))
    .on("popupclose", () => {
      [place.wanted] = place.sites;
    });
}

for (const first of plan.sites) {
  const key = page.layerOf(first);
  if (page.siteLayers.has(key)) continue;
  const symbols = places.filter(({ layer }) => layer === key).map(({ symbol }) => symbol);
  const group = L.featureGroup(symbols);
  if (page.isSiting(first.programme) || isFew(first.programme)) group.addTo(map);
  page.siteLayers.set(key, { first, group });
}

// The best ranks take their room first, a few large facilities before all, upgrades after all. Who
// finds none stays a dot, larger where several facilities share the place. What has a number lies
// above what has none.

const turnOf = (programme) => {
  if (page.isUpgrade(programme)) return 2;
  return page.isSiting(programme) && !page.isMarket(programme) ? 1 : 0;
};

const rankOf = ({ sites: [site] }) => plan.sites[site].rank;

const byUrgency = () =>
  places
    .filter(({ symbol }) => map.hasLayer(symbol))
    .sort((a, b) => turnOf(a.programme) - turnOf(b.programme) || rankOf(a) - rankOf(b));

let upwards = [];

const number = () => {
  const zoom = map.getZoom();
  const { ranks, upgrades, dot } = LEVELS.find((level) => zoom >= level.zoom);
  const most = [Infinity, ranks, upgrades]; // by turn
  const numbered = [];
  const dots = [];
  for (const place of byUrgency()) {
    const { options } = place.symbol;
    const pixel = map.project(place.at, zoom).add(place.symbol.step(NUMBER_PX));
    const room = Math.min(...numbered.map((other) => pixel.distanceTo(other.pixel)));
    const urgent = rankOf(place) <= most[turnOf(place.programme)];
    const fits = urgent && room > 2 * NUMBER_PX + 4;
    options.label = fits ? String(rankOf(place)) : "";
    options.count = place.sites.length;
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
page.on("layers", number);
number();

page.on("year filter", () => {
  for (const place of places) {
    const { group } = page.siteLayers.get(place.layer);
    place.sites = place.all.filter((site) => page.isShown(plan.sites[site]));
    if (!place.sites.includes(place.wanted)) [place.wanted] = place.sites;
    if (place.sites.length) group.addLayer(place.symbol);
    else group.removeLayer(place.symbol);
  }
  page.fire("layers");
});

// A programme that is asked for is on the map for as long as it is asked for.
const brought = new Set();

page.on("filter", () => {
  const { programme } = page.filter;
  for (const group of brought) group.remove();
  brought.clear();
  for (const { first, group } of page.siteLayers.values()) {
    if (first.programme !== programme || map.hasLayer(group)) continue;
    brought.add(group.addTo(map));
  }
});

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

// For those who go from one to the next: the most urgent first
page.planStops = () =>
  byUrgency().map((place) => ({
    symbol: place.symbol,
    hint: () => page.placeHint(place),
    open: () => page.openPopup(place.symbol),
  }));

page.placeOf = (site) => placeOf.get(site);

page.goToPlace = (at) => {
  map.closePopup();
  ring.setLatLng(at).addTo(map);
  page.goTo(at, Math.max(SITE_ZOOM, map.getZoom()));
};

page.goToSite = (site) => {
  const place = placeOf.get(site);
  map.closePopup();
  if (!page.passes(plan.sites[site])) page.clearFilter();
  if (!page.isOpen(plan.sites[site])) page.setYear(plan.sites[site].year);
  page.siteLayers.get(place.layer).group.addTo(map);
  place.wanted = site;
  page.goTo(place.at, Math.max(SITE_ZOOM, map.getZoom()));
  page.openPopup(place.symbol);
};

// The facilities of a programme by rank, as [number, facility]
page.ranked = (programme) =>
  [...plan.sites.entries()]
    .filter(([, site]) => site.programme === programme)
    .sort(([, a], [, b]) => a.rank - b.rank);
