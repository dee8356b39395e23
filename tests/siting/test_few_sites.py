from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import InfeasibleError
from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.siting import few_sites
from geoplan.siting.few_sites import people_of, site_center, site_median
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests.siting.sited_town import (
    CENTRE,
    HOMES,
    dense,
    new,
    older_people,
    sites_of,
    tabled,
    town,
)

COLUMNS = ["facility_id", "site_id", "kind", "commune_code", "people_gained", "reason_vi",
           "reason_en", "geometry"]  # fmt: skip


def median(reach, sites):
    return site_median(reach, reach.study.programmes[HOMES], sites)


def center(reach, sites):
    return site_center(reach, reach.study.programmes[CENTRE], sites)


def mean_minutes(minutes, people, chosen, cutoff_min):
    """Return the mean minutes to the nearest chosen site; who reaches another only is cut off."""
    reached = (minutes <= cutoff_min).any(axis=1)
    nearest = np.minimum(minutes[:, list(chosen)].min(axis=1), cutoff_min)
    return float(np.average(nearest[reached], weights=people[reached]))


def best_mean(minutes, people, count, cutoff_min):
    choices = combinations(range(minutes.shape[1]), count)
    return min(mean_minutes(minutes, people, chosen, cutoff_min) for chosen in choices)


def counted_cells(minutes, people, parts, cutoff_min):
    """Return the cells of the parts with most people that ways within the cut-off link."""
    graph = nx.Graph()
    graph.add_edges_from(
        (int(cell), f"S{site}") for cell, site in np.argwhere(minutes <= cutoff_min)
    )
    cells = [
        sorted(node for node in part if isinstance(node, int))
        for part in nx.connected_components(graph)
    ]
    cells.sort(key=lambda part: (-people[part].sum(), part))
    return [cell for part in cells[:parts] for cell in part if people[cell] > 0]


def best_worst(minutes, counted, count):
    choices = combinations(range(minutes.shape[1]), count)
    return min(minutes[np.ix_(counted, chosen)].min(axis=1).max() for chosen in choices)


def columns_of(answer, sites):
    return sites.index.get_indexer(answer.places["site_id"]).tolist()


@pytest.mark.parametrize("people", ["all", "older"])
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize(("cutoff_min", "sea"), [(90.0, True), (90.0, False), (9.0, True)])
def test_the_median_is_the_best_of_all_choices(cutoff_min, sea, count, people):
    reach = town(cutoff_min=cutoff_min, limit_min=8.0, sea=sea, count=count, people=people)
    sites = new(sites_of(reach))
    minutes = dense(reach, sites.geometry, "motorbike")
    who = older_people(reach) if people == "older" else reach.layers.demand["people"].to_numpy()
    answer = median(reach, sites_of(reach))
    assert answer.objective == pytest.approx(best_mean(minutes, who, count, cutoff_min), rel=1e-9)
    assert answer.bound == pytest.approx(answer.objective, rel=1e-9)
    chosen = columns_of(answer, sites)
    assert mean_minutes(minutes, who, chosen, cutoff_min) == pytest.approx(answer.objective)
    for rank in range(count):
        left = [[*chosen[:rank], other] for other in chosen[rank:]]
        values = [mean_minutes(minutes, who, some, cutoff_min) for some in left]
        assert values[0] == min(values)
    nearest = minutes[:, chosen].argmin(axis=1)
    near = minutes[:, chosen].min(axis=1) <= 8.0
    gained = [int(who[near & (nearest == rank)].sum()) for rank in range(count)]
    assert answer.places["people_gained"].tolist() == gained


def test_places_are_a_table_by_rank():
    reach = town(count=2)
    sites = sites_of(reach)
    places = median(reach, sites).places
    assert places.columns.tolist() == COLUMNS
    assert places.index.tolist() == [0, 1]
    assert places.crs == "EPSG:4326"
    assert places["people_gained"].dtype == np.int64
    assert (places["facility_id"] == "").all()
    assert (places["kind"] == "nursing_home").all()
    chosen = sites.loc[places["site_id"]]
    assert places["commune_code"].tolist() == chosen["commune_code"].tolist()
    assert (places.geometry.to_numpy() == chosen.geometry.to_numpy()).all()


def test_older_people_are_the_share_of_their_type_of_commune():
    reach = town()
    assert people_of(reach, reach.study.programmes[HOMES]).tolist() == [
        900, 1100, 800, 1200, 800, 600, 400, 600, 1000, 500,
    ]  # fmt: skip


def test_whoever_reaches_no_site_is_left_out():
    reach = town(sea=False)
    answer = median(reach, sites_of(reach).loc[["SC00"]])
    assert answer.figures == {"people": 6400, "people_at_cutoff": 0, "people_beyond_reach": 1500}


def test_whoever_reaches_only_a_site_that_is_not_chosen_counts_at_the_cutoff():
    reach = town(sea=False)
    sites = sites_of(reach).loc[["SC00", "SC08"]]
    answer = median(reach, sites)
    assert answer.places["site_id"].tolist() == ["SC00"]
    assert answer.figures == {"people": 7900, "people_at_cutoff": 1500, "people_beyond_reach": 0}
    minutes = dense(reach, sites.geometry, "motorbike")[:8, 0]
    by_hand = (minutes @ older_people(reach)[:8] + 90 * 1500) / 7900
    assert answer.objective == pytest.approx(by_hand)


def test_a_median_says_for_whom_it_is_the_nearest():
    reach = town(count=2, limit_min=8.0)
    places = median(reach, sites_of(reach).loc[["SC03", "SC08"]]).places
    minutes = dense(reach, sites_of(reach).loc[["SC03"]].geometry, "motorbike")[:8, 0]
    people = older_people(reach)[:8]
    mean, near = np.average(minutes, weights=people), int(people[minutes <= 8].sum())
    assert 0 < near < 6400
    assert places["reason_en"][0] == (
        f"The nearest for 6,400 older people in Phường An, Xã Bình, {mean:.1f} min away on "
        f"average; {near:,} of them live within 8 min."
    )
    assert places["reason_vi"][0].startswith("Gần nhất với 6.400 người cao tuổi ở Phường An, ")
    assert "1,500 older people in Đặc khu Cù Lao," in places["reason_en"][1]


@pytest.mark.parametrize("place", [median, center])
def test_people_gained_live_within_the_limit_of_hospital_care(place):
    table = np.array([[59.9], [60.0], [60.1]])
    reach, sites = tabled(town(people="all"), [100, 20, 3], table, table)
    assert place(reach, sites).places["people_gained"].tolist() == [120]


@pytest.mark.parametrize("place", [median, center])
def test_a_place_that_is_the_nearest_for_nobody_says_so(place):
    table = np.array([[1.0, 2.0, 3.0]])
    reach, sites = tabled(town(count=2), [100], table, table)
    places = place(reach, sites).places
    assert places["site_id"][0] == "S0"
    assert places["reason_en"][1] == "The nearest for nobody."
    assert places["people_gained"][1] == 0


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("cutoff_min", [90.0, 4.0])
def test_the_center_is_the_best_of_all_choices(cutoff_min, count):
    reach = town(cutoff_min=cutoff_min, limit_min=3.9, count=count)
    sites, people = new(sites_of(reach)), reach.layers.demand["people"].to_numpy()
    minutes = dense(reach, sites.geometry, "ambulance")
    counted = counted_cells(minutes, people, count, cutoff_min)
    answer = center(reach, sites_of(reach))
    assert answer.objective == pytest.approx(best_worst(minutes, counted, count), rel=1e-12)
    assert answer.bound == pytest.approx(answer.objective, rel=1e-12)
    assert answer.figures["worst_min"] == answer.objective
    nearest = minutes[np.ix_(counted, columns_of(answer, sites))].min(axis=1)
    assert nearest.max() == pytest.approx(answer.objective)
    assert answer.figures["mean_min"] == pytest.approx(np.average(nearest, weights=people[counted]))
    assert answer.figures["people_beyond_reach"] == people.sum() - people[counted].sum()


def test_by_road_the_places_are_the_best_of_all_choices_too():
    reach = town(by_road=True, people="all")
    sites, people = new(sites_of(reach)), reach.layers.demand["people"].to_numpy()
    to_sites = dense(reach, sites.geometry, "motorbike")
    assert median(reach, sites).objective == pytest.approx(best_mean(to_sites, people, 1, 90.0))
    # The streets of the toy town are open both ways, so that both take as long
    minutes = dense(reach, sites.geometry, "ambulance")
    counted = counted_cells(minutes, people, 1, 90.0)
    answer = center(reach, sites)
    assert answer.objective == pytest.approx(best_worst(minutes, counted, 1), rel=1e-6)


def test_of_lands_without_a_link_the_one_with_fewer_people_is_left_out():
    answer = center(town(sea=False), sites_of(town(sea=False)))
    assert answer.figures["people_beyond_reach"] == 3000
    assert answer.figures["places_within_cutoff"] == 1
    both = center(town(sea=False, count=2), sites_of(town(sea=False)))
    assert both.figures["people_beyond_reach"] == 0
    assert sorted(both.places["commune_code"])[1] == "00003"


def test_times_are_followed_beyond_the_cutoff_where_one_place_cannot_keep_to_it():
    table = np.array([[5.0, 300.0], [80.0, 80.0], [300.0, 5.0]])
    reach, sites = tabled(town(), [10, 10, 20], table, table)
    answer = center(reach, sites)
    assert (answer.objective, answer.bound) == (300.0, 300.0)
    assert answer.figures["places_within_cutoff"] == 2
    assert answer.figures["people_beyond_reach"] == 0


def test_a_day_is_too_long():
    table = np.array([[5.0, 1500.0], [80.0, 80.0], [1500.0, 5.0]])
    reach, sites = tabled(town(cutoff_min=100.0), [10, 10, 20], table, table)
    with pytest.raises(
        InfeasibleError, match=r"programmes.emergency-centre.count is 1, .* takes 2"
    ):
        center(reach, sites)


def test_a_day_is_followed_to_its_end():
    table = np.array([[5.0, few_sites.DAY_MIN], [80.0, 80.0], [few_sites.DAY_MIN, 5.0]])
    reach, sites = tabled(town(cutoff_min=100.0), [10, 10, 20], table, table)
    assert center(reach, sites).objective == few_sites.DAY_MIN


def test_a_center_goes_out_to_people_and_people_come_to_a_median():
    there, back = np.array([[1.0, 2.0]]), np.array([[7.0, 3.0]])
    reach, sites = tabled(town(people="all"), [100], there, back)
    assert median(reach, sites).objective == 1.0
    assert center(reach, sites).objective == 3.0


def test_a_center_says_who_is_farthest():
    reach = town(limit_min=8.0)
    sites = sites_of(reach)
    answer = center(reach, sites)
    column = new(sites).index.get_indexer(answer.places["site_id"])[0]
    minutes = dense(reach, new(sites).geometry, "ambulance")[:, column]
    people = reach.layers.demand["people"].to_numpy()
    commune = ["Phường An", "Xã Bình", "Đặc khu Cù Lao"][
        int(reach.layers.demand["commune_code"].iloc[minutes.argmax()]) - 1
    ]
    assert answer.places["reason_en"][0] == (
        "The nearest for 55,000 people in Phường An, Xã Bình and 1 more, "
        f"{np.average(minutes, weights=people):.1f} min away on average; "
        f"{people[minutes <= 8].sum():,} of them live within 8 min; the farthest, in {commune}, "
        f"{minutes.max():.1f} min away."
    )
    assert answer.places["reason_vi"][0].endswith(
        f"; xa nhất là ở {commune}, cách " + f"{minutes.max():.1f} phút.".replace(".", ",", 1)
    )


@pytest.mark.parametrize("place", [median, center])
def test_a_former_station_is_too_small(place):
    reach = town()
    assert place(reach, sites_of(reach).loc[["SF4", "SC09"]]).places["site_id"][0] == "SC09"


@pytest.mark.parametrize(("place", "key"), [(median, HOMES), (center, CENTRE)])
def test_fewer_sites_than_facilities_cannot_be(place, key):
    reach = town(count=3)
    with pytest.raises(
        InfeasibleError, match=rf"programmes\.{key}\.count is 3, but .* 2 candidate .* 1 too few"
    ):
        place(reach, sites_of(reach).loc[["SF4", "SC01", "SC02"]])


@pytest.mark.parametrize(("place", "key"), [(median, HOMES), (center, CENTRE)])
def test_sites_that_nobody_reaches_cannot_be(place, key):
    table = np.array([[91.0, np.inf]])
    reach, sites = tabled(town(), [100], table, table)
    with pytest.raises(InfeasibleError, match=rf"programmes\.{key}: .*travel\.cutoff_min"):
        place(reach, sites)


MINUTES = st.one_of(st.integers(0, 100), st.integers(60, 200), st.just(np.inf))


@st.composite
def towns(draw):
    """Draw people of cells, minutes to sites and back, and how many places there are to be."""
    cells, sites = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    people = draw(st.lists(st.integers(0, 50), min_size=cells, max_size=cells))
    there, back = (
        np.array(draw(st.lists(MINUTES, min_size=cells * sites, max_size=cells * sites)), float)
        for _ in range(2)
    )
    shape = cells, sites
    return np.array(people), there.reshape(shape), back.reshape(shape), draw(st.integers(1, 3))


@given(towns())
@settings(max_examples=150, deadline=None)
def test_no_choice_for_a_drawn_median_is_better(drawn):
    people, there, back, count = drawn
    reach, sites = tabled(town(count=count, people="all"), people, there, back)
    reached = (there <= 90).any(axis=1)
    if count > there.shape[1] or not people[reached].any():
        with pytest.raises(InfeasibleError):
            median(reach, sites)
        return
    answer = median(reach, sites)
    best = best_mean(there, people, count, 90.0)
    assert answer.bound <= best + 1e-9
    assert answer.objective == pytest.approx(best, abs=1e-9)
    assert answer.figures["people_beyond_reach"] == people[~reached].sum()
    if count > 1:
        fewer = median(tabled(town(count=count - 1, people="all"), people, there, back)[0], sites)
        assert answer.objective <= fewer.objective + 1e-9


@given(towns())
@settings(max_examples=150, deadline=None)
def test_no_choice_for_a_drawn_center_is_better(drawn):
    people, there, back, count = drawn
    reach, sites = tabled(town(count=count), people, there, back)
    counted = counted_cells(back, people, count, 90.0)
    possible = counted and count <= back.shape[1]
    best = best_worst(back, counted, count) if possible else np.inf
    if best == np.inf:
        with pytest.raises(InfeasibleError):
            center(reach, sites)
        return
    answer = center(reach, sites)
    assert answer.objective == answer.bound == best
    assert answer.figures["people_beyond_reach"] == people.sum() - people[counted].sum()
    needed = next(
        size for size in range(1, back.shape[1] + 1) if best_worst(back, counted, size) <= 90
    )
    assert answer.figures["places_within_cutoff"] == needed


@given(towns(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_sites_does_not_matter(drawn, random):
    people, there, back, count = drawn
    reach, sites = tabled(town(count=count, people="all"), people, there, back)
    shuffled = sites.iloc[random.sample(range(len(sites)), len(sites))]
    column = sites.index.get_indexer(shuffled.index)
    renamed, same_names = tabled(reach, people, there[:, column], back[:, column])
    for place in (median, center):
        try:
            answer = place(reach, sites)
        except InfeasibleError:
            continue
        again = place(reach, shuffled)
        pd.testing.assert_frame_equal(pd.DataFrame(answer.places), pd.DataFrame(again.places))
        assert place(renamed, same_names).objective == pytest.approx(answer.objective, abs=1e-9)


def test_more_centres_are_never_farther():
    worst = [center(town(count=count), sites_of(town())).objective for count in (1, 2, 3)]
    assert worst == sorted(worst, reverse=True)
    assert worst[0] > worst[2]


def test_the_bundled_study_has_proven_places():
    study = Study.load()
    layers = read_layers(study)
    reach = Reach(study, layers)
    former = int((layers.facilities["kind"] == "former_station").sum())
    sites = candidate_sites(
        layers.demand, layers.facilities, min_people=study.candidates.min_people.value,
        max_sites=300 + former, copies_per_site=1, crs=study.crs,
    )  # fmt: skip
    homes = median(reach, sites)
    assert homes.gap < 1e-9
    assert len(homes.places) == 2
    assert homes.places["commune_code"].nunique() == 2
    limit = reach.study.standards.hospital.limit_min.value
    assert f"within {limit:g} min" in homes.places["reason_en"][0]
    total = round(sum(layers.demand["people"]) * 0.12)
    assert homes.figures["people"] + homes.figures["people_beyond_reach"] == total
    ambulances = center(reach, sites)
    assert ambulances.gap == 0
    minutes = dense(reach, new(sites).geometry, "ambulance")
    reached = (minutes <= study.travel.cutoff_min.value).any(axis=1)
    assert ambulances.objective == pytest.approx(minutes[reached].max(axis=0).min())
