"""Find the columns of a province's file that hold geoplan's fields; never choose between two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from geoplan.errors import StudyError
from geoplan.layers.files import without_diacritics
from geoplan.layers.raw.mapping import Mapping

CLOSE = 0.5  # likeness from which a column is worth naming
CLOSEST = 3  # named at most


@dataclass(frozen=True)
class Wanted:
    """A field that a file may hold.

    Parameters
    ----------
    name
        Geoplan's name of it.
    meaning
        What it holds, for whoever is asked.
    names
        What such a column is usually called, Vietnamese or English.
    required
        Whether there is no going on without it.
    words
        For a field of few values: how each is usually written, by geoplan's word.
    told_by
        The field whose first words tell the value where no column does.
    """

    name: str
    meaning: str
    names: tuple[str, ...]
    required: bool = True
    words: AnyMapping[str, tuple[str, ...]] = field(default_factory=dict)
    told_by: str = ""

    def is_called(self, column: str) -> bool:
        """Return whether a column has a usual name, whatever its case and diacritics."""
        return plain(column) in map(plain, (self.name, *self.names))

    def understood(self, text: str) -> str:
        """Return geoplan's word for what a text begins with; blank where that is not plain."""
        usual = {
            spelling: ours
            for ours, written in self.words.items()
            for word in (ours, *written)
            for spelling in (word, without_diacritics(word))
        }
        said = text.casefold()
        found = [word for word in usual if re.match(rf"{re.escape(word)}($|\W|(?<=\.))", said)]
        return usual[max(found, key=len)] if found else ""


@dataclass(frozen=True)
class Found:
    """Where a file holds a field.

    Parameters
    ----------
    wanted
        The field.
    candidates
        Columns that may hold it.
    column
        The one that does; blank where there is none, or no telling which.
    source
        The column that its words are read from, its own or that of the field that tells it.
    is_given
        Whether the mapping says so.
    given
        What the mapping says of words: geoplan's by theirs.
    understood
        What geoplan takes the other words for; blank where it cannot tell.
    """

    wanted: Wanted
    candidates: list[str]
    column: str
    source: str
    is_given: bool
    given: dict[str, str]
    understood: dict[str, str]

    @property
    def is_open(self) -> bool:
        """Whether the column has to be asked for."""
        undecided = len(self.candidates) > 1 and not self.is_given
        return not self.column and (self.wanted.required or undecided)

    @property
    def words(self) -> dict[str, str]:
        """Geoplan's word for each of theirs; blank where it has to be asked for."""
        return {**self.understood, **self.given}


@dataclass(frozen=True)
class RawTable:
    """A file as it came, and the fields that are looked for in it.

    Parameters
    ----------
    part
        Its table of the mapping file.
    path
        The file.
    frame
        Its rows; names of columns and texts in NFC.
    wanted
        The fields; one that tells another comes before it.
    """

    part: str
    path: Path
    frame: pd.DataFrame
    wanted: tuple[Wanted, ...]

    @property
    def columns(self) -> list[str]:
        """The columns of the file, without geometry."""
        return [str(name) for name in self.frame.columns if name != "geometry"]

    def found(self, mapping: Mapping) -> dict[str, Found]:
        """Return where the file holds each field, as far as can be told.

        Raises
        ------
        StudyError
            When the mapping names a column, a field or a word that is not known.
        """
        self._refuse_unknown(mapping)
        found: dict[str, Found] = {}
        for wanted in self.wanted:
            given = mapping.column(self.part, wanted.name)
            candidates = [column for column in self.columns if wanted.is_called(column)]
            column = given or ""
            if given is None and len(candidates) == 1:
                column = candidates[0]
            told_by = found[wanted.told_by].column if wanted.told_by else ""
            source = column or told_by
            words = self._words(source) if wanted.words and source else []
            meanings = {word: mapping.meaning(self.part, wanted.name, word) for word in words}
            found[wanted.name] = Found(
                wanted,
                candidates,
                column,
                source,
                given is not None,
                {word: ours for word, ours in meanings.items() if ours},
                {word: wanted.understood(word) for word, ours in meanings.items() if not ours},
            )
        return found

    def named(self, mapping: Mapping) -> Any:
        """Return the rows with geoplan's names and words, once nothing is open about them."""
        named = self.frame[[name for name in self.frame.columns if name == "geometry"]].copy()
        for name, found in self.found(mapping).items():
            if found.source:
                values = self.frame[found.source]
                named[name] = text_of(values).map(found.words) if found.wanted.words else values
        return named

    def close_to(self, wanted: Wanted) -> list[str]:
        """Return the columns whose names are like those that a field usually has."""
        by_plain = {plain(column): column for column in self.columns}
        alike = [
            match
            for name in (wanted.name, *wanted.names)
            for match in get_close_matches(plain(name), by_plain, n=CLOSEST, cutoff=CLOSE)
        ]
        return [by_plain[match] for match in dict.fromkeys(alike)][:CLOSEST]

    def _words(self, column: str) -> list[str]:
        """Return the different words of a column, in the order of the file."""
        return list(dict.fromkeys(text_of(self.frame[column]).dropna()))

    def _refuse_unknown(self, mapping: Mapping) -> None:
        wanted = {entry.name: entry for entry in self.wanted}
        for name, column in mapping.columns.get(self.part, {}).items():
            if name not in wanted:
                self._refuse(name, "geoplan looks for no such field there.", wanted)
            if column and column not in self.columns:
                self._refuse(name, f"the file has no column {column!r}.", self.columns)
        for name, words in mapping.words.get(self.part, {}).items():
            known = wanted[name].words if name in wanted else {}
            if not known:
                worded = [entry.name for entry in self.wanted if entry.words]
                self._refuse(f"values.{name}", "geoplan maps no words of such a field.", worded)
            for theirs, ours in words.items():
                if ours and ours not in known:
                    key = f"values.{name}.{theirs}"
                    self._refuse(key, f"{ours!r} is none of geoplan's words.", known)

    def _refuse(self, key: str, problem: str, known: Any) -> None:
        raise StudyError(
            f"the mapping does not fit the file: {problem}",
            f"Known: {', '.join(known)}.",
            file=self.path,
            key=f"{self.part}.{key}",
        )


def plain(name: str) -> str:
    """Return the name of a column in bare letters and digits, to compare.

    Examples
    --------
    >>> plain("Diện tích (km²)") == plain("DIEN_TICH_KM2")
    True
    """
    text = without_diacritics(unicodedata.normalize("NFKC", name)).casefold()
    return re.sub(r"[^a-z0-9]", "", text)


def text_of(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return values as trimmed NFC text, blanks missing."""
    text = values.astype("string").str.normalize("NFC").str.strip()
    return text.mask(text == "")
