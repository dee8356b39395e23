"""Findings and other long lists in a few lines."""

from __future__ import annotations

import pandas as pd

SHOWN = 5


def finding_lines(findings: pd.DataFrame) -> list[str]:
    """Return findings fault by fault, the first few rows of each.

    Parameters
    ----------
    findings
        ``row``, ``parcel_id``, ``fault``, ``detail``, ``is_mended``; with ``source`` the file of
        each row is named.
    """
    lines: list[str] = []
    for fault, rows in findings.groupby("fault", sort=True):
        mended = int(rows["is_mended"].sum())
        lines.append(f"{fault}: {len(rows):,}" + (f", mended {mended:,}" if mended else ""))
        for row in rows.head(SHOWN).to_dict("records"):
            where = f" of {row['source']}" if "source" in row else ""
            lines.append(f"  row {row['row']}{where} ({row['parcel_id']}): {row['detail']}")
        lines += [f"  {line}" for line in more(len(rows), "rows")]
    return lines or ["none"]


def more(number: int, what: str) -> list[str]:
    """Return a line that says how many were not shown, if any."""
    return [f"… {number - SHOWN:,} more {what}"] if number > SHOWN else []
