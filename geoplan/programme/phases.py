"""Which facility in which year: the programme under the envelopes of a study."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.errors import InfeasibleError, StudyError
from geoplan.layers.read import StudyLayers
from geoplan.programme.items import paid_by
from geoplan.progress import Progress
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.curve import MoneyCurve, money_curve
from geoplan.siting.phasing.problem import UNBUILT, Phasing, PhasingProblem
from geoplan.siting.phasing.search import phase
from geoplan.siting.phasing.staging import StagingCost, UnderCut, staging_cost, under_cut
from geoplan.siting.phasing.verify import verify_phasing
from geoplan.siting.problem import Floats
from geoplan.study import Study
from geoplan.study_money import Money

CUTS = (0.1, 0.2, 0.3, 0.4, 0.5)
NEVER = 10_000  # a year that no plan reaches
CUT_LIMITS = Limits(gap=5e-3, nodes=2000)


@dataclass(frozen=True, eq=False)
class Phases:
    """How a programme is phased.

    Parameters
    ----------
    problem, phasing
        What was asked and its solution; items are numbered like the facilities.
    table
        One row per year and source: ``year``, ``source``, ``envelope_bn_vnd``,
        ``spent_bn_vnd``, ``facilities``, ``people_gained_cum``.
    opening
        Year in which each facility opens, NA if it is not built, Int64.
    staging
        What staging costs against building all at once.
    cuts
        By share of all envelopes that is cut.
    curve
        People gained against money.
    """

    problem: PhasingProblem
    phasing: Phasing
    table: pd.DataFrame
    opening: pd.Series[int]
    staging: StagingCost
    cuts: dict[float, UnderCut]
    curve: MoneyCurve

    @property
    def years(self) -> range:
        """From the first year with an envelope to the last in which something happens."""
        return range(int(self.table["year"].min()), int(self.table["year"].max()) + 1)

    @property
    def headline(self) -> str:
        """How much of the programme the envelopes pay for, in a line."""
        built, unpaid = self.opening.notna().sum(), self.phasing.unpaid_bn_vnd.sum()
        return (
            f"money: {self.table['spent_bn_vnd'].sum():,.0f} bn VND pay for {built} of "
            f"{len(self.opening)} facilities, {unpaid:,.0f} bn VND are lacking; years within "
            f"{self.phasing.gap:.2%} of the best possible"
        )


def phase_programme(
    study: Study,
    money: Money,
    table: gpd.GeoDataFrame,
    first: pd.Series[bool],
    *,
    progress: Progress,
) -> Phases:
    """Choose the year of each facility, and say what the envelopes do to the programme.

    Parameters
    ----------
    study, money
        What is asked, and the money for it.
    table
        As ``items`` returns it.
    first
        Which facilities stand where the study wants to begin.
    progress
        Called with the stage and the share of it that is done.

    Raises
    ------
    StudyError
        If the envelopes cannot pay for what they are bound to.
    InfeasibleError
        If they cannot pay for the facilities that are required.
    """
    try:
        problem = phasing_problem(study, money, table, first)
        phasing = phase(problem, progress=progress)
    except InfeasibleError as refused:
        raise InfeasibleError(f"{study.path}, key money: {refused}") from None
    verify_phasing(problem, phasing)
    cuts = {}
    for share in CUTS:
        progress("Budget cuts", share / (1 + CUTS[-1]))
        cuts[share] = under_cut(problem, phasing, share, CUT_LIMITS)
    progress("Budget cuts", 1.0)
    return Phases(
        problem,
        phasing,
        _by_source(money, table, problem, phasing),
        opening_years(table.index, phasing),
        staging_cost(problem, phasing),
        cuts,
        money_curve(problem.cost_bn_vnd, problem.gain),
    )


def opening_years(index: pd.Index[int], phasing: Phasing) -> pd.Series[int]:
    """Return the year in which each facility opens, NA if it is not built, Int64."""
    return pd.Series(phasing.opening, index, dtype="Int64").replace(UNBUILT, pd.NA)


def phasing_problem(
    study: Study, money: Money, table: gpd.GeoDataFrame, first: pd.Series[bool]
) -> PhasingProblem:
    """Return the phasing problem of a programme; the parameters are those of ``phase_programme``.

    A programme of a lower turn comes first; of one turn, the places of ``first`` do.
    """
    turns = [money.programmes[key] for key in table["programme"]]
    years = np.array(money.years)
    weight = np.array([turn.weight.value for turn in turns])
    turn = np.array([turn.turn for turn in turns])
    return PhasingProblem(
        years=years,
        horizon=money.horizon,
        cost_bn_vnd=table["cost_bn_vnd"].to_numpy(np.float64),
        source_share=paid_by(study, money, table),
        duration=table["build_years"].to_numpy(np.int64),
        gain=np.maximum(table["people_gained"].to_numpy(np.float64), 0) * weight,
        earliest_start=np.full(len(table), money.from_year),
        latest_opening=np.array([each.open_by or NEVER for each in turns]),
        priority_class=2 * turn + ~first.to_numpy(bool),
        required=np.array([each.required for each in turns]),
        envelope_bn_vnd=_free_to_build(money, study),
        reserve_share=np.zeros(len(money.sources)),
        price_index=(1 + money.price_growth.value) ** (years - money.base_year).astype(float),
        carries_over=np.array([source.carries_over for source in money.sources.values()]),
        sources=tuple(source.title_en for source in money.sources.values()),
    )


def envelopes(money: Money) -> Floats:
    """Return the envelope of each source in each year, shape (sources, years), bn VND."""
    return np.array(
        [
            [source.envelope_bn_vnd[str(year)].value for year in money.years]
            for source in money.sources.values()
        ]
    )


def bound_money(money: Money) -> Floats:
    """Return what lines take of each source in each year, shape (sources, years), bn VND.

    A line takes its share of every year in proportion to the envelopes.
    """
    given = envelopes(money)
    taken = np.zeros_like(given)
    for line in money.lines.values():
        for at, name in enumerate(money.sources):
            if name in line.paid_by and given[at].any():
                total = line.total_bn_vnd.value * line.paid_by[name].value
                taken[at] += total * given[at] / given[at].sum()
    return taken


def _free_to_build(money: Money, study: Study) -> Floats:
    """Return the envelopes less reserves and lines, shape (sources, years), bn VND."""
    reserve = np.array([source.reserve_share.value for source in money.sources.values()])
    given, taken = envelopes(money), bound_money(money)
    free = given * (1 - reserve[:, None]) - taken
    for name, lacking in zip(money.sources, -free.sum(axis=1), strict=True):
        if lacking > 1e-6:
            raise StudyError(
                f"the lines that {name} pays for exceed its envelopes, less the reserve, by "
                f"{lacking:,.1f} bn VND.",
                "Raise the envelopes, or lower money.lines or the reserve.",
                file=study.path,
                key=f"money.sources.{name}.envelope_bn_vnd",
            )
    free_money: Floats = np.maximum(free, 0.0)
    return free_money


def _by_source(
    money: Money, table: gpd.GeoDataFrame, problem: PhasingProblem, phasing: Phasing
) -> pd.DataFrame:
    """Return the years of each source; a facility counts with the source that pays most of it."""
    given, taken = envelopes(money), bound_money(money)
    payer = np.argmax(problem.source_share, axis=1)
    people = table["people_gained"].to_numpy()
    rows = []
    for at, source in enumerate(money.sources):
        own = (payer == at) & (phasing.opening != UNBUILT)
        for year_at, year in enumerate(_years_shown(money, phasing)):
            within = year_at < len(money.years)
            spent = phasing.spending_bn_vnd[at, year_at] + taken[at, year_at] if within else 0.0
            rows.append(
                {
                    "year": year,
                    "source": source,
                    "envelope_bn_vnd": given[at, year_at] if within else 0.0,
                    "spent_bn_vnd": spent,
                    "facilities": int((own & (phasing.opening == year)).sum()),
                    "people_gained_cum": int(people[own & (phasing.opening <= year)].sum()),
                }
            )
    return pd.DataFrame(rows).sort_values(["year", "source"], kind="stable", ignore_index=True)


def _years_shown(money: Money, phasing: Phasing) -> range:
    """Return the years with an envelope and those in which something opens after them."""
    return range(money.from_year, max(money.years[-1], int(phasing.opening.max())) + 1)


def comes_first(
    study: Study,
    money: Money,
    layers: StudyLayers,
    table: gpd.GeoDataFrame,
    remote: pd.Series[bool],
) -> pd.Series[bool]:
    """Return which facilities stand where the study wants to begin.

    Parameters
    ----------
    study, money
        Whether islands or remote places come first.
    layers
        Of the study.
    table
        As ``items`` returns it.
    remote
        Which cells are remote.
    """
    first = pd.Series(data=False, index=table.index)
    if "island" in money.first:
        first |= table["commune_code"].map(layers.communes["is_island"]).astype(bool)
    if "remote" in money.first:
        cells = layers.demand.geometry.to_crs(study.crs)
        _, nearest = cells.sindex.nearest(table.geometry.to_crs(study.crs), return_all=False)
        first |= pd.Series(remote.to_numpy()[nearest], table.index)
    return first
