from __future__ import annotations

import math
from dataclasses import replace

import pytest

from geoplan.siting.reasons import MarketFigures, SiteFigures, market_reason, site_reason

FIGURES = SiteFigures(
    ["Phường An", "Xã Bình"], 9812, 8.2, 3.1, 2310, "SC0123", 340, "capacity", "Xã Cát"
)


def test_a_reason_says_who_gains_what_is_lost_what_else_would_do_and_what_holds_it():
    vi, en = site_reason(FIGURES)
    assert vi == (
        "Bao phủ thêm 9.812 người, phục vụ Phường An, Xã Bình; cơ sở gần nhất còn 3,1 phút thay vì "
        "8,2; nếu bỏ thì giảm 2.310 người, nếu thay bằng vị trí tốt nhất gần đó, SC0123, thì giảm "
        "340; đã kín chỗ, người chờ chỗ tiếp theo ở Xã Cát."
    )
    assert en == (
        "Covers 9,812 more people and serves Phường An, Xã Bình; nearest facility 3.1 min away "
        "instead of 8.2; without it 2,310 fewer would be covered, at the best other site in reach, "
        "SC0123, 340 fewer; it is full, the next person left out lives in Xã Cát."
    )


def test_many_communes_are_counted():
    vi, en = site_reason(replace(FIGURES, communes=["A", "B", "C", "D"]))
    assert "phục vụ A, B và 2 nơi khác;" in vi
    assert "serves A, B and 2 more;" in en


def test_a_site_that_brings_room_but_no_nearness_does_not_claim_it():
    vi, en = site_reason(replace(FIGURES, travel_min_before=3.12, alternative=""))
    assert "nay có đủ chỗ" in vi
    assert "now with room for them" in en
    assert "best other" not in en


@pytest.mark.parametrize(
    ("cost", "vi_part", "en_part"),
    [
        (0, "vị trí SC0123 tốt tương đương", "SC0123 would do as well"),
        (-10, "SC0123, thì lại tăng 10", "SC0123, 10 more"),
    ],
)
def test_another_site_that_is_no_worse_is_said_to_be(cost, vi_part, en_part):
    vi, en = site_reason(replace(FIGURES, alternative_cost=cost))
    assert vi_part in vi
    assert en_part in en


@pytest.mark.parametrize(
    ("held_by", "vi_part", "en_part"),
    [
        ("copies", "không nhận thêm cơ sở.", "takes no more facilities."),
        ("distance", "không còn ai được lợi thêm.", "nobody more in reach would gain from it."),
    ],
)
def test_what_holds_a_site_is_said(held_by, vi_part, en_part):
    vi, en = site_reason(replace(FIGURES, held_by=held_by, next_commune=""))
    assert vi.endswith(vi_part)
    assert en.endswith(en_part)


def test_unknown_minutes_are_left_out():
    vi, en = site_reason(replace(FIGURES, travel_min_before=math.nan))
    assert "phút" not in vi
    assert "min" not in en


def test_a_hospitals_reason_divides_what_it_wins():
    vi, en = market_reason(MarketFigures("Xã Bình", 85_000, 3_000, 82_000, "SC01", 500))
    assert "85.000" in vi
    assert "3.000" in vi
    assert "82.000" in vi
    assert "Wins 85,000 people around Xã Bình: 3,000 newly near enough" in en
    assert "SC01, would win 500 fewer" in en
