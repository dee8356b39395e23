// What the plan achieves: people covered, the programmes and how near to the best, equity.

const { plan, el } = page;
const TIMES = ["before", "after"];
const put = (id, ...content) => document.getElementById(id).replaceChildren(...content);

const covered = (time) => {
  const share = plan.coverage.covered_share[time];
  return el(`div.covered.${time}`,
    el("span.when", page.word(`view.${time}`)),
    el("b", page.percent(share)),
    page.bar(share),
    el("span.people", page.people(plan.coverage.people_covered[time])));
};

// Rounded up, so that what is said holds.
const roundedUp = (gap) => Math.ceil(gap * 1000 - 1e-9) / 1000;
page.atMost = (gap) => page.percent(roundedUp(gap));

const gapSaid = (gap) => {
  if (typeof gap !== "number") return page.word("gap.unknown");
  return roundedUp(gap) > 0
    ? page.word("gap.within", { share: page.atMost(gap) })
    : page.word("gap.best");
};

const drawn = ({ people_captured: captured, people_taken: taken }) =>
  page.word("programme.market", { captured: page.whole(captured), taken: page.whole(taken) });

// What it costs and how much of it the envelopes pay for
const paid = (id) => {
  const facilities = page.ranked(id).map(([, facility]) => facility);
  const cost = facilities.reduce((sum, facility) => sum + facility.cost_bn_vnd, 0);
  const unpaid = facilities.filter(page.isUnpaid).length;
  return [
    page.money(cost),
    unpaid > 0 && page.word("programme.unpaid", { n: page.whole(unpaid) }),
  ].filter(Boolean).join("; ");
};

const programme = ({ id, model, title, count, people_gained: gained, gap, figures }) =>
  el(`div.programme.${model}`, { style: `--mark: ${page.lookOf({ programme: id }).colour}` },
    el("b", page.whole(count)),
    el("div",
      el("span.what", page.say(title)),
      el("span", page.gained(id, gained)),
      page.isMarket(id) && el("span", drawn(figures)),
      plan.money && el("span", paid(id)),
      el("span.gap", gapSaid(gap))));

const FIGURES = [
  ["equity", "gini", page.decimal],
  ["equity", "palma", page.decimal],
  ["equity", "travel_min_p90", page.minutes],
  ["coverage", "people_within_full", page.whole],
  ["coverage", "people_within_limit", page.whole],
  ["coverage", "hospital_people_within_full", page.whole],
];

const figure = ([group, key, show]) => [
  page.word(`figure.${key}`, page.standards()),
  ...TIMES.map((time) => show(plan[group][key][time])),
];

const worst = (time) => [
  el("h3", page.word(`worst.${time}`)),
  el("p.chips",
    plan.equity.worst_communes[time].map((code) =>
      page.button("chip", page.communeName(code), () => page.goToCommune(code)))),
];

const draw = () => {
  const total = page.word("headline.total", { n: page.whole(plan.coverage.people_total.after) });
  put("headline",
    el("h2", `${page.word("headline.covered")} `, el("small", total)),
    ...TIMES.map(covered));
  put("programmes", ...plan.programmes.map(programme));
  put("equity",
    page.comparison(FIGURES.map(figure)),
    el("p.note", page.word("figure.explained")),
    ...TIMES.flatMap(worst));
};

const showTime = () => {
  document.body.dataset.view = page.view;
};

page.on("language", draw);
page.on("view", showTime);
draw();
showTime();
