"""Made-up plans and their pages, for every test of the maps."""

from __future__ import annotations

import pytest

from geoplan.maps.page import render
from geoplan.result import PlanTables
from geoplan.study import Study
from tests.maps.browser import opened
from tests.maps.toyplan import toy_plan
from tests.maps.toywhole import whole_plan, whole_study


@pytest.fixture(scope="session")
def tables(toy_study: Study) -> PlanTables:
    return toy_plan(toy_study)


@pytest.fixture(scope="session")
def html(tables: PlanTables) -> str:
    return render(tables)


@pytest.fixture(scope="session")
def whole(tables: PlanTables, tmp_path_factory: pytest.TempPathFactory) -> PlanTables:
    """The plan of a study that asks for everything."""
    return whole_plan(tables, whole_study(tmp_path_factory.mktemp("whole")))


@pytest.fixture(scope="session")
def whole_html(whole: PlanTables) -> str:
    return render(whole)


@pytest.fixture(scope="session")
def address(whole_html: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the whole plan's page lies; modules about another page have their own."""
    path = tmp_path_factory.mktemp("whole_page") / "index.html"
    path.write_text(whole_html, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(chromium, address):
    """The page at the ``address`` of a module, in Vietnamese."""
    with opened(chromium, address) as page:
        yield page


@pytest.fixture
def english(chromium, address):
    with opened(chromium, f"{address}#lang=en") as page:
        yield page
