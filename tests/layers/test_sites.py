from __future__ import annotations

import numpy as np

from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites, thin
from tests import toytown

LIMITS = {"min_people": 2500, "max_sites": 100, "copies_per_site": 3, "crs": toytown.CRS}


def test_former_stations_come_first_and_small_cells_take_none(toy_study):
    layers = read_layers(toy_study)
    sites = candidate_sites(layers.demand, layers.facilities, **LIMITS)
    assert sites.index[0] == "SF4"
    assert sites["kind"].tolist() == ["former_station"] + ["new_site"] * 7
    assert sites["copies_max"].tolist() == [1] + [3] * 7
    assert set(sites.index[1:]) == {
        f"S{cell}" for cell in layers.demand.index[layers.demand["people"] >= 2500]
    }


def test_thinning_keeps_the_most_populated_cell_of_each_cluster(toy_study):
    demand = read_layers(toy_study).demand
    kept = thin(demand, 3, toytown.CRS)
    # three clusters far apart: the ward, the commune, the island
    assert kept["people"].tolist() == [12_000, 4_000, 2_000]


def test_thinning_does_nothing_when_there_are_few(toy_study):
    demand = read_layers(toy_study).demand
    assert thin(demand, 10, toytown.CRS) is demand


def test_thinning_is_deterministic(toy_study):
    demand = read_layers(toy_study).demand
    first, second = (thin(demand, 5, toytown.CRS).index for _ in range(2))
    assert np.array_equal(first, second)
