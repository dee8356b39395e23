// What the search finds besides communes: facilities of today by name, facilities of the plan by
// rank ("#5"), id, kind, programme or commune. Texts are lists, in every language they have.

const { plan } = page;

const both = (pair) => Object.values(pair);

const communeTexts = (code) => {
  const { name, name_en: english } = plan.communes[code] ?? {};
  return name ? [name, english] : [];
};

const facilities = () =>
  plan.layers.flatMap(({ facilities: held }, layer) =>
    held.map((facility, row) => ({
      group: "facility",
      name: () => facility.name,
      note: () => page.say(plan.kinds[facility.kind]),
      texts: [facility.name, ...both(plan.kinds[facility.kind])],
      go: () => page.goToFacility([layer, row]),
    })));

const siteTexts = (site) => [
  `#${site.rank}`,
  `hạng ${site.rank}`,
  `rank ${site.rank}`,
  site.site_id ?? "",
  site.facility ? page.facilityAt(site.facility).name : "",
  ...communeTexts(site.commune_code),
  ...both(page.programmes.get(site.programme).title),
  ...(site.facility_kind ? both(plan.kinds[site.facility_kind]) : []),
];

const sites = () =>
  plan.sites.map((site, number) => ({
    group: "site",
    name: () => `#${site.rank} ${page.placeName(site)}`,
    note: () => page.kindName(site) ?? page.say(page.programmes.get(site.programme).title),
    texts: siteTexts(site),
    go: () => page.goToSite(number),
  }));

page.alsoFound = () => [...facilities(), ...sites()];
