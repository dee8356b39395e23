// What the facilities of the plan say of themselves: why here, for whom, when, at what cost.

const { plan, el } = page;
const { fact } = page;
const UNFOLDED = 5; // communes that a site serves, at most, for their table to stand open

const rankClass = (programme) => (page.isMarket(programme) ? "rank.market" : "rank");
const marked = (facility) => ({ style: `--mark: ${page.lookOf(facility).colour}` });

page.rank = (facility) =>
  el(`span.${rankClass(facility.programme)}`, marked(facility), String(facility.rank));

page.rankButton = (number, facility) =>
  page.button(rankClass(facility.programme), String(facility.rank),
    () => page.goToSite(number), marked(facility));

page.gained = (programme, people) =>
  page.word(`gained.${page.gainedBy(programme)}`, { n: page.whole(people) });

const titleOf = (programme) => page.say(page.programmes.get(programme).title);

const communeLink = (code) =>
  page.button("link", page.communeName(code), () => page.goToCommune(code));

// Money and years, where the study says something of them

const money = (facility) =>
  plan.money
    ? [
        fact("site.cost", page.money(facility.cost_bn_vnd)),
        fact("site.opens", page.opens(facility)),
      ]
    : [];

// Another site may be in the plan under its own rank, or not chosen at all.

const otherSite = (other, cost) => {
  if (!other) return null;
  const chosen = plan.sites[other.site];
  const where = page.communeName((chosen ?? other).commune_code);
  const name = chosen ? page.word("site.name", { rank: chosen.rank, where }) : where;
  const go = () => (chosen ? page.goToSite(other.site) : page.goToPlace(other.at));
  const n = page.whole(Math.abs(cost));
  const said = cost < 0 ? page.word("site.cost.more", { n }) : page.word("site.cost.fewer", { n });
  return el("span", page.button("link", name, go, { title: other.id }), ` (${said})`);
};

const others = (site) => {
  const { alternative, runner_up: best } = site;
  if (page.isMarket(site.programme)) {
    return fact("site.runner_up", otherSite(best, site.alternative_cost_people));
  }
  const elsewhere = best?.id === alternative?.id ? null : best;
  return [
    ...fact("site.alternative", otherSite(alternative, site.alternative_cost_people)),
    ...fact("site.runner_up", otherSite(elsewhere, site.lost_if_dropped - site.runner_up_value)),
  ];
};

const saved = ({ minutes_saved: each, person_minutes_saved: all }) =>
  typeof each === "number" &&
  page.word("site.saved.value", { each: page.minutes(each), all: page.whole(all) });

const held = ({ held_by: by, idle_places: idle, next_commune_code: code }) =>
  by &&
  page.word(`site.held_by.${by}`, {
    commune: code && page.communeName(code),
    idle: page.whole(idle),
  });

// Whom a site serves, as a table, folded if it is long; of private hospitals only who comes is known.
const whomItServes = ({ serves: { communes, others: [count, covered] } }) => {
  const known = communes.some(([, , newly]) => newly !== null);
  const columns = ["served", ...(known ? ["newly_served", "newly_covered"] : [])];
  const row = (name, figures) =>
    el("tr",
      el("th", { scope: "row" }, name),
      columns.map((_, i) => el("td", page.whole(figures[i]))));
  return el("details", { open: communes.length <= UNFOLDED },
    el("summary", page.word("serves.title", { n: page.whole(communes.length) })),
    el("table.serves",
      el("thead",
        el("tr",
          el("td"),
          columns.map((column) =>
            el("th", { scope: "col" }, page.word(`serves.column.${column}`))))),
      el("tbody",
        communes.map(([code, ...figures]) => row(page.communeName(code), figures)),
        count > 0 &&
          row(page.word("serves.others", { n: page.whole(count) }), [0, 0, covered]))),
    el("p.note", page.word("serves.lines")));
};

const drawnPeople = (site) => [
  fact("site.people_captured", page.whole(site.people_captured)),
  fact("site.people_taken", page.whole(site.people_taken)),
];

// How firm a place is; a rank that no plan made again holds has no range.
const firmness = ({ tier, chosen_share: share, rank_low: low, rank_high: high }) => {
  if (!tier) return null;
  const said = [
    page.word(`tier.${tier}`),
    page.word("site.chosen", { share: page.percent(share, 0) }),
    low && page.word("site.ranks", { low: page.whole(low), high: page.whole(high) }),
  ];
  return said.filter(Boolean).join("; ");
};

const reason = (facility) => el("p.reason", facility[`reason_${page.language}`]);

// What decides stands first, whom it serves in the middle, what else is known below.
const sitedDetails = (site) => [
  page.facts(
    fact("site.people_gained", page.whole(site.people_gained)),
    ...(page.isMarket(site.programme) ? drawnPeople(site) : []),
    fact("site.lost_if_dropped", page.people(site.lost_if_dropped)),
    others(site),
    fact("site.held_by", held(site)),
    fact("site.firmness", firmness(site)),
    fact("site.travel",
      `${page.minutes(site.travel_min_before)} → ${page.minutes(site.travel_min_after)}`),
    ...money(site)),
  whomItServes(site),
  page.facts(
    fact("site.saved", saved(site)),
    fact("site.people_gained_cum", page.whole(site.people_gained_cum)),
    page.isMarket(site.programme) ? fact("site.beds", page.whole(site.beds)) : [],
    fact("site.kind", page.word(`site.kind.${site.kind}`))),
];

const otherDetails = (facility) =>
  page.facts(
    fact(`site.people.${page.gainedBy(facility.programme)}`, page.whole(facility.people_gained)),
    facility.facility ? fact("site.commune", communeLink(facility.commune_code)) : [],
    ...money(facility));

const decisions = ({ decisions: taken = [] }) =>
  taken.map((decision) =>
    el("p.reason", el("b", `${page.word("site.decision")} `), page.say(decision)));

const details = (facility) => [
  reason(facility),
  decisions(facility),
  page.isSiting(facility.programme) ? sitedDetails(facility) : otherDetails(facility),
  page.sitePlots(facility),
];

const oneOfSeveral = (facility, open) =>
  el("details", { name: "site", open },
    el("summary", page.rank(facility), page.gained(facility.programme, facility.people_gained)),
    details(facility));

// What is upgraded has a name already; a new facility goes by its commune.
page.placeName = ({ facility, commune_code: code }) =>
  facility ? page.facilityAt(facility).name : page.communeName(code);

page.placeHint = ({ programme, sites }) => {
  const here = sites.map((site) => plan.sites[site]);
  const gained = here.reduce((sum, site) => sum + site.people_gained, 0);
  return page.hint(
    `${titleOf(programme)} #${here.map(({ rank }) => rank).join(", ")}`,
    page.kindOf(here[0]),
    page.placeName(here[0]),
    page.gained(programme, gained),
  );
};

page.placeCard = ({ programme, sites, wanted }) => {
  const first = plan.sites[sites[0]];
  const single = sites.length === 1;
  const name = first.facility ? page.placeName(first) : communeLink(first.commune_code);
  const card = page.card(
    single ? [page.rank(first), name] : name,
    [
      titleOf(programme),
      page.kindOf(first),
      !single && page.word("site.several", { n: page.whole(sites.length) }),
    ],
    single ? details(first) : sites.map((site) => oneOfSeveral(plan.sites[site], site === wanted)),
  );
  card.style.setProperty("--mark", page.lookOf(first).colour);
  return card;
};
