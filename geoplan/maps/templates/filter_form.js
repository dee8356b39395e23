// The form that chooses: only what tells facilities of this plan apart is asked.

const { map, plan, el } = page;
const form = document.querySelector("#filter form");

const counted = (text, n) => `${text} (${page.whole(n)})`;

const communes = () => {
  const held = page.occurring("commune_code");
  return [...held]
    .map(([code, n]) => [code, page.shortName(code), counted(page.communeName(code), n)])
    .sort(([, a], [, b]) => a.localeCompare(b, page.language))
    .map(([code, , text]) => [code, text]);
};

const named = (field, name) => () =>
  [...page.occurring(field)].map(([value, n]) => [value, counted(name(value), n)]);

const OPTIONS = {
  programme: () =>
    plan.programmes.map(({ id, title, count }) => [id, counted(page.say(title), count)]),
  kind: named("facility_kind", (kind) => page.say(plan.kinds[kind])),
  tier: named("tier", (tier) => page.word(`tier.${tier}`)),
  commune: communes,
};

const row = (name, field) => el("label", el("span", page.word(`filter.${name}`)), field);

const change = ({ target }) => page.setFilter({ [target.name]: target.value || null });

const select = (name, options, onchange = change) =>
  el("select", { name, change: onchange },
    el("option", { value: "" }, page.word("filter.all")),
    options.map(([value, text]) => el("option", { value }, text)));

const rank = (name) =>
  el("input", {
    name,
    type: "number",
    min: "1",
    inputmode: "numeric",
    "aria-label": page.word(`filter.${name}`),
    change: ({ target }) => page.setFilter({ [name]: target.valueAsNumber || null }),
  });

const years = () =>
  plan.money &&
  row("year",
    select("year", plan.money.years.map((year) => [year, page.word("years.until", { year })]),
      ({ target }) => page.setYear(target.value ? Number(target.value) : null)));

const fill = () => {
  const wanted = { ...page.filter, year: page.year };
  for (const [name, value] of Object.entries(wanted)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value ?? "";
  }
};

const draw = () => {
  form.replaceChildren(
    ...Object.entries(OPTIONS)
      .map(([name, options]) => [name, options()])
      .filter(([, options]) => options.length > 1)
      .map(([name, options]) => row(name, select(name, options))),
    el("div.ranks", el("span", page.word("filter.rank")), rank("from"), "–", rank("to")),
    ...[years()].filter(Boolean),
    page.button("chip", page.word("filter.clear"), () => {
      page.clearFilter();
      page.setYear(null);
    }));
  fill();
};

form.addEventListener("submit", (event) => event.preventDefault());

page.on("language", draw);
page.on("year filter", fill);
page.on("filter", ({ change: { commune } }) => {
  if (commune) map.fitBounds(page.boundsOf(commune).pad(0.3), { animate: page.moves });
});
draw();
