"""A facility whose shares of the gain are told, with bounds that are loose."""

from __future__ import annotations

import numpy as np


class Told:
    """Knows the share at each place; its bounds are off by as much as is said."""

    def __init__(self, share, over=0.0, under=0.0):
        self.share = np.asarray(share, float)
        self.over = np.broadcast_to(over, self.share.shape)
        self.under = np.broadcast_to(under, self.share.shape)
        self.asked = []

    def at_most(self, places):
        return self.share[places] + self.over[places]

    def at_most_again(self, places):
        return self.share[places] + self.over[places] / 2

    def at_least(self, places):
        return self.share[places] - self.under[places]

    def at_least_again(self, places):
        return self.share[places] - self.under[places] / 2

    def exactly(self, place, *, floor=-1.0):
        self.asked.append(place)
        return float(self.share[place]) if self.share[place] > floor else floor

    def people(self, places):
        return 1000 * self.share[places]

    def people_there(self):
        return 1000.0
