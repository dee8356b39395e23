// The state in the address, so that a link opens what its sender saw: point in time, year, filter,
// the open card. What is as at the start is left out.

const { map, plan } = page;
const FILTERS = { programme: "programme", kind: "kind", tier: "tier", commune: "in", from: "from", to: "to" };
const NUMBERS = ["from", "to"];

const nameOf = ({ programme, rank }) => `${programme}.${rank}`;
const numberOf = new Map(plan.sites.map((site, number) => [nameOf(site), number]));
for (const [number, { site_id: id }] of plan.sites.entries()) {
  if (id && !numberOf.has(id)) numberOf.set(id, number); // an id alone will do
}

let card = {}; // what is open: { site } or { commune }
let restoring = false;

const wanted = () => ({
  view: page.view === "after" ? "after" : null,
  year: page.year,
  ...Object.fromEntries(Object.entries(FILTERS).map(([name, key]) => [key, page.filter[name]])),
  site: card.site ?? null,
  commune: card.commune ?? null,
});

const write = () => {
  // A notebook shows the page in a frame without an address of its own.
  if (restoring || location.protocol === "about:") return;
  const address = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(wanted())) {
    if (value === null) address.delete(key);
    else address.set(key, value);
  }
  history.replaceState(null, "", address.size ? `#${address}` : location.pathname + location.search);
};

// What a link names and the plan does not know is passed over.

const VALUES = {
  programme: (id) => page.programmes.has(id),
  kind: (kind) => page.occurring("facility_kind").has(kind),
  tier: (tier) => page.occurring("tier").has(tier),
  commune: (code) => code in plan.communes,
  from: (rank) => Number(rank) > 0,
  to: (rank) => Number(rank) > 0,
};

const read = () => {
  const address = new URLSearchParams(location.hash.slice(1));
  restoring = true;
  page.setView(address.get("view") === "after" ? "after" : "before");
  const year = Number(address.get("year"));
  page.setYear(plan.money?.years.includes(year) ? year : null);
  const filter = Object.entries(FILTERS).map(([name, key]) => {
    const value = address.get(key);
    if (value === null || !VALUES[name](value)) return [name, null];
    return [name, NUMBERS.includes(name) ? Number(value) : value];
  });
  page.setFilter(Object.fromEntries(filter));
  const [site, code] = [numberOf.get(address.get("site")), address.get("commune")];
  if (site !== undefined) page.goToSite(site);
  else if (code in plan.communes) page.goToCommune(code);
  restoring = false;
  write();
};

page.on("site", ({ site }) => {
  card = { site: nameOf(plan.sites[site]) };
  write();
});
page.on("commune", ({ code }) => {
  card = { commune: code };
  write();
});
map.on("popupclose", () => {
  card = {};
  write();
});
page.on("view year filter", write);
window.addEventListener("hashchange", read);
if (location.hash.length > 1) read();
