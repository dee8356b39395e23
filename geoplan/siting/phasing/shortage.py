"""What is lacking where the envelopes cannot pay for what must be built."""

from __future__ import annotations

import numpy as np

from geoplan.siting.highs import minimise
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.formulation import formulate
from geoplan.siting.phasing.money import MONEY, payments
from geoplan.siting.phasing.problem import UNBUILT, PhasingProblem, named

CLOSE = Limits(gap=1e-3)  # of the least that is lacking


def why_unpayable(problem: PhasingProblem) -> str:
    """Return in a sentence the least money that is lacking for the required items, and when.

    Parameters
    ----------
    problem
        One whose envelopes cannot pay for its required items.
    """
    items, unbuilt = np.flatnonzero(problem.required), np.full(problem.required.size, UNBUILT)
    model = formulate(problem, items, items, unbuilt)
    values = minimise(model.least_lack(), CLOSE).values
    says = f"the {items.size} required items cost {problem.cost_bn_vnd[items].sum():,.1f} bn VND"
    if values is None:
        return f"{says}, which the envelopes cannot pay; raise these or require fewer."
    lack, start = values[model.lack], model.starts(values, unbuilt)
    paid = np.array([payments(problem, item, year) for item, year in enumerate(start.tolist())])
    lacks = [
        f"{problem.sources[source]} lacks {lack[source, year]:,.1f} bn VND in "
        f"{problem.years[year]} for items such as {named(paid[:, source, year] > 0)}"
        for source, year in np.argwhere(lack > MONEY).tolist()
    ]
    return (
        f"{says}, but {', '.join(lacks)}; raise the envelopes, hold less in reserve, give these "
        "items more time or require fewer."
    )
