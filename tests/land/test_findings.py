from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.land.finding_words import finding_words
from geoplan.land.findings import COLUMNS, asked_of, beds_of, findings, least_plot_m2
from geoplan.land.rules import norms_of
from geoplan.layers.norms import read_norms
from geoplan.study import Study

STUDY = Study.load()
NORMS = norms_of(STUDY)
HEAD = "norm_id,kind,norm,value,value_to,unit,beds_from,beds_to,citation,standing,note\n"


def norms(folder, *rows):
    (folder / "norms.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return read_norms(folder / "norms.csv")


def plots(area_m2, **columns):
    ids = [f"X|1|{place}" for place in range(len(area_m2))]
    return pd.DataFrame({"parcel_id": ids, "area_m2": area_m2, **columns})


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("commune_station", 500),
        ("polyclinic", 3_000),
        ("regional", 20_000),  # 100 m² for each of 200 beds is more than 1.2 ha
        ("municipal", 30_000),
        ("private_hospital", 20_000),  # beds of the programme: the kind has none
        ("satellite_point", 200),  # no norm: the figure of the study
        ("former_station", np.nan),
    ],
)
def test_the_plot_that_a_facility_has_to_have(kind, least):
    assert least_plot_m2(kind, STUDY, NORMS) == pytest.approx(least, nan_ok=True)


def test_beds_are_those_of_the_kind_or_of_the_programme():
    assert beds_of("regional", STUDY) == 200
    assert beds_of("private_hospital", STUDY) == STUDY.market_programme.beds.value
    assert beds_of("polyclinic", STUDY) is None


def test_a_station_on_380_square_metres_lacks_120():
    told = findings(plots([380.0, 500.0, np.nan]), "commune_station", STUDY, NORMS)
    assert list(told.columns) == list(COLUMNS)
    assert told["grade"].tolist() == ["short", "meets", "unknown"]
    assert told["short_by"].tolist() == pytest.approx([120, 0, np.nan], nan_ok=True)
    assert told["standing"].eq("to verify").all()
    assert told["citation"].str.startswith("QCVN 01:2021").all()


def test_a_hospital_has_a_finding_by_norm_and_floor_counts_where_it_is_known():
    told = findings(plots([15_000.0] * 2, floor_m2=[np.nan, 14_000.0]), "regional", STUDY, NORMS)
    assert told["parcel_id"].tolist() == ["X|1|0"] * 3 + ["X|1|1"] * 3
    by_norm = told.set_index(["parcel_id", "norm_id"])["grade"]
    assert by_norm["X|1|0"].to_dict() == {
        "regional-plot-per-bed": "short",
        "regional-plot": "meets",
        "regional-floor-per-bed": "unknown",
    }
    assert by_norm["X|1|1", "regional-floor-per-bed"] == "meets"


def test_what_a_plot_cannot_tell_is_no_finding():
    told = findings(plots([9_000.0]), "polyclinic", STUDY, NORMS)
    assert told["norm"].tolist() == ["plot_m2"]


def test_a_superseded_norm_is_told_but_asks_nothing(tmp_path):
    held = norms(tmp_path, "old,commune_station,plot_m2,900,,m²,,,Old,superseded,",
                 "new,commune_station,plot_m2,400,,m²,,,New,in force,")  # fmt: skip
    assert least_plot_m2("commune_station", STUDY, held) == 400
    told = findings(plots([600.0]), "commune_station", STUDY, held)
    assert told["grade"].tolist() == ["short", "meets"]
    only = norms(tmp_path, "old,commune_station,plot_m2,900,,m²,,,Old,superseded,")
    own = STUDY.kinds["commune_station"].plot_m2.value
    assert least_plot_m2("commune_station", STUDY, only) == own
    standings = asked_of("commune_station", STUDY, only)["standing"].tolist()
    assert standings == ["superseded", "assumed"]


def test_without_beds_what_goes_by_beds_is_unknown(tmp_path):
    held = norms(tmp_path, "a,polyclinic,plot_m2_per_bed,50,,m² per bed,,,Some,in force,")
    told = findings(plots([9_000.0]), "polyclinic", STUDY, held)
    assert told["grade"].tolist() == ["unknown", "meets"]
    assert told["standing"].tolist() == ["in force", "assumed"]
    said = finding_words(told)["finding_vi"][0]
    assert "chưa biết số giường" in said


def test_a_kind_of_which_nothing_is_asked_has_no_findings():
    told = findings(plots([1.0, 2.0]), "former_station", STUDY, NORMS)
    assert told.empty
    assert list(told.columns) == list(COLUMNS)
    assert findings(plots([]), "regional", STUDY, NORMS).empty


@given(st.lists(st.none() | st.floats(0, 50_000), max_size=8))
@settings(deadline=None, max_examples=50)
def test_each_row_is_what_a_person_would_work_out(areas):
    table = plots([np.nan if area is None else area for area in areas])
    told = findings(table, "regional", STUDY, NORMS).itertuples()
    for area in areas:
        for asked in (20_000, 12_000):
            row = next(told)
            assert row.asked == asked
            if area is None:
                assert row.grade == "unknown"
                continue
            assert row.grade == ("meets" if area >= asked else "short")
            assert row.short_by == max(asked - area, 0)
        assert next(told).grade == "unknown"  # floor


class TestWords:
    def said(self, area_m2, kind="commune_station", grade=None):
        told = findings(plots([area_m2]), kind, STUDY, NORMS)
        if grade:
            told["grade"] = grade
        return finding_words(told).iloc[0].tolist()

    def test_short(self):
        vi, en = self.said(380.0)
        assert vi == "đất thiếu 120 m² so với 500 m² (QCVN 01:2021/BXD, cần kiểm chứng)"
        assert en == "land short by 120 m² of 500 m² (QCVN 01:2021/BXD, to be verified)"

    def test_a_shortfall_is_never_told_as_nothing(self):
        assert self.said(499.8)[0].startswith("đất thiếu 1 m²")

    def test_the_others(self):
        assert self.said(1234.4)[0].startswith("đủ đất: 1.234 m², cần 500 m² (QCVN")
        assert self.said(1234.4)[1].startswith("enough land: 1,234 m², 500 m² asked (QCVN")
        assert self.said(np.nan)[0].startswith("chưa rõ có bao nhiêu đất, cần 500 m²")
        assert self.said(380.0, grade="waived")[0].endswith("được miễn theo quyết định")
        assert self.said(380.0, grade="waived")[1].endswith("waived by decision")

    def test_beds_and_assumptions_are_told(self):
        assert "100 m² mỗi giường × 200 giường" in self.said(5.0, "regional")[0]
        assert self.said(5.0, "satellite_point")[0].endswith("(giả định trong tệp nghiên cứu)")
        assert self.said(5.0, "satellite_point")[1].endswith("(assumed in the study)")
