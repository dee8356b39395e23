"""Valhalla agrees on a town worked out by hand, once it reads as little as geoplan does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks import held_against_valhalla as against

pytestmark = pytest.mark.usefixtures("_valhalla")

# Streets of one unit each on the equator; 3 → 4 is one-way, a bollard stands on 2–5, nobody may
# turn left from 1–2 into 2–3, the road from 4 over 8 to 6 is private, and 1–4 runs on to a node
# that is not in the file.
#
#   8
#   4 ← 3 — 6
#   |   |   |
#   1 — 2 ∘ 5
EXTRACT = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="0.00" lon="106.60"/>
  <node id="2" version="1" lat="0.00" lon="106.61"/>
  <node id="3" version="1" lat="0.01" lon="106.61"/>
  <node id="4" version="1" lat="0.01" lon="106.60"/>
  <node id="5" version="1" lat="0.00" lon="106.62"/>
  <node id="6" version="1" lat="0.01" lon="106.62"/>
  <node id="7" version="1" lat="0.00" lon="106.615"><tag k="barrier" v="bollard"/></node>
  <node id="8" version="1" lat="0.02" lon="106.60"/>
  <way id="21" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
  <way id="22" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
  <way id="23" version="1"><nd ref="3"/><nd ref="4"/>
    <tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
  <way id="24" version="1"><nd ref="4"/><nd ref="1"/><nd ref="99"/>
    <tag k="highway" v="residential"/></way>
  <way id="25" version="1"><nd ref="2"/><nd ref="7"/><nd ref="5"/>
    <tag k="highway" v="residential"/></way>
  <way id="26" version="1"><nd ref="3"/><nd ref="6"/><tag k="highway" v="residential"/></way>
  <way id="27" version="1"><nd ref="6"/><nd ref="5"/><tag k="highway" v="residential"/></way>
  <way id="28" version="1"><nd ref="4"/><nd ref="8"/><nd ref="6"/>
    <tag k="highway" v="service"/><tag k="access" v="private"/></way>
  <relation id="31" version="1">
    <member type="way" ref="21" role="from"/><member type="node" ref="2" role="via"/>
    <member type="way" ref="22" role="to"/>
    <tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
</osm>
"""
UNIT_M = 1113.2
OVER_8 = 1 + 5**0.5


@pytest.fixture(scope="module")
def _valhalla():
    pytest.importorskip("valhalla")


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.osm"
    path.write_text(EXTRACT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def town(_valhalla, extract):
    return {held.mode: held for held in against.compared(extract, 10, np.random.default_rng(0))}


def units(held, source, target):
    """Return how long the way is by geoplan and by all that Valhalla reads, in streets."""
    at = {node: place for place, node in enumerate(held.node_id.tolist())}
    pair = at[source], at[target]
    return [metres[pair] / UNIT_M for metres in (held.ours, *held.theirs.values())]


@pytest.mark.parametrize("mode", ["motorcar", "motorcycle"])
@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ((1, 2), [1, 1, 1, 1, 1, 1]),
        ((4, 3), [3, OVER_8 + 1, OVER_8 + 1, 3, 3, 3]),  # 3 → 4 is one-way; left at 2
        ((3, 4), [1, 1, 1, 1, 1, 1]),
        ((4, 1), [1, OVER_8 + 3, 1, 1, 1, 1]),  # one node is missing, and the way is gone
        ((1, 3), [2, np.inf, OVER_8 + 2, 2, 2, 2]),  # left at 2
        ((2, 5), [1, 3, 3, 3, 1, 1]),  # the bollard
        ((4, 6), [4, OVER_8, OVER_8, OVER_8, OVER_8, 4]),  # the private road
    ],
)
def test_each_thing_less_that_valhalla_reads(town, mode, pair, expected):
    assert units(town[mode], *pair) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ((4, 3), [1, 1, 1, 1, 1, 1]),
        ((1, 3), [2, 2, 2, 2, 2, 2]),
        ((4, 1), [1, 3, 1, 1, 1, 1]),
        ((2, 5), [1, 1, 1, 1, 1, 1]),
        ((4, 6), [2, 2, 2, 2, 2, 2]),
    ],
)
def test_on_foot_neither_turns_nor_bollards_matter(town, pair, expected):
    assert units(town["foot"], *pair) == pytest.approx(expected, rel=0.01)


def test_rows_and_tables(extract, tmp_path, capsys):
    against.main([str(extract), "--out", str(tmp_path / "rows.json")])
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert len(rows) == 3 * 5
    cars = [row for row in rows if row["mode"] == "motorcar"]
    assert {row["pairs"] for row in cars} == {30}
    assert cars[0]["only_geoplan"] > cars[1]["only_geoplan"] == 0
    assert all(row["only_valhalla"] == 0 for row in rows)
    assert cars[3]["max_m"] == pytest.approx((4 - OVER_8) * UNIT_M, rel=0.02)
    assert cars[4]["max_m"] < 0.01 * 4 * UNIT_M
    printed = capsys.readouterr().out
    assert "by car: 6 of 6 junctions known to both, 30 pairs" in printed
    assert "| by car | 2 | 5 | 1,113 |" in printed


REAL = os.environ.get("GEOPLAN_OSM", "")


@pytest.mark.skipif(not REAL, reason="GEOPLAN_OSM names no folder with real extracts")
def test_helsinki():
    found = against.compared(Path(REAL) / "helsinki.osm.pbf", 60, np.random.default_rng(0))
    assert [held.mode for held in found] == ["foot", "motorcycle", "motorcar"]
    for held in found:
        theirs = held.theirs["geoplan's ways"]
        reached = np.isfinite(held.ours)
        assert held.known > 0.95 * held.junctions
        assert (reached == np.isfinite(theirs)).all()
        assert np.allclose(held.ours[reached], theirs[reached], rtol=0.003, atol=6)
