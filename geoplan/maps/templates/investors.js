// The private hospitals as investors see them: who would rather stand elsewhere, and which places
// other exponents of the market model keep.

const { plan, el } = page;
const section = document.querySelector("#investors");

const group = ({ planned, settled }) =>
  settled === null
    ? page.word("investors.restless", { planned: page.whole(planned) })
    : page.word("investors.settled", {
        planned: page.whole(planned),
        settled: page.whole(settled),
        share: page.percent(settled / planned - 1),
      });

const again = ({ again: runs }) => {
  if (!runs.length) return [];
  const market = plan.programmes.find(({ id }) => page.isMarket(id));
  const hospitals = page.ranked(market.id);
  const kept = ({ stay }) =>
    el("span.chips",
      hospitals
        .filter(([, { rank }]) => stay.includes(rank))
        .map(([number, hospital]) => page.rankButton(number, hospital)));
  const row = (run) => [
    page.word("investors.exponents", {
      beds: page.number(run.beds_exponent),
      time: page.number(run.time_exponent),
    }),
    kept(run),
    page.percent(run.loss),
  ];
  const always = hospitals.filter(([, { rank }]) => runs.every(({ stay }) => stay.includes(rank)));
  return [
    page.unfolded(
      page.word("investors.stay", {
        n: page.whole(always.length),
        total: page.whole(hospitals.length),
      }),
      page.figures([page.word("investors.kept"), page.word("investors.loss")], runs.map(row))),
  ];
};

const draw = () => {
  const { investors } = plan;
  const counts = { n: page.whole(investors.movers), total: page.whole(investors.count) };
  section.replaceChildren(
    el("h2", page.word("investors.title")),
    el("p", page.word("investors.movers", counts), " ", group(investors)),
    ...again(investors));
};

if (plan.investors?.count) {
  page.on("language", draw);
  draw();
}
