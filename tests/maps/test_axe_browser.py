"""The pages under the rules of axe-core for WCAG 2.2 AA, in both languages, with all they open."""

from __future__ import annotations

import pytest

from geoplan.maps.comparison import render
from geoplan.reports.comparison import compare
from tests.maps.browser import opened
from tests.maps.compared import write_old_and_new
from tests.maps.test_accessible_browser import STATES

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "resultTypes": ["violations"],
}
LARGE, SMALL = (1366, 768), (390, 844)


@pytest.fixture(scope="module")
def folder(whole, whole_html, tmp_path_factory):
    folder = tmp_path_factory.mktemp("axe")
    (folder / "index.html").write_text(whole_html, encoding="utf-8")
    changed = render(compare(*write_old_and_new(whole, folder)))
    (folder / "compare.html").write_text(changed, encoding="utf-8")
    return folder


def against(page):
    """What is against the rules: the rule, and the first element that breaks it."""
    found = axe.Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 20
    return [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found["violations"]]


@pytest.mark.parametrize(
    ("language", "size"),
    [("vi", LARGE), ("en", LARGE), ("vi", SMALL)],
    ids=["vi", "en", "phone"],
)
def test_nothing_on_the_page_is_against_the_rules(chromium, folder, language, size):
    address = (folder / "index.html").as_uri()
    with opened(chromium, f"{address}#lang={language}", size=size) as page:
        for state, act in STATES.items():
            page.evaluate(act)
            assert against(page) == [], state


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nor_is_anything_on_that_of_two_plans(chromium, folder, language):
    address = (folder / "compare.html").as_uri()
    with opened(chromium, f"{address}#lang={language}", size=LARGE) as page:
        for tab in page.locator("[role=tab]").all():
            tab.click()
            assert against(page) == [], tab.inner_text()


def test_the_rules_find_what_is_wrong(chromium, folder):
    with opened(chromium, (folder / "index.html").as_uri()) as page:
        page.evaluate("document.querySelector('#search input').removeAttribute('aria-label')")
        page.evaluate("document.querySelector('#search input').removeAttribute('placeholder')")
        page.evaluate("document.documentElement.removeAttribute('lang')")
        assert {rule for rule, _ in against(page)} >= {"label", "html-has-lang"}
