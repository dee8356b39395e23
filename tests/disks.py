"""A disk that is full, for tests of what is written."""

from __future__ import annotations

import resource
from contextlib import contextmanager


@contextmanager
def disk_full(size):
    """Let no file of this process grow beyond ``size`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
