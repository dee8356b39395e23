// Ways to what does not fit the first view: far islands, and back to the whole.

const { map, plan } = page;
const nav = document.querySelector("#far");

const arrow = (bearing) =>
  page.el("span.arrow", { "aria-hidden": "true", style: `rotate: ${bearing}deg` });

const draw = () => {
  nav.replaceChildren(
    page.button("chip", page.word("far.whole"), () => page.frame()),
    ...plan.far.map(({ code, bearing }) =>
      page.button("chip", [page.communeName(code), arrow(bearing)], () => page.goToCommune(code))),
  );
};

page.on("language", draw);
draw();

map.attributionControl?.setPrefix(false); // Leaflet is credited under "about"
L.control.zoom({ position: "bottomleft", zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(map);

// By now the legend and the panel have taken their room.
map.invalidateSize();
page.frame(false);
