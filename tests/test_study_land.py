from __future__ import annotations

import tomllib

import pytest

from geoplan.errors import StudyError
from geoplan.land.rules import land_files, land_layers_of, land_rules, land_use_of, norms_of
from geoplan.study import Study, bundled
from geoplan.study_land import CRITERIA, STATUSES
from geoplan.words.catalogue import catalogue

TEXT = bundled("studies/haiphong.toml").read_text(encoding="utf-8")


def study_with(folder, old, new):
    """Return the bundled study with one piece of its text changed."""
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new).replace('"../data/', f'"{bundled("data")}/')
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return Study.load(folder / "study.toml")


def test_every_figure_of_the_bundled_land_is_marked_as_not_verified():
    rows = [row for row in Study.load().figures() if row.key.startswith("land.")]
    assert len(rows) >= 13
    assert not any(row.verified for row in rows)
    assert all(row.label_vi.startswith("Thửa đất: ") for row in rows)


def test_a_study_without_land_takes_the_rules_of_the_bundled_one(tmp_path):
    begin, end = TEXT.index("[land]"), TEXT.index("[facility_counts]")
    study = study_with(tmp_path, TEXT[begin:end], "")
    assert study.land is None
    assert land_rules(study) == land_rules(Study.load())
    assert len(norms_of(study).table) == len(norms_of(Study.load()).table)
    assert not land_layers_of(study, None)
    assert set(land_files(study)) == {"norms", "land_use"}


def test_a_study_may_name_its_own_tables(tmp_path):
    (tmp_path / "own.csv").write_text(
        "code,meaning_vi,meaning_en,worth,excluded,citation,source,verified\n"
        "DYT,Đất y tế,Medical land,0.7,false,Plan,Plan,true\n",
        encoding="utf-8",
    )
    study = study_with(tmp_path, "[land]\n", '[land]\nland_use = "own.csv"\n')
    assert land_use_of(study).table["worth"].to_dict() == {"DYT": 0.7}
    assert land_files(study)["land_use"] == (tmp_path / "own.csv").resolve()


def test_fractions_stand_for_their_numbers():
    judgements = land_rules(Study.load()).judgements
    held = tomllib.loads(TEXT)["land"]["judgements"]["upper"]
    assert held[1][3] == "1/2"
    assert judgements.upper[1][3] == 0.5
    assert judgements.upper[2][2] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    [3],\n", "    [3, 1],\n", "has rows of 7, 6, 5, 4, 3, 2, 2 .*need rows of 7"),
        ("    [3],\n", "    [11],\n", "hazard against price is 11; judgements go from 1/9 to 9"),
        ("    [3],\n", '    ["three"],\n', "a fraction such as '1/3'.*found: 'three'"),
        ("    [3],\n", "    [true],\n", "a judgement is a number"),
        ("    [3],\n", '    ["1/0"],\n', "a fraction such as"),
        ('"hazard", "price"]', '"price", "price"]', "price more than once"),
        ("roads_limit_m = { value = 500.0", "roads_limit_m = { value = 20.0", "not greater than"),
        ("roads_limit_m =", "road_limit_m =", "Did you mean 'roads_limit_m'"),
        ("surplus = { value = 1.0", "surplus = { value = 1.5", "at least 0 and at most 1"),
        ('weight_change = { value = 0.2, unit = "ratio"',
         'weight_change = { value = 0.2, unit = "%"', "expected 'ratio'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_key(tmp_path, old, new, said):
    with pytest.raises(StudyError, match=said) as refused:
        study_with(tmp_path, old, new)
    assert "key land" in str(refused.value)


def test_a_status_without_a_worth_is_refused(tmp_path):
    line = next(row for row in TEXT.splitlines(keepends=True) if row.startswith("cleared = "))
    with pytest.raises(StudyError, match="status_worth says nothing of cleared"):
        study_with(tmp_path, line, "")


def test_criteria_and_statuses_have_words():
    assert {f"criterion.{name}" for name in CRITERIA} <= set(catalogue("labels"))
    assert {f"status_worth.{name}" for name in STATUSES} <= set(catalogue("labels"))
