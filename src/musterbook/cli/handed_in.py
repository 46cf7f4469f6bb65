"""Handed in: the bytes or the text of a paper an officer names, to be sealed; nothing of it is ever printed."""

from __future__ import annotations

from pathlib import Path

from musterbook.terms.errors import Fault, Malformed


def bytes_of(path: Path) -> bytes:
    """The bytes of a file someone named; Malformed when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None


def text_of(path: Path | None) -> str:
    """Its text, UTF-8; empty without a file, Malformed when it is none."""
    if path is None:
        return ""
    try:
        return bytes_of(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
