"""Words that must be nowhere: looked for in text and in bytes, however they are written. They are secret themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from musterbook.terms.errors import Fault, Malformed

LETTERS_MIN: Final = 4
"""Shorter words stand in any picture's bytes by chance."""

PASSED_OVER: Final = re.compile("[\\s\0\u00ad\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""Spaces, tatweel, vowel signs, and marks that show nothing."""
LIGATED: Final = re.compile("ل[اأإآ]|.", re.DOTALL)
"""Lam with alef is one glyph, which stays as it is where glyphs stand in reversed order."""
ENCODINGS: Final = ("utf-8", "utf-16-be", "utf-16-le", "pdfdoc", "latin-1", "cp1256")
HEX: Final = re.compile(rb"[0-9a-f]{8,}")
LOWER: Final = bytes(range(256)).lower()
SPACES: Final = b"\0\t\n\x0c\r "


@dataclass(frozen=True)
class Words:
    """The words, known outside by their number in the list alone, from 1."""

    listed: tuple[str, ...]

    def __repr__(self) -> str:
        """How many; a trace must not tell them."""
        return f"Words({len(self.listed)})"

    def in_text(self, text: str) -> tuple[int, ...]:
        """The numbers of words this text holds, forwards or backwards."""
        plain = plainly(text)
        return tuple(number for number, forms in self._forms if any(form in plain for form in forms))

    def in_bytes(self, content: bytes) -> tuple[int, ...]:
        """The numbers of words these bytes hold, in any encoding a PDF knows, or as hex."""
        squeezed = content.translate(LOWER, SPACES)
        found = set(self._squeezed(squeezed))
        for run in HEX.findall(squeezed):
            for begins in (0, 1):
                inner = bytes.fromhex(run[begins : begins + (len(run) - begins) // 2 * 2].decode())
                found |= {*self._squeezed(inner.translate(LOWER, SPACES)), *self._decoded(inner)}
        return tuple(sorted(found | set(self._decoded(content))))

    @cached_property
    def _forms(self) -> tuple[tuple[int, frozenset[str]], ...]:
        return tuple((number, frozenset(_forms(word))) for number, word in enumerate(self.listed, start=1))

    @cached_property
    def _needles(self) -> tuple[tuple[int, frozenset[bytes]], ...]:
        return tuple((number, frozenset(_encoded(forms))) for number, forms in self._forms)

    @cached_property
    def _shaped(self) -> bool:
        """Whether any word is written in letters that have several shapes."""
        return not all(word.isascii() for word in self.listed)

    def _squeezed(self, squeezed: bytes) -> Iterator[int]:
        yield from (number for number, needles in self._needles if any(needle in squeezed for needle in needles))

    def _decoded(self, content: bytes) -> Iterator[int]:
        """Words in letters that must be read before their shapes can be told apart."""
        if self._shaped:
            yield from self.in_text(content.decode("utf-8", "ignore"))
            for begins in (0, 1):
                yield from self.in_text(content[begins:].decode("utf-16-be", "replace"))
                yield from self.in_text(content[begins:].decode("utf-16-le", "replace"))


def read_words(content: bytes, *, file: str | None = None) -> Words:
    """A word or a run of words on each line; Malformed names lines too short to be looked for, never what they say."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Malformed(Fault("file.unreadable", file=file)) from None
    said = [(row, line.strip()) for row, line in enumerate(lines, start=1) if line.strip()]
    short = [row for row, word in said if len(plainly(word)) < LETTERS_MIN]
    if short or not said:
        rows = short or [1]
        raise Malformed.of(Fault("absent.too-short", file, row, None, {"least": LETTERS_MIN}) for row in rows)
    return Words(tuple(word for _, word in said))


def plainly(text: str) -> str:
    """Text with every letter in its base shape and small, without anything that is passed over."""
    return PASSED_OVER.sub("", unicodedata.normalize("NFKC", text).casefold())


def _forms(word: str) -> Iterator[str]:
    """Forwards and backwards, letter by letter and glyph by glyph."""
    plain = plainly(word)
    yield plain
    yield plain[::-1]
    yield "".join(reversed(LIGATED.findall(plain)))


def _encoded(forms: Iterable[str]) -> Iterator[bytes]:
    for form in forms:
        for encoding in ENCODINGS:
            needle = form.encode(encoding, "ignore").translate(LOWER, SPACES)
            if len(needle) >= LETTERS_MIN and form.encode(encoding, "ignore").decode(encoding, "ignore") == form:
                yield needle
