"""Two made-up plans of one study, written and compared."""

from __future__ import annotations

import pytest

from geoplan.reports.comparison import compare
from tests.reports.writtenplans import write_old_and_new


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return write_old_and_new(tmp_path_factory.mktemp("plans"))


@pytest.fixture(scope="module")
def comparison(folders):
    return compare(*folders)
