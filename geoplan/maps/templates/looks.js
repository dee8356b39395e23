// The programmes, and what a facility of each looks like: shape and colour by what is built, one
// look for all upgrades. Shapes differ wherever colours do, so that either is enough.

const { plan } = page;
const [site, few] = [page.colour("site"), page.colour("few")];

const BY_MODEL = {
  "gradual-coverage": { shape: "circle", colour: site },
  market: { shape: "square", colour: page.colour("hospital") },
  need: { shape: "tag", colour: page.colour("upgrade") },
};
const HOSPITAL = { shape: "plus", colour: site };
const BY_KIND = {
  polyclinic: { shape: "diamond", colour: site },
  municipal: HOSPITAL,
  regional: HOSPITAL,
  ministry: HOSPITAL,
  nursing_home: { shape: "heart", colour: few },
  training_complex: { shape: "star", colour: few },
  geriatric_hospital: { shape: "plus", colour: few },
  emergency_centre: { shape: "triangle", colour: few },
};
const OTHER = { shape: "hexagon", colour: few };

// What the people are whom a programme counts
const GAINED = { "gradual-coverage": "covered", market: "covered", need: "depending" };

page.programmes = new Map(plan.programmes.map((programme) => [programme.id, programme]));

const modelOf = (programme) => page.programmes.get(programme).model;

page.isMarket = (programme) => modelOf(programme) === "market";
page.isUpgrade = (programme) => modelOf(programme) === "need";
page.isSiting = (programme) => GAINED[modelOf(programme)] === "covered";
page.gainedBy = (programme) => GAINED[modelOf(programme)] ?? "reached";

page.lookOf = ({ programme, facility_kind: kind }) => {
  const model = modelOf(programme);
  const plain = BY_MODEL[model] ?? OTHER;
  return model === "market" || model === "need" ? plain : BY_KIND[kind] ?? plain;
};

// Layers: one a programme, of the public programme one a kind

page.layerOf = ({ programme, facility_kind: kind }) =>
  modelOf(programme) === "gradual-coverage" && kind ? `${programme} ${kind}` : programme;

const kindsOf = new Map();
for (const { programme, facility_kind: kind } of plan.sites) {
  kindsOf.set(programme, (kindsOf.get(programme) ?? new Set()).add(kind));
}

page.kindName = ({ facility_kind: kind }) => kind && page.say(plan.kinds[kind]);

// What is built, where the programme alone does not say it
page.kindOf = (facility) => {
  const { programme } = facility;
  const name = page.kindName(facility);
  const told = name === page.say(page.programmes.get(programme).title);
  return kindsOf.get(programme).size > 1 || !told ? name : null;
};

page.layerName = (facility) => {
  const { programme } = facility;
  return modelOf(programme) === "gradual-coverage" && kindsOf.get(programme).size > 1
    ? page.word("layer.kind", { kind: page.kindName(facility) })
    : page.say(page.programmes.get(programme).title);
};
