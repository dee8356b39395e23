// A small chart: one rising curve over a grid, with stops that carry a value above and one below.

const NS = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [320, 150];
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 10, 14, 24];

const x = (part) => LEFT + (WIDTH - LEFT - RIGHT) * part;
const y = (part) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part;

const svg = (tag, attributes, text = "") => {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
};

const gridLine = ([part, text]) => [
  svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(part), y2: y(part) }),
  svg("text", { x: LEFT - 5, y: y(part) + 3.5, "text-anchor": "end" }, text),
];

const stopMark = ({ at: [right, up], above, below }) => {
  const anchor = { "text-anchor": right === 0 ? "start" : right === 1 ? "end" : "middle" };
  return [
    svg("circle", { class: "stop", cx: x(right), cy: y(up), r: 3.2 }),
    svg("text", { class: "value", x: x(right), y: y(up) - 7, ...anchor }, above),
    svg("text", { x: x(right), y: HEIGHT - 8, ...anchor }, below),
  ];
};

// points and stops in parts of the width and the height, 0 to 1; said, what it shows in words
page.chart = ({ said, points, grid, stops }) => {
  const chart = svg("svg", {
    class: "chart",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": said,
  });
  const curve = points.map(([right, up]) => `${x(right).toFixed(1)},${y(up).toFixed(1)}`);
  const area = `${x(0)},${y(0)} ${curve.join(" ")} ${x(points.at(-1)[0])},${y(0)}`;
  chart.append(
    ...grid.flatMap(gridLine),
    svg("polygon", { class: "area", points: area }),
    svg("polyline", { class: "curve", points: curve.join(" ") }),
    ...stops.flatMap(stopMark),
  );
  return chart;
};
