"""Minutes over a network are those of Dijkstra's algorithm, however the places are tied to it."""

from __future__ import annotations

import os
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from geoplan.errors import GeoplanError
from geoplan.travel import matrix as engine
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import network_of
from tests.travel.tables import dense


@st.composite
def networks(draw, *, most_nodes=12):
    """Any small directed network, with parallel edges, loops, zeros and lonely nodes."""
    nodes = draw(st.integers(1, most_nodes))
    node, time = st.integers(0, nodes - 1), st.floats(0, 10, width=16)
    edges = draw(st.lists(st.tuples(node, node, time), max_size=40))
    tail, head, minutes = map(np.array, zip(*edges, strict=True)) if edges else [np.empty(0)] * 3
    return network_of(tail.astype(int), head.astype(int), minutes.astype(float), nodes=nodes)


def between_all(network, cutoff_min=np.inf):
    """Return the table of minutes from every node to every node by SciPy."""
    return dijkstra(network.matrix(), limit=cutoff_min)


@st.composite
def tied(draw, network, most_places=5, most_needed=1):
    """Places tied to any nodes, some to none, some to fewer than they need."""
    places = draw(st.integers(1, most_places))
    tie = st.tuples(
        st.integers(0, places - 1), st.integers(0, network.nodes - 1), st.floats(0, 5, width=16)
    )
    ties = draw(st.lists(tie, max_size=8))
    place, node, minutes = map(np.array, zip(*ties, strict=True)) if ties else [np.empty(0)] * 3
    counts = st.lists(st.integers(1, most_needed), min_size=places, max_size=places)
    needed = draw(st.none() | counts.map(np.array))
    return Access(places, place.astype(int), node.astype(int), minutes.astype(float), needed)


def nearest_ties(apart, one_side, other_side):
    """Return one side × other side: the least minutes over the ties of the former.

    The latter's minutes are those of the last tie needed.
    """
    expected = np.full((one_side.places, other_side.places), np.inf)
    for i in range(one_side.places):
        leave, before = (field[one_side.place == i] for field in (one_side.node, one_side.minutes))
        for j in range(other_side.places):
            ties = other_side.place == j
            enter, after = other_side.node[ties], other_side.minutes[ties]
            ways = before[:, None] + apart[np.ix_(leave, enter)] + after
            last = 0 if other_side.needed is None else other_side.needed[j] - 1
            if leave.size and last < enter.size:
                expected[i, j] = np.sort(ways.min(axis=0))[last]
    return expected


@pytest.mark.parametrize("most_needed", [(1, 1), (1, 4), (4, 1)])
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_minutes_are_the_least_over_the_ties_or_those_of_the_last_needed(most_needed, data):
    network = data.draw(networks())
    origins, destinations = (data.draw(tied(network, most_needed=most)) for most in most_needed)
    cutoff = data.draw(st.floats(0, 30, width=16))
    apart = between_all(network)
    if origins.several:
        expected = nearest_ties(apart.T, destinations, origins).T
    else:
        expected = nearest_ties(apart, origins, destinations)
    expected[expected > cutoff + 1e-9] = np.inf
    found = dense(Router(network).minutes(origins, destinations, cutoff_min=cutoff))
    near = np.abs(expected - cutoff) < 1e-9  # rounding may put these on either side
    assert np.allclose(found[~near], expected[~near], rtol=0, atol=1e-9)


def test_half_of_a_row_of_access_points_is_its_lower_median():
    row = network_of(np.arange(9), np.arange(1, 10), np.ones(9), nodes=10)
    start = Access.at(np.array([0]))
    for ties, median in {1: 1.0, 2: 1.0, 3: 2.0, 4: 2.0, 5: 3.0}.items():
        node = np.arange(1, ties + 1)
        half = np.array([(ties + 1) // 2])
        cell = Access(1, np.zeros(ties, int), node, np.zeros(ties), half)
        assert dense(Router(row).minutes(start, cell, cutoff_min=9.0)) == [[median]]
        assert dense(Router(row).minutes(start, cell, cutoff_min=median)) == [[median]]
        assert dense(Router(row).minutes(start, cell, cutoff_min=median - 0.1)) == [[np.inf]]


def test_places_of_both_sides_cannot_need_several_ties():
    row = network_of(np.arange(3), np.arange(1, 4), np.ones(3), nodes=4)
    cell = Access(1, np.zeros(2, int), np.array([1, 2]), np.zeros(2), np.array([2]))
    with pytest.raises(GeoplanError, match="nearest access point"):
        Router(row).minutes(cell, cell, cutoff_min=5.0)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_shorter_cutoff_changes_nothing_within_it(data):
    network = data.draw(networks())
    everywhere = Access.at(np.arange(network.nodes))
    cells = data.draw(tied(network, most_needed=4))
    far = dense(Router(network).minutes(everywhere, cells, cutoff_min=30.0))
    near = dense(Router(network).minutes(everywhere, cells, cutoff_min=7.0))
    assert (near == np.where(far <= 7.0, far, np.inf)).all()


@given(network=networks())
@settings(max_examples=100, deadline=None)
def test_no_detour_is_shorter_and_the_way_to_oneself_takes_no_time(network):
    everywhere = Access.at(np.arange(network.nodes))
    apart = dense(Router(network).minutes(everywhere, everywhere, cutoff_min=1000.0))
    assert (np.diag(apart) == 0).all()
    for between in range(network.nodes):
        assert (apart <= apart[:, [between]] + apart[[between]] + 1e-9).all()


@given(network=networks(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_an_edge_taken_away_shortens_no_way(network, data):
    if network.edges == 0:
        return
    kept = np.arange(network.edges) != data.draw(st.integers(0, network.edges - 1))
    less = network_of(
        network.tail[kept], network.head[kept], network.minutes[kept], nodes=network.nodes
    )
    everywhere = Access.at(np.arange(network.nodes))
    before, after = (
        dense(Router(each).minutes(everywhere, everywhere, cutoff_min=1000.0))
        for each in (network, less)
    )
    assert (after >= before).all()


def test_without_one_way_streets_there_and_back_take_as_long():
    tail, head, minutes = grid(side=12, seed=3)
    network = network_of(
        np.concatenate([tail, head]), np.concatenate([head, tail]), np.tile(minutes, 2), nodes=144
    )
    everywhere = Access.at(np.arange(144))
    apart = dense(Router(network).minutes(everywhere, everywhere, cutoff_min=100.0))
    assert np.allclose(apart, apart.T, rtol=0, atol=1e-9)


def grid(*, side, seed):
    """Return the edges of a grid of streets, each with its own speed, one way each."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    return tail, head, rng.uniform(0.1, 3.0, tail.size)


@pytest.mark.parametrize("few", ["origins", "destinations"])
def test_a_town_equals_scipy_to_the_last_bit_from_either_end(few):
    tail, head, minutes = grid(side=40, seed=1)
    one_way = np.random.default_rng(2).random(tail.size) < 0.3
    network = network_of(
        np.concatenate([tail, head[~one_way]]),
        np.concatenate([head, tail[~one_way]]),
        np.concatenate([minutes, minutes[~one_way]]),
        nodes=1600,
    )
    rng = np.random.default_rng(4)
    some, many = rng.choice(1600, 70, replace=False), rng.choice(1600, 500, replace=False)
    origins, destinations = (some, many) if few == "origins" else (many, some)
    times = Router(network).minutes(Access.at(origins), Access.at(destinations), cutoff_min=15.0)
    assert times.has_sorted_indices
    if few == "origins":
        expected = dijkstra(network.matrix(), indices=origins, limit=15.0)[:, destinations]
    else:
        backwards = network.reversed().matrix()
        expected = dijkstra(backwards, indices=destinations, limit=15.0)[:, origins].T
    assert (dense(times) == expected).all()


def test_cells_of_a_town_equal_scipy_to_the_last_bit():
    tail, head, minutes = grid(side=40, seed=1)
    network = network_of(
        np.concatenate([tail, head]), np.concatenate([head, tail]), np.tile(minutes, 2), nodes=1600
    )
    rng = np.random.default_rng(6)
    sites, place = rng.choice(1600, 50, replace=False), np.repeat(np.arange(400), 4)
    cells = Access(400, place, rng.permutation(1600), np.zeros(1600), np.tile([1, 2, 3, 4], 100))
    times = Router(network).minutes(cells, Access.at(sites), cutoff_min=12.0)
    assert times.has_sorted_indices
    apart = dijkstra(network.reversed().matrix(), indices=sites, limit=12.0)
    ways = np.sort(apart[:, cells.node].reshape(50, 400, 4), axis=2)
    expected = ways[:, np.arange(400), cells.needed - 1].T
    assert 1000 < np.isfinite(expected).sum() < 10_000
    assert (dense(times) == expected).all()


def test_blocks_and_buckets_change_nothing(monkeypatch):
    tail, head, minutes = grid(side=20, seed=5)
    router = Router(network_of(tail, head, minutes, nodes=400))
    everywhere = Access.at(np.arange(400))
    plain = router.minutes(everywhere, everywhere, cutoff_min=9.0)
    for name, value in {"BLOCK": 7, "WIDTH": 0.01, "MOST_BUCKETS": 3}.items():
        monkeypatch.setattr(engine, name, value)
        other = router.minutes(everywhere, everywhere, cutoff_min=9.0)
        assert (other.indptr == plain.indptr).all()
        assert (other.indices == plain.indices).all()
        assert (other.data == plain.data).all()


def test_parts_of_the_searches_are_parts_of_the_minutes_in_any_process():
    tail, head, minutes = grid(side=20, seed=5)
    router = Router(network_of(tail, head, minutes, nodes=400))
    everywhere, some = Access.at(np.arange(400)), Access.at(np.arange(0, 400, 5))
    plain = router.minutes(everywhere, some, cutoff_min=9.0)
    searches = router.searches(everywhere, some, cutoff_min=9.0)
    assert (searches.starts, searches.backwards) == (80, True)
    luggage = pickle.dumps(searches)
    first = searches.minutes(0, 33)
    assert len(pickle.dumps(searches)) == len(luggage)  # what was searched with stays here
    elsewhere = pickle.loads(luggage)  # noqa: S301 - packed two lines above
    rest = elsewhere.minutes(33, 80, threads=1)
    both = sparse.csr_array(sparse.vstack([first, rest]).T.tocsr())
    for array in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(both, array), getattr(plain, array))


def test_threads_are_as_many_as_the_environment_says_or_as_there_are_cores(monkeypatch):
    for asked, threads in {"3": 3, "2,4": 2, "0": os.cpu_count(), "many": os.cpu_count()}.items():
        monkeypatch.setenv("OMP_NUM_THREADS", asked)
        assert engine._threads() == threads
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert engine._threads() == os.cpu_count()


def test_no_edges_and_no_ties_leave_everybody_alone():
    nowhere = network_of(np.empty(0, int), np.empty(0, int), np.empty(0), nodes=3)
    at_two = Access.at(np.array([0, 2]))
    assert Router(nowhere).minutes(at_two, at_two, cutoff_min=5.0).toarray().tolist() == [
        [0, 0],
        [0, 0],
    ]
    untied = Access(2, np.empty(0, int), np.empty(0, int), np.empty(0))
    assert Router(nowhere).minutes(untied, at_two, cutoff_min=5.0).nnz == 0
    assert Router(nowhere).minutes(at_two, at_two, cutoff_min=5.0).nnz == 2  # two true zeros


def test_progress_runs_to_the_end():
    heard = []
    tail, head, minutes = grid(side=9, seed=0)
    everywhere = Access.at(np.arange(81))
    Router(network_of(tail, head, minutes, nodes=81)).minutes(
        everywhere, everywhere, cutoff_min=3.0, progress=lambda *told: heard.append(told)
    )
    assert [stage for stage, _ in heard] == ["Travel times"] * len(heard)
    assert [share for _, share in heard] == sorted(share for _, share in heard)
    assert heard[-1][1] == 1.0
