// The legend: the classes of the difference with the communes in each, and what the symbols mean,
// which is the layer control too.

const { map, plan, el } = page;
const { colours } = plan;
const MIDDLE = (colours.length - 1) / 2;
const TALLEST_PX = 26;
const title = document.querySelector("#legend-title");
const classes = document.querySelector("#classes");
const meaning = document.querySelector("#legend-meaning");
const layers = document.querySelector("#layers");
const key = document.querySelector("#programme-key");
const explained = document.querySelector("#fates-explained");

// A histogram upon its own scale, from the least difference to the greatest, whichever of them is
// the better one. Limits stand between the classes, but around the middle one.

const drawClasses = () => {
  const measure = plan.measures[page.measure];
  const order = colours.map((_, place) => (measure.better > 0 ? place : colours.length - 1 - place));
  const limit = (steps) => page.signed(measure, steps * measure.step);
  const limits = [null, limit(-2), limit(-1), page.word("classes.none"), null, limit(1), limit(2)];
  const held = colours.map(() => 0);
  for (const code of Object.keys(plan.communes)) {
    const place = page.classOf(code);
    if (place !== null) held[place] += 1;
  }
  const most = Math.max(1, ...held);
  const colour = measure.unit === "facilities" ? "more" : "better";
  title.textContent = page.say(measure.label);
  meaning.textContent =
    page.word(`classes.${colour}`, { unit: page.word(`in.${measure.unit}`) });
  classes.replaceChildren(
    ...order.map((kind, i) =>
      el("div",
        el("span.count", page.whole(held[kind])),
        el("i", { style: `height: ${Math.round((TALLEST_PX * held[kind]) / most)}px` }),
        el("span.swatch", { style: `background: ${colours[kind]}` }),
        el(i === MIDDLE ? "span.limit.middle" : "span.limit", limits[i]))));
  const said = order.map((kind) => page.whole(held[kind])).join("; ");
  classes.setAttribute("aria-label", page.word("classes.said", { classes: said }));
};

// Layers

const entries = [...page.fateLayers].map(([fate, group]) => {
  const change = () => (entry.box.checked ? group.addTo(map) : group.remove());
  const entry = { fate, box: el("input", { type: "checkbox", checked: true, change }) };
  group.on("add remove", () => {
    entry.box.checked = map.hasLayer(group);
    page.fire("layers");
  });
  return entry;
});

const drawLayers = () => {
  const sum = (fate) => plan.programmes.reduce((all, { fates }) => all + fates[fate], 0);
  layers.replaceChildren(
    ...entries.map(({ fate, box }) =>
      el("li",
        el("label",
          box,
          el("span.samples", Object.values(page.ends(fate)).map(page.sample)),
          el("span", page.word(`fate.${fate}`)),
          el("span.count", page.whole(sum(fate)))))));
};

// Programmes share two symbols: that of the market, and that of all others.
const symbols = () =>
  [false, true].map((market) => {
    const own = plan.programmes.filter((programme) => programme.market === market);
    if (!own.length) return null;
    const name = own.length > 1 ? page.word("programme.others") : page.say(own[0].title);
    return el("span", page.sample(page.ends("added", market).new), name);
  });

const draw = () => {
  key.replaceChildren(...symbols().filter(Boolean));
  explained.textContent = page.word("fates.explained", { km: page.whole(plan.moved_km) });
  drawClasses();
  drawLayers();
};

page.on("language", draw);
page.on("view", drawClasses);
draw();
