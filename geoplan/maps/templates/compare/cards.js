// What a commune and a site say of themselves: a hint under the pointer, a card in the popup.

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
          el("th", { scope: "row" }, page.say(quantity.label)),
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

// Sites

page.rank = (programme, { rank }) =>
  el(page.isMarket(programme) ? "span.rank.market" : "span.rank", String(rank));

const place = ({ commune_code: code }) =>
  page.button("link", page.communeName(code), () => page.goToCommune(code));

const plansOf = (site) => ["old", "new"].filter((name) => site[name]);

const details = (site) =>
  el("table.compared",
    el("thead",
      el("tr",
        el("td"),
        plansOf(site).map((name) => el("th", { scope: "col" }, page.word(`site.${name}`))))),
    el("tbody",
      [
        ["site.id", ({ site_id: id }) => id],
        ["site.rank", (end) => page.rank(site.programme, end)],
        ["site.where", place],
        ["site.gained", ({ people_gained: people }) => page.whole(people)],
      ].map(([key, show]) =>
        el("tr",
          el("th", { scope: "row" }, page.word(key)),
          plansOf(site).map((name) => el("td", show(site[name])))))));

const apart = ({ fate, km }) =>
  fate === "moved" ? page.word("site.km", { n: page.decimal(km, 1) }) : null;

page.placeHint = (sites) => {
  const [site] = sites;
  const ranks = sites.map((each) => plansOf(each).map((name) => `#${each[name].rank}`).join(" → "));
  return hint(
    page.word(`fate.${site.fate}`),
    page.say(page.programmes.get(site.programme).title),
    ranks.join(", "),
    apart(site) ?? page.communeName((site.new ?? site.old).commune_code),
  );
};

page.placeCard = (sites) => {
  const [site] = sites;
  return card(
    page.word(`fate.${site.fate}`),
    [page.say(page.programmes.get(site.programme).title), apart(site)].filter(Boolean),
    sites.map(details),
  );
};
