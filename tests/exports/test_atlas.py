"""The atlas: every figure in its text, bookmarks, fonts, numbers of pages, the same bytes."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from importlib.resources import files
from typing import get_args

import pytest
from pypdf import PdfReader

from geoplan.errors import OutputError
from geoplan.exports.atlas import PAPERS, write_atlas
from geoplan.exports.atlas_front import value_words
from geoplan.exports.headlines import headlines
from geoplan.layers import communes
from geoplan.programme.target_measures import Indicator
from geoplan.siting.robust import TIERS
from geoplan.study import Study
from geoplan.words.catalogue import catalogue
from geoplan.words.wording import Wording

WORDS = catalogue("drawing")
MODULES = [
    path.read_text(encoding="utf-8")
    for folder in ("", "drawing")
    for path in (files("geoplan.exports") / folder).iterdir()
    if path.name.endswith(".py") and (folder or re.match("atlas|map_|chart_|images", path.name))
]
CODE = "\n".join(MODULES)
PLAIN = set(re.findall(r'words\(\s*"([^"]+)"', CODE)) | {
    key for key in WORDS if f'"{key}"' in CODE
}  # fmt: skip
BUILT = set(re.findall(r'(?:f"([\w.]+\.)\{)', CODE))


@pytest.fixture(scope="module")
def atlas(town_plan, tmp_path_factory):
    return write_atlas(town_plan, tmp_path_factory.mktemp("atlas") / "atlas.pdf", "vi")


@pytest.fixture(scope="module")
def english(listed_plan, tmp_path_factory):
    """The atlas of a plan without money, changed from its study, on small paper."""
    about = deepcopy(listed_plan.about)
    about["changes"] = [{"key": "travel.speed", "value": 31, "instead_of": 30}]
    path = tmp_path_factory.mktemp("english") / "atlas.pdf"
    return write_atlas(replace(listed_plan, about=about), path, "en", paper="A4")


def text_of(path):
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def titles(outline):
    return [
        title
        for each in outline
        for title in (titles(each) if isinstance(each, list) else [each.title])
    ]


def bare(text):
    """Text without spaces: a PDF keeps letters, not always what is between."""
    return re.sub(r"\s", "", text)


def check_cover(plan, cover, language):
    """Check that a cover tells every headline figure of a plan with its label."""
    words, told = Wording("drawing", language), bare(cover)
    for each in headlines(plan):
        assert bare(each.told(words)) in told, each.key
        assert bare(each.label.in_language(language)) in told, each.key


def test_every_headline_figure_stands_on_the_cover(town_plan, listed_plan, atlas, english):
    check_cover(town_plan, PdfReader(atlas).pages[0].extract_text(), "vi")
    check_cover(listed_plan, PdfReader(english).pages[0].extract_text(), "en")


def test_the_atlas_holds_every_facility_commune_assumption_and_input(town_plan, atlas):
    written = bare(text_of(atlas))
    for name in town_plan.communes["name"]:
        assert bare(name) in written
    for column in ("facility_id", "site_id"):
        for label in town_plan.programme[column].dropna():
            assert bare(label) in written
    for row in town_plan.about["inputs"]:
        assert row["sha256"][:12] in written
    for warning in town_plan.about["warnings"]:
        assert bare(warning["vi"])[:40] in written
    unverified = sum(not row["verified"] for row in town_plan.about["assumptions"])
    assert written.count("○") >= unverified


def test_pages_are_numbered_bookmarked_and_of_their_paper(town_plan, atlas):
    reader = PdfReader(atlas)
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert bare(f"Trang {number} / {total}") in bare(page.extract_text())
        assert (page.mediabox.width, page.mediabox.height) == pytest.approx(
            tuple(72 * side for side in PAPERS["A3"]), abs=1
        )
    told = titles(reader.outline)
    words = Wording("drawing", "vi")
    for section in ("cover", "method", "access", "programmes", "years", "charts", "communes",
                    "tables", "sources"):  # fmt: skip
        assert words(f"section.{section}") in told
    assert {town_plan.programme_title(key, "vi") for key in town_plan.about["programmes"]} <= set(
        told
    )
    assert set(town_plan.communes["name"]) <= set(told)
    contents = bare(reader.pages[0].extract_text())
    for each in reader.outline:
        if not isinstance(each, list) and each.title != words("section.cover"):
            page = reader.get_destination_page_number(each) + 1
            assert bare(f"{each.title}{page}") in contents or str(page) in contents


def test_fonts_are_embedded_as_truetype(atlas):
    reader = PdfReader(atlas)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            held = font.get_object()
            assert held["/Subtype"] in ("/TrueType", "/Type0")
            inner = held["/DescendantFonts"][0].get_object() if "/DescendantFonts" in held else held
            assert "/FontFile2" in inner["/FontDescriptor"]


def test_the_same_plan_gives_the_same_bytes_without_dates(town_plan, atlas, tmp_path):
    again = write_atlas(town_plan, tmp_path / "again.pdf", "vi")
    assert again.read_bytes() == atlas.read_bytes()
    assert set(PdfReader(atlas).metadata) == {"/Title"}


def test_a_study_without_money_has_an_atlas_too(english):
    told, words = titles(PdfReader(english).outline), Wording("drawing", "en")
    assert words("section.years") not in told
    assert words("money.title") not in told
    assert words("section.programmes") in told


def test_changes_of_a_study_are_told_on_the_page_of_method(english):
    assert bare("travel.speed: 31 instead of 30") in bare(text_of(english))


def test_what_cannot_be_written_is_a_sentence_and_leaves_what_was(town_plan, tmp_path):
    (tmp_path / "file").write_text("old")
    with pytest.raises(OutputError, match="could not be written"):
        write_atlas(town_plan, tmp_path / "file" / "atlas.pdf", "vi")
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize(
    ("value", "vi"),
    [(10000, "10.000"), (0.03, "0,03"), (1.5, "1,5"), (True, "True"), ("bộ", "bộ"), (0, "0")],
)
def test_values_of_assumptions_are_written_with_the_digits_they_have(value, vi):
    assert value_words(value, Wording("drawing", "vi")) == vi


def test_no_word_is_missing_and_none_left_over():
    assert {key for key in PLAIN if not key.endswith(".")} - set(WORDS) == set()
    used = PLAIN | {key for key in WORDS if key.startswith(tuple(BUILT))}
    assert set(WORDS) - used == set()


@pytest.mark.parametrize(
    ("prefix", "ends"),
    [
        ("type.", next(f.values for f in communes.FIELDS.fields if f.name == "type")),
        ("indicator.", get_args(Indicator)),
        ("tier.", TIERS),
        ("state.", ("before", "after")),
    ],
)
def test_what_the_tables_hold_has_its_words(prefix, ends):
    assert prefix in BUILT
    assert {prefix + end for end in ends} <= set(WORDS)


def test_the_units_of_assumptions_have_their_words():
    assert {f"unit.{row.unit}" for row in Study.load().assumptions()} <= set(WORDS)
