"""After a loss: what became of everyone on the last good roll of a place, and what others claim about it beside.

Escapes are a bracket, never one number: those known by a signature, and with them all of whom nobody can point at
(custody.md section 7). What somebody outside said stands beside it and moves nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from musterbook.custody.figures import Claim, Figures
from musterbook.custody.lastroll import AfterLoss, after_loss, losses
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Loss:
    """One place after it was lost.

    Attributes:
        site: which.
        since: when control was lost, as far as is known; None when the question is about another moment.
        known: what became of everyone on the last good roll.
        elsewhere: who has them now → how many of those seen elsewhere.
        claims: what others said about escapes there, oldest first.
    """

    site: CustodianId
    since: datetime | None
    known: AfterLoss
    elsewhere: Mapping[str, int]
    claims: tuple[Claim, ...]

    def told(self) -> dict[str, Any]:
        """As JSON: counts, the bracket, and the numbers of each group."""
        known = self.known
        least, most = known.escapes
        return {
            "site": self.site, "since": self.since.isoformat() if self.since else None,
            "roll": len(known.roll.people), "muster": known.roll.muster.muster if known.roll.muster else None,
            "inside_seen": _sorted(known.inside_seen), "elsewhere_seen": _sorted(known.elsewhere_seen),
            "dead": _sorted(known.dead), "escaped": _sorted(known.escaped), "not_known": _sorted(known.not_known),
            "escapes": {"at_least": least, "at_most": most}, "elsewhere": dict(self.elsewhere),
            "claims": [
                {"source": one.source, "as_of": one.as_of.isoformat(), "scope": one.scope, "value": one.value}
                for one in self.claims
            ],
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The same for a screen; who is not known comes by number."""
        known = self.known
        least, most = known.escapes
        rows = [
            ("inside, seen", known.inside_seen), ("elsewhere, seen", known.elsewhere_seen), ("dead", known.dead),
            ("escaped, known", known.escaped), ("NOT KNOWN", known.not_known),
        ]  # fmt: skip
        lines = [f"{len(known.roll.people):>6,}  on the last good roll of {self.site}"]
        lines += [f"{len(people):>6,}  {what}" for what, people in rows]
        lines += [f"{number:>10,} with {custodian}" for custodian, number in self.elsewhere.items()]
        lines.append(f"escapes: between {least:,} and {most:,}")
        lines += [f"claimed: {one.value:,} by {one.source}, as of {one.as_of.isoformat()}" for one in self.claims]
        return lines + [f"not known: {person}" for person in _sorted(known.not_known)]


def lost_sites(book: Book) -> tuple[CustodianId, ...]:
    """Every site control was ever lost of, in the order of the losses."""
    return tuple(dict.fromkeys(site for site, _ in losses(book.reading(Roll))))


def loss_of(book: Book, site: CustodianId, *, at: datetime | None = None) -> Loss:
    """What the book says now about everyone on the last good roll of a site."""
    roll = book.reading(Roll)
    known = after_loss(roll, site, at=at)
    since = max((when for one, when in losses(roll) if one == site), default=None)
    elsewhere: dict[str, int] = {}
    for person in sorted(known.elsewhere_seen):
        account = roll.where[person]
        holder = custodian_of(account) or str(account)
        elsewhere[holder] = elsewhere.get(holder, 0) + 1
    claims = [one for one in book.reading(Figures).claims if _about_escapes(one, site)]
    return Loss(site, since, known, elsewhere, tuple(sorted(claims, key=lambda one: (one.as_of, one.source))))


def _about_escapes(claim: Claim, site: CustodianId) -> bool:
    """Whether someone claims a number of escapes from this site, or from everywhere."""
    words = set(claim.scope.replace("/", ":").split(":"))
    return "escaped" in words and (str(site) in words or words <= {"far", "escaped"})


def _sorted(people: frozenset[PersonId]) -> list[str]:
    return [str(person) for person in sorted(people)]
