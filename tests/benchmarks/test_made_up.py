from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from benchmarks.instances import read_graph, shortest_paths
from benchmarks.made_up import made_up_city, make_graphs, pairs_on_the_plane, random_edges


def test_edges_are_as_many_and_as_dear_as_in_or_library():
    edges = random_edges(500, np.random.default_rng(0))
    assert edges.shape == (5_000, 3)
    assert (edges[:, :2].min(), edges[:, :2].max()) == (1, 500)
    assert (edges[:, 0] != edges[:, 1]).all()
    assert (edges[:, 2].min(), edges[:, 2].max()) == (1, 100)


def test_graphs_are_connected_have_the_sizes_of_or_library_and_depend_on_the_seed_only(tmp_path):
    files = make_graphs(tmp_path / "one", np.random.default_rng(3))
    again = make_graphs(tmp_path / "two", np.random.default_rng(3))
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    graphs = [read_graph(file) for file in files]
    assert [graph.p for graph in graphs[:5]] == [5, 10, 50, 100, 167]
    assert [graph.edges.shape[0] for graph in graphs] == (
        [500] * 5 + [600] * 5 + [700] * 4 + [800] * 3 + [900] * 3
    )
    assert shortest_paths(graphs[0]).max() < 1_000


def test_the_city_has_what_was_asked_and_its_pairs_lie_within_the_radius():
    cells, sites, people = made_up_city(300, 80, np.random.default_rng(1))
    assert (cells.shape, sites.shape, people.shape) == ((300, 2), (80, 2), (300,))
    assert people.min() >= 1
    metres = cdist(cells, sites)
    pairs = pairs_on_the_plane(cells, sites, 1_500.0)
    kept = pairs.tocoo()
    assert pairs.nnz == (metres <= 1_500.0).sum() > 0
    np.testing.assert_allclose(metres[kept.row, kept.col], kept.data)
