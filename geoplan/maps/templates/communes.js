// The communes, coloured by the share of people covered at the time shown.

const { map, plan } = page;
const { breaks, colours } = plan.classes;
const UNKNOWN = "#d3d9dd";
const OVER_TILES = 0.72; // opacity that lets a basemap through
const FADE_MS = 350;

page.classOf = (share) =>
  typeof share === "number" ? breaks.filter((limit) => share >= limit).length : null;

const colourAt = (code, time) =>
  colours[page.classOf(plan.communes[code][time].covered_share)] ?? UNKNOWN;

page.isDark = (code) => page.isDarkColour(colourAt(code, page.view));

let fillOpacity = 1;
map.eachLayer((layer) => {
  if (layer instanceof L.TileLayer) fillOpacity = OVER_TILES;
});

const shapes = page.drawCommunes((code) => colourAt(code, page.view), { fillOpacity });

page.fillOf = (code) => colourAt(code, page.view); // at once, while the map still fades

// Colours fade from one time to the other, so that the eye sees what changes.

const blend = (from, to, part) => {
  const [a, b] = [page.channels(from), page.channels(to)];
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
