// Names of communes, from a zoom on: inside their shape, clear of markers and of each other. A name
// that finds no room waits for a closer view.

const { map, plan } = page;
const FROM_ZOOM = 10;
const FONT = `500 12px ${page.font}`; // as .name in labels.css
const ON_DARK = "on-dark";
const HALF_LINE_PX = 6.5;
const GAP_PX = 3; // kept free around a name
const SHARE_INSIDE = 0.7; // of a name's width that its shape must have
// Places tried, pixels from the middle of the shape, nearest first
const TRIES = [-36, -24, -12, 0, 12, 24, 36]
  .flatMap((y) => [-24, -12, 0, 12, 24].map((x) => L.point(x, y)))
  .sort((a, b) => a.distanceTo([0, 0]) - b.distanceTo([0, 0]));

const pane = map.createPane("names");
pane.style.zIndex = 450;
pane.style.pointerEvents = "none";

const ruler = document.createElement("canvas").getContext("2d");
ruler.font = FONT;

const byPeople = Object.entries(plan.communes).sort(([, a], [, b]) => b.people - a.people);
const names = L.layerGroup().addTo(map);

const label = (code, name, at) =>
  L.marker(at, {
    code,
    pane: "names",
    interactive: false,
    keyboard: false,
    icon: L.divIcon({
      className: page.isDark(code, at) ? `name ${ON_DARK}` : "name",
      html: page.el("span", name),
      iconSize: [0, 0],
    }),
  });

const draw = () => {
  names.clearLayers();
  if (map.getZoom() < FROM_ZOOM) return;
  const view = map.getBounds();
  const held = page.symbolBoxes();
  for (const [code, { centre }] of byPeople) {
    const name = page.shortName(code);
    const width = ruler.measureText(name).width;
    if (!view.contains(centre) || SHARE_INSIDE * width > page.widthPx(code)) continue;
    const middle = map.latLngToLayerPoint(centre);
    const half = L.point(width / 2 + GAP_PX, HALF_LINE_PX + GAP_PX);
    const box = TRIES.map((step) => middle.add(step))
      .filter((at) => page.isInside(code, at))
      .map((at) => L.bounds(at.subtract(half), at.add(half)))
      .find((tried) => !held.some((other) => tried.overlaps(other)));
    if (!box) continue;
    held.push(box);
    label(code, name, map.layerPointToLatLng(box.getCenter())).addTo(names);
  }
};

map.on("moveend viewreset", draw); // a view set at once projects the shapes after its moveend
page.on("language view year layers", draw);

// Where they stand they stay; only the ground beneath them changes.
page.on("swiped", () =>
  names.eachLayer((marker) => {
    const isDark = page.isDark(marker.options.code, marker.getLatLng());
    marker.getElement().classList.toggle(ON_DARK, isDark);
  }));
draw();
