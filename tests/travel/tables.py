"""Minutes as a full table, for tests to look at."""

from __future__ import annotations

import numpy as np


def dense(times):
    """Return stored minutes in a full table, inf where none are stored."""
    table = np.full(times.shape, np.inf)
    pairs = times.tocoo()
    table[pairs.coords] = pairs.data
    return table
