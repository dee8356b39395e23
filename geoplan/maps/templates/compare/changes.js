// The first tab: the headline, what became of the facilities, the targets, and what differs in the
// study.

const { plan, el } = page;
const section = document.querySelector("#changes");
const FIRST = 5; // assumptions shown before the rest is unfolded

const heading = (key) => el("h2", page.word(key));

const which = () =>
  el("p.which",
    el("span", page.word("old"), " ", el("b", plan.plans.old.name)),
    el("span", "→"),
    el("span", page.word("new"), " ", el("b", plan.plans.new.name)));

// What is read first: the people covered, and how many facilities the money pays for
const headlines = [
  plan.headline.find(({ key }) => key === "people_covered_after"),
  plan.money?.figures.find(({ key }) => key === "paid"),
].filter(Boolean);

const headline = (figure) => {
  const values = [figure.old, figure.new];
  const difference = page.difference(values);
  return el(headlines.length > 1 ? "div.tile.headline" : "div.tile.headline.alone",
    el("span.what", page.say(figure.label)),
    el(`b${page.direction(figure, difference)}`, page.change(figure, difference)),
    el("span", values.map((value) => page.value(figure, value)).join(" → ")));
};

const fates = ({ title, market, fates: count }) => {
  const all = count.kept + count.moved + count.added;
  const said = ["moved", "dropped", "added"]
    .filter((fate) => count[fate])
    .map((fate) => page.word(`fated.${fate}`, { n: page.whole(count[fate]) }));
  return el(market ? "div.tile.market" : "div.tile",
    el("span.what", page.say(title)),
    el("b", page.word("fate.share", { kept: page.whole(count.kept), all: page.whole(all) })),
    el("span.shares", { "aria-hidden": "true" },
      ["kept", "moved", "added"].map((fate) =>
        el(`i.${fate}`, { style: `flex-grow: ${count[fate]}` }))),
    said.length > 0 && el("span", said.join(", ")));
};

const figures = (list) =>
  page.comparison(list.map((figure) => [figure, [figure.old, figure.new]]));

const targets = () =>
  plan.targets.length > 0 && [
    heading("lacking.title"),
    figures(plan.targets.map(({ shortfall }) => shortfall)),
    el("p.note", page.word("lacking.explained")),
  ];

const programmes = () =>
  el("details.further",
    el("summary", page.word("figures.programmes")),
    plan.programmes.map(({ title, figures: list }) => [el("h3", page.say(title)), figures(list)]));

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

// Besides the value: another range, whether it is verified, another source
const remarks = ({ differs, old, new: now }) => {
  const range = (ends) => (ends ? ends.map(page.number).join("–") : page.word("study.absent"));
  const told = {
    range: () => page.word("study.range", { old: range(old.range), new: range(now.range) }),
    verified: () => page.word(now.verified ? "study.verified" : "study.unverified"),
    source: () => page.word("study.source"),
    range_source: () => page.word("study.range.source"),
  };
  const said = differs.filter((name) => name in told).map((name) => told[name]());
  return said.length > 0 && el("span.note", said.join("; "));
};

const assumption = (change) => {
  const show = (end) =>
    end ? `${page.number(end.value)} ${page.say(change.unit)}` : page.word("study.absent");
  return [[page.say(change.label), remarks(change)], show(change.old), show(change.new)];
};

const setting = ({ key, old, new: now }) => [
  key,
  ...[old, now].map((value) => (value === null ? page.word("study.absent") : String(value))),
];

const input = ({ layer, old, new: now }) => {
  const [from, to] = [old, now].map((paths) => paths.join(", ") || page.word("study.absent"));
  return [page.say(layer), from, from === to ? page.word("study.changed") : to];
};

const travel = () => {
  const [old, now] = [plan.plans.old, plan.plans.new].map((each) => page.say(each.travel));
  const rows =
    old === now ? [["travel.both", old]] : [["travel.old", old], ["travel.new", now]];
  return el("dl.travel", rows.map(([key, text]) => [el("dt", page.word(key)), el("dd", text)]));
};

const study = () => {
  const rows = plan.assumptions.map(assumption);
  const made = Object.entries(plan.made).map(([name, { old, new: now }]) => [
    page.word(`made.${name}`),
    old,
    now,
  ]);
  const settings = plan.settings.map(setting);
  const files = plan.inputs.map(input);
  return [
    rows.length > 0 ? assumptions(rows) : el("p", page.word("study.same")),
    settings.length > 0 && table(counted("study.setting", settings), settings),
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
      el("div.tiles", headlines.map(headline), plan.programmes.map(fates)),
      figures(plan.headline),
      programmes(),
      targets(),
      heading("study.title"),
      travel(),
      study(),
      el("details.further", el("summary", page.word("figures.further")), figures(plan.further)),
      heading("credits"),
      el("ul.credits", plan.plans.new.credits.map((text) => el("li", text)))));
};

page.on("language", draw);
draw();
