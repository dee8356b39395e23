// What a reader takes along: the table of what is chosen, as a file or into another program.

const { plan, el } = page;
const menu = document.querySelector("#taking");
const status = document.querySelector("#take [role=status]");
const BYTE_ORDER_MARK = "\ufeff"; // by which spreadsheets know the text as UTF-8

page.tell = (text) => {
  status.textContent = text;
};

// Columns bear the names of programme.csv, so that both can be joined.
const columns = () => [
  ["programme", (site) => site.programme],
  ["rank", (site) => site.rank],
  ["name", page.placeName],
  ...(page.occurring("site_id").size ? [["site_id", (site) => site.site_id]] : []),
  ...(page.occurring("facility_kind").size ? [["kind", (site) => site.facility_kind]] : []),
  ["commune_code", (site) => site.commune_code],
  ["commune", (site) => page.communeName(site.commune_code)],
  ["lon", (_, at) => at[1]],
  ["lat", (_, at) => at[0]],
  ["people_gained", (site) => site.people_gained],
  ...(plan.money ? [["cost_bn_vnd", (site) => site.cost_bn_vnd], ["year", (site) => site.year]] : []),
  ...(page.occurring("tier").size ? [["tier", (site) => site.tier]] : []),
  ["reason", (site) => site[`reason_${page.language}`]],
];

// In the order of the programmes and, in each, of the ranks
page.tableRows = () => {
  const asked = columns();
  const rows = plan.programmes
    .flatMap(({ id }) => page.ranked(id))
    .filter(([, site]) => page.isShown(site))
    .map(([number, site]) => asked.map(([, value]) => value(site, page.placeOf(number).at) ?? ""));
  return [asked.map(([name]) => name), ...rows];
};

// A cell that a spreadsheet would read as a formula stays a text.
const harmless = (value) =>
  typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);

const quoted = (value) => {
  const text = harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csv = () => page.tableRows().map((row) => row.map(quoted).join(",")).join("\r\n");
const tabbed = () =>
  page.tableRows()
    .map((row) => row.map((value) => harmless(value).replace(/[\t\r\n]+/g, " ")).join("\t"))
    .join("\n");

page.fileName = (ending) => {
  const name = page.say(plan.title).normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d");
  return `${name.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}.${ending}`;
};

page.save = (blob, ending) => {
  const link = el("a", { href: URL.createObjectURL(blob), download: page.fileName(ending) });
  link.click();
  URL.revokeObjectURL(link.href);
};

const saveTable = () => {
  page.save(new Blob([BYTE_ORDER_MARK, csv(), "\r\n"], { type: "text/csv;charset=utf-8" }), "csv");
  page.tell(page.word("take.saved", { n: page.whole(page.chosen().length) }));
};

// A page that is a file may be refused the clipboard; a field that is copied from works there too.
const copyByField = (text) => {
  const field = el("textarea", { style: "position: fixed; opacity: 0", "aria-hidden": "true" });
  const focused = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
};

const copyTable = () => {
  const done = copyByField(tabbed());
  const n = page.whole(page.chosen().length);
  page.tell(done ? page.word("take.copied", { n }) : page.word("take.refused"));
};

const actions = [
  [() => page.word("take.csv"), saveTable],
  [() => page.word("take.copy"), copyTable],
];
page.addTaking = (name, act) => {
  actions.push([name, act]);
  draw();
};

const draw = () => {
  menu.replaceChildren(...actions.map(([name, act]) => page.button("chip", name(), act)));
  page.tell("");
};

page.on("language", draw);
draw();
