// The levels of care, the highest first: whom each covers today, before its own new facilities
// stand, and with them. Shown where there is more than one.

const { plan, el } = page;
const section = document.querySelector("#levels");

// What is built stands above its figures: beside them is no room for it.
const step = ({ kind, count, gap, ...people }) => [
  el("tr.over",
    el("th", { scope: "rowgroup", colspan: "3" },
      `${page.say(plan.kinds[kind])}: ${page.whole(count)}`,
      el("small", page.word("levels.gap", { share: page.atMost(gap) })))),
  el("tr",
    el("td", page.whole(people.people_covered_today)),
    el("td", page.whole(people.people_covered_before)),
    el("td", page.whole(people.people_covered_after))),
];

const draw = () => {
  const columns = [
    page.word("levels.today"),
    page.word("levels.before"),
    page.word("levels.after"),
  ];
  section.replaceChildren(
    el("h2", page.word("levels.title")),
    el("table.figures",
      el("thead", el("tr", columns.map((said) => el("th", { scope: "col" }, said)))),
      plan.levels.map((level) => el("tbody", step(level)))),
    el("p.note", page.word("levels.explained")));
};

if (plan.levels.length > 1) {
  page.on("language", draw);
  draw();
}
