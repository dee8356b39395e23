// The plots on the short lists, where some were put into the page: each parcel once, a dot from
// afar and its shape from near; the search areas of the sites.

const { map, plan } = page;
const INK = page.colour("ink");
const [GIVEN, OTHER] = ["#ffc20a", "#fff"]; // told apart by light and line too
const DOT_PX = 9; // a shape smaller than this is drawn as a dot
const NEAR_ZOOM = 16;
const FRAME = { interactive: false, fill: false, color: INK, weight: 1.6, dashArray: "7 5" };

const written = document.querySelector("#plots-data").textContent.trim();
const held = written ? JSON.parse(written) : null;

page.plots = held;
page.plotLayers = [];

// Leaflet's polygon with another drawing where it is small

const Plot = L.Polygon.extend({
  options: { bubblingMouseEvents: false, lineJoin: "round", color: INK, fillOpacity: 0.9 },

  _updateBounds() {
    L.Polygon.prototype._updateBounds.call(this);
    const { x, y } = this._rawPxBounds.getSize();
    this._isDot = Math.max(x, y) < DOT_PX;
    if (!this._isDot) return;
    const [middle, room] = [this._rawPxBounds.getCenter(), this.options.dot + 2];
    this._pxBounds = L.bounds(middle.subtract([room, room]), middle.add([room, room]));
  },

  _update() {
    if (!this._isDot) L.Polygon.prototype._update.call(this);
    else if (this._map) {
      this._parts = this._renderer._bounds.intersects(this._pxBounds) ? this._rings : [];
      this._updatePath();
    }
  },

  _updatePath() {
    if (!this._isDot) L.Polygon.prototype._updatePath.call(this);
    else if (this._renderer._drawing && this._parts.length) {
      const { x, y } = this._pxBounds.getCenter();
      drawDot(this._renderer._ctx, this.options, x, y);
    }
  },

  _containsPoint(point) {
    return this._isDot
      ? Boolean(this._pxBounds?.contains(point))
      : L.Polygon.prototype._containsPoint.call(this, point);
  },
});

const drawDot = (ink, { dot, fillColor }, x, y) => {
  ink.setLineDash([]);
  ink.globalAlpha = 1;
  ink.beginPath();
  ink.rect(x - dot, y - dot, 2 * dot, 2 * dot);
  ink.fillStyle = fillColor;
  ink.fill();
  ink.lineWidth = 1.2;
  ink.strokeStyle = INK;
  ink.stroke();
};

const sampleOf = ({ dot, fillColor, weight }) => ({
  draw: (ink, x, y) => {
    drawDot(ink, { dot: dot + 2.5, fillColor }, x, y);
    ink.lineWidth = weight;
    ink.stroke();
  },
});

const areaSample = {
  draw: (ink, x, y) => {
    ink.setLineDash([3.5, 2.5]);
    ink.strokeStyle = INK;
    ink.lineWidth = 1.6;
    ink.beginPath();
    ink.ellipse(x, y, 9, 6.5, 0, 0, 2 * Math.PI);
    ink.stroke();
  },
};

// Which lists a plot is on, as [list, place], and which sites of the plan the lists are of

const siteRows = new Map(
  plan.sites.map(({ programme, site_id: id }, row) => [`${programme} ${id}`, row]));
const placesOf = new Map();

page.siteOfList = ({ programme, site_id: id }) => siteRows.get(`${programme} ${id}`);
page.listOf = ({ programme, site_id: id }) =>
  held?.lists.find((list) => list.programme === programme && list.site_id === id);
page.placesOfPlot = (plot) => placesOf.get(plot) ?? [];

const decoded = (rings, steps) => rings.map((ring) => page.decoded(ring, steps));
const areaOf = ({ area }) => decoded(area, plan.degree_steps);

const LOOKS = {
  given: { fillColor: GIVEN, weight: 2.6, dot: 3.4 },
  other: { fillColor: OTHER, weight: 1.4, dot: 2.4 },
};

const shapes = [];
const spotlight = L.polygon([], { ...FRAME, weight: 2.6 });

const showAreas = (lists) => spotlight.setLatLngs(lists.map(areaOf)).addTo(map);

const shapeOf = (plot, row) => {
  const places = page.placesOfPlot(row);
  const look = places.some(([, { is_given: given }]) => given) ? "given" : "other";
  const plain = places.some(([{ standing }]) => standing === "fits" || standing === "chosen");
  const rings = plot.rings ? decoded(plot.rings, held.steps) : [[plot.at]];
  const shape = new Plot(rings, { ...LOOKS[look], dashArray: plain ? null : "5 3" })
    .bindTooltip(() => page.plotHint(row), { direction: "top", sticky: true, offset: [0, -8] })
    .bindPopup(() => page.plotCard(row), page.popupOptions)
    .on("popupopen", () => showAreas(page.placesOfPlot(row).map(([list]) => list)));
  shapes.push(shape);
  return [look, shape];
};

if (held) {
  for (const list of held.lists) {
    for (const place of list.places) {
      placesOf.set(place.plot, [...page.placesOfPlot(place.plot), [list, place]]);
    }
  }
  const drawn = held.plots.map(shapeOf);
  const layers = ["given", "other"].map((look) => {
    const own = drawn.filter(([of]) => of === look).map(([, shape]) => shape);
    const name = () => {
      const said = page.word(`layer.plots.${look}`);
      return held.made_up ? page.word("plots.made_up", { said }) : said;
    };
    const count = () => page.word("plots.count", { n: page.whole(own.length) });
    const said = () => page.word("plots.meaning");
    const group = L.featureGroup(own);
    return { id: `plots_${look}`, group, look: sampleOf(LOOKS[look]), name, count, said };
  });
  const areas = held.lists.map((list) => L.polygon(areaOf(list), FRAME));
  page.plotLayers = [
    ...layers,
    {
      id: "plots_areas",
      group: L.featureGroup(areas),
      look: areaSample,
      name: () => page.word("layer.plots.areas"),
      count: () => page.word("plots.areas", { n: page.whole(areas.length) }),
      said: () => page.word("plots.area.meaning"),
    },
  ];
  map.on("popupclose", () => spotlight.remove());
  page.on("site", ({ site }) => {
    const list = page.listOf(plan.sites[site]);
    if (list && layers.some(({ group }) => map.hasLayer(group))) showAreas([list]);
  });
}

page.goToPlot = (row) => {
  const shape = shapes[row];
  map.closePopup();
  page.plotLayers.find(({ group }) => group.hasLayer(shape)).group.addTo(map);
  const middle = shape.getBounds().getCenter();
  page.goTo(middle, Math.max(NEAR_ZOOM, map.getZoom()));
  page.openPopup(shape, middle);
};
