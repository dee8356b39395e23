"""How many people primary care covers at the end of each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.problem import Ints
from geoplan.siting.public import PublicProgramme


def covered_by_year(
    public: PublicProgramme, opening: pd.Series[int], years: range
) -> pd.Series[int]:
    """Return the people covered by primary care, everybody assigned optimally to what is open.

    Parameters
    ----------
    public
        What opens, all kinds.
    opening
        Year of each of its facilities by ``site_id``, NA if it is not built.
    years
        Calendar years, one after another.

    Returns
    -------
    Series
        By year, in people counted by gradual coverage.
    """
    last = public.primary
    assignment = Assignment(last.level.today)
    place = _places(public)
    covered = {}
    for year in years:
        new = opening.index[(opening == year).fillna(value=False)]
        here: Ints = np.array([place[label] for label in new if label in place], np.int64)
        assignment.open_all(here)
        covered[year] = round(float(last.level.cover.multiply(assignment.served()).sum()))
    return pd.Series(covered)


def _places(public: PublicProgramme) -> dict[str, int]:
    """Return the number of the place of each facility that serves at the primary level."""
    last = public.primary
    numbers = {str(label): number for number, label in enumerate(last.fixed.index)}
    places = dict(zip(last.labels, last.ranking.order.tolist(), strict=True))
    for answer in public.answers[:-1]:
        for label in answer.labels:
            number = numbers.get(f"{answer.step.kind} {label}")
            if number is not None:
                places[label] = number
    return places
