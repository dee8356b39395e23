// The view as a picture: what the map shows, with title, legend, scale, north and sources.

const { map, plan } = page;
const FINE = 2; // pixels of the picture to one of the screen
const [MARGIN, HEAD, ROW] = [18, 70, 24];
const font = (size, weight = 400) => `${weight} ${size}px ${page.font}`;

const write = (ink, text, x, y, { size = 13, weight = 400, colour = "ink", align = "left" } = {}) => {
  ink.font = font(size, weight);
  ink.fillStyle = page.colour(colour);
  ink.textAlign = align;
  ink.fillText(text, x, y);
};

// Lines of a text that fit a width
const lines = (ink, text, width, size) => {
  ink.font = font(size);
  const broken = [""];
  for (const word of text.split(" ")) {
    const longer = `${broken.at(-1)} ${word}`.trim();
    if (ink.measureText(longer).width <= width) broken[broken.length - 1] = longer;
    else broken.push(word);
  }
  return broken;
};

// Canvases from below; each side of a map that is cut in two in its part alone
const drawCanvases = (ink, box, place) => {
  const cut = (page.swipe ?? 0) * box.width;
  const parts = { left: [0, cut], right: [cut, box.width] };
  const depth = (canvas) => Number(getComputedStyle(canvas.parentElement).zIndex);
  const canvases = [...document.querySelectorAll(".leaflet-pane > canvas")];
  for (const canvas of canvases.sort((a, b) => depth(a) - depth(b))) {
    const [from, to] = parts[canvas.parentElement.dataset.side] ?? [0, box.width];
    ink.save();
    ink.beginPath();
    ink.rect(from, 0, to - from, box.height);
    ink.clip();
    ink.drawImage(canvas, ...place(canvas));
    ink.restore();
  }
};

const drawCut = (ink, box) => {
  if (page.swipe === null) return;
  const [x, y] = [page.swipe * box.width, box.height / 2 + 40];
  for (const [width, colour] of [[5, "ink"], [3, "paper"]]) {
    ink.fillStyle = page.colour(colour);
    ink.fillRect(x - width / 2, 0, width, box.height);
  }
  for (const [i, text] of page.swipeNames().entries()) {
    ink.font = font(13.5, 600);
    const wide = ink.measureText(text).width + 16;
    const left = i ? x + 10 : x - 10 - wide;
    ink.fillStyle = page.colour("paper");
    ink.fillRect(left, y - 12, wide, 24);
    write(ink, text, left + 8, y, { size: 13.5, weight: 600 });
  }
};

// What the map is made of: images of tiles, canvases from below, the names
const drawMap = (ink, box) => {
  const place = (node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return [left - box.left, top - box.top, width, height];
  };
  ink.fillStyle = page.colour("ground");
  ink.fillRect(0, 0, box.width, box.height);
  for (const tile of document.querySelectorAll(".leaflet-tile-loaded")) ink.drawImage(tile, ...place(tile));
  drawCanvases(ink, box, place);
  ink.textBaseline = "middle";
  ink.lineJoin = "round";
  for (const name of document.querySelectorAll(".name span")) {
    const [x, y, width, height] = place(name);
    const isDark = name.parentElement.classList.contains("on-dark");
    ink.font = font(12, 500);
    ink.textAlign = "center";
    ink.lineWidth = 3;
    ink.strokeStyle = page.colour(isDark ? "ink" : "paper");
    ink.strokeText(name.textContent, x + width / 2, y + height / 2);
    ink.fillStyle = page.colour(isDark ? "paper" : "ink");
    ink.fillText(name.textContent, x + width / 2, y + height / 2);
  }
};

const drawScale = (ink, height) => {
  const scale = document.querySelector(".leaflet-control-scale-line");
  const [x, y, width] = [MARGIN, height - MARGIN, scale.offsetWidth];
  ink.lineWidth = 2;
  ink.strokeStyle = page.colour("ink");
  ink.beginPath();
  for (const [right, up] of [[0, 6], [0, 0], [width, 0], [width, 6]]) ink.lineTo(x + right, y - up);
  ink.stroke();
  write(ink, scale.textContent, x + width / 2, y - 11, { size: 12, align: "center" });
  ink.beginPath();
  for (const [right, down] of [[0, -22], [7, 0], [0, -5], [-7, 0]]) ink.lineTo(x + 8 + right, y - 28 + down);
  ink.closePath();
  ink.fillStyle = page.colour("ink");
  ink.fill();
  write(ink, page.word("north.short"), x + 8, y - 60, { size: 12, weight: 700, align: "center" });
};

const drawClasses = (ink, x, y, width) => {
  const { breaks, colours } = plan.classes;
  const [limits, step] = [[0, ...breaks, 1], width / colours.length];
  write(ink, document.querySelector("#legend-title").textContent, x, y, { weight: 700 });
  for (const [i, colour] of colours.entries()) {
    ink.fillStyle = colour;
    ink.fillRect(x + i * step, y + 14, step, 15);
  }
  for (const [i, limit] of limits.entries()) {
    write(ink, page.percent(limit, 0), x + i * step, y + 40, { size: 11, align: "center" });
  }
};

const drawLayers = (ink, x, y, width) => {
  const across = Math.max(1, Math.floor(width / 330));
  const shown = page.layersShown();
  for (const [i, { look, text }] of shown.entries()) {
    const [left, top] = [x + (i % across) * (width / across), y + Math.floor(i / across) * ROW];
    page.drawSymbol(ink, look, left + 11, top);
    ink.textBaseline = "middle";
    write(ink, text, left + 28, top);
  }
  return Math.ceil(shown.length / across) * ROW;
};

const compose = () => {
  const box = map.getContainer().getBoundingClientRect();
  const canvas = document.createElement("canvas");
  const ink = canvas.getContext("2d");
  const inner = box.width - 2 * MARGIN;
  const isNarrow = box.width < 700;
  const classes = isNarrow ? inner : 300;
  const across = Math.max(1, Math.floor((isNarrow ? inner : inner - 340) / 330));
  const layers = Math.ceil(page.layersShown().length / across) * ROW;
  const source = lines(ink, page.sourceSaid(), inner, 11);
  const legend = isNarrow ? 70 + layers : Math.max(70, layers + 10);
  const height = HEAD + box.height + 20 + legend + 16 * source.length + MARGIN;
  canvas.width = FINE * box.width;
  canvas.height = FINE * height;
  ink.scale(FINE, FINE);
  ink.fillStyle = page.colour("paper");
  ink.fillRect(0, 0, box.width, height);
  ink.textBaseline = "middle";
  write(ink, page.say(plan.title), MARGIN, 24, { size: 20, weight: 700 });
  const said = [page.figuresSaid(), ...page.filterSaid().map(([text]) => text)].join(" · ");
  write(ink, said, MARGIN, 50, { colour: "soft" });
  ink.save();
  ink.translate(0, HEAD);
  ink.beginPath();
  ink.rect(0, 0, box.width, box.height);
  ink.clip();
  drawMap(ink, box);
  drawCut(ink, box);
  drawScale(ink, box.height);
  ink.restore();
  const below = HEAD + box.height + 22;
  drawClasses(ink, MARGIN + 8, below, classes - 16);
  if (isNarrow) drawLayers(ink, MARGIN, below + 66, inner);
  else drawLayers(ink, MARGIN + 340, below, inner - 340);
  for (const [i, text] of source.entries()) {
    write(ink, text, MARGIN, below + legend + 16 * i, { size: 11, colour: "soft" });
  }
  return canvas;
};

// Leaflet draws as finely as the screen is, or twice as finely: so it does here for the moment.
const drawnFinely = (act) => {
  const { retina } = L.Browser;
  const canvases = [];
  map.eachLayer((layer) => {
    if (layer instanceof L.Canvas) canvases.push(layer);
  });
  const redraw = (fine) => {
    L.Browser.retina = fine;
    for (const canvas of canvases) canvas._update();
  };
  redraw(true);
  try {
    return act();
  } finally {
    redraw(retina);
  }
};

// Tiles of another host lock the canvas: the browser then hands out no picture of it.
const take = () => {
  try {
    drawnFinely(compose).toBlob((blob) => {
      page.save(blob, "png");
      page.tell(page.word("take.png.saved"));
    });
  } catch {
    page.tell(page.word("take.png.locked"));
  }
};

page.addTaking(() => page.word("take.png"), take);
