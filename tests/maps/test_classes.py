"""The classes of a share: the natural groups, in round numbers, in colours that every eye parts."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.maps.classes import (
    COLOURS,
    EVEN,
    ROUNDING_COST,
    goodness_of_fit,
    ramp,
    share_classes,
)

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
# CIE 1976: 2.3 is just noticeable side by side (Mahy, Van Eycken and Oosterlinck, 1994); more than
# four times as much for a map, where like colours lie apart.
LEAST_DIFFERENCE = 10
LEAST_DARKENING = 8  # of lightness, 0 to 100, so that it also reads in grey
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # sRGB, IEC 61966-2-1
WHITE = TO_XYZ @ np.ones(3)


def communes(before, after):
    return pd.DataFrame({"covered_share_before": before, "covered_share_after": after})


def lab(colour, sight):
    """CIE L*a*b* of a colour as an eye sees it."""
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ np.clip(sight @ linear, 0, 1) / WHITE)  # none is near black
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_limits_lie_between_the_groups_of_either_time_in_round_numbers():
    # Today four groups: 0 | 0.19–0.21 | 0.4 | 0.58–0.62; planned three: 0.4 | 0.8 | 0.97–1
    classes = share_classes(
        communes([0.0, 0.19, 0.21, 0.4, 0.58, 0.62], [0.4, 0.4, 0.8, 0.97, 1.0, 1.0])
    )
    # Midway: 0.095, 0.305, 0.49 and 0.6, 0.885
    assert classes.breaks == (0.1, 0.3, 0.5, 0.6, 0.9)
    assert (classes.scheme, classes.step) == ("natural", 0.05)
    assert classes.colours == COLOURS
    assert classes.limits()[0] == (0.0, 0.1)
    assert classes.limits()[-1] == (0.9, 1.0)
    assert classes.number_of([0.0, 0.0999, 0.1, 0.9, 1.0]).tolist() == [0, 0, 1, 5, 5]


def test_limits_are_in_whole_percent_where_rounder_ones_would_cost_too_much():
    shares = [0.91, 0.92, 0.93, 0.94, 0.95, 0.97]
    classes = share_classes(communes(shares, shares))
    assert classes.step == 0.01
    assert all(limit == round(limit, 2) for limit in classes.breaks)
    assert classes.fit > classes.fit_equal - ROUNDING_COST


def test_the_fit_is_the_variance_between_classes():
    values = np.array([0.1, 0.3, 0.8, 1.0])
    # Mean 0.55: 0.2025 + 0.0625 + 0.0625 + 0.2025 = 0.53; within the classes 4 · 0.1² = 0.04
    assert goodness_of_fit(values, [0.5]) == pytest.approx(1 - 0.04 / 0.53)
    assert goodness_of_fit(values, []) == pytest.approx(0.0)
    assert goodness_of_fit(values, [0.2, 0.5, 0.9]) == pytest.approx(1.0)
    assert np.isnan(goodness_of_fit(np.array([0.4, 0.4]), [0.5]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], []),
        ([np.nan], [np.nan]),
        ([0.3], [0.9]),
        ([0.5] * 9, [0.5] * 9),
        ([0.1, 0.2, np.nan, 0.1], [0.5, 0.9, np.nan, 0.1]),
        ([0.991, 0.992, 0.993, 0.994], [0.995, 0.996, 0.997, 0.998]),
    ],
)
def test_too_few_different_values_have_even_steps(before, after):
    classes = share_classes(communes(before, after))
    assert (classes.scheme, classes.breaks, classes.colours) == ("even", EVEN, COLOURS)


def test_a_plan_that_lifts_everybody_still_parts_its_communes():
    # Of both times together six groups would part 0.1 … 0.5 and hold 0.9 … 1 as one
    today, planned = [0.1, 0.2, 0.3, 0.4, 0.5, 0.5], [0.9, 0.9, 0.96, 1.0, 1.0, 1.0]
    classes = share_classes(communes(today, planned))
    assert len(set(classes.number_of(planned))) == 3
    assert len(set(classes.number_of(today))) == 4
    # Today two neighbours share a class, each 0.05 from their mean; around 1/3 all are 8/60
    assert classes.fit == pytest.approx(1 - 2 * 0.05**2 / (8 / 60))


@given(st.lists(st.integers(0, 100), min_size=6, max_size=9, unique=True))
def test_no_other_limits_group_better_than_the_rounding_costs(percents):
    shares = np.array(sorted(percents)) / 100
    classes = share_classes(communes(shares, shares))
    best = max(
        goodness_of_fit(np.repeat(shares, 2), limits) for limits in combinations(shares[1:], 5)
    )
    if classes.step == 0.05:
        assert classes.fit >= best - ROUNDING_COST - 1e-9
    assert classes.fit <= best + 1e-9


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1) | st.just(float("nan"))),
        min_size=1, max_size=30,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_classes_cover_all_shares_whatever_the_order(pairs, random):
    table = communes(*zip(*pairs, strict=True))
    classes = share_classes(table)
    assert all(low < high for low, high in classes.limits())
    assert len(classes.colours) == len(classes.breaks) + 1
    assert (classes.colours[0], classes.colours[-1]) == (COLOURS[0], COLOURS[-1])
    shuffled = random.sample(pairs, len(pairs))
    np.testing.assert_equal(share_classes(communes(*zip(*shuffled, strict=True))), classes)


def test_fewer_classes_take_colours_from_light_to_dark():
    assert ramp(6) == COLOURS
    assert ramp(2) == (COLOURS[0], COLOURS[-1])
    assert len(set(ramp(4))) == 4


@pytest.mark.parametrize("sight", SIGHT.values(), ids=SIGHT)
def test_every_eye_parts_the_colours_and_sees_them_darken(sight):
    seen = [lab(colour, sight) for colour in COLOURS]
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(one - other) > LEAST_DIFFERENCE
    assert min(light[0] - dark[0] for light, dark in pairwise(seen)) > LEAST_DARKENING
