"""Languages of the product, which way they are written, their plurals, and the one that is spoken now.

A door says for each request or command which language is asked for (`speaking`); every sentence made then is in it.
The language is kept per task and thread of a request (`contextvars`), so that two who read at once do not mix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

ENGLISH: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "ar": "العربية", "ckb": "کوردیی ناوەندی", "kmr": "Kurmancî"}
"""Languages one can read, each with its own name for itself."""

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb"})

PLURALS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("one", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "ckb": ("one", "other"),
    "kmr": ("one", "other"),
}
"""Forms of the plural in the order in which a catalogue writes them (Unicode CLDR 47; kmr as ku)."""

PLURAL_RULES: Final[Mapping[str, str]] = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 :"
        " 5);"
    ),
    "ckb": "nplurals=2; plural=(n != 1);",
    "kmr": "nplurals=2; plural=(n != 1);",
}
"""The same for gettext tools, as the head of a catalogue says it."""

EASTERN: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
"""Arabic-Indic digits, which somebody may choose; marks between digits are changed apart."""

_OPEN, _SHUT = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u2067"
_LEFT_TO_RIGHT = "\u2066"
_LETTERS: Final = re.compile("[A-Za-z\u0620-\u06d5]")
_APART: Final = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
"""What is set apart within a text says nothing of the direction of the whole."""
_CALLED: Final[Mapping[str, str]] = {"ku": "kmr", "kmr": "kmr", "ckb": "ckb", "ar": "ar", "en": "en"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How things are said now.

    Attributes:
        language: of `LANGUAGES`.
        eastern: counts are written in Arabic-Indic digits.
        marking: words that nobody has translated are put between `MARKS`, for a page that will show them as English.
    """

    language: str = ENGLISH
    eastern: bool = False
    marking: bool = False


MARKS: Final = ("\ufdd0", "\ufdd1")
"""Signs that are no letters and stand in no text (Unicode noncharacters): before and after untranslated words."""

_IN_ENGLISH: Final = Manner()
_now: ContextVar[Manner] = ContextVar("musterbook_manner", default=_IN_ENGLISH)


def manner() -> Manner:
    """How things are said now."""
    return _now.get()


def spoken() -> str:
    """The language that is spoken now."""
    return _now.get().language


@contextmanager
def speaking(language: str, *, eastern: bool = False, marking: bool = False) -> Iterator[None]:
    """Say everything within in a language; English where it is none of ours."""
    kept = _now.set(Manner(language if language in LANGUAGES else ENGLISH, eastern, marking))
    try:
        yield
    finally:
        _now.reset(kept)


def wanted(header: str) -> str:
    """The first language of an `Accept-Language` that we speak; English otherwise. `ku` is Kurmanji."""
    asked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:200].split(",")):
        name, _, weight = part.strip().partition(";q=")
        found = _CALLED.get(name.split("-")[0].lower())
        share = float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 1.0
        if found is not None and share > 0:
            asked.append((-share, place, found))
    return min(asked)[2] if asked else ENGLISH


def lettered(language: str, latin: str, arabic: str) -> str:
    """A name in the letters of a language: the Arabic one where it is written from right to left and there is one."""
    return (arabic if language in RIGHT_TO_LEFT else "") or latin


def direction(language: str) -> str:
    """Which way the language is written: `rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def plural(language: str, number: int) -> str:
    """The form of the plural that the language takes for a number: zero, one, two, few, many or other."""
    if language != "ar":
        return "one" if number == 1 else "other"
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    last = number % 100
    return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"


def apart(text: str) -> str:
    """A value whose direction is kept to itself, so that nothing beside it turns round; as it is in left-to-right.

    Its direction is that of its first letter, as Unicode has it; but words in Arabic letters that begin with a Latin
    name are read from the right all the same.
    """
    if not text or spoken() not in RIGHT_TO_LEFT:
        return text
    return f"{_RIGHT_TO_LEFT if _begins_with_a_name(text) else _OPEN}{text}{_SHUT}"


def _begins_with_a_name(text: str) -> bool:
    """Whether a text begins with a Latin letter and has more Arabic ones."""
    letters = _LETTERS.findall(_APART.sub("", text))
    return bool(letters) and letters[0] < "\u0600" and sum(one >= "\u0600" for one in letters) * 2 > len(letters)


def figure(text: str) -> str:
    """A number with a sign or a range, read from left to right in every language; its digits as they are chosen."""
    said = text.translate(EASTERN) if manner().eastern else text
    return f"{_LEFT_TO_RIGHT}{said}{_SHUT}" if spoken() in RIGHT_TO_LEFT else said


def whole(number: int) -> str:
    """A whole number with thousands marks, its digits as they are chosen."""
    said = f"{number:,}"
    if manner().eastern:
        said = said.replace(",", "٬").translate(EASTERN)
    return said if number >= 0 else figure(said)


def capital(text: str) -> str:
    """The text with a capital at its beginning, past signs that are no letters."""
    at = next((place for place, sign in enumerate(text) if sign not in _NO_LETTERS), 0)
    return f"{text[:at]}{text[at : at + 1].upper()}{text[at + 1 :]}"


_NO_LETTERS: Final = frozenset({*MARKS, _OPEN, _SHUT, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT})


def shown(text: str) -> str:
    """The text with its marks, where a page asks for them; set apart otherwise."""
    return text if MARKS[0] not in text or manner().marking else unmarked(text)


def unmarked(text: str) -> str:
    """The text with the marks around untranslated words taken off, their direction kept to themselves."""
    right_to_left = spoken() in RIGHT_TO_LEFT
    return text.replace(MARKS[0], _OPEN if right_to_left else "").replace(MARKS[1], _SHUT if right_to_left else "")


def fallen_back(english: str) -> str:
    """English words that stand where nobody has translated them: marked where a page asks for it, else set apart."""
    if spoken() == ENGLISH or not english:
        return english
    return f"{MARKS[0]}{english}{MARKS[1]}" if manner().marking else apart(english)
