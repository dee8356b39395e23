// The second tab: money by year and source, and the years in which facilities open.

const { plan, el } = page;
const section = document.querySelector("#money");
const BN_VND = { unit: "bn VND", digits: 0 };
const FACILITIES = { unit: "facilities", digits: 0 };
const AMOUNTS = [
  ["envelope_bn_vnd", BN_VND],
  ["spent_bn_vnd", BN_VND],
  ["facilities", FACILITIES],
];

const heading = (key) => el("h2", page.word(key));

// Once what both plans say alike; what differs stands out
const amount = ({ old, new: now }, quantity) => {
  const [from, to] = [old, now].map((value) => page.value(quantity, value));
  return from === to ? el("td", from) : el("td.differs", `${from} → ${to}`);
};

const row = (kind, label, amounts) =>
  el(`tr.${kind}`,
    el("th", { scope: "row" }, label),
    AMOUNTS.map(([name, quantity]) => amount(amounts[name], quantity)));

const isEmpty = (amounts) =>
  AMOUNTS.every(([name]) => amounts[name].old === 0 && amounts[name].new === 0);

const years = ({ years: sums, rows, sources }) =>
  el("table.amounts",
    el("thead",
      el("tr",
        ["amounts.year", "amounts.envelope", "amounts.spent", "amounts.opening"].map((key) =>
          el("th", { scope: "col" }, page.word(key))))),
    el("tbody",
      sums.flatMap((sum) => [
        row("year", String(sum.year), sum),
        ...sources.flatMap(({ id, title }) =>
          rows
            .filter((each) => each.year === sum.year && each.source === id && !isEmpty(each))
            .map((each) => row("source", page.say(title), each))),
      ]),
      row("year", page.word("amounts.all"), {
        ...Object.fromEntries(AMOUNTS.map(([name]) => [name, total(sums, name)])),
      }),
      sources.map((source) => row("source", page.say(source.title), source))));

const total = (sums, name) =>
  Object.fromEntries(
    ["old", "new"].map((end) => [end, sums.reduce((sum, each) => sum + each[name][end], 0)]));

const openings = () => {
  const count = (word) => plan.programmes.reduce((sum, { opening }) => sum + opening[word], 0);
  const words = Object.keys(plan.programmes[0].opening);
  return el("dl",
    words.map((word) => [
      el("dt", page.word(`opening.${word}`)),
      el("dd", page.whole(count(word))),
    ]));
};

const draw = () => {
  const { money } = plan;
  if (!money) {
    section.replaceChildren(el("p", page.word("amounts.none")));
    return;
  }
  const figures = (list) =>
    page.comparison(list.map((figure) => [figure, [figure.old, figure.new]]));
  section.replaceChildren(
    el("div",
      heading("amounts.all.programmes"),
      figures(money.figures),
      el("p.note", page.word("amounts.explained")),
      heading("opening.title"),
      openings(),
      money.people_covered.length > 0 && [
        heading("amounts.covered"),
        figures(money.people_covered),
      ],
      heading("amounts.table"),
      el("p.note", page.word("amounts.table.explained")),
      years(money)));
};

page.on("language", draw);
draw();
