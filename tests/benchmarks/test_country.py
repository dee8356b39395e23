"""A made-up country is what it says, and whoever searches it finds the same."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from benchmarks import country
from benchmarks.country import made_up_country, main


@pytest.fixture(scope="module")
def three():
    return made_up_country(3, 400, density=3, rng=np.random.default_rng(0))


def test_cells_have_three_access_points_each_in_their_province(three):
    assert three.cells.places == 3 * 400
    assert three.network.nodes == pytest.approx(3 * 3 * 400, rel=0.03)
    province = three.cells.node.reshape(3, -1) // (three.network.nodes // 3)
    assert (province == np.arange(3)[:, None]).all()
    assert np.bincount(three.cells.place).tolist() == [3] * 1200
    assert three.cells.needed.tolist() == [2] * 1200


def test_one_cell_in_ten_has_a_site_at_its_nearest_access_point(three):
    assert three.sites.places == 120
    assert np.isin(three.sites.node, three.cells.node[::3]).all()


def test_no_road_leads_from_province_to_province(three):
    label = connected_components(three.network.matrix())[1].reshape(3, -1)
    largest = [np.bincount(part).max() for part in label]
    assert min(largest) > 0.6 * label.shape[1]
    assert all(not np.isin(label[one], label[one - 1]).any() for one in range(3))


def test_a_table_and_rows_come_out(tmp_path, monkeypatch, capsys):
    pytest.importorskip("distributed")
    monkeypatch.setattr(country, "WORKERS", (0, 1))
    out = tmp_path / "rows.json"
    main(["--cells", "400", "--provinces", "2", "--out", str(out)])
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert [(row["provinces"], row["workers"]) for row in rows] == [(1, 0), (1, 1), (2, 0), (2, 1)]
    assert [row["cells"] for row in rows] == [196, 196, 392, 392]
    assert all(row["pairs"] > 100 and row["seconds"] > 0 for row in rows)
    assert [row["ratio_to_threads"] for row in rows[::2]] == [1, 1]
    assert "| 2 | 392 × 38 |" in capsys.readouterr().out
