"""Dossiers printed by a real browser: one page A4, in both languages, whatever offices wrote."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest

from geoplan.reports.land.dossier import dossier
from geoplan.reports.land.written import read_lists
from tests.dossiers import SITE, at_the_longest, with_plots, write_listed
from tests.maps.browser import opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    return write_listed(tmp_path_factory.mktemp("listed"))


@pytest.fixture
def lists(listed):
    """Short lists read back, free to be changed."""
    return read_lists(listed)


def printed(chromium, html, folder):
    """Return the pages of a dossier on paper."""
    pypdf = pytest.importorskip("pypdf")
    path = folder / "dossier.html"
    path.write_text(html, encoding="utf-8")
    with opened(chromium, path.as_uri()) as page:
        paper = page.pdf(prefer_css_page_size=True)
    return pypdf.PdfReader(io.BytesIO(paper)).pages


def read(sheet):
    """Return the letters of a page: gaps between them are drawn, not written."""
    return unicodedata.normalize("NFC", re.sub(r"\s", "", sheet.extract_text()))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("fill", [lambda lists: lists, at_the_longest], ids=["usual", "longest"])
def test_five_plots_print_on_one_page_a4(chromium, lists, tmp_path, language, fill):
    html = dossier(fill(with_plots(lists, 5)), SITE, language=language)
    [sheet] = printed(chromium, html, tmp_path)
    width, height = (float(side) for side in sheet.mediabox.upper_right)
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1)
    said = read(sheet)
    assert {"vi": "Ngườiquyếtđịnh", "en": "Decidedby"}[language] in said
    assert {"vi": "GIẢĐỊNH", "en": "MADE-UP"}[language] in said


def test_an_id_of_two_programmes_has_a_page_for_each(chromium, lists, tmp_path):
    html = dossier(lists, "SC01", language="en")
    first, second = printed(chromium, html, tmp_path)
    assert "giventothissite" in read(first)
    said = read(second)
    assert "Privatehospital" in said
    assert "Thereisnoplotforthissite" in said
    assert "9plotsofthecommunewerelookedat;nonehas20,000m²" in said
    assert "geoplandecideforbidSC01" in said
