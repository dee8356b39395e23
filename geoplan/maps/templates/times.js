// What a commune is like at a point in time: today, with all that is planned, or with what is open
// by the end of a year. Of a year only the people covered are known.

const { plan } = page;

page.planned = () => page.year ?? "after"; // what today is compared with
page.time = () => (page.view === "before" ? "before" : page.planned());
page.timeAt = page.time; // at a place on the map
page.swipe = null; // part of its width that shows today, from the left; null for one time all over

page.figuresAt = (code, time) => {
  const commune = plan.communes[code];
  if (typeof time !== "number") return commune[time];
  const at = plan.money.years.indexOf(time);
  return Object.fromEntries(
    Object.entries(commune.years).map(([measure, values]) => [measure, values[at]]));
};

const said = (time, form) =>
  typeof time === "number"
    ? page.word(`view.year${form}`, { year: time })
    : page.word(`view.${time}${form}`);

page.timeName = (time) => said(time, "");
page.timeShort = (time) => said(time, ".short");
page.timeWithin = (time) => said(time, ".within");
