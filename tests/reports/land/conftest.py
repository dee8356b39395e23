"""A town with short lists."""

from __future__ import annotations

import pytest

from tests.dossiers import write_listed


@pytest.fixture(scope="session")
def listed(tmp_path_factory):
    """The folder of a plan with short lists."""
    return write_listed(tmp_path_factory.mktemp("listed"))
