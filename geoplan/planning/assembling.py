"""Bring what the rooms found together into the tables of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan._version import __version__
from geoplan.access.measures import fairness, headline, measure_communes
from geoplan.caveats import caveats
from geoplan.layers.files import sha256
from geoplan.layers.read import StudyLayers
from geoplan.planning.decided import decision_effects
from geoplan.planning.measuring import STATES, cell_measures, facilities_by_commune
from geoplan.planning.outcomes import Answers, level_steps, results
from geoplan.planning.whole import opening_of_sites, whole_programme
from geoplan.progress import Progress, silent
from geoplan.result import InputFile, PlanTables
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.private_table import private_sites
from geoplan.siting.public import PublicProgramme
from geoplan.siting.public_table import public_sites
from geoplan.siting.robust import Robustness
from geoplan.study import Study
from geoplan.travel.reach import Reach
from geoplan.travel.words import travel_words

DECIMALS = {
    "travel_min": 1,
    "hospital_min": 1,
    "polyclinic_min": 1,
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
UNKNOWN = pd.DataFrame(columns=["chosen_share", "rank_low", "rank_high", "tier"]).astype(
    {"chosen_share": "float64", "rank_low": "Int64", "rank_high": "Int64"}
)


def assemble(
    reach: Reach,
    programmes: Answers,
    robustness: Robustness | None,
    *,
    seed: int,
    progress: Progress = silent,
) -> PlanTables:
    """Return the tables of a plan.

    Parameters
    ----------
    reach
        The study and its layers.
    programmes
        How they came out.
    robustness
        How firm the public one is; None if it was not planned again.
    seed
        Seed of the search.
    progress
        Called with a stage and the share of it that is done.

    Raises
    ------
    StudyError, InfeasibleError
        If the envelopes cannot pay for what they must.
    """
    study, layers = reach.study, reach.layers
    public, private = programmes.public, programmes.private
    cells = cell_measures(reach, public, private)
    facilities = facilities_by_commune(reach, public)
    people, commune = layers.demand["people"], layers.demand["commune_code"]
    by_commune = {
        state: measure_communes(cells[state], people, commune, facilities[state])
        for state in STATES
    }
    demand = layers.demand.join([cells[state].add_suffix(f"_{state}") for state in STATES])
    chosen, beneficiaries = _sites(study, layers, demand, public, private)
    chosen = chosen.join(_firmness(study, public, robustness), on=["programme", "rank"])
    whole = whole_programme(reach, programmes, chosen, progress=progress)
    chosen["year"] = opening_of_sites(chosen, whole.table)
    counts = _counts(study, layers, chosen)
    communes = layers.communes.join(
        [counts, *(by_commune[state].add_suffix(f"_{state}") for state in STATES)]
    )
    hospital = study.standards.hospital
    return PlanTables(
        study=study,
        communes=_rounded(communes),
        demand=_rounded(demand),
        facilities=layers.facilities.join(whole.former_stations.rename("fate")),
        sites=chosen,
        beneficiaries=beneficiaries,
        programmes=results(study, chosen, programmes, seed=seed),
        coverage=_paired({s: headline(cells[s], people, hospital) for s in STATES}),
        equity=_paired({s: fairness(cells[s], by_commune[s], people) for s in STATES}),
        inputs=_inputs(study, layers),
        travel=travel_words(study, layers.roads),
        warnings=caveats(study, layers),
        version=__version__,
        levels=level_steps(public),
        programme=whole.table,
        former_stations=whole.former_stations,
        phases=whole.phases,
        covered_by_year=whole.covered_by_year,
        communes_by_year=whole.communes_by_year,
        targets=whole.targets,
        market=private,
        roads=reach.roads(),
        robustness=robustness,
        decisions=decision_effects(layers, public, private),
    )


def _sites(
    study: Study,
    layers: StudyLayers,
    demand: gpd.GeoDataFrame,
    public: PublicProgramme,
    private: PrivateAnswer,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the sites of both programmes by programme and rank, and whom they serve."""
    names = layers.communes["name"]
    minutes = demand[[f"travel_min_{state}" for state in STATES]].set_axis(STATES, axis=1)
    coverage = study.programme_id(study.coverage_programme)
    market = study.programme_id(study.market_programme)
    parts = [
        (
            coverage,
            *public_sites(
                answer,
                minutes if answer.step.level == "primary" else answer.minutes,
                demand,
                layers.communes,
            ),
        )
        for answer in public.answers
    ]
    won, whom = private_sites(
        private, layers.communes, study.market_programme, demand["commune_code"]
    )
    parts.append((market, won, whom))
    for programme, part, served in parts:
        served.insert(0, "programme", programme)
        part.insert(0, "programme", programme)
        part["commune"] = part["commune_code"].map(names)
        part["lon"], part["lat"] = part.geometry.x.round(6), part.geometry.y.round(6)
    tables = pd.concat([part for _, part, _ in parts])
    tables.insert(1, "rank", tables.groupby("programme").cumcount() + 1)
    beneficiaries = pd.concat([served for *_, served in parts], ignore_index=True)
    return (
        gpd.GeoDataFrame(tables, crs=layers.demand.crs),
        beneficiaries[list(BENEFICIARIES)].astype({"newly_served": "Int64"}),
    )


def _firmness(study: Study, public: PublicProgramme, robustness: Robustness | None) -> pd.DataFrame:
    """Return how firm the sites of the first primary step are, by programme and rank."""
    held = UNKNOWN if robustness is None else robustness.sites
    programme = study.programme_id(study.coverage_programme)
    first = 1 + sum(len(answer.labels) for answer in public.above)
    ranks = pd.RangeIndex(first, first + len(held))
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


def _inputs(study: Study, layers: StudyLayers) -> list[InputFile]:
    files: dict[str, tuple[str, Path]] = {"study": (study.path.name, study.path)}
    for layer, path in layers.files.items():
        files[layer] = (str(getattr(study.layers, layer, path.name)), path)
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
