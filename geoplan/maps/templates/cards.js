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

// With a year, how many of them are open by then
const newSites = (code) =>
  plan.programmes
    .map(({ id, title }) => [
      title,
      page.ranked(id).filter(([, site]) => site.commune_code === code),
      page.opened().filter((site) => site.programme === id && site.commune_code === code).length,
    ])
    .filter(([, sites]) => sites.length)
    .map(([title, sites, open]) => [
      el("h4",
        `${page.say(title)}: ${page.whole(sites.length)}`,
        page.year !== null && ` (${page.word("commune.open", { n: page.whole(open), year: page.year })})`),
      el("p.chips",
        sites.map(([site, facility]) => page.rankButton(site, facility))),
    ])
    .flat();

page.communeHint = (code) => {
  const [from, to] = ["before", page.planned()].map((time) =>
    page.percent(page.figuresAt(code, time).covered_share, 0));
  const share = page.word("measure.covered_share");
  return page.hint(
    page.communeName(code),
    `${share}: ${from} → ${to}`,
    page.year !== null && page.timeName(page.year));
};

// Where a commune stands among all of which the measure is known, 1 being the best served; communes
// that are served alike share their places.
const RANKED = ["covered_share", "access_e2sfca"];

page.standing = (code, measure, time) => {
  const known = Object.keys(plan.communes)
    .map((each) => page.figuresAt(each, time)[measure])
    .filter((value) => typeof value === "number");
  const own = page.figuresAt(code, time)[measure];
  if (typeof own !== "number") return page.word("number.unknown");
  const better = known.filter((value) => value > own).length;
  const last = better + known.filter((value) => value === own).length;
  const place = page.whole(better + 1) + (last > better + 1 ? `–${page.whole(last)}` : "");
  return page.word("rank.of", { place, n: page.whole(known.length) });
};

// Rows of figures, each at some times: where a commune stands, then what is measured
const rows = (code, times, isAsked) => {
  const asked = (measure) => measure in plan.communes[code].before && isAsked(measure);
  return [
    ...RANKED.filter(asked).map((measure) => [
      page.word(`rank.${measure}`),
      ...times.map((time) => page.standing(code, measure, time)),
    ]),
    ...MEASURES.filter(([measure]) => asked(measure)).map(([measure, show]) => [
      page.word(`measure.${measure}`, page.standards()),
      ...times.map((time) => show(page.figuresAt(code, time)[measure])),
    ]),
  ];
};

const TIMES = ["before", "after"];

// What is known of every year stands first, with the year chosen between today and the plan.
const tables = (code) => {
  const { years } = plan.communes[code];
  if (page.year === null) return page.comparison(rows(code, TIMES, () => true));
  const isOfYears = (measure) => measure in years;
  const times = ["before", page.year, "after"];
  const table = page.figures(times.map(page.timeShort), rows(code, times, isOfYears));
  table.classList.add("by-year");
  return [
    table,
    page.comparison(rows(code, TIMES, (measure) => !isOfYears(measure))),
    el("p.note", page.word("commune.years")),
  ];
};

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
    tables(code),
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
