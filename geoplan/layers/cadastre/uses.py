"""Land-use codes as offices write them: one, several, or several with the m² of each."""

from __future__ import annotations

import math
import re

CODE = r"[A-ZĐ]{2,4}"
AMOUNT = r"\d+(?:[.,]\d+)?"
PART = re.compile(
    rf"({CODE})(?:\s*[:=(-]?\s*({AMOUNT})\s*(?:M2|M²)?\s*\)?)?"
    r"(?:\s*[+;,/&-]\s*|$|(?<=[\d)²])\s+)",  # a blank parts only after an area, else it is prose
    re.IGNORECASE,
)
GROUPED = re.compile(r"\d{1,3}[.,]\d{3}(?!\d)")  # 1.200 may be 1,200 or 1.2


def parts_of(text: str) -> dict[str, float]:
    """Return the m² of each land-use code of a text, NaN where none is stated.

    Parameters
    ----------
    text
        Codes set apart by plus, semicolon, comma, slash or dash (after an area also by a blank),
        each with or without its area; a decimal point or comma.

    Returns
    -------
    dict
        In the order of the text, a code that stands twice once with the sum; empty where the text
        is no such list, or a number may be set with a separator of thousands.

    Examples
    --------
    >>> parts_of("ODT:120,5;CLN:80"), parts_of("ONT+CLN"), parts_of("Đất ở đô thị")
    ({'ODT': 120.5, 'CLN': 80.0}, {'ONT': nan, 'CLN': nan}, {})
    """
    rest, parts = text.strip(), dict[str, float]()
    if GROUPED.search(rest):
        return {}
    while rest:
        found = PART.match(rest)
        if found is None:
            return {}
        code, amount = found[1].upper(), found[2]
        area_m2 = float(amount.replace(",", ".")) if amount else math.nan
        parts[code] = parts[code] + area_m2 if code in parts else area_m2
        rest = rest[found.end() :]
    return parts


def written(parts: dict[str, float]) -> str:
    """Return codes as geoplan writes them, such that ``parts_of`` reads the same again.

    Examples
    --------
    >>> written({"ODT": 120.0, "CLN": 80.04}), written({"ONT": math.nan, "CLN": math.nan})
    ('ODT 120; CLN 80', 'ONT+CLN')
    """
    if all(map(math.isnan, parts.values())):
        return "+".join(parts)
    return "; ".join(
        code if math.isnan(area_m2) else f"{code} {area_m2:.1f}".removesuffix(".0")
        for code, area_m2 in parts.items()
    )
