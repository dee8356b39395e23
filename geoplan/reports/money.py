"""The money and the years of a plan as figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from geoplan.programme.phases import Phases
from geoplan.siting.phasing.curve import MoneyCurve
from geoplan.siting.phasing.problem import UNBUILT
from geoplan.study import Study

POINTS = 40  # of the curve of people against money


def phases(held: Phases, study: Study) -> dict[str, Any]:
    """Return how a programme is phased, what that costs, and what less money would do.

    People are gains added up over all programmes, weighted as the study says; years are calendar
    years, money is in bn VND.
    """
    phasing, problem = held.phasing, held.problem
    years = range(int(problem.years[0]), problem.horizon + 1)
    return {
        "sources": {
            key: {"vi": source.title_vi, "en": source.title_en}
            for key, source in (study.money.sources.items() if study.money else ())
        },
        "method": phasing.method,
        "objective": phasing.people_years,
        "objective_meaning": f"weighted people-years of access gained up to {problem.horizon}",
        "bound": phasing.bound,
        "gap": phasing.gap,
        "built": int((phasing.start != UNBUILT).sum()),
        "not_built": int((phasing.start == UNBUILT).sum()),
        "people_by_year": dict(
            zip(map(str, years), np.rint(phasing.people).astype(int).tolist(), strict=True)
        ),
        "unpaid_bn_vnd": dict(zip(_sources(study), phasing.unpaid_bn_vnd.tolist(), strict=True)),
        "staging": {
            "people_years_lost": held.staging.people_years_lost,
            "price_rise_bn_vnd": held.staging.price_rise_bn_vnd,
            "at_once_bn_vnd": held.staging.at_once_bn_vnd,
            "lacking_bn_vnd": dict(
                zip(_sources(study), held.staging.lacking_bn_vnd.tolist(), strict=True)
            ),
        },
        "cuts": [
            {
                "share": share,
                "people_years": cut.phasing.people_years,
                "people_years_lost": cut.people_years_lost,
                "gap": cut.phasing.gap,
                "dropped": cut.dropped.size,
                "delayed": cut.delayed.size,
            }
            for share, cut in held.cuts.items()
        ],
        "curve": curve(held.curve),
    }


def curve(held: MoneyCurve) -> dict[str, Any]:
    """Return people against money at a few points, and where the knee is."""
    at = np.unique(np.linspace(0, held.order.size, POINTS).round().astype(int))
    return {
        "money_bn_vnd": held.money_bn_vnd[at].round(3).tolist(),
        "people": np.rint(held.people[at]).astype(int).tolist(),
        "knee_bn_vnd": float(held.money_bn_vnd[held.knee]),
        "knee_people": float(held.people[held.knee]),
        "knee_facilities": held.knee,
    }


def _sources(study: Study) -> list[str]:
    return [] if study.money is None else list(study.money.sources)
