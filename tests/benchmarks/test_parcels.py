"""The benchmark of parcels, small: what it makes up, and that every format gives the same."""

from __future__ import annotations

import json

import numpy as np
import shapely

from benchmarks import parcels


def test_made_up_parcels_share_their_corners_and_have_the_faults_that_are_told():
    frame = parcels.made_up_parcels(3000, np.random.default_rng(0))
    assert len(frame) == 3000
    assert frame.geometry.is_valid.all()
    state_right = (frame["dien_tich"] / frame.area - 1).abs() < 0.01
    assert 0.97 < state_right.mean() < 1
    assert frame.duplicated(["ten_xa", "so_to", "so_thua"]).sum() in range(1, 20)
    again = parcels.made_up_parcels(3000, np.random.default_rng(0))
    assert shapely.equals_exact(frame.geometry.to_numpy(), again.geometry.to_numpy(), 0).all()


def test_every_format_is_read_into_a_study(tmp_path):
    for path in parcels.write_made_up(400, tmp_path):
        row = parcels.into_study(path)
        assert 397 <= row["stored"] <= row["parcels"] <= 400
        assert min(row["findings"], row["seconds"], row["cpu_seconds"], row["peak_gb"]) > 0
    assert parcels.plainly(tmp_path / "made-up.gpkg")[0] > 0


def test_the_command_prints_a_line_per_format_and_writes_rows(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(parcels, "apart", lambda work, *given: work(*given))
    parcels.main(["--parcels", "150", "--out", str(tmp_path / "rows.json")])
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert [row["file"] for row in rows] == ["gpkg", "shp", "dxf", "csv"]
    assert [row["ratio_to_plain"] is None for row in rows] == [False, False, False, True]
    assert capsys.readouterr().out.count("\n") == 6
