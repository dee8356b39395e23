// The legend, which is the layer control too: classes with the communes in each, then the symbols.

const { map, plan, el } = page;
const { breaks, colours } = plan.classes;
const limits = [0, ...breaks, 1];
const title = document.querySelector("#legend-title");
const classes = document.querySelector("#classes");
const meaning = document.querySelector("#legend-meaning");
const layers = document.querySelector("#layers");
const travel = document.querySelector("#legend-travel");
const hollow = document.querySelector("#legend-hollow");
const TALLEST_PX = 26;
const ESTIMATE = { shape: "circle", radius: 5, colour: page.colour("today"), hollow: true };

// A histogram upon its own colour scale: how many communes are how well covered

const drawClasses = () => {
  const held = colours.map(() => 0);
  for (const commune of Object.values(plan.communes)) {
    const kind = page.classOf(commune[page.view].covered_share);
    if (kind !== null) held[kind] += 1;
  }
  const most = Math.max(...held);
  const column = (colour, i) =>
    el("div",
      el("span.count", page.whole(held[i])),
      el("i", { style: `height: ${Math.round((TALLEST_PX * held[i]) / most)}px` }),
      el("span.swatch", { style: `background: ${colour}` }),
      el("span.limit", page.whole(100 * limits[i])));
  const range = (i) => `${page.percent(limits[i], 0)}–${page.percent(limits[i + 1], 0)}`;
  const said = held.map((count, i) => `${range(i)}: ${page.whole(count)}`);
  title.textContent = page.word("legend.title", { time: page.word(`view.${page.view}.within`) });
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
    group: page.facilityLayers.get(id),
    look,
    name: () => page.word(`layer.${id}`),
    count: () => (published ? `${n()}/${total()}` : n()),
    said: () => (published ? page.word("legend.located", { n: n(), total: total() }) : null),
    disabled: facilities.length === 0,
  };
};

const roadEntry = () => ({
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
  travel.textContent = page.word("legend.travel", { travel: page.say(plan.travel) });
  hollow.replaceChildren(page.sample(ESTIMATE));
  drawClasses();
  drawLayers();
};

page.on("language", draw);
page.on("view", drawClasses);
page.on("year filter", drawLayers);
draw();
