"""From a study to a plan: programmes placed, measured, brought together, drawn and written."""

from __future__ import annotations

from geoplan.planning.composition import Plan, plan

__all__ = ["Plan", "plan"]
