// What cards and hints are made of: a hint under the pointer, a card in the popup, facts in it.

const { el } = page;

page.hint = (name, ...lines) =>
  el("div.hint", el("b", name), lines.filter(Boolean).map((line) => el("span", line)));

page.card = (heading, facts, ...content) =>
  el("article.card",
    el("h3", { tabindex: "-1" }, heading),
    el("p.facts", facts.filter(Boolean).join(" · ")),
    content);

page.fact = (key, value) => (value ? [el("dt", page.word(key)), el("dd", value)] : []);

page.facts = (...facts) => el("dl", facts.flat());

page.badge = (verified) =>
  verified
    ? el("span.badge.verified", page.word("verified"))
    : el("span.badge.unverified", page.word("unverified"));
