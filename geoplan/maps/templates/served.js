// Whom the site of the open card serves: a line to each commune, the stronger the more people, and
// a broken ring around the best other site in reach.

const { map, plan } = page;
const MOST_PX = 7;
const drawn = L.layerGroup().addTo(map);
const still = { interactive: false };

const lines = (site, from) => {
  const served = site.serves?.communes.filter(([, people]) => people > 0) ?? [];
  const most = Math.max(1, ...served.map(([, people]) => people));
  const color = page.lookOf(site).colour;
  for (const [code, people] of served) {
    const to = plan.communes[code].centre;
    const weight = Math.max(1.5, MOST_PX * Math.sqrt(people / most));
    L.polyline([from, to], { ...still, color: "#fff", weight: weight + 2.5 }).addTo(drawn);
    L.polyline([from, to], { ...still, color, weight, opacity: 0.85 }).addTo(drawn);
    L.circleMarker(to, { ...still, radius: 3.5, weight: 1.5, color: "#fff", fillColor: color, fillOpacity: 1 })
      .addTo(drawn);
  }
};

const otherSite = ({ alternative, runner_up: best }) => {
  const other = alternative ?? best;
  const at = other && (other.at ?? page.placeOf(other.site)?.at);
  if (!at) return;
  const ring = { ...still, radius: 13, fill: false };
  L.circleMarker(at, { ...ring, weight: 5, color: "#fff" }).addTo(drawn);
  L.circleMarker(at, { ...ring, weight: 2.5, color: page.colour("ink"), dashArray: "5 4" })
    .addTo(drawn);
};

page.on("site", ({ site: number }) => {
  drawn.clearLayers();
  const site = plan.sites[number];
  lines(site, page.placeOf(number).symbol.shownAt());
  otherSite(site);
  page.restack();
});
map.on("popupclose", () => drawn.clearLayers());
