// The third tab: the sites, one table for each of what became of them.

const { plan, el } = page;
const section = document.querySelector("#sites");
const choices = el("div.chips", { role: "group" });
const note = el("p.note");
const table = page.longTable();
section.append(choices, note, table.node);

const FATES = ["moved", "dropped", "added", "kept"];
const rows = new Map(FATES.map((fate) => [fate, []]));
for (const [row, site] of plan.sites.entries()) rows.get(site.fate).push({ row, ...site });
let shown = FATES.find((fate) => rows.get(fate).length);

// From the farthest move, the greatest change of rank; what is alone in its plan goes by rank.
const up = (site) => site.old.rank - site.new.rank;
rows.get("moved").sort((a, b) => b.km - a.km);
rows.get("kept").sort((a, b) => Math.abs(up(b)) - Math.abs(up(a)));

const place = (key, end) => ({
  key,
  kind: "th",
  value: (site) => page.shortName(site[end].commune_code),
  show: (site) =>
    page.button("link", page.communeName(site[end].commune_code), () => page.goToSite(site.row)),
});
const rank = (key, end) => ({
  key,
  value: (site) => site[end].rank,
  show: (site) => page.rank(site.programme, site[end]),
});
const gained = (end) => ({
  key: "column.gained",
  value: (site) => site[end].people_gained,
  show: (site) => page.whole(site[end].people_gained),
});
const distance = {
  key: "column.distance",
  value: (site) => site.km,
  show: (site) => page.decimal(site.km, 1),
};
const change = {
  key: "column.rank.change",
  value: up,
  show: (site) => page.change({ unit: "facilities", digits: 0 }, up(site)),
};
const COLUMNS = {
  moved: [
    place("column.from", "old"),
    place("column.to", "new"),
    distance,
    rank("column.rank.old", "old"),
    rank("column.rank.new", "new"),
  ],
  dropped: [place("column.commune", "old"), rank("column.rank", "old"), gained("old")],
  added: [place("column.commune", "new"), rank("column.rank", "new"), gained("new")],
  kept: [
    place("column.commune", "new"),
    rank("column.rank.old", "old"),
    rank("column.rank.new", "new"),
    change,
  ],
};

const choice = (fate) => {
  const choose = () => {
    shown = fate;
    draw();
  };
  const text = `${page.word(`fate.${fate}`)} (${page.whole(rows.get(fate).length)})`;
  return page.button("chip", text, choose, { "aria-pressed": String(fate === shown) });
};

const draw = () => {
  choices.replaceChildren(...FATES.map(choice));
  note.textContent = page.word("sites.explained");
  table.show({ columns: COLUMNS[shown], rows: rows.get(shown) });
};

page.on("language", draw);
draw();
