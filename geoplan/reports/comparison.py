"""What changed from one written plan to another of the same study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.errors import PlanError
from geoplan.reports import comparison_figures, comparison_study
from geoplan.reports.comparison_figures import Figure, Target
from geoplan.reports.comparison_money import MoneyCompared, money
from geoplan.reports.comparison_study import AssumptionChange, InputChange, SettingChange
from geoplan.reports.comparison_text import first_of, text
from geoplan.reports.moves import facility_moves
from geoplan.reports.quantities import MEASURES
from geoplan.reports.written import WrittenPlan, read_plan
from geoplan.reports.written_summary import DecisionResult, ProgrammeResult

NAMES = ["name", "name_ascii", "name_en", "type", "people"]


@dataclass(frozen=True)
class Comparison:
    """Two plans of one study, side by side.

    Parameters
    ----------
    old, new
        The plans as they were written.
    headline, further
        Figures of the whole: those to be read first, and the others.
    by_programme
        Figures of each programme of either plan.
    targets
        What each plan lacks of them; empty if neither study has any.
    money
        None where a plan says nothing of money.
    assumptions, settings, inputs
        What differs in the studies.
    decisions
        Those that only the old plan honours, and those that only the new one does.
    made
        What else made the plans and differs, as ``comparison_study.made`` tells it.
    communes
        Indexed by ``commune_code``, EPSG:4326: names and shapes of the new plan, and each of
        ``MEASURES`` with ``_old``, ``_new`` and ``_difference``. Minutes out of reach are
        infinite, and so is what they differ by; NaN where both are.
    facilities
        What became of each facility, as ``facility_moves`` tells it.
    """

    old: WrittenPlan
    new: WrittenPlan
    headline: list[Figure]
    further: list[Figure]
    by_programme: dict[str, list[Figure]]
    targets: list[Target]
    money: MoneyCompared | None
    assumptions: list[AssumptionChange]
    settings: list[SettingChange]
    inputs: list[InputChange]
    decisions: tuple[list[DecisionResult], list[DecisionResult]]
    made: dict[str, tuple[str, str]]
    communes: gpd.GeoDataFrame
    facilities: pd.DataFrame

    @property
    def programmes(self) -> dict[str, ProgrammeResult]:
        """The programmes of either plan, as the new one has them where it does."""
        return self.old.summary.programmes | self.new.summary.programmes

    def of(self, programme: str) -> pd.DataFrame:
        """Return what became of the facilities of one programme."""
        return self.facilities[self.facilities["programme"] == programme]

    def better_and_worse(self, measure: str) -> tuple[pd.Series[float], pd.Series[float]]:
        """Return by what communes gain and lose, where it can be seen, the greatest first."""
        quantity = MEASURES[measure]
        gains = self.communes[f"{measure}_difference"] * quantity.better
        seen = gains[gains.abs() >= quantity.resolution / 2].sort_values(kind="stable")
        return seen[seen > 0].iloc[::-1], -seen[seen < 0]

    def __str__(self) -> str:
        """Return what changed in a few lines."""
        return text(self)


def compare(old: Path, new: Path) -> Comparison:
    """Read two folders that ``geoplan plan`` wrote and say what changed.

    Parameters
    ----------
    old, new
        The folders.

    Raises
    ------
    PlanError
        When one holds no plan, or the plans are not of the same study and communes.
    """
    before, after = read_plan(old), read_plan(new)
    _refuse_strangers(before, after)
    summaries = before.summary, after.summary
    funds = money(before, after)
    return Comparison(
        old=before,
        new=after,
        headline=comparison_figures.headline(*summaries),
        further=comparison_figures.further(*summaries),
        by_programme=comparison_figures.of_programmes(before, after),
        targets=comparison_figures.of_targets(*summaries),
        money=funds,
        assumptions=comparison_study.assumptions(*summaries),
        settings=comparison_study.settings(*summaries),
        inputs=comparison_study.inputs(*summaries),
        decisions=comparison_study.decisions(*summaries),
        made=comparison_study.made(*summaries),
        communes=_communes(before.communes, after.communes),
        facilities=facility_moves(before.facilities, after.facilities, dated=funds is not None),
    )


def _refuse_strangers(old: WrittenPlan, new: WrittenPlan) -> None:
    ids = [plan.summary.study.id for plan in (old, new)]
    if ids[0] != ids[1]:
        raise PlanError(
            f"{old.folder} holds a plan of the study {ids[0]}, {new.folder} one of {ids[1]}: "
            "different studies have nothing to compare. Name two plans of one study."
        )
    alone = [
        f"{len(codes)} only in {plan.folder} ({first_of(codes)})"
        for plan, other in ((old, new), (new, old))
        if (codes := sorted(set(plan.communes.index) - set(other.communes.index)))
    ]
    if alone:
        raise PlanError(
            f"the communes of the two plans differ: {'; '.join(alone)}. "
            "Make both plans with the same communes layer."
        )


def _communes(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    communes = new[[*NAMES, "geometry"]].copy()
    for name in MEASURES:
        communes[f"{name}_old"], communes[f"{name}_new"] = old[name], new[name]
        communes[f"{name}_difference"] = new[name] - old[name]
    return communes
