// Where the map looks: the first view, flights to a place and its popup, and the view on paper.

const { map, plan } = page;
const ASIDE_PX = 40; // between a card and the place it speaks of, at least
const CLEAR_PX = 62; // height of the buttons at the top
const WIDE_PX = 700;
const CARD_PX = 382; // width of a card with the room around it
const NARROW_REST = 0.36; // of the height of a narrow map, between the buttons and the card

page.frame = (animate = page.moves) =>
  map.fitBounds(plan.frame, {
    paddingTopLeft: [14, CLEAR_PX],
    paddingBottomRight: [14, 14],
    animate,
  });

// Cards stand at the right edge of the map, at its lower edge where it is narrow, and leave the place
// to be seen: it comes to rest in the middle of what they leave.

map.createPane("cards", map.getContainer()).classList.add("docked");

const isWide = () => map.getSize().x >= WIDE_PX;

const restsAt = () => {
  const { x, y } = map.getSize();
  return isWide() ? L.point((x - CARD_PX) / 2, y / 2) : L.point(x / 2, NARROW_REST * y);
};

page.goTo = (at, zoom) => {
  const fromMiddle = map.getSize().divideBy(2).subtract(restsAt());
  const centre = map.unproject(map.project(at, zoom).add(fromMiddle), zoom);
  if (page.moves) map.flyTo(centre, zoom, { duration: 0.8 });
  else map.setView(centre, zoom, { animate: false });
};

// Popups: the reader's focus goes in with a flight and comes back with Escape; what they say
// follows language and view.

let popup = null;
let cameFrom = null;

page.popupOptions = { minWidth: 320, maxWidth: 350, pane: "cards", autoPan: false };

page.openPopup = (layer, at) => {
  cameFrom = document.activeElement;
  layer.openPopup(at);
  popup.getElement().querySelector("h3").focus({ preventScroll: true });
};

map.on("popupopen", (event) => {
  popup = event.popup;
  const close = popup.getElement().querySelector(".leaflet-popup-close-button");
  close.setAttribute("aria-label", page.word("popup.close"));
});
// A place that its own card would cover moves aside.
map.on("popupopen", () => {
  if (map._flyToFrame) return;
  const [at, size] = [map.latLngToContainerPoint(popup.getLatLng()), map.getSize()];
  const card = popup.getElement();
  const hidden = isWide()
    ? L.point(at.x - (size.x - card.offsetWidth - ASIDE_PX), 0)
    : L.point(0, at.y - (size.y - card.offsetHeight - ASIDE_PX));
  if (hidden.x > 0 || hidden.y > 0) map.panBy(hidden, { animate: page.moves });
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
  map.fitBounds(bounds.contains(plan.frame) ? plan.frame : bounds, { animate: false });
  const restore = () => {
    document.body.classList.remove("on-paper");
    map.invalidateSize({ animate: false });
    map.setView(centre, zoom, { animate: false });
  };
  window.addEventListener("afterprint", restore, { once: true });
});

page.frame(false);
