// The levels of care, the highest first: whom each covers today, before its own new facilities stand
// and with them. Shown where there is more than one.

const { plan, el } = page;
const section = document.querySelector("#levels");

const step = ({ kind, count, gap, ...people }) => [
  [
    `${page.say(plan.kinds[kind])}: ${page.whole(count)}`,
    el("small", page.word("levels.gap", { share: page.atMost(gap) })),
  ],
  page.whole(people.people_covered_today),
  page.whole(people.people_covered_before),
  page.whole(people.people_covered_after),
];

const draw = () => {
  const columns = [
    page.word("levels.today"),
    page.word("levels.before"),
    page.word("levels.after"),
  ];
  section.replaceChildren(
    el("h2", page.word("levels.title")),
    page.figures(columns, plan.levels.map(step)),
    el("p.note", page.word("levels.explained")));
};

if (plan.levels.length > 1) {
  page.on("language", draw);
  draw();
}
