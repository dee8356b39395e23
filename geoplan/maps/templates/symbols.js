// Points on the canvas: a shape, filled or hollow, with a cross, a number, a count beside. The
// legend draws its samples with the same hand.

const { map } = page;
const TAU = 2 * Math.PI;
const INK = page.colour("ink");
const HALO_PX = 1.5; // white around a shape
// Symbols that share a point are set beside each other by these steps, pixels.
const STEPS = [[0, 0], [13, -9], [-13, -9], [-13, 9], [13, 9], [0, -17], [0, 17]];

page.font = getComputedStyle(document.body).fontFamily;

// Corners of the shapes around their middle, in radii, so that all look about as large

const around = (radii) =>
  radii.map((radius, i) => {
    const angle = (TAU * i) / radii.length;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });

const heart = (angle) => [
  (16 * Math.sin(angle) ** 3) / 13,
  -(13 * Math.cos(angle) - 5 * Math.cos(2 * angle) - 2 * Math.cos(3 * angle)) / 13,
];

const CORNERS = {
  diamond: around(Array(4).fill(1.32)),
  hexagon: around(Array(6).fill(1.12)),
  triangle: around(Array(3).fill(1.45)),
  star: around(Array(5).fill([1.5, 0.85]).flat()),
  heart: Array.from({ length: 32 }, (_, i) => heart((TAU * i) / 32)),
  plus: [
    [-0.46, -1.15], [0.46, -1.15], [0.46, -0.46], [1.15, -0.46], [1.15, 0.46], [0.46, 0.46],
    [0.46, 1.15], [-0.46, 1.15], [-0.46, 0.46], [-1.15, 0.46], [-1.15, -0.46], [-0.46, -0.46],
  ],
  tag: [[0, -1.3], [1, -0.4], [1, 1], [-1, 1], [-1, -0.4]],
};

const trace = (ink, shape, radius, x, y) => {
  ink.beginPath();
  if (shape === "circle") ink.arc(x, y, radius, 0, TAU);
  else if (shape === "square") {
    ink.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, radius / 3);
  } else {
    for (const [right, down] of CORNERS[shape]) ink.lineTo(x + radius * right, y + radius * down);
    ink.closePath();
  }
};

const drawBody = (ink, { shape, radius, colour, hollow }, x, y) => {
  trace(ink, shape, radius, x, y);
  ink.lineJoin = "round";
  ink.lineWidth = 2 * HALO_PX;
  ink.fillStyle = ink.strokeStyle = "#fff";
  ink.stroke();
  ink.fill();
  trace(ink, shape, hollow ? radius - 0.5 : radius, x, y);
  if (hollow) {
    ink.setLineDash([2.6, 1.8]);
    ink.lineWidth = 1.4;
    ink.strokeStyle = colour;
    ink.stroke();
    ink.setLineDash([]);
  } else {
    ink.fillStyle = colour;
    ink.fill();
  }
};

const drawCross = (ink, { radius, colour, hollow }, x, y) => {
  const [arm, half] = [0.6 * radius, 0.17 * radius];
  ink.fillStyle = hollow ? colour : "#fff";
  ink.fillRect(x - arm, y - half, 2 * arm, 2 * half);
  ink.fillRect(x - half, y - arm, 2 * half, 2 * arm);
};

const drawLine = (ink, { colour }, x, y) => {
  ink.beginPath();
  ink.moveTo(x - 9, y + 3);
  ink.lineTo(x + 9, y - 3);
  ink.lineWidth = 2.4;
  ink.strokeStyle = colour;
  ink.stroke();
};

const drawNumber = (ink, { label }, x, y) => {
  ink.font = `700 ${label.length > 2 ? 9.5 : 11.5}px ${page.font}`;
  ink.fillStyle = "#fff";
  ink.fillText(label, x, y + 0.5);
};

const drawCount = (ink, { radius, count, colour }, x, y) => {
  const [cx, cy, text] = [x + 0.9 * radius, y - 1.05 * radius, `×${count}`];
  ink.font = `700 9.5px ${page.font}`;
  const half = ink.measureText(text).width / 2 + 3;
  ink.beginPath();
  ink.roundRect(cx - half, cy - 6.5, 2 * half, 13, 6.5);
  ink.fillStyle = "#fff";
  ink.fill();
  ink.lineWidth = 1;
  ink.strokeStyle = colour;
  ink.stroke();
  ink.fillStyle = INK;
  ink.fillText(text, cx, cy + 0.5);
};

// look: shape, radius, colour; hollow for a position that is an estimate, cross for a hospital,
// label for the number inside, count for the facilities at the place; or draw, a hand of its own.
const drawSymbol = (ink, look, x, y) => {
  ink.save();
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  if (look.draw) look.draw(ink, x, y);
  else if (look.shape === "line") drawLine(ink, look, x, y);
  else drawBody(ink, look, x, y);
  if (look.cross) drawCross(ink, look, x, y);
  if (look.label) drawNumber(ink, look, x, y);
  if (look.label && look.count > 1) drawCount(ink, look, x, y);
  ink.restore();
};

page.drawSymbol = drawSymbol;

// A sample for the legend, drawn three times as fine so that it stays sharp on paper
page.sample = (look) => {
  const [size, fineness] = [22, 3];
  const canvas = page.el("canvas.sample", { "aria-hidden": "true" });
  canvas.width = canvas.height = size * fineness;
  const ink = canvas.getContext("2d");
  ink.scale(fineness, fineness);
  drawSymbol(ink, look, size / 2, size / 2);
  return canvas;
};

// Symbols are Leaflet's circle markers with another drawing and a step aside. One that has
// beside(radius) steps aside only while that says where to, and takes no room from others at its
// point.

const symbols = [];
const atPoint = new Map();

const { _reset: reset } = L.Canvas.prototype;

L.Canvas.include({
  // Leaflet leaves the canvas between pixels when a view is set at once, which blurs it.
  _reset() {
    reset.call(this);
    L.DomUtil.setPosition(this._container, this._bounds.min);
  },

  _updateSymbol(symbol) {
    if (!this._drawing || symbol._empty()) return;
    const look = { ...symbol.options, radius: symbol._radius };
    drawSymbol(this._ctx, look, symbol._point.x, symbol._point.y);
  },
});

const Symbol = L.CircleMarker.extend({
  options: { weight: 3, bubblingMouseEvents: false },

  initialize(at, options) {
    L.CircleMarker.prototype.initialize.call(this, at, options);
    symbols.push(this);
    if (this.options.beside) return;
    const order = atPoint.get(String(at)) ?? 0;
    atPoint.set(String(at), order + 1);
    this._aside = STEPS[order % STEPS.length];
  },

  step(radius = this._radius) {
    return L.point(this._aside ?? (this.options.beside(radius) || [0, 0]));
  },

  // Where it is drawn, which is beside its position when it had to step aside
  shownAt() {
    const point = map.latLngToLayerPoint(this.getLatLng()).add(this.step());
    return map.layerPointToLatLng(point);
  },

  _project() {
    L.CircleMarker.prototype._project.call(this);
    this._point = this._point.add(this.step());
    this._updateBounds();
  },

  _updatePath() {
    this._renderer._updateSymbol(this);
  },
});

page.symbol = (at, options) => new Symbol(at, options);

// The room that the symbols on the map take, in layer pixels
page.symbolBoxes = () =>
  symbols
    .filter((symbol) => map.hasLayer(symbol))
    .map(({ _point: at, _radius: radius }) =>
      L.bounds(at.subtract([radius, radius]), at.add([radius, radius])));
