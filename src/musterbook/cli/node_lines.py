"""How ages, sizes and clocks of nodes stand in lines."""

from __future__ import annotations

from musterbook.words.lines import in_words


def age(minutes: int | None) -> str:
    """How long ago, in minutes or hours; never, where nothing is known."""
    if minutes is None:
        return in_words("never")
    return in_words("{minutes} min", minutes=minutes) if minutes < 120 else f"{minutes // 60} h"


def skew(seconds: float | None) -> str:
    """How far a clock is off, in seconds; a dash where that is not known."""
    return "–" if seconds is None else f"{seconds:+.0f} s"


def or_none(size: int | None) -> str:
    """A size, or a dash for one that is not known."""
    return "–" if size is None else f"{size:,}"
