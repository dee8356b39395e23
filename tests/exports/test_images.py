"""Pictures: every map and chart four times, the same bytes each time, all or none."""

from __future__ import annotations

import pytest
from PIL import Image

from geoplan.errors import OutputError
from geoplan.exports import images
from geoplan.exports.drawing import saving
from geoplan.exports.images import pictures, write_images, years
from geoplan.exports.map_figures import access_map


@pytest.fixture
def coarse(monkeypatch):
    """Few pixels, so that tests are quick."""
    write = saving.write_png
    monkeypatch.setattr(
        images, "write_png", lambda figure, path, untitled: write(figure, path, dpi=20,
                                                                  untitled=untitled)
    )  # fmt: skip


def test_each_picture_has_four_files(coarse, town_plan, tmp_path):
    written = write_images(town_plan, tmp_path / "images", "vi")
    names = [name for name, _ in pictures(town_plan, "vi")]
    assert sorted(path.name for path in written) == sorted(
        f"{name}{end}" for name in names
        for end in (".png", "-untitled.png", ".svg", "-untitled.svg")
    )  # fmt: skip
    assert all(path.stat().st_size for path in written)
    assert {f"map-programme-{key}" for key in town_plan.about["programmes"]} <= set(names)
    assert {f"map-year-{year}" for year in years(town_plan)} <= set(names)
    assert {"map-access-before", "map-access-after", "chart-access-curve", "chart-lorenz",
            "chart-money-people", "chart-phases"} <= set(names)  # fmt: skip
    again = write_images(town_plan, tmp_path / "again", "vi")
    for one, other in zip(written, again, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_a_plan_without_money_has_neither_years_nor_charts_of_money(listed_plan):
    names = {name for name, _ in pictures(listed_plan, "en")}
    assert not [name for name in names if "year" in name or "money" in name or "phases" in name]
    assert {"map-access-after", "chart-access-curve", "chart-lorenz"} <= names


def test_pictures_have_300_dots_per_inch_and_lose_only_the_title(town_plan, tmp_path):
    figure = access_map(town_plan, "after", "vi", size_in=(8.0, 5.0))
    whole, part = tmp_path / "whole.png", tmp_path / "part.png"
    saving.write_png(figure, whole, untitled=part)
    with Image.open(whole) as titled, Image.open(part) as plain:
        assert titled.size == (2400, 1500)
        assert titled.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        cut = titled.height - plain.height
        assert 150 < cut < 350
        assert plain.tobytes() == titled.crop((0, cut, *titled.size)).tobytes()


def test_pictures_do_not_depend_on_what_else_is_set_for_matplotlib(town_plan, tmp_path):
    import matplotlib as mpl

    figure = access_map(town_plan, "after", "vi", size_in=(8.0, 5.0))
    saving.write_svg(figure, tmp_path / "a.svg")
    with mpl.rc_context({"svg.fonttype": "none", "axes.linewidth": 9, "font.size": 30}):
        saving.write_svg(access_map(town_plan, "after", "vi", size_in=(8.0, 5.0)),
                         tmp_path / "b.svg")  # fmt: skip
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert b"<dc:date>" not in (tmp_path / "a.svg").read_bytes()


def test_a_folder_that_cannot_be_made_is_a_sentence(town_plan, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="could not be written"):
        write_images(town_plan, tmp_path / "file" / "images", "vi")
