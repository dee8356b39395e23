"""Lists whose names do not stand in the first row, or not in the first sheet."""

from __future__ import annotations

import pytest

from geoplan.layers.cadastre.parcels import ATTRIBUTES, CORNERS
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.tables import read_list
from geoplan.layers.raw.mapping import Mapping
from tests.layers.cadastre.made import refusal, sheet

WANTED = (*ATTRIBUTES, *CORNERS)
NAMES = ["Số tờ", "Số thửa", "X (m)", "Y (m)"]
ROWS = [["7", "1", "2310000.5", "600000.25"], ["7", "2", "2310010.5", "600000.25"]]
TITLE = ["DANH SÁCH THỬA ĐẤT", "", "", ""]


def write(folder, rows, kind):
    if kind == "xlsx":
        return sheet(folder / "a.xlsx", ("Thửa", [[cell or None for cell in row] for row in rows]))
    path = folder / "a.csv"
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8-sig")
    return path


def found(path, mapping=None):
    return read_list(path, WANTED, mapping or Mapping())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("above", [[], [TITLE], [TITLE, [""] * 4, ["Xã Nam Sách", "", "", "2026"]]])
def test_names_are_found_beneath_titles(tmp_path, kind, above):
    held = found(write(tmp_path, [*above, NAMES, *ROWS], kind))
    assert list(held.frame.columns) == NAMES
    assert held.frame.to_numpy().tolist() == ROWS
    assert held.rows.tolist() == [1, 2]
    assert bool(held.notes) == bool(above)
    if above:
        assert f"names in line {len(above) + 1}" in held.notes[0].text


def test_a_short_title_line_of_a_csv_is_no_obstacle(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('DANH SÁCH\n"Xã\nNam Sách"\n' + ",".join(NAMES) + "\n7,1,2,3\n", "utf-8")
    assert found(path).frame.to_numpy().tolist() == [["7", "1", "2", "3"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_blank_rows_are_left_out_but_counted(tmp_path, kind):
    held = found(write(tmp_path, [NAMES, ROWS[0], [""] * 4, ROWS[1]], kind))
    assert held.rows.tolist() == [1, 3]
    assert len(held.frame) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("marks", [["1", "2", "3", "4"], ["A", "(1)", "(2)", "(3)"]])
def test_a_row_that_numbers_the_columns_is_passed_over(tmp_path, kind, marks):
    held = found(write(tmp_path, [TITLE, NAMES, marks, *ROWS], kind))
    assert held.frame.to_numpy().tolist() == ROWS
    assert "rows count from line 4" in held.notes[0].text


def test_a_first_parcel_with_small_numbers_is_no_numbering(tmp_path):
    held = found(write(tmp_path, [NAMES, ["1", "2", "2310000", "600000"]], "csv"))
    assert len(held.frame) == 1


def test_merged_names_over_two_rows_are_read(tmp_path):
    rows = [["DANH SÁCH"], ["Số tờ", "Số thửa", "Tọa độ"], [None, None, "X (m)", "Y (m)"], *ROWS]
    path = sheet(tmp_path / "a.xlsx", ("Thửa", rows), merged=("A1:D1", "C2:D2", "A2:A3", "B2:B3"))
    held = found(path)
    assert list(held.frame.columns) == NAMES
    assert held.frame.to_numpy().tolist() == ROWS


def test_names_in_a_second_row_that_cannot_be_joined_are_refused(tmp_path):
    rows = [["Số tờ", "Số thửa", "X", "Y", "Diện tích", None],
            [None, None, None, None, "pháp lý", "hiện trạng"],
            ["7", "1", 2310000, 600000, 500, 510]]  # fmt: skip
    said = refusal(found, sheet(tmp_path / "a.xlsx", ("Thửa", rows), merged=("E1:F1",)))
    assert "stand in two rows (pháp lý, hiện trạng in the lower one)" in said
    assert "Write them in one row" in said


def test_the_sheet_with_coordinates_is_taken(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ("Ghi chú", [["Số tờ", "Số thửa"], ["7", "1"]]),
                 ("Thửa đất", [NAMES, *ROWS]), ("Trống", []))  # fmt: skip
    held = found(path)
    assert held.frame.to_numpy().tolist() == ROWS
    assert "sheet Thửa đất" in held.notes[0].text
    assert len(read_parcels(path).frame) == 2


def test_several_sheets_with_coordinates_are_refused_by_name(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ("Tờ 1", [NAMES, *ROWS]), ("Tờ 2", [NAMES, *ROWS]))
    said = refusal(found, path)
    assert "several sheets hold parcels: Tờ 1, Tờ 2." in said
    assert "Save each as a file of its own" in said


def test_a_mapping_names_the_columns_that_make_the_row_of_names(tmp_path):
    rows = [TITLE, ["to", "thua", "bac_m", "dong_m"], *ROWS]
    mapping = Mapping(columns={"parcels": {"x": "bac_m", "y": "dong_m"}})
    assert list(found(write(tmp_path, rows, "csv"), mapping).frame.columns) == rows[1]


def test_numbers_of_a_spreadsheet_keep_their_digits(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ("Thửa", [NAMES, [7, 12, 2310000.1234, 0.1 + 0.2]]))
    assert found(path).frame.to_numpy().tolist() == [["7", "12", "2310000.1234", "0.3"]]


def test_names_that_repeat_or_lack_are_told_apart(tmp_path):
    path = write(tmp_path, [[*NAMES, "", "Ghi chú", "Ghi chú", ""], [*ROWS[0], "", "a", "b", "c"]],
                 "csv")  # fmt: skip
    assert list(found(path).frame.columns) == [*NAMES, "Ghi chú", "Ghi chú (2)", "column 8"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "holds no rows"),
        ("Số tờ,X,Y\n".encode("utf-16"), "the text is not UTF-8"),
        ("thửa đất à".encode("latin-1", "replace"), "Save the file again as CSV UTF-8"),
        (b'"X,Y\n1,2\n', "not a comma-separated table"),
    ],
)
def test_impossible_csv_is_refused_in_a_sentence(tmp_path, content, text):
    (tmp_path / "a.csv").write_bytes(content)
    assert text in refusal(read_parcels, tmp_path / "a.csv")


def test_an_impossible_spreadsheet_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK nonsense")
    assert "save it again as XLSX" in refusal(read_parcels, tmp_path / "a.xlsx")
    assert "holds no rows" in refusal(read_parcels, sheet(tmp_path / "b.xlsx", ("Trống", [])))
