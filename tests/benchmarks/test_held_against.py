"""Reading and searching agree with osmnx and networkx, gaps and one-way streets included."""

from __future__ import annotations

import numpy as np

from benchmarks import held_against

# A square of streets 1-2-3-4 with 3 → 4 one-way, a lane 2-9-5-6 whose node 9 is not in the file,
# and a footpath 1-6 that no car may use.
EXTRACT = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="20.80" lon="106.60"/>
  <node id="2" version="1" lat="20.80" lon="106.61"/>
  <node id="3" version="1" lat="20.81" lon="106.61"/>
  <node id="4" version="1" lat="20.81" lon="106.60"/>
  <node id="5" version="1" lat="20.80" lon="106.63"/>
  <node id="6" version="1" lat="20.80" lon="106.64"/>
  <way id="21" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="residential"/></way>
  <way id="22" version="1"><nd ref="3"/><nd ref="4"/>
    <tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
  <way id="23" version="1"><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/></way>
  <way id="24" version="1"><nd ref="2"/><nd ref="9"/><nd ref="5"/><nd ref="6"/>
    <tag k="highway" v="service"/></way>
  <way id="25" version="1"><nd ref="1"/><nd ref="6"/><tag k="highway" v="footway"/></way>
</osm>
"""


def test_both_find_the_same_ways(tmp_path, capsys):
    extract = tmp_path / "town.osm"
    extract.write_text(EXTRACT, encoding="utf-8")
    pairs = held_against.compared(extract, 10, np.random.default_rng(0))
    table = pairs.pivot(index="source", columns="target", values="ours")
    assert table.index.tolist() == [1, 3, 4, 5, 6]  # nothing meets at 2
    theirs = pairs.pivot(index="source", columns="target", values="theirs")
    reached = np.isfinite(table)
    assert (reached == np.isfinite(theirs)).all(axis=None)
    assert reached.loc[[1, 3, 4], [1, 3, 4]].all(axis=None)
    assert not reached.loc[[1, 3, 4], [5, 6]].any(axis=None)
    assert np.allclose(table[reached], theirs[reached], rtol=0.006, equal_nan=True)
    north_km = 1.107  # 0.01° of latitude on the ellipsoid at 20.8° N
    assert np.isclose(table.loc[4, 1], 60 * north_km / 30, rtol=1e-3)
    assert table.loc[4, 3] > 2 * table.loc[3, 4]  # round by 1 and 2
    held_against.main([str(extract)])
    assert "25 pairs, 13 with a way in both, 0 in one of them only" in capsys.readouterr().out
