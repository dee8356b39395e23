// What is chosen of the facilities, by programme, kind, tier, commune and rank: the map, the ranked
// list, the figures above the map and what is taken along show these, as far as they are open.

const { plan } = page;
const NOTHING = { programme: null, kind: null, tier: null, commune: null, from: null, to: null };

const PASSES = {
  programme: (site, wanted) => site.programme === wanted,
  kind: (site, wanted) => site.facility_kind === wanted,
  tier: (site, wanted) => site.tier === wanted,
  commune: (site, wanted) => site.commune_code === wanted,
  from: (site, wanted) => site.rank >= wanted,
  to: (site, wanted) => site.rank <= wanted,
};

page.filter = { ...NOTHING };

const active = () => Object.entries(page.filter).filter(([, wanted]) => wanted !== null);

page.setFilter = (change) => {
  const wanted = { ...page.filter, ...change };
  const same = Object.entries(wanted).every(([name, value]) => page.filter[name] === value);
  if (same) return;
  page.filter = wanted;
  page.fire("filter", { change });
};

page.clearFilter = () => page.setFilter(NOTHING);
page.isFiltered = () => active().length > 0;
page.isNarrowed = () => page.isFiltered() || page.year !== null;
page.passes = (site) => active().every(([name, wanted]) => PASSES[name](site, wanted));
page.isShown = (site) => page.isOpen(site) && page.passes(site);
page.chosen = () => plan.sites.filter(page.isShown);

// What a filter may ask for: the values that occur, each with how many there are, by first mention
page.occurring = (field) => {
  const counts = new Map();
  for (const { [field]: value } of plan.sites) {
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
};

page.sum = (sites, field) => sites.reduce((sum, site) => sum + (site[field] ?? 0), 0);
