"""What is typed one by one, or stands in a file one to a line: the same words, with the row of those in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from musterbook.terms.errors import Fault, Malformed


def lines_said(typed: Sequence[str] | None, path: Path | None) -> list[tuple[int, str]]:
    """(row, text) of everything said: row 0 for what was typed, the row of the file for the rest; blank rows left out.

    Raises:
        Malformed: the file cannot be read.
    """
    said = [(0, one) for one in typed or ()]
    if path is None:
        return said
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    return said + [(row, line.strip()) for row, line in enumerate(lines, start=1) if line.strip()]
