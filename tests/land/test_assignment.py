from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoplan.land.assignment import NONE, assign


@st.composite
def pairs(draw):
    sites, plots = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    tenths = draw(st.lists(st.integers(-5, 10), min_size=sites * plots, max_size=sites * plots))
    score = np.array(tenths).reshape(sites, plots) / 10
    site, plot = np.nonzero(score >= 0)
    return site, plot, score[site, plot], sites


def by_force(site, plot, score, sites):
    """Return the most sites that can be given a plot, and the greatest total of so many."""
    options = [[NONE, *np.flatnonzero(site == each).tolist()] for each in range(sites)]
    best = (0, 0.0)
    for chosen in product(*options):
        held = [pair for pair in chosen if pair != NONE]
        if len({int(plot[pair]) for pair in held}) == len(held):
            best = max(best, (len(held), round(float(score[held].sum()), 9)))
    return best


@given(pairs())
def test_as_many_sites_as_can_be_with_the_greatest_total(drawn):
    site, plot, score, sites = drawn
    given_pairs = assign(site, plot, score, sites=sites)
    held = given_pairs[given_pairs != NONE]
    assert (site[held] == np.flatnonzero(given_pairs != NONE)).all()
    assert np.unique(plot[held]).size == held.size
    assert (held.size, round(float(score[held].sum()), 9)) == by_force(*drawn)


def test_nobody_and_nothing():
    none = np.empty(0, np.int64)
    assert assign(none, none, np.empty(0), sites=0).size == 0
    assert assign(none, none, np.empty(0), sites=2).tolist() == [NONE, NONE]
