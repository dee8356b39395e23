"""Columns under geoplan's names: by their usual names, by a mapping, and by constants."""

from __future__ import annotations

import pandas as pd
import pytest

from geoplan.layers.cadastre.parcels import ATTRIBUTES
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.raw.mapping import Mapping, read_mapping
from tests.layers.cadastre.made import refusal

STATUS = next(wanted for wanted in ATTRIBUTES if wanted.name == "status")


def listed(folder, *columns, mapping=None):
    """Return points of a list with some columns, one row per further value."""
    names = ["so_to", "so_thua", "X", "Y", *(name for name, *_ in columns)]
    count = max((len(values) for _, *values in columns), default=1)
    rows = [["7", str(at + 1), "1", "2", *(values[at] for _, *values in columns)]
            for at in range(count)]  # fmt: skip
    pd.DataFrame(rows, columns=names).to_csv(folder / "a.csv", index=False)
    return read_parcels(folder / "a.csv", mapping)


def values(raw, field):
    return raw.frame[field].fillna("-").tolist()


def found(raw):
    return raw.findings[["row", "fault", "detail"]].to_numpy().tolist()


def test_premises_with_status_floor_price_and_zones(tmp_path):
    raw = listed(
        tmp_path,
        ("Tên trụ sở", "Trụ sở UBND xã An Sơn"),
        ("Tình trạng", "Trụ sở dôi dư (UBND xã cũ)"),
        ("Diện tích sàn (m²)", "350.5 m2"),
        ("Giá đất (triệu đồng/m²)", "12.5"),
        ("Quy hoạch", "DYT: 350; odt 120"),
        ("Loại đất", "tsc"),
    )
    row = raw.frame.iloc[0]
    assert row["name"] == "Trụ sở UBND xã An Sơn"
    assert row["status"] == "surplus"
    assert (row["floor_m2"], row["price_m_vnd_m2"]) == (350.5, 12.5)
    assert (row["zones"], row["land_use"]) == ("DYT 350; ODT 120", "TSC")
    assert raw.findings.empty
    assert any("name is “Tên trụ sở”" in note.text for note in raw.notes)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("dôi dư", "surplus"), ("TRỤ SỞ DÔI DƯ", "surplus"), ("tru so doi du", "surplus"),
        ("Đất sạch", "cleared"), ("đã giải phóng mặt bằng", "cleared"), ("Đã GPMB", "cleared"),
        ("đất công", "public"), ("UBND xã quản lý", "public"),
        ("Hộ gia đình, cá nhân", "private"), ("hộ dân - 3 nhân khẩu", "private"),
        ("cleared", "cleared"),
        ("đất công nghiệp", ""), ("Công ty TNHH An Bình", ""), ("chưa GPMB", ""), ("đất cống", ""),
    ],
)  # fmt: skip
def test_words_of_status_count_as_a_whole(text, status):
    assert STATUS.understood(text) == status


def test_an_unknown_status_is_missing_and_found_until_it_is_mapped(tmp_path):
    columns = ("tinh_trang", "đất sạch", "chờ bàn giao", "")
    raw = listed(tmp_path, columns)
    assert values(raw, "status") == ["cleared", "-", "-"]
    assert found(raw) == [[2, "status not understood", "chờ bàn giao"]]
    words = {"parcels": {"status": {"chờ bàn giao": "public", "đất sạch": "surplus"}}}
    raw = listed(tmp_path, columns, mapping=Mapping(words=words))
    assert values(raw, "status") == ["surplus", "public", "-"]
    assert found(raw) == []


def test_codes_and_zones_that_are_none_are_found(tmp_path):
    raw = listed(tmp_path, ("loai_dat", "ONT+CLN", "Đất ở", ""), ("quy_hoach", "?", "DYT", ""))
    assert values(raw, "land_use") == ["ONT+CLN", "Đất ở", "-"]
    assert values(raw, "zones") == ["-", "DYT", "-"]
    assert found(raw) == [[2, "land use not a code", "Đất ở"], [1, "zones not understood", "?"]]


def test_two_columns_for_a_field_are_refused_with_the_mapping_as_cure(tmp_path):
    said = refusal(listed, tmp_path, ("thua", "9"))
    assert "several columns may hold it: so_thua, thua." in said
    assert 'a file for --mapping: [parcels] and under it number = "so_thua".' in said
    given = Mapping(columns={"parcels": {"number": "thua"}})
    assert values(listed(tmp_path, ("thua", "9"), mapping=given), "number") == ["9"]
    none = Mapping(columns={"parcels": {"number": ""}})
    assert values(listed(tmp_path, ("thua", "9"), mapping=none), "number") == ["-"]


def test_a_column_of_any_name_is_named_by_the_mapping(tmp_path):
    (tmp_path / "m.toml").write_text(
        '[parcels]\nold_commune = "địa chỉ"\n[parcels.constants]\nsheet = "12"\n'
        'status = "surplus"\n[boundaries]\nname = "TEN"\n',
        encoding="utf-8",
    )
    mapping = read_mapping(tmp_path / "m.toml")
    raw = listed(tmp_path, ("địa chỉ", "Xã Nam Sách"), mapping=mapping)
    assert values(raw, "old_commune") == ["Xã Nam Sách"]
    assert values(raw, "sheet") == ["7"]  # what the file says goes before the constant
    assert values(raw, "status") == ["surplus"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('[parcels]\nnumber = "none"\n', "the file has no column 'none'"),
        ('[parcels]\nedge = "10"\n', "looks for no such field there"),
        ('[parcels.constants]\nnumber = "1"\n', "key parcels.constants.number: geoplan takes no"),
        ("[parcels.constants]\nsheet = 12\n", "key parcels.constants.sheet: a text is expected"),
        ('[parcels.values.status]\n"đất sạch" = "free"\n', "none of geoplan's words"),
        ('[boundaries.constants]\nname = "x"\n', "a text is expected here"),
    ],
)
def test_mappings_that_do_not_fit_are_refused(tmp_path, content, text):
    (tmp_path / "m.toml").write_text(content, encoding="utf-8")

    def read():
        mapping = read_mapping(tmp_path / "m.toml")
        listed(tmp_path, ("tinh_trang", "đất sạch"), mapping=mapping)

    assert text in refusal(read)


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("dt_san", "3 tầng", "field floor_m2: the area is not a number. (rows: 1: 3 tầng)"),
        ("gia_dat_trieu_m2", "12,5", "Write it in million VND per m² with a decimal point"),
    ],
)
def test_numbers_that_are_none_are_refused(tmp_path, column, text, said):
    assert said in refusal(listed, tmp_path, (column, text))


def test_a_list_of_premises_may_lack_positions(tmp_path):
    table = pd.DataFrame({"so_thua": ["1", "2"], "X": ["600000", ""], "Y": ["2310000", ""]})
    table.to_csv(tmp_path / "a.csv", index=False)
    assert read_parcels(tmp_path / "a.csv").frame.geometry.isna().tolist() == [False, True]
    table.assign(Y=["2310000", "5"]).to_csv(tmp_path / "a.csv", index=False)
    assert "field x: the coordinate is not a number" in refusal(read_parcels, tmp_path / "a.csv")
