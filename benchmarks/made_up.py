"""Make instances from a seed: graphs like OR-Library's larger ones, and a city."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from geoplan.siting.family import Minutes
from geoplan.siting.problem import Floats, Ints

FIRST_GRAPH = 21
GRAPHS = (  # nodes, p: as pmed21 to pmed40
    *((500, p) for p in (5, 10, 50, 100, 167)),
    *((600, p) for p in (5, 10, 60, 120, 200)),
    *((700, p) for p in (5, 10, 70, 140)),
    *((800, p) for p in (5, 10, 80)),
    *((900, p) for p in (5, 10, 90)),
)
COST_MAX = 100
NODES_SQUARED_PER_EDGE = 50

CITY_KM, DISTRICTS, DISTRICT_KM, SPREAD_OUT = 60.0, 60, 2.5, 0.2
PEOPLE_LOG_MEAN, PEOPLE_LOG_SIGMA = 4.5, 1.2


def make_graphs(folder: Path, rng: np.random.Generator) -> list[Path]:
    """Write made21.txt to made40.txt in the format of OR-Library, and return them.

    Parameters
    ----------
    folder
        Where they go; made if it does not exist.
    rng
        Source of the edges and their costs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, (nodes, p) in enumerate(GRAPHS, FIRST_GRAPH):
        path = folder / f"made{number}.txt"
        edges = random_edges(nodes, rng)
        rows = [f"{nodes} {len(edges)} {p}", *(f"{a} {b} {cost}" for a, b, cost in edges.tolist())]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        files.append(path)
    return files


def random_edges(nodes: int, rng: np.random.Generator) -> Ints:
    """Return edges with random costs: a path through all nodes, then random pairs of them.

    Returns
    -------
    Ints
        Two nodes, counted from 1, and a cost, shape (nodes² / 50, 3); a pair may come again.
    """
    count = nodes * nodes // NODES_SQUARED_PER_EDGE
    further = count - (nodes - 1)
    one = np.concatenate([np.arange(1, nodes), rng.integers(1, nodes + 1, further)])
    step = np.concatenate([np.ones(nodes - 1, np.int64), rng.integers(1, nodes, further)])
    other = (one - 1 + step) % nodes + 1
    return np.column_stack([one, other, rng.integers(1, COST_MAX + 1, count)])


def made_up_city(cells: int, sites: int, rng: np.random.Generator) -> tuple[Floats, Floats, Ints]:
    """Return positions of cells and of sites in metres, and the people of each cell.

    Cells crowd in districts of different size, the rest lies scattered; people of a cell are
    log-normal; sites stand at a random part of the cells, a little beside their centre.
    """
    size_m, district_m = CITY_KM * 1e3, DISTRICT_KM * 1e3
    centres = rng.uniform(0.1 * size_m, 0.9 * size_m, (DISTRICTS, 2))
    share = rng.dirichlet(np.full(DISTRICTS, 1.5))
    crowded = centres[rng.choice(DISTRICTS, cells, p=share)]
    crowded += rng.normal(0.0, district_m, (cells, 2))
    scattered = rng.uniform(0.0, size_m, (cells, 2))
    cell_xy = np.where(rng.random((cells, 1)) < SPREAD_OUT, scattered, crowded)
    site_xy = cell_xy[rng.permutation(cells)[:sites]] + rng.normal(0.0, 100.0, (sites, 2))
    people = np.ceil(rng.lognormal(PEOPLE_LOG_MEAN, PEOPLE_LOG_SIGMA, cells)).astype(np.int64)
    return cell_xy, site_xy, people


def pairs_on_the_plane(cell_xy: Floats, site_xy: Floats, radius_m: float) -> Minutes:
    """Return the metres between cells and sites within a radius, cells × sites."""
    near = cKDTree(cell_xy).sparse_distance_matrix(
        cKDTree(site_xy), radius_m, output_type="ndarray"
    )
    pairs: Minutes = sparse.csc_array(
        (near["v"], (near["i"], near["j"])), shape=(len(cell_xy), len(site_xy))
    )
    return pairs
