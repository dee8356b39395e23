"""The study file: what is asked, typed, checked and frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from geoplan import study_file
from geoplan.assumption import Assumption, AssumptionRow, Number, Section, Whole, quantity
from geoplan.errors import StudyError
from geoplan.labels import LABELS
from geoplan.study_file import Change
from geoplan.study_travel import Mode, Travel

Kind = Literal[
    "municipal",
    "regional",
    "ministry",
    "private_hospital",
    "polyclinic",
    "commune_station",
    "former_station",
]


class Layers(Section):
    """Paths of the layers, relative to the study file."""

    communes: str
    demand: str
    facilities: str
    sea_links: str | None = None
    roads: str | None = None


class Standard(Section):
    """How near care has to be: benefit falls from 1 at ``full_min`` to 0 at ``limit_min``."""

    mode: Mode
    kinds: list[Kind] = Field(min_length=1)
    full_min: Number = quantity("min", "Hưởng trọn lợi ích đến", "Full benefit up to", ranged=True)
    limit_min: Number = quantity("min", "Hết lợi ích từ", "No benefit from", above=0, ranged=True)

    @model_validator(mode="after")
    def _ordered(self) -> Standard:
        if self.limit_min.low <= self.full_min.high:
            raise ValueError(
                f"limit_min ({self.limit_min.low:g} min) is not greater than full_min "
                f"({self.full_min.high:g} min)"
            )
        return self


class PrimaryStandard(Standard):
    """Primary care: a standard with a capacity."""

    capacity_people: Whole = quantity(
        "people", "Số dân một cơ sở phục vụ được", "People that one facility can serve", above=0,
        ranged=True,
    )  # fmt: skip
    former_station_people: Whole = quantity(
        "people", "Số dân một trạm y tế cũ còn phục vụ", "People that a former station still serves"
    )


class HospitalStandard(Standard):
    """Hospital care: a standard with the beds to assume where the register has none."""

    beds_if_unknown: dict[Kind, Whole] = quantity(
        "beds", "Số giường khi chưa biết", "Beds where not known", above=0
    )

    @model_validator(mode="after")
    def _covered(self) -> HospitalStandard:
        missing = [kind for kind in self.kinds if kind not in self.beds_if_unknown]
        if missing:
            raise ValueError(f"beds_if_unknown says nothing of {', '.join(missing)}")
        return self


class Standards(Section):
    """The two kinds of care that a study plans for."""

    primary: PrimaryStandard
    hospital: HospitalStandard


class Priorities(Section):
    """How much more a person counts in places that come first."""

    island: Number = quantity("ratio", "Trọng số đảo", "Weight of islands", at_least=1, ranged=True)
    remote: Number = quantity("ratio", "Trọng số vùng xa", "Weight of remote cells", at_least=1,
                              ranged=True)  # fmt: skip
    remote_hospital_min: Number = quantity(
        "min", "Vùng xa: bệnh viện gần nhất cách hơn", "Remote: nearest hospital farther than"
    )


class Candidates(Section):
    """Where new facilities may stand."""

    min_people: Whole = quantity(
        "people", "Ô ít dân hơn không xét đặt cơ sở", "Cells with fewer people take none"
    )
    max_sites: Whole = quantity("sites", "Số vị trí xét nhiều nhất", "Candidate sites at most",
                                above=0)  # fmt: skip
    copies_per_site: Whole = quantity(
        "facilities", "Số cơ sở nhiều nhất trong một ô", "Facilities in one cell at most", above=0
    )


class Programme(Section):
    """A programme: how many facilities, under which name."""

    title_vi: str
    title_en: str
    count: Whole = quantity("facilities", "Số cơ sở", "Facilities", above=0)


class CoverageProgramme(Programme):
    """Facilities placed where they serve most people: capacitated gradual coverage."""

    method: Literal["gradual-coverage"]


class MarketProgramme(Programme):
    """Hospitals that open where they win patients: a Huff market."""

    method: Literal["market"]
    beds: Whole = quantity("beds", "Số giường mỗi bệnh viện", "Beds of each hospital", above=0)
    beds_exponent: Number = quantity("exponent", "Số mũ của số giường", "Exponent of beds",
                                     at_most=5)  # fmt: skip
    time_exponent: Number = quantity("exponent", "Số mũ của thời gian", "Exponent of time",
                                     at_most=5)  # fmt: skip
    min_travel_min: Number = quantity(
        "min", "Thời gian đi lại nhỏ nhất tính trong mô hình", "Shortest time counted", above=0
    )
    min_market_people: Whole = quantity(
        "people", "Thị trường tối thiểu", "Minimum market of a hospital"
    )
    spacing_km: Number = quantity(
        "km", "Khoảng cách tối thiểu giữa hai bệnh viện mới", "Spacing between new hospitals"
    )


class Uncertainty(Section):
    """How often the public programme is planned again, and how far counts of people may be off.

    Whoever counts people differently changes the layer, so both factors have the value 1.
    """

    draws: Whole = quantity("draws", "Số lần lập lại phương án", "Times the plan is made again")
    people: Number = quantity(
        "ratio", "Dân số so với số liệu", "People against the count", above=0, ranged=True
    )
    commune_people: Number = quantity(
        "ratio", "Dân số từng phường, xã so với số liệu",
        "People of each commune against its count", above=0, ranged=True,
    )  # fmt: skip

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
    programmes: dict[
        str, Annotated[CoverageProgramme | MarketProgramme, Field(discriminator="method")]
    ]
    facility_counts: dict[Kind, Whole] = quantity(
        "facilities", "Số lượng đã công bố", "Published count"
    )
    _path: Path = PrivateAttr()
    _changes: list[Change] = PrivateAttr()

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        methods = [programme.method for programme in self.programmes.values()]
        if sorted(methods) != ["gradual-coverage", "market"]:
            raise ValueError(
                "programmes must hold one of method gradual-coverage and one of method market, "
                f"found {', '.join(methods) or 'none'}"
            )
        for name in ("primary", "hospital"):
            standard: Standard = getattr(self.standards, name)
            if not self.travel.knows(standard.mode, by_road=self.layers.roads is not None):
                where = "roads.profiles" if self.layers.roads else "modes"
                raise ValueError(
                    f"travel.{where}.{standard.mode} is missing, standards.{name} uses it"
                )
            if standard.limit_min.high > self.travel.cutoff_min.value:
                raise ValueError(
                    f"standards.{name}.limit_min ({standard.limit_min.high:g} min) is beyond "
                    f"travel.cutoff_min ({self.travel.cutoff_min.value:g} min)"
                )
        for row in self.assumptions():
            if row.range and not row.range[0] <= row.value <= row.range[1]:
                raise ValueError(
                    f"{row.key} has the value {row.value:g}, outside its range from "
                    f"{row.range[0]:g} to {row.range[1]:g}; write range = [low, high] around it, "
                    "or remove range and range_source"
                )
        return self

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
        return list(_walk(self, "", ("", "")))


def bundled(relative: str) -> Path:
    """Return the path of a file that ships with geoplan, in a checkout or an installed wheel."""
    package = Path(__file__).parent
    installed = package / "bundled"
    return (installed if installed.is_dir() else package.parent) / relative


def _walk(section: BaseModel, key: str, label: tuple[str, str]) -> Iterator[AssumptionRow]:
    for name, info in type(section).model_fields.items():
        held = getattr(section, name)
        own = info.json_schema_extra["label"] if isinstance(info.json_schema_extra, dict) else None
        entries = held.items() if isinstance(held, dict) else [(None, held)]
        for entry, item in entries:
            path = ".".join(part for part in (key, name, entry) if part)
            if isinstance(item, Assumption):
                words = _join(label, own, _words(name, entry))
                yield AssumptionRow(
                    path, item.value, item.unit, item.source, item.verified, *words,
                    range=item.range, range_source=item.range_source,
                )  # fmt: skip
            elif isinstance(item, Programme):
                yield from _walk(item, path, (item.title_vi, item.title_en))
            elif isinstance(item, BaseModel):
                yield from _walk(item, path, LABELS.get(entry or name, ("", "")))


def _words(name: str, entry: str | None) -> tuple[str, str] | None:
    return LABELS.get(f"{name}.{entry}") or LABELS.get(entry or "")


def _join(*labels: Any) -> tuple[str, str]:
    given = [label for label in labels if label and label[0]]
    return ": ".join(vi for vi, _ in given), ": ".join(en for _, en in given)


def _sentence(error: ErrorDetails, file: Path) -> StudyError:
    tags = ("gradual-coverage", "market")
    parts = [str(part) for part in error["loc"] if part not in tags]
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
