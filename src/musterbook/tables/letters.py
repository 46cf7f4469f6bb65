"""Letters: one spelling for the many ways people in a hurry write the same word.

Headers, choices and names of places are compared in this folded form; what is kept is always what was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from musterbook.terms.digits import latin_digits

LIKENESS_LEAST: Final = 0.72
"""Two folded spellings less alike than this are not proposed for one another (judged)."""

_ARABIC_FOLD: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىئیېےێ", "ي"),
        **dict.fromkeys("ةەۀھہ", "ه"),
        **dict.fromkeys("ؤۆۇۋ", "و"),
        **dict.fromkeys("کڪگ", "ك"),
        "ڕ": "ر",
        "ڵ": "ل",
        "ڤ": "ف",
        "ı": "i",
        "ß": "ss",
    }
)
# Marks that turn or join letters without being letters: a name that differs only in these is the same name, and a
# right-to-left override inside a cell can make one number look like another.
_TURNING: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_SPACES: Final = re.compile(r"\s+")
_LATIN_SOUNDS: Final = str.maketrans("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "abttjhkddrzsssdtzagfqklmnhwy")
_UNKNOWN_WORDS: Final = (
    "unknown",
    "not known",
    "none known",
    "غير معروف",
    "غير معروفة",
    "مجهول",
    "لا يعرف",
    "نەزانراو",
    "nenas",
    "nayê zanîn",
)


def cleaned(text: str) -> str:
    """`text` as a person meant it: composed (NFC), trimmed, single spaces, no direction marks."""
    if text.isascii():
        return " ".join(text.split())
    return _SPACES.sub(" ", _TURNING.sub("", unicodedata.normalize("NFC", text))).strip()


def folded(text: str) -> str:
    """`text` for comparing only: no case, spaces, underscores, vowel marks, tatweel or Arabic letter variants."""
    if text.isascii():
        return _NOT_LETTERS.sub("", text.lower())
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u0640", "").translate(_ARABIC_FOLD)
    letters = "".join(sign for sign in unicodedata.normalize("NFD", plain) if not unicodedata.combining(sign))
    return _NOT_LETTERS.sub("", latin_digits(letters))


def says_unknown(text: str) -> bool:
    """Whether a cell's text only says that the answer is not known; such a cell is read as empty."""
    # "NA" may be Namibia and "Na" a name: only with its stroke does it say that there is no answer.
    if text.isascii():
        return text.lower() in _UNKNOWN_PLAIN
    return text in {"–", "—", "؟"} or folded(text) in _UNKNOWN


def near(name: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The known `names` that `name` may be a spelling of, nearest first; never `name` itself.

    Compared in folded form and, across scripts, by consonants, so that `Hasaka` finds `hasakah` and `الحسكه` finds
    `الحسكة`. A proposal for a person to answer: nothing is ever corrected from it.
    """
    wanted = folded(name)
    scored = [(_likeness(wanted, folded(known)), known) for known in dict.fromkeys(names) if known != name]
    good = [(-likeness, known) for likeness, known in scored if likeness >= LIKENESS_LEAST]
    return tuple(known for _, known in sorted(good)[:most])


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one.isascii() == other.isascii():
        return SequenceMatcher(None, one, other, autojunk=False).ratio()
    return SequenceMatcher(None, _consonants(one), _consonants(other), autojunk=False).ratio()


def _consonants(word: str) -> str:
    """The letters both scripts write: short vowels are unwritten in Arabic, so vowels are left out of both."""
    bare = re.sub(r"^ال", "", word).translate(_LATIN_SOUNDS)
    for pair, single in (("sh", "s"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d")):
        bare = bare.replace(pair, single)
    return re.sub(r"[aeiouwy]|h$", "", bare)


_UNKNOWN_PLAIN: Final = frozenset({"", "-", "?", "n/a", *(word for word in _UNKNOWN_WORDS if word.isascii())})
_UNKNOWN: Final = frozenset(folded(word) for word in _UNKNOWN_WORDS)
