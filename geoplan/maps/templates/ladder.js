// How far the first facilities take the city: people covered against the number built.

const { plan } = page;
const NS = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [320, 150];
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 10, 14, 24];
const STOPS = [0, 0.25, 0.5, 0.75, 1]; // shares of the programme that carry a label
const GRID = [0, 0.5, 1];

const programme = plan.programmes.find(({ id }) => !page.isMarket(id));
const gained = page.ranked(programme.id).map(([, site]) => site.people_gained_cum);
const { people_covered: covered, people_total: total } = plan.coverage;

const share = (count) => (covered.before + (count ? gained[count - 1] : 0)) / total.after;
const x = (count) => LEFT + (WIDTH - LEFT - RIGHT) * (count / gained.length);
const y = (part) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part;

const svg = (tag, attributes, text = "") => {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
};

const gridLine = (part) => [
  svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(part), y2: y(part) }),
  svg("text", { x: LEFT - 5, y: y(part) + 3.5, "text-anchor": "end" }, page.percent(part, 0)),
];

const stop = (part) => {
  const count = Math.round(gained.length * part);
  const [left, top] = [x(count), y(share(count))];
  const anchor = { "text-anchor": part === 0 ? "start" : part === 1 ? "end" : "middle" };
  return [
    svg("circle", { class: "stop", cx: left, cy: top, r: 3.2 }),
    svg("text", { class: "value", x: left, y: top - 7, ...anchor }, page.percent(share(count), 0)),
    svg("text", { x: left, y: HEIGHT - 8, ...anchor }, page.whole(count)),
  ];
};

// The cost of nesting: each step beside the best plan of its size.
const nesting = () => {
  const steps = programme.prefixes;
  if (!steps.length) return [];
  const worst = Math.max(...steps.map(({ gap }) => gap));
  const head = [page.word("nesting.count"), page.word("nesting.covered"), page.word("nesting.gap")];
  return [
    page.el("details.nesting",
      page.el("summary", page.word("nesting.said", { share: page.atMost(worst) })),
      page.el("table",
        page.el("thead",
          page.el("tr", head.map((said) => page.el("th", { scope: "col" }, said)))),
        page.el("tbody",
          steps.map(({ k, people_covered: people, gap }) =>
            page.el("tr",
              page.el("td", page.whole(k)),
              page.el("td", page.whole(people)),
              page.el("td", page.atMost(gap))))))),
  ];
};

const draw = () => {
  const counts = [...Array(gained.length + 1).keys()];
  const curve = counts.map((count) => `${x(count).toFixed(1)},${y(share(count)).toFixed(1)}`);
  const said = page.word("ladder.said", {
    from: page.percent(share(0)),
    to: page.percent(share(gained.length)),
    n: page.whole(gained.length),
  });
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": said });
  chart.append(
    ...GRID.flatMap(gridLine),
    svg("polygon", {
      class: "area",
      points: `${x(0)},${y(0)} ${curve.join(" ")} ${x(gained.length)},${y(0)}`,
    }),
    svg("polyline", { class: "curve", points: curve.join(" ") }),
    ...STOPS.flatMap(stop),
  );
  const axes = page.el("p.note", page.word("ladder.axes"));
  document.querySelector("#ladder").replaceChildren(chart, axes, ...nesting());
};

page.on("language", draw);
draw();
