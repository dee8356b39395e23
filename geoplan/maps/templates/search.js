// Search: communes, and what else a page has names of; with diacritics or without, Vietnamese or
// English; arrows, Enter and Escape.

const { plan } = page;
const input = document.querySelector("#search input");
const list = document.querySelector("#found");
const MOST = 8; // communes, and half as many of what else there is

const lower = (text) => text.normalize("NFC").toLowerCase().trim();
const bare = (text) => lower(text).normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

const communes = Object.entries(plan.communes).map(([code, commune]) => ({
  group: "commune",
  name: () => page.communeName(code),
  note: () => "",
  go: () => page.goToCommune(code),
  start: bare(page.shortName(code)),
  exact: ` ${lower(commune.name)}`,
  bare: ` ${bare(commune.name_ascii)} ${bare(commune.name_en)}`,
}));

// Names that begin so come first, then those with a word that begins so, then the rest; among
// equals, those with the very diacritics that were typed.
const findCommunes = (exact, plain) => {
  const place = (entry) =>
    (entry.start.startsWith(plain) ? 0 : entry.bare.includes(` ${plain}`) ? 2 : 4) +
    (entry.exact.includes(` ${exact}`) ? 0 : 1);
  return communes
    .filter((entry) => entry.bare.includes(plain))
    .sort((a, b) => place(a) - place(b) || a.start.localeCompare(b.start))
    .slice(0, MOST);
};

// Of what else there is, each word that was typed begins a word of the texts; those with the very
// diacritics come first.
let others = null;
const spaced = (text) => text.replace(/[^\p{L}\p{N}#]+/gu, " ");

const findOthers = (exact, plain) => {
  others ??= (page.alsoFound?.() ?? []).map((entry) => ({
    ...entry,
    exact: ` ${lower(entry.texts.join(" "))}`,
    bare: ` ${spaced(bare(entry.texts.join(" ")))}`,
  }));
  const words = spaced(plain).split(" ").filter(Boolean);
  if (!words.length) return [];
  const found = others.filter((entry) => words.every((word) => entry.bare.includes(` ${word}`)));
  const typed = (entry) => Number(!entry.exact.includes(` ${exact}`));
  return [...Map.groupBy(found, ({ group }) => group).values()].flatMap((held) =>
    held.sort((a, b) => typed(a) - typed(b)).slice(0, MOST / 2));
};

const find = (text) => {
  const [exact, plain] = [lower(text), bare(text)];
  return plain ? [...findCommunes(exact, plain), ...findOthers(exact, plain)] : [];
};

let found = [];
let active = 0;

const mark = (index) => {
  if (!found.length) return input.removeAttribute("aria-activedescendant");
  active = (index + found.length) % found.length;
  for (const [i, item] of [...list.children].entries()) {
    item.setAttribute("aria-selected", String(i === active));
  }
  list.children[active].scrollIntoView({ block: "nearest" });
  return input.setAttribute("aria-activedescendant", list.children[active].id);
};

const show = (open) => {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
};

const choose = (entry) => {
  if (!entry) return;
  input.value = entry.name();
  show(false);
  entry.go();
};

const option = (entry, i) => {
  const pointerdown = (event) => {
    event.preventDefault(); // the input keeps the focus until the choice is made
    choose(entry);
  };
  const note = entry.note();
  const attributes = { role: "option", id: `found-${i}`, "data-found": entry.group, pointerdown };
  return page.el("li", attributes, entry.name(), note && page.el("small", note));
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
  input.placeholder = page.alsoFound ? page.word("search.invite.all") : page.word("search.invite");
};
page.on("language", invite);
invite();
