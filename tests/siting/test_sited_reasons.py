from __future__ import annotations

from dataclasses import replace

from geoplan.siting.sited_reasons import (
    CriteriaFigures,
    NearestFigures,
    criteria_reason,
    nearest_reason,
)

NEAREST = NearestFigures(
    True, ["Phường An", "Xã Bình", "Xã Cát"], 1234567, 9812, 60, 41.25, "Xã Cát", 1074.26
)
CRITERIA = CriteriaFigures(
    0.7804, {"hospital_beds": 0.935, "space": 1.0}, "SC7", "Xã Bình", 0.009, "space", 4.23, "SC8"
)


def test_the_nearest_place_says_for_how_many_and_where_and_how_far():
    vi, en = nearest_reason(NEAREST)
    assert vi == (
        "Gần nhất với 1.234.567 người cao tuổi ở Phường An, Xã Bình và 1 nơi khác, trung bình cách "
        "41,2 phút; 9.812 người trong số đó ở trong vòng 60 phút; xa nhất là ở Xã Cát, cách "
        "1.074,3 phút."
    )
    assert en == (
        "The nearest for 1,234,567 older people in Phường An, Xã Bình and 1 more, 41.2 min away on "
        "average; 9,812 of them live within 60 min; the farthest, in Xã Cát, 1,074.3 min away."
    )


def test_all_people_a_limit_with_a_fraction_and_no_farthest():
    vi, en = nearest_reason(
        replace(NEAREST, older=False, communes=["Xã Bình"], limit_min=7.5, farthest="")
    )
    assert vi == (
        "Gần nhất với 1.234.567 người ở Xã Bình, trung bình cách 41,2 phút; 9.812 người trong số "
        "đó ở trong vòng 7,5 phút."
    )
    assert en == (
        "The nearest for 1,234,567 people in Xã Bình, 41.2 min away on average; 9,812 of them live "
        "within 7.5 min."
    )


def test_a_choice_by_criteria_says_its_scores_the_next_best_and_the_weight_that_decides():
    vi, en = criteria_reason(CRITERIA)
    assert vi == (
        "Đạt 0,780 trên 1 điểm: giường bệnh viện ở gần 0,94, quỹ đất 1,00 (đo bằng số dân trong "
        "vòng 1 km khi chưa có số liệu thửa đất); vị trí tốt tiếp theo, SC7 ở Xã Bình, kém 0,009 "
        "điểm; SC8 vượt lên nếu trọng số của quỹ đất tăng quá 4,2 điểm phần trăm."
    )
    assert en == (
        "Scores 0.780 of 1: hospital beds nearby 0.94, space 1.00 (by people living within 1 km, a "
        "proxy until parcels are known); the next best site, SC7 in Xã Bình, scores 0.009 less; "
        "SC8 wins if the weight of space rises by more than 4.2 percentage points."
    )


def test_a_weight_may_have_to_fall():
    vi, en = criteria_reason(replace(CRITERIA, change_points=-4.23))
    assert "quỹ đất giảm quá 4,2 điểm phần trăm." in vi
    assert "space falls by more than 4.2 percentage points." in en


def test_a_choice_without_rivals_says_so():
    vi, en = criteria_reason(replace(CRITERIA, next_site="", challenger=""))
    assert vi.endswith("thửa đất); thay đổi riêng từng trọng số không làm vị trí khác vượt lên.")
    assert en.endswith("known); no change of a single weight makes another site win.")
