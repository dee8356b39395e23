// Ways to what does not fit the first view: far islands, each drawn small beside the map so that
// paper shows them too, and back to the whole.

const { map, plan } = page;
const nav = document.querySelector("#far");
const INSET_PX = 30;
const SVG = "http://www.w3.org/2000/svg";

const arrow = (bearing) =>
  page.el("span.arrow", { "aria-hidden": "true", style: `rotate: ${bearing}deg` });

const svg = (name, attributes) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

// The island on a scale of its own, in the colour that it has on the map
const inset = (code) => {
  const rings = plan.communes[code].rings.map((ring) =>
    page.decoded(ring).map((at) => map.project(at, 14)));
  const bounds = L.bounds(rings.flat());
  const size = bounds.getSize();
  const scale = (INSET_PX - 4) / Math.max(size.x, size.y);
  const [wide, high] = [scale * size.x + 4, scale * size.y + 4];
  const path = rings
    .map((ring) =>
      `M${ring.map((at) => {
        const { x, y } = at.subtract(bounds.min).multiplyBy(scale);
        return `${(x + 2).toFixed(1)},${(y + 2).toFixed(1)}`;
      }).join("L")}Z`)
    .join("");
  const drawing = svg("svg", {
    class: "inset", width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true",
  });
  drawing.append(svg("path", {
    d: path, fill: page.fillOf(code), stroke: page.colour("coast"), "fill-rule": "evenodd",
  }));
  return drawing;
};

// On paper the ways are of no use, the islands are.
const Islands = L.Control.extend({
  options: { position: "bottomright" },
  onAdd: () => page.el("div.islands"),
});
const islands = new Islands().addTo(map).getContainer();

const draw = () => {
  islands.replaceChildren(
    ...plan.far.map(({ code }) => page.el("div", inset(code), page.communeName(code))));
  nav.replaceChildren(
    page.button("chip", page.word("far.whole"), () => page.frame()),
    ...plan.far.map(({ code, bearing }) =>
      page.button("chip", [inset(code), page.communeName(code), arrow(bearing)],
        () => page.goToCommune(code), { title: page.word("far.inset") })),
  );
};

page.on("language view year", draw);
draw();

map.attributionControl?.setPrefix(false); // Leaflet is credited under "about"
L.control.zoom({ position: "bottomleft", zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(map);

// By now the legend and the panel have taken their room.
map.invalidateSize();
page.frame(false);
