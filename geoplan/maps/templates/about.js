// What the figures rest on: warnings, every assumption with its source, the data, the version.

const { plan, el } = page;
const section = document.querySelector("#about");

const heading = (key) => el("h2", page.word(key));

const span = (range) => (range ? ` (${range.map(page.number).join(" – ")})` : "");

const assumption = ({ value, unit, source, verified, range, range_source: why, ...row }) =>
  el("li",
    el("div.line",
      el("span", row[`label_${page.language}`]),
      el("b", `${page.number(value)}${span(range)} ${page.word(`unit.${unit}`)}`)),
    el("p.note", page.badge(verified), ` ${source}`, why && `. ${why}`));

const EFFECTS = 6; // plan.json has them all

// Which assumption moves the plan most; nothing to rank when it was not planned again.
const effect = ({ low, high, unit, changed_share: share, ...row }) =>
  el("li",
    el("div.line", el("span", row[`label_${page.language}`]), el("b", page.percent(share, 0))),
    el("p.note",
      page.word("about.effect", {
        low: page.number(low),
        high: page.number(high),
        unit: page.word(`unit.${unit}`),
        fewer: page.whole(row.people_covered_low),
        more: page.whole(row.people_covered_high),
      })));

const firmness = (found) => {
  if (!found) return [el("p.note", page.word("about.firm.none"))];
  const { draws, effects, ...figures } = found;
  return [
    el("p",
      page.word("about.firm", {
        draws: page.whole(draws),
        kept: page.percent(figures.kept_share, 0),
        commune: page.percent(figures.kept_share_by_commune, 0),
        low: page.whole(figures.people_covered_low),
        high: page.whole(figures.people_covered_high),
        regret: page.percent(figures.regret),
        noise: page.percent(figures.search_noise),
      })),
    el("p.note", page.word("about.effects")),
    el("ul.effects", effects.slice(0, EFFECTS).map(effect)),
  ];
};

// Assumptions stand in the order of the study; the first part of their key names the group.
const groups = new Map();
for (const row of plan.assumptions) {
  const [name] = row.key.split(".");
  groups.set(name, [...(groups.get(name) ?? []), row]);
}

const group = ([name, rows], open) =>
  el("details", { "data-group": name, open },
    el("summary",
      el("span", page.word(`assumptions.${name}`)),
      el("span.count", page.whole(rows.length))),
    el("ul.assumptions", rows.map(assumption)));

const classesSaid = () => {
  const { scheme, colours, step, fit, fit_equal: equal, fit_quantiles: quantiles } = plan.classes;
  return page.word(`about.classes.${scheme}`, {
    n: page.whole(colours.length),
    step: page.percent(step, 0),
    fit: page.decimal(fit, 3),
    equal: page.decimal(equal, 3),
    quantiles: page.decimal(quantiles, 3),
  });
};

const draw = () => {
  const opened = [...section.querySelectorAll("details[open]")];
  const wasOpen = opened.map(({ dataset }) => dataset.group);
  const verified = plan.assumptions.filter((row) => row.verified).length;
  const count = { n: page.whole(verified), total: page.whole(plan.assumptions.length) };
  section.replaceChildren(
    el("p", page.word("about.model", { travel: page.say(plan.travel) })),
    ...(plan.roads ? [el("p", page.roadFigures())] : []),
    heading("about.warnings"),
    el("ul.warnings", plan.warnings.map((warning) => el("li", page.say(warning)))),
    heading("about.firmness"),
    ...firmness(plan.robustness),
    heading("about.assumptions"),
    el("p.note", page.word("about.verified", count)),
    ...[...groups].map((entry) => group(entry, wasOpen.includes(entry[0]))),
    heading("about.method"),
    el("p.note", classesSaid()),
    el("dl",
      plan.programmes.map(({ title, method }) => [
        el("dt", page.say(title)),
        el("dd", method),
      ])),
    heading("about.credits"),
    el("ul.credits", plan.credits.map((credit) => el("li", credit))),
    heading("about.inputs"),
    el("ul.inputs",
      plan.inputs.map(({ path, sha256 }) =>
        el("li", `${path} `, el("code", { title: sha256 }, sha256.slice(0, 12))))),
    el("p.note", page.word("about.version", { version: plan.version })));
};

page.on("language", draw);
draw();
