// Hatching over the communes whose care today stands, as far as it is known, at estimated positions
// alone: what is said of today there is modelled, not surveyed.

const { map, plan } = page;
const ESTIMATES = ["ward", "modelled"];
const STEP_PX = 7;
const LINES = { color: "transparent", weight: 0, interactive: false };

const held = new Map(); // by commune: how many facilities there are, and how many are estimates
for (const { commune_code: code, status, position_quality: quality } of
  plan.layers.flatMap(({ facilities }) => facilities)) {
  if (status !== "operating") continue;
  const [all, guessed] = held.get(code) ?? [0, 0];
  held.set(code, [all + 1, guessed + Number(ESTIMATES.includes(quality))]);
}
const modelled = Object.keys(plan.communes).filter((code) => {
  const [all, guessed] = held.get(code) ?? [0, 0];
  return all > 0 && all === guessed;
});

// Dark lines, each with a light one beside it, so that they show on light and on dark colours.
const trace = (ink, left, top, width, height) => {
  ink.lineWidth = 1;
  ink.setLineDash([]);
  for (const [aside, colour] of [[0, "rgb(23 35 45 / 60%)"], [1.4, "rgb(255 255 255 / 60%)"]]) {
    ink.beginPath();
    const first = left - height - ((left + top + height) % STEP_PX) + aside;
    for (let x = first; x < left + width; x += STEP_PX) {
      ink.moveTo(x, top + height);
      ink.lineTo(x + height, top);
    }
    ink.strokeStyle = colour;
    ink.stroke();
  }
};

const Hatched = L.Polygon.extend({
  _updatePath() {
    const { _renderer: renderer, _parts: parts } = this;
    if (!renderer._drawing || !parts.length) return;
    const { _ctx: ink, _bounds: bounds } = renderer;
    const box = L.bounds(parts.flat());
    const [from, to] = [
      L.point(Math.max(box.min.x, bounds.min.x), Math.max(box.min.y, bounds.min.y)),
      L.point(Math.min(box.max.x, bounds.max.x), Math.min(box.max.y, bounds.max.y)),
    ];
    ink.save();
    ink.beginPath();
    for (const part of parts) {
      for (const [i, { x, y }] of part.entries()) ink[i ? "lineTo" : "moveTo"](x, y);
      ink.closePath();
    }
    ink.clip("evenodd");
    trace(ink, from.x, from.y, to.x - from.x, to.y - from.y);
    ink.restore();
  },
});

page.estimates = L.featureGroup(
  modelled.map((code) => new Hatched(page.ringsOf(code), { ...LINES, smoothFactor: 0 })));
// Hatching says something where it sets communes apart; over most of them it would only be a veil.
if (2 * modelled.length < Object.keys(plan.communes).length) page.estimates.addTo(map);

page.estimatesEntry = modelled.length
  ? {
      id: "estimates",
      group: page.estimates,
      look: { draw: (ink, x, y) => trace(ink, x - 9, y - 7, 18, 14), shape: "square", radius: 8 },
      name: () => page.word("layer.estimates"),
      count: () => `${page.whole(modelled.length)}/${page.whole(Object.keys(plan.communes).length)}`,
      said: () => page.word("layer.estimates.why"),
    }
  : null;

map.on("layeradd", ({ layer }) => {
  if (layer === page.estimates) page.raiseSymbols();
});
