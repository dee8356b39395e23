// The measure whose difference the map shows, chosen in a box that the first view keeps clear of.

const { map, plan } = page;
const CLEAR_PX = 70;
const select = document.querySelector("#measure select");

const draw = () => {
  const option = ([name, { label }]) => page.el("option", { value: name }, page.say(label));
  select.replaceChildren(...Object.entries(plan.measures).map(option));
  select.value = page.measure;
};

page.frame = (animate = page.moves) =>
  map.fitBounds(plan.frame, {
    paddingTopLeft: [14, CLEAR_PX],
    paddingBottomRight: [14, 14],
    animate,
  });

select.addEventListener("change", () => page.setMeasure(select.value));
page.on("language view", draw);
draw();
