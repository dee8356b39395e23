"""The workbook: figures of the plan, formulas that come to what they say, ready for paper."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from geoplan.exports.headlines import headlines
from geoplan.exports.sheet import write_sheet
from geoplan.exports.workbook.layout import HEADER_ROWS, Column, Sheet, column_letters
from geoplan.exports.workbook.writing import Properties, workbook_bytes
from geoplan.exports.written_fields import fields_of
from tests.exports.formulas import value_of

LANGUAGES = ("vi", "en")
ALL = ["Headlines", "Sites", "Communes", "Communes by year", "Programme", "Phases", "Money",
       "Targets", "Targets by commune", "Assumptions", "Change log"]  # fmt: skip


def written(plan, folder, language="en", **options):
    path = folder / f"{language}.xlsx"
    write_sheet(plan, path, language, **options)
    return path


def both(path):
    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


def table(sheet):
    """Return what stands below the headings, by the name of the field."""
    names, _, *rows = sheet.iter_rows(min_row=HEADER_ROWS - 1, values_only=True)
    return pd.DataFrame(rows, columns=names)


@pytest.fixture(scope="module")
def path(town_plan, tmp_path_factory):
    return written(town_plan, tmp_path_factory.mktemp("sheet"))


@pytest.fixture(scope="module")
def values(path):
    return both(path)[1]


@pytest.fixture(scope="module")
def listed(listed_plan, plot_lists, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plots")
    return both(written(listed_plan, folder, plots=plot_lists.layers["plots"]))[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_headline_stands_in_it_and_the_other_sheets_come_to_it(town_plan, tmp_path, language):
    _, book = both(written(town_plan, tmp_path, language))
    held = table(book.worksheets[0]).set_index("key")
    told = headlines(town_plan)
    assert held.index.tolist() == [headline.key for headline in told]
    for headline in told:
        row = held.loc[headline.key]
        assert row["value"] == headline.value
        decimals = 3 * (headline.unit == "share")
        assert round(row["from_the_sheets"], decimals) == round(headline.value, decimals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_formula_comes_to_the_value_beside_it(town_plan, tmp_path, language):
    formulas, book = both(written(town_plan, tmp_path, language))
    kinds = set()
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    stands = book[sheet.title][cell.coordinate].value
                    assert stands == pytest.approx(value_of(cell.value, book, book[sheet.title]))
                    kinds.add(cell.value.partition("(")[0])
    assert {"=SUM", "=SUBTOTAL", "=SUMPRODUCT", "=COUNT", "=COUNTA"} <= kinds


def test_communes_by_year_come_to_the_people_covered_in_all(town_plan, values):
    held = table(values["Communes by year"])
    assert held["commune_code"].tolist() == town_plan.communes.index.tolist()
    for year, people in town_plan.about["people_covered_by_year"].items():
        assert held[f"people_covered_{year}"].sum() == people


def test_money_sums_over_sources_and_years(town_plan, values):
    held, phases = table(values["Money"]), town_plan.phases
    assert held["year"].tolist() == sorted(phases["year"].unique())
    for name in ("envelope_bn_vnd", "spent_bn_vnd"):
        assert held[name].tolist() == pytest.approx(phases.groupby("year")[name].sum().tolist())
    assert held["facilities"].sum() == phases["facilities"].sum()
    covered = town_plan.about["people_covered_by_year"]
    assert held["people_covered"].tolist() == list(covered.values())


def test_sheets_hold_the_rows_of_the_plan(town_plan, values):
    assert values.sheetnames == ALL
    sites = table(values["Sites"])
    assert sites["site_id"].tolist() == town_plan.sites["site_id"].tolist()
    assert sites["people_gained"].tolist() == town_plan.sites["people_gained"].tolist()
    communes = table(values["Communes"]).set_index("commune_code")
    assert communes["people"].to_dict() == town_plan.communes["people"].to_dict()
    programme = table(values["Programme"])
    assert programme["cost_bn_vnd"].tolist() == pytest.approx(
        town_plan.programme["cost_bn_vnd"].tolist()
    )
    assert len(table(values["Assumptions"])) == len(town_plan.about["assumptions"])
    log = table(values["Change log"])
    assert set(log["value"]) >= {file["sha256"] for file in town_plan.about["inputs"]}


def test_an_upgraded_facility_is_called_by_its_name(values):
    programme = table(values["Programme"])
    assert "Trạm y tế Xã Bình" in programme["name"].tolist()


def test_what_is_not_known_is_blank_not_nought(town_plan, values):
    held = table(values["Sites"])
    for name in ("travel_min_before", "year"):
        assert held[name].isna().tolist() == town_plan.sites[name].isna().tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_ready_to_sort_and_to_print(town_plan, tmp_path, language):
    book, _ = both(written(town_plan, tmp_path, language, paper="A4"))
    for sheet in book:
        last = f"{column_letters(sheet.max_column - 1)}{sheet.max_row}"
        assert sheet.freeze_panes.endswith(str(HEADER_ROWS + 1))
        assert sheet.auto_filter.ref == f"A{HEADER_ROWS}:{last}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${HEADER_ROWS - 1}:${HEADER_ROWS}"
        assert sheet.print_area
        assert len(sheet.title) <= 31


def test_headings_are_in_the_language_with_units_and_the_field_above(town_plan, tmp_path):
    for language, told in (
        ("vi", "Người hưởng lợi thêm (người)"),
        ("en", "People gained (people)"),
    ):
        sheet = both(written(town_plan, tmp_path, language))[1].worksheets[1]
        rows = sheet.iter_rows(HEADER_ROWS - 1, HEADER_ROWS, values_only=True)
        headings = dict(zip(*rows, strict=True))
        assert headings["people_gained"] == told
        assert set(headings) <= set(fields_of("sites"))


def test_plots_that_are_made_up_stay_marked(listed, plot_lists):
    sheet = listed["Parcels"]
    held = table(sheet)
    assert len(held) == len(plot_lists.layers["plots"])
    assert set(held["made_up"]) == {"yes"}
    assert "MADE UP" in sheet["A2"].value
    assert sheet.cell(HEADER_ROWS + 1, 1).fill.fgColor.rgb != "00000000"


def test_a_plan_without_money_and_targets_has_no_such_sheets(listed):
    assert not {"Phases", "Money", "Targets", "Targets by commune"} & set(listed.sheetnames)


def test_properties_name_the_plan_and_there_are_no_macros(path, town_plan):
    book, _ = both(path)
    assert book.properties.title == town_plan.title("en")
    assert "SHA-256" in book.properties.description
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower()]


def test_a_text_that_looks_like_a_formula_stays_a_text():
    sheet = Sheet("S", "=1+1", "", [Column("name", "=A1", ["=2+2", "http://x", "<b>&"])])
    held = workbook_bytes([sheet], Properties("a & b", "", "", "", "Page"), "A3")
    page = openpyxl.load_workbook(io.BytesIO(held))["S"]
    assert [page.cell(HEADER_ROWS + 1 + at, 1).data_type for at in range(3)] == ["s"] * 3
    assert page["A1"].value == "=1+1"
    assert page["A1"].data_type == "s"
    assert page["A6"].hyperlink is None


def test_a_table_without_rows_is_a_table():
    sheet = Sheet("S", "", "", [Column("n", "n", [], "0", "sum")])
    held = workbook_bytes([sheet], Properties("", "", "", "", ""), "A3")
    assert openpyxl.load_workbook(io.BytesIO(held), data_only=True)["S"]["A3"].value == 0
