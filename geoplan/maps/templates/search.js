// Search by commune: with diacritics or without, Vietnamese or English; arrows, Enter and Escape.

const { plan } = page;
const input = document.querySelector("#search input");
const list = document.querySelector("#found");
const MOST = 8;

const lower = (text) => text.normalize("NFC").toLowerCase().trim();
const bare = (text) => lower(text).normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

const entries = Object.entries(plan.communes).map(([code, commune]) => ({
  code,
  start: bare(page.shortName(code)),
  exact: ` ${lower(commune.name)}`,
  bare: ` ${bare(commune.name_ascii)} ${bare(commune.name_en)}`,
}));

// Names that begin so come first, then those with a word that begins so, then the rest; among
// equals, those with the very diacritics that were typed.
const find = (text) => {
  const [exact, plain] = [lower(text), bare(text)];
  if (!plain) return [];
  const place = (entry) =>
    (entry.start.startsWith(plain) ? 0 : entry.bare.includes(` ${plain}`) ? 2 : 4) +
    (entry.exact.includes(` ${exact}`) ? 0 : 1);
  return entries
    .filter((entry) => entry.bare.includes(plain))
    .sort((a, b) => place(a) - place(b) || a.start.localeCompare(b.start))
    .slice(0, MOST);
};

let found = [];
let active = 0;

const mark = (index) => {
  if (!found.length) return input.removeAttribute("aria-activedescendant");
  active = (index + found.length) % found.length;
  for (const [i, item] of [...list.children].entries()) {
    item.setAttribute("aria-selected", String(i === active));
  }
  return input.setAttribute("aria-activedescendant", list.children[active].id);
};

const show = (open) => {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
};

const choose = (entry) => {
  if (!entry) return;
  input.value = page.communeName(entry.code);
  show(false);
  page.goToCommune(entry.code);
};

const option = (entry, i) => {
  const pointerdown = (event) => {
    event.preventDefault(); // the input keeps the focus until the choice is made
    choose(entry);
  };
  const name = page.communeName(entry.code);
  return page.el("li", { role: "option", id: `found-${i}`, pointerdown }, name);
};

const offer = () => {
  found = find(input.value);
  const none = page.el("li.none", { role: "presentation" }, page.word("search.none"));
  list.replaceChildren(...(found.length ? found.map(option) : [none]));
  show(input.value.trim() !== "");
  mark(0);
};

const KEYS = {
  ArrowDown: () => mark(active + 1),
  ArrowUp: () => mark(active - 1),
  Enter: () => choose(found[active]),
  Escape: () => show(false),
};

input.addEventListener("input", offer);
input.addEventListener("blur", () => show(false));
input.addEventListener("keydown", (event) => {
  if (!(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

const invite = () => {
  input.placeholder = page.word("search.invite");
};
page.on("language", invite);
invite();
