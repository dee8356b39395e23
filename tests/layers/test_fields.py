from __future__ import annotations

import pandas as pd
import pytest

from geoplan.errors import LayerError
from geoplan.layers import communes, demand, facilities, sea_links, sites
from geoplan.layers.fields import Field, FieldTable, FieldType, dictionary

TABLE = FieldTable(
    "things",
    "Things.",
    (
        Field("thing_id", FieldType.TEXT, "identifier", unique=True),
        Field("size", FieldType.NUMBER, "size", "m", minimum=0, maximum=9),
        Field("count", FieldType.WHOLE, "count", minimum=0),
        Field("beds", FieldType.WHOLE, "beds", required=False),
        Field("known", FieldType.FLAG, "whether known"),
        Field("colour", FieldType.TEXT, "colour", values=("red", "blue")),
    ),
)


def things(**columns: list[object]) -> pd.DataFrame:
    good: dict[str, list[object]] = {
        "thing_id": ["a", "b", "c", "d", "e"],
        "size": ["1", "2.5", "0", "9", "4"],
        "count": ["1", "2", "3", "4", "5"],
        "known": ["true", "False", "TRUE", "false", "true"],
        "colour": ["red"] * 5,
    }
    return pd.DataFrame(good | columns).astype("string")


def test_types_and_index_come_from_the_table():
    frame = TABLE.validate(things(beds=["7", None, "", "3", None]), "things.csv")
    assert frame.index.name == "thing_id"
    assert frame["size"].tolist() == [1.0, 2.5, 0.0, 9.0, 4.0]
    assert frame["count"].dtype == "int64"
    assert frame["beds"].isna().tolist() == [False, True, True, False, True]
    assert frame["known"].tolist() == [True, False, True, False, True]


def test_text_is_brought_to_nfc_and_trimmed():
    frame = TABLE.validate(things(thing_id=[" Hòa ", "b", "c", "d", "e"]), "things.csv")
    assert frame.index[0] == "Hòa"


@pytest.mark.parametrize(
    ("spoilt", "field", "words"),
    [
        ({"thing_id": ["a", "a", "c", "d", "e"]}, "thing_id", ["more than once", "line 3 (a)"]),
        ({"size": ["-1", "2", "3", "4", "5"]}, "size", ["at least 0 and at most 9", "-1"]),
        ({"size": ["x", "2", "3", "4", "5"]}, "size", ["not a number", "line 2 (a): x"]),
        ({"size": [None, "2", "3", "4", "5"]}, "size", ["blank", "line 2 (a)"]),
        ({"count": ["1.5", "2", "3", "4", "5"]}, "count", ["not a whole number", "1.5"]),
        ({"known": ["maybe", "true", "true", "true", "true"]}, "known", ["not true or false"]),
        ({"colour": ["green"] * 5}, "colour", ["one of red, blue", "and 2 more"]),
    ],
)
def test_a_bad_row_is_named_with_field_and_cure(spoilt, field, words):
    with pytest.raises(LayerError) as refused:
        TABLE.validate(things(**spoilt), "things.csv")
    assert refused.value.field == field
    for word in [*words, "things.csv", "layer things", "Correct these rows"]:
        assert word in str(refused.value)


def test_a_missing_column_is_named_with_those_found():
    with pytest.raises(LayerError, match="field size is missing; found: thing_id, count"):
        TABLE.validate(things().drop(columns="size"), "things.csv")


def test_the_dictionary_names_every_field_of_every_layer():
    tables = [module.FIELDS for module in (communes, demand, facilities, sea_links, sites)]
    text = dictionary(tables)
    for table in tables:
        assert f"## {table.layer}" in text
        for field in table.fields:
            assert f"| `{field.name}` |" in text
            assert field.meaning
