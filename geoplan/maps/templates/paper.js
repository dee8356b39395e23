// On paper: the size of the sheet, the north, and a line that says where all of it comes from.

const { map, plan } = page;
const source = document.querySelector("#source");
const sheet = page.el("style");
document.head.append(sheet);

page.sourceSaid = () => {
  const day = new Date().toLocaleDateString(page.language === "vi" ? "vi-VN" : "en-GB");
  const credits = plan.credits.map((credit) => credit.replace(/\.$/, "")).join("; ");
  return page.word("paper.source", {
    credits, version: plan.version, travel: page.say(plan.travel), day,
  });
};

page.figuresSaid = () =>
  [...document.querySelectorAll("#figures .figure")].map((node) => node.textContent).join(" · ");

const print = (size) => () => {
  document.querySelector("#take").open = false;
  document.body.dataset.paper = size;
  sheet.textContent = `@page { size: ${size} landscape; margin: 10mm; }`;
  window.print();
};

const North = L.Control.extend({
  options: { position: "bottomleft" },
  onAdd: () => page.el("div.north", { role: "img" }, page.el("i"), page.el("b")),
});
const north = new North().addTo(map);

const draw = () => {
  source.textContent = page.sourceSaid();
  north.getContainer().setAttribute("aria-label", page.word("north.label"));
  north.getContainer().lastChild.textContent = page.word("north.short");
};

for (const size of ["A4", "A3"]) page.addTaking(() => page.word("take.print", { size }), print(size));
page.on("language", draw);
draw();
