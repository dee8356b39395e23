"""A made-up plan and its page, for every test of the maps."""

from __future__ import annotations

import pytest

from geoplan.maps.page import render
from geoplan.result import PlanTables
from geoplan.study import Study
from tests.maps.toyplan import toy_plan


@pytest.fixture(scope="session")
def tables(toy_study: Study) -> PlanTables:
    return toy_plan(toy_study)


@pytest.fixture(scope="session")
def html(tables: PlanTables) -> str:
    return render(tables)
