"""Ten slides: figures of the plan in native text, tables and charts, each within its place."""

from __future__ import annotations

import dataclasses
import zipfile
from copy import deepcopy

import pptx
import pytest
from pptx.util import Inches

from geoplan.errors import OutputError
from geoplan.exports.deck.fitting import height_in, lines_of
from geoplan.exports.headlines import headlines
from geoplan.exports.slides import refuse_template, write_slides
from geoplan.words.wording import Wording
from tests.exports.decks import charts, tables, template, texts

LANGUAGES = ("vi", "en")
SLIDES = 10
TOLERANCE = 1e-6
INSIDE_IN = 0.1  # left and right in a text box; in a cell twice as much


def written(plan, folder, language="en", **options):
    path = folder / f"{language}.pptx"
    write_slides(plan, path, language, **options)
    return pptx.Presentation(path)


@pytest.fixture(scope="module")
def deck(town_plan, tmp_path_factory):
    return written(town_plan, tmp_path_factory.mktemp("slides"))


@pytest.fixture(scope="module")
def with_lists(listed_plan, plot_lists, tmp_path_factory):
    return written(listed_plan, tmp_path_factory.mktemp("plots"), lists=plot_lists)


@pytest.fixture(scope="module")
def long_plan(town_plan):
    """The same with long names, as a study may have them."""
    about = deepcopy(town_plan.about)
    name = "Quy hoạch mạng lưới cơ sở y tế công lập và tư nhân trên địa bàn " * 4
    about["study"] |= {"title_vi": name, "title_en": name}
    for programme in about["programmes"].values():
        programme |= {"title_vi": name, "title_en": name}
    about["warnings"] = 12 * [{"vi": name, "en": name}]
    about["credits"] = 20 * [name.replace(" ", "-")]
    return dataclasses.replace(town_plan, about=about)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_headline_stands_on_the_second_slide(town_plan, tmp_path, language, quick_maps):
    words = Wording("slides", language)
    [table] = tables(written(town_plan, tmp_path, language).slides[1])
    told = [[cell.text for cell in row.cells][:2] for row in list(table.rows)[1:]]
    assert told == [
        [headline.label.in_language(language), headline.told(words)]
        for headline in headlines(town_plan)
    ]


def test_each_slide_says_in_its_notes_where_figures_come_from(deck, with_lists):
    for held in (deck, with_lists):
        assert len(held.slides) == SLIDES
        for slide in held.slides:
            notes = slide.notes_slide.notes_text_frame.text
            assert any(name in notes for name in ("plan.json", ".csv", ".gpkg"))
            assert slide.shapes.title.text


def test_every_slide_but_the_first_is_numbered(deck):
    numbers = [
        [field.findtext("a:t", namespaces=field.nsmap) for field in slide.element.iter("{*}fld")]
        for slide in deck.slides
    ]
    assert numbers == [[], *([str(at)] for at in range(2, SLIDES + 1))]


def test_the_chart_of_money_holds_the_phases(deck, town_plan):
    [chart] = charts(deck.slides[6])
    phases, sources = town_plan.phases, town_plan.about["phases"]["sources"]
    for series in chart.plots[0].series:
        [source] = [key for key, told in sources.items() if told["en"] == series.name]
        spent = phases[phases["source"] == source].set_index("year")["spent_bn_vnd"]
        assert list(series.values) == pytest.approx(spent.sort_index().tolist())
    assert len(chart.plots[0].series) == phases["source"].nunique()
    [table] = tables(deck.slides[6])
    *_, total = [[cell.text for cell in row.cells] for row in table.rows]
    assert total[2] == f"{phases['spent_bn_vnd'].sum():,.0f}"


def test_the_first_sites_are_ranked(deck, town_plan):
    [table] = tables(deck.slides[4])
    held = town_plan.sites[town_plan.sites["programme"] == "new-facilities"].sort_values("rank")
    rows = [[cell.text for cell in row.cells] for row in list(table.rows)[1:]]
    assert [row[1] for row in rows] == held["site_id"].tolist()[:15]
    assert [row[4] for row in rows] == [f"{people:,}" for people in held["people_gained"]][:15]


def test_maps_are_pictures_with_words_for_those_who_do_not_see_them(deck):
    for at in (2, 3):
        [picture] = [shape for shape in deck.slides[at].shapes if shape.shape_type == 13]
        assert "people covered" in picture.element.nvPicPr.cNvPr.get("descr")


def test_targets_tell_which_are_short(deck, town_plan):
    [table] = tables(deck.slides[7])
    told = [list(row.cells)[-1].text for row in list(table.rows)[1:]]
    short = [target["shortfall"] > 0 for target in town_plan.about["targets"]]
    assert ["short" in text for text in told] == short


def test_without_money_and_targets_the_slides_say_so(with_lists):
    assert any("no envelopes" in text for text in texts(with_lists.slides[6]))
    assert any("no targets" in text for text in texts(with_lists.slides[7]))


def test_plots_that_are_made_up_are_called_so(with_lists, plot_lists):
    said = texts(with_lists.slides[8])
    assert any("MADE UP" in text for text in said)
    assert str(len(plot_lists.layers["sites"])) in said
    assert any("made-up plots" in text for text in texts(with_lists.slides[9]))


def test_without_plots_the_slide_tells_the_limits(deck, town_plan):
    said = "\n".join(texts(deck.slides[8]))
    assert all(warning["en"] in said for warning in town_plan.about["warnings"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", ["town_plan", "long_plan", "listed_plan"])
def test_everything_fits_its_place_and_stays_on_the_slide(
    plan, language, tmp_path, request, quick_maps
):
    lists = request.getfixturevalue("plot_lists") if plan == "listed_plan" else None
    deck = written(request.getfixturevalue(plan), tmp_path, language, lists=lists)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height + 1
            if shape.has_text_frame and not shape.is_placeholder:
                check_box(shape)
            elif getattr(shape, "has_table", False):
                check_table(shape.table, deck.slide_height - shape.top)


def check_box(shape):
    width = shape.width / Inches(1) - INSIDE_IN
    needed = 0.0
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            size = run.font.size.pt
            needed += height_in(lines_of(run.text, width, size, bold=bool(run.font.bold)), size)
        needed += paragraph.space_before.inches if paragraph.space_before else 0
    assert needed <= shape.height / Inches(1) + TOLERANCE


def check_table(table, below):
    assert sum(row.height for row in table.rows) <= below
    for at, row in enumerate(table.rows):
        for column, cell in zip(table.columns, row.cells, strict=True):
            width = column.width / Inches(1) - 2 * INSIDE_IN
            size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
            lines = lines_of(cell.text, width, size, bold=at == 0)
            assert height_in(lines, size) <= row.height / Inches(1) + 1e-3


@pytest.mark.parametrize("plan", ["town_plan", "long_plan"])
def test_titles_fit_their_placeholders(plan, tmp_path, request, quick_maps):
    for slide in written(request.getfixturevalue(plan), tmp_path).slides:
        title = slide.shapes.title
        usual = 40 if slide.slide_layout.name == "Title Slide" else 28
        given = title.text_frame.paragraphs[0].font.size
        size = given.pt if given else usual
        lines = lines_of(title.text, title.width / Inches(1) - 2 * INSIDE_IN, size, bold=True)
        assert height_in(lines, size) <= title.height / Inches(1)


def test_a_template_gives_its_look_and_none_of_its_slides(town_plan, tmp_path, quick_maps):
    path = template(tmp_path, slides=3)
    deck = written(town_plan, tmp_path, template=path)
    assert len(deck.slides) == SLIDES
    assert not any("of the template" in text for slide in deck.slides for text in texts(slide))
    assert deck.slides[0].slide_layout.name == "Title Slide"
    assert (
        deck.slides[1].shapes.title.left
        == pptx.Presentation(path).slide_layouts[5].placeholders[0].left
    )


def test_layouts_in_another_language_are_known_by_their_type(town_plan, tmp_path, quick_maps):
    names = {"Title Slide": "Trang tiêu đề", "Title Only": "Chỉ tiêu đề"}
    deck = written(town_plan, tmp_path, template=template(tmp_path, rename=names))
    assert deck.slides[0].slide_layout.name == "Trang tiêu đề"
    assert deck.slides[1].slide_layout.name == "Chỉ tiêu đề"


def test_a_template_without_a_layout_is_refused_by_name(tmp_path):
    path = template(tmp_path, drop=("Title Only",))
    with pytest.raises(OutputError, match=r"no layout called Title Only; it has Title Slide"):
        refuse_template(path)


def test_a_template_whose_title_fills_the_slide_is_refused(tmp_path):
    path = template(tmp_path)
    deck = pptx.Presentation(path)
    [layout] = [held for held in deck.slide_layouts if held.name == "Title Only"]
    layout.placeholders[0].top, layout.placeholders[0].height = Inches(3), Inches(1.5)
    deck.save(path)
    with pytest.raises(OutputError, match="less than half of the slide"):
        refuse_template(path)


def test_a_layout_without_title_or_subtitle_is_refused(tmp_path):
    for name, at, words in (("Title Only", 0, "for a title"), ("Title Slide", 1, "for a subtitle")):
        path = template(tmp_path)
        deck = pptx.Presentation(path)
        [layout] = [held for held in deck.slide_layouts if held.name == name]
        held = layout.placeholders[at].element
        held.getparent().remove(held)
        deck.save(path)
        with pytest.raises(OutputError, match=words):
            refuse_template(path)


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7", "zip"])
def test_what_is_no_presentation_is_refused(tmp_path, content):
    path = tmp_path / "t.pptx"
    if content == "zip":
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("a.txt", "a")
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(OutputError, match="template cannot be read"):
        refuse_template(path)
