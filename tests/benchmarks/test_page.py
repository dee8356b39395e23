"""The benchmark of the page, small: what it makes up can be opened, and every figure is there."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import page
from geoplan.maps.page import render
from geoplan.maps.plots import PLAN
from tests.maps.browser import CHROMIUM
from tests.maps.toyplan import toy_plan


@pytest.fixture(scope="module")
def written(toy_study):
    return render(toy_plan(toy_study))


def test_a_made_up_page_holds_as_many_as_asked_for_and_is_the_same_again(written):
    many = page.made_up(written, 300, 1000, np.random.default_rng(0))
    told = json.loads(PLAN.search(many)[1])
    first = told["programmes"][0]["id"]
    assert sum(site["programme"] == first for site in told["sites"]) == 300
    assert len(told["cells"]["people"]) == len(told["cells"]["before"]) == 1000
    assert len(told["cells"]["steps"]) == 2000
    named = sorted(number for place in told["places"] for number in place["sites"])
    assert named == list(range(len(told["sites"])))
    for place in told["places"]:
        programmes = {told["sites"][number]["programme"] for number in place["sites"]}
        assert programmes == {place["programme"]}
    assert many == page.made_up(written, 300, 1000, np.random.default_rng(0))


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")
def test_the_command_prints_a_line_per_study_and_writes_rows(written, tmp_path, capsys):
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    source, out = tmp_path / "index.html", tmp_path / "rows.json"
    source.write_text(written, encoding="utf-8")
    page.main(["--sites", "200", "--cells", "500", "--page", str(source), "--out", str(out)])
    rows = json.loads(out.read_text())
    assert [row["study"] for row in rows] == ["bundled", "made-up"]
    assert [row["cells"] for row in rows] == [7, 500]
    for row in rows:
        assert min(row[name] for name in row if name != "study") > 0
    assert capsys.readouterr().out.count("\n") == 4
