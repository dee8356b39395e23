// The communes: one set of shapes, coloured by the share of people covered at the time shown.

const { map, plan } = page;
const { breaks, colours } = plan.classes;
const UNKNOWN = "#d3d9dd";
const OVER_TILES = 0.72; // opacity that lets a basemap through
const FADE_MS = 350;
const FROM_LUMA = 140; // ITU-R BT.601: fills darker than this take light letters

page.classOf = (share) =>
  typeof share === "number" ? breaks.filter((limit) => share >= limit).length : null;

page.communeName = (code) => {
  const commune = plan.communes[code];
  return page.language === "vi" ? commune.name : commune.name_en;
};

// On the map the kind of unit is left out, as atlases do.
page.shortName = (code) => {
  const kind = page.word(`type.${plan.communes[code].type}`);
  return page.communeName(code).replace(new RegExp(`^${kind} | ${kind}$`), "");
};

const colourAt = (code, time) =>
  colours[page.classOf(plan.communes[code][time].covered_share)] ?? UNKNOWN;

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

page.isDark = (code) => {
  const [red, green, blue] = channels(colourAt(code, page.view));
  return 0.299 * red + 0.587 * green + 0.114 * blue < FROM_LUMA;
};

// Shapes. Islands and holes alike are rings: Leaflet fills by the even-odd rule.

page.decoded = (steps) => {
  const points = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / plan.degree_steps, x / plan.degree_steps]);
  }
  return points;
};

let fillOpacity = 1;
map.eachLayer((layer) => {
  if (layer instanceof L.TileLayer) fillOpacity = OVER_TILES;
});

// Neighbours are not simplified apart: smoothFactor 0 keeps their common border common.
const shared = { smoothFactor: 0 };
const line = (color, weight) => ({ ...shared, color, weight, fill: false, interactive: false });
const coast = L.layerGroup();
const fills = L.layerGroup();
const pointed = L.polygon([], line(page.colour("ink"), 2.5));
const shapes = new Map();

for (const [code, commune] of Object.entries(plan.communes)) {
  const rings = commune.rings.map(page.decoded);
  L.polygon(rings, line(page.colour("coast"), 3)).addTo(coast);
  const shape = L.polygon(rings, {
    color: page.colour("border"),
    weight: 0.8,
    ...shared,
    fillColor: colourAt(code, page.view),
    fillOpacity,
  });
  shape
    .on("mouseover", () => pointed.setLatLngs(shape.getLatLngs()))
    .on("mouseout", () => pointed.setLatLngs([]))
    .bindTooltip(() => page.communeHint(code), { sticky: true, direction: "top", offset: [0, -8] })
    .bindPopup(() => page.communeCard(code), page.popupOptions)
    .addTo(fills);
  shapes.set(code, shape);
}
for (const layer of [coast, fills, pointed]) layer.addTo(map);

// Colours fade from one time to the other, so that the eye sees what changes.

const blend = (from, to, part) => {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * part)).join(",")})`;
};

const paint = (view, part) => {
  const other = view === "after" ? "before" : "after";
  for (const [code, shape] of shapes) {
    const [from, to] = [colourAt(code, other), colourAt(code, view)];
    if (from !== to) shape.setStyle({ fillColor: part < 1 ? blend(from, to, part) : to });
  }
};

page.on("view", () => {
  const { view } = page;
  const start = performance.now();
  const step = (now) => {
    if (view !== page.view) return;
    const part = page.moves ? Math.min(1, Math.max(0, now - start) / FADE_MS) : 1;
    paint(view, part);
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
});

// For the other parts

page.goToCommune = (code) => {
  const shape = shapes.get(code);
  const { centre } = plan.communes[code];
  page.goTo(centre, Math.min(13, map.getBoundsZoom(shape.getBounds().pad(0.6))));
  page.openPopup(shape, centre);
};

page.isInside = (code, layerPoint) => shapes.get(code)._containsPoint(layerPoint);

page.widthPx = (code) => {
  const bounds = shapes.get(code).getBounds();
  const [west, east] = [bounds.getSouthWest(), bounds.getNorthEast()];
  return map.latLngToLayerPoint(east).x - map.latLngToLayerPoint(west).x;
};
