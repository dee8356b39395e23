"""The engines for travel times are asked the same and agree."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import travel
from benchmarks.routers import ENGINES, Case, run

PEERS = [engine for engine in ENGINES if engine not in ("geoplan", "scipy")]
ROUNDED_MIN = 0.2  # pandana counts in whole thousandths for each edge


@pytest.fixture(scope="module")
def case():
    network, xy = travel.made_up_streets(900, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    sources, places = rng.choice(900, 70, replace=False), rng.choice(900, 200, replace=False)
    return Case(network, xy, sources, places, 3.0)


def test_streets_are_joined_both_ways_and_take_time(case):
    matrix = case.network.matrix()
    assert (matrix != matrix.T).nnz == 0
    assert case.network.minutes.min() > 0
    assert 0.6 < case.network.edges / (4 * 30 * 29) < 0.8  # some streets of the grid are missing


def test_geoplan_finds_what_scipy_finds(case):
    ours, theirs = run("geoplan", case), run("scipy", case)
    assert (ours.minutes != theirs.minutes).nnz == 0
    assert ours.minutes.nnz == theirs.minutes.nnz > 1000
    assert ours.seconds > 0


@pytest.mark.parametrize("peer", PEERS)
def test_peers_agree(case, peer):
    pytest.importorskip(peer)
    ours, theirs = run("geoplan", case).minutes.toarray(), run(peer, case).minutes.toarray()
    both = (ours > 0) & (theirs > 0)
    assert both.sum() > 1000
    assert np.allclose(ours[both], theirs[both], rtol=0, atol=ROUNDED_MIN)


def test_a_table_and_rows_come_out(tmp_path, monkeypatch, capsys):
    def here(work, engine, case, *, seconds):
        if engine == "pandana":
            raise travel.FailedError("ModuleNotFoundError: No module named 'pandana'")
        return work(engine, case)

    monkeypatch.setattr(travel, "apart", here)
    monkeypatch.setattr(travel, "ENGINES", ["geoplan", "scipy", "pandana"])
    out = tmp_path / "rows.json"
    travel.main(["--nodes", "400", "--sources", "30", "--places", "50", "--out", str(out)])
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert [row["engine"] for row in rows] == ["scipy", "geoplan", "scipy", "geoplan"]
    for row in rows:
        assert row["max_abs_diff_min"] == row["pairs_missing_or_extra"] == 0
        assert row["pairs"] > 0
        assert row["ratio_to_scipy"] > 0
    assert rows[0]["ratio_to_scipy"] == 1
    assert "No module named 'pandana'" in capsys.readouterr().out
