// Swipe: a handle over the map that is dragged between today, on its left, and the plan or the year
// chosen, on its right. Each side is a canvas of its own beneath the symbols, cut at the handle;
// while it is moved nothing is drawn anew.

const { map, el } = page;
const MIDDLE = 0.5;
const STEPS = {
  ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02,
  PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1,
};
const PERCENT = 100;
const container = map.getContainer();
const button = document.querySelector("#view .swipe-on");

const sides = [
  { name: "left", time: () => "before" },
  { name: "right", time: page.planned },
];
for (const side of sides) {
  const { name: pane } = side;
  side.pane = map.createPane(pane);
  side.pane.dataset.side = pane;
  side.pane.style.zIndex = 380; // of what can be pointed at, all lies above
  side.pane.style.pointerEvents = "none";
  side.options = { pane, renderer: L.canvas({ pane }), interactive: false };
}

// The handle: a line with a grip, what lies on either side beside it

const names = { left: el("span.side.left"), right: el("span.side.right") };
const grip = el("button.grip", {
  type: "button",
  role: "slider",
  "aria-orientation": "horizontal",
  "aria-valuemin": "0",
  "aria-valuemax": String(PERCENT),
});
const handle = el("div.swipe", { hidden: true }, names.left, names.right, grip);
map.createPane("swipe").append(handle);
map.getPane("swipe").style.zIndex = 500; // above what is drawn, below hints
L.DomEvent.disableClickPropagation(handle);

page.swipeNames = () => [names.left.textContent, names.right.textContent];

const name = () => {
  for (const { name: side, time } of sides) names[side].textContent = page.timeName(time());
  grip.setAttribute("aria-label", page.word("swipe.label"));
};

const tell = () => {
  const share = Math.round(PERCENT * page.swipe);
  grip.setAttribute("aria-valuenow", String(share));
  grip.setAttribute("aria-valuetext",
    page.word("swipe.said", { share: page.percent(share / PERCENT, 0), right: names.right.textContent }));
};

// Each side shows what lies in its part of the map, in pixels of the panes, which the map moves.
const cut = () => {
  if (page.swipe === null) return;
  const { x: width, y: height } = map.getSize();
  const at = Math.round(page.swipe * width);
  const parts = { left: [0, at], right: [at, width] };
  for (const side of sides) {
    const [from, to] = parts[side.name];
    side.part = L.bounds(
      map.containerPointToLayerPoint([from, 0]), map.containerPointToLayerPoint([to, height]));
    const { min, max } = side.part;
    side.pane.style.clip = `rect(${min.y}px, ${max.x}px, ${max.y}px, ${min.x}px)`;
  }
  L.DomUtil.setPosition(handle, map.containerPointToLayerPoint([at, 0]));
  handle.style.height = `${height}px`;
};

// What is drawn on a side, made when it is first asked for

const draw = (side) => {
  const colourOf = (code) => page.colourAt(code, side.time());
  if (!side.layers) {
    const { fillOpacity } = page;
    side.layers = page.communeLayers(colourOf, { ...side.options, fillOpacity });
    side.cells = page.cellsAt?.(side.time, side.options);
  } else {
    for (const [code, shape] of side.layers.shapes) shape.setStyle({ fillColor: colourOf(code) });
    side.cells?.redraw();
  }
  for (const layer of [side.layers.coast, side.layers.fills]) layer.addTo(map);
  if (side.cells && page.areCellsShown()) side.cells.addTo(map);
  else side.cells?.remove();
};

const clear = ({ layers, cells }) => {
  for (const layer of [layers?.coast, layers?.fills, cells]) layer?.remove();
};

const drawAll = () => {
  if (page.swipe === null) return;
  name();
  tell();
  for (const side of sides) draw(side);
};

page.setSwipe = (part) => {
  const wanted = part === null ? null : Math.min(1, Math.max(0, part));
  if (wanted === page.swipe) return;
  const turned = (wanted === null) !== (page.swipe === null);
  page.swipe = wanted;
  if (turned) {
    handle.hidden = wanted === null;
    button.setAttribute("aria-pressed", String(!handle.hidden));
    page.bareCommunes(!handle.hidden);
    if (wanted === null) sides.forEach(clear);
    else page.setView("after");
    drawAll();
    page.fire("swipe");
  }
  cut();
  if (wanted !== null) tell();
  page.fire("swiped");
};

page.timeAt = (at) => {
  if (page.swipe === null || !at) return page.time();
  const isLeft = map.latLngToContainerPoint(at).x < page.swipe * map.getSize().x;
  return isLeft ? "before" : page.planned();
};

// Moved by mouse, finger or key; the grip keeps its distance from the pointer.

let aside = null;

const pointed = (event) => event.clientX - container.getBoundingClientRect().left;

handle.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.stopPropagation();
  handle.setPointerCapture(event.pointerId);
  aside = pointed(event) - page.swipe * map.getSize().x;
});
handle.addEventListener("pointermove", (event) => {
  if (aside !== null) page.setSwipe((pointed(event) - aside) / map.getSize().x);
});
const leave = () => {
  if (aside === null) return;
  aside = null;
  page.fire("swipeend");
};
for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, leave);

grip.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation(); // the map would move too
  page.setSwipe(page.swipe + step);
  page.fire("swipeend");
});

button.addEventListener("click", () => page.setSwipe(page.swipe === null ? MIDDLE : null));
// To ask for one time alone is to have done with both.
for (const radio of document.querySelectorAll("#view [role=radio]")) {
  radio.addEventListener("click", () => page.setSwipe(null));
}
page.on("view", () => {
  if (page.view === "before") page.setSwipe(null);
});

// A browser prints every canvas upon white, which hides what lies beneath: on paper the sides go
// into the canvas of all else, before the rest of it.

let isPrinting = false;
const { _draw: drawLayers } = L.Canvas.prototype;

const drawSide = (ink, { options, part: { min, max } }) => {
  const { _bounds: bounds, _container: canvas } = options.renderer;
  const size = bounds.getSize();
  ink.save();
  ink.beginPath();
  ink.rect(min.x, min.y, max.x - min.x, max.y - min.y);
  ink.clip();
  ink.drawImage(canvas, bounds.min.x, bounds.min.y, size.x, size.y);
  ink.restore();
};

L.Canvas.include({
  _draw() {
    if (isPrinting && this === map._renderer) for (const side of sides) drawSide(this._ctx, side);
    drawLayers.call(this);
  },
});

window.addEventListener("beforeprint", () => {
  if (page.swipe === null) return;
  isPrinting = true;
  map._renderer._update();
});
window.addEventListener("afterprint", () => {
  isPrinting = false;
});

map.on("move resize", cut);
page.on("language year layers", drawAll);
