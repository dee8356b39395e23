// The communes, coloured by what the measure shown differs by.

const { map, plan } = page;
const UNKNOWN = "#c3cbd1";
const WIDE_PX = 430; // room for a table of four columns
const FROM_LUMA = 140; // ITU-R BT.601: fills darker than this take light letters
const MIDDLE = (plan.colours.length - 1) / 2;

page.differenceOf = (code, measure = page.measure) =>
  page.difference(plan.communes[code].values[measure]);

// From worse to better in the order of the colours: the middle where nothing can be seen, one step
// out for each limit that the difference reaches. Null if it is not known.
page.classOf = (code) => {
  const { resolution, step, better } = plan.measures[page.measure];
  const difference = page.differenceOf(code);
  if (Number.isNaN(difference)) return null;
  const limits = [resolution / 2, step, 2 * step];
  const out = limits.filter((limit) => Math.abs(difference) >= limit * (1 - 1e-9)).length;
  return MIDDLE + out * Math.sign(difference) * better;
};

const colourOf = (code) => plan.colours[page.classOf(code)] ?? UNKNOWN;

page.isDark = (code) => {
  const colour = colourOf(code);
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < FROM_LUMA;
};

page.communeName = (code) => {
  const commune = plan.communes[code];
  return page.language === "vi" ? commune.name : commune.name_en;
};

// On the map the kind of unit is left out, as atlases do.
page.shortName = (code) => {
  const kind = page.word(`type.${plan.communes[code].type}`);
  return page.communeName(code).replace(new RegExp(`^${kind} | ${kind}$`), "");
};

// Shapes. Islands and holes alike are rings: Leaflet fills by the even-odd rule.

const decoded = (steps) => {
  const points = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / plan.degree_steps, x / plan.degree_steps]);
  }
  return points;
};

// Neighbours are not simplified apart: smoothFactor 0 keeps their common border common.
const shared = { smoothFactor: 0 };
const line = (color, weight) => ({ ...shared, color, weight, fill: false, interactive: false });
const coast = L.layerGroup();
const fills = L.layerGroup();
const pointed = L.polygon([], line(page.colour("ink"), 2.5));
const shapes = new Map();
const width = Math.min(WIDE_PX, window.innerWidth - 60);
const wide = { ...page.popupOptions, minWidth: width, maxWidth: width };

for (const [code, commune] of Object.entries(plan.communes)) {
  const rings = commune.rings.map(decoded);
  L.polygon(rings, line(page.colour("coast"), 3)).addTo(coast);
  const shape = L.polygon(rings, {
    ...shared,
    color: page.colour("border"),
    weight: 0.8,
    fillColor: colourOf(code),
    fillOpacity: 1,
  });
  shape
    .on("mouseover", () => pointed.setLatLngs(shape.getLatLngs()))
    .on("mouseout", () => pointed.setLatLngs([]))
    .bindTooltip(() => page.communeHint(code), { sticky: true, direction: "top", offset: [0, -8] })
    .bindPopup(() => page.communeCard(code), wide)
    .addTo(fills);
  shapes.set(code, shape);
}
for (const layer of [coast, fills, pointed]) layer.addTo(map);

page.on("view", () => {
  for (const [code, shape] of shapes) shape.setStyle({ fillColor: colourOf(code) });
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
