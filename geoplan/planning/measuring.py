"""The measures of every cell and commune, today and with the whole plan."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geoplan.access.measures import measure_cells
from geoplan.siting.levels import Step, standing
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.public import PublicProgramme
from geoplan.travel.reach import Reach

STATES = ("before", "after")


def cell_measures(
    reach: Reach, public: PublicProgramme, private: PrivateAnswer
) -> dict[str, pd.DataFrame]:
    """Return the measures per cell ``before``, as it is today, and ``after``, with all built.

    Parameters
    ----------
    reach
        The study and its layers.
    public, private
        How the programmes came out.
    """
    study, demand = reach.study, reach.layers.demand
    cutoff_min = study.travel.cutoff_min.value
    hospitals = private.hospitals
    today = gpd.GeoSeries(hospitals[hospitals.index.isin(reach.layers.facilities.index)])
    entrants = private.sites.iloc[private.entry.order].geometry
    last = public.primary
    states = {
        "before": (last.today, last.facilities_today(), today, private.participation_today),
        "after": (
            last.after,
            last.facilities_after(),
            gpd.GeoSeries(pd.concat([hospitals, entrants])),
            private.entry.participation_after,
        ),
    }
    cells = {}
    for state, (people, open_, care, participation) in states.items():
        primary = study.standards.primary
        places = gpd.GeoSeries(last.places.loc[open_.index])
        times = reach.times(places, primary, cutoff_min=primary.limit_min.value)
        measures = measure_cells(
            demand["people"],
            people["served"],
            people["covered"],
            times,
            reach.nearest(times, places, primary, cutoff_min=cutoff_min),
            open_,
            primary,
        )
        hospital = study.standards.hospital
        times = reach.times(care, hospital, cutoff_min=hospital.limit_min.value)
        measures["hospital_min"] = reach.nearest(times, care, hospital, cutoff_min=cutoff_min)
        measures["hospital_people"] = demand["people"] * participation
        measures["polyclinic_min"] = _polyclinic_min(reach, public, state)
        cells[state] = measures
    return cells


def _polyclinic_min(reach: Reach, public: PublicProgramme, state: str) -> pd.Series[float]:
    """Return minutes to the nearest care of a polyclinic, NaN where a study plans for none."""
    study = reach.study
    standard = study.standards.polyclinic
    if standard is None or "polyclinic" not in study.kinds:
        return pd.Series(float("nan"), reach.layers.demand.index)
    step = Step(study, "polyclinic", "polyclinic", 0)
    there = standing(reach.layers.facilities, step, public.opened)
    places = gpd.GeoSeries(there.geometry[there["today"] | (state == "after")])
    times = reach.times(places, standard, cutoff_min=standard.limit_min.value)
    return reach.nearest(times, places, standard, cutoff_min=study.travel.cutoff_min.value)


def facilities_by_commune(reach: Reach, public: PublicProgramme) -> dict[str, pd.Series[int]]:
    """Return the primary facilities of each commune ``before`` and ``after``."""
    last = public.primary
    home = pd.concat([last.fixed["commune_code"], last.sites["commune_code"]])
    return {
        state: counts.groupby(home.loc[counts.index]).sum().reindex(
            reach.layers.communes.index, fill_value=0
        )
        for state, counts in zip(
            STATES, (last.facilities_today(), last.facilities_after()), strict=True
        )
    }  # fmt: skip
