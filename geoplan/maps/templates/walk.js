// Keys that lead from facility to facility on the map, whose symbols the browser cannot focus: those
// of the plan by rank, then those of today. A ring stands around the one that was reached.

const { map } = page;
const container = map.getContainer();
const box = document.querySelector("#walk");
const said = document.querySelector("#walk-at");
const [RING_PX, HALO_PX] = [3, 7]; // wide
const GAP_PX = 6; // between a symbol and its ring
const [SIDE_PX, BELOW_PX] = [40, 76]; // kept clear of what floats along the edges of the map

container.setAttribute("aria-describedby", "walk-keys");

const circle = (color, weight) =>
  L.circleMarker([0, 0], { color, weight, fill: false, interactive: false });
const rings = [circle("#fff", HALO_PX), circle(page.colour("focus"), RING_PX)];
const ring = L.featureGroup(rings);

let current = null; // the symbol that was reached
let stops = null; // what the map showed when the reader last moved it
let isComing = false; // the map is moved for the sake of what was reached

const draw = () => {
  for (const each of rings) {
    each.setLatLng(current.shownAt());
    each.setRadius(current.getRadius() + GAP_PX);
  }
  ring.addTo(map).bringToFront();
};

const inView = () => {
  const view = map.getBounds();
  return [...page.planStops(), ...(page.todayStops?.() ?? [])].filter(({ symbol }) =>
    view.contains(symbol.shownAt()));
};

const place = () => stops.findIndex(({ symbol }) => symbol === current);

const tell = () => {
  const at = place();
  const count = { at: page.whole(at + 1), n: page.whole(stops.length) };
  const lines = [...stops[at].hint().children].map((line) => line.textContent);
  said.textContent = [...lines, page.word("walk.at", count)].join(" · ");
};

const leave = () => {
  current = null;
  ring.remove();
  said.textContent = "";
};

// Nothing that floats over the map may lie on what was reached.
const comeClear = () => {
  const top = box.getBoundingClientRect().bottom - container.getBoundingClientRect().top;
  isComing = true;
  map.panInside(current.shownAt(), {
    paddingTopLeft: [SIDE_PX, top + SIDE_PX / 2],
    paddingBottomRight: [SIDE_PX, BELOW_PX],
    animate: page.moves,
  });
  isComing = false;
};

const step = (by) => {
  stops ??= inView();
  if (!stops.length) {
    leave();
    said.textContent = page.word("walk.none");
    return;
  }
  const at = place();
  const next = at < 0 ? Math.min(by, 0) : at + by; // from nowhere to the first or to the last
  current = stops.at(next % stops.length).symbol;
  draw();
  tell();
  comeClear();
};

const open = () => stops?.[place()]?.open();

const KEYS = { n: () => step(1), p: () => step(-1), Enter: open, Escape: leave };

container.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (target !== container || ctrlKey || metaKey || altKey) return;
  KEYS[key.length === 1 ? key.toLowerCase() : key]?.();
});

map.on("movestart", () => {
  if (!isComing) stops = null;
});
map.on("zoomend", () => current && draw());
page.on("layers", () => {
  stops = null;
  if (current && !map.hasLayer(current)) leave();
});
page.on("language", () => {
  if (!current) return;
  stops ??= inView();
  if (place() < 0) leave();
  else tell();
});

// The words are for those who use keys.
const markKeys = (byKeys) => () => box.classList.toggle("by-keys", byKeys);
document.addEventListener("keydown", markKeys(true), true);
document.addEventListener("pointerdown", markKeys(false), true);
