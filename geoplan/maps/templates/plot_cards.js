// What a plot says of itself, and what a site says of the plots on its list.

const { plan, el } = page;
const { fact } = page;

const keyOf = ({ parcel_id: id, sheet, number, old_commune: commune }) =>
  sheet && number && !id.includes(" + ")
    ? page.word("plot.key", { sheet, number, commune: commune ?? "–" })
    : id;

const madeUp = ({ made_up: is }) => is && el("span.badge.unverified", page.word("plot.made_up"));

const siteName = (list) => {
  const site = plan.sites[page.siteOfList(list)];
  return page.word("site.name", { rank: site.rank, where: page.communeName(site.commune_code) });
};

const siteLink = (list) =>
  page.button("link", siteName(list), () => page.goToSite(page.siteOfList(list)));

const squareMetres = (value) =>
  typeof value === "number" ? page.word("plot.m2", { n: page.whole(value) }) : null;

const givenTo = ({ is_given: given, given_to: other }) => {
  if (given) return page.word("plot.given.here");
  const list = other && page.plots.lists.find(({ site_id: id }) => id === other);
  return list ? siteLink(list) : page.word("plot.given.nobody");
};

// The parts of a score upon one bar; light and dark in turn, so that they show on grey paper too
const SHADES = ["#0b3c5d", "#8ecae6", "#7a4988", "#f0c27b", "#1b7f5c", "#d9d9d9", "#a63d40", "#ffe8a3"];

const stacked = (parts) =>
  el("span.parts", { "aria-hidden": "true" },
    parts.map((part, i) =>
      el("i", { style: `width: ${100 * (part ?? 0)}%; background: ${SHADES[i]}` })));

const partRows = (parts) =>
  page.plots.criteria.flatMap(({ name }, i) => [
    el("dt", el("i.shade", { style: `background: ${SHADES[i]}` }), page.say(name)),
    el("dd", page.decimal(parts[i], 3)),
  ]);

const said = (pair) => pair[page.language === "vi" ? 0 : 1];

const decided = (ids) =>
  ids?.map((id) => el("p.reason", page.say(page.plots.decisions[id])));

const placeOnList = (several) => ([list, place]) =>
  el("section",
    several && el("h4", siteLink(list)),
    page.facts(
      several ? [] : [el("dt", page.word("plot.site")), el("dd", siteLink(list))],
      fact("plot.position", page.word("plot.position.value", {
        n: page.whole(place.position),
        total: page.whole(list.places.length),
      })),
      fact("plot.given", givenTo(place)),
      fact("plot.standing", page.say(page.plots.standings[list.standing])),
      fact("plot.gain_kept", page.percent(place.gain_kept)),
      fact("plot.people", place.people !== undefined && page.people(place.people)),
      fact("plot.short_by", place.short_by_m2 > 0 && squareMetres(place.short_by_m2)),
      fact("plot.score", page.decimal(place.score, 3))),
    stacked(place.parts),
    page.unfolded(page.word("plot.parts"), el("dl", partRows(place.parts))),
    place.finding && el("p.note", said(place.finding)),
    decided(place.decisions));

page.plotHint = (row) => {
  const plot = page.plots.plots[row];
  const places = page.placesOfPlot(row);
  return page.hint(
    keyOf(plot),
    plot.made_up && page.word("plot.made_up"),
    squareMetres(plot.usable_m2),
    ...places.slice(0, 3).map(([list, { position }]) =>
      page.word("plot.hint", { n: page.whole(position), site: list.site_id })),
  );
};

page.plotCard = (row) => {
  const plot = page.plots.plots[row];
  const places = [...page.placesOfPlot(row)].sort(
    ([, a], [, b]) => Number(b.is_given) - Number(a.is_given) || a.position - b.position);
  return page.card(
    keyOf(plot),
    [
      plot.name,
      plot.status && page.say(page.plots.statuses[plot.status]),
      plot.zones ?? plot.land_use,
    ],
    madeUp(plot),
    page.facts(
      fact("plot.usable", squareMetres(plot.usable_m2)),
      fact("plot.area", squareMetres(plot.area_m2)),
      fact("plot.stated", squareMetres(plot.stated_area_m2))),
    places.map(placeOnList(places.length > 1)),
    plot.source && el("p.note", page.word("plot.source", { source: plot.source })),
  );
};

// In the card of a site: its plots, the one that it is given first to be seen

const plotButton = (place) => {
  const plot = page.plots.plots[place.plot];
  const mark = place.is_given ? " ✓" : "";
  return page.button("chip", `${page.whole(place.position)}. ${keyOf(plot)}${mark}`,
    () => page.goToPlot(place.plot));
};

page.sitePlots = (facility) => {
  const list = page.listOf(facility);
  if (!list) return null;
  const said = list.places.length
    ? page.word("site.plots.some", { standing: page.say(page.plots.standings[list.standing]) })
    : page.word("site.plots.none", { least: squareMetres(list.least_m2) ?? "–" });
  return [
    el("h4", page.word("site.plots")),
    el("p.note", said),
    el("p.chips", list.places.map(plotButton)),
  ];
};
