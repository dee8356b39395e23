import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoplan.land.best_plots import best_plots
from tests.land.told import Told

SHARES = st.lists(
    st.tuples(st.integers(85, 104), st.integers(0, 15), st.integers(0, 10)), min_size=1, max_size=12
)


def scores(worth):
    return lambda rows, share: worth[rows] / 10 + np.clip((share - 0.95) / 0.05, 0, 1)


@given(SHARES, st.integers(1, 5))
def test_the_best_are_those_of_measuring_all(drawn, count):
    share, over, worth = (np.array(column) for column in zip(*drawn, strict=True))
    told, places = Told(share / 100, over / 100), np.arange(len(share))
    score = scores(worth)
    best = best_plots(told, places, score, count=count, keep=0.95)
    kept = np.flatnonzero(share >= 95)
    want = sorted(kept.tolist(), key=lambda row: -score(np.array([row]), told.share[[row]])[0])
    assert np.allclose(best.score, score(np.array(want[:count], int), told.share[want[:count]]))
    assert np.allclose(best.share, told.share[best.rows])
    assert np.allclose(best.score, score(best.rows, best.share))
    assert len(set(best.rows.tolist())) == len(best.rows) == min(count, kept.size)


def test_what_cannot_be_among_the_best_is_not_measured():
    told = Told([0.99, 0.90, 0.99, 0.96, 1.0], over=0.001)
    best = best_plots(told, np.arange(5), scores(np.array([9, 9, 1, 1, 8])), count=2, keep=0.95)
    assert best.rows.tolist() == [4, 0]
    assert sorted(told.asked) == [0, 4]


def test_places_need_not_be_numbered_like_rows():
    told = Told([0.5, 1.0, 0.97])
    best = best_plots(told, np.array([2, 1]), scores(np.array([0, 0])), count=5, keep=0.95)
    assert best.rows.tolist() == [1, 0]
    assert best.share.tolist() == [1.0, 0.97]
