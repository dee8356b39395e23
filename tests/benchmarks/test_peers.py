from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from benchmarks.instances import every_pair
from benchmarks.peers import CONTENDERS, NEEDS, Case
from geoplan.siting.limits import Limits

POINTS, P, RADIUS_M = 14, 3, 25.0
RIVALS = [name for name in CONTENDERS if name != "geoplan"]
EXACT = ("spopt", "highs")


@pytest.fixture(params=["mclp", "median"])
def case(request):
    rng = np.random.default_rng(5)
    place = rng.uniform(0, 100, (POINTS, 2))
    metres = every_pair(np.hypot(*(place[:, None] - place).transpose(2, 0, 1)))
    people = rng.integers(1, 50, POINTS)
    if request.param == "median":
        return Case(np.ones(POINTS, np.int64), metres, P, None, Limits())
    near = metres.tocoo()
    inside = near.data <= RADIUS_M
    pairs = (near.data[inside], (near.row[inside], near.col[inside]))
    return Case(people, sparse.csc_array(pairs, metres.shape), P, RADIUS_M, Limits())


def worth(case, sites):
    """What the sites are worth, and for an MCLP its negative, so that less is better."""
    near = case.metres[:, list(sites)]
    if case.radius_m is None:
        return float(near.toarray().min(axis=1).sum())
    covered = np.zeros(POINTS, bool)
    covered[near.tocoo().row] = True
    return -float(case.people[covered].sum())


@pytest.mark.filterwarnings("ignore:Constructing LpVariable:DeprecationWarning")
@pytest.mark.parametrize("name", CONTENDERS)
def test_each_contender_answers_what_it_is_asked(case, name):
    for need in NEEDS.get(name, ()):
        pytest.importorskip(need)
    found = CONTENDERS[name](case, 20.0)
    assert np.unique(found.sites).size == found.sites.size == P
    best = min(worth(case, sites) for sites in combinations(range(POINTS), P))
    value = worth(case, found.sites)
    assert value >= best - 1e-9
    if name in ("geoplan", *EXACT):
        assert value == pytest.approx(best)
        sign = 1 if case.radius_m is None else -1
        assert sign * found.bound == pytest.approx(best)


def test_greedy_takes_the_best_next_site_each_time(case):
    sites = CONTENDERS["greedy"](case, 20.0).sites.tolist()
    for count in range(P):
        opened = sites[:count]
        free = [site for site in range(POINTS) if site not in opened]
        best = min(worth(case, [*opened, site]) for site in free)
        assert worth(case, sites[: count + 1]) == pytest.approx(best)


def test_fasterpam_stops_no_earlier_than_a_local_optimum(case):
    pytest.importorskip("kmedoids")
    sites = CONTENDERS["kmedoids"](case, 20.0).sites.tolist()
    value = worth(case, sites)
    for out in sites:
        for into in set(range(POINTS)) - set(sites):
            assert worth(case, [into, *(site for site in sites if site != out)]) >= value - 1e-9
