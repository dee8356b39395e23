"""What a study of the whole programme may not ask for, and the sentence that says so."""

from __future__ import annotations

import pytest

from geoplan.errors import StudyError
from geoplan.study import Study
from tests import toytown


def figure(value, unit):
    return {"value": value, "unit": unit, "source": "made up", "verified": False}


def refused(tmp_path, spoil) -> str:
    content = toytown.whole_content()
    spoil(content)
    with pytest.raises(StudyError) as caught:
        Study.load(toytown.write_study(tmp_path, content))
    return str(caught.value)


def at(content, key):
    """Return the table that holds the last part of a dotted key, and that part."""
    *parents, name = key.split(".")
    for parent in parents:
        content = content[parent]
    return content, name


def setting(key, value):
    def spoil(content):
        table, name = at(content, key)
        if isinstance(held := table.get(name), dict) and "value" in held:
            held["value"] = value
        else:
            table[name] = value

    return spoil


def without(key):
    def spoil(content):
        table, name = at(content, key)
        del table[name]

    return spoil


def test_the_whole_programme_is_a_study(tmp_path):
    study = Study.load(toytown.write_study(tmp_path, toytown.whole_content()))
    assert study.money.years == range(2026, 2031)
    assert [programme.method for programme in study.programmes.values()] == [
        "gradual-coverage", "market", "need", "median", "criteria", "median", "center",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            setting("programmes.new-facilities.split.polyclinic", 3),
            ["programmes.new-facilities", "add up to 7, but count is 5: 2 are too many"],
        ),
        (
            setting("programmes.new-facilities.split.commune_station", 0),
            ["add up to 3, but count is 5: 2 are lacking"],
        ),
        (
            setting("programmes.new-facilities.split", {"ministry": figure(5, "facilities")}),
            ["programmes.new-facilities.split.ministry", "kinds does not describe ministry"],
        ),
        (
            setting("programmes.new-facilities.split", {"clinic": figure(5, "facilities")}),
            ["programmes.new-facilities.split.clinic", "'commune_station'"],
        ),
        (
            setting("programmes.new-facilities.split", {"regional": figure(5, "facilities")}),
            ["programmes.new-facilities.split holds no kind of level primary"],
        ),
        (without("standards.polyclinic"), ["kinds.polyclinic.level", "standards.polyclinic"]),
        (without("kinds.regional.beds"), ["kinds.regional.beds is missing"]),
        (
            setting("kinds.regional.cost_bn_vnd", -1.0),
            ["kinds.regional.cost_bn_vnd", "-1 bn VND is impossible: more than 0"],
        ),
        (
            setting("programmes.upgrades.cost_bn_vnd.municipal", -3.0),
            ["programmes.upgrades.cost_bn_vnd", "-3 bn VND is impossible"],
        ),
        (
            setting("kinds.regional.paid_by", {"state": figure(0.7, "ratio")}),
            ["kinds.regional", "shares of paid_by do not add up to 1: 0.3 is lacking"],
        ),
        (
            setting("programmes.upgrades.weights.isolation", 0.5),
            ["programmes.upgrades", "weights do not add up to 1: 0.3 is too much"],
        ),
        (
            setting("kinds.regional.paid_by", {"lottery": figure(1.0, "ratio")}),
            ["kinds.regional.paid_by names 'lottery'", "state, recurrent, private"],
        ),
        (
            setting("money.lines.staff.paid_by", {"lottery": figure(1.0, "ratio")}),
            ["lines.staff.paid_by names 'lottery'"],
        ),
        (
            setting("money.sources.state.envelope_bn_vnd", {"2025": figure(1.0, "bn VND")}),
            ["sources.state.envelope_bn_vnd.2025 is a year before from_year (2026)"],
        ),
        (
            without("money.sources.state.envelope_bn_vnd.2028"),
            ["sources.state.envelope_bn_vnd says nothing of 2028; write 0 where there is none"],
        ),
        (
            setting("money.programmes.upgrades.open_by", 2025),
            ["programmes.upgrades.open_by (2025) is before from_year (2026)"],
        ),
        (setting("money.horizon", 2029), ["horizon (2029) is before the last envelope (2030)"]),
        (without("money.programmes.upgrades"), ["money.programmes.upgrades is missing"]),
        (without("kinds.private_hospital"), ["kinds.private_hospital is missing"]),
        (without("people"), ["people.older_share is missing"]),
        (without("people.older_share.ward"), ["people", "older_share says nothing of ward"]),
        (setting("programmes.nursing-homes.kind", "ministry"), ["nursing-homes.kind"]),
        (setting("programmes.new-facilities.count", -5), ["-5 facilities is impossible"]),
        (
            setting("programmes.training-complex.schools", []),
            ["weights.schools stands there, but schools names none"],
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_key_and_what_is_lacking(tmp_path, spoil, words):
    told = refused(tmp_path, spoil)
    assert "study.toml" in told
    for word in words:
        assert word in told
