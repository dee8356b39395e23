"""The answer of geoplan: plain tables and figures, no method."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.programme.phases import Phases
from geoplan.programme.targets import TargetAnswer
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.robust import Robustness
from geoplan.study import Study
from geoplan.travel.road_report import RoadReport
from geoplan.travel.words import road_credit
from geoplan.words.catalogue import Text


@dataclass(frozen=True)
class Prefix:
    """The first ``k`` sites of a programme beside the best ``k`` sites there can be.

    ``objective``, ``bound`` and ``gap`` are as in ``Programme``.
    """

    k: int
    objective: float
    bound: float
    gap: float
    people_covered: int


@dataclass(frozen=True)
class Programme:
    """How one programme came out.

    ``objective`` and ``bound`` are in the programme's own unit; ``gap`` is
    ``(bound - objective) / bound``. ``figures`` holds what only this programme has, ``prefixes``
    how its first sites stand beside the best of their number.
    """

    id: str
    count: int
    objective: float
    objective_meaning: str
    bound: float
    gap: float
    method: str
    seed: int
    people_gained: int
    figures: dict[str, float]
    prefixes: list[Prefix] = field(default_factory=list)


@dataclass(frozen=True)
class LevelStep:
    """One kind of the public programme on its level of care.

    ``people_covered`` are by gradual coverage within capacity: ``today``, ``before`` this kind is
    placed (with what those above it serve here) and ``after``. ``objective``, ``bound`` and
    ``gap`` are as in ``Programme``, given the kinds before it.
    """

    level: str
    kind: str
    count: int
    people_covered_today: int
    people_covered_before: int
    people_covered_after: int
    objective: float
    bound: float
    gap: float


@dataclass(frozen=True)
class DecisionEffect:
    """What a decision in force costs a plan, or gained, all else staying where it is.

    Parameters
    ----------
    decision_id, what, site_id, parcel_id, by, when, why
        As in the file of decisions.
    kind
        Of the facilities that it is counted for.
    cost_benefit
        What the objective of their programme would gain if this decision alone fell; below 0 where
        the decision gained; None where it cannot be told.
    cost_people
        People covered on their level of care that this would add.
    other_site_id
        Where a facility would go then, blank where none would.
    sentence_vi, sentence_en
        The same in words.
    """

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
    other_site_id: str
    sentence_vi: str
    sentence_en: str


@dataclass(frozen=True)
class InputFile:
    """A file that the plan was made of."""

    layer: str
    path: str
    sha256: str


@dataclass(frozen=True, repr=False)
class PlanTables:
    """Everything that maps and reports read.

    Parameters
    ----------
    study
        What was asked.
    communes
        Indexed by ``commune_code``; the layer's fields and the measures, each ``_before`` and
        ``_after``.
    demand
        Indexed by ``demand_id``; the layer's fields and the measures per cell.
    facilities
        Indexed by ``facility_id``; the register, with the ``fate`` of former stations.
    sites
        Indexed by ``site_id``, one row per recommended facility, by programme and rank.
    beneficiaries
        One row per recommended facility and commune that it serves, as
        ``reports.fields.BENEFICIARIES`` has them.
    programmes
        By programme id.
    coverage, equity
        Headline figures, each with ``before`` and ``after``.
    inputs
        Files read, with their checksums.
    travel
        How the travel times were made: (Vietnamese, English).
    warnings
        What a reader must know before using the figures: (Vietnamese, English).
    version
        Version of geoplan.
    levels
        The kinds of the public programme in the order in which they were placed.
    programme
        Every facility of all programmes, as ``programme.items`` has them.
    former_stations
        What becomes of each former station, by ``facility_id``: upgraded, replaced or released.
    phases
        Which facility in which year; None if the study says nothing of money.
    covered_by_year
        People covered by primary care at the end of each year, one row per cell as in ``demand``,
        one column per calendar year; None without phases.
    communes_by_year
        The same by commune, as ``reports.fields.COMMUNES_BY_YEAR`` has it.
    targets
        How far the targets are reached; None if the study has none.
    market
        The private hospitals as investors see them.
    roads
        What came in with the road network; None if the study names none.
    robustness
        How firm the public programme is; None if it was not planned again.
    decisions
        What each decision that the plan honours cost or gained.
    """

    study: Study
    communes: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    beneficiaries: pd.DataFrame
    programmes: dict[str, Programme]
    coverage: dict[str, dict[str, Any]]
    equity: dict[str, dict[str, Any]]
    inputs: list[InputFile]
    travel: Text
    warnings: list[Text]
    version: str
    levels: list[LevelStep]
    programme: gpd.GeoDataFrame
    former_stations: pd.Series[str]
    phases: Phases | None
    covered_by_year: pd.DataFrame | None
    communes_by_year: pd.DataFrame | None
    targets: TargetAnswer | None
    market: PrivateAnswer
    roads: RoadReport | None = None
    robustness: Robustness | None = None
    decisions: list[DecisionEffect] = field(default_factory=list)

    @property
    def people_covered_by_year(self) -> dict[int, int] | None:
        """People covered by primary care at the end of each year; None without phases."""
        covered = self.covered_by_year
        if covered is None:
            return None
        return {int(year): round(float(covered[year].sum())) for year in covered.columns}

    @property
    def credits(self) -> list[str]:
        """Who is to be named: those of the study, and of its road network."""
        roads = [] if self.roads is None else [road_credit(self.roads.origin)]
        return [*self.study.credits, *roads]
