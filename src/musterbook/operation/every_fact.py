"""Every fact of every room, declared: a book read without one of these would not understand its own entries."""

from __future__ import annotations

import musterbook.coordination.facts
import musterbook.custody.facts
import musterbook.eligibility.facts
import musterbook.lift.facts
import musterbook.rights.facts
from musterbook.ledger.facts import Fact, kinds

__all__ = ["declared"]

ROOMS = (
    musterbook.coordination.facts,
    musterbook.custody.facts,
    musterbook.eligibility.facts,
    musterbook.lift.facts,
    musterbook.rights.facts,
)


def declared() -> list[type[Fact]]:
    """Every kind of fact this version understands, by name."""
    return [kinds()[name] for name in sorted(kinds())]
