from functools import partial

import numpy as np
import pandas as pd
import pytest
from access import fca
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.access import decay, floating_catchment
from geoplan.travel.times import TravelTimes

LIMIT_MIN = 30.0
gaussian = partial(decay.gaussian, limit_min=LIMIT_MIN)


def within(minutes):
    return np.where(minutes <= LIMIT_MIN, 1.0, 0.0)


def naive(minutes, people, supply, weight, *, select):
    """The definition, pair by pair, on a dense table in which inf is out of reach."""
    cells, facilities = minutes.shape

    def selected(i, j):
        if not select:
            return weight(minutes[i, j])
        everything = sum(weight(minutes[i, other]) for other in range(facilities))
        return weight(minutes[i, j]) ** 2 / everything if everything else 0.0

    access = np.zeros(cells)
    for j in range(facilities):
        crowd = sum(selected(i, j) * people[i] for i in range(cells))
        for i in range(cells):
            if crowd > 0:
                access[i] += selected(i, j) * supply[j] / crowd
    return access


METHODS = [
    pytest.param(
        partial(floating_catchment.two_step, limit_min=LIMIT_MIN),
        partial(naive, weight=within, select=False),
        id="2SFCA",
    ),
    pytest.param(
        partial(floating_catchment.enhanced_two_step, decay=gaussian),
        partial(naive, weight=gaussian, select=False),
        id="E2SFCA",
    ),
    pytest.param(
        partial(floating_catchment.three_step, decay=gaussian),
        partial(naive, weight=gaussian, select=True),
        id="3SFCA",
    ),
]


def case(seed):
    """Dense minutes with true zeros, pairs at, within and beyond the limit, and lonely places."""
    rng = np.random.default_rng(seed)
    cells, facilities = rng.integers(1, 12), rng.integers(1, 8)
    minutes = rng.choice([0.0, 5.0, 12.5, 29.9, 30.0, 30.1, 44.0, np.inf], (cells, facilities))
    minutes[rng.random(cells) < 0.1] = np.inf
    minutes[:, rng.random(facilities) < 0.1] = np.inf
    people = rng.integers(0, 4, cells) * 1000
    return minutes, people, rng.integers(0, 50, facilities)


def labelled(minutes, people, supply):
    rows, columns = np.nonzero(np.isfinite(minutes))
    origins = pd.Index([f"c{i}" for i in range(minutes.shape[0])])
    destinations = pd.Index([f"f{j}" for j in range(minutes.shape[1])])
    stored = sparse.csr_array((minutes[rows, columns], (rows, columns)), minutes.shape)
    times = TravelTimes(origins, destinations, stored, 60.0)
    return times, pd.Series(people, origins), pd.Series(supply, destinations)


@pytest.mark.parametrize(("method", "oracle"), METHODS)
@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_equals_the_definition(method, oracle, seed):
    minutes, people, supply = case(seed)
    times, people_of, supply_of = labelled(minutes, people, supply)
    access = method(times, people_of, supply_of)
    assert access.index.equals(times.origins)
    np.testing.assert_allclose(access, oracle(minutes, people, supply), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("method", "oracle"), METHODS)
@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_supply_in_reach_is_conserved(method, oracle, seed):
    minutes, people, supply = case(seed)
    times, people_of, supply_of = labelled(minutes, people, supply)
    weight = oracle.keywords["weight"]
    in_reach = ((weight(minutes) > 0) & (people[:, None] > 0)).any(axis=0)
    given_out = (people_of * method(times, people_of, supply_of)).sum()
    assert given_out == pytest.approx(supply[in_reach].sum(), rel=1e-9)


@pytest.mark.parametrize(("method", "oracle"), METHODS)
def test_labels_decide_not_the_order_of_rows(method, oracle):
    times, people, supply = labelled(*case(5))
    assert len(people) > 2
    expected = method(times, people, supply)
    pd.testing.assert_series_equal(method(times, people[::-1], supply[::-1]), expected)


@pytest.mark.parametrize(
    ("method", "peer"),
    [
        pytest.param(METHODS[0].values[0], fca.two_stage_fca, id="2SFCA"),
        pytest.param(
            METHODS[1].values[0], partial(fca.two_stage_fca, weight_fn=gaussian), id="E2SFCA"
        ),
        pytest.param(
            METHODS[2].values[0], partial(fca.three_stage_fca, weight_fn=gaussian), id="3SFCA"
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # the peer's own
def test_equals_pysal_access(method, peer):
    rng = np.random.default_rng(0)
    minutes = rng.uniform(0, 60, (60, 20))
    minutes[minutes > LIMIT_MIN] = (
        np.inf
    )  # the peer's selection weights count pairs beyond max_cost
    minutes[:3] = np.inf
    times, people, supply = labelled(minutes, rng.integers(1, 5000, 60), rng.integers(1, 99, 20))
    pairs = times.minutes.tocoo()
    costs = pd.DataFrame(
        {
            "origin": times.origins[pairs.row],
            "dest": times.destinations[pairs.col],
            "cost": pairs.data,
        }
    )
    expected = peer(
        people.to_frame("demand"), supply.to_frame("supply"), costs, LIMIT_MIN, demand_index=True
    ).reindex(times.origins, fill_value=0.0)  # the peer drops cells that reach nothing
    access = method(times, people, supply)
    pd.testing.assert_series_equal(access, expected, check_names=False, rtol=1e-9)
