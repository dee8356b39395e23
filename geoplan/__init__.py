"""geoplan: where new health facilities should go, in what order, why, and how good that plan is.

>>> import geoplan
>>> plan = geoplan.plan(geoplan.Study.load())  # doctest: +SKIP
>>> plan.map()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geoplan._version import __version__
from geoplan.errors import (
    DecisionError,
    DownloadError,
    GeoplanError,
    InfeasibleError,
    LayerError,
    OutputError,
    PlanError,
    StudyError,
)

if TYPE_CHECKING:
    from geoplan.checking import check
    from geoplan.exports.export import export
    from geoplan.planning import Plan, plan
    from geoplan.reports.comparison import compare
    from geoplan.reports.explanation import explain
    from geoplan.study import Study

__all__ = [
    "DecisionError",
    "DownloadError",
    "GeoplanError",
    "InfeasibleError",
    "LayerError",
    "OutputError",
    "Plan",
    "PlanError",
    "Study",
    "StudyError",
    "__version__",
    "check",
    "compare",
    "explain",
    "export",
    "plan",
]

_HOMES = {
    "Plan": "geoplan.planning",
    "Study": "geoplan.study",
    "check": "geoplan.checking",
    "compare": "geoplan.reports.comparison",
    "explain": "geoplan.reports.explanation",
    "export": "geoplan.exports.export",
    "plan": "geoplan.planning",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import geoplan`` stays quick."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'geoplan' has no attribute {name!r}")
