"""Settle what geoplan cannot tell about a province's files: ask, or refuse with a text to fill in.

Nothing ambiguous is passed over in silence, and what was taken for granted is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from geoplan.errors import StudyError
from geoplan.layers.raw.columns import RawTable, Wanted
from geoplan.layers.raw.mapping import VALUES, Mapping
from geoplan.layers.raw.notes import Note

EXAMPLE = "mapping.toml"


@dataclass(frozen=True)
class Question:
    """Which column holds a field, or what a word of it means.

    Parameters
    ----------
    part, path
        The file that is asked about, and its table of the mapping file.
    wanted
        The field.
    word
        The word whose meaning is asked; blank where a column is.
    choices
        The possible answers.
    likely
        Those among them that look right.
    """

    part: str
    path: Path
    wanted: Wanted
    word: str
    choices: tuple[str, ...]
    likely: tuple[str, ...] = ()

    @property
    def may_skip(self) -> bool:
        """Whether a blank answer will do: the file does not hold the field."""
        return not self.word and not self.wanted.required

    def __str__(self) -> str:
        """Return the question as text."""
        name = self.wanted.name
        if self.word:
            return f"{self.path.name}: what is “{self.word}” as {name}?"
        hint = f" ({' or '.join(self.likely)}?)" if self.likely else ""
        return f"{self.path.name}: which column holds {name}, {self.wanted.meaning}?{hint}"


Ask = Callable[[Question], str]


def settle(tables: Sequence[RawTable], mapping: Mapping, ask: Ask | None) -> Mapping:
    """Return the mapping with an answer to everything that is open about the files.

    Parameters
    ----------
    tables
        The files.
    mapping
        What is given.
    ask
        Puts a question to somebody; None where nobody is there.

    Raises
    ------
    StudyError
        When nobody is there: naming what is open, with a mapping file to fill in.
    """
    while questions := [question for table in tables for question in _open(table, mapping)]:
        if ask is None:
            raise _refusal(questions, tables, mapping)
        asked = questions[0]
        answer = ask(asked)
        if asked.word:
            mapping = mapping.with_word(asked.part, asked.wanted.name, asked.word, answer)
        else:
            mapping = mapping.with_column(asked.part, asked.wanted.name, answer)
    return mapping


def guesses(table: RawTable, mapping: Mapping) -> list[Note]:
    """Return what was taken for what without being told."""
    found = table.found(mapping)
    columns = [
        f"{name} is “{field.column}”"
        for name, field in found.items()
        if field.column and not field.is_given
    ]
    lines = [", ".join(columns)] if columns else []
    for name, field in found.items():
        if field.column and field.understood:
            words = ", ".join(
                f"“{theirs}” is {ours or 'not understood'}"
                for theirs, ours in field.understood.items()
            )
            lines.append(f"of {name}, {words}")
        elif field.understood:
            counts = Counter(field.understood.values()).most_common()
            words = ", ".join(f"{count} {ours}" for ours, count in counts)
            lines.append(f"{name} by the first words of {field.source}: {words}")
    return [Note("Guessed", f"{table.path.name}: {line}") for line in lines]


def _open(table: RawTable, mapping: Mapping) -> list[Question]:
    questions = []
    for field in table.found(mapping).values():
        wanted = field.wanted
        if field.is_open:
            likely = field.candidates or table.close_to(wanted)
            questions.append(
                Question(table.part, table.path, wanted, "", tuple(table.columns), tuple(likely))
            )
        questions += [
            Question(table.part, table.path, wanted, word, tuple(wanted.words))
            for word, ours in field.words.items()
            if not ours
        ]
    return questions


def _refusal(
    questions: Sequence[Question], tables: Sequence[RawTable], mapping: Mapping
) -> StudyError:
    columns = [
        f"{table.path.name} has the columns {', '.join(table.columns)}."
        for table in tables
        if any(question.part == table.part and not question.word for question in questions)
    ]
    number = "1 question" if len(questions) == 1 else f"{len(questions)} questions"
    lines = "\n".join(f"  {line}" for line in [*questions, *columns])
    return StudyError(
        f"the files leave {number} open.",
        f"Save the mapping at the end as {EXAMPLE}, fill in what is blank, and run again with "
        f"--mapping {EXAMPLE}; or run on a terminal to be asked.\n\n{lines}\n\n"
        f"{_to_fill_in(tables, mapping)}",
    )


def _to_fill_in(tables: Sequence[RawTable], mapping: Mapping) -> str:
    """Return a mapping file with everything that is known, and blanks for the rest."""
    document = tomlkit.document()
    for table in tables:
        part, values = tomlkit.table(), tomlkit.table(is_super_table=True)
        for name, field in table.found(mapping).items():
            wanted = field.wanted
            if field.column or field.is_given or field.is_open:
                likely = " or ".join(field.candidates or table.close_to(wanted))
                part.add(name, tomlkit.string(field.column))
                if field.is_open:
                    leave = "" if wanted.required else "; leave blank if the file holds none"
                    part[name].comment(f"{wanted.meaning}{f': {likely}?' if likely else ''}{leave}")
            asked = [word for word, ours in field.words.items() if not ours]
            kept = dict.fromkeys([*field.given, *asked])
            if kept:
                values.add(name, _words_to_fill_in(field.given, kept, wanted))
        if values:
            part.add(VALUES, values)
        document.add(table.part, part)
    return tomlkit.dumps(document)


def _words_to_fill_in(
    given: dict[str, str], kept: dict[str, None], wanted: Wanted
) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.comment(f"one of {', '.join(wanted.words)}")
    for word in kept:
        table.add(word, given.get(word, ""))
    return table
