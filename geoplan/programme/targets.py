"""Targets as arithmetic that reconciles: needed, planned and lacking, by commune and year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geoplan.layers.read import StudyLayers
from geoplan.programme import target_measures
from geoplan.programme.target_measures import Headline, Measure
from geoplan.programme.target_supply import NO_PLACE, Supply
from geoplan.study import Study

COLUMNS = ("commune_code", "indicator", "year", "need", "planned", "shortfall")


@dataclass(frozen=True, eq=False)
class TargetAnswer:
    """How far a plan gets with the targets of its study.

    Parameters
    ----------
    table
        Columns ``COLUMNS``: codes, words and int64. One row per indicator, year and commune, sorted
        so; ``commune_code`` is "" for what has no known place, the last row of its indicator and
        year, which is left out where there is nothing of it. ``need`` sums to the target of the
        whole city in every year of an indicator, and ``shortfall`` is ``need - planned``.
    headline
        One per indicator, and a second one of beds where the study reads today's beds in two ways.
    """

    table: pd.DataFrame
    headline: list[Headline]


def measure_targets(study: Study, layers: StudyLayers, programme: pd.DataFrame) -> TargetAnswer:
    """Measure what a plan adds against the targets of its study.

    What opens by a year counts from that year on; what has no year is not built and counts
    nowhere, save that it calls for equipment and staff. Targets are whole numbers for the whole
    city, shared out over the communes by largest remainder:

    ``doctors``, ``beds``
        Needed: the rate times the people of the year, by people. Planned: those of today and
        those of facilities that open by then, posts counted as filled. Today: the count where the
        study has one, else the rate times the people of today. Doctors of stations and beds that
        the register knows stand in their commune; the rest has no place and counts against the
        city alone, by which the shortfalls of communes are together too high. Where those with a
        place are more than is stated, they are what there is today. Beds of stations and nursing
        homes do not count (see ``target_supply``).
    ``station_doctors``
        Needed: so many at each commune station that operates then, today's and new ones. Planned:
        so many as stated at each of today's, and those that new and upgraded ones add. Satellite
        points need and count none.
    ``private_beds_share``
        Needed: the share of the beds needed, by people. Planned: private beds of the register, of
        hospitals without a known count as the study assumes, and those of private hospitals that
        open. Public is whatever a payer of new public facilities pays a part of.
    ``equipment``
        Needed: the target, by the equipment that all public facilities of the plan call for
        (private ones equip and staff themselves), or by people where they call for none. Planned:
        what public facilities that open by then call for. A shortfall is equipment for which no
        facility has opened yet; below 0, facilities call for more than the target.
    ``recruits``
        Needed: the recruits of the target, shared out over the communes by all the posts (doctors
        and others) of public facilities of the plan. Planned: the posts of those that open by then.
        A shortfall is recruits without a post; below 0, posts that the recruits do not fill.

    Equipment and recruits also have rows for each year from the first year of money (of openings
    where the study has none) up to that of the target; ``planned`` is cumulative, and ``need`` is
    the whole target each year, so that ``shortfall`` is what is still to come. The others
    have rows for the year of the target alone.

    Parameters
    ----------
    study
        With ``targets`` and ``people``.
    layers
        Communes with ``people``; the register of facilities.
    programme
        One row per facility of all programmes, in any order: ``kind``, ``commune_code``, ``year``
        (Int64, of opening, NA if not built), ``upgraded`` (whether it exists and is upgraded), and
        what it adds once open, Int64, NA for none: ``beds``, ``doctors``, ``other_staff`` (people),
        ``equipment`` (items). Further columns are left alone.

    Raises
    ------
    ValueError
        When the study has no targets, or does not say how people grow.
    """
    if study.targets is None or study.people is None:
        raise ValueError("the study has no targets, or does not say how people grow")
    supply = Supply(study, study.people, study.targets, layers, programme)
    beds = target_measures.beds(supply)
    parts = [
        target_measures.doctors(supply),
        beds,
        target_measures.station_doctors(supply),
        target_measures.private_beds(supply, beds[0][0].tally),
        target_measures.equipment(supply),
        target_measures.recruits(supply),
    ]
    rows = [_rows(measure) for measures, _ in parts for measure in measures]
    return TargetAnswer(
        pd.concat(rows, ignore_index=True), [each for _, headlines in parts for each in headlines]
    )


def _rows(measure: Measure) -> pd.DataFrame:
    columns = {name: getattr(measure, name) for name in ("need", "planned", "shortfall")}
    table = pd.DataFrame(columns).reset_index()
    nothing = (table["need"] == 0) & (table["planned"] == 0)
    table = table[~(nothing & (table["commune_code"] == NO_PLACE))]
    return table.assign(indicator=measure.indicator, year=measure.year)[list(COLUMNS)]
