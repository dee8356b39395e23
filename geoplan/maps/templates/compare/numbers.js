// Values of a quantity and what they differ by, in words: a quantity names its unit and digits.

const { plan } = page;

const VALUE = {
  ratio: page.decimal,
  share: page.percent,
  min: page.minutes,
};
page.value = ({ unit, digits }, value) =>
  (VALUE[unit] ?? page.whole)(value, digits).replace("-", "−");

// What a quantity is called, with its unit where a number does not say it
page.labelOf = ({ label, unit }) =>
  unit === "bn VND" ? `${page.say(label)}, ${page.word("in.bn VND")}` : page.say(label);

// Minutes out of reach count as infinite; what is infinite in both plans does not differ by a number.
page.counted = (value) => {
  if (value === "unreachable") return Infinity;
  return typeof value === "number" ? value : NaN;
};
page.difference = ([from, to]) => page.counted(to) - page.counted(from);

// The number alone, of shares in points; a sign only where a difference can be seen
page.signed = ({ unit, digits }, difference) => {
  const scale = unit === "share" ? 100 : 1;
  const show = (size) => page.decimal(scale * size, digits);
  const text = show(Math.abs(difference));
  if (text === show(0)) return text;
  return `${difference > 0 ? "+" : "−"}${text}`;
};

page.change = (quantity, difference) => {
  if (Number.isNaN(difference)) return page.word("number.unknown");
  if (difference === Infinity) return page.word("change.lost");
  if (difference === -Infinity) return page.word("change.reached");
  const said = page.signed(quantity, difference);
  return ["min", "share"].includes(quantity.unit)
    ? `${said} ${page.word(`in.${quantity.unit}`)}`
    : said;
};

// The class of style, with its dot, of a difference for the better or the worse; empty if neither
page.direction = ({ better, resolution }, difference) => {
  if (!better || !(Math.abs(difference) >= resolution / 2)) return "";
  return difference * better > 0 ? ".better" : ".worse";
};

// The measure that map, legend and table show; other parts listen to "view".

page.measure = plan.shown;

page.setMeasure = (measure) => {
  page.measure = measure;
  page.fire("view");
};
