"""What would change if one decision fell and all else stayed where it is."""

from __future__ import annotations

from typing import NamedTuple

NOWHERE = -1


class Undecided(NamedTuple):
    """The best that one move would bring if a decision fell, everybody assigned anew.

    Parameters
    ----------
    site
        Where a facility would go then; -1 where the plan as it is would be no worse.
    benefit
        What the objective would gain, in the terms of the problem; below 0 only where the facility
        would go back to a worse place.
    people
        People covered that this would add; it can be below 0 where some people count for more.
    """

    site: int = NOWHERE
    benefit: float = 0.0
    people: float = 0.0
