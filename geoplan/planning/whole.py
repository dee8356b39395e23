"""All programmes brought together: their facilities, years and targets."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geoplan.planning.outcomes import Answers
from geoplan.programme.by_year import communes_by_year, covered_by_year
from geoplan.programme.items import items
from geoplan.programme.phases import Phases, comes_first, opening_years, phase_programme
from geoplan.programme.targets import TargetAnswer, measure_targets
from geoplan.progress import Progress
from geoplan.siting.level_problem import hospital_times
from geoplan.study import Study
from geoplan.study_money import Money
from geoplan.travel.reach import Reach
from geoplan.words.telling import told


@dataclass(frozen=True, eq=False)
class Whole:
    """All programmes together.

    Parameters
    ----------
    table
        As ``programme.items.items`` returns it, with ``year`` and reasons.
    former_stations
        What becomes of each former station, by ``facility_id``.
    phases, targets
        None where the study does not say what they need.
    covered_by_year
        People covered by primary care at the end of each year, cells × years; None without phases.
    communes_by_year
        The same by commune, as ``programme.by_year.communes_by_year`` returns it.
    """

    table: gpd.GeoDataFrame
    former_stations: pd.Series[str]
    phases: Phases | None
    covered_by_year: pd.DataFrame | None
    communes_by_year: pd.DataFrame | None
    targets: TargetAnswer | None


def whole_programme(
    reach: Reach, answers: Answers, chosen: gpd.GeoDataFrame, *, progress: Progress
) -> Whole:
    """Bring all programmes of a study together, phase them and measure the targets.

    Parameters
    ----------
    reach
        The study and its layers.
    answers
        How the programmes came out.
    chosen
        The recommended sites of the public and the private programme.
    progress
        Called with a stage and the share of it that is done.
    """
    study, layers = reach.study, reach.layers
    table = items(study, _placed(study, layers.facilities, answers, chosen))
    table["year"] = pd.Series(pd.NA, table.index, dtype="Int64")
    phases = covered = by_commune = None
    if study.money is not None:
        phases = _phased(reach, study.money, table, progress)
        table["year"] = phases.opening
        for share, cut in phases.cuts.items():
            table[f"year_cut_{share * 100:.0f}"] = opening_years(table.index, cut.phasing)
        own = table[table["programme"] == study.programme_id(study.coverage_programme)]
        covered = covered_by_year(answers.public, own.set_index("site_id")["year"], phases.years)
        cells = layers.demand
        by_commune = communes_by_year(
            covered, cells["people"], cells["commune_code"], layers.communes
        )
    targets = None
    if study.targets is not None and study.people is not None:
        targets = measure_targets(study, layers, table)
    former = pd.Series(dtype=str) if answers.upgrades is None else answers.upgrades.former_stations
    return Whole(table, former, phases, covered, by_commune, targets)


def _phased(reach: Reach, money: Money, table: gpd.GeoDataFrame, progress: Progress) -> Phases:
    remote = hospital_times(reach).nearest() == float("inf")
    first = comes_first(reach.study, money, reach.layers, table, remote)
    return phase_programme(reach.study, money, table, first, progress=progress)


def opening_of_sites(chosen: gpd.GeoDataFrame, table: gpd.GeoDataFrame) -> pd.Series[int]:
    """Return the year in which each recommended site opens, NA if it is not known or not built."""
    years = table[table["site_id"] != ""].set_index(["programme", "site_id"])["year"]
    keys = pd.MultiIndex.from_arrays([chosen["programme"], chosen.index])
    return years.reindex(keys).set_axis(chosen.index)


def _placed(
    study: Study, facilities: gpd.GeoDataFrame, answers: Answers, chosen: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """Return the facilities of every programme by rank, in the order of the study."""
    replaced = answers.public.opened["facility_id"]
    sites = chosen.assign(facility_id=chosen.index.map(replaced.to_dict()).fillna(""))
    sites = sites.reset_index().drop(columns="kind").rename(columns={"facility_kind": "kind"})
    by_programme = sites.groupby("programme", sort=False)
    placed = {str(key): gpd.GeoDataFrame(part) for key, part in by_programme}
    market = study.programme_id(study.market_programme)
    both = pd.concat([placed.get(market, sites.iloc[:0]), _announced(study, facilities)])
    placed[market] = gpd.GeoDataFrame(both, crs=sites.crs)
    if answers.upgrades is not None:
        placed[study.programme_id(study.need_programme)] = answers.upgrades.answer.places
    placed |= {key: answer.places for key, answer in answers.others.items()}
    return {key: placed[key] for key in study.programmes if key in placed}


def _announced(study: Study, facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the planned hospitals of the register that count among the private programme."""
    held = facilities.loc[study.market_programme.announced]
    reason = told("reasons", "announced")
    return held[["kind", "commune_code", "geometry"]].assign(
        facility_id=held.index,
        site_id="",
        people_gained=0,
        reason_vi=reason.vi,
        reason_en=reason.en,
    )
