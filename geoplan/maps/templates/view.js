// Today or with the plan, which with a year is what is open by then: two buttons that work as one
// radio group.

const buttons = [...document.querySelectorAll("#view [role=radio]")];
const timeOf = { before: () => "before", after: page.planned };

const draw = () => {
  for (const button of buttons) {
    const { view } = button.dataset;
    const chosen = view === page.view;
    button.textContent = page.timeName(timeOf[view]());
    button.setAttribute("aria-checked", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
};

for (const button of buttons) {
  button.addEventListener("click", () => page.setView(button.dataset.view));
  button.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const other = buttons.find((one) => one !== button);
    page.setView(other.dataset.view);
    other.focus();
  });
}
page.on("language view year", draw);
draw();
