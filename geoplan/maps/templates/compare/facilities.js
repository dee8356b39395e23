// The facilities by what became of them: small if kept, hollow if dropped, filled if added; one that
// moved is a hollow one and a filled one with a line between them.

const { map, plan } = page;
const FATES = ["kept", "moved", "dropped", "added"];
const CLOSE_ZOOM = 13;
// From which zoom on: how large symbols are, of their full size
const SIZES = [
  { zoom: 12, size: 1 },
  { zoom: 10, size: 0.75 },
  { zoom: 0, size: 0.6 },
];

page.programmes = new Map(plan.programmes.map((programme) => [programme.id, programme]));
page.isMarket = (programme) => page.programmes.get(programme).market;

// How the old and the new end of a facility look; of what is kept only the new one is drawn.
page.ends = (fate, market = false) => {
  const shape = market ? "square" : "circle";
  const colour = page.colour(market ? "hospital" : "site");
  if (fate === "kept") return { new: { shape, radius: 3.5, colour: page.colour("past") } };
  const radius = fate === "moved" ? 5 : 7;
  const old = { shape, radius, colour, hollow: true };
  const now = { shape, radius, colour };
  return { moved: { old, new: now }, dropped: { old }, added: { new: now } }[fate];
};

page.fateLayers = new Map(FATES.map((fate) => [fate, L.layerGroup().addTo(map)]));

const fullSizes = new Map(); // radius by symbol
const symbol = (at, look) => {
  const drawn = page.symbol(at, look);
  fullSizes.set(drawn, look.radius);
  return drawn;
};

// A line between two symbols, from where they are drawn: either may have had to step aside.
const Link = L.Polyline.extend({
  options: { smoothFactor: 0 },

  initialize(ends, options) {
    L.Polyline.prototype.initialize.call(this, ends.map((end) => end.getLatLng()), options);
    this._ends = ends;
  },

  _projectLatlngs(_, rings, bounds) {
    const ring = this._ends.map((end) => map.latLngToLayerPoint(end.shownAt()));
    for (const point of ring) bounds.extend(point);
    rings.push(ring);
  },
});

const marker = (facilities) => {
  const [first] = facilities;
  const looks = page.ends(first.fate, page.isMarket(first.programme));
  const ends = Object.entries(looks).map(([end, look]) => symbol(first[end].at, look));
  const links = [["#fff", 5], [looks.new?.colour, 2]].map(
    ([color, weight]) => new Link(ends, { color, weight }));
  const group = L.featureGroup(ends.length === 2 ? [...links, ...ends] : ends)
    .bindTooltip(() => page.placeHint(facilities), { sticky: true, direction: "top", offset: [0, -8] })
    .bindPopup(() => page.placeCard(facilities), page.popupOptions);
  return { group, symbol: ends.at(-1) };
};

const markers = new Map();
const stops = [];
for (const rows of plan.places) {
  const facilities = rows.map((row) => plan.facilities[row]);
  const { group, symbol: end } = marker(facilities);
  group.addTo(page.fateLayers.get(facilities[0].fate));
  for (const row of rows) markers.set(row, group);
  stops.push({
    symbol: end,
    hint: () => page.placeHint(facilities),
    open: () => page.openPopup(group, end.getLatLng()),
  });
}

// For those who go from one to the next: what changed first
page.planStops = () => stops.filter(({ symbol: end }) => map.hasLayer(end)).reverse();

const resize = () => {
  const { size } = SIZES.find(({ zoom }) => map.getZoom() >= zoom);
  for (const [drawn, radius] of fullSizes) drawn.setRadius(size * radius);
};
map.on("zoomend", resize);
resize();

page.goToFacility = (row) => {
  const { fate, old, new: now } = plan.facilities[row];
  const { at } = now ?? old;
  page.fateLayers.get(fate).addTo(map);
  page.goTo(at, Math.max(CLOSE_ZOOM, map.getZoom()));
  page.openPopup(markers.get(row), at);
};
