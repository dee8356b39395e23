// What a commune and a facility of today say of themselves.

const { plan, el } = page;

const MEASURES = [
  ["people_covered", page.whole],
  ["covered_share", page.percent],
  ["people_within_full", page.whole],
  ["people_within_limit", page.whole],
  ["travel_min", page.minutes],
  ["polyclinic_min", page.minutes],
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
        sites.map(([site, facility]) => page.rankButton(site, facility))),
    ])
    .flat();

page.communeHint = (code) => {
  const { before, after } = plan.communes[code];
  const [from, to] = [before, after].map(({ covered_share: share }) => page.percent(share, 0));
  const share = page.word("measure.covered_share");
  return page.hint(page.communeName(code), `${share}: ${from} → ${to}`);
};

// Where a commune stands among all of which the measure is known, 1 being the best served; communes
// that are served alike share their places.
const RANKED = ["covered_share", "access_e2sfca"];

page.standing = (code, measure, time) => {
  const known = Object.values(plan.communes)
    .map(({ [time]: figures }) => figures[measure])
    .filter((value) => typeof value === "number");
  const own = plan.communes[code][time][measure];
  if (typeof own !== "number") return page.word("number.unknown");
  const better = known.filter((value) => value > own).length;
  const last = better + known.filter((value) => value === own).length;
  const place = page.whole(better + 1) + (last > better + 1 ? `–${page.whole(last)}` : "");
  return page.word("rank.of", { place, n: page.whole(known.length) });
};

const standings = (code) =>
  RANKED.filter((measure) => measure in plan.communes[code].before).map((measure) => [
    page.word(`rank.${measure}`),
    page.standing(code, measure, "before"),
    page.standing(code, measure, "after"),
  ]);

page.communeCard = (code) => {
  const commune = plan.communes[code];
  const province = commune.former_province;
  return page.card(
    page.communeName(code),
    [
      page.people(commune.people),
      page.word("commune.area", { n: page.decimal(commune.area_km2, 1) }),
      province && page.word("commune.former_province", { name: province }),
      commune.is_island && page.word("commune.is_island"),
    ],
    newSites(code),
    page.comparison([
      ...standings(code),
      ...MEASURES.filter(([measure]) => measure in commune.before).map(([measure, show]) => [
        page.word(`measure.${measure}`, page.standards()),
        show(commune.before[measure]),
        show(commune.after[measure]),
      ]),
    ]),
  );
};

// Facilities

page.facilityHint = ({ name, kind }) => page.hint(name, page.say(plan.kinds[kind]));

page.facilityCard = (facility) =>
  page.card(
    facility.name,
    [page.say(plan.kinds[facility.kind]), page.word(`status.${facility.status}`)],
    page.facts(
      page.fact("facility.beds", page.whole(facility.beds)),
      page.fact("facility.position", page.word(`position.${facility.position_quality}`)),
      page.fact("facility.source", facility.source),
      page.fact("facility.note", facility.note)),
    page.badge(facility.verified),
  );
