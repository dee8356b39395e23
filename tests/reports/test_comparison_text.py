"""What a comparison says on the terminal."""

from __future__ import annotations

import shutil

import pytest

from geoplan.reports.comparison import compare
from tests.reports.writtenplans import (
    RANGE,
    SOURCE,
    VALUE,
    VERIFIED,
    change_summary,
    write_old_and_new,
)

TEXT = """\
A line: old → new
People                                  12,000 → 12,000        0
People covered, today                        2 →      2        0
People covered, with the plan            8,000 →  8,180     +180
Share of people covered, today            0.0% →   0.0%   0.0 pp
Share of people covered, with the plan   66.7% →  68.2%  +1.5 pp
Facilities paid for                          8 →      7       −1
Cost of building, bn VND                   224 →    200      −24
Envelopes, bn VND                          310 →    297      −13
Spent, bn VND                              238 →    213      −25
Money lacking, bn VND                        6 →      8       +2
People-years of benefit, weighted       30,000 → 20,000  −10,000
Lacking: Doctors, 2030                      10 →     40      +30

Programme build: 4 kept, 1 moved, 1 dropped, 1 added; of these, other kind 1, rank 3, year 3, \
cost 1, people 2
Programme upgrade: 1 kept, 1 dropped, 1 added; of these, other year 1
no facility changed: Programme home
opening: 3 as before, 1 earlier, 1 later, 3 no longer, 2 newly
facilities that open in: 2027 2 → 1, 2028 4 → 2, 2029 2 → 4
people covered at the end of: 2028 −500
envelopes, bn VND: Money: state −13
spent, bn VND: Money: state −25
people covered by commune: 1 gain (most Hai Commune, +280), 1 lose (most Mot Commune, −100)

assumptions that differ: 5
  standards.made.value: 10 → 12.5 min
  standards.made.source: other source
  standards.made.range: range 9 to 11 → 8 to 14, other source
  and 2 more
settings that differ: money.horizon 2035 → 2040
input files that differ: demand"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return write_old_and_new(tmp_path_factory.mktemp("plans"))


def test_the_terminal_is_told_what_changed_at_one_look(folders):
    assert str(compare(*folders)) == TEXT


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [
        (VERIFIED, {"verified": True}, "now verified"),
        (RANGE, {"range": None, "range_source": None}, "range 9 to 11 → none, other source"),
        (VALUE, {"value": 2000.0, "unit": "people"}, "10 → 2,000 people"),
        (SOURCE, {"range_source": "measured"}, "other source"),
    ],
)
def test_in_what_an_assumption_differs_is_said_briefly(folders, tmp_path, key, change, said):
    def alter(told):
        next(row for row in told["assumptions"] if row["key"] == key).update(change)

    copy = change_summary(shutil.copytree(folders[0], tmp_path / "copy"), alter)
    assert f"assumptions that differ: 1\n  {key}: {said}\n" in str(compare(folders[0], copy))
    if key == VERIFIED:
        assert f"  {key}: no longer verified\n" in str(compare(copy, folders[0]))


def test_an_assumption_of_one_study_alone_is_said(folders, tmp_path):
    copy = change_summary(
        shutil.copytree(folders[0], tmp_path / "copy"), lambda told: told["assumptions"].pop(0)
    )
    assert f"  {VALUE}: in the old study alone\n" in str(compare(folders[0], copy))
    assert f"  {VALUE}: in the new study alone\n" in str(compare(copy, folders[0]))


def test_the_other_way_round_the_text_turns(folders):
    said = str(compare(*reversed(folders)))
    assert "(most Mot Commune, +100), 1 lose (most Hai Commune, −280)" in said
    assert f"{VALUE}: 12.5 → 10 min" in said
    assert f"  {SOURCE}: other source" in said
