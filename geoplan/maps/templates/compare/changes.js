// The first tab: the headline, what became of the sites, the figures, and what differs in the study.

const { plan, el } = page;
const section = document.querySelector("#changes");
const HEADLINE = "people_covered_after";
const FIRST = 5; // assumptions shown before the rest is unfolded

const heading = (key) => el("h2", page.word(key));

const which = () =>
  el("p.which",
    el("span", page.word("old"), " ", el("b", plan.names.old)),
    el("span", "→"),
    el("span", page.word("new"), " ", el("b", plan.names.new)));

const headline = () => {
  const figure = plan.figures.find(({ key }) => key === HEADLINE);
  const values = [figure.old, figure.new];
  const difference = page.difference(values);
  return el("div.tile",
    el("span.what", page.say(figure.label)),
    el(`b${page.direction(figure, difference)}`, page.change(figure, difference)),
    el("span", values.map((value) => page.value(figure, value)).join(" → ")));
};

const fates = ({ title, market, fates: count }) => {
  const all = count.kept + count.moved + count.added;
  const said = Object.fromEntries(
    Object.entries({ ...count, all }).map(([name, n]) => [name, page.whole(n)]));
  return el(market ? "div.tile.market" : "div.tile",
    el("span.what", page.say(title)),
    el("b", page.word("fate.share", said)),
    el("span.shares", { "aria-hidden": "true" },
      ["kept", "moved", "added"].map((fate) =>
        el(`i.${fate}`, { style: `flex-grow: ${count[fate]}` }))),
    el("span", page.word("fate.others", said)));
};

const figures = (first) =>
  page.comparison(
    plan.figures
      .filter((figure) => figure.first === first)
      .map((figure) => [figure, [figure.old, figure.new]]));

// What differs in the study

const table = (title, rows) =>
  el("table.compared",
    title &&
      el("thead",
        el("tr",
          el("th", { scope: "col" }, title),
          ["old", "new"].map((name) => el("th", { scope: "col" }, page.word(name))))),
    el("tbody",
      rows.map(([label, from, to]) =>
        el("tr", el("th", { scope: "row" }, label), el("td", from), el("td", to)))));

const counted = (key, { length }) => page.word(key, { n: page.whole(length) });

const assumptions = (rows) => [
  table(counted("study.assumption", rows), rows.slice(0, FIRST)),
  rows.length > FIRST &&
    el("details",
      el("summary", counted("study.more", rows.slice(FIRST))),
      table(null, rows.slice(FIRST))),
];

const assumption = ({ label, unit, old, new: now }) => {
  const show = (value) =>
    value === null ? page.word("study.absent") : `${page.number(value)} ${page.say(unit)}`;
  return [page.say(label), show(old), show(now)];
};

const input = ({ layer, old, new: now }) => [
  page.say(layer),
  old || page.word("study.absent"),
  old === now ? page.word("study.changed") : now || page.word("study.absent"),
];

const travel = () => {
  if (!plan.travel) return null;
  const [old, now] = plan.travel.map(page.say);
  const rows =
    old === now ? [["travel.both", old]] : [["travel.old", old], ["travel.new", now]];
  return el("dl.travel", rows.map(([key, text]) => [el("dt", page.word(key)), el("dd", text)]));
};

const study = () => {
  const rows = plan.assumptions.map(assumption);
  const made = Object.entries(plan.made).map(([name, values]) => [
    page.word(`made.${name}`),
    ...values,
  ]);
  const files = plan.inputs.map(input);
  return [
    rows.length > 0 ? assumptions(rows) : el("p", page.word("study.same")),
    files.length > 0
      ? table(counted("study.input", files), files)
      : el("p", page.word("study.input.same")),
    made.length > 0 && table(page.word("made.title"), made),
  ];
};

const draw = () => {
  section.replaceChildren(
    el("div",
      which(),
      el("div.tiles", headline(), plan.programmes.map(fates)),
      figures(true),
      heading("study.title"),
      travel(),
      study(),
      el("details.further", el("summary", page.word("figures.further")), figures(false)),
      heading("credits"),
      el("ul.credits", plan.credits.map((text) => el("li", text)))));
};

page.on("language", draw);
draw();
