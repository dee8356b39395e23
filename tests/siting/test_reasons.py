from __future__ import annotations

import math

from geoplan.siting.reasons import MarketFigures, SiteFigures, market_reason, site_reason

FIGURES = SiteFigures(["Phường An", "Xã Bình"], 9812, 8.2, 3.1, 2310, "SC0123", 1970)


def test_a_reason_says_who_gains_what_is_lost_and_the_next_best():
    vi, en = site_reason(FIGURES)
    assert vi == (
        "Bao phủ thêm 9.812 người ở Phường An, Xã Bình; cơ sở gần nhất còn 3,1 phút thay vì 8,2. "
        "Nếu bỏ, bao phủ giảm 2.310 người; vị trí tốt thứ hai, SC0123, bù được 1.970."
    )
    assert en == (
        "Covers 9,812 more people, of Phường An, Xã Bình; nearest facility 3.1 min away instead of "
        "8.2. Without it 2,310 fewer are covered; the next best site, SC0123, would win back 1,970."
    )


def test_a_site_that_brings_room_but_no_nearness_does_not_claim_it():
    figures = SiteFigures(["Phường An"], 10_000, 2.0, 2.0, 10_000, "", 0)
    vi, en = site_reason(figures)
    assert "nay có đủ chỗ" in vi
    assert "now with room for them" in en
    assert "next best" not in en


def test_a_tie_is_called_a_tie():
    vi, en = site_reason(SiteFigures(["Phường An"], 500, 9.0, 3.0, 400, "SC0123", 410))
    assert "vị trí SC0123 tốt tương đương" in vi
    assert "SC0123 would do as well" in en


def test_unknown_minutes_are_left_out():
    vi, en = site_reason(SiteFigures([], 5, math.nan, 3.0, 5, "", 0))
    assert "phút" not in vi
    assert "min" not in en


def test_a_hospitals_reason_divides_what_it_wins():
    vi, en = market_reason(MarketFigures("Xã Bình", 85_000, 3_000, 82_000, "SC01", 80_000))
    assert "85.000" in vi
    assert "3.000" in vi
    assert "82.000" in vi
    assert "Wins 85,000 people around Xã Bình: 3,000 newly near enough" in en
    assert "SC01, would win 80,000" in en
