"""Bring what the rooms found together into the tables of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan._version import __version__
from geoplan.access.measures import fairness, headline, measure_cells, measure_communes
from geoplan.caveats import caveats
from geoplan.layers.files import sha256
from geoplan.layers.read import StudyLayers
from geoplan.result import InputFile, PlanTables, Prefix, Programme
from geoplan.siting.private import PrivateAnswer, private_sites
from geoplan.siting.public import PublicAnswer
from geoplan.siting.public_table import public_sites
from geoplan.siting.robust import Robustness
from geoplan.study import Study
from geoplan.travel.reach import Reach
from geoplan.travel.words import travel_words

DECIMALS = {
    "travel_min": 1,
    "hospital_min": 1,
    "covered_share": 4,
    "people_per_facility": 0,
    "access_2sfca": 4,
    "access_e2sfca": 4,
    "access_3sfca": 4,
}
BENEFICIARIES = (
    "programme",
    "site_id",
    "commune_code",
    "served",
    "newly_served",
    "newly_covered",
)
STATES = ("before", "after")
UNKNOWN = pd.DataFrame(columns=["chosen_share", "rank_low", "rank_high", "tier"]).astype(
    {"chosen_share": "float64", "rank_low": "Int64", "rank_high": "Int64"}
)


def assemble(
    reach: Reach,
    sites: gpd.GeoDataFrame,
    public: PublicAnswer,
    private: PrivateAnswer,
    robustness: Robustness | None,
    *,
    seed: int,
) -> PlanTables:
    """Return the tables of a plan.

    Parameters
    ----------
    reach
        The study and its layers.
    sites
        Candidate sites of the public programme.
    public, private
        How the programmes came out.
    robustness
        How firm the public one is; None if it was not planned again.
    seed
        Seed of the search.
    """
    study, layers = reach.study, reach.layers
    cells = dict(zip(STATES, _cells(reach, public, private), strict=True))
    facilities = _facilities_by_commune(layers, sites, public)
    people, commune = layers.demand["people"], layers.demand["commune_code"]
    by_commune = {
        state: measure_communes(cells[state], people, commune, facilities[state])
        for state in STATES
    }
    demand = layers.demand.join([cells[state].add_suffix(f"_{state}") for state in STATES])
    chosen, beneficiaries = _sites(study, layers, sites, demand, public, private)
    chosen = chosen.join(_firmness(study, robustness), on=["programme", "rank"])
    programmes = _programmes(study, chosen, public, private, seed)
    counts = _counts(study, layers, chosen)
    communes = layers.communes.join(
        [counts, *(by_commune[state].add_suffix(f"_{state}") for state in STATES)]
    )
    hospital = study.standards.hospital
    return PlanTables(
        study=study,
        communes=_rounded(communes),
        demand=_rounded(demand),
        facilities=layers.facilities,
        sites=chosen,
        beneficiaries=beneficiaries,
        programmes=programmes,
        coverage=_paired({s: headline(cells[s], people, hospital) for s in STATES}),
        equity=_paired({s: fairness(cells[s], by_commune[s], people) for s in STATES}),
        inputs=_inputs(study, layers),
        travel=travel_words(study, layers.roads),
        warnings=caveats(study, layers),
        version=__version__,
        roads=reach.roads(),
        robustness=robustness,
    )


def _cells(reach: Reach, public: PublicAnswer, private: PrivateAnswer) -> list[pd.DataFrame]:
    """Return the measures per cell today and with the whole plan."""
    study, demand = reach.study, reach.layers.demand
    cutoff_min = study.travel.cutoff_min.value
    hospitals = reach.layers.facilities.loc[private.beds.index].geometry
    entrants = private.sites.iloc[private.entry.order].geometry
    both = gpd.GeoSeries(pd.concat([hospitals, entrants]))
    states = [
        (public.before, public.facilities_before(), hospitals, private.entry.participation_before),
        (public.after, public.facilities_after(), both, private.entry.participation_after),
    ]
    cells = []
    for people, open_, care, participation in states:
        primary = study.standards.primary
        places = gpd.GeoSeries(public.places.loc[open_.index])
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
        cells.append(measures)
    return cells


def _facilities_by_commune(
    layers: StudyLayers, sites: gpd.GeoDataFrame, public: PublicAnswer
) -> dict[str, pd.Series[int]]:
    home = pd.concat([public.fixed["commune_code"], sites["commune_code"]])
    return {
        state: counts.groupby(home.loc[counts.index]).sum().reindex(
            layers.communes.index, fill_value=0
        )
        for state, counts in zip(
            STATES, (public.facilities_before(), public.facilities_after()), strict=True
        )
    }  # fmt: skip


def _sites(
    study: Study,
    layers: StudyLayers,
    sites: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    public: PublicAnswer,
    private: PrivateAnswer,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the sites of both programmes by programme and rank, and whom they serve."""
    names = layers.communes["name"]
    parts = {
        study.programme_id(study.coverage_programme): public_sites(
            public, sites, demand, layers.communes
        ),
        study.programme_id(study.market_programme): private_sites(
            private, layers.communes, study.market_programme, demand["commune_code"]
        ),
    }
    for programme, (part, served) in parts.items():
        served.insert(0, "programme", programme)
        part.insert(0, "programme", programme)
        part.insert(1, "rank", np.arange(1, len(part) + 1))
        part["commune"] = part["commune_code"].map(names)
        part["lon"], part["lat"] = part.geometry.x.round(6), part.geometry.y.round(6)
        part["people_gained_cum"] = part["people_gained"].cumsum()
    tables, whom = zip(*parts.values(), strict=True)
    beneficiaries = pd.concat(whom, ignore_index=True)[list(BENEFICIARIES)]
    return (
        gpd.GeoDataFrame(pd.concat(tables), crs=sites.crs),
        beneficiaries.astype({"newly_served": "Int64"}),
    )


def _firmness(study: Study, robustness: Robustness | None) -> pd.DataFrame:
    """Return how firm the public sites are, by programme and rank; nothing if not known."""
    held = UNKNOWN if robustness is None else robustness.sites
    programme = study.programme_id(study.coverage_programme)
    ranks = pd.RangeIndex(1, len(held) + 1)
    return held.set_axis(
        pd.MultiIndex.from_product([[programme], ranks], names=["programme", "rank"])
    )


def _counts(study: Study, layers: StudyLayers, chosen: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the new facilities of each commune, public and private."""
    named = {
        "new_sites": study.programme_id(study.coverage_programme),
        "new_hospitals": study.programme_id(study.market_programme),
    }
    return pd.DataFrame(
        {
            column: chosen.loc[chosen["programme"] == programme, "commune_code"]
            .value_counts()
            .reindex(layers.communes.index, fill_value=0)
            for column, programme in named.items()
        }
    )


def _programmes(
    study: Study,
    chosen: gpd.GeoDataFrame,
    public: PublicAnswer,
    private: PrivateAnswer,
    seed: int,
) -> dict[str, Programme]:
    siting, entry = public.siting, private.entry
    gained = chosen.groupby("programme")["people_gained"].sum()
    taken = chosen["people_taken"].sum()
    coverage, market = (
        study.programme_id(study.coverage_programme),
        study.programme_id(study.market_programme),
    )
    return {
        coverage: Programme(
            id=coverage,
            count=len(siting.order),
            objective=siting.objective,
            objective_meaning="priority × gradual coverage × people served",
            bound=siting.bound,
            gap=siting.gap,
            method=siting.method,
            seed=seed,
            people_gained=int(gained[coverage]),
            figures={
                "people_served_before": int(public.before["served"].sum()),
                "people_served_after": int(public.after["served"].sum()),
                "improving_swaps": len(public.ranking.improvements),
            },
            prefixes=_prefixes(public, chosen[chosen["programme"] == coverage]),
        ),
        market: Programme(
            id=market,
            count=len(entry.order),
            objective=entry.objective,
            objective_meaning="people won by the group of entrants",
            bound=entry.bound,
            gap=entry.gap,
            method="Huff market, sequential entry and interchange; bound by a concave relaxation",
            seed=seed,
            people_gained=int(gained[market]),
            figures={
                "people_captured": int(gained[market] + taken),
                "people_taken": int(taken),
            },
        ),
    }


def _prefixes(public: PublicAnswer, chosen: gpd.GeoDataFrame) -> list[Prefix]:
    """Return the first tenths of the programme beside the best of their size."""
    before = round(float(public.before["covered"].sum()))
    return [
        Prefix(
            k=prefix.k,
            objective=prefix.objective,
            bound=prefix.bound,
            gap=prefix.gap,
            people_covered=before + int(chosen["people_gained_cum"].iloc[prefix.k - 1]),
        )
        for prefix in public.nested
    ]


def _inputs(study: Study, layers: StudyLayers) -> list[InputFile]:
    files: dict[str, tuple[str, Path]] = {"study": (study.path.name, study.path)}
    for layer, path in layers.files.items():
        files[layer] = (str(getattr(study.layers, layer)), path)
    return [InputFile(layer, name, sha256(path)) for layer, (name, path) in files.items()]


def _paired(by_state: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Turn figures by state into figures each with before and after."""
    return {name: {state: by_state[state][name] for state in STATES} for name in by_state["before"]}


def _rounded(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Round the measures to what they are good for; beyond reach becomes unknown."""
    decimals = {f"{name}_{state}": places for name, places in DECIMALS.items() for state in STATES}
    known = [name for name in decimals if name in frame.columns]
    frame = frame.copy()
    frame[known] = frame[known].replace(np.inf, np.nan)
    return frame.round({name: decimals[name] for name in known})
