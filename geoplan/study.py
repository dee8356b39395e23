"""The study file: what is asked, typed, checked and frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from geoplan import study_file
from geoplan.assumption import Assumption, AssumptionRow, Number, Section, Whole, quantity
from geoplan.errors import StudyError
from geoplan.study_file import Change
from geoplan.study_kinds import FacilityKind, Kind
from geoplan.study_land import Land
from geoplan.study_money import Line, Money, Source
from geoplan.study_programmes import (
    METHODS,
    AnyProgramme,
    CoverageProgramme,
    MarketProgramme,
    MedianProgramme,
    NeedProgramme,
    Programme,
    SitedProgramme,
)
from geoplan.study_standards import Standards
from geoplan.study_targets import People, Targets
from geoplan.study_travel import Mode, Travel
from geoplan.words.catalogue import Text, catalogue
from geoplan.words.telling import joined, told


class Layers(Section):
    """Paths of the layers, relative to the study file."""

    communes: str
    demand: str
    facilities: str
    sea_links: str | None = None
    roads: str | None = None


class Priorities(Section):
    """How much more a person counts in places that come first."""

    island: Number = quantity("ratio", "priorities.island", at_least=1, ranged=True)
    remote: Number = quantity("ratio", "priorities.remote", at_least=1, ranged=True)
    remote_hospital_min: Number = quantity("min", "priorities.remote_hospital_min")


class Candidates(Section):
    """Where new facilities may stand."""

    min_people: Whole = quantity("people", "candidates.min_people")
    max_sites: Whole = quantity("sites", "candidates.max_sites", above=0)
    copies_per_site: Whole = quantity("facilities", "candidates.copies_per_site", above=0)
    max_hospital_sites: Whole | None = quantity(
        "sites",
        "candidates.max_hospital_sites",
        above=0,
        default=None,
    )


class Uncertainty(Section):
    """How often the public programme is planned again, and how far counts of people may be off.

    Whoever counts people differently changes the layer, so both factors have the value 1.
    """

    draws: Whole = quantity("draws", "uncertainty.draws")
    people: Number = quantity("ratio", "uncertainty.people", above=0, ranged=True)
    commune_people: Number = quantity(
        "ratio",
        "uncertainty.commune_people",
        above=0,
        ranged=True,
    )

    @model_validator(mode="after")
    def _as_counted(self) -> Uncertainty:
        for name in ("people", "commune_people"):
            if getattr(self, name).value != 1:
                raise ValueError(
                    f"{name} has another value than 1; change the demand layer instead"
                )
        return self


class Study(Section):
    """Everything that a plan is asked to answer, read from one TOML file."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title_vi: str
    title_en: str
    crs: str = Field(pattern=r"^EPSG:\d+$")
    credits: list[str]
    layers: Layers
    standards: Standards
    travel: Travel
    priorities: Priorities
    candidates: Candidates
    uncertainty: Uncertainty | None = None
    programmes: dict[str, AnyProgramme]
    kinds: dict[Kind, FacilityKind] = Field(default={})
    people: People | None = None
    money: Money | None = None
    targets: Targets | None = None
    land: Land | None = None
    facility_counts: dict[Kind, Whole] = quantity("facilities", "study.facility_counts")
    _path: Path = PrivateAttr()
    _changes: list[Change] = PrivateAttr()

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        self._check_programmes()
        self._check_standards()
        self._check_kinds()
        self._check_money()
        for row in self.assumptions():
            if row.range and not row.range[0] <= row.value <= row.range[1]:
                raise ValueError(
                    f"{row.key} has the value {row.value:g}, outside its range from "
                    f"{row.range[0]:g} to {row.range[1]:g}; write range = [low, high] around it, "
                    "or remove range and range_source"
                )
        return self

    def _check_programmes(self) -> None:
        """Refuse two programmes of which a plan can have one only, and none of them."""
        methods = [programme.method for programme in self.programmes.values()]
        for method in ("gradual-coverage", "market"):
            if methods.count(method) != 1:
                raise ValueError(
                    f"programmes must hold one of method {method}, "
                    f"found {methods.count(method) or 'none'}"
                )
        if methods.count("need") > 1:
            raise ValueError("programmes must hold at most one of method need")
        older = [
            key
            for key, programme in self.programmes.items()
            if isinstance(programme, MedianProgramme) and programme.people == "older"
        ]
        if older and self.people is None:
            raise ValueError(f"people.older_share is missing, programmes.{older[0]} needs it")

    def _check_standards(self) -> None:
        """Refuse a mode that has no speeds, and a limit that nobody is timed up to."""
        uses = {
            f"standards.{name}": standard.mode for name, standard in self.standards.by_level.items()
        }
        uses |= {
            f"programmes.{key}": programme.mode
            for key, programme in self.programmes.items()
            if isinstance(programme, SitedProgramme)
        }
        for key, mode in uses.items():
            if not self.travel.knows(mode, by_road=self.layers.roads is not None):
                where = "roads.profiles" if self.layers.roads else "modes"
                raise ValueError(f"travel.{where}.{mode} is missing, {key} uses it")
        for name, standard in self.standards.by_level.items():
            if standard.limit_min.high > self.travel.cutoff_min.value:
                raise ValueError(
                    f"standards.{name}.limit_min ({standard.limit_min.high:g} min) is beyond "
                    f"travel.cutoff_min ({self.travel.cutoff_min.value:g} min)"
                )

    def _check_kinds(self) -> None:
        """Refuse kinds that the study does not describe, or for which it has no standard."""
        used = {f"programmes.{self.programme_id(self.coverage_programme)}.split.{kind}": kind
                for kind in self.coverage_programme.split}  # fmt: skip
        used |= {
            f"programmes.{key}.kind": programme.kind
            for key, programme in self.programmes.items()
            if isinstance(programme, SitedProgramme)
        }
        for key, kind in used.items():
            if kind not in self.kinds:
                known = ", ".join(self.kinds) or "none"
                raise ValueError(f"{key}: kinds does not describe {kind}; it has: {known}")
        split = {kind for kind, count in self.coverage_programme.split.items() if count.value}
        if split and not any(self.kinds[kind].level == "primary" for kind in split):
            raise ValueError(
                f"programmes.{self.programme_id(self.coverage_programme)}.split holds no kind of "
                "level primary"
            )
        for kind in self.coverage_programme.split:
            level = self.kinds[kind].level
            if level == "hospital" and self.kinds[kind].beds is None:
                raise ValueError(f"kinds.{kind}.beds is missing; hospitals of the split need it")
            if level not in self.standards.by_level:
                raise ValueError(f"kinds.{kind}.level is {level}, but standards.{level} is missing")

    def _check_money(self) -> None:
        """Refuse money for what there is not, and work that nobody pays for."""
        if self.money is None:
            return
        paid = {f"kinds.{kind}.paid_by": each.paid_by for kind, each in self.kinds.items()}
        for key, programme in self.programmes.items():
            if isinstance(programme, NeedProgramme):
                paid[f"programmes.{key}.paid_by"] = programme.paid_by
            if key not in self.money.programmes:
                raise ValueError(f"money.programmes.{key} is missing")
            kinds = {MarketProgramme: "private_hospital", CoverageProgramme: "commune_station"}
            kind = kinds.get(type(programme))
            if kind is not None and kind not in self.kinds:
                raise ValueError(f"kinds.{kind} is missing, money needs what it costs")
        for key in self.money.programmes:
            if key not in self.programmes:
                raise ValueError(f"money.programmes.{key}: the study has no such programme")
        for key, shares in paid.items():
            self.money.knows(shares, key)

    @classmethod
    def load(
        cls, path: Path | str | None = None, settings: Mapping[str, str] | None = None
    ) -> Study:
        """Read a study file.

        Parameters
        ----------
        path
            The TOML file; without it, the bundled study of Hai Phong.
        settings
            Values, as text, to take in place of the study's own, by dotted key.

        Raises
        ------
        StudyError
            Naming the file, the key at fault and the cure.
        """
        file = bundled("studies/haiphong.toml") if path is None else Path(path)
        content, changes = study_file.changed(study_file.read(file), settings or {}, file)
        try:
            study = cls.model_validate(content)
        except ValidationError as refused:
            misspelt_first = sorted(
                refused.errors(), key=lambda error: error["type"] != "extra_forbidden"
            )
            raise _sentence(misspelt_first[0], file) from None
        study._path, study._changes = file.resolve(), changes  # noqa: SLF001 - its own, set once
        return study

    @property
    def path(self) -> Path:
        """The file that the study was read from."""
        return self._path

    @property
    def changes(self) -> list[Change]:
        """What was set in place of the file's own values."""
        return self._changes

    def layer_path(self, layer: str) -> Path | None:
        """Return the file of a layer, or None when the study names none."""
        relative = getattr(self.layers, layer)
        return None if relative is None else (self._path.parent / relative).resolve()

    @property
    def coverage_programme(self) -> CoverageProgramme:
        """The programme placed by gradual coverage."""
        return next(p for p in self.programmes.values() if isinstance(p, CoverageProgramme))

    @property
    def market_programme(self) -> MarketProgramme:
        """The programme placed by the market."""
        return next(p for p in self.programmes.values() if isinstance(p, MarketProgramme))

    @property
    def need_programme(self) -> NeedProgramme:
        """The programme of upgrades, of a study that has one."""
        return next(p for p in self.programmes.values() if isinstance(p, NeedProgramme))

    def programme_id(self, programme: Programme) -> str:
        """Return the id under which the study holds a programme."""
        return next(key for key, held in self.programmes.items() if held is programme)

    def without_roads(self) -> Study:
        """Return the same study without its road network."""
        return self.model_copy(update={"layers": self.layers.model_copy(update={"roads": None})})

    def assumptions(self) -> list[AssumptionRow]:
        """Return the figures that the study rests on, in the order of the file format.

        Where it names a road network, those are the profiles of the modes that its standards use,
        and not the speeds without roads.
        """
        used = {self.standards.primary.mode, self.standards.hospital.mode}
        others = [mode for mode in get_args(Mode) if mode not in used]
        idle = ("travel.modes.", *(f"travel.roads.profiles.{mode}." for mode in others))
        if self.layers.roads is None:
            idle = ("travel.roads.",)
        return [row for row in self.figures() if not row.key.startswith(idle)]

    def figures(self) -> list[AssumptionRow]:
        """Return every figure of the study file, also those that it does not rest on."""
        return list(_walk(self, "", []))


def bundled(relative: str) -> Path:
    """Return the path of a file that ships with geoplan, in a checkout or an installed wheel."""
    package = Path(__file__).parent
    installed = package / "bundled"
    return (installed if installed.is_dir() else package.parent) / relative


def _walk(section: BaseModel, key: str, label: list[Text]) -> Iterator[AssumptionRow]:
    for name, info in type(section).model_fields.items():
        held = getattr(section, name)
        extra = info.json_schema_extra
        own = [told("labels", str(extra["label"]))] if isinstance(extra, dict) else []
        entries = held.items() if isinstance(held, dict) else [(None, held)]
        for entry, item in entries:
            path = ".".join(part for part in (key, name, entry) if part)
            named = [] if entry is None else [_entry_words(name, entry)]
            if isinstance(item, Assumption):
                words = joined(": ", [*label, *own, *named])
                yield AssumptionRow(
                    path, item.value, item.unit, item.source, item.verified, words.vi, words.en,
                    range=item.range, range_source=item.range_source,
                )  # fmt: skip
            elif isinstance(item, Programme | Source | Line):
                yield from _walk(item, path, [Text(item.title_vi, item.title_en)])
            elif isinstance(item, BaseModel):
                yield from _walk(item, path, named or _section_words(name))


def _entry_words(name: str, entry: str) -> Text:
    """Return what to call an entry; years, sources and programmes go by the study's own names."""
    labels = catalogue("labels")
    keys = f"{name}.{entry}", f"mode.{entry}", f"time.{entry}", f"kind.{entry}"
    return next((labels[key] for key in keys if key in labels), Text(entry, entry))


def _section_words(name: str) -> list[Text]:
    """Return what a section of the study is called, nothing where that need not be said."""
    words = catalogue("labels").get(f"section.{name}")
    return [] if words is None else [words]


def _sentence(error: ErrorDetails, file: Path) -> StudyError:
    parts = [str(part) for part in error["loc"] if part not in METHODS]
    key = ".".join(parts)
    if error["type"] == "extra_forbidden":
        known = sorted(_keys_beside(parts[:-1]))
        close = get_close_matches(parts[-1], known, n=1)
        cure = f"Did you mean {close[0]!r}?" if close else f"Known here: {', '.join(known)}."
        return StudyError("geoplan knows no such key.", cure, file=file, key=key)
    if error["type"] == "missing":
        return StudyError("the key is missing.", "Add it; see docs/study.md.", file=file, key=key)
    problem = error["msg"].removeprefix("Value error, ")
    found = "" if isinstance(error["input"], dict | BaseModel) else f" (found: {error['input']!r})"
    cure = "Correct this value in the study file."
    return StudyError(f"{problem}{found}.", cure, file=file, key=key or None)


def _keys_beside(parents: list[str]) -> set[str]:
    """Return the keys that the study file may hold below ``parents``."""
    models: list[type[BaseModel]] = [Study]
    for parent in parents:
        inner = [m.model_fields[parent].annotation for m in models if parent in m.model_fields]
        models = [found for hint in inner for found in _models_in(hint)] or models
    return {name for model in models for name in model.model_fields}


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inner in getattr(hint, "__args__", ()):
        yield from _models_in(inner)
