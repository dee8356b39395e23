"""What ``plan.json`` says, read back and typed."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from geoplan.programme.target_measures import Indicator
from geoplan.reports.quantities import Unit


class _Part(BaseModel):
    """A part of plan.json; what is not asked for is passed over."""

    model_config = ConfigDict(frozen=True, strict=True)


class StudyName(_Part):
    """Which study was planned."""

    id: str
    title_vi: str
    title_en: str


class SetValue(_Part):
    """A value that was set for the plan in place of the study's own."""

    key: str
    value: Any
    instead_of: Any


class TwoStates(_Part):
    """A headline figure today and with the plan; None where it is not known."""

    before: float | None
    after: float | None


class Equity(_Part):
    """The figures of equity; the lists of communes beside them are passed over."""

    gini: TwoStates
    palma: TwoStates
    travel_min_p90: TwoStates


class ProgrammeResult(_Part):
    """How one programme came out."""

    title_vi: str
    title_en: str
    count: int
    people_gained: int
    gap: float | None
    seed: int
    figures: dict[str, float | None]

    @property
    def market(self) -> bool:
        """Whether its sites win people from others, as private hospitals do."""
        return "people_captured" in self.figures


class PhasesResult(_Part):
    """What the money pays for; ``objective`` counts people-years, ``built`` facilities."""

    objective: float
    gap: float | None
    built: int
    not_built: int
    unpaid_bn_vnd: dict[str, float]


class TargetResult(_Part):
    """One target of the whole city; ``shortfall`` is below 0 where more is planned."""

    indicator: Indicator
    year: int
    unit: Unit
    today: int
    target: int
    planned: int
    shortfall: int


class AssumptionValue(_Part):
    """An assumption that the plan rests on."""

    key: str
    value: float
    unit: str
    source: str
    verified: bool
    label_vi: str
    label_en: str
    range: list[float] | None
    range_source: str | None


class DecisionResult(_Part):
    """What a decision cost the plan or gained."""

    decision_id: str
    what: str
    site_id: str
    parcel_id: str
    kind: str
    by: str
    when: str
    why: str
    cost_benefit: float | None
    cost_people: int | None
    sentence_vi: str
    sentence_en: str

    @property
    def taken(self) -> tuple[str, ...]:
        """What tells the decision from others."""
        return self.decision_id, self.what, self.site_id, self.parcel_id, self.by, self.when


class Input(_Part):
    """A file that the plan was made of."""

    layer: str
    path: str
    sha256: str


class Bilingual(_Part):
    """A text in both languages."""

    vi: str
    en: str


class Summary(_Part):
    """What ``plan.json`` says.

    Phases, people by year and targets are None, decisions empty where it has none.
    """

    geoplan: str
    study: StudyName
    changes: list[SetValue]
    programmes: dict[str, ProgrammeResult]
    decisions: list[DecisionResult] = []
    phases: PhasesResult | None
    people_covered_by_year: dict[str, int] | None
    targets: list[TargetResult] | None
    travel: Bilingual
    coverage: dict[str, TwoStates]
    equity: Equity
    assumptions: list[AssumptionValue]
    inputs: list[Input]
    credits: list[str]
