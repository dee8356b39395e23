// How far the first facilities take the city: people covered against the number built. They are
// those of primary care; what is built of the levels above it stands already.

const { plan, el } = page;
const STOPS = [0, 0.25, 0.5, 0.75, 1]; // shares of the facilities that carry a label
const GRID = [0, 0.5, 1];

const programme = plan.programmes.find(({ id }) => page.isSiting(id) && !page.isMarket(id));
const steps = plan.levels.filter(({ level }) => level === "primary");
const total = plan.coverage.people_total.after;
const count = steps.reduce((sum, step) => sum + step.count, 0);

// People covered once none, one, two … of them are built
const covered = [steps[0].people_covered_before];
for (const [, { people_gained: gained }] of page.ranked(programme.id).slice(-count)) {
  covered.push(covered.at(-1) + gained);
}
const share = (built) => covered[built] / total;

const stop = (part) => {
  const built = Math.round(count * part);
  const above = page.percent(share(built), 0);
  return { at: [built / count, share(built)], above, below: page.whole(built) };
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
      el("table",
        el("thead",
          el("tr", head.map((said) => el("th", { scope: "col" }, said)))),
        el("tbody",
          prefixes.map(({ k, people_covered: people, gap }) =>
            el("tr",
              el("td", page.whole(k)),
              el("td", page.whole(people)),
              el("td", page.atMost(gap))))))),
  ];
};

const draw = () => {
  const chart = page.chart({
    said: page.word("ladder.said", {
      from: page.percent(share(0)),
      to: page.percent(share(count)),
      n: page.whole(count),
    }),
    points: covered.map((_, built) => [built / count, share(built)]),
    grid: GRID.map((part) => [part, page.percent(part, 0)]),
    stops: STOPS.map(stop),
  });
  const above = plan.levels.length > steps.length && `. ${page.word("ladder.above")}`;
  const axes = el("p.note", page.word("ladder.axes"), above);
  document.querySelector("#ladder").replaceChildren(chart, axes, ...nesting());
};

page.on("language", draw);
draw();
