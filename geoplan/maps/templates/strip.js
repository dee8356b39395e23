// The figures of what is chosen, above the map, and what narrows it down, each to be taken away.

const { plan, el } = page;
const figures = document.querySelector("#figures");
const narrowed = document.querySelector("#narrowed");
const menus = [...document.querySelectorAll("#strip .menu")];

const figure = (value, said, why = null) => el("span.figure", { title: why }, el("b", value), ` ${said}`);

// Of one programme it is known what its people are; those of several are added up.
const people = (sites) => {
  const programmes = new Set(sites.map(({ programme }) => programme));
  const n = page.whole(page.sum(sites, "people_gained"));
  if (programmes.size > 1) {
    return figure(n, page.word("strip.people.several"), page.word("years.people.why"));
  }
  const [programme = plan.programmes[0].id] = programmes;
  return figure(n, page.word(`strip.people.${page.gainedBy(programme)}`));
};

const cost = (sites) =>
  plan.money &&
  figure(
    page.decimal(page.sum(sites, "cost_bn_vnd"), 1),
    page.word("strip.money", { year: plan.money.base_year }),
    page.word("strip.money.why"));

const drawFigures = () => {
  const sites = page.chosen();
  const [n, total] = [page.whole(sites.length), page.whole(plan.sites.length)];
  const count = page.isNarrowed() ? page.word("strip.of", { n, total }) : n;
  figures.replaceChildren(
    figure(count, page.word("strip.facilities")),
    people(sites),
    ...[cost(sites)].filter(Boolean));
};

const said = {
  programme: (id) => page.say(page.programmes.get(id).title),
  kind: (kind) => page.say(plan.kinds[kind]),
  tier: (tier) => page.word(`tier.${tier}`),
  commune: page.communeName,
  from: (rank) => page.word("filter.from.chip", { rank }),
  to: (rank) => page.word("filter.to.chip", { rank }),
};

const chip = (text, remove) =>
  page.button("chip", [text, el("span", { "aria-hidden": "true" }, " ×")], remove, {
    "aria-label": page.word("filter.remove", { what: text }),
  });

// In words, as the picture and the paper tell it too
page.filterSaid = () => [
  ...Object.entries(page.filter)
    .filter(([, wanted]) => wanted !== null)
    .map(([name, wanted]) => [said[name](wanted), () => page.setFilter({ [name]: null })]),
  ...(page.year === null
    ? []
    : [[page.word("years.until", { year: page.year }), () => page.setYear(null)]]),
];

const draw = () => {
  drawFigures();
  narrowed.replaceChildren(...page.filterSaid().map(([text, remove]) => chip(text, remove)));
};

// One menu at a time; Escape closes it and returns to its button.
for (const menu of menus) {
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    for (const other of menus) if (other !== menu) other.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
document.addEventListener("pointerdown", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});

page.on("language year filter", draw);
draw();
