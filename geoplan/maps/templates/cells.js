// The cells in which people live, as one layer that draws itself: a square each, the larger the
// more people, in the colour of its share of people covered at the time shown. While the map is cut
// in two, each side has a layer of its own.

const { map, plan } = page;
const { colours } = plan.classes;
const UNKNOWN = "#d3d9dd";
const LEAST_PX = 1.5;
const EQUATOR_M = 40_075_016.7;
const TILE_PX = 256; // of the world at zoom 0
const LARGE = 0.95; // of the cells have fewer people than one that fills its square
const { cells: held } = plan;

const points = held ? page.decoded(held.steps) : [];
const byPeople = held ? [...held.people].sort((a, b) => a - b) : [];
const many = Math.max(1, byPeople[Math.floor(LARGE * byPeople.length)] ?? 1);
const parts = held ? held.people.map((people) => Math.sqrt(Math.min(1, people / many))) : [];

const classesAt = (time) => (typeof time === "number" ? held.years[time] : held[time]);

const Cells = L.Path.extend({
  options: { interactive: false, time: page.time },

  initialize(options) {
    L.setOptions(this, options);
  },

  _reset() {
    this._project();
    this._update();
  },

  // Layer points hold until the zoom changes.
  _project() {
    this._at = points.map((at) => map.latLngToLayerPoint(at));
    const wide = TILE_PX * 2 ** map.getZoom() / (EQUATOR_M * Math.cos((points[0][0] * Math.PI) / 180));
    this._side = 0.94 * held.size_m * wide;
    const { min, max } = L.bounds(this._at);
    this._pxBounds = L.bounds(min.subtract([this._side, this._side]), max.add([this._side, this._side]));
  },

  _update() {
    if (this._map) this._updatePath();
  },

  _empty: () => false,

  _updatePath() {
    const { _ctx: ink, _bounds: view, _drawing: drawing } = this._renderer;
    if (!drawing || !view || (this === layer && page.swipe !== null)) return;
    const byClass = classesAt(this.options.time());
    ink.setLineDash([]);
    ink.globalAlpha = 1;
    for (const [i, { x, y }] of this._at.entries()) {
      const side = Math.max(LEAST_PX, this._side * parts[i]);
      if (x < view.min.x - side || x > view.max.x + side) continue;
      if (y < view.min.y - side || y > view.max.y + side) continue;
      ink.fillStyle = colours[byClass[i]] ?? UNKNOWN;
      ink.fillRect(x - side / 2, y - side / 2, side, side);
      ink.lineWidth = 0.4;
      ink.strokeStyle = "rgb(23 35 45 / 45%)";
      if (side > 4) ink.strokeRect(x - side / 2, y - side / 2, side, side);
    }
  },

  getBounds: () => L.latLngBounds(points),
});

const layer = held && new Cells();

page.areCellsShown = () => map.hasLayer(layer);
page.cellsAt = held && ((time, options) => new Cells({ ...options, time }));

page.cellEntry = layer && {
  id: "cells",
  group: layer,
  look: { draw: (ink, x, y) => drawSample(ink, x, y), shape: "square", radius: 8 },
  name: () => page.word("layer.cells"),
  count: () => page.word("cells.count", { n: page.whole(points.length) }),
  said: () => page.word("cells.meaning"),
};

const drawSample = (ink, x, y) => {
  for (const [i, side] of [5, 8, 10].entries()) {
    ink.fillStyle = colours[i + 1];
    ink.strokeStyle = "rgb(23 35 45 / 60%)";
    ink.lineWidth = 0.5;
    ink.fillRect(x - 10 + 7 * i, y - side / 2, side, side);
    ink.strokeRect(x - 10 + 7 * i, y - side / 2, side, side);
  }
};

// Below the facilities, above the communes, which fade meanwhile
map.on("layeradd", ({ layer: added }) => {
  if (added === layer) page.raiseSymbols();
});
page.on("view year swipe", () => {
  if (layer && map.hasLayer(layer)) layer.redraw();
});
