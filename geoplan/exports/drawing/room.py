"""What is taken on a paper, so that nothing covers anything else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Room:
    """What is taken on a paper, as boxes of left, bottom, right, top in inches."""

    def __init__(self) -> None:
        self._boxes: list[tuple[float, ...]] = []

    def free(self, box: Sequence[float]) -> bool:
        """Return whether nothing overlaps a box."""
        left, bottom, right, top = box
        return not any(
            left < other[2] and other[0] < right and bottom < other[3] and other[1] < top
            for other in self._boxes
        )

    def keep_off(self, places: NDArray[np.float64], reach_in: float) -> None:
        """Take the squares around places, (n, 2) inches, that reach so far."""
        for across, up in places:
            self.take((across - reach_in, up - reach_in, across + reach_in, up + reach_in))

    def give_back(self) -> None:
        """Free the box that was taken last."""
        self._boxes.pop()

    def take(self, box: Sequence[float]) -> None:
        """Keep others off a box."""
        self._boxes.append(tuple(box))
