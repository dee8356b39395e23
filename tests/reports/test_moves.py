"""What became of each site: by hand, and against all pairings there are."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geoplan.reports.moves import FATES, MOVED_KM, site_moves

KM = 1 / 111.2  # degrees of latitude, near enough
PUBLIC, PRIVATE = "public", "private"


def sites(*rows):
    """Return a table of (programme, site_id, km north); ranks run down each programme."""
    frame = pd.DataFrame(rows, columns=["programme", "site_id", "km"])
    return frame.assign(
        rank=frame.groupby("programme").cumcount() + 1,
        commune_code="00001",
        lon=106.0,
        lat=20.0 + frame["km"] * KM,
        people_gained=100,
    )


def fates(moves):
    return {
        (old if pd.notna(old) else None, new if pd.notna(new) else None): fate
        for old, new, fate in moves[["site_id_old", "site_id_new", "fate"]].itertuples(index=False)
    }


def test_each_fate_by_hand():
    old = sites(*((PUBLIC, name, km) for name, km in [("A", 0), ("B", 10), ("C", 20), ("D", 40)]))
    new = sites(*((PUBLIC, name, km) for name, km in [("D", 40), ("A", 0), ("E", 12), ("F", 90)]))
    moves = site_moves(old, new)
    assert fates(moves) == {
        ("A", "A"): "kept",
        ("D", "D"): "kept",
        ("B", "E"): "moved",
        ("C", None): "dropped",
        (None, "F"): "added",
    }
    assert moves["fate"].tolist() == ["kept", "kept", "moved", "dropped", "added"]
    kept = moves[moves["site_id_new"] == "D"].iloc[0]
    assert (kept["rank_old"], kept["rank_new"]) == (4, 1)
    assert moves[moves["fate"] == "moved"]["distance_km"].item() == pytest.approx(2.0, abs=0.01)


def test_programmes_do_not_mix_though_they_share_ids():
    old = sites((PUBLIC, "A", 0), (PRIVATE, "A", 1))
    new = sites((PUBLIC, "A", 0), (PRIVATE, "B", 2))
    moves = site_moves(old, new)
    assert moves["programme"].tolist() == [PUBLIC, PRIVATE]
    assert fates(moves) == {("A", "A"): "kept", ("A", "B"): "moved"}


@pytest.mark.parametrize(
    ("km", "name", "fate"),
    [
        (0, "A", "kept"),
        (0.9, "A", "kept"),  # surveyed since
        (3, "A", "moved"),  # ids given anew
        (0, "B", "kept"),
        (3, "B", "moved"),
    ],
)
def test_a_place_counts_more_than_its_id(km, name, fate):
    moves = site_moves(sites((PUBLIC, "A", 0)), sites((PUBLIC, name, km)))
    assert moves["fate"].tolist() == [fate]


def test_an_id_that_now_means_a_far_place_is_two_sites():
    moves = site_moves(sites((PUBLIC, "A", 0)), sites((PUBLIC, "A", 50)))
    assert moves["fate"].tolist() == ["dropped", "added"]


def test_a_programme_of_one_plan_alone_is_added_or_dropped():
    nothing = sites()
    some = sites((PUBLIC, "A", 0), (PUBLIC, "B", 1))
    assert site_moves(nothing, some)["fate"].tolist() == ["added", "added"]
    assert site_moves(some, nothing)["fate"].tolist() == ["dropped", "dropped"]


def best_of_all(km):
    """Return the least sum of distances over all pairings, a site left alone counting as far."""
    rows, columns = km.shape
    return min(
        sum(km[list(chosen), list(order)]) + MOVED_KM * (min(rows, columns) - size)
        for size in range(min(rows, columns) + 1)
        for chosen in combinations(range(rows), size)
        for order in permutations(range(columns), size)
    )


@pytest.mark.parametrize("seed", range(8))
def test_pairs_are_the_best_of_all_pairings(seed):
    rng = np.random.default_rng(seed)
    count_old, count_new = rng.integers(1, 6, 2)
    old = sites(*((PUBLIC, f"O{i}", km) for i, km in enumerate(rng.uniform(0, 15, count_old))))
    new = sites(*((PUBLIC, f"N{i}", km) for i, km in enumerate(rng.uniform(0, 15, count_new))))
    km = np.array(
        [
            [Geod(ellps="WGS84").inv(106, a, 106, b)[2] / 1000 for b in new["lat"]]
            for a in old["lat"]
        ]
    )
    moves = site_moves(old, new)
    paired = moves.loc[moves["fate"].isin(["moved", "kept"]), "distance_km"]
    alone = min(count_old, count_new) - len(paired)
    assert paired.sum() + MOVED_KM * alone == pytest.approx(best_of_all(km))
    assert (paired < MOVED_KM).all()


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(1)
    old = sites(*((PUBLIC, f"O{i}", km) for i, km in enumerate(rng.uniform(0, 30, 12))))
    new = sites(*((PUBLIC, f"N{i}", km) for i, km in enumerate(rng.uniform(0, 30, 9))))
    moves = site_moves(old, new)
    shuffled = site_moves(old.sample(frac=1, random_state=2), new.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(moves, shuffled)
    assert set(moves["fate"]) <= set(FATES)
