// People against money: the facilities that reach most people for their cost come first; beyond the
// knee each further sum brings less than the mean of them all.

const { plan, el } = page;
const GRID = [0, 0.5, 1];

page.moneyCurve = () => {
  const { curve, base_year: year } = plan.money;
  const [money, people] = [curve.money_bn_vnd.at(-1), curve.people.at(-1)];
  const knee = [curve.knee_bn_vnd / money, curve.knee_people / people];
  const said = page.word("curve.knee", {
    n: page.whole(curve.knee_facilities),
    money: page.money(curve.knee_bn_vnd),
    share: page.percent(knee[1], 0),
  });
  return page.unfolded(
    said,
    page.chart({
      said,
      points: curve.people.map((held, i) => [curve.money_bn_vnd[i] / money, held / people]),
      grid: GRID.map((part) => [part, page.percent(part, 0)]),
      stops: [
        { at: knee, above: page.percent(knee[1], 0), below: page.whole(curve.knee_bn_vnd) },
        { at: [1, 1], above: "", below: page.whole(money) },
      ],
    }),
    el("p.note", page.word("curve.explained", { year })));
};
