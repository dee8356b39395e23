"""Every programme of a study placed in its turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import pandas as pd

from geoplan.layers.sites import candidate_sites
from geoplan.planning.outcomes import Answers
from geoplan.progress import Progress
from geoplan.siting.criteria import site_by_criteria
from geoplan.siting.decided import refuse_unplaced, settled
from geoplan.siting.few_sites import site_center, site_median
from geoplan.siting.levels import beds_of, placed_kinds, steps
from geoplan.siting.other_programmes import OtherAnswer
from geoplan.siting.private import PrivateAnswer, site_private
from geoplan.siting.public import PublicAnswer, PublicProgramme, site_public, take
from geoplan.siting.upgrades import UpgradeAnswer, rank_upgrades
from geoplan.siting.without_decisions import places_without_decisions
from geoplan.study import Study
from geoplan.study_programmes import (
    CenterProgramme,
    CriteriaProgramme,
    MedianProgramme,
    NeedProgramme,
    SitedProgramme,
)
from geoplan.travel.reach import Reach


def place_programmes(reach: Reach, *, seed: int, progress: Progress) -> Answers:
    """Place the facilities of all programmes of a study.

    New public hospitals come first, since private ones compete with them.

    Parameters
    ----------
    reach
        The study and its layers.
    seed
        Seed of the search.
    progress
        Called with a stage and the share of it that is done.

    Raises
    ------
    InfeasibleError
        When no plan can meet the study.
    """
    study = reach.study
    refuse_unplaced(reach.layers, placed_kinds(study))
    sites, wide = candidates(reach)
    hospitals = [step for step in steps(study) if step.level == "hospital"]
    start = places_without_decisions(reach, sites, wide, progress=progress)
    done = take(reach, hospitals, sites, wide, start=start, progress=progress)
    opened = hospitals_opened(study, done, sites)
    with ThreadPoolExecutor(max_workers=1) as pool:
        new_places = sites[sites["kind"] == "new_site"]
        entering = pool.submit(site_private, reach, new_places, seed=seed, opened=opened)
        public = site_public(reach, sites, wide, done=done, start=start, progress=progress)
        progress("Private hospitals", 0.0)
        private = entering.result()
        progress("Private hospitals", 1.0)
    progress("Other programmes", 0.0)
    upgrades = _upgrades(reach, public)
    closed = [place.at(each) for place in [settled(reach.layers, "")] for each in place.forbids]
    others = _others(reach, gpd.GeoDataFrame(wide[~wide.index.isin(closed)]), private)
    progress("Other programmes", 1.0)
    return Answers(public, private, upgrades, others)


def hospitals_opened(
    study: Study, done: list[PublicAnswer], like: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the new public hospitals with their ``beds``; ``like`` gives the CRS."""
    frames = [
        answer.opened.assign(beds=beds_of(study, answer.step.kind))[["beds", "geometry"]]
        for answer in done
    ]
    none = gpd.GeoDataFrame({"beds": []}, geometry=[], crs=like.crs).astype({"beds": "int64"})
    return gpd.GeoDataFrame(pd.concat([none, *frames]), crs=like.crs)


def candidates(reach: Reach) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the candidate sites of stations, and the fewer ones of what serves wider areas."""
    study, layers = reach.study, reach.layers
    asked = study.candidates
    former = (layers.facilities["kind"] == "former_station").sum()

    def at_most(count: int) -> gpd.GeoDataFrame:
        return candidate_sites(
            layers.demand,
            layers.facilities,
            min_people=asked.min_people.value,
            max_sites=count,
            copies_per_site=asked.copies_per_site.value,
            crs=study.crs,
        )

    sites = at_most(asked.max_sites.value)
    if asked.max_hospital_sites is not None:
        wide = at_most(asked.max_hospital_sites.value + int(former))
    else:
        wide = sites
    return sites, gpd.GeoDataFrame(wide[wide["kind"] == "new_site"].assign(copies_max=1))


def _upgrades(reach: Reach, public: PublicProgramme) -> UpgradeAnswer | None:
    for programme in reach.study.programmes.values():
        if isinstance(programme, NeedProgramme):
            return rank_upgrades(reach, programme, public.opened)
    return None


def _others(reach: Reach, wide: gpd.GeoDataFrame, private: PrivateAnswer) -> dict[str, OtherAnswer]:
    answers = {}
    for key, programme in reach.study.programmes.items():
        if not (isinstance(programme, SitedProgramme) and programme.switched_on):
            continue
        if isinstance(programme, MedianProgramme):
            answers[key] = site_median(reach, programme, wide)
        elif isinstance(programme, CenterProgramme):
            answers[key] = site_center(reach, programme, wide)
        elif isinstance(programme, CriteriaProgramme):
            answers[key] = site_by_criteria(reach, programme, wide, _hospitals(reach, private))
    return answers


def _hospitals(reach: Reach, private: PrivateAnswer) -> gpd.GeoDataFrame:
    """Return every hospital, existing, planned and new, with its beds."""
    entrants = private.sites.iloc[private.entry.order].geometry
    beds = reach.study.market_programme.beds.value
    return gpd.GeoDataFrame(
        {"beds": [*private.beds, *[beds] * len(entrants)]},
        geometry=[*private.hospitals, *entrants],
        crs=entrants.crs,
    )
