// The communes, coloured by what the measure shown differs by.

const { plan } = page;
const UNKNOWN = "#c3cbd1";
const WIDE_PX = 430; // room for a table of four columns
const MIDDLE = (plan.colours.length - 1) / 2;

page.differenceOf = (code, measure = page.measure) =>
  page.difference(plan.communes[code].values[measure]);

// From worse to better in the order of the colours: the middle where nothing can be seen, one step
// out for each limit that the difference reaches. Null if it is not known.
page.classOf = (code) => {
  const { resolution, step, better } = plan.measures[page.measure];
  const difference = page.differenceOf(code);
  if (Number.isNaN(difference)) return null;
  const limits = [resolution / 2, step, 2 * step];
  const out = limits.filter((limit) => Math.abs(difference) >= limit * (1 - 1e-9)).length;
  return MIDDLE + out * Math.sign(difference) * better;
};

const colourOf = (code) => plan.colours[page.classOf(code)] ?? UNKNOWN;

page.isDark = (code) => page.isDarkColour(colourOf(code));

const width = Math.min(WIDE_PX, window.innerWidth - 60);
const popup = { ...page.popupOptions, minWidth: width, maxWidth: width };
const shapes = page.drawCommunes(colourOf, { popup });

page.on("view", () => {
  for (const [code, shape] of shapes) shape.setStyle({ fillColor: colourOf(code) });
});
