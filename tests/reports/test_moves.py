"""What became of each facility: by hand, and against all pairings there are."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geoplan.reports.moves import FATES, MOVED_KM, facility_moves

KM = 1 / 111.2  # degrees of latitude, near enough
PUBLIC, PRIVATE, UPGRADES = "public", "private", "upgrades"
STATION, CLINIC = "commune_station", "polyclinic"


def sites(*rows):
    """Return a table of (programme, site_id, km north); ranks run down each programme."""
    frame = pd.DataFrame(rows, columns=["programme", "site_id", "km"])
    return frame.assign(
        rank=frame.groupby("programme").cumcount() + 1,
        commune_code="00001",
        lon=106.0,
        lat=20.0 + frame["km"] * KM,
        people_gained=100,
        id=frame["site_id"],
        facility_id=None,
        kind=STATION,
        year=2028,
        cost_bn_vnd=6.0,
    )


def register(*rows):
    """Return a table of facilities of the register that are upgraded: (id, km north)."""
    return sites(*((UPGRADES, *row) for row in rows)).assign(
        facility_id=[name for name, _ in rows], site_id=None
    )


def moved(old, new):
    return facility_moves(old, new, dated=True)


def fates(moves):
    return {
        (old if pd.notna(old) else None, new if pd.notna(new) else None): fate
        for old, new, fate in moves[["id_old", "id_new", "fate"]].itertuples(index=False)
    }


def test_each_fate_by_hand():
    old = sites(*((PUBLIC, name, km) for name, km in [("A", 0), ("B", 10), ("C", 20), ("D", 40)]))
    new = sites(*((PUBLIC, name, km) for name, km in [("D", 40), ("A", 0), ("E", 12), ("F", 90)]))
    moves = moved(old, new)
    assert fates(moves) == {
        ("A", "A"): "kept",
        ("D", "D"): "kept",
        ("B", "E"): "moved",
        ("C", None): "dropped",
        (None, "F"): "added",
    }
    assert moves["fate"].tolist() == ["kept", "kept", "moved", "dropped", "added"]
    kept = moves[moves["id_new"] == "D"].iloc[0]
    assert (kept["rank_old"], kept["rank_new"]) == (4, 1)
    assert moves[moves["fate"] == "moved"]["distance_km"].item() == pytest.approx(2.0, abs=0.01)


def test_programmes_do_not_mix_though_they_share_ids():
    old = sites((PUBLIC, "A", 0), (PRIVATE, "A", 1))
    new = sites((PUBLIC, "A", 0), (PRIVATE, "B", 2))
    moves = moved(old, new)
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
    moves = moved(sites((PUBLIC, "A", 0)), sites((PUBLIC, name, km)))
    assert moves["fate"].tolist() == [fate]


def test_an_id_that_now_means_a_far_place_is_two_sites():
    moves = moved(sites((PUBLIC, "A", 0)), sites((PUBLIC, "A", 50)))
    assert moves["fate"].tolist() == ["dropped", "added"]


def test_a_programme_of_one_plan_alone_is_added_or_dropped():
    nothing = sites()
    some = sites((PUBLIC, "A", 0), (PUBLIC, "B", 1))
    assert moved(nothing, some)["fate"].tolist() == ["added", "added"]
    assert moved(some, nothing)["fate"].tolist() == ["dropped", "dropped"]


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
    moves = moved(old, new)
    paired = moves.loc[moves["fate"].isin(["moved", "kept"]), "distance_km"]
    alone = min(count_old, count_new) - len(paired)
    assert paired.sum() + MOVED_KM * alone == pytest.approx(best_of_all(km))
    assert (paired < MOVED_KM).all()


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(1)
    old = sites(*((PUBLIC, f"O{i}", km) for i, km in enumerate(rng.uniform(0, 30, 12))))
    new = sites(*((PUBLIC, f"N{i}", km) for i, km in enumerate(rng.uniform(0, 30, 9))))
    moves = moved(old, new)
    shuffled = moved(old.sample(frac=1, random_state=2), new.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(moves, shuffled)
    assert set(moves["fate"]) <= set(FATES)


def test_a_facility_of_the_register_is_the_same_wherever_it_lies_and_stands_for_no_other():
    moves = moved(register(("U1", 0), ("U2", 10)), register(("U1", 30), ("U3", 10.01)))
    assert fates(moves) == {("U1", "U1"): "moved", ("U2", None): "dropped", (None, "U3"): "added"}


def test_at_one_place_the_same_kind_is_the_same_facility():
    old = sites((PUBLIC, "A", 0), (PUBLIC, "A-2", 0)).assign(kind=[CLINIC, STATION])
    new = sites((PUBLIC, "A", 0)).assign(kind=STATION)
    assert fates(moved(old, new)) == {("A-2", "A"): "kept", ("A", None): "dropped"}


@pytest.mark.parametrize("name", ["A", "B"])
def test_another_kind_at_the_same_place_is_kept_with_another_kind(name):
    moves = moved(sites((PUBLIC, "A", 0)), sites((PUBLIC, name, 0)).assign(kind=CLINIC))
    assert moves[["fate", "changed"]].to_numpy().tolist() == [["kept", "kind"]]


def test_another_kind_nearby_is_another_facility():
    old, new = sites((PUBLIC, "A", 0)), sites((PUBLIC, "B", 2)).assign(kind=CLINIC)
    assert fates(moved(old, new)) == {("A", None): "dropped", (None, "B"): "added"}


def test_a_kept_site_is_not_taken_for_a_shorter_way_between_others():
    old = sites((PUBLIC, "A", 0), (PUBLIC, "B", 2.4)).assign(kind=[STATION, STATION])
    new = sites((PUBLIC, "B", 2.4), (PUBLIC, "C", 4.8)).assign(kind=[CLINIC, STATION])
    assert fates(moved(old, new)) == {("B", "B"): "kept", ("A", "C"): "moved"}


@pytest.mark.parametrize(
    ("old", "new", "opening", "changed"),
    [
        (2028, 2028, "same", ""),
        (2028, 2027, "earlier", "year"),
        (2028, 2030, "later", "year"),
        (2028, pd.NA, "no longer", "year"),
        (pd.NA, 2028, "newly", "year"),
        (pd.NA, pd.NA, "never", ""),
    ],
)
def test_the_year_of_opening_is_told_where_both_plans_are_dated(old, new, opening, changed):
    before, after = (
        sites((PUBLIC, "A", 0)).assign(year=pd.array([year], "Int64")) for year in (old, new)
    )
    dated = facility_moves(before, after, dated=True)
    assert dated[["opening", "changed"]].to_numpy().tolist() == [[opening, changed]]
    undated = facility_moves(before, after, dated=False)
    assert undated["opening"].isna().all()
    assert undated["changed"].tolist() == [""]


def test_a_cost_that_one_plan_does_not_know_differs_by_nothing_known():
    old, new = sites((PUBLIC, "A", 0), (PUBLIC, "B", 9)), sites((PUBLIC, "A", 0))
    moves = moved(old, new.assign(cost_bn_vnd=np.nan))
    assert moves["changed"].tolist() == ["", ""]
    assert np.isnan(moves["cost_bn_vnd_difference"][0])
    assert moves["cost_bn_vnd_difference"][1] == -6.0  # one that went costs nothing
