// How far the plan gets with the targets of the study, in the sentences of the reports.

const { plan, el } = page;
const section = document.querySelector("#targets");

const draw = () => {
  const told = plan.targets.filter(({ short }) => short !== null);
  const values = {
    n: page.whole(told.filter(({ short }) => short).length),
    total: page.whole(told.length),
  };
  section.replaceChildren(
    el("h2", page.word("targets.title")),
    page.unfolded(
      page.word("targets.short", values),
      el("ul", plan.targets.map((target) => el("li", page.say(target))))));
};

if (plan.targets.length) {
  page.on("language", draw);
  draw();
}
