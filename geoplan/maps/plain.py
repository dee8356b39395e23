"""From what tables hold to the plain values that JSON knows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

DECIMALS = 5  # of every number; of a degree, 1.1 m


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: unknown is ``None``, infinite the text "unreachable"."""
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not itself
        return None
    if isinstance(value, float):
        return "unreachable" if math.isinf(value) else round(value, DECIMALS)
    return value


def position(point: Any) -> tuple[float, float]:
    """Return latitude and longitude of a point."""
    return round(point.y, DECIMALS), round(point.x, DECIMALS)


def records(frame: pd.DataFrame, fields: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of a table, each with those of ``fields`` that the table has."""
    present = [field for field in fields if field in frame.columns]
    rows = frame[present].itertuples(index=False, name=None)
    return [dict(zip(present, map(plain, row), strict=True)) for row in rows]


def both(pair: tuple[str, str]) -> dict[str, str]:
    """Return a text, Vietnamese and English, by language."""
    return dict(zip(("vi", "en"), pair, strict=True))
