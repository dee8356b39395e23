"""Costs of the programmes beside the money, as `geoplan check` tells them."""

from __future__ import annotations

from geoplan.programme.budget import budget_lines
from geoplan.study import Study
from tests import toytown


def test_costs_and_money_of_the_toy_town(tmp_path):
    toytown.write_toy_town(tmp_path)
    study = Study.load(toytown.write_study(tmp_path, toytown.whole_content()))
    lines = dict(line.split(": ", 1) for line in budget_lines(study))
    cost = 456 * 1.03**4 + 30 * 1.03**3 + 2 * 5.5 * 1.03**3 + 2 * 1.03**3
    assert lines["new-facilities"] == (
        "1 regional, 1 polyclinic, 2 commune_station, 1 satellite_point, "
        f"{cost:,.0f} bn VND at prices of 2025"
    )
    assert "upgrades" not in lines
    assert "geriatric-hospital" not in lines  # not switched on
    assert lines["state"] == (
        "15,862 bn VND in 2026–2030, 793 in reserve, 6,946 for lines without a place: "
        "8,123 left to build with"
    )


def test_a_study_without_money_has_no_lines(toy_study):
    assert budget_lines(toy_study) == []
