"""One alphabet for all scripts: the tables of the name reader, and a word as symbols.

Symbols (identity.md section 3.7): consonants as letters, `S` sh, `X` kh, `G` gh, `J` j, `T` th, `Z` dh, `Q` the
Arabic dad, `'` the ayn; Latin vowels `A e I U`, diphthongs `D` (ay) and `W` (aw); Arabic long letters kept apart
as `a`, `o`, `j`. The tables are `tables/symbols.json`, written for this project by hand.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

ALPHABET: Final = "bdfghklmnpqrstzSXGJTZQ'ywAeIUDWaoj"
"""Every symbol; its code is its place here."""
VOWELS: Final = frozenset("AeIUDWaoj")
LATIN_VOWELS: Final = frozenset("AeIU")
CODES: Final = {symbol: code for code, symbol in enumerate(ALPHABET)}
UNLISTED: Final = 1.0
VOWEL_AGAINST_CONSONANT: Final = 1.2


@cache
def letters(name: str) -> dict[str, str]:
    """One of the tables of letters: arabic_fold, arabic_symbols, cyrillic; or the abbreviations of words."""
    found: dict[str, str] = _tables()["words"][name] if name == "abbreviation" else _tables()[name]
    return found


@cache
def costs(name: str) -> dict[str, float]:
    """One of the tables of figures: substitution_cost, gap_cost, weight."""
    found: dict[str, float] = _tables()[name]
    return found


@cache
def words(name: str) -> frozenset[str]:
    """The words of one kind: nasab, article, title, sayyid, abu, abd."""
    return frozenset(_tables()["words"][name])


def latin_symbols(word: str) -> str:
    """A folded Latin word as symbols: rules in order, then letter by letter, doubled consonants once."""
    for letters_of, rule, symbol in _latin_rules():
        if letters_of in word:
            word = rule.sub(symbol, word)
    if "y" in word or "c" in word:
        spelt = "".join([_single(word, at) for at in range(len(word))])
    else:
        spelt = word.translate(_SINGLE)
    symbols = _DOUBLED.sub(r"\1", spelt)
    silent = len(symbols) > 1 and symbols[-1] == "h" and symbols[-2] in VOWELS
    return symbols[:-1] if silent else symbols


def arabic_symbols(word: str) -> str:
    """A folded Arabic word as symbols; a final ha of a word longer than two letters is a vowel."""
    sounds = letters("arabic_symbols")
    if len(word) > 2 and word.endswith("ه"):
        word = word[:-1] + "ا"
    return "".join(sounds.get(letter, "") for letter in word)


@cache
def substitution_costs() -> NDArray[np.float64]:
    """What one symbol costs in place of another, by codes; symmetric, nothing on the diagonal."""
    vowel = np.array([symbol in VOWELS for symbol in ALPHABET])
    matrix = np.where(vowel[:, None] != vowel[None, :], VOWEL_AGAINST_CONSONANT, UNLISTED)
    np.fill_diagonal(matrix, 0.0)
    for pair, cost in costs("substitution_cost").items():
        one, other = pair[0], pair[1]
        if one not in CODES or other not in CODES:
            continue  # the table has a symbol that no script of ours is read into
        matrix[CODES[one], CODES[other]] = matrix[CODES[other], CODES[one]] = cost
    return matrix


@cache
def gap_costs() -> NDArray[np.float64]:
    """What leaving a symbol out costs: row 0 facing Latin script, row 1 facing Arabic, by codes."""
    listed = dict(_listed(costs("gap_cost")))
    facing_arabic = costs("gap_cost")["latin vowel, other side Arabic"]
    latin = [listed.get(symbol, UNLISTED) for symbol in ALPHABET]
    arabic = [facing_arabic if symbol in LATIN_VOWELS else listed.get(symbol, UNLISTED) for symbol in ALPHABET]
    return np.array([latin, arabic])


@cache
def weights() -> NDArray[np.float64]:
    """How much of a word each symbol carries, by codes."""
    listed = dict(_listed(costs("weight")))
    return np.array([listed.get(symbol, UNLISTED) for symbol in ALPHABET])


def _listed(figures: dict[str, float]) -> list[tuple[str, float]]:
    return [(symbol, cost) for symbols, cost in figures.items() for symbol in symbols.split() if len(symbol) == 1]


@cache
def _tables() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(__package__).joinpath("tables/symbols.json").read_text("utf-8"))
    return found


@cache
def _latin_rules() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """The letters a rule begins with, without which it need not be tried; the rule; the symbol."""
    return tuple((rule.partition("(")[0], re.compile(rule), symbol) for rule, symbol in _tables()["latin_rules"])


_DOUBLED: Final = re.compile(r"([^AeIUDWaoj])\1+")
_PLAIN: Final = {
    "a": "A", "e": "e", "i": "I", "o": "U", "u": "U", "w": "w", "v": "w", "j": "J", "x": "X", "ğ": "G", "ç": "S",
    "ş": "S", **{letter: letter for letter in "bdfghklmnpqrstzSXGJTZDWAIU"},
}  # fmt: skip


class _Single(dict[int, str]):
    """What letters become whatever stands beside them; those that are no symbol become nothing."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _PLAIN.get(chr(code), "")
        return found


_SINGLE: Final = _Single()
_AFTER_Y: Final = frozenset("aeiouAIUDW")


def _single(word: str, at: int) -> str:
    letter, following = word[at], word[at + 1 : at + 2]
    if letter == "y":
        return "y" if following in _AFTER_Y and following else "I"
    if letter == "c":
        return "s" if following and following in "eiI" else "k"
    return _PLAIN.get(letter, "")
