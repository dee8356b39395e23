"""Written plans that several tests of exports read."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from geoplan.exports.written_whole import read_whole
from geoplan.reports.land.written import read_lists
from tests.exports.written_toys import write_whole, write_with_lists


@pytest.fixture(scope="session")
def whole_folder(tmp_path_factory):
    """A plan with every programme, money and targets, without plots."""
    return write_whole(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def lists_folder(tmp_path_factory):
    """A plan with short lists of made-up plots, without money or targets."""
    return write_with_lists(tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="session")
def town_plan(whole_folder):
    return read_whole(whole_folder)


@pytest.fixture(scope="session")
def listed_plan(lists_folder):
    return read_whole(lists_folder)


@pytest.fixture(scope="session")
def plot_lists(lists_folder):
    return read_lists(lists_folder)


@pytest.fixture
def quick_maps(monkeypatch):
    """Slides with blank maps, for tests of everything else."""

    def blank(*_, size_in, title):
        return Figure(figsize=size_in)

    monkeypatch.setattr("geoplan.exports.deck.pages.access_map", blank)
