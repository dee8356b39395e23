// Today or with the plan: two buttons that work as one radio group.

const buttons = [...document.querySelectorAll("#view button")];

const draw = () => {
  for (const button of buttons) {
    const chosen = button.dataset.view === page.view;
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
page.on("view", draw);
draw();
