// Where the map looks: the first view, flights to a place and its popup, and the view on paper.

const { map, plan } = page;
const CLEAR_PX = 62; // height of the buttons at the top
const FROM_MIDDLE = 0.36; // of the map's height: how far below its middle a place comes to rest

page.frame = (animate = page.moves) =>
  map.fitBounds(plan.frame, {
    paddingTopLeft: [14, CLEAR_PX / 2], // the buttons stand in corners, where little lies
    paddingBottomRight: [14, 14],
    animate,
  });

// The place comes to rest in the lower part of the map, so that its popup has room above it.
page.goTo = (at, zoom) => {
  const up = L.point(0, FROM_MIDDLE * map.getSize().y);
  const centre = map.unproject(map.project(at, zoom).subtract(up), zoom);
  if (page.moves) map.flyTo(centre, zoom, { duration: 0.8 });
  else map.setView(centre, zoom, { animate: false });
};

// Popups: the reader's focus goes in with a flight and comes back with Escape; what they say
// follows language and view.

let popup = null;
let cameFrom = null;

page.popupOptions = { minWidth: 320, maxWidth: 350, autoPanPaddingTopLeft: [12, CLEAR_PX] };

page.openPopup = (layer, at) => {
  const { options } = layer.getPopup();
  cameFrom = document.activeElement;
  options.autoPan = false; // the flight arrives where the popup has room
  layer.openPopup(at);
  options.autoPan = true;
  popup.getElement().querySelector("h3").focus({ preventScroll: true });
};

map.on("popupopen", (event) => {
  popup = event.popup;
  const close = popup.getElement().querySelector(".leaflet-popup-close-button");
  close.setAttribute("aria-label", page.word("popup.close"));
});
map.on("popupclose", () => {
  popup = null;
});
page.on("language view layers", () => popup?.update());

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !popup) return;
  map.closePopup();
  cameFrom?.focus();
});

// Sizes: on paper the map has another one, and shows there what it shows here.

new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());

window.addEventListener("beforeprint", () => {
  const [bounds, centre, zoom] = [map.getBounds(), map.getCenter(), map.getZoom()];
  document.body.classList.add("on-paper");
  map.invalidateSize({ animate: false });
  map.fitBounds(bounds, { animate: false });
  const restore = () => {
    document.body.classList.remove("on-paper");
    map.invalidateSize({ animate: false });
    map.setView(centre, zoom, { animate: false });
  };
  window.addEventListener("afterprint", restore, { once: true });
});

page.frame(false);
