"""Person numbers: radio-safe, with a check letter, saying that someone is here and never who he is.

A number looks like `KHA-4712-M`. Two letters are the block of the issuing custodian, the third letter and four
digits the sequence, the last letter a check. Handovers and incidents use the same form with blocks of their own.
"""

from __future__ import annotations

import re
from typing import Final, NewType

from musterbook.terms.digits import latin_digits

PersonId = NewType("PersonId", str)
"""The number of a person as the book writes it: upper case, with both dashes."""

LETTERS: Final = "ACEFHJKMNPRTUVWXY"
"""Seventeen letters none of which is taken for another by ear or by eye (alphabet of Book a Secure Move)."""

DIGITS: Final = "123456789"
BLOCK_SIZE: Final = len(LETTERS) * 9**4
"""Numbers in one block: 111,537."""

WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8)
PHONETIC: Final = {
    "A": "Alfa", "C": "Charlie", "E": "Echo", "F": "Foxtrot", "H": "Hotel", "J": "Juliett", "K": "Kilo", "M": "Mike",
    "N": "November", "P": "Papa", "R": "Romeo", "T": "Tango", "U": "Uniform", "V": "Victor", "W": "Whiskey",
    "X": "X-ray", "Y": "Yankee",
}  # fmt: skip
_SHAPE = re.compile(rf"([{LETTERS}]{{3}})([{DIGITS}]{{4}})([{LETTERS}])")


def check_letter(stem: str) -> str:
    """The check letter of seven signs: sum of weight times value, modulo 17 (custody.md section 4).

    Letters count as their place in `LETTERS`, digits as themselves. 17 is prime and every weight is smaller, so any
    single substitution of a sign and any swap of two neighbours changes the letter.
    """
    values = (LETTERS.index(sign) if sign in LETTERS else int(sign) for sign in stem)
    return LETTERS[sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True)) % 17]


def number_at(block: str, place: int) -> PersonId:
    """The number at `place` (from 0, below `BLOCK_SIZE`) of a two-letter block."""
    letter, rest = divmod(place, 9**4)
    digits = "".join(DIGITS[rest // 9**power % 9] for power in (3, 2, 1, 0))
    stem = f"{block}{LETTERS[letter]}{digits}"
    return PersonId(f"{stem[:3]}-{digits}-{check_letter(stem)}")


def place_in_block(number: PersonId) -> int:
    """The place of a number in its block: the inverse of `number_at`."""
    place = LETTERS.index(number[2])
    for digit in number[4:8]:
        place = place * 9 + DIGITS.index(digit)
    return place


def read_number(text: str) -> PersonId | None:
    """The number someone typed: any case, with or without dashes, Latin or Arabic-Indic digits; None if it is none."""
    bare = re.sub(r"[\s‐-―-]", "", latin_digits(text)).upper()
    match = _SHAPE.fullmatch(bare)
    if match is None or check_letter(bare[:7]) != bare[7]:
        return None
    return PersonId(f"{match[1]}-{match[2]}-{match[3]}")


def one_letter_off(text: str) -> list[PersonId]:
    """Every valid number that differs from `text` in one sign: what a clerk who misread a band may have meant."""
    bare = re.sub(r"[\s‐-―-]", "", latin_digits(text)).upper()
    found = set()
    for place in range(len(bare)):
        for sign in LETTERS + DIGITS:
            number = read_number(bare[:place] + sign + bare[place + 1 :])
            if number is not None:
                found.add(number)
    return sorted(found)


def spoken(number: str) -> str:
    """The number as it is said on the radio: `Kilo Hotel Alfa 4 7 1 2 Mike`."""
    return " ".join(PHONETIC.get(sign, sign) for sign in number if sign != "-")
