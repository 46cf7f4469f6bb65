"""Digits as people type them: Latin, Arabic-Indic and the Persian variant."""

from __future__ import annotations

from typing import Final

_TO_LATIN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")


def latin_digits(text: str) -> str:
    """`text` with every Arabic-Indic and Persian digit, decimal mark and thousands mark in Latin form."""
    return text.translate(_TO_LATIN)
