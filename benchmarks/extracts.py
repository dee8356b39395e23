"""Write OpenStreetMap extracts anew, with parts left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from pathlib import Path

import osmium

Tags = Mapping[str, str] | osmium.osm.TagList


def write_all(extract: Path, copy: Path) -> None:
    """Write an extract as it stands; the ending of the copy says in which format."""
    with osmium.SimpleWriter(copy) as writer:
        for thing in osmium.FileProcessor(extract):
            writer.add(thing)


def write_part(
    extract: Path,
    part: Path,
    *,
    tags_of: Callable[[osmium.osm.Way], Tags | None] = attrgetter("tags"),
    node_tags: bool = False,
    relations: bool = False,
) -> None:
    """Write some ways and their nodes; a way with nodes missing from the extract in pieces.

    The first piece keeps the number of its way.

    Parameters
    ----------
    extract
        Nodes before ways, in the order of their numbers, as extracts come.
    part
        Written; its ending says in which format.
    tags_of
        What to write with a way, None for a way to be left out; its own tags if not said.
    node_tags, relations
        Whether to write these too.
    """
    there = {node.id for node in osmium.FileProcessor(extract, osmium.osm.NODE)}
    firsts, others = [], []
    for way in osmium.FileProcessor(extract, osmium.osm.WAY):
        tags = tags_of(way)
        pieces = [] if tags is None else _pieces([node.ref for node in way.nodes], there)
        firsts += [(way.id, dict(tags), piece) for piece in pieces[:1]]
        others += [(dict(tags), piece) for piece in pieces[1:]]
    beyond = 1 + max((number for number, _, _ in firsts), default=0)
    ways = [*firsts, *((number, *other) for number, other in enumerate(others, beyond))]
    used = {ref for _, _, piece in ways for ref in piece}
    with osmium.SimpleWriter(part) as writer:
        for node in osmium.FileProcessor(extract, osmium.osm.NODE):
            if node.id in used:
                writer.add_node(node if node_tags else node.replace(tags={}))
        for number, tags, piece in ways:
            writer.add_way(osmium.osm.mutable.Way(id=number, tags=tags, nodes=piece))
        if relations:
            for relation in osmium.FileProcessor(extract, osmium.osm.RELATION):
                writer.add_relation(relation)


def _pieces(refs: list[int], there: set[int]) -> list[list[int]]:
    """Return the stretches of two nodes or more without a missing one between."""
    pieces: list[list[int]] = [[]]
    for ref in refs:
        if ref in there:
            pieces[-1].append(ref)
        else:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]
