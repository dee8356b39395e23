"""A file that only grows: whole lines are read, what a crash cut off is told apart."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.layers.decision_lines import BOM, addition, text_of, unfinished, whole_lines

COLUMNS = ("decision_id", "why", "by", "when")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
WHEN = "2026-05-04T09:30:00+07:00"


def line(number, why="vì dân", by="Nguyễn Văn Ân"):
    return dict(zip(COLUMNS, (f"D{number}", why, by, WHEN), strict=True))


def written(*lines):
    text = ""
    for each in lines:
        text += addition(text, each)
    return text


def plain(text):
    """What is read of a cell: breaks of lines become spaces."""
    return " ".join(text.split())


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_what_is_written_is_read_back_whatever_it_says(said):
    text = written(*(line(number, *each) for number, each in enumerate(said, 1)))
    held = whole_lines(text_of(text.encode()))
    assert held.header == [*COLUMNS]
    assert held.torn == []
    assert held.rows == [
        (number + 1, [f"D{number}", plain(why), plain(by), WHEN])
        for number, (why, by) in enumerate(said, 1)
    ]


@given(TEXTS, TEXTS)
def test_a_line_cut_off_at_any_byte_is_no_line_and_costs_no_other(why, by):
    before, whole = written(line(1)), written(line(1), line(2, why, by))
    content = whole.encode()
    for cut in range(len(before.encode()) + 1, len(content) - 1):
        text = text_of(content[:cut])
        assert unfinished(text), content[:cut]
        assert [row[0] for _, row in whole_lines(text).rows] == ["D1"]
        assert whole_lines(text).torn == [3]
        again = text_of(content[:cut] + addition(text, line(2)).encode())
        held = whole_lines(again)
        assert [(number, row[0]) for number, row in held.rows] == [(2, "D1"), (4, "D2")]
        assert held.torn == [3]


def test_a_crash_while_a_fragment_is_marked_is_a_fragment_too():
    first = text_of(written(line(1), line(2)).encode()[:-20])
    more = addition(first, line(2))
    for cut in range(1, len(" #torn")):
        again = first + more[:cut]
        assert whole_lines(again).torn == [3]
        assert [row[0] for _, row in whole_lines(again + addition(again, line(3))).rows] == [
            "D1",
            "D3",
        ]


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_header_that_was_cut_off_is_written_again(cut):
    torn = text_of(written(line(1)).encode()[:cut])
    assert whole_lines(torn).rows == []
    held = whole_lines(torn + addition(torn, line(1)))
    assert held.header == [*COLUMNS]
    assert [row[0] for _, row in held.rows] == ["D1"]


def test_a_last_line_typed_without_a_newline_counts_and_the_next_one_starts_afresh():
    typed = f"{BOM}decision_id,why,by,when\r\nD1,vì dân,An,2026-05-04"
    assert not unfinished(typed)
    held = whole_lines(typed + addition(typed, line(2)))
    assert [row[:2] for _, row in held.rows] == [["D1", "vì dân"], ["D2", "vì dân"]]
    assert held.torn == []


def test_the_header_of_the_file_decides_the_order():
    text = "by,decision_id,when,why\n"
    assert addition(text, line(1)) == f'"Nguyễn Văn Ân","D1","{WHEN}","vì dân"\n'


def test_an_empty_file_gets_a_byte_order_mark_for_spreadsheets():
    assert written(line(1)).startswith(BOM)
    assert not written(line(1), line(2))[1:].count(BOM)


def test_a_text_over_two_lines_as_a_spreadsheet_saves_it_is_one_row():
    text = 'decision_id,why,by,when\nD1,"vì\ndân",An,2026-05-04\nD2,x,An,2026-05-04\n'
    assert whole_lines(text).rows[0] == (3, ["D1", "vì\ndân", "An", "2026-05-04"])


def test_a_quote_that_is_never_closed_is_not_passed_over():
    with pytest.raises(csv.Error):
        whole_lines('decision_id,why,by,when\nD1,"vì,An,2026-05-04\nD2,x,An,2026-05-04\n')


def test_a_whole_line_that_is_not_utf8_is_not_guessed():
    with pytest.raises(UnicodeDecodeError):
        text_of("decision_id,why\nD1,é\nD2,x\n".encode("latin-1"))
