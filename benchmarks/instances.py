"""Read benchmark instances: points of MCLP, graphs of OR-Library, spopt's San Francisco."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from geoplan.errors import GeoplanError
from geoplan.siting.family import Minutes
from geoplan.siting.problem import Floats, Ints

EARTH_RADIUS_M = 6_378_100  # of the instances; see the distance rule in ``metres_between``
PUBLISHED = "Take the file as it was published."
ROOM_M = 1.0  # candidates are looked for so much farther out, since the rule rounds to 32 bits


@dataclass(frozen=True, eq=False)
class Points:
    """An MCLP instance: every point is both demand and candidate site.

    Parameters
    ----------
    name
        Of the instance.
    lat_lon
        Degrees, shape (points, 2).
    people
        Weight of each point, int64, shape (points,).
    """

    name: str
    lat_lon: Floats
    people: Ints


@dataclass(frozen=True, eq=False)
class Graph:
    """An OR-Library instance: every node is both demand, of one person, and candidate site.

    Parameters
    ----------
    name
        Of the instance.
    p
        Facilities to open.
    edges
        Costs, nodes × nodes, each edge in one direction.
    """

    name: str
    p: int
    edges: sparse.csr_array[np.float64]


def instance_files(folder: Path) -> list[Path]:
    """Return the text files of a folder by name, pmed2 before pmed10."""
    files = sorted(folder.glob("*.txt"), key=lambda path: (_natural(path.stem), path.stem))
    if not files:
        raise GeoplanError(f"{folder} holds no instance (*.txt). Name the folder of the files.")
    return files


def holds_points(path: Path) -> bool:
    """Whether a file holds the points of an MCLP instance, and not a graph."""
    with path.open(encoding="utf-8") as lines:
        return next(lines, "").startswith("NAME")


def read_points(path: Path) -> Points:
    """Read an MCLP instance of Máximo et al., in the manner of TSPLIB.

    Latitude and longitude of each point follow ``NODE_COORD_SECTION``, the weights
    ``DEMAND_SECTION``, one row per point.

    Source: Máximo, Cordeau and Nascimento (2023), International Transactions in Operational
    Research, doi:10.1111/itor.13387.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.strip() for line in lines if line.strip()]
    header = dict(row.replace(" ", "").split(":") for row in rows if ":" in row)
    if header.get("EDGE_WEIGHT_TYPE") != "COORD":
        raise GeoplanError(f"{path}: only EDGE_WEIGHT_TYPE COORD can be read. Leave the file out.")
    if not header.keys() >= {"NAME", "DIMENSION"}:
        raise GeoplanError(f"{path}: NAME or DIMENSION is not given. {PUBLISHED}")

    def section(name: str) -> list[list[str]]:
        start = rows.index(name) + 1
        return [row.split() for row in takewhile(lambda row: not row[0].isalpha(), rows[start:])]

    try:
        size = int(header["DIMENSION"])
        lat_lon = np.array(section("NODE_COORD_SECTION"), np.float64).reshape(size, 2)
        people = np.array(section("DEMAND_SECTION"), np.int64).reshape(size)
    except ValueError as broken:
        raise GeoplanError(
            f"{path}: there are not {header['DIMENSION']} points and weights ({broken}). "
            f"{PUBLISHED}"
        ) from None
    return Points(header["NAME"], lat_lon, people)


def metres_between(one: Floats, other: Floats) -> Floats:
    """Return distances by the rule of the instances, float32, broadcast over all axes but the last.

    The spherical law of cosines on ``EARTH_RADIUS_M`` gives the angle in 64 bits; it is rounded
    to 32 bits and multiplied in 32 bits, so that a point on the limit falls as it did for those
    who published the values.

    Parameters
    ----------
    one, other
        Latitude and longitude, degrees, shape (…, 2).

    Examples
    --------
    >>> float(metres_between(np.array([0.0, 0.0]), np.array([0.0, 1.0])))
    111318.8515625
    """
    latitude, other_latitude = np.radians(one[..., 0]), np.radians(other[..., 0])
    turn = np.radians(other[..., 1] - one[..., 1])
    cosine = np.cos(latitude) * np.cos(other_latitude) * np.cos(turn)
    cosine += np.sin(latitude) * np.sin(other_latitude)
    # Rounding lifts the cosine of a point with itself above 1.
    angle = np.arccos(np.minimum(cosine, 1.0)).astype(np.float32)
    metres: Floats = angle * np.float32(EARTH_RADIUS_M)
    return metres


def pairs_within(points: Points, radius_m: float) -> Minutes:
    """Return the metres of all pairs within a radius, limit included, as the engine takes them.

    Neighbours along the chord, a little farther out, are candidates; ``metres_between`` decides.
    """
    latitude, longitude = np.radians(points.lat_lon).T
    on_sphere = EARTH_RADIUS_M * np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
    chord = 2 * EARTH_RADIUS_M * np.sin((radius_m + ROOM_M) / (2 * EARTH_RADIUS_M))
    one, other = cKDTree(on_sphere).query_pairs(chord, output_type="ndarray").T
    metres = metres_between(points.lat_lon[one], points.lat_lon[other])
    near = metres <= np.float32(radius_m)
    one, other, metres = one[near], other[near], metres[near]
    every = np.arange(points.people.size)
    pairs: Minutes = sparse.csc_array(
        (
            np.concatenate([metres, metres, np.zeros(every.size)]).astype(np.float64),
            (np.concatenate([one, other, every]), np.concatenate([other, one, every])),
        ),
        shape=(every.size, every.size),
    )
    return pairs


def read_graph(path: Path) -> Graph:
    """Read a *p*-median instance of OR-Library.

    Nodes, edges and *p* stand in the first row, then two nodes, counted from 1, and a cost per
    edge; where an edge stands twice, the last cost counts.

    Source: Beasley (1985), European Journal of Operational Research 21, 270–273.
    """
    numbers = np.array(path.read_text(encoding="utf-8").split(), np.int64)
    nodes, edges, p = (int(number) for number in numbers[:3])
    table = numbers[3:]
    if table.size != 3 * edges:
        raise GeoplanError(f"{path}: it announces {edges} edges and holds others. {PUBLISHED}")
    cost = {
        (min(one, other), max(one, other)): value
        for one, other, value in table.reshape(edges, 3).tolist()
    }
    one, other = np.array(list(cost)).T - 1
    values = np.array(list(cost.values()), np.float64)
    return Graph(path.stem, p, sparse.csr_array((values, (one, other)), shape=(nodes, nodes)))


def people_of(graph: Graph) -> Ints:
    """Return one person for each node."""
    return np.ones(graph.edges.shape[0], np.int64)


def shortest_paths(graph: Graph) -> Floats:
    """Return the cost of the shortest path between all nodes, shape (nodes, nodes)."""
    distance: Floats = csgraph.dijkstra(graph.edges, directed=False)
    if not np.isfinite(distance).all():
        raise GeoplanError(f"{graph.name}: some nodes cannot be reached from others. {PUBLISHED}")
    return distance


def every_pair(distance: Floats) -> Minutes:
    """Return a whole matrix of distances as the engine takes it, each zero stored."""
    demand, sites = distance.shape
    pairs: Minutes = sparse.csc_array(
        (
            distance.T.ravel().astype(np.float64),
            np.tile(np.arange(demand), sites),
            np.arange(0, demand * sites + 1, demand),
        ),
        shape=(demand, sites),
    )
    return pairs


def read_san_francisco(folder: Path) -> tuple[Ints, Minutes]:
    """Return the people of spopt's 205 tracts, and their metres by road to 16 stores.

    Source: the San Francisco set that spopt ships (pysal/spopt, BSD-3).
    """
    (file,) = folder.glob("SF_network_distance*.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    stores = sorted({row["name"] for row in rows}, key=_natural)
    people = {row["DestinationName"]: int(row["demand"]) for row in rows}
    tract = {name: row for row, name in enumerate(people)}
    metres = np.full((len(people), len(stores)), np.nan)
    for row in rows:
        metres[tract[row["DestinationName"]], stores.index(row["name"])] = float(row["distance"])
    return np.array(list(people.values()), np.int64), every_pair(metres)


def known_values(folder: Path, file: str, *columns: str, value: str) -> dict[tuple[str, ...], int]:
    """Return a column of published values by others; empty where the file does not stand.

    Parameters
    ----------
    folder, file
        Where the values may stand, a table with a header.
    columns
        Those that together name the instance.
    value
        The column of the values.
    """
    path = folder / file
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            tuple(row[column] for column in columns): int(row[value])
            for row in csv.DictReader(lines)
            if row[value]
        }


def _natural(name: str) -> int:
    number = re.search(r"\d+", name)
    return int(number[0]) if number else 0
