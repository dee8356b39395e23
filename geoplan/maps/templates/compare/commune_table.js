// The second tab: the communes by how much the measure on the map differs, with the sum where there
// is one.

const { plan, el } = page;
const section = document.querySelector("#communes");
const title = el("h2");
const note = el("p.note");
const table = page.longTable();
section.append(title, note, table.node);

const draw = () => {
  const measure = plan.measures[page.measure];
  const codes = Object.keys(plan.communes);
  const values = (code) => plan.communes[code].values[page.measure];
  const size = (code) => {
    const difference = page.differenceOf(code);
    return Number.isNaN(difference) ? -1 : Math.abs(difference);
  };
  const side = (key, i) => ({
    key,
    value: (code) => page.counted(values(code)[i]),
    show: (code) => page.value(measure, values(code)[i]),
  });
  const columns = [
    {
      key: "column.commune",
      kind: "th",
      value: page.shortName,
      show: (code) => page.button("link", page.communeName(code), () => page.goToCommune(code)),
    },
    side("old", 0),
    side("new", 1),
    {
      key: "difference",
      value: (code) => page.differenceOf(code),
      show: (code) => {
        const difference = page.differenceOf(code);
        return el(`span${page.direction(measure, difference)}`, page.change(measure, difference));
      },
    },
  ];
  const sums = [0, 1].map((i) => codes.reduce((sum, code) => sum + values(code)[i], 0));
  const total = measure.summable && [
    page.word("table.total", { n: page.whole(codes.length) }),
    ...sums.map((sum) => page.value(measure, sum)),
    page.change(measure, page.difference(sums)),
  ];
  title.textContent = page.say(measure.label);
  note.textContent = page.word("communes.explained");
  table.show({
    columns,
    rows: codes.sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1)),
    total,
  });
};

page.on("language view", draw);
draw();
