"""What the formulas of a workbook come to, from the cells as they stand in the file."""

from __future__ import annotations

import re

from openpyxl.utils import range_boundaries

RANGE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


def value_of(formula, book, sheet):
    """Return what one of the formulas that sheets have comes to.

    ``book`` holds values only; ``sheet`` is the one with the formula.
    """
    for pattern, comes_to in FORMULAS.items():
        if found := re.fullmatch(pattern, formula):
            return comes_to(book, sheet, *found.groups())
    raise AssertionError(formula)


def cells(reference, book, sheet):
    name, *corners = RANGE.fullmatch(reference).groups()
    page = book[name.replace("''", "'")] if name else sheet
    area = "".join(corners[:2]) + (f":{corners[2]}{corners[3]}" if corners[2] else "")
    left, top, right, bottom = range_boundaries(area)
    rows = page.iter_rows(top, bottom, left, right, values_only=True)
    return [value for row in rows for value in row]


def known(reference, book, sheet):
    return [value for value in cells(reference, book, sheet) if value is not None]


def numbers(reference, book, sheet):
    return [value for value in known(reference, book, sheet) if isinstance(value, (int, float))]


def _sum(book, sheet, area):
    return sum(numbers(area, book, sheet))


def _same(book, sheet, area, wanted):
    return cells(area, book, sheet).count(*cells(wanted, book, sheet))


FORMULAS = {
    r"=SUBTOTAL\(109,(.+)\)": _sum,
    r"=SUBTOTAL\(103,(.+)\)": lambda book, sheet, area: len(known(area, book, sheet)),
    r"=SUM\(([^()]+)\)": _sum,
    r"=SUM\(([^()]+)\)/SUM\(([^()]+)\)": lambda book, sheet, over, under: (
        _sum(book, sheet, over) / _sum(book, sheet, under)
    ),
    r"=COUNT\(([^()]+)\)": lambda book, sheet, area: len(numbers(area, book, sheet)),
    r"=COUNTA\(([^()]+)\)-COUNT\(([^()]+)\)": lambda book, sheet, all_of_it, counted: (
        len(known(all_of_it, book, sheet)) - len(numbers(counted, book, sheet))
    ),
    r"=SUMPRODUCT\(--\((.+)=(\$?[A-Z]+\d+)\)\)": _same,
    r"=([A-Z]+\d+)-([A-Z]+\d+)": lambda book, sheet, one, other: (
        _sum(book, sheet, one) - _sum(book, sheet, other)
    ),
}
