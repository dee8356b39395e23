"""Random numbers for compiled code.

Source: Marsaglia (2003), Journal of Statistical Software 8(14).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geoplan.compiled import inner

State = NDArray[np.uint64]  # one number, > 0
ONE_HALF = np.uint64(32)
UNIT = 2.0**-32


@inner
def draw(random: State) -> float:
    """Return the next random number, at least 0 and below 1."""
    return float(_next(random)) * UNIT


@inner
def below(random: State, size: int) -> int:
    """Return the next random whole number below ``size``."""
    return int((_next(random) * np.uint64(size)) >> ONE_HALF)


@inner
def _next(random: State) -> np.uint64:
    """Return the next 32 random bits (xorshift64)."""
    bits: np.uint64 = random[0]
    bits ^= bits << np.uint64(13)
    bits ^= bits >> np.uint64(7)
    bits ^= bits << np.uint64(17)
    random[0] = bits
    return bits >> ONE_HALF
