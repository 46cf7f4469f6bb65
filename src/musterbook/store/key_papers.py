"""Keys on paper: a root key as words to read aloud and as a QR code, to be kept apart from the machine.

Words are those of the radio alphabet for the seventeen letters of person numbers, in groups of five. Letters carry the
32 bytes and 4 bytes of check (SHA-256), so a word misheard or two swapped are noticed.
"""

from __future__ import annotations

import hashlib
import io
from typing import Final

import segno

from musterbook.terms.errors import Malformed
from musterbook.terms.people import LETTERS, PHONETIC

CHECK_BYTES: Final = 4
LETTERS_IN_A_KEY: Final = 71
"""17 to the power 71 is the first that holds 36 bytes."""

GROUP: Final = 5


def letters_of(key: bytes) -> str:
    """A 32-byte key as groups of five letters: `KHAFR CMTWE …`."""
    value = int.from_bytes(key + _check(key), "big")
    letters = ""
    for _ in range(LETTERS_IN_A_KEY):
        value, place = divmod(value, len(LETTERS))
        letters = LETTERS[place] + letters
    return " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def words_of(key: bytes) -> list[str]:
    """A 32-byte key as words of the radio alphabet, in reading order."""
    return [PHONETIC[letter] for letter in letters_of(key) if letter != " "]


def key_of(text: str) -> bytes:
    """The key someone read back, as letters or words in any case; Malformed when one is wrong."""
    wanted = {word.upper(): letter for letter, word in PHONETIC.items()}
    letters = "".join(wanted.get(part, part) for part in text.upper().split())
    if len(letters) != LETTERS_IN_A_KEY or any(letter not in LETTERS for letter in letters):
        raise Malformed.because("key.letters", wanted=LETTERS_IN_A_KEY, got=len(letters))
    value = 0
    for letter in letters:
        value = value * len(LETTERS) + LETTERS.index(letter)
    if value.bit_length() > (32 + CHECK_BYTES) * 8:
        raise Malformed.because("key.check")
    told = value.to_bytes(32 + CHECK_BYTES, "big")
    key, check = told[:32], told[32:]
    if check != _check(key):
        raise Malformed.because("key.check")
    return key


def key_qr_svg(key: bytes) -> str:
    """The letters of a key as a QR code, level M, drawn as SVG for paper."""
    drawing = io.BytesIO()
    segno.make(letters_of(key), error="m", micro=False).save(drawing, kind="svg", scale=4, xmldecl=False)
    return drawing.getvalue().decode("utf-8")


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"musterbook/key-paper/1\x00" + key).digest()[:CHECK_BYTES]
