"""Maps on paper: right classes, nothing over anything else, islands apart, the same each time."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.collections import PathCollection

from geoplan.exports.drawing.ground import Window, ground_of
from geoplan.exports.drawing.letters import HINTED, clipped, width_in, wrapped
from geoplan.exports.drawing.map_legends import (
    class_colour,
    classes_said,
    counted_classes,
    year_colours,
)
from geoplan.exports.drawing.names import place_names
from geoplan.exports.drawing.paper import Box, Lines
from geoplan.exports.drawing.symbols import look_of
from geoplan.exports.map_figures import access_map, phase_map, programme_map
from geoplan.layers.facilities import KINDS
from geoplan.maps.classes import COLOURS, EVEN, ShareClasses, share_classes
from geoplan.words.wording import Wording

CLASSES = ShareClasses(EVEN, COLOURS, "natural", 0.05, 0.9876, 0.98, 0.9)
VIET, ENGLISH = Wording("drawing", "vi"), Wording("drawing", "en")


def texts(figure):
    """All that is written on a figure, line by line."""
    return [line.text for drawn in figure.findobj(Lines) for line in drawn.held]


def said(figure):
    return " ".join(texts(figure))


def moved(plan, east_degrees):
    """The plan with its island further out."""
    shift = shapely.transform(
        plan.communes.geometry["00003"], lambda at: at + np.array([east_degrees, 0.0])
    )
    communes = plan.communes.copy()
    communes.loc[["00003"], "geometry"] = gpd.GeoSeries([shift], ["00003"], crs=communes.crs)
    return replace(plan, communes=communes)


@pytest.mark.parametrize("state", ["before", "after"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_access_tells_the_headline_and_every_commune(town_plan, state, language):
    words = Wording("drawing", language)
    coverage = town_plan.about["coverage"]
    written = said(access_map(town_plan, state, language))
    assert words.number(coverage["people_covered"][state]) in written
    assert words.percent(coverage["covered_share"][state]) in written
    assert town_plan.title(language) in written
    assert town_plan.about["credits"][0].split()[0] in written
    for name in ("An", "Bình", "Cù Lao"):
        assert name in texts(access_map(town_plan, state, "vi"))


def test_communes_have_the_colour_of_their_class(town_plan):
    shares = town_plan.communes["covered_share_before"]
    classes = share_classes(town_plan.communes)
    figure = access_map(town_plan, "before", "vi")
    assert classes_said(classes, VIET) in said(figure)
    drawn = next(
        each for each in figure.axes[0].collections if isinstance(each, PathCollection)
    ).get_facecolor()
    for share, colour in zip(shares, drawn, strict=True):
        expected = classes.colours[sum(share >= limit for limit in classes.breaks)]
        assert np.allclose(colour[:3], [int(expected[at : at + 2], 16) / 255 for at in (1, 3, 5)])


@pytest.mark.parametrize(
    ("share", "colour"),
    [(0.0, 0), (0.1999, 0), (0.2, 1), (0.95, 5), (1.0, 5)],
)
def test_a_class_begins_at_its_break(share, colour):
    assert class_colour(share, CLASSES) == COLOURS[colour]


def test_a_share_that_is_not_known_is_a_class_of_its_own_with_hatching():
    classes = counted_classes(pd.Series([0.1, 0.97, np.nan, np.nan]), CLASSES, ENGLISH)
    assert [each.communes for each in classes] == [1, 0, 0, 0, 0, 1, 2]
    assert classes[-1].hatch
    assert class_colour(float("nan"), CLASSES) == classes[-1].colour


def test_the_legend_says_why_the_classes_are_these():
    said = classes_said(CLASSES, ENGLISH)
    for part in ("Fisher–Jenks", "to 5%", "0.988", "0.980", "0.900"):
        assert part in said
    assert "0,988" in classes_said(CLASSES, VIET)
    assert "even steps" in classes_said(CLASSES._replace(scheme="even"), ENGLISH)


def test_an_island_far_off_has_its_window_and_the_rest_fills_the_map(town_plan):
    near, far = ground_of(town_plan), ground_of(moved(town_plan, 1.0))
    assert near.far == ()
    assert [group.codes for group in far.far] == [("00003",)]
    (island,) = far.far
    assert island.distance_km == pytest.approx(116, abs=2)  # 1.12 degrees of longitude at 20.8° N
    assert island.bearing == pytest.approx(90, abs=3)
    west, _, east, _ = far.bounds_m(far.near)
    assert east - west < 9_000
    plan = moved(town_plan, 1.0)
    assert len(access_map(plan, "after", "en").axes) == 2
    assert "km to the east" in said(access_map(plan, "after", "en"))


def test_a_window_is_to_scale_and_goes_there_and_back():
    window = Window((0, 0, 2000, 1000), Box(1, 2, 4, 4), room=0)
    corners = np.array([[0.0, 0.0], [2000.0, 1000.0]])
    assert window.on_paper(corners).tolist() == [[1.0, 3.0], [5.0, 5.0]]
    assert np.allclose(window.on_ground(window.on_paper(corners)), corners)
    assert window.holds(np.array([[1.0, 1.0], [2001.0, 0.0]])).tolist() == [True, False]


def test_names_lie_on_their_communes_and_clear_of_each_other():
    cells = [shapely.box(x, y, x + 900, y + 900) for x, y in itertools.product((0, 900), repeat=2)]
    shapes = gpd.GeoSeries(cells, index=list("abcd"), crs="EPSG:3405")
    window = Window((0, 0, 1800, 1800), Box(0, 0, 2.4, 2.4))
    window.taken.take((0.0, 0.0, 1.2, 1.2))  # the room of the first
    names = {"a": "Một", "b": "Hai", "c": "Ba bốn năm", "d": "x" * 60}
    placed = {each.code: each for each in place_names(names, shapes, window, 8.0)}
    assert set(placed) == {"b", "c"}  # no room for the first, the last is too long
    for code, name in placed.items():
        middle = window.on_ground(np.array([name.middle]))[0]
        assert shapes[code].contains(shapely.Point(middle))


def test_programmes_are_told_with_kinds_ranks_and_years(town_plan):
    for key, told in town_plan.about["programmes"].items():
        figure = programme_map(town_plan, key, "vi")
        written = said(figure)
        assert town_plan.programme_title(key, "vi") in written
        assert VIET.number(told["people_gained"]) in written
        held = town_plan.programme[town_plan.programme["programme"] == key]
        for year in held["year"].dropna().unique():
            assert VIET("year.opens", year=str(int(year))) in written
        assert "1" in texts(figure)


def test_a_facility_that_is_not_paid_for_has_no_year(town_plan):
    unpaid = replace(town_plan, programme=town_plan.programme.assign(year=np.nan))
    count = int((unpaid.programme["programme"] == "new-facilities").sum())
    assert f"{ENGLISH('year.unpaid')}: {count}" in said(
        programme_map(unpaid, "new-facilities", "en")
    )


def test_without_money_sites_are_coloured_by_how_firm_they_are(listed_plan):
    sites = listed_plan.sites.assign(tier="firm")
    assert ENGLISH("tier.firm") not in said(programme_map(listed_plan, "new-facilities", "en"))
    firm = said(programme_map(replace(listed_plan, sites=sites), "new-facilities", "en"))
    assert ENGLISH("tier.firm") in firm


def test_a_year_tells_what_opens_and_what_is_spent(town_plan):
    phases = town_plan.phases
    for year in sorted(set(phases["year"])):
        written = said(phase_map(town_plan, year, "en"))
        opened = int((town_plan.programme["year"] == year).sum())
        key = "phase.title" if opened else "phase.title.none"
        assert ENGLISH(key, year=str(year), count=opened) in written
        covered = town_plan.about["people_covered_by_year"][str(year)]
        assert ENGLISH.number(covered) in written
        spent = phases.loc[phases["year"] == year, "spent_bn_vnd"]
        for money in spent[spent > 0]:
            assert f"{ENGLISH.number(money)} bn VND" in written


def test_years_have_colours_of_their_own(town_plan):
    colours = year_colours(town_plan)
    assert len(set(colours.values())) == len(colours)


def test_kinds_differ_in_shape_or_in_colour():
    new = {kind: look_of(kind, upgraded=False) for kind in KINDS}
    assert look_of("polyclinic", upgraded=True) == look_of("regional", upgraded=True)
    for one, other in itertools.combinations(
        ("private_hospital", "polyclinic", "regional", "commune_station", "nursing_home",
         "training_complex", "geriatric_hospital", "emergency_centre"), 2,
    ):  # fmt: skip
        assert new[one] != new[other], (one, other)


def test_a_map_without_title_leaves_the_room_to_the_ground(town_plan):
    titled, plain = (access_map(town_plan, "after", "vi", title=title) for title in (True, False))
    assert VIET("access.title.after") in texts(titled)
    assert VIET("access.title.after") not in texts(plain)
    assert plain.axes[0].get_position().height > titled.axes[0].get_position().height


@pytest.mark.parametrize("size_in", [(16.5, 11.7), (13.33, 7.5), (11.69, 8.27)])
def test_everything_stays_on_the_paper(town_plan, size_in):
    for figure in (
        access_map(town_plan, "after", "vi", size_in=size_in),
        programme_map(town_plan, "new-facilities", "vi", size_in=size_in),
        phase_map(town_plan, 2028, "en", size_in=size_in),
    ):
        for drawn in figure.findobj(Lines):
            for line in drawn.held:
                assert line.left >= 0, line
                assert line.left + width_in(line.text, line.points, line.style) <= size_in[0], line
                assert 0 < line.baseline < size_in[1], line


def boxes(figure):
    """The lines of a figure with the boxes that their small letters take."""
    lines = [line for drawn in figure.findobj(Lines) for line in drawn.held]
    return lines, np.array(
        [
            shapely.box(
                line.left + 0.01,
                line.baseline,
                line.left + width_in(line.text, line.points, line.style) / HINTED - 0.01,
                line.baseline + 0.5 * line.points / 72,
            )
            for line in lines
        ]
    )


@pytest.mark.parametrize("size_in", [(16.5, 11.7), (13.33, 7.5), (11.69, 8.27)])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_text_covers_another(town_plan, size_in, language):
    figures = [access_map(town_plan, state, language, size_in=size_in)
               for state in ("before", "after")]  # fmt: skip
    figures += [programme_map(town_plan, key, language, size_in=size_in)
                for key in town_plan.about["programmes"]]  # fmt: skip
    figures += [phase_map(town_plan, year, language, size_in=size_in)
                for year in set(town_plan.phases["year"])]  # fmt: skip
    for figure in figures:
        lines, taken = boxes(figure)
        for one, other in shapely.STRtree(taken).query(taken, "intersects").T:
            assert one == other, (lines[one], lines[other])


def test_a_hostile_name_is_a_name(town_plan):
    communes = town_plan.communes.assign(name=["$x^2$", "<b>", "{0}"])
    written = texts(access_map(replace(town_plan, communes=communes), "after", "vi"))
    assert {"$x^2$", "<b>", "{0}"} <= set(written)


def test_text_is_broken_and_cut_to_its_room():
    lines = wrapped("một hai ba bốn năm\nsáu " + "x" * 40, 0.7, 9.0)
    assert all(width_in(line, 9.0) <= 0.7 for line in lines)
    assert "".join(lines).replace(" ", "") == "mộthaibabốnnămsáu" + "x" * 40
    assert clipped("ngắn", 3.0, 9.0) == "ngắn"
    cut = clipped("một câu dài quá", 0.7, 9.0)
    assert cut.endswith("…")
    assert width_in(cut, 9.0) <= 0.7
