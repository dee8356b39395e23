// The years as a control: a slider from the first year to the last opening, all at its end, and
// what is reached by then, which is what the communes on the map sum to.

const { plan, el } = page;
const { years, covered, sources } = plan.money;
const section = document.querySelector("#years");
const input = section.querySelector("input");
const ticks = section.querySelector("ol");
const said = section.querySelector("p");

const stop = () => (page.year === null ? years.length : years.indexOf(page.year));

// Of all sources, up to the year shown
const spent = () =>
  sources
    .flatMap((source) => source.spent.slice(0, stop() + 1))
    .reduce((sum, value) => sum + value, 0);

const when = () =>
  page.year === null
    ? page.word("years.whole")
    : page.word("years.until", { year: page.year });

const facilities = (open) => {
  const total = page.whole(plan.sites.length);
  return page.year === null
    ? page.word("years.planned", { total, n: page.whole(open.filter(page.isUnpaid).length) })
    : page.word("years.open", { total, n: page.whole(open.length) });
};

// By primary care, everybody assigned anew to what is open
const reached = () => {
  const { people_covered: planned, people_total: total } = plan.coverage;
  const people = page.year === null ? planned.after : covered[stop()];
  const share = page.percent(people / total.after);
  return page.word("years.covered", { n: page.whole(people), share });
};

const draw = () => {
  const open = page.opened();
  const people = open.reduce((sum, facility) => sum + facility.people_gained, 0);
  input.value = stop();
  input.setAttribute("aria-valuetext", when());
  ticks.replaceChildren(
    ...[...years.map(String), page.word("years.all")].map((text, i) =>
      el("li", el(i === stop() ? "b" : "span", text))));
  said.replaceChildren(
    el("b", when()),
    el("span", facilities(open)),
    el("span", page.word("years.spent", { money: page.money(spent()) })),
    el("span", reached()),
    el("span", { title: page.word("years.people.why") },
      page.word("years.people", { n: page.whole(people) })));
};

input.max = years.length;
input.addEventListener("input", () => page.setYear(years[input.valueAsNumber] ?? null));
page.on("language year", draw);
draw();
