// Which facilities stand on the map: all of them, or those that are open by the end of a year.

const { plan } = page;

page.year = null; // all

// Who asks for a year is shown the communes at its end.
page.setYear = (year) => {
  if (year === page.year) return;
  page.year = year;
  page.fire("year");
  if (year !== null) page.setView("after");
};

page.isOpen = ({ year }) => page.year === null || (year !== null && year <= page.year);
page.isUnpaid = ({ year }) => year === null; // undefined where the study says nothing of money
page.opened = () => plan.sites.filter(page.isOpen);

page.opens = ({ year }) => {
  if (year === undefined) return null;
  return year === null ? page.word("site.unpaid") : String(year);
};
