"""From a name as written to its words: one case, one form of each letter, nothing that does not sound.

Steps 1 to 4 of identity.md section 3.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from musterbook.biometrics.names.symbols import letters

TURKISH: Final = str.maketrans("ıİşŞğĞçÇ", "iişşğğçç")
SILENT: Final = "’‘'`ʿʾʻʼ´\u0640" + "".join(map(chr, [*range(0x064B, 0x0660), 0x0670, *range(0x200C, 0x2010)]))
KEPT: Final = frozenset("şğç")
LIGATURES: Final = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ə": "a", "þ": "th", "ð": "d"}
MORE_CYRILLIC: Final = {
    "і": "i", "ї": "yi", "є": "e", "ґ": "g", "ў": "u", "қ": "q", "ғ": "gh", "ҳ": "h", "ҷ": "j", "ө": "o",
    "ү": "u", "ұ": "u", "ң": "n", "ә": "a", "һ": "h", "ӣ": "i", "ӯ": "u", "ӏ": "", "җ": "j", "ӑ": "a",
}  # fmt: skip
MORE_ARABIC: Final = {
    "ە": "ه", "ێ": "ي", "ۆ": "و", "ۇ": "و", "ۊ": "و", "ۋ": "و", "ڕ": "ر", "ړ": "ر", "ڵ": "ل", "ڼ": "ن", "ښ": "ش",
    "ټ": "ت", "ډ": "د", "ګ": "ك", "ݢ": "ك", "ځ": "ج", "څ": "ج", "ږ": "ز", "ۍ": "ي", "ۂ": "ه",
}  # fmt: skip
"""Letters outside the tables of the document: read as their nearest, so that they do not cut a word in two."""
COMMAS: Final = re.compile("[,،]")
WORD: Final = re.compile("[a-zşğç]+|[\u0621-\u064a]+")


class Chunks(NamedTuple):
    """What stands between spaces in a name, in order, and whether a comma said that the family came first."""

    listed: list[str]
    flipped: bool


def chunks(text: str) -> Chunks:
    """What stands between spaces in a name as written; the part before a comma goes to the end."""
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "," not in text and "،" not in text:
        return Chunks(text.split(), flipped=False)
    found = COMMAS.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    flipped = bool(after.strip())
    return Chunks([*after.split(), *before.split()] if flipped else text.split(), flipped)


def is_arabic(word: str) -> bool:
    """Whether a folded word is in Arabic letters."""
    return word[0] >= "\u0621"


@lru_cache(maxsize=1 << 18)
def words_of(chunk: str) -> tuple[str, ...]:
    """The words of what stands between two spaces, abbreviations written out; the same few come again and again."""
    words = WORD.findall(chunk.translate(TURKISH).lower().translate(_LETTERS))
    return tuple(_WHOLE.get(word, word) for word in words)


class _Letters(dict[int, str]):
    """What each letter becomes; one never seen is worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _letter(chr(code))
        return folded


def _letter(letter: str) -> str:
    if letter in SILENT:
        return ""
    if letter in KEPT:
        return letter
    for known in (LIGATURES, letters("cyrillic"), MORE_CYRILLIC, letters("arabic_fold"), MORE_ARABIC):
        if letter in known:
            return known[letter]
    bare = "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    return bare if bare == letter else "".join(map(_letter, bare))


_WHOLE: Final = letters("abbreviation")
_LETTERS: Final = _Letters()
