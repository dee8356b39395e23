// The ranked list of each programme, tied to the map: point at a row and its marker is ringed; open
// a marker and its row is found.

const { plan, el } = page;
const section = document.querySelector("#ranking");
let shown = plan.programmes[0].id;
let current = null;

const tier = ({ tier: name }) =>
  name && name !== "firm" && el(`small.tier.${name}`, page.word(`tier.${name}`));

const below = (site) => {
  const said = [page.kindOf(site), page.opens(site)].filter(Boolean).join(" · ");
  return said && el(`small.opens${page.isUnpaid(site) ? ".unpaid" : ""}`, said);
};

const people = ({ programme, people_gained: gained }) =>
  `${page.isSiting(programme) ? "+" : ""}${page.whole(gained)}`;

const row = ([number, site], most) => {
  const point = () => page.pointAt(number);
  const leave = () => page.pointAway();
  const events = { mouseenter: point, focus: point, mouseleave: leave, blur: leave };
  return el("li",
    page.button("row",
      [
        page.rank(site),
        el("span.where", page.placeName(site), tier(site), below(site)),
        el("span.gain", people(site)),
        page.bar(site.people_gained / most),
      ],
      () => page.goToSite(number),
      { "data-site": number, style: `--mark: ${page.lookOf(site).colour}`, ...events }));
};

const choice = ({ id, title, count }) => {
  const choose = () => {
    shown = id;
    draw();
  };
  const n = page.ranked(id).filter(([, site]) => page.isShown(site)).length;
  const counts = page.isNarrowed() ? `${page.whole(n)}/${page.whole(count)}` : page.whole(count);
  const text = `${page.say(title)} (${counts})`;
  return page.button("choice", text, choose, { "aria-pressed": String(id === shown) });
};

const draw = () => {
  const sites = page.ranked(shown).filter(([, site]) => page.isShown(site));
  const offered = plan.programmes.filter(({ id }) => id === (page.filter.programme ?? id));
  const most = Math.max(1, ...sites.map(([, site]) => site.people_gained));
  section.replaceChildren(
    el("div.switch", { role: "group" }, offered.map(choice)),
    el("p.note",
      page.word(`ranking.${page.gainedBy(shown)}`),
      sites.some(([, site]) => site.tier) && ` ${page.word("ranking.tiers")}`),
    sites.length
      ? el("ol", sites.map((entry) => row(entry, most)))
      : el("p", page.word("ranking.nothing")));
  markCurrent();
};

const markCurrent = () => {
  section.querySelector("[aria-current]")?.removeAttribute("aria-current");
  const button = section.querySelector(`[data-site="${current}"]`);
  if (!button) return;
  button.setAttribute("aria-current", "true");
  button.scrollIntoView({ block: "nearest" });
};

section.addEventListener("keydown", (event) => {
  const side = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const item = event.target.closest("li");
  if (!side || !item) return;
  event.preventDefault();
  item[side]?.firstElementChild.focus();
});

page.on("site", ({ site }) => {
  current = site;
  if (plan.sites[site].programme === shown) return markCurrent();
  shown = plan.sites[site].programme;
  return draw();
});
page.on("pointed", ({ sites }) => {
  for (const row of section.querySelectorAll(".pointed")) row.classList.remove("pointed");
  const rows = sites.map((site) => section.querySelector(`[data-site="${site}"]`));
  for (const row of rows.filter(Boolean)) row.classList.add("pointed");
  rows.find(Boolean)?.scrollIntoView({ block: "nearest" });
});
page.on("filter", () => {
  shown = page.filter.programme ?? shown;
  draw();
});
page.on("language year", draw);
draw();
