// What a commune, a recommended place and a facility say of themselves: a hint under the pointer,
// a card in the popup.

const { plan } = page;
const { el } = page;
const UNFOLDED = 5; // communes that a site serves, at most, for their table to stand open

const hint = (name, ...lines) =>
  el("div.hint", el("b", name), lines.map((line) => el("span", line)));

const card = (heading, facts, ...content) =>
  el("article.card",
    el("h3", { tabindex: "-1" }, heading),
    el("p.facts", facts.filter(Boolean).join(" · ")),
    content);

const fact = (key, value) => (value ? [el("dt", page.word(key)), el("dd", value)] : []);

const rankClass = (programme) => (page.isMarket(programme) ? "rank.market" : "rank");

page.badge = (verified) =>
  verified
    ? el("span.badge.verified", page.word("verified"))
    : el("span.badge.unverified", page.word("unverified"));

page.rank = ({ programme, rank }) => el(`span.${rankClass(programme)}`, String(rank));

// Communes

const MEASURES = [
  ["people_covered", page.whole],
  ["covered_share", page.percent],
  ["people_within_full", page.whole],
  ["people_within_limit", page.whole],
  ["travel_min", page.minutes],
  ["hospital_min", page.minutes],
  ["people_per_facility", page.whole],
  ["access_2sfca", page.decimal],
  ["access_e2sfca", page.decimal],
  ["access_3sfca", page.decimal],
];

const newSites = (code) =>
  plan.programmes
    .map(({ id, title }) => [
      title,
      page.ranked(id).filter(([, site]) => site.commune_code === code),
    ])
    .filter(([, sites]) => sites.length)
    .map(([title, sites]) => [
      el("h4", `${page.say(title)}: ${page.whole(sites.length)}`),
      el("p.chips",
        sites.map(([site, { programme, rank }]) =>
          page.button(rankClass(programme), String(rank), () => page.goToSite(site)))),
    ])
    .flat();

page.communeHint = (code) => {
  const { before, after } = plan.communes[code];
  const [from, to] = [before, after].map(({ covered_share: share }) => page.percent(share, 0));
  return hint(page.communeName(code), `${page.word("measure.covered_share")}: ${from} → ${to}`);
};

page.communeCard = (code) => {
  const commune = plan.communes[code];
  const province = commune.former_province;
  return card(
    page.communeName(code),
    [
      page.people(commune.people),
      page.word("commune.area", { n: page.decimal(commune.area_km2, 1) }),
      province && page.word("commune.former_province", { name: province }),
      commune.is_island && page.word("commune.is_island"),
    ],
    newSites(code),
    page.comparison(
      MEASURES.map(([measure, show]) => [
        page.word(`measure.${measure}`, page.standards()),
        show(commune.before[measure]),
        show(commune.after[measure]),
      ])),
  );
};

// Recommended places. Another site may be in the plan under its own rank, or not chosen at all.

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
          row(page.word("serves.others", { n: page.whole(count) }), [0, 0, covered]))));
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

// What decides stands first, whom it serves in the middle, what else is known below.
const siteDetails = (site) => [
  el("p.reason", site[`reason_${page.language}`]),
  el("dl",
    [
      fact("site.people_gained", page.whole(site.people_gained)),
      ...(page.isMarket(site.programme) ? drawnPeople(site) : []),
      fact("site.lost_if_dropped", page.people(site.lost_if_dropped)),
      others(site),
      fact("site.held_by", held(site)),
      fact("site.firmness", firmness(site)),
      fact("site.travel",
        `${page.minutes(site.travel_min_before)} → ${page.minutes(site.travel_min_after)}`),
    ].flat()),
  whomItServes(site),
  el("dl",
    [
      fact("site.saved", saved(site)),
      fact("site.people_gained_cum", page.whole(site.people_gained_cum)),
      page.isMarket(site.programme) ? fact("site.beds", page.whole(site.beds)) : [],
      fact("site.kind", page.word(`site.kind.${site.kind}`)),
    ].flat()),
];

const oneOfSeveral = (site, open) =>
  el("details", { name: "site", open },
    el("summary", page.rank(site), page.morePeople(site.people_gained)),
    siteDetails(site));

page.placeHint = ({ programme, sites }) => {
  const here = sites.map((site) => plan.sites[site]);
  const gained = here.reduce((sum, site) => sum + site.people_gained, 0);
  return hint(
    `${page.say(page.programmes.get(programme).title)} #${here.map(({ rank }) => rank).join(", ")}`,
    page.communeName(here[0].commune_code),
    page.morePeople(gained),
  );
};

page.placeCard = ({ programme, sites, wanted }) => {
  const first = plan.sites[sites[0]];
  const single = sites.length === 1;
  const commune = page.button("link", page.communeName(first.commune_code), () =>
    page.goToCommune(first.commune_code));
  return card(
    single ? [page.rank(first), commune] : commune,
    [
      page.say(page.programmes.get(programme).title),
      !single && page.word("site.several", { n: page.whole(sites.length) }),
    ],
    single
      ? siteDetails(first)
      : sites.map((site) => oneOfSeveral(plan.sites[site], site === wanted)),
  );
};

// Facilities

page.facilityHint = ({ name, kind }) => hint(name, page.say(plan.kinds[kind]));

page.facilityCard = (facility) =>
  card(
    facility.name,
    [page.say(plan.kinds[facility.kind]), page.word(`status.${facility.status}`)],
    el("dl",
      [
        fact("facility.beds", page.whole(facility.beds)),
        fact("facility.position", page.word(`position.${facility.position_quality}`)),
        fact("facility.source", facility.source),
        fact("facility.note", facility.note),
      ].flat()),
    page.badge(facility.verified),
  );
