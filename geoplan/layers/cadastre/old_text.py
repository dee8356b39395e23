"""Vietnamese text of before Unicode: recognise TCVN3 and VISCII by what they spell, and mend it.

A Shapefile rarely says in which code page its text is, and text typed in an ABC font (TCVN3) stays
so in whatever format it is saved. Each way to read the bytes is judged by how many of the words
with letters beyond ASCII become Vietnamese syllables. Sources of the tables: TCVN 5712:1993
(VN3), whose code points iconv has as TCVN5712-1, and RFC 1456 (VISCII).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from string import ascii_lowercase

TCVN3 = dict(
    zip(
        [*range(0xA1, 0xAF), *range(0xB5, 0xBA), *range(0xBB, 0xBF), *range(0xC6, 0xCD),
         *range(0xCE, 0xD9), *range(0xDC, 0xE0), *range(0xE1, 0xF0), *range(0xF1, 0xFF)],
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)  # fmt: skip
VISCII = dict(
    zip(
        [0x02, 0x05, 0x06, 0x14, 0x19, 0x1E, *range(0x80, 0x100)],
        "ẲẴẪỶỸỴẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
        "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
        strict=True,
    )
)
WITHIN = re.compile(r"(?<=[^\W\d_])[²³°×•](?=[^\W\d_])")  # in a word they are misread letters
COMMON = (
    "xã", "phường", "trấn", "thị", "thành", "phố", "tỉnh", "huyện", "quận", "thôn", "đường", "đất",
    "ở", "đô", "nguyễn", "trần", "lê", "phạm", "vũ", "đặng", "văn", "hộ", "và", "của",
)  # fmt: skip
ENOUGH = 0.8  # share of the words that must be syllables; proper names of other tongues stay few
SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(oai|oay|oao|oeo|uây|uya|uyê|uyu|yêu|iêu|uôi|ươi|ươu|uê|uơ|oă|oa|oe|oo|ai|ao|au|ay|âu|ây|eo|êu"
    r"|ia|iê|iu|oi|ôi|ơi|ua|uâ|ui|uô|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    r"(ch|ng|nh|[cmnpt])?"
)
STOPS = ("p", "t", "c", "ch")
TONES = "\u0300\u0301\u0303\u0309\u0323"
SIGNS = "²³°–—…“”‘’×•\ufeff\u00a0"  # that stand in good text too


def mending(texts: Iterable[str]) -> str | None:
    """Return in which old encoding texts are, blank where they are right as they stand.

    Parameters
    ----------
    texts
        Different texts, each byte that was not understood as its Latin-1 letter.

    Returns
    -------
    str or None
        ``""``, ``UTF-8``, ``TCVN3``, ``VISCII`` or ``Windows-1258``; None where none of them makes
        Vietnamese of the texts, or two old ones make as much of it, as of a single short word.

    Examples
    --------
    >>> mending(["Ph­êng Thµnh §«ng"]), mending(["Phường Thành Đông"]), mending(["abc"])
    ('TCVN3', '', '')
    """
    odd = [text for text in texts if not text.isascii() or any(map(_is_control, text))]
    if not odd:
        return ""
    scores = {name: _score(odd, name) for name in ("", "UTF-8", "TCVN3", "VISCII", "Windows-1258")}
    first = max(scores, key=lambda name: scores[name])  # of equals, text as it stands
    equal = [name for name in scores if scores[name] == scores[first]]
    meanings = {tuple(mended(text, name) for text in odd) for name in equal}
    is_sure = not first or len(meanings) == 1
    return first if is_sure and scores[first][0] >= ENOUGH else None


def mended(text: str, encoding: str) -> str:
    """Return text as it was meant, in NFC.

    Parameters
    ----------
    text
        As ``mending`` takes it; letters that Latin-1 does not have stay as they are.
    encoding
        As ``mending`` returns it.
    """
    if encoding in ("UTF-8", "Windows-1258"):
        try:
            text = text.encode("latin-1").decode(encoding)
        except UnicodeError:
            return text
    elif encoding:
        text = text.translate(TCVN3 if encoding == "TCVN3" else VISCII)
    return unicodedata.normalize("NFC", text)


def _score(texts: list[str], encoding: str) -> tuple[float, int]:
    """Return the share of words beyond ASCII that are syllables, 0 to 1, and how many are common.

    Common words decide where short texts spell syllables in two encodings: *Xã* and *Xó*.
    """
    words = [word for text in texts for word in _words(text, encoding)]
    if not words:
        return (0.0, 0) if encoding else (1.0, 0)
    common = sum(word.casefold() in COMMON for word in words)
    return sum(map(_is_syllable, words)) / len(words), common


def _words(text: str, encoding: str) -> list[str]:
    """Return the words of a text that hold something beyond ASCII once it is mended."""
    whole = mended(text, encoding)
    pairs = [(letter, unicodedata.category(letter)[0]) for letter in whole]
    words = "".join(letter if kind in "LM" else " " for letter, kind in pairs).split()
    signs = [at for at, kind in pairs if kind not in "LMN" and at not in SIGNS and _is_odd(at)]
    return [word for word in words if not word.isascii()] + signs + WITHIN.findall(whole)


def _is_odd(letter: str) -> bool:
    return not letter.isascii() or _is_control(letter)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" and letter not in "\t\r\n"


def _is_syllable(word: str) -> bool:
    """Return whether a word is spelt and cased as a Vietnamese syllable.

    A syllable has one tone at most, and the acute or the dot where it ends in a stop. Letters with
    marks may be small among capitals, since TCVN3 has no capitals of most of them.
    """
    pairs = list(pairwise(word))
    rises = any(one.isascii() and one.islower() and other.isupper() for one, other in pairs)
    falls = any(one.isupper() and other in ascii_lowercase for one, other in pairs[1:])
    if rises or falls:
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    bare = unicodedata.normalize("NFC", "".join(at for at in letters if at not in TONES))
    if bare.endswith(STOPS) and tones not in (["\u0301"], ["\u0323"]):
        return False
    return len(tones) <= 1 and SYLLABLE.fullmatch(bare) is not None
