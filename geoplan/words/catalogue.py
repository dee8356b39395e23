"""The catalogue of texts: files of gettext, one for each kind of document.

In each entry ``msgctxt`` is the key that the code asks for, ``msgid`` the English text and
``msgstr`` the Vietnamese one, so that translators see both in any editor of gettext files.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Text(NamedTuple):
    """A text in each language.

    Parameters
    ----------
    vi, en
        Vietnamese, English.
    """

    vi: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.vi if language == "vi" else self.en


@cache
def catalogue(domain: str) -> Mapping[str, Text]:
    """Return the texts of one kind of document by key.

    Parameters
    ----------
    domain
        Name of a file in ``words``, without its ending.
    """
    from babel.messages.pofile import read_po

    with (files("geoplan.words") / f"{domain}.po").open(encoding="utf-8") as file:
        messages = read_po(file, locale="vi", abort_invalid=True)
    return MappingProxyType(
        {
            str(message.context): Text(vi=str(message.string), en=str(message.id))
            for message in messages
            if message.context
        }
    )
