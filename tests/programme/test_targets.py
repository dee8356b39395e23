"""Targets by commune: sums worked out by hand, and that they always reconcile."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.layers.read import StudyLayers, read_layers
from geoplan.programme.targets import COLUMNS, measure_targets
from geoplan.study import Study, bundled
from tests import toytown

NO_HOSPITAL = ("commune_station", "satellite_point", "former_station", "nursing_home")
PRIVATE = ("private_hospital", "nursing_home")
AMOUNTS = ("beds", "doctors", "other_staff", "equipment")
YEARLY = ("equipment", "recruits")

# kind, commune, year, upgraded, beds, doctors, other staff, equipment
FACILITIES = [
    ("commune_station", "00002", 2026, False, None, 5, 8, 60),
    ("regional", "00001", 2029, False, 45, 15, 30, 300),
    ("commune_station", "00001", 2027, True, None, 3, None, 10),
    ("private_hospital", "00002", 2028, False, 20, 6, 9, 100),
    ("nursing_home", "00003", 2027, False, 30, 1, 5, 20),
    ("commune_station", "00003", None, False, None, 5, 8, 60),
    ("polyclinic", "00001", 2031, False, None, 15, 30, 200),
]


def programme_of(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["kind", "commune_code", "year", "upgraded", *AMOUNTS])
    frame = frame.astype(dict.fromkeys(("year", *AMOUNTS), "Int64"))
    frame.insert(0, "programme", "any")
    frame.insert(1, "rank", np.arange(1, len(frame) + 1))
    return frame.assign(facility_id="", site_id="")


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    """The toy town with round targets; it does not grow."""
    file = tomllib.loads(bundled("studies/haiphong.toml").read_text(encoding="utf-8"))
    content = toytown.study_content()
    content |= {part: file[part] for part in ("people", "kinds", "targets")}
    targets = content["targets"]
    content["people"]["growth"]["value"] = 0.0
    targets["doctors"]["now"]["value"], targets["doctors"]["target"]["value"] = 14.0, 20.0
    targets["beds"]["now"]["value"], targets["beds"]["target"]["value"] = 30.0, 40.0
    targets["beds"]["now_count"]["value"] = 150
    targets["equipment"]["target"]["value"] = 315
    targets["recruits"]["target"]["value"] = 238
    return content


@pytest.fixture(scope="module")
def town(content) -> Study:
    return Study.model_validate(content)


@pytest.fixture(scope="module")
def layers(toy_study) -> StudyLayers:
    return read_layers(toy_study)


@pytest.fixture(scope="module")
def answer(town, layers):
    return measure_targets(town, layers, programme_of(FACILITIES))


def changed(study: Study, **values: Any) -> Study:
    """Return the study with other values, their dotted keys written with two underscores."""

    def put(part: Any, keys: list[str], value: Any) -> Any:
        if not keys:
            return value
        return part.model_copy(update={keys[0]: put(getattr(part, keys[0]), keys[1:], value)})

    for key, value in values.items():
        study = put(study, key.split("__"), value)
    return study


def by_commune(table: pd.DataFrame, indicator: str, year: int) -> dict[str, tuple[int, int, int]]:
    rows = table[(table["indicator"] == indicator) & (table["year"] == year)]
    return {row[0]: row[3:] for row in rows.itertuples(index=False, name=None)}


def of(answer, indicator: str):
    (headline,) = (each for each in answer.headline if each.indicator == indicator)
    return headline


@pytest.mark.parametrize(
    ("indicator", "year", "rows"),
    [
        # 20 per 10,000 of 55,000 people; 77 today, two at each station; posts of 2026 to 2030
        ("doctors", 2030, {"00001": (80, 20, 60), "00002": (24, 13, 11), "00003": (6, 3, 3),
                           "": (0, 71, -71)}),
        # 40 per 10,000; 150 today, 100 of them in the register; the nursing home has none
        ("beds", 2030, {"00001": (160, 145, 15), "00002": (48, 20, 28), "00003": (12, 0, 12),
                        "": (0, 50, -50)}),
        # four at each of 1, 2 and 1 stations
        ("station_doctors", 2027, {"00001": (4, 5, -1), "00002": (8, 7, 1), "00003": (4, 2, 2)}),
        # 15 % of 220 beds: 24, 7.2 and 1.8
        ("private_beds_share", 2030, {"00001": (24, 0, 24), "00002": (7, 20, -13),
                                      "00003": (2, 0, 2)}),
        # 315 as 510, 60 and 60 items
        ("equipment", 2026, {"00001": (255, 0, 255), "00002": (30, 60, -30),
                             "00003": (30, 0, 30)}),
        ("equipment", 2027, {"00001": (255, 10, 245), "00002": (30, 60, -30),
                             "00003": (30, 0, 30)}),
        ("equipment", 2030, {"00001": (255, 310, -55), "00002": (30, 60, -30),
                             "00003": (30, 0, 30)}),
        # 238 as 93, 13 and 13 posts
        ("recruits", 2028, {"00001": (186, 3, 183), "00002": (26, 13, 13), "00003": (26, 0, 26)}),
        ("recruits", 2030, {"00001": (186, 48, 138), "00002": (26, 13, 13), "00003": (26, 0, 26)}),
    ],
)  # fmt: skip
def test_each_commune_by_hand(answer, indicator, year, rows):
    assert by_commune(answer.table, indicator, year) == rows


def test_the_table_has_its_columns_and_only_the_years_it_says(answer):
    assert list(answer.table.columns) == list(COLUMNS)
    assert answer.table.dtypes[list(COLUMNS[2:])].eq("int64").all()
    years = answer.table.groupby("indicator", sort=False)["year"].unique().map(list).to_dict()
    assert years == {
        "doctors": [2030],
        "beds": [2030],
        "station_doctors": [2027],
        "private_beds_share": [2030],
        "equipment": [2026, 2027, 2028, 2029, 2030],
        "recruits": [2026, 2027, 2028, 2029, 2030],
    }
    assert answer.table.index.equals(pd.RangeIndex(len(answer.table)))


@pytest.mark.parametrize(
    ("indicator", "numbers", "rates"),
    [
        ("doctors", (77, 110, 107, 3), (14.0, 20.0, 107 / 5.5)),
        ("beds", (150, 220, 215, 5), (150 / 5.5, 40.0, 215 / 5.5)),
        ("beds_by_rate", (165, 220, 230, -10), (30.0, 40.0, 230 / 5.5)),
        ("station_doctors", (6, 16, 14, 2), (2.0, 4.0, 3.5)),
        ("private_beds_share", (0, 33, 20, 13), (0.0, 0.15, 20 / 220)),
        ("equipment", (0, 315, 370, -55), (None, None, None)),
        ("recruits", (0, 238, 61, 177), (None, None, None)),
    ],
)
def test_each_headline_by_hand(answer, indicator, numbers, rates):
    headline = of(answer, indicator)
    assert (headline.today, headline.target, headline.planned, headline.shortfall) == numbers
    found = (headline.today_rate, headline.target_rate, headline.planned_rate)
    assert found == (rates if rates[0] is None else pytest.approx(rates))


def test_the_sentences(answer):
    assert [(each.words_en, each.words_vi) for each in answer.headline] == [
        (
            "Doctors in 2030: 3 short of the 110 that 20 per 10,000 people mean; 77 today and 30 "
            "from the plan, if every post is filled, make 19.45 per 10,000.",
            "Bác sĩ năm 2030: thiếu 3 so với 110 bác sĩ ứng với 20 bác sĩ trên 10.000 dân; hiện có "
            "77, phương án thêm 30 nếu tuyển đủ, thành 19,45 trên 10.000 dân.",
        ),
        (
            "Hospital beds in 2030: 5 short of the 220 that 40 per 10,000 people mean; 150 today "
            "and 65 from the plan make 39.09 per 10,000; read as 30 per 10,000 people, today's "
            "beds would be 165, 15 more, and 2030 would be 10 more than the target; 30 beds of "
            "nursing homes and stations in the plan are no hospital beds.",
            "Giường bệnh năm 2030: thiếu 5 so với 220 giường ứng với 40 giường trên 10.000 dân; "
            "hiện có 150, phương án thêm 65, thành 39,09 trên 10.000 dân; nếu hiểu hiện có 30 "
            "giường trên 10.000 dân thì là 165 giường, nhiều hơn 15, và năm 2030 sẽ nhiều hơn 10 "
            "so với mục tiêu; 30 giường của viện dưỡng lão và trạm y tế trong phương án không tính "
            "là giường bệnh.",
        ),
        (
            "Hospital beds in 2030: 10 more than the 220 that 40 per 10,000 people mean; 165 today "
            "and 65 from the plan make 41.82 per 10,000; today's beds are here read as 30 per "
            "10,000 people, the table counts 150; 30 beds of nursing homes and stations in the "
            "plan are no hospital beds.",
            "Giường bệnh năm 2030: nhiều hơn 10 so với 220 giường ứng với 40 giường trên 10.000 "
            "dân; hiện có 165, phương án thêm 65, thành 41,82 trên 10.000 dân; ở đây hiểu hiện có "
            "30 giường trên 10.000 dân, bảng chỉ tiêu tính 150 giường; 30 giường của viện dưỡng "
            "lão và trạm y tế trong phương án không tính là giường bệnh.",
        ),
        (
            "Doctors of commune stations in 2027: 2 short of the 16 that 4 at each of 4 stations "
            "mean; 6 today and 8 from the plan; communes with too few (2) lack 3, the others have "
            "1 to spare.",
            "Bác sĩ trạm y tế năm 2027: thiếu 2 so với 16 bác sĩ, mỗi trạm 4 bác sĩ ở 4 trạm; hiện "
            "có 6, phương án thêm 8; 2 xã, phường, đặc khu thiếu 3, nơi khác thừa 1.",
        ),
        (
            "Private beds in 2030: 13 short of the 33 that are 15 % of 220 beds; 0 today and 20 "
            "from the plan; published private hospitals that are not in the register (13) are left "
            "out and would, as assumed, have 1,950 beds more.",
            "Giường bệnh tư nhân năm 2030: thiếu 13 so với 33 giường, là 15 % của 220 giường; hiện "
            "có 0, phương án thêm 20; chưa tính bệnh viện tư nhân đã công bố mà danh mục chưa có "
            "(13), theo giả định có thêm 1.950 giường.",
        ),
        (
            "Machines and equipment in 2030: 55 more than the target of 315 items; public "
            "facilities that open by then call for 370, those of the whole plan for 630.",
            "Máy móc, thiết bị năm 2030: nhiều hơn 55 so với mục tiêu 315; cơ sở công hoạt động "
            "đến lúc đó cần 370, cả phương án cần 630.",
        ),
        (
            "Recruits by 2030: 177 of the 238 have no post yet; public facilities that open by "
            "then have 61 posts, those of the whole plan 119.",
            "Nhân lực tuyển mới đến năm 2030: 177 trong 238 người tuyển mới chưa có vị trí làm "
            "việc; cơ sở công hoạt động đến lúc đó có 61 vị trí, cả phương án có 119.",
        ),
    ]


@pytest.mark.parametrize(
    ("recruits", "words"),
    [(61, "the 61 fill all posts exactly; "), (50, "the 50 leave 11 posts unfilled; ")],
)
def test_recruits_may_fill_all_posts_or_too_few(town, layers, recruits, words):
    study = changed(town, targets__recruits__target__value=recruits)
    headline = of(measure_targets(study, layers, programme_of(FACILITIES)), "recruits")
    assert headline.shortfall == recruits - 61
    assert words in headline.words_en


def test_a_target_may_be_met_exactly(town, layers):
    study = changed(town, targets__equipment__target__value=370)
    headline = of(measure_targets(study, layers, programme_of(FACILITIES)), "equipment")
    assert headline.shortfall == 0
    assert "exactly the target of 370 items" in headline.words_en
    assert "vừa đủ mục tiêu 370" in headline.words_vi


def test_people_grow(town, layers):
    study = changed(town, people__growth__value=0.02)
    answer = measure_targets(study, layers, programme_of([]))
    # 55,000 × 1.02^5 = 60,724 people; today's doctors and stations do not grow
    assert of(answer, "doctors").target == 121
    assert of(answer, "doctors").today == 77
    assert of(answer, "beds").target == 243
    assert of(answer, "private_beds_share").target == 36
    assert of(answer, "beds").planned_rate == pytest.approx(150 / 6.0724, rel=1e-4)


def test_where_the_register_knows_more_beds_than_are_stated_it_is_taken(town, layers):
    study = changed(town, targets__beds__now_count__value=90)
    answer = measure_targets(study, layers, programme_of([]))
    beds = of(answer, "beds")
    assert beds.today == beds.planned == 100
    assert "" not in by_commune(answer.table, "beds", 2030)
    assert "more than the 90 stated for today" in beds.words_en
    assert "nhiều hơn con số 90" in beds.words_vi
    assert "the table counts 100" in of(answer, "beds_by_rate").words_en


def test_where_stations_have_more_doctors_than_are_stated_they_are_taken(town, layers):
    study = changed(town, targets__doctors__now__value=1.0)
    doctors = of(measure_targets(study, layers, programme_of([])), "doctors")
    assert doctors.today == 6
    assert "more than the 6 stated" not in doctors.words_en  # 5.5 is rounded to 6
    study = changed(town, targets__doctors__now__value=0.5)
    doctors = of(measure_targets(study, layers, programme_of([])), "doctors")
    assert doctors.today == 6
    assert "more than the 3 stated" in doctors.words_en


def test_the_rate_may_be_the_lower_reading_of_beds(town, layers):
    study = changed(town, targets__beds__now_count__value=200)
    beds = of(measure_targets(study, layers, programme_of([])), "beds")
    assert "today's beds would be 165, 35 fewer, and 2030 would be 55 short of" in beds.words_en
    assert "là 165 giường, ít hơn 35, và năm 2030 sẽ thiếu 55 so với mục tiêu" in beds.words_vi


def test_without_a_count_the_rate_is_the_only_reading_of_beds(town, layers):
    study = changed(town, targets__beds__now_count=None)
    answer = measure_targets(study, layers, programme_of([]))
    assert [each.indicator for each in answer.headline].count("beds") == 1
    assert "beds_by_rate" not in [each.indicator for each in answer.headline]
    assert of(answer, "beds").today == 165
    assert "would be" not in of(answer, "beds").words_en


def test_private_beds_of_today(town, layers):
    facilities = layers.facilities.copy()
    facilities.loc["F6", "status"] = "operating"  # beds not known: 150 as assumed
    facilities.loc["F5", "ownership"] = "private"  # 100 beds
    with_private = StudyLayers(
        layers.communes, layers.demand, facilities, layers.sea_links, layers.files
    )
    answer = measure_targets(town, with_private, programme_of([]))
    headline = of(answer, "private_beds_share")
    assert by_commune(answer.table, "private_beds_share", 2030) == {
        "00001": (24, 100, -76),
        "00002": (7, 150, -143),
        "00003": (2, 0, 2),
    }
    assert headline.today_rate == pytest.approx(250 / 150)
    assert "150 of today's are assumed, for hospitals whose beds are not known (1)" in (
        headline.words_en
    )
    assert "(12) are left out" in headline.words_en
    assert of(answer, "beds").today == 150  # what is assumed is not in the count


def test_a_planned_hospital_of_the_register_counts_only_by_the_programme(town, layers):
    facilities = layers.facilities.copy()
    facilities.loc["F6", "beds"] = 400.0
    announced = StudyLayers(
        layers.communes, layers.demand, facilities, layers.sea_links, layers.files
    )
    answer = measure_targets(town, announced, programme_of([]))
    assert of(answer, "beds").today == 150
    assert of(answer, "private_beds_share").today == 0


def test_equipment_of_no_plan_is_shared_by_people(town, layers):
    answer = measure_targets(town, layers, programme_of([]))
    # 315 as 40, 12 and 3 of 55: 229.09, 68.73, 17.18; nothing opens, so the year of the target
    assert by_commune(answer.table, "equipment", 2030) == {
        "00001": (229, 0, 229),
        "00002": (69, 0, 69),
        "00003": (17, 0, 17),
    }
    assert answer.table["year"].min() == 2027


@pytest.mark.parametrize(
    ("from_year", "years"), [(2028, [2028, 2029, 2030]), (2030, [2030]), (2031, [2030])]
)
def test_money_says_from_which_year_a_planner_counts(town, layers, from_year, years):
    money = Study.load().money.model_copy(update={"from_year": from_year})
    table = measure_targets(changed(town, money=money), layers, programme_of(FACILITIES)).table
    equipment = table[table["indicator"] == "equipment"]
    assert equipment["year"].unique().tolist() == years
    assert by_commune(table, "equipment", years[0])["00002"][1] == 60  # opened before


@pytest.mark.parametrize("described", [(), ("nursing_home",)])
def test_without_public_kinds_only_private_hospitals_are_private(town, layers, described):
    study = changed(town, kinds={kind: town.kinds[kind] for kind in described})
    answer = measure_targets(study, layers, programme_of(FACILITIES))
    assert of(answer, "equipment").planned == 370 + 20
    assert of(answer, "private_beds_share").planned == 20


def test_a_study_without_targets_is_refused(toy_study, layers):
    with pytest.raises(ValueError, match="no targets"):
        measure_targets(toy_study, layers, programme_of([]))


def adds(row: Any, indicator: str, year: int) -> int:
    """Return what one facility adds of an indicator by a year, read off its row."""
    if row.year is pd.NA or row.year > year:
        return 0
    counts = {
        "doctors": (row.doctors,),
        "beds": () if row.kind in NO_HOSPITAL else (row.beds,),
        "station_doctors": (row.doctors,) if row.kind == "commune_station" else (),
        "private_beds_share": (row.beds,) if row.kind == "private_hospital" else (),
        "equipment": () if row.kind in PRIVATE else (row.equipment,),
        "recruits": () if row.kind in PRIVATE else (row.doctors, row.other_staff),
    }
    return sum(int(amount) for amount in counts[indicator] if amount is not pd.NA)


def reconcile(study: Study, layers: StudyLayers, programme: pd.DataFrame) -> pd.DataFrame:
    """Check every sum of an answer against the study and the programme; return the table."""
    answer = measure_targets(study, layers, programme)
    table, targets = answer.table, study.targets
    people = float(layers.communes["people"].sum()) / 10_000
    beds = round(targets.beds.target.value * people * study.people.factor(2030))
    new = programme[(programme["kind"] == "commune_station") & ~programme["upgraded"]]
    stations = layers.facilities.query("kind == 'commune_station' and status == 'operating'")
    target = {
        "doctors": round(targets.doctors.target.value * people * study.people.factor(2030)),
        "beds": beds,
        "station_doctors": round(
            targets.station_doctors.target.value
            * (len(stations) + int((new["year"] <= 2027).fillna(False).sum()))
        ),
        "private_beds_share": round(targets.private_beds.target.value * beds),
        "equipment": targets.equipment.target.value,
        "recruits": targets.recruits.target.value,
    }
    assert (table["shortfall"] == table["need"] - table["planned"]).all()
    assert (table["need"] >= 0).all()
    assert not table.duplicated(["commune_code", "indicator", "year"]).any()
    for (indicator, year), rows in table.groupby(["indicator", "year"]):
        headline = of(answer, indicator)
        assert set(layers.communes.index) <= set(rows["commune_code"])
        assert rows["need"].sum() == target[indicator]
        added = {row.Index: adds(row, indicator, year) for row in programme.itertuples()}
        assert rows["planned"].sum() == headline.today + sum(added.values())
        placed = rows.set_index("commune_code")["planned"].drop("", errors="ignore")
        brought = pd.Series(added, dtype="int64").groupby(programme["commune_code"]).sum()
        assert (placed >= brought.reindex(placed.index, fill_value=0)).all()
        if year == headline.year:
            assert headline.target == rows["need"].sum()
            assert headline.planned == rows["planned"].sum()
            assert headline.shortfall == rows["shortfall"].sum()
    return table


facility = st.tuples(
    st.sampled_from(["commune_station", "former_station", "satellite_point", "polyclinic",
                     "regional", "private_hospital", "nursing_home", "training_complex"]),
    st.sampled_from(sorted(toytown.COMMUNES)),
    st.none() | st.integers(2025, 2034),
    st.booleans(),
    *[st.none() | st.integers(0, 5000)] * 4,
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(
    growth=st.floats(-0.05, 0.08),
    people=st.lists(st.integers(1, 3_000_000), min_size=3, max_size=3),
    rows=st.lists(facility, max_size=12),
    each=st.floats(0, 9),
    order=st.permutations(range(3)),
)
def test_sums_reconcile_whatever_the_city_and_the_plan(
    town, layers, growth, people, rows, each, order
):
    study = changed(
        town, people__growth__value=growth, targets__station_doctors__target__value=each
    )
    communes = layers.communes.assign(people=people)
    table = reconcile(
        study,
        StudyLayers(communes, layers.demand, layers.facilities, layers.sea_links, layers.files),
        programme_of(rows),
    )
    # neither the order of communes nor that of facilities matters
    turned = StudyLayers(
        communes.iloc[order], layers.demand, layers.facilities[::-1], layers.sea_links, layers.files
    )
    again = measure_targets(study, turned, programme_of(rows)[::-1]).table
    pd.testing.assert_frame_equal(again, table)


@pytest.fixture(scope="module")
def city() -> tuple[Study, StudyLayers]:
    study = Study.load()
    return study, read_layers(study)


def test_the_bundled_study_with_no_plan(city):
    study, layers = city
    table = reconcile(study, layers, programme_of([]))
    assert (table["commune_code"] == "").sum() == 2  # doctors and beds
    answer = measure_targets(study, layers, programme_of([]))
    # 4,664,124 people, 1 % more each year: 4,902,041 in 2030
    assert of(answer, "doctors").target == 9314
    assert of(answer, "doctors").today == 6744
    assert of(answer, "beds").target == 21079
    assert (of(answer, "beds").today, of(answer, "beds_by_rate").today) == (15000, 18656)
    assert "18,656, 3,656 more" in of(answer, "beds").words_en
    stations = of(answer, "station_doctors")
    assert stations.shortfall == 228
    assert "to spare" not in stations.words_en  # nobody has more than needed


def test_the_bundled_study_with_a_made_up_plan(city):
    study, layers = city
    rng = np.random.default_rng(7)
    kinds = ["commune_station"] * 8 + ["polyclinic", "regional", "private_hospital", "nursing_home"]
    rows = []
    for code in layers.communes.index.repeat(4):
        kind = study.kinds[str(rng.choice(kinds))]
        name = next(key for key, held in study.kinds.items() if held is kind)
        amounts = [number and number.value for number in (getattr(kind, key) for key in AMOUNTS)]
        year = int(rng.integers(2026, 2034))
        rows.append((name, code, year if year < 2033 else None, bool(rng.random() < 0.3), *amounts))
    programme = programme_of(rows)
    table = reconcile(study, layers, programme)
    for indicator in YEARLY:
        planned = table[table["indicator"] == indicator].groupby("year")["planned"].sum()
        assert planned.index.tolist() == [2026, 2027, 2028, 2029, 2030]
        assert planned.is_monotonic_increasing
        assert planned[2026] < planned[2030]
