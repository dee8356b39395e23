"""Fixtures that several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import geoplan
from geoplan.study import Study
from tests.maps.browser import CHROMIUM
from tests.toytown import write_toy_town

DRAWS = 4  # few, to be quick


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, and all that need the bundled plan in one too."""
    for item in items:
        needs_plan = "bundled_plan" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("bundled" if needs_plan else item.location[0]))


@pytest.fixture
def toy_path(tmp_path: Path) -> Path:
    """The study file of a toy town in a folder of its own, free to be spoilt."""
    return write_toy_town(tmp_path)


@pytest.fixture(scope="session")
def toy_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return Study.load(write_toy_town(tmp_path_factory.mktemp("toytown")))


@pytest.fixture(scope="session")
def bundled_plan() -> geoplan.Plan:
    """The plan of Hai Phong."""
    return geoplan.plan(Study.load(), draws=DRAWS)


@pytest.fixture(scope="session")
def bundled(bundled_plan: geoplan.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, written to a folder."""
    folder = tmp_path_factory.mktemp("haiphong")
    bundled_plan.write(folder)
    return folder


@pytest.fixture(scope="session")
def chromium():
    """A browser without a window; one for all tests, since a process drives one at a time."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium found on the path; install Debian's chromium to run this")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep downloads and travel times of tests apart from those of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEOPLAN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
