"""Networks of edges are grouped by node, and odd edges are refused."""

from __future__ import annotations

import numpy as np
import pytest

from geoplan.errors import GeoplanError
from geoplan.travel.network import network_of


def some_network():
    # 0 → 1 in 5 and in 3 minutes, 1 → 0 in 2, 2 → 1 in 0
    tail, head = np.array([2, 0, 1, 0]), np.array([1, 1, 0, 1])
    return network_of(tail, head, np.array([0.0, 5.0, 2.0, 3.0]), nodes=4)


def test_edges_stand_by_the_node_they_leave():
    network = some_network()
    assert (network.nodes, network.edges) == (4, 4)
    assert network.begin.tolist() == [0, 2, 3, 4, 4]
    assert network.head.tolist() == [1, 1, 0, 1]
    assert network.tail.tolist() == [0, 0, 1, 2]
    assert network.minutes.tolist() == [5.0, 3.0, 2.0, 0.0]


def test_turned_round_twice_it_is_the_same():
    once = some_network().reversed()
    assert once.tail.tolist() == [0, 1, 1, 1]
    assert once.head.tolist() == [1, 0, 0, 2]
    assert some_network().matrix().toarray().tolist() == once.matrix().toarray().T.tolist()


def test_the_matrix_keeps_the_quickest_of_parallel_edges_and_a_true_zero():
    matrix = some_network().matrix()
    assert matrix.toarray()[0].tolist() == [0, 3, 0, 0]
    assert matrix.nnz == 3


def test_renumbered_nodes_keep_their_edges():
    number = np.array([3, 1, 0, 2])
    matrix, other = some_network().matrix(), some_network().renumbered(number).matrix()
    assert (other.toarray()[np.ix_(number, number)] == matrix.toarray()).all()


@pytest.mark.parametrize(
    ("edge", "minutes", "sentence"),
    [
        ((0, 7), 1.0, "1 edges lead beyond the 3 nodes (edges: 1); correct them."),
        ((-1, 0), 1.0, "1 edges lead beyond the 3 nodes (edges: 1); correct them."),
        ((0, 1), -2.0, "1 edges take no possible time (edges: 1); correct them."),
        ((0, 1), np.nan, "1 edges take no possible time (edges: 1); correct them."),
        ((0, 1), np.inf, "1 edges take no possible time (edges: 1); correct them."),
    ],
)
def test_odd_edges_are_refused(edge, minutes, sentence):
    tail, head = np.array([0, edge[0]]), np.array([1, edge[1]])
    with pytest.raises(GeoplanError) as refused:
        network_of(tail, head, np.array([1.0, minutes]), nodes=3)
    assert str(refused.value) == sentence
