// The state in the address, so that a link opens what its sender saw: point in time, year, swipe,
// filter, the open card, where the map looks, layers and tab. What is as at the start is left out.

const { map, plan } = page;
const FILTERS = { programme: "programme", kind: "kind", tier: "tier", commune: "in", from: "from", to: "to" };
const NUMBERS = ["from", "to"];
const PLACE_DECIMALS = 5; // of a degree, about a metre
const ZOOM_DECIMALS = 2;
const STILL_PX = 1.5;
const PERCENT = 100;

const nameOf = ({ programme, rank }) => `${programme}.${rank}`;
const numberOf = new Map(plan.sites.map((site, number) => [nameOf(site), number]));
for (const [number, { site_id: id }] of plan.sites.entries()) {
  if (id && !numberOf.has(id)) numberOf.set(id, number); // an id alone will do
}

let card = {}; // what is open: { site } or { commune }
let restoring = false;

// Where the map looks

const start = { centre: map.getCenter(), zoom: map.getZoom() };

// A map that was only given another size is still where it was, but for a pixel.
const isAtStart = () => {
  const [at, from] = [map.getCenter(), start.centre].map((place) => map.project(place, start.zoom));
  return map.getZoom() === start.zoom && at.distanceTo(from) < STILL_PX;
};

const placeWanted = () => {
  if (isAtStart()) return { lat: null, lon: null, zoom: null };
  const { lat, lng } = map.getCenter();
  return {
    lat: lat.toFixed(PLACE_DECIMALS),
    lon: lng.toFixed(PLACE_DECIMALS),
    zoom: String(Number(map.getZoom().toFixed(ZOOM_DECIMALS))),
  };
};

// Layers: those that were switched on or off since the start

const layersNow = () => page.layerStates(); // by name, whether it is on the map
const layersAtStart = layersNow();

const layersWanted = () => {
  const changed = [...layersNow()].filter(([name, isOn]) => isOn !== layersAtStart.get(name));
  const listed = (wanted) =>
    changed.filter(([, isOn]) => isOn === wanted).map(([name]) => name).join(".") || null;
  return { on: listed(true), off: listed(false) };
};

const tabAtStart = page.tab;

// With a year the map shows its end, without one it shows today
const viewWanted = () => (page.view === (page.year === null ? "before" : "after") ? null : page.view);

const wanted = () => ({
  view: viewWanted(),
  year: page.year,
  swipe: page.swipe === null ? null : Math.round(PERCENT * page.swipe),
  ...Object.fromEntries(Object.entries(FILTERS).map(([name, key]) => [key, page.filter[name]])),
  site: card.site ?? null,
  commune: card.commune ?? null,
  ...placeWanted(),
  ...layersWanted(),
  tab: page.tab === tabAtStart ? null : page.tab,
});

const write = () => {
  // A notebook shows the page in a frame without an address of its own; paper is another size.
  if (restoring || location.protocol === "about:" || document.body.classList.contains("on-paper")) return;
  const address = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(wanted())) {
    if (value === null) address.delete(key);
    else address.set(key, value);
  }
  const hash = address.size ? `#${address}` : "";
  if (hash === location.hash) return;
  history.replaceState(null, "", hash || location.pathname + location.search);
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

// A number within limits, or null
const number = (text, least, most) => {
  const value = text ? Number(text) : NaN;
  return value >= least && value <= most ? value : null;
};

const readTime = (address) => {
  const year = Number(address.get("year"));
  page.setYear(plan.money?.years.includes(year) ? year : null);
  const usual = page.year === null ? "before" : "after";
  const view = address.get("view");
  page.setView(["before", "after"].includes(view) ? view : usual);
  const share = number(address.get("swipe"), 0, PERCENT);
  page.setSwipe(share === null ? null : share / PERCENT);
};

const readFilter = (address) => {
  const filter = Object.entries(FILTERS).map(([name, key]) => {
    const value = address.get(key);
    if (value === null || !VALUES[name](value)) return [name, null];
    return [name, NUMBERS.includes(name) ? Number(value) : value];
  });
  page.setFilter(Object.fromEntries(filter));
};

const readLayers = (address) => {
  const states = new Map(layersAtStart);
  for (const [key, isOn] of [["on", true], ["off", false]]) {
    for (const name of (address.get(key) ?? "").split(".")) {
      if (states.has(name)) states.set(name, isOn);
    }
  }
  page.setLayers(states);
};

const readCard = (address) => {
  const [site, code] = [numberOf.get(address.get("site")), address.get("commune")];
  if (site !== undefined) page.goToSite(site);
  else if (code in plan.communes) page.goToCommune(code);
  else map.closePopup();
};

// A card that is open flies to its place; a link that says where the map looks has the last word.
const readPlace = (address) => {
  const [lat, lon, zoom] = [
    number(address.get("lat"), -90, 90),
    number(address.get("lon"), -180, 180),
    number(address.get("zoom"), map.getMinZoom(), map.getMaxZoom()),
  ];
  map.invalidateSize({ animate: false }); // what was read may have changed the room of the map
  if (![lat, lon, zoom].includes(null)) map.setView([lat, lon], zoom, { reset: true });
  else if (!card.site && !card.commune && page.filter.commune === null) {
    map.setView(start.centre, start.zoom, { reset: true });
  }
};

const read = () => {
  const address = new URLSearchParams(location.hash.slice(1));
  restoring = true;
  readTime(address);
  readFilter(address);
  readLayers(address);
  page.chooseTab(address.get("tab"));
  readCard(address);
  readPlace(address);
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
map.on("moveend", write);
page.on("view year filter swipe swipeend layers tab", write);
window.addEventListener("hashchange", read);
if (location.hash.length > 1) read();
