// The legend, which is the layer control too: classes with the communes in each, then the symbols.

const { map, plan, el } = page;
const { breaks, colours, scheme, step, fit } = plan.classes;
const limits = [0, ...breaks, 1];
const title = document.querySelector("#legend-title");
const classes = document.querySelector("#classes");
const meaning = document.querySelector("#legend-meaning");
const reason = document.querySelector("#legend-reason");
const layers = document.querySelector("#layers");
const travel = document.querySelector("#legend-travel");
const hollow = document.querySelector("#legend-hollow");
const TALLEST_PX = 26;
const ESTIMATE = { shape: "circle", radius: 5, colour: page.colour("today"), hollow: true };

// A histogram upon its own colour scale: how many communes are how well covered

const heldAt = (time) => {
  const held = colours.map(() => 0);
  for (const code of Object.keys(plan.communes)) {
    const kind = page.classOf(page.figuresAt(code, time).covered_share);
    if (kind !== null) held[kind] += 1;
  }
  return held;
};

// While the map is cut in two, with a bar for either side
const drawClasses = () => {
  const times = page.swipe === null ? [page.time()] : ["before", page.planned()];
  const held = times.map(heldAt);
  const most = Math.max(...held.flat());
  const counts = (i) => held.map((each) => page.whole(each[i])).join("|");
  const column = (colour, i) =>
    el("div",
      el("span.count", counts(i)),
      el("span.bars",
        held.map((each) =>
          el("i", { style: `height: ${Math.round((TALLEST_PX * each[i]) / most)}px` }))),
      el("span.swatch", { style: `background: ${colour}` }),
      el("span.limit", page.whole(100 * limits[i])));
  const range = (i) => `${page.percent(limits[i], 0)}–${page.percent(limits[i + 1], 0)}`;
  const said = colours.map((_, i) => `${range(i)}: ${counts(i)}`);
  const [time, right] = times.map(page.timeWithin);
  title.textContent = right
    ? page.word("legend.title.both", { left: time, right })
    : page.word("legend.title", { time });
  classes.replaceChildren(...colours.map(column), el("span.limit.last", page.percent(1, 0)));
  classes.setAttribute("aria-label", page.word("legend.classes", { classes: said.join("; ") }));
};

// Layers

const ROUND = ["circle", "square"];

// With a year or a filter, how many of them it leaves
const planEntry = ([key, { first, group }]) => {
  const look = page.lookOf(first);
  const all = plan.sites.filter((site) => page.layerOf(site) === key);
  const total = () => page.whole(all.length);
  return {
    id: key.replace(" ", "_"),
    group,
    look: { ...look, label: "1", radius: ROUND.includes(look.shape) ? 9 : 7.6 },
    name: () => page.layerName(first),
    count: () =>
      page.isNarrowed() ? `${page.whole(all.filter(page.isShown).length)}/${total()}` : total(),
  };
};

const facilityEntry = ({ id, facilities, located, published }) => {
  const look = page.facilityLook({ id, facilities });
  const [n, total] = [() => page.whole(located), () => page.whole(published)];
  return {
    id,
    group: page.facilityLayers.get(id),
    look,
    name: () => page.word(`layer.${id}`),
    count: () => (published ? `${n()}/${total()}` : n()),
    said: () => (published ? page.word("legend.located", { n: n(), total: total() }) : null),
    disabled: facilities.length === 0,
  };
};

const roadEntry = () => ({
  id: "roads",
  group: page.roadLayer,
  look: page.roadLook,
  name: () => page.word("layer.roads"),
  count: () => page.word("kilometres", { n: page.whole(plan.roads.figures.km) }),
  said: page.roadFigures,
});

const entries = [
  ...[...page.siteLayers].map(planEntry),
  ...plan.layers.map(facilityEntry),
  ...[page.estimatesEntry, page.cellEntry].filter(Boolean),
  ...(plan.roads ? [roadEntry()] : []),
  ...page.plotLayers,
];

for (const entry of entries) {
  const change = () => (entry.box.checked ? entry.group.addTo(map) : entry.group.remove());
  entry.box = el("input", { type: "checkbox", disabled: entry.disabled ?? false, change });
  entry.box.checked = map.hasLayer(entry.group);
  entry.group.on("add remove", () => {
    entry.box.checked = map.hasLayer(entry.group);
    page.fire("layers");
  });
}

// By name, whether each is on the map
page.layerStates = () => new Map(entries.map(({ id, box }) => [id, box.checked]));

page.setLayers = (states) => {
  for (const { id, group, box } of entries) {
    if (box.disabled || states.get(id) === box.checked) continue;
    if (states.get(id)) group.addTo(map);
    else group.remove();
  }
};

page.layersShown = () =>
  entries
    .filter(({ box }) => box.checked)
    .map(({ look, name, count }) => ({ look, text: `${name()} (${count()})` }));

const drawLayers = () => {
  layers.replaceChildren(
    ...entries.map(({ box, look, name, count, said }) =>
      el("li",
        el("label", { title: said?.() ?? null },
          box, page.sample(look), el("span", name()), el("span.count", count())))),
  );
};

const draw = () => {
  meaning.textContent = page.word("legend.meaning", page.standards());
  reason.textContent = page.word(`legend.classes.${scheme}`, {
    step: page.percent(step, 0),
    fit: page.decimal(fit, 3),
  });
  travel.textContent = page.word("legend.travel", { travel: page.say(plan.travel) });
  hollow.replaceChildren(page.sample(ESTIMATE));
  drawClasses();
  drawLayers();
};

page.on("language", draw);
page.on("view year swipe", drawClasses);
page.on("year filter", drawLayers);
draw();
