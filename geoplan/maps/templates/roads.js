// The road network, where the study names one: main roads, ferries, and whom it does not reach.

const { map, plan } = page;
const ROAD = "#4a4a4a";
const APART = "#cc79a7"; // reddish purple of Okabe and Ito (2008), safe for the colour-blind
const [INK, PAPER] = [page.colour("ink"), "#fff"];
const WEIGHTS = { motorway: 3, trunk: 2.4, primary: 2, secondary: 1.5, tertiary: 1 };
const UNHINDERED = { interactive: false, fill: false, smoothFactor: 1 };

const styleOf = (role) => {
  if (role === "ferry") return { color: ROAD, weight: 1.6, dashArray: "5 4" };
  if (role === "apart") return { color: APART, weight: 2.4 };
  return { color: ROAD, weight: WEIGHTS[role] };
};

const linesOf = ([role, lines]) =>
  L.polyline(lines.map((line) => page.decoded(line)), { ...UNHINDERED, ...styleOf(role) });

const endOf = (at) =>
  L.circleMarker(at, { ...UNHINDERED, radius: 2, color: INK, weight: 1 });

const farHint = (people, metres) =>
  metres === null
    ? page.word("roads.none", { people, within: page.whole(plan.roads.figures.within_m) })
    : page.word("roads.far", { people, m: page.whole(metres) });

const farCell = ([lat, lon, people, metres]) =>
  L.circleMarker([lat, lon], { radius: 4, color: INK, weight: 1.2, fillColor: PAPER, fillOpacity: 1 })
    .bindTooltip(() => farHint(page.people(people), metres), { direction: "top", offset: [0, -6] });

page.roadFigures = () => {
  const { far_share: share, ...figures } = plan.roads.figures;
  const said = Object.entries(figures).map(([name, value]) => [name, page.whole(value)]);
  return page.word("roads.figures", {
    ...Object.fromEntries(said),
    far_share: page.percent(share, 2),
  });
};

page.roadLook = { shape: "line", colour: ROAD };

if (plan.roads) {
  const { lines, ends, far } = plan.roads;
  page.roadLayer = L.featureGroup([
    ...Object.entries(lines).map(linesOf),
    ...ends.map(endOf),
    ...far.map(farCell),
  ]);
}
