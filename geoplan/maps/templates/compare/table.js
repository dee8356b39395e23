// Long tables that a heading sorts and a button shortens. A column has a word as its key, a value to
// sort by, and what it shows.

const { el } = page;
const FIRST = 15;

const compared = (a, b) => {
  if (typeof a === "string") return a.localeCompare(b, page.language);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
  return a === b ? 0 : a - b;
};

page.longTable = () => {
  let sorted = null; // {key, down}; the order of the rows themselves if null
  let whole = false;
  let given = null;

  const node = el("div.long");

  // A heading sorts from the top of the list, then from its end, then not at all.
  const press = (key) => {
    if (sorted?.key !== key) sorted = { key, down: false };
    else sorted = sorted.down ? null : { key, down: true };
    draw();
    node.querySelector(`[data-key="${key}"]`).focus();
  };

  const heading = ({ key, kind }) => {
    const order = sorted?.key === key ? (sorted.down ? "descending" : "ascending") : "none";
    return el(kind === "th" ? "th.text" : "th", { scope: "col", "aria-sort": order },
      page.button("sort", page.word(key), () => press(key), { "data-key": key }));
  };

  const inOrder = ({ columns, rows }) => {
    const column = columns.find(({ key }) => key === sorted?.key);
    if (!column) return rows;
    const ordered = [...rows].sort((a, b) => compared(column.value(a), column.value(b)));
    return sorted.down ? ordered.reverse() : ordered;
  };

  const draw = () => {
    const { columns, rows, total } = given;
    const shown = whole ? rows.length : Math.min(FIRST, rows.length);
    const few = rows.length > FIRST;
    const toggle = () => {
      whole = !whole;
      draw();
    };
    const label = whole
      ? page.word("table.few", { n: page.whole(FIRST) })
      : page.word("table.all", { n: page.whole(rows.length) });
    if (!rows.length) return node.replaceChildren(el("p", page.word("table.none")));
    return node.replaceChildren(
      el("table",
        el("thead", el("tr", columns.map(heading))),
        el("tbody",
          inOrder(given).slice(0, shown).map((row) =>
            el("tr", columns.map(({ show, kind = "td" }) => el(kind, show(row)))))),
        total && el("tfoot", el("tr", total.map((cell) => el("td", cell))))),
      ...(few ? [page.button("chip", label, toggle)] : []));
  };

  return {
    node,
    show: (content) => {
      if (sorted && !content.columns.some(({ key }) => key === sorted.key)) sorted = null;
      given = content;
      draw();
    },
  };
};
