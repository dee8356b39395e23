"use strict";

// What every part of the page shares: the plan, the language with its words and numbers, and the
// point in time shown. Parts listen to "language" and "view", and offer what others may call.

function createPage(map, moves) {
  const LOCALES = { vi: "vi-VN", en: "en-GB" };
  const embedded = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = embedded("plan-words");
  const page = new L.Evented();

  page.map = map;
  page.moves = moves; // unless the reader's system asks for calm
  page.plan = embedded("plan-data");
  page.language = "vi";
  page.view = "before"; // or "after"

  page.setView = (view) => {
    if (view === page.view) return;
    page.view = view;
    page.fire("view");
  };

  // Words and numbers

  page.word = (key, values = {}) =>
    words[key][page.language].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  page.say = (pair) => pair[page.language];

  const formats = new Map();
  const format = (value, options) => {
    if (value === "unreachable") return page.word("number.unreachable");
    if (typeof value !== "number") return page.word("number.unknown");
    const key = page.language + JSON.stringify(options);
    if (!formats.has(key)) {
      formats.set(key, new Intl.NumberFormat(LOCALES[page.language], options));
    }
    return formats.get(key).format(value);
  };
  const fixed = (digits) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

  page.number = (value) => format(value, { maximumFractionDigits: 3 });
  page.whole = (value) => format(value, fixed(0));
  page.decimal = (value, digits = 2) => format(value, fixed(digits));
  page.percent = (share, digits = 1) => format(share, { style: "percent", ...fixed(digits) });
  page.standards = () =>
    Object.fromEntries(
      Object.entries(page.plan.standards).map(([name, value]) => [name, page.number(value)]));
  page.money = (value) =>
    page.word("money.bn_vnd", { n: page.decimal(value, Math.abs(value) < 100 ? 1 : 0) });
  page.people = (value) => page.word("people", { n: page.whole(value) });
  page.minutes = (value) =>
    typeof value === "number" ? page.word("minutes", { n: page.decimal(value, 1) }) : format(value);

  // Elements, as el("p.note", { id: "x" }, "text", node): text goes in as text, never as HTML, so
  // that whatever a facility is called is only a name.

  page.el = (name, ...content) => {
    const [tag, ...classes] = name.split(".");
    const node = document.createElement(tag);
    node.classList.add(...classes);
    for (const item of content.flat(Infinity)) {
      if (item === null || item === undefined || item === false) continue;
      if (typeof item === "string" || item instanceof Node) node.append(item);
      else setAttributes(node, item);
    }
    return node;
  };

  const setAttributes = (node, attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null) node.setAttribute(name, value);
    }
  };

  page.button = (classes, text, click, attributes = {}) =>
    page.el(`button.${classes}`, { type: "button", click, ...attributes }, text);

  page.bar = (share) =>
    page.el("span.bar", { "aria-hidden": "true" },
      page.el("i", { style: `width: ${100 * share}%` }));

  // A table of figures, today and with the plan; the time that the map shows stands out.
  page.comparison = (rows) =>
    page.el("table",
      page.el("thead",
        page.el("tr",
          page.el("td"),
          page.el("th.before", { scope: "col" }, page.word("view.before.short")),
          page.el("th.after", { scope: "col" }, page.word("view.after.short")))),
      page.el("tbody",
        rows.map(([label, before, after]) =>
          page.el("tr",
            page.el("th", { scope: "row" }, label),
            page.el("td.before", before),
            page.el("td.after", after)))));

  // A table of figures: what the columns are, then rows, each with what it is about first.
  page.figures = (columns, rows) =>
    page.el("table.figures",
      page.el("thead",
        page.el("tr", page.el("td"), columns.map((said) => page.el("th", { scope: "col" }, said)))),
      page.el("tbody",
        rows.map(([about, ...figures]) =>
          page.el("tr",
            page.el("th", { scope: "row" }, about),
            figures.map((figure) => page.el("td", figure))))));

  // A statement that unfolds what stands behind it.
  page.unfolded = (said, ...content) =>
    page.el("details.more", page.el("summary", said), content);

  page.colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // Language, kept in the address so that a link opens in it

  const address = () => new URLSearchParams(location.hash.slice(1));

  const translate = () => {
    document.documentElement.lang = page.language;
    document.title = page.say(page.plan.title);
    for (const node of document.querySelectorAll("[data-word]")) {
      node.textContent = page.word(node.dataset.word);
    }
    for (const node of document.querySelectorAll("[data-label]")) {
      node.setAttribute("aria-label", page.word(node.dataset.label));
    }
  };

  page.setLanguage = (language) => {
    if (!(language in LOCALES) || language === page.language) return;
    page.language = language;
    translate();
    page.fire("language");
  };

  page.chooseLanguage = (language) => {
    page.setLanguage(language);
    const wanted = address();
    wanted.set("lang", language);
    // A notebook shows the page in a frame without an address of its own.
    if (location.protocol !== "about:") history.replaceState(null, "", `#${wanted}`);
  };

  window.addEventListener("hashchange", () => page.setLanguage(address().get("lang")));
  page.setLanguage(address().get("lang"));
  translate();
  return page;
}
