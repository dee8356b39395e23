"""When a search may stop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """When a search may stop; whatever comes first.

    Parameters
    ----------
    gap
        Distance of objective and bound that is good enough, as a share; 0 for a proof.
    nodes
        Nodes of branch and bound, at most; with 0 there is a bound, but no branching.
    seconds
        Wall time; None for no limit. With one, the answer depends on the machine.
    """

    gap: float = 0.0
    nodes: int = 1000
    seconds: float | None = None
