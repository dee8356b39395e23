"""The documentation: generated pages, links, commands, and a site that asks no host at all."""

from __future__ import annotations

import re
import runpy
import shlex
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from geoplan.options import parser
from geoplan.study import Study

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = runpy.run_path(str(ROOT / "scripts" / "build_docs.py"))["PAGES"]
TEXTS = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
HOW_TOS = sorted((DOCS / "how-to").glob("*.md"))
# What a browser fetches by itself, as opposed to where a reader may click
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name):
    shipped = (DOCS / name).read_text(encoding="utf-8")
    assert shipped == PAGES[name](), "run: python scripts/build_docs.py"


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def commands():
    """Return the commands of the how-tos, as arguments."""
    block = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [
        shlex.split(line)[1:]
        for page in HOW_TOS
        for lines in block.findall(page.read_text(encoding="utf-8"))
        for line in lines.splitlines()
    ]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_commands_of_the_how_tos_are_commands(command):
    options = parser().parse_args(command)
    assert Study.load(settings=dict(getattr(options, "set", [])))


def test_the_how_tos_name_sites_that_there_can_be():
    cells = set(pd.read_csv(ROOT / "data" / "population" / "cells.csv")["demand_id"])
    named = {
        site for page in HOW_TOS for site in re.findall(r"\bS(C\d{4})\b", page.read_text("utf-8"))
    }
    assert named
    assert named <= cells


class Fetched(HTMLParser):
    """Collects what a page makes a browser fetch, and its formulas."""

    def __init__(self):
        super().__init__()
        self.addresses, self.formulas = [], 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.formulas += tag == "math"
        if address := attributes.get(FETCHED.get(tag)):
            self.addresses.append(address)
        self.addresses += re.findall(r"url\(([^)]+)\)", attributes.get("style") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built strictly: a warning is a failure."""
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(folder)))
    return folder


def read(page):
    found = Fetched()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_a_browser_fetches_nothing_from_anywhere_else(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        for address in read(page).addresses:
            parts = urlsplit(address)
            assert (parts.scheme, parts.netloc) in {("", ""), ("data", "")}, (page.name, address)
            if page.name != "404.html" and parts.path and not parts.scheme:
                assert (page.parent / unquote(parts.path)).exists(), (page.name, address)
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", text), sheet.name


def test_formulas_are_drawn_without_a_script(site):
    text = (site / "methods.html").read_text(encoding="utf-8")
    assert "arithmatex" not in text
    written = re.sub(r"`[^`\n]*`", "", (DOCS / "methods.md").read_text(encoding="utf-8"))
    formulas = re.findall(r"\$\$.+?\$\$|\$[^$]+\$", written, re.DOTALL)
    assert read(site / "methods.html").formulas == len(formulas) > 90


def test_the_notebook_is_a_page_with_its_file_beside_it(site):
    text = (site / "notebooks" / "first-plan.html").read_text(encoding="utf-8")
    assert 'href="first-plan.ipynb"' in text
    assert (site / "notebooks" / "first-plan.ipynb").exists()
    assert 'href="../how-to/meeting.html"' in text


@pytest.mark.browser
@pytest.mark.parametrize(("typed", "found"), [("waiver", "Decisions"), ("trạm y tế", "Parcels")])
def test_the_site_is_searched_from_a_folder_without_a_network(chromium, site, typed, found):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    assert page.title() == "geoplan"
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(typed)
    page.locator(".md-search-result__item", has_text=found).first.wait_for()
    context.close()
    assert {urlsplit(address).scheme for address in asked} <= {"file", "data", "blob"}
