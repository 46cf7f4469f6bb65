"""What was written of one person on his way, act by act, as far as everybody who works on the move may read it.

Health, complaints, fears and whatever else has readers of its own is left out here; `extracting` gives him all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.operation.book import Book
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu

OF_THE_WAY: Final = frozenset({
    "custody.registered", "custody.banded", "custody.photographed", "custody.amended", "custody.checked",
    "custody.offered", "custody.let-go", "custody.accepted", "custody.refused", "custody.withdrawn",
    "custody.taken-back", "custody.departed", "custody.recovered", "custody.control-lost", "custody.merged",
    "custody.unmerged", "custody.linked", "custody.unlinked", "custody.explained", "custody.corrected",
    "custody.correction-agreed", "custody.passed", "custody.locked-out", "custody.lodged", "custody.lodging-ended",
    "custody.under-operation", "custody.court-step", "custody.bed-assigned", "custody.told", "custody.receipt-given",
    "custody.contested", "custody.contest-answered", "custody.authority-noted", "custody.sheet-completed",
    "custody.sheet-confirmed", "custody.sheet-amended", "custody.sheet-doubted", "custody.property-sealed",
    "custody.property-opened", "custody.property-kept-back", "custody.property-returned", "eligibility.held",
    "eligibility.hold-lifted", "eligibility.cleared", "eligibility.clearance-withdrawn", "eligibility.age-doubted",
    "eligibility.age-decided", "eligibility.parting-decided", "eligibility.overridden", "lift.seated", "lift.unseated",
})  # fmt: skip
"""Kinds of fact that tell of somebody's way and have no readers of their own."""
MORE: Final = ("step", "point", "place", "ground", "outcome", "because", "child", "serial", "receiver", "destination")
"""Fields that say which of its kind an act was, where it has them; all of them codes, or words anybody may read."""


@dataclass(frozen=True, slots=True)
class Written:
    """One act about him: when, of which kind, which of them, by whom, and its entry's first signs."""

    at: datetime
    kind: str
    more: str
    by: str
    entry: str

    def told(self) -> dict[str, str]:
        """The act as JSON."""
        return {"at": zulu(self.at), "kind": self.kind, "more": self.more, "by": self.by, "entry": self.entry}


def written_of(book: Book, person: PersonId) -> list[Written]:
    """Everything of these kinds that names him, in the order in which it happened."""
    found = [one for one in book.entries() if one.act.kind in OF_THE_WAY and person in one.named()]
    return [
        Written(one.happened_at, one.act.kind, _more(one.fact), one.by, one.digest[:8])
        for one in sorted(found, key=lambda one: (one.happened_at, one.digest))
    ]


def _more(fact: object) -> str:
    said = (getattr(fact, name, "") for name in MORE)
    return ", ".join(dict.fromkeys(one for one in said if isinstance(one, str) and one and len(one) < 60))
