// How far the first facilities take the city: people covered against the number built. They are
// those of primary care; what is built of the levels above it stands already.

const { plan, el } = page;
const STOPS = [0, 0.25, 0.5, 0.75, 1]; // shares of the facilities that carry a label
const GRID = [0, 0.5, 1];

const programme = plan.programmes.find(({ id }) => page.isSiting(id) && !page.isMarket(id));
const steps = plan.levels.filter(({ level }) => level === "primary");
const total = plan.coverage.people_total.after;

// People covered once as many are built, the first of them with none
const covered = [
  steps[0].people_covered_before,
  ...page.ranked(programme.id).slice(-steps.reduce((sum, { count }) => sum + count, 0)),
].map((entry, i, all) => (i === 0 ? entry : entry[1].people_gained));
for (let i = 1; i < covered.length; i += 1) covered[i] += covered[i - 1];

const last = covered.length - 1;
const share = (count) => covered[count] / total;

const stop = (part) => {
  const count = Math.round(last * part);
  const above = page.percent(share(count), 0);
  return { at: [count / last, share(count)], above, below: page.whole(count) };
};

// The cost of nesting: each step beside the best plan of its size.
const nesting = () => {
  const { prefixes } = programme;
  if (!prefixes.length) return [];
  const worst = Math.max(...prefixes.map(({ gap }) => gap));
  const head = [page.word("nesting.count"), page.word("nesting.covered"), page.word("nesting.gap")];
  return [
    el("details.nesting",
      el("summary", page.word("nesting.said", { share: page.atMost(worst) })),
      page.figures(
        head,
        prefixes.map(({ k, people_covered: people, gap }) => [
          page.whole(k),
          page.whole(people),
          page.atMost(gap),
        ]))),
  ];
};

const draw = () => {
  const chart = page.chart({
    said: page.word("ladder.said", {
      from: page.percent(share(0)),
      to: page.percent(share(last)),
      n: page.whole(last),
    }),
    points: covered.map((_, count) => [count / last, share(count)]),
    grid: GRID.map((part) => [part, page.percent(part, 0)]),
    stops: STOPS.map(stop),
  });
  const above = plan.levels.length > steps.length ? ` ${page.word("ladder.above")}` : "";
  const axes = el("p.note", page.word("ladder.axes"), above);
  document.querySelector("#ladder").replaceChildren(chart, axes, ...nesting());
};

page.on("language", draw);
draw();
