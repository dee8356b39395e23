// The communes as shapes that a page colours: names, rings, what is pointed at, where to find one.

const { map, plan } = page;
const FROM_LUMA = 140; // ITU-R BT.601: fills darker than this take light letters

page.communeName = (code) => {
  const commune = plan.communes[code];
  return page.language === "vi" ? commune.name : commune.name_en;
};

// On the map the kind of unit is left out, as atlases do.
page.shortName = (code) => {
  const kind = page.word(`type.${plan.communes[code].type}`);
  return page.communeName(code).replace(new RegExp(`^${kind} | ${kind}$`), "");
};

page.channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

page.isDarkColour = (colour) => {
  const [red, green, blue] = page.channels(colour);
  return 0.299 * red + 0.587 * green + 0.114 * blue < FROM_LUMA;
};

page.decoded = (steps, degreeSteps = plan.degree_steps) => {
  const points = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / degreeSteps, x / degreeSteps]);
  }
  return points;
};

// Islands and holes alike are rings: Leaflet fills by the even-odd rule. Neighbours are not
// simplified apart: smoothFactor 0 keeps their common border common.
const shared = { smoothFactor: 0 };
const line = (color, weight) => ({ ...shared, color, weight, fill: false, interactive: false });

// Coast lines, and upon them the communes in their colours; options are those of a path.
page.communeLayers = (colourOf, options) => {
  const [coast, fills] = [L.layerGroup(), L.layerGroup()];
  const shapes = new Map();
  const color = page.colour("border");
  for (const [code, commune] of Object.entries(plan.communes)) {
    const rings = commune.rings.map((ring) => page.decoded(ring));
    L.polygon(rings, { ...options, ...line(page.colour("coast"), 3) }).addTo(coast);
    const fillColor = colourOf(code);
    shapes.set(code, L.polygon(rings, { ...options, ...shared, color, weight: 0.8, fillColor }));
    shapes.get(code).addTo(fills);
  }
  return { coast, fills, shapes };
};

page.drawCommunes = (colourOf, { fillOpacity = 1, popup = page.popupOptions } = {}) => {
  const { coast, fills, shapes } = page.communeLayers(colourOf, { fillOpacity });
  const pointed = L.polygon([], line(page.colour("ink"), 2.5));
  const hint = { sticky: true, direction: "top", offset: [0, -8] };
  for (const [code, shape] of shapes) {
    shape
      .on("mouseover", () => pointed.setLatLngs(shape.getLatLngs()))
      .on("mouseout", () => pointed.setLatLngs([]))
      .bindTooltip(() => page.communeHint(code), hint)
      .bindPopup(() => page.communeCard(code), popup)
      .on("popupopen", () => page.fire("commune", { code }));
  }
  for (const layer of [coast, fills, pointed]) layer.addTo(map);
  page.coast = coast;

  page.goToCommune = (code) => {
    const shape = shapes.get(code);
    const { centre } = plan.communes[code];
    page.goTo(centre, Math.min(13, map.getBoundsZoom(shape.getBounds().pad(0.6))));
    page.openPopup(shape, centre);
  };

  page.ringsOf = (code) => shapes.get(code).getLatLngs();
  page.fillOf = (code) => shapes.get(code).options.fillColor;
  page.boundsOf = (code) => shapes.get(code).getBounds();

  page.isInside = (code, layerPoint) => shapes.get(code)._containsPoint(layerPoint);

  page.widthPx = (code) => {
    const bounds = shapes.get(code).getBounds();
    const [west, east] = [bounds.getSouthWest(), bounds.getNorthEast()];
    return map.latLngToLayerPoint(east).x - map.latLngToLayerPoint(west).x;
  };
  return shapes;
};
