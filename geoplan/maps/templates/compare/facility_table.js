// The last tab: the facilities of one programme or all, by what became of them.

const { plan, el } = page;
const section = document.querySelector("#facilities");
const programmes = el("select", { change: () => choose(programmes.value) });
const choices = el("div.chips", { role: "group" });
const note = el("p.note");
const table = page.longTable();
section.append(el("label.of", programmes), choices, note, table.node);

const ALL = "";
const OPENINGS = ["no longer", "later", "newly", "earlier"];
const up = ({ old, new: now }) => old.rank - now.rank;
const byRank = (a, b) => (a.new ?? a.old).rank - (b.new ?? b.old).rank;
const byOpening = (a, b) => OPENINGS.indexOf(a.opening) - OPENINGS.indexOf(b.opening);

// Which facilities a list holds, and in what order: from the farthest move, the greatest change of
// rank; what is alone in its plan goes by rank.
const LISTS = {
  moved: { holds: ({ fate }) => fate === "moved", order: (a, b) => b.distance_km - a.distance_km },
  dropped: { holds: ({ fate }) => fate === "dropped", order: byRank },
  added: { holds: ({ fate }) => fate === "added", order: byRank },
  kind: { holds: ({ changed }) => changed.includes("kind"), order: byRank },
  year: {
    holds: ({ opening }) => OPENINGS.includes(opening),
    order: (a, b) => byOpening(a, b) || byRank(a, b),
  },
  kept: {
    holds: ({ fate }) => fate === "kept",
    order: (a, b) => Math.abs(up(b)) - Math.abs(up(a)) || byRank(a, b),
  },
};
const lists = Object.keys(LISTS).filter((list) => list !== "year" || plan.money);
const facilities = plan.facilities.map((facility, row) => ({ row, ...facility }));

const within = (list, programme) =>
  facilities
    .filter((each) => (programme === ALL || each.programme === programme) && LISTS[list].holds(each))
    .sort(LISTS[list].order);

let shown = lists.find((list) => within(list, ALL).length) ?? "kept";

// What both plans say of a facility: once if they say the same
const both = ({ old, new: now }, show) => {
  const said = [old, now].filter(Boolean).map((end) => show(end));
  return said[0] === said.at(-1) ? said[0] : said.join(" → ");
};

const name = ({ commune_code: code }) => page.communeName(code);
const place = {
  key: "column.where",
  kind: "th",
  value: (each) => page.shortName((each.new ?? each.old).commune_code),
  show: (each) => [
    page.button("link", both(each, name), () => page.goToFacility(each.row)),
    el("span.note", both(each, page.kind)),
  ],
};
const rank = {
  key: "column.rank",
  value: (each) => (each.new ?? each.old).rank,
  show: (each) => both(each, (end) => String(end.rank)),
};
const year = {
  key: "column.year",
  value: ({ old, new: now }) => (now ?? old).year ?? Infinity,
  show: (each) => both(each, page.year),
};
const gained = {
  key: "column.gained",
  value: (each) => (each.new ?? each.old).people_gained,
  show: (each) => page.whole((each.new ?? each.old).people_gained),
};
const distance = {
  key: "column.distance",
  value: (each) => each.distance_km,
  show: (each) => page.decimal(each.distance_km, 1),
};
const places = {
  key: "column.rank.change",
  value: up,
  show: (each) => page.change({ unit: "facilities", digits: 0 }, up(each)),
};
const opening = {
  key: "column.opening",
  value: (each) => OPENINGS.indexOf(each.opening),
  show: (each) => page.word(`opening.${each.opening}`),
};
const COLUMNS = {
  moved: [place, distance, rank],
  dropped: [place, rank, gained],
  added: [place, rank, gained],
  kind: [place, rank],
  year: [place, rank, opening],
  kept: [place, rank, places],
};

const choice = (list) => {
  const choose = () => {
    shown = list;
    draw();
  };
  const count = page.whole(within(list, programmes.value).length);
  const text = `${page.word(`list.${list}`)} (${count})`;
  return page.button("chip", text, choose, { "aria-pressed": String(list === shown) });
};

const choose = (programme) => {
  const option = (value, text) => el("option", { value }, text);
  programmes.replaceChildren(
    option(ALL, page.word("programme.all")),
    ...plan.programmes.map(({ id, title }) => option(id, page.say(title))));
  programmes.value = programme;
  programmes.setAttribute("aria-label", page.word("programme.choose"));
  draw();
};

const draw = () => {
  choices.replaceChildren(...lists.map(choice));
  note.textContent = page.word("facilities.explained");
  table.show({
    columns: [...COLUMNS[shown], ...(plan.money ? [year] : [])],
    rows: within(shown, programmes.value),
  });
};

page.on("language", () => choose(programmes.value));
choose(ALL);
