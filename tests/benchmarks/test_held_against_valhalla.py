"""Both agree on a town worked out by hand, once Valhalla reads the ways as geoplan does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks import held_against_valhalla as against

pytestmark = pytest.mark.usefixtures("_valhalla")

# Streets of one unit each on the equator; 3 → 4 is one-way, a bollard stands halfway on 2–5, nobody
# may turn left from 1–2 into 2–3, the road from 4 over 8 to 6 is private, and 1–4 runs on to a node
# that is not in the file. geoplan turns round at the bollard, Valhalla does not.
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
    """Return how long the way is by geoplan and by Valhalla for all that is read, in streets."""
    at = {node: place for place, node in enumerate(held.node_id.tolist())}
    pair = at[source], at[target]
    return [[metres[pair] / UNIT_M for metres in by.values()] for by in (held.ours, held.theirs)]


@pytest.mark.parametrize("mode", ["motorcar", "motorcycle"])
@pytest.mark.parametrize(
    ("pair", "ours", "theirs"),
    [
        ((1, 2), [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
        ((3, 4), [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
        ((4, 1), [1, 1, 1, 1, 1], [OVER_8 + 3, 1, 1, 1, 1]),  # one node is missing
        ((2, 5), [3, 3, 3, 1, 1], [3, 3, 3, 1, 1]),  # the bollard
        ((1, 3), [3, 3, 2, 2, 2], [np.inf, OVER_8 + 2, 2, 2, 2]),  # no left at 2
        ((4, 3), [4, 4, 3, 3, 3], [OVER_8 + 1, OVER_8 + 1, 3, 3, 3]),  # 3 → 4 is one-way; the same
        ((4, 6), [5, 5, 4, 4, 4], [OVER_8, OVER_8, OVER_8, OVER_8, 4]),  # the private road
    ],
)
def test_each_thing_less_that_is_read(town, mode, pair, ours, theirs):
    found = units(town[mode], *pair)
    assert found[0] == pytest.approx(ours, rel=0.01)
    assert found[1] == pytest.approx(theirs, rel=0.01)


@pytest.mark.parametrize(
    ("pair", "ours", "theirs"),
    [
        ((4, 3), 1, [1, 1, 1, 1, 1]),
        ((1, 3), 2, [2, 2, 2, 2, 2]),
        ((4, 1), 1, [3, 1, 1, 1, 1]),
        ((2, 5), 1, [1, 1, 1, 1, 1]),
        ((4, 6), 2, [2, 2, 2, 2, 2]),
    ],
)
def test_on_foot_neither_turns_nor_bollards_matter(town, pair, ours, theirs):
    found = units(town["foot"], *pair)
    assert found[0] == pytest.approx([ours] * 5, rel=0.01)
    assert found[1] == pytest.approx(theirs, rel=0.01)


def test_a_place_with_two_nodes_is_not_asked_about(tmp_path):
    """Node 9 stands on node 2, and may be what Valhalla takes it for."""
    twice = '<node id="9" version="1" lat="0.00" lon="106.61"/>'
    path = tmp_path / "town.osm"
    path.write_text(EXTRACT.replace('<way id="21"', f'{twice}<way id="21"'), encoding="utf-8")
    for held in against.compared(path, 10, np.random.default_rng(0)):
        assert 2 not in held.node_id
        assert 3 in held.node_id


def test_rows_and_tables(extract, tmp_path, capsys):
    against.main([str(extract), "--out", str(tmp_path / "rows.json")])
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert len(rows) == 3 * 5
    cars = [row for row in rows if row["mode"] == "motorcar"]
    assert {row["pairs"] for row in cars} == {30}
    assert cars[0]["only_geoplan"] > cars[1]["only_geoplan"] == 0
    assert all(row["only_valhalla"] == 0 for row in rows)
    assert cars[2]["max_m"] == pytest.approx((4 - OVER_8) * UNIT_M, rel=0.02)
    assert cars[4]["max_m"] < 0.01 * 4 * UNIT_M
    printed = capsys.readouterr().out
    assert "by car: 6 of 6 junctions known to both, 30 pairs" in printed
    assert "| by car | 4 | 6 | 5,551 / 3,602 | 5,551 / 3,602 | 4,438 / 3,602 |" in printed


REAL = os.environ.get("GEOPLAN_OSM", "")


@pytest.mark.skipif(not REAL, reason="GEOPLAN_OSM names no folder with real extracts")
def test_helsinki():
    found = against.compared(Path(REAL) / "helsinki.osm.pbf", 60, np.random.default_rng(0))
    assert [held.mode for held in found] == ["foot", "motorcycle", "motorcar"]
    for held in found:
        theirs = held.theirs["geoplan's ways"]
        ours = held.ours["geoplan's ways"]
        reached = np.isfinite(ours)
        assert held.known > 0.95 * held.junctions
        assert (reached == np.isfinite(theirs)).all()
        assert np.allclose(ours[reached], theirs[reached], rtol=0.003, atol=6)
