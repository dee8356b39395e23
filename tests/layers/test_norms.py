from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geoplan.errors import LayerError
from geoplan.layers.norms import LAND_USE, NORMS, UNITS, read_land_use, read_norms
from geoplan.study import bundled

NORMS_FILE = bundled("data/norms/norms.csv")
LAND_USE_FILE = bundled("data/norms/land_use.csv")
ROW = {
    "norm_id": "a", "kind": "polyclinic", "norm": "plot_m2", "value": "3000", "value_to": "",
    "unit": "m²", "beds_from": "", "beds_to": "", "citation": "QCVN", "standing": "to verify",
    "note": "",
}  # fmt: skip


def norms_file(folder, *rows):
    table = pd.DataFrame([{**ROW, "norm_id": f"n{place}", **row} for place, row in enumerate(rows)])
    table.to_csv(folder / "norms.csv", index=False)
    return folder / "norms.csv"


def test_the_bundled_norms_say_what_is_known_and_how_well():
    table = read_norms(NORMS_FILE).table
    asked = table.set_index(["kind", "norm"])["value"]
    assert asked["commune_station", "plot_m2"] == 500
    assert asked["polyclinic", "plot_m2"] == 3000
    assert asked["private_hospital", "plot_m2_per_bed"] == 100
    from_memory = table["citation"].str.startswith("QCVN")
    assert (table["standing"][from_memory] == "to verify").all()
    district = table.loc["regional-plot"]
    assert (district["value"], district["value_to"]) == (12_000, 15_000)
    assert district["standing"] == "in force"
    assert (table["citation"] != "").all()


def test_medical_land_comes_first_and_every_worth_says_that_it_is_assumed():
    table = read_land_use(LAND_USE_FILE).table
    assert table["worth"]["DYT"] == 1
    assert (table["worth"].drop("DYT") < 1).all()
    assert table["excluded"][["RDD", "SON", "MNC"]].all()
    assert (table["worth"][table["excluded"].astype(bool)] == 0).all()
    others = table.drop("DYT")
    assert others["source"].str.startswith("Assumption").all()
    assert not table["verified"].any()


def test_norms_of_a_kind_are_those_that_hold_for_its_beds(tmp_path):
    path = norms_file(
        tmp_path, {}, {"kind": "regional"}, {"kind": "regional", "beds_from": "150",
                                             "beds_to": "250"},
        {"kind": "regional", "beds_from": "300"},
    )  # fmt: skip
    norms = read_norms(path)
    assert list(norms.of("polyclinic").index) == ["n0"]
    assert list(norms.of("regional").index) == ["n1"]
    for beds, held in ((149, []), (150, ["n2"]), (250, ["n2"]), (251, []), (300, ["n3"])):
        assert list(norms.of("regional", beds).index) == ["n1", *held]
    assert norms.of("nursing_home").empty


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"kind": "clinic"}, "field kind.*one of municipal.*line 3 \\(n1\\): clinic"),
        ({"norm": "width_m"}, "field norm.*one of plot_m2"),
        ({"standing": "maybe"}, "field standing.*in force, superseded, to verify"),
        ({"value": "much"}, "is not a number.*line 3 \\(n1\\): much"),
        ({"citation": ""}, "field citation.*blank"),
        ({"unit": "km"}, "not that of the norm.*line 3 \\(n1\\): km.*plot_m2 in m²"),
        ({"value_to": "20"}, "value_to is less than value.*lower end first"),
        ({"beds_from": "20", "beds_to": "10"}, "beds_to is less than beds_from"),
        ({"norm_id": "n0"}, "stands more than once"),
    ],
)
def test_a_broken_row_is_named_with_the_cure(tmp_path, row, said):
    with pytest.raises(LayerError, match=said):
        read_norms(norms_file(tmp_path, {}, row))


def test_a_broken_worth_is_named(tmp_path):
    table = pd.read_csv(LAND_USE_FILE, dtype="string")
    for field, value, said in (
        ("worth", "1.5", "at least 0 and at most 1"),
        ("code", "dyt!", "of the form"),
        ("excluded", "perhaps", "true or false"),
    ):
        bad = table.copy()
        bad.loc[2, field] = value
        bad.to_csv(tmp_path / "land_use.csv", index=False)
        with pytest.raises(LayerError, match="line 4") as refused:
            read_land_use(tmp_path / "land_use.csv")
        assert said in str(refused.value)


def test_every_norm_has_a_unit_and_every_field_a_meaning():
    assert set(read_norms(NORMS_FILE).table["norm"]) <= set(UNITS)
    assert all(field.meaning for table in (NORMS, LAND_USE) for field in table.fields)


class TestUses:
    @pytest.fixture
    def land_use(self):
        return read_land_use(LAND_USE_FILE)

    @pytest.mark.parametrize(
        ("uses", "worth"),
        [
            ("DYT", 1.0),
            (" dyt ", 1.0),
            ("ONT+CLN", 0.3),  # areas not stated: the least
            ("ODT 300; CLN 100", (300 * 0.4 + 100 * 0.3) / 400),
            ("DYT 100; ZZZ 300", 1.0),  # unknown codes are left out
            ("ZZZ", np.nan),
            ("", np.nan),
            (None, np.nan),
        ],
    )
    def test_worth(self, land_use, uses, worth):
        told = land_use.worth(pd.Series([uses], dtype="object"))
        assert told.to_list() == pytest.approx([worth], nan_ok=True)

    @pytest.mark.parametrize(
        ("uses", "share"),
        [
            ("SON", 1.0),
            ("DYT", 0.0),
            ("RDD+SON", 1.0),
            ("DYT+SON", np.nan),  # how much of it is not known
            ("DYT 300; SON 100", 0.25),
            ("ZZZ", np.nan),
            (None, np.nan),
        ],
    )
    def test_excluded(self, land_use, uses, share):
        told = land_use.excluded_share(pd.Series([uses], dtype="object"))
        assert told.to_list() == pytest.approx([share], nan_ok=True)

    def test_the_index_is_kept_even_where_plots_stand_twice(self, land_use):
        uses = pd.Series(["SON", "DYT", None, "DYT"], index=["b", "a", "a", "b"])
        told = land_use.worth(uses)
        assert list(told.index) == list(uses.index)
        assert told.to_list() == pytest.approx([0, 1, np.nan, 1], nan_ok=True)
        assert land_use.worth(uses.head(0)).empty
