"""Text folded for search: letters a clerk would not tell apart become one, digits become Latin."""

from __future__ import annotations

import unicodedata
from typing import Final

from musterbook.terms.digits import latin_digits

_LETTERS: Final = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ـ": None,
    "‐": "-", "‑": "-", "–": "-", "’": "'",
})  # fmt: skip


def folded(text: str) -> str:
    """`text` in small letters without marks, Arabic letter variants as one, digits Latin."""
    plain = unicodedata.normalize("NFD", latin_digits(text).casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).strip()
