// What a commune and a facility say of themselves: a hint under the pointer, a card in the popup.

const { plan, el } = page;

const hint = (name, ...lines) =>
  el("div.hint", el("b", name), lines.map((line) => el("span", line)));

const card = (heading, facts, ...content) =>
  el("article.card",
    el("h3", { tabindex: "-1" }, heading),
    el("p.facts", facts.join(" · ")),
    content);

// A table of a quantity a row: what it was, what it is, what it differs by.
page.comparison = (rows) =>
  el("table.compared",
    el("thead",
      el("tr",
        el("td"),
        ["old", "new", "difference"].map((key) => el("th", { scope: "col" }, page.word(key))))),
    el("tbody",
      rows.map(([quantity, values]) => {
        const difference = page.difference(values);
        const direction = page.direction(quantity, difference);
        return el("tr",
          el("th", { scope: "row" }, page.labelOf(quantity)),
          values.map((value) => el("td", page.value(quantity, value))),
          el(`td${direction}`, page.change(quantity, difference)));
      })));

// Communes

page.communeHint = (code) => {
  const measure = plan.measures[page.measure];
  const [from, to] = plan.communes[code].values[page.measure];
  return hint(
    page.communeName(code),
    page.say(measure.label),
    `${page.value(measure, from)} → ${page.value(measure, to)}`,
    page.change(measure, page.difference([from, to])),
  );
};

page.communeCard = (code) => {
  const { people, values } = plan.communes[code];
  return card(
    page.communeName(code),
    [page.people(people)],
    page.comparison(
      Object.entries(plan.measures).map(([name, measure]) => [measure, values[name]])),
  );
};

// Facilities

page.rank = (programme, { rank }) =>
  el(page.isMarket(programme) ? "span.rank.market" : "span.rank", String(rank));

page.kind = ({ kind }) => page.say(plan.kinds[kind]);

page.year = ({ year }) => (year === null ? page.word("year.none") : String(year));

const place = ({ commune_code: code }) =>
  page.button("link", page.communeName(code), () => page.goToCommune(code));

const plansOf = (facility) => ["old", "new"].filter((name) => facility[name]);

const FACTS = [
  ["facility.id", ({ site_id: site, facility_id: id }) => [site, id].filter(Boolean).join(", ")],
  ["facility.kind", page.kind],
  ["facility.rank", (end, programme) => page.rank(programme, end)],
  ["facility.where", place],
  ["facility.gained", ({ people_gained: people }) => page.whole(people)],
  ...(plan.money
    ? [
        ["facility.cost", ({ cost_bn_vnd: cost }) => page.decimal(cost, 1)],
        ["facility.year", page.year],
      ]
    : []),
];

const details = (facility) =>
  el("table.compared",
    el("thead",
      el("tr",
        el("td"),
        plansOf(facility).map((name) =>
          el("th", { scope: "col" }, page.word(`facility.${name}`))))),
    el("tbody",
      FACTS.map(([key, show]) =>
        el("tr",
          el("th", { scope: "row" }, page.word(key)),
          plansOf(facility).map((name) => el("td", show(facility[name], facility.programme)))))));

const apart = ({ fate, distance_km: km }) =>
  fate === "moved" ? page.word("facility.km", { n: page.decimal(km, 1) }) : null;

page.placeHint = (facilities) => {
  const [first] = facilities;
  const ranks = facilities.map((each) =>
    plansOf(each).map((name) => `#${each[name].rank}`).join(" → "));
  return hint(
    page.word(`fate.${first.fate}`),
    page.say(page.programmes.get(first.programme).title),
    ranks.join(", "),
    apart(first) ?? page.communeName((first.new ?? first.old).commune_code),
  );
};

page.placeCard = (facilities) => {
  const [first] = facilities;
  return card(
    page.word(`fate.${first.fate}`),
    [page.say(page.programmes.get(first.programme).title), apart(first)].filter(Boolean),
    facilities.map(details),
  );
};
