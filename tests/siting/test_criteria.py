from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geoplan.errors import InfeasibleError
from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.siting.criteria import criteria, scaled, site_by_criteria
from geoplan.siting.private import hospitals_with_beds
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests.siting.sited_town import COMPLEX, dense, new, sites_of, tabled, town
from tests.siting.test_weights import moved

MODE = "motorbike"
NEAR = 10.0  # minutes, as the toy study has it
HOSPITALS = gpd.GeoDataFrame(
    {"beds": [100, 150, 70]},
    geometry=gpd.points_from_xy([106.03, 106.07, 106.205], [20.83, 20.83, 20.82]),
    crs="EPSG:4326",
)
NO_HOSPITALS = HOSPITALS.iloc[:0]
ALL = (("hospital_beds", 0.3), ("schools", 0.25), ("transport", 0.2), ("people", 0.15),
       ("space", 0.1))  # fmt: skip


def chosen_by(reach, sites, hospitals=HOSPITALS):
    return site_by_criteria(reach, reach.study.programmes[COMPLEX], sites, hospitals)


def measured_of(reach, sites, hospitals=HOSPITALS):
    return criteria(reach, reach.study.programmes[COMPLEX], sites, hospitals)


def test_criteria_are_measured_as_by_hand():
    reach = town()
    sites = new(sites_of(reach))
    people = reach.layers.demand["people"].to_numpy()
    measured = measured_of(reach, sites)
    minutes = dense(reach, sites.geometry, MODE)
    near = minutes <= NEAR
    assert near.any(axis=0).all()
    assert not near.all(axis=0).any()
    assert measured.index.equals(sites.index)
    assert measured.columns.tolist() == [name for name, _ in ALL]
    assert measured["people"].tolist() == (people @ near).tolist()
    assert measured["transport"].to_numpy() == pytest.approx(
        people @ np.minimum(minutes, 90) / 55000
    )
    # Sites are cells, and a way takes as long in both directions
    to_hospitals = dense(reach, HOSPITALS.geometry, MODE)
    assert (
        measured["hospital_beds"].tolist()
        == ((to_hospitals <= NEAR) @ HOSPITALS["beds"].to_numpy()).tolist()
    )
    school = gpd.GeoSeries.from_xy([106.01], [20.81], crs="EPSG:4326")
    to_school = dense(reach, school, MODE)[:, 0]
    assert measured["schools"].to_numpy() == pytest.approx(np.maximum(1 - to_school / NEAR, 0))
    assert (measured["schools"] > 0).sum() > 1
    assert measured["space"].tolist() == people.tolist()  # cells of the toy town are 2 km apart


def test_people_beyond_the_cutoff_count_at_it():
    reach = town(sea=False)
    sites = sites_of(reach).loc[["SC00", "SC08"]]
    minutes = dense(reach, sites.geometry, MODE)
    people = reach.layers.demand["people"].to_numpy()
    by_hand = (people[:8] @ minutes[:8, 0] + 3000 * 90) / 55000
    assert measured_of(reach, sites)["transport"]["SC00"] == pytest.approx(by_hand)


def test_what_is_near_may_be_farther_than_the_cutoff():
    reach = town(cutoff_min=4.0, limit_min=3.0)
    sites = new(sites_of(reach))
    minutes = dense(reach, sites.geometry, MODE)
    people = reach.layers.demand["people"].to_numpy()
    measured = measured_of(reach, sites)
    assert measured["people"].tolist() == (people @ (minutes <= NEAR)).tolist()
    assert measured["transport"].to_numpy() == pytest.approx(
        people @ np.minimum(minutes, 4) / 55000
    )


def test_space_counts_the_people_within_a_kilometre_in_a_straight_line():
    reach = town()
    sites = (
        sites_of(reach)
        .loc[["SC00"]]
        .set_geometry(gpd.GeoSeries.from_xy([106.02], [20.81], index=["SC00"], crs="EPSG:4326"))
    )  # 1.04 km from the cells to the west and to the east
    assert measured_of(reach, sites)["space"].tolist() == [0]
    sites = sites.set_geometry(
        gpd.GeoSeries.from_xy([106.0195], [20.81], index=["SC00"], crs="EPSG:4326")
    )  # 0.99 km
    assert measured_of(reach, sites)["space"].tolist() == [9000]


def test_criteria_are_scaled_from_the_worst_site_to_the_best():
    measured = pd.DataFrame(
        {"people": [10, 30, 20], "transport": [10.0, 30.0, 15.0], "space": [5, 5, 5],
         "schools": [0.3, 0.1 + 0.2, 0.3]}  # alike but for rounding
    )  # fmt: skip
    scores = scaled(measured)
    assert scores["people"].tolist() == [0, 1, 0.5]
    assert scores["transport"].tolist() == [1, 0, 0.75]
    assert (scores[["space", "schools"]] == 0).all(axis=None)


def test_the_site_with_the_highest_weighted_score_is_chosen():
    reach = town()
    answer = chosen_by(reach, sites_of(reach))
    scores = scaled(measured_of(reach, new(sites_of(reach))))
    total = sum(weight * scores[name] for name, weight in ALL)
    best = total.idxmax()
    assert answer.places["site_id"].tolist() == [best]
    assert answer.objective == answer.bound == pytest.approx(total.max())
    assert answer.gap == 0
    assert {name: answer.figures[f"score_{name}"] for name, _ in ALL} == scores.loc[best].to_dict()
    assert answer.places.iloc[0][["kind", "facility_id"]].tolist() == ["training_complex", ""]


def test_people_gained_are_near_and_counted_once():
    reach = town(count=2)
    places = chosen_by(reach, sites_of(reach).loc[["SC03", "SC06"]]).places
    minutes = dense(reach, places.geometry, MODE)
    people = reach.layers.demand["people"].to_numpy()
    nearest, near = minutes.argmin(axis=1), minutes <= NEAR
    assert near.all(axis=1).any()
    assert places["people_gained"].tolist() == [
        people[near[:, rank] & (nearest == rank)].sum() for rank in (0, 1)
    ]


def test_further_places_stand_in_communes_of_their_own():
    reach = town(count=3)
    sites = new(sites_of(reach))
    answer = chosen_by(reach, sites)
    scores = scaled(measured_of(reach, sites))
    total = sum(weight * scores[name] for name, weight in ALL)
    best = total.groupby(sites["commune_code"]).max().sort_values(ascending=False)
    assert answer.places["commune_code"].tolist() == best.index.tolist()
    assert total[answer.places["site_id"]].tolist() == pytest.approx(best.tolist())
    assert answer.objective == answer.bound == pytest.approx(best.mean())


def test_only_what_is_weighed_is_measured():
    reach = town(weights=(("people", 0.5), ("space", 0.5)))
    assert measured_of(reach, sites_of(reach)).columns.tolist() == ["people", "space"]


def test_where_there_is_no_hospital_all_sites_are_alike():
    reach = town()
    sites = new(sites_of(reach))
    assert (measured_of(reach, sites, NO_HOSPITALS)["hospital_beds"] == 0).all()
    answer = chosen_by(reach, sites, NO_HOSPITALS)
    assert answer.figures["score_hospital_beds"] == 0


def test_a_former_station_is_too_small():
    reach = town()
    sites = sites_of(reach).loc[["SF4", "SC09"]]
    assert chosen_by(reach, sites).places["site_id"].tolist() == ["SC09"]


def test_fewer_sites_than_facilities_cannot_be():
    reach = town(count=3)
    sites = sites_of(reach).loc[["SF4", "SC00", "SC09"]]
    match = r"programmes\.training-complex\.count is 3, but .* 2 candidate .* 1 too few"
    with pytest.raises(InfeasibleError, match=match):
        chosen_by(reach, sites)


def test_fewer_communes_than_facilities_cannot_be():
    reach = town(count=3)
    sites = sites_of(reach).loc[["SC00", "SC01", "SC09"]]
    match = r"programmes\.training-complex\.count is 3, .* stand in 2 communes, 1 too few"
    with pytest.raises(InfeasibleError, match=match):
        chosen_by(reach, sites)


def test_the_order_of_sites_does_not_matter():
    reach = town(count=2)
    sites = sites_of(reach)
    answers = [chosen_by(reach, some) for some in (sites, sites[::-1])]
    pd.testing.assert_frame_equal(*(pd.DataFrame(answer.places) for answer in answers))


def test_people_come_to_the_site():
    reach = town(weights=(("people", 1.0),))
    there, back = np.array([[9.0, 11.0]]), np.array([[11.0, 9.0]])
    other, sites = tabled(reach, [700], there, back)
    assert measured_of(other, sites, NO_HOSPITALS)["people"].tolist() == [700, 0]


def test_the_margin_is_how_far_a_weight_moves_before_another_site_wins():
    reach = town()
    sites = new(sites_of(reach))
    answer = chosen_by(reach, sites)
    scores = scaled(measured_of(reach, sites)).to_numpy()
    weights = np.array([weight for _, weight in ALL])
    first = sites.index.get_loc(answer.places["site_id"][0])
    margin = answer.figures["weight_margin"] / 100
    wins, winners = [], []
    for criterion in range(len(ALL)):
        for change in (margin, -margin):
            for share in (0.999, 1.001):
                weight = weights[criterion] + share * change
                if 0 <= weight <= 1:
                    total = scores @ moved(weights, criterion, share * change)
                    wins.append((share, total.argmax() == first))
                    winners.append(sites.index[total.argmax()])
    assert all(best for share, best in wins if share < 1)
    assert sum(not best for share, best in wins if share > 1) == 1
    challenger = next(site for site in winners if site != sites.index[first])
    assert f"; {challenger} wins if the weight of " in answer.places["reason_en"][0]


def test_a_reason_names_the_scores_the_next_best_and_the_weight_that_decides():
    reach = town(weights=(("people", 0.6), ("space", 0.4)))
    answer = chosen_by(reach, sites_of(reach).loc[["SC00", "SC03", "SC09"]])
    scores = scaled(measured_of(reach, sites_of(reach).loc[["SC00", "SC03", "SC09"]]))
    # By people, SC03 has 1 and SC00 less, SC09 0; by space, SC09 has 1, SC00 3/11 and SC03 0
    assert scores["space"].tolist() == pytest.approx([3 / 11, 0, 1])
    assert (scores["people"]["SC03"], scores["people"]["SC09"]) == (1, 0)
    near = scores["people"]["SC00"]
    assert answer.places["site_id"].tolist() == ["SC00"]
    lead = 0.6 * near + 0.4 * 3 / 11 - 0.6
    points = 100 * lead / (1 - near + 3 / 11)
    assert answer.places["reason_en"][0] == (
        f"Scores {0.6 * near + 0.4 * 3 / 11:.3f} of 1: people nearby {near:.2f}, space 0.27 (by "
        "people living within 1 km, a proxy until parcels are known); the next best site, SC03 in "
        f"Phường An, scores {lead:.3f} less; SC03 wins if the weight of people nearby rises by "
        f"more than {points:.1f} percentage points."
    )


def test_where_no_weight_makes_another_site_win_there_is_no_margin():
    reach = town()
    answer = chosen_by(reach, sites_of(reach).loc[["SC09"]])
    assert "weight_margin" not in answer.figures
    assert "the next best site" not in answer.places["reason_en"][0]
    assert answer.places["reason_en"][0].endswith(
        "no change of a single weight makes another site win."
    )


def test_the_bundled_study_has_a_training_complex():
    study = Study.load()
    layers = read_layers(study)
    former = int((layers.facilities["kind"] == "former_station").sum())
    sites = candidate_sites(
        layers.demand, layers.facilities, min_people=study.candidates.min_people.value,
        max_sites=300 + former, copies_per_site=1, crs=study.crs,
    )  # fmt: skip
    beds = hospitals_with_beds(layers.facilities, study.standards.hospital)
    hospitals = layers.facilities.loc[beds.index, ["geometry"]].assign(beds=beds)
    reach = Reach(study, layers)
    answer = chosen_by(reach, sites, hospitals)
    scores = scaled(measured_of(reach, new(sites), hospitals))
    assert (scores.min() == 0).all()
    assert (scores.max() == 1).all()
    weights = study.programmes[COMPLEX].weights
    total = sum(weights[name].value * scores[name] for name in scores)
    assert answer.places["site_id"].tolist() == [total.idxmax()]
    assert answer.objective == pytest.approx(total.max())
    assert 0 < answer.figures["weight_margin"] < 100
