from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.land.assignment import NONE, assign


@st.composite
def offers(draw):
    """Draw up to three offers of one or two of four plots to each of up to four sites."""
    sites, rows = draw(st.integers(1, 4)), []
    for site in range(sites):
        for _ in range(draw(st.integers(0, 3))):
            taken = draw(st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True))
            rows.append((site, frozenset(taken), draw(st.integers(0, 10)) / 10))
    return rows, sites


def by_force(rows, sites):
    """Return the most sites that can be given an offer, and the greatest total of so many."""
    options = [[None, *(row for row in rows if row[0] == site)] for site in range(sites)]
    best = (0, 0.0)
    for chosen in product(*options):
        held = [row for row in chosen if row is not None]
        plots = [plot for _, taken, _ in held for plot in taken]
        if len(set(plots)) == len(plots):
            best = max(best, (len(held), round(sum(score for *_, score in held), 9)))
    return best


@settings(deadline=None)
@given(offers())
def test_as_many_sites_as_can_be_with_the_greatest_total(drawn):
    rows, sites = drawn
    plots = np.array([[plot in taken for plot in range(4)] for _, taken, _ in rows]).reshape(-1, 4)
    site = np.array([site for site, *_ in rows], np.int64)
    score = np.array([score for *_, score in rows])
    found = assign(site, sparse.csr_array(plots.astype(float)), score, sites=sites)
    held = found[found != NONE]
    assert (site[held] == np.flatnonzero(found != NONE)).all()
    assert (plots[held].sum(axis=0) <= 1).all()
    assert (held.size, round(float(score[held].sum()), 9)) == by_force(rows, sites)


def test_nothing_to_give():
    none = np.empty(0, np.int64)
    empty = sparse.csr_array((0, 0))
    assert assign(none, empty, np.empty(0), sites=0).size == 0
    assert assign(none, empty, np.empty(0), sites=2).tolist() == [NONE, NONE]
