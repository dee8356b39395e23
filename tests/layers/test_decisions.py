"""Decisions read back: each line checked alike, who took the other decision, what is in force."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.layers.decision_lines import BOM
from geoplan.layers.decision_rules import Decision, Force, listed, place_of
from geoplan.layers.decision_words import decision_words
from geoplan.layers.decisions import FIELDS, in_force, parse_decisions, read_decisions

HEADER = "decision_id,what,site_id,parcel_id,kind,norm,reopens,why,by,when"
TAKEN = "vì dân,An,2026-05-04"
PIN = f"D1,pin,SC1,,commune_station,,,{TAKEN}"
FORBID = f"D1,forbid,SC1,,,,,{TAKEN}"
CHOOSE = f"D1,choose,SC1,a|1|2,commune_station,,,{TAKEN}"
REJECT = f"D1,reject,,a|1|2,,,,{TAKEN}"
WAIVE = f"D1,waive,,a|1|2,commune_station,plot_m2,,{TAKEN}"


def read(tmp_path, *lines, places=("SC1", "SC2")):
    path = tmp_path / "decisions.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return read_decisions(path, places)


def second(line, by="Bình"):
    return line.replace("D1,", "D2,", 1).replace(",An,", f",{by},")


def test_no_file_is_no_decision(tmp_path):
    held = read_decisions(tmp_path / "decisions.csv")
    assert held.table.empty
    assert held.torn == []
    assert [*held.table.columns] == [*(field.name for field in FIELDS.fields[1:]), "line"]
    assert in_force(held.table).empty


def test_a_file_edited_by_hand_is_read_like_a_written_one(tmp_path):
    path = tmp_path / "decisions.csv"
    lines = [HEADER, PIN, 'D2,reject,SC1,a|1|2,,,,"ngập, ""nặng""",Bình,2026-05-04T09:30+07:00']
    path.write_text(BOM + "\r\n".join(lines), encoding="utf-8", newline="")
    table = read_decisions(path).table
    assert table.index.tolist() == ["D1", "D2"]
    assert table.loc["D2", ["site_id", "why", "by"]].tolist() == ["SC1", 'ngập, "nặng"', "Bình"]
    assert table.loc["D1", ["parcel_id", "norm"]].isna().all()
    assert table["line"].tolist() == [2, 3]


def test_columns_that_no_line_needs_may_be_missing(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("when,by,why,what,decision_id,site_id\n2026-05-04,An,vì dân,forbid,D1,SC1\n")
    assert listed(read_decisions(path).table) == [
        Decision("D1", "forbid", "SC1", "", "", "", "", "vì dân", "An", "2026-05-04")
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (PIN.replace("pin", "nail"), r"field what.*one of pin, forbid.*line 2 \(D1\): nail"),
        (PIN.replace(",An,", ", ,"), r"field by: the value is blank.*line 2 \(D1\)"),
        (PIN.replace("vì dân", ""), r"field why: the value is blank"),
        (PIN.replace("2026-05-04", ""), r"field when: the value is blank"),
        (PIN.replace("2026-05-04", "4/5/2026"), r"field when.*neither a date.*4/5/2026"),
        (PIN.replace("2026-05-04", "2026-02-30"), r"field when.*neither a date"),
        (PIN.replace("2026-05-04", "2026-05-04T09:30"), r"field when.*with zone"),
        (PIN.replace("SC1", ""), r"field site_id: pin needs site_id, kind; site_id is blank"),
        (PIN.replace("commune_station", "clinic"), r"field kind.*not one of municipal"),
        (PIN.replace("SC1,,", "SC1,a|1|2,"), r"field parcel_id: pin has no parcel_id"),
        (WAIVE.replace("plot_m2", ""), r"field norm: waive needs parcel_id, kind, norm"),
        (PIN.replace("D1", "1"), r"field decision_id.*of the form"),
        (PIN + ",x", r"another number of columns than the 10.*line 2: 11"),
        (PIN.replace("vì", '"vì'), r"not a comma-separated table"),
        (f"D1,reopen,,,,,D7,{TAKEN}", r"no earlier decision D7 to reopen.*none"),
        (f"D1,reopen,,,,,D1,{TAKEN}", r"no earlier decision D1 to reopen"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path, line, said):
    with pytest.raises(LayerError, match=r"decisions\.csv, layer decisions.*") as refused:
        read(tmp_path, line)
    assert refused.match(said)


def test_a_repeated_id_is_refused(tmp_path):
    with pytest.raises(LayerError, match=r"stands more than once.*line 2 \(D1\).*line 3 \(D1\)"):
        read(tmp_path, PIN, FORBID.replace("SC1", "SC2"))


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (PIN, PIN, "SC1 is pinned already"),
        (PIN, FORBID, "SC1 is pinned, so that it cannot be forbidden"),
        (PIN, FORBID.replace("SC1", "SC1-2"), "SC1-2 is pinned"),
        (FORBID, PIN, "SC1 is forbidden, so that nothing"),
        (FORBID, PIN.replace("SC1", "SC1-3"), "SC1-3 is forbidden"),
        (FORBID, FORBID, "SC1 is forbidden already"),
        (CHOOSE, CHOOSE.replace("a|1|2", "a|1|3"), r"SC1 goes to the parcel a\|1\|2 already"),
        (CHOOSE, CHOOSE.replace("SC1", "SC2"), r"a\|1\|2 is taken by SC1 already"),
        (CHOOSE, REJECT, r"a\|1\|2 is chosen for SC1"),
        (CHOOSE, REJECT.replace("reject,", "reject,SC1"), r"a\|1\|2 is chosen for SC1"),
        (REJECT, CHOOSE, r"a\|1\|2 is rejected"),
        (REJECT.replace("reject,", "reject,SC1"), CHOOSE, r"a\|1\|2 is rejected"),
        (REJECT, REJECT, r"a\|1\|2 is rejected already"),
        (REJECT, REJECT.replace("reject,", "reject,SC1"), r"a\|1\|2 is rejected already"),
        (WAIVE, WAIVE, r"plot_m2 is waived for the parcel a\|1\|2 already"),
    ],
)
def test_a_contradiction_names_who_took_the_other_decision(tmp_path, first, then, said):
    taken = r" \(D1, An, 2026-05-04: vì dân\)\. \(rows: line 3 \(D2\)\).*decide reopen D1"
    with pytest.raises(LayerError, match=said + ".*" + taken):
        read(tmp_path, first, second(then))
    back = "D2,reopen,,,,,D1,đổi ý,An,2026-05-05"
    table = read(tmp_path, first, back, then.replace("D1", "D3")).table
    assert in_force(table).index.tolist() == ["D3"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (PIN, PIN.replace("SC1", "SC2")),
        (PIN, PIN.replace("SC1", "SC1-2")),
        (PIN, PIN.replace("commune_station", "polyclinic")),
        (PIN, CHOOSE),
        (FORBID, CHOOSE),
        (CHOOSE, CHOOSE.replace("SC1", "SC2").replace("a|1|2", "a|1|3")),
        (CHOOSE, REJECT.replace("reject,", "reject,SC2")),
        (REJECT.replace("reject,", "reject,SC2"), CHOOSE),
        (REJECT.replace("reject,", "reject,SC2"), REJECT),
        (WAIVE, WAIVE.replace("plot_m2", "frontage_m")),
        (WAIVE, WAIVE.replace("commune_station", "polyclinic")),
        (WAIVE, CHOOSE),
        (REJECT, WAIVE),
    ],
)
def test_decisions_that_go_together_are_kept(tmp_path, first, then):
    assert in_force(read(tmp_path, first, second(then)).table).index.tolist() == ["D1", "D2"]


def test_a_decision_is_taken_back_once_and_for_good(tmp_path):
    back = "D2,reopen,,,,,D1,đổi ý,Bình,2026-05-05"
    table = read(tmp_path, PIN, back).table
    assert len(table) == 2
    assert in_force(table).empty
    with pytest.raises(LayerError, match=r"D1 is reopened already \(D2, Bình, 2026-05-05: đổi ý\)"):
        read(tmp_path, PIN, back, back.replace("D2", "D3"))
    with pytest.raises(LayerError, match=r"no earlier decision D2 to reopen.*none"):
        read(tmp_path, PIN, back, "D3,reopen,,,,,D2,đổi ý,Bình,2026-05-05")


def test_a_line_that_was_cut_off_is_passed_over_and_told(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text(f'{HEADER}\n{PIN}\n"D2","forbid","SC2","","","","","vì', encoding="utf-8")
    held = read_decisions(path)
    assert held.table.index.tolist() == ["D1"]
    assert held.torn == [3]


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_bytes(f"{HEADER}\n{PIN}\n".encode("utf-16"))
    with pytest.raises(LayerError, match="not UTF-8"):
        read_decisions(path)


@pytest.mark.parametrize(
    ("site_id", "place"),
    [("SC1", "SC1"), ("SC1-2", "SC1"), ("SC1-1", "SC1-1"), ("SC3-2", "SC3-2"), ("SA-2", "SA-2")],
)
def test_a_further_facility_stands_at_the_same_place(site_id, place):
    assert place_of(site_id, {"SC1", "SA-2", "SA"}) == place


SITES, PARCELS = st.sampled_from(["SC1", "SC1-2", "SC2"]), st.sampled_from(["a|1|2", "a|1|3"])
KINDS = st.sampled_from(["commune_station", "polyclinic"])


@st.composite
def decision(draw):
    what = draw(st.sampled_from(["pin", "forbid", "choose", "waive", "reject", "reopen"]))
    site = draw(SITES) if what in ("pin", "forbid", "choose") else ""
    if what == "reject":
        site = draw(st.sampled_from(["", "SC1", "SC2"]))
    return Decision(
        "",
        what,
        site,
        draw(PARCELS) if what in ("choose", "waive", "reject") else "",
        draw(KINDS) if what in ("pin", "choose", "waive") else "",
        "plot_m2" if what == "waive" else "",
        f"D{draw(st.integers(1, 9))}" if what == "reopen" else "",
        "vì dân",
        "An",
        "2026-05-04",
    )


@settings(deadline=None)
@given(st.lists(decision(), max_size=14))
def test_what_is_in_force_never_contradicts_itself(asked):
    places = {"SC1", "SC2"}
    force, lines = Force(places), [HEADER]
    for each in asked:
        new = each._replace(decision_id=f"D{len(lines)}")
        if force.contradiction(new) is None:
            force.add(new)
            lines.append(",".join(new))
    table = in_force(parse_decisions("\n".join(lines) + "\n", "made up", places).table)
    assert listed(table) == [*force.held.values()]
    held = list(force.held.values())
    pinned = {place_of(each.site_id, places) for each in held if each.what == "pin"}
    forbidden = [place_of(each.site_id, places) for each in held if each.what == "forbid"]
    assert not pinned & {*forbidden}
    assert len({*forbidden}) == len(forbidden)
    chosen = [each for each in held if each.what == "choose"]
    assert len({each.parcel_id for each in chosen}) == len(chosen)
    assert len({(each.site_id, each.kind) for each in chosen}) == len(chosen)
    for reject in (each for each in held if each.what == "reject"):
        assert not any(
            each.parcel_id == reject.parcel_id and reject.site_id in ("", each.site_id)
            for each in chosen
        )


@pytest.mark.parametrize("line", [PIN, FORBID, CHOOSE, REJECT, WAIVE])
def test_a_decision_is_said_in_both_languages(tmp_path, line):
    (held,) = listed(read(tmp_path, line).table)
    for words, day in zip(decision_words(held), ("04/05/2026", "4 May 2026"), strict=True):
        assert words.startswith("D1: ")
        assert words.endswith(f"(An, {day}: vì dân)")
        assert (held.parcel_id or held.site_id) in words
