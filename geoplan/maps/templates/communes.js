// The communes, coloured by the share of people covered at the time shown.

const { map, plan } = page;
const { breaks, colours } = plan.classes;
const UNKNOWN = "#d3d9dd";
const OVER_TILES = 0.72; // opacity that lets a basemap through
const FADE_MS = 350;

page.classOf = (share) =>
  typeof share === "number" ? breaks.filter((limit) => share >= limit).length : null;

page.colourAt = (code, time) =>
  colours[page.classOf(page.figuresAt(code, time).covered_share)] ?? UNKNOWN;

page.isDark = (code, at) => page.isDarkColour(page.colourAt(code, page.timeAt(at)));

let fillOpacity = 1;
map.eachLayer((layer) => {
  if (layer instanceof L.TileLayer) fillOpacity = OVER_TILES;
});
page.fillOpacity = fillOpacity;

const colourOf = (code) => page.colourAt(code, page.time());
const shapes = page.drawCommunes(colourOf, { fillOpacity });

page.fillOf = colourOf; // at once, while the map still fades

// Bare shapes leave what lies beneath them to be seen, and can still be pointed at.
page.bareCommunes = (bare) => {
  page.coast.eachLayer((line) => line.setStyle({ opacity: bare ? 0 : 1 }));
  for (const shape of shapes.values()) shape.setStyle({ fillOpacity: bare ? 0 : fillOpacity });
};

// Colours fade from one time to the other, so that the eye sees what changes.

const blend = (from, to, part) => {
  const [a, b] = [page.channels(from), page.channels(to)];
  const mixed = a.map((value, i) => Math.round(value + (b[i] - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
};

let fade = 0; // the latest one alone goes on

page.on("view year", () => {
  fade += 1;
  const [own, start] = [fade, performance.now()];
  const changes = [...shapes]
    .map(([code, shape]) => [shape, shape.options.fillColor, colourOf(code)])
    .filter(([, from, to]) => from !== to);
  const step = (now) => {
    if (own !== fade) return;
    const part = page.moves ? Math.min(1, Math.max(0, now - start) / FADE_MS) : 1;
    for (const [shape, from, to] of changes) shape.setStyle({ fillColor: blend(from, to, part) });
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
});
