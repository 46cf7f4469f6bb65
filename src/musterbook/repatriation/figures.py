"""Figures from outside: public totals, kept as claims beside ours, and what their parts come to (casework.md 1, 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.repatriation import facts as said
from musterbook.repatriation.faults import COUNTS, sound


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure somebody outside said.

    Attributes:
        source, as_of, country, measure: who, when, of whom (empty: of all together), of what.
        men, women, boys, girls, unknown: its parts.
        total: what the source gives as the whole; None when it gives none.
        entry: the entry it stands in.
    """

    source: str
    as_of: datetime
    country: str
    measure: str
    men: int
    women: int
    boys: int
    girls: int
    unknown: int
    total: int | None
    entry: Digest

    @property
    def parts(self) -> int:
        """What the parts come to."""
        return self.men + self.women + self.boys + self.girls + self.unknown

    @property
    def whole(self) -> int:
        """The total the source gives, else what its parts come to."""
        return self.parts if self.total is None else self.total

    @property
    def off_by(self) -> int:
        """How many more the source's own total is than its parts; 0 when they agree or it gives no parts."""
        return self.whole - self.parts if self.parts else 0


class Figures:
    """Every figure from outside. A reading: a newer one of the same source, country and measure stands before older."""

    def __init__(self) -> None:
        self._claims: list[Claim] = []

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The figures after these entries."""
        figures = cls()
        for entry in entries:
            figures.add(entry)
        return figures

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, said.FigureImported) and sound(entry):
            counts = {name: getattr(fact, name) for name in COUNTS}
            about = (fact.source, fact.as_of, fact.country, fact.measure)
            self._claims.append(Claim(*about, total=fact.total, entry=entry.digest, **counts))
        return True

    def all(self) -> tuple[Claim, ...]:
        """Every figure, in the order of reading."""
        return tuple(self._claims)

    def newest(self, now: datetime, *, measure: str = "held") -> tuple[Claim, ...]:
        """Of each source and country the newest figure up to now, by country and source."""
        kept: dict[tuple[str, str], Claim] = {}
        for one in sorted(self._claims, key=lambda one: one.as_of):
            if one.measure == measure and one.as_of <= now:
                kept[one.country, one.source] = one
        return tuple(kept[key] for key in sorted(kept))

    def disagreeing(self) -> tuple[Claim, ...]:
        """Figures whose parts do not come to the total their source gives."""
        return tuple(one for one in self._claims if one.off_by)


def parts_against_whole(claims: Iterable[Claim]) -> dict[str, tuple[int, int]]:
    """Source → (what its countries come to, what it says of all together), where it gives both and they differ."""
    listed = list(claims)
    found = {}
    for whole in (one for one in listed if not one.country):
        parts = sum(one.whole for one in listed if one.country and one.source == whole.source)
        if parts and parts != whole.whole:
            found[whole.source] = (parts, whole.whole)
    return found
