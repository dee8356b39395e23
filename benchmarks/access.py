"""Floating catchments against PySAL ``access`` on about 3.9 million pairs, in one run.

Run as ``python -m benchmarks.access``; needs the ``test`` extra.
"""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd
from access import fca
from scipy import sparse

from geoplan.access import decay, floating_catchment
from geoplan.travel.times import TravelTimes

CELLS, FACILITIES, SHARE_IN_REACH = 20_000, 2_000, 0.097
LIMIT_MIN, REPEATS = 60.0, 3
Answer = TypeVar("Answer")


def main() -> None:
    """Print seconds of both (the best of some runs), their ratio and their greatest difference."""
    times, people, supply = random_case(np.random.default_rng(0))
    gaussian = partial(decay.gaussian, limit_min=LIMIT_MIN)
    pairs = times.minutes.tocoo()
    costs = pd.DataFrame({"origin": pairs.row, "dest": pairs.col, "cost": pairs.data})
    tables = (people.to_frame("demand"), supply.to_frame("supply"), costs)
    peer = partial(fca.two_stage_fca, *tables, demand_index=True)
    peer_three = partial(fca.three_stage_fca, *tables, LIMIT_MIN, demand_index=True)
    case = (times, people, supply)
    runs: dict[str, tuple[Callable[[], pd.Series], Callable[[], pd.Series]]] = {
        "2SFCA": (
            partial(floating_catchment.two_step, *case, limit_min=LIMIT_MIN),
            partial(peer, LIMIT_MIN),
        ),
        "E2SFCA": (
            partial(floating_catchment.enhanced_two_step, *case, gaussian),
            partial(peer, LIMIT_MIN, weight_fn=gaussian_of_one),
        ),
        "3SFCA": (
            partial(floating_catchment.three_step, *case, gaussian),
            partial(peer_three, weight_fn=gaussian_of_one),
        ),
    }
    print(f"{times.pairs:,} pairs")
    print(f"{'':8}{'geoplan s':>12}{'access s':>12}{'ratio':>8}{'difference':>14}")
    for name, (ours, theirs) in runs.items():
        our_seconds, our_answer = best_of(ours, REPEATS)
        their_seconds, their_answer = best_of(theirs, 1)
        difference = (our_answer - their_answer.reindex(our_answer.index, fill_value=0)).abs().max()
        print(
            f"{name:8}{our_seconds:12.3f}{their_seconds:12.3f}"
            f"{their_seconds / our_seconds:8.0f}{difference:14.1e}"
        )


def gaussian_of_one(minutes: float) -> float:
    """Return ``decay.gaussian`` of one number, since the peer calls it pair by pair."""
    inside = min(minutes / LIMIT_MIN, 1.0)
    return math.expm1(0.5 * (1.0 - inside * inside)) / math.expm1(0.5)


def random_case(rng: np.random.Generator) -> tuple[TravelTimes, pd.Series, pd.Series]:
    """Return travel times with ``SHARE_IN_REACH`` of all pairs stored, people and supply."""
    cells, facilities = pd.RangeIndex(CELLS), pd.RangeIndex(FACILITIES)
    minutes = sparse.random_array(
        (CELLS, FACILITIES),
        density=SHARE_IN_REACH,
        format="csr",
        rng=rng,
        data_sampler=lambda size: rng.uniform(0.0, LIMIT_MIN, size),
    )
    minutes.sort_indices()
    times = TravelTimes(cells, facilities, minutes, LIMIT_MIN)
    people = pd.Series(rng.integers(1, 5_000, CELLS), index=cells)
    supply = pd.Series(rng.integers(1, 500, FACILITIES), index=facilities)
    return times, people, supply


def best_of(run: Callable[[], Answer], repeats: int) -> tuple[float, Answer]:
    """Return the least seconds over some runs, and the answer."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), answer


if __name__ == "__main__":
    main()
