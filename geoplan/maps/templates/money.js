// Money and years: what the envelopes pay for and what they do not, year by year and by source, and
// what staging and budget cuts take.

const { plan, el } = page;
const { money } = plan;
const section = document.querySelector("#money");

const sum = (values) => values.reduce((total, value) => total + value, 0);

const headline = () => {
  const unpaid = plan.sites.filter(page.isUnpaid).length;
  return page.word("money.headline", {
    spent: page.money(sum(money.sources.flatMap(({ spent }) => spent))),
    built: page.whole(plan.sites.length - unpaid),
    total: page.whole(plan.sites.length),
    year: money.years.at(-1),
  });
};

// What is spent upon what the year gives; carried over, it may be more.

const most = Math.max(
  ...money.sources.flatMap(({ envelope, spent: out }) => [...envelope, ...out]));

// Those that give or take something: what opens after them is paid by then
const years = money.years
  .map((year, i) => [year, i])
  .filter(([, i]) => money.sources.some(({ envelope, spent: out }) => envelope[i] || out[i]));

const cell = ({ envelope, spent }, i) => [
  `${page.whole(spent[i])}/${page.whole(envelope[i])}`,
  el("span.spent", { "aria-hidden": "true" },
    el("i", { style: `width: ${(100 * envelope[i]) / most}%` }),
    el("i", { style: `width: ${(100 * spent[i]) / most}%` })),
];

const byYear = () =>
  page.unfolded(
    page.word("money.by_year"),
    page.figures(
      money.sources.map(({ title }) => page.say(title)),
      years.map(([year, i]) => [String(year), ...money.sources.map((source) => cell(source, i))])),
    el("p.note", page.word("money.by_year.explained")));

const lacking = (key) =>
  money.sources
    .filter((source) => source[key] >= 0.5) // less rounds to nothing
    .map((source) => `${page.say(source.title)} ${page.money(source[key])}`)
    .join(", ");

const unpaid = () => {
  const lists = plan.programmes
    .map(({ id, title }) => [title, page.ranked(id).filter(([, site]) => page.isUnpaid(site))])
    .filter(([, sites]) => sites.length);
  if (!lists.length) return null;
  const n = page.whole(sum(lists.map(([, sites]) => sites.length)));
  return page.unfolded(
    page.word("money.unpaid", { n, lacking: lacking("unpaid") }),
    lists.map(([title, sites]) => [
      el("h3", `${page.say(title)}: ${page.whole(sites.length)}`),
      el("p.chips", sites.map(([number, site]) => page.rankButton(number, site))),
    ]));
};

const staging = () => {
  const { people_years_lost: lost, price_rise_bn_vnd: rise, at_once_bn_vnd: once } = money.staging;
  const share = page.percent(lost / (money.people_years + lost), 0);
  return page.unfolded(
    page.word("money.staging", { share }),
    el("p",
      page.word("money.staging.explained", {
        lost: page.whole(lost),
        rise: page.money(rise),
        once: page.money(once),
        horizon: money.horizon,
      }),
      lacking("lacking_at_once") &&
        ` ${page.word("money.staging.lacking", { lacking: lacking("lacking_at_once") })}`));
};

const cuts = () => {
  const [first] = money.cuts;
  const lost = ({ people_years: left }) => page.percent(1 - left / money.people_years, 0);
  return page.unfolded(
    page.word("money.cut", { share: page.percent(first.share, 0), n: page.whole(first.dropped) }),
    page.figures(
      [page.word("money.cut.dropped"), page.word("money.cut.delayed"), page.word("money.cut.lost")],
      money.cuts.map((cut) => [
        page.percent(cut.share, 0),
        page.whole(cut.dropped),
        page.whole(cut.delayed),
        lost(cut),
      ])),
    el("p.note", page.word("money.people_years", { horizon: money.horizon })));
};

const draw = () => {
  section.replaceChildren(
    ...[
      el("h2", page.word("money.title")),
      el("p", headline()),
      unpaid(),
      byYear(),
      page.moneyCurve(),
      staging(),
      cuts(),
    ].filter(Boolean));
};

page.on("language", draw);
draw();
