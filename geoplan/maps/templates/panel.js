// The panel beside the map: title, language, tabs, folding.

const panel = document.querySelector("#panel");
const fold = panel.querySelector(".fold");
const tabs = [...panel.querySelectorAll("[role=tab]")];
const languages = [...panel.querySelectorAll("[data-language]")];

const nameOf = (tab) => tab.getAttribute("aria-controls");

const choose = (chosen) => {
  page.tab = nameOf(chosen);
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    document.getElementById(nameOf(tab)).hidden = tab !== chosen;
  }
  page.fire("tab");
};

// A name that no tab has leads to the first one.
page.chooseTab = (name) => choose(tabs.find((tab) => nameOf(tab) === name) ?? tabs[0]);

for (const [i, tab] of tabs.entries()) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(i + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
}

fold.addEventListener("click", () => {
  const folded = panel.classList.toggle("folded");
  fold.setAttribute("aria-expanded", String(!folded));
});

for (const button of languages) {
  button.addEventListener("click", () => page.chooseLanguage(button.dataset.language));
}

const draw = () => {
  panel.querySelector("h1").textContent = page.say(page.plan.title);
  for (const button of languages) {
    button.setAttribute("aria-pressed", String(button.dataset.language === page.language));
  }
};

page.on("language", draw);
choose(tabs[0]);
draw();
