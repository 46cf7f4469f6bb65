"""The account: who is where, what is open and whose it is, claims beside the book, gaps, and who was stopped where.

Joins custody, eligibility, coordination, lift and rights, and what followed the move; reads, and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.custody.discrepancies import Discrepancies
from musterbook.custody.figures import Claim, Figures
from musterbook.custody.gaps import Gaps
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.asked import GatesAsked
from musterbook.eligibility.classes import Classes, Codes
from musterbook.lift.manifests import Manifests
from musterbook.operation.account_casework import casework_told
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.contradictions import clocks_told
from musterbook.operation.gates import Stopped
from musterbook.operation.plans_told import PlanInForce, PlannedAgainAt, planned_again, plans_of
from musterbook.operation.warning_told import warning_told
from musterbook.terms.custodians import NOWHERE, CustodianId, custodian_of, in_hand
from musterbook.terms.people import PersonId

ARAB: Final = frozenset({"TUN", "MAR", "EGY", "SAU", "XX-ARAB"})
"""Nationalities counted as "other Arab" beside Syria and Iraq in the published lists."""


@dataclass(frozen=True, slots=True)
class AccountOf:
    """The account of an operation at one instant; `told` gives it as JSON."""

    operation: str
    exercise: bool
    as_of: datetime
    people: int
    moved: int
    accounts: Mapping[str, int]
    discrepancies: tuple[tuple[str, str, int], ...]
    claims: tuple[tuple[Claim, int | None], ...]
    gates: Mapping[str, tuple[int, int]]
    plans: tuple[PlanInForce, ...]
    again: tuple[PlannedAgainAt, ...]
    serials: int
    refused: int
    officers: int
    logs: int
    gaps: int
    longest_minutes: int
    entries: int
    not_standing: Mapping[str, int]
    head: str
    warning: Mapping[str, Any] | None = None
    gates_off: Mapping[str, str] = field(default_factory=dict)
    casework: Mapping[str, Any] = field(default_factory=dict)
    clocks: Mapping[str, int] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """The account as JSON; accounts sum to `people`.

        `warning`, `gates_off`, `clocks` and the sections of `account_casework` only where there is one.
        """
        return {
            "operation": self.operation,
            "as_of": self.as_of.isoformat(),
            "people": self.people,
            "moved": self.moved,
            "accounts": dict(self.accounts),
            "discrepancies": [
                {"kind": kind, "owner": owner, "people": people} for kind, owner, people in self.discrepancies
            ],
            "claims": [
                {"source": claim.source, "as_of": claim.as_of.isoformat(), "scope": claim.scope, "claimed": claim.value,
                 "book": book, "difference": None if book is None else claim.value - book, "note": claim.note}
                for claim, book in self.claims
            ],
            "gates": {rule: {"ever": ever, "still": still} for rule, (ever, still) in self.gates.items()},
            "plans": [one.told() for one in self.plans],
            "planned_again": [one.told() for one in self.again],
            "serials": self.serials,
            "refused": self.refused,
            "officers": self.officers,
            "logs": self.logs,
            "gaps": {"count": self.gaps, "longest_minutes": self.longest_minutes},
            "entries": self.entries,
            "not_standing": dict(self.not_standing),
            "head": self.head,
            **({} if self.warning is None else {"warning": dict(self.warning)}),
            **({"gates_off": dict(self.gates_off)} if self.gates_off else {}),
            **({"clocks": dict(self.clocks)} if self.clocks.get("shown") else {}),
            **self.casework,
        }  # fmt: skip


def account_of(book: Book, now: datetime) -> AccountOf:
    """The account at `now`."""
    roll, handovers = book.reading(Roll), book.reading(Handovers)
    gaps = Gaps.of_roll(roll)
    manifests = book.reading(Manifests)
    carried = [one for one in manifests.serials.values() if one.people and not one.scrubbed]
    ever = arrivals(roll, *book.settings.ends)
    return AccountOf(
        operation=book.settings.name,
        exercise=book.settings.exercise,
        as_of=now,
        people=roll.registered,
        moved=len(ever),
        accounts={str(account): count for account, count in roll.counts.items() if account != NOWHERE},
        discrepancies=_by_kind_and_owner(discrepancies_of(book, now)),
        claims=claims_of(book, roll),
        gates=Stopped(book, now).counts(),
        gates_off={one.rule: one.because for one in book.reading(GatesAsked).off()},
        plans=plans_of(book),
        again=planned_again(book),
        serials=len(carried),
        refused=sum(one.refused_at is not None for one in handovers.all()),
        officers=len({officer for officer, _ in book.register.officers()}),
        logs=len(book.store.heads()),
        gaps=len(gaps.by_handover(now)) + sum(gap.cause != "let-go" for gap in gaps.open_at(now)),
        longest_minutes=gaps.longest_minutes(now),
        entries=sum(size for size, _ in book.store.heads().values()),
        not_standing=dict(sorted(Counter(one.rule or one.reason for one in book.not_standing()).items())),
        head=book.head(),
        warning=warning_told(book, book.incidents, now),
        casework=casework_told(book, now),
        clocks=clocks_told(book, now),
    )


def _by_kind_and_owner(discrepancies: Discrepancies) -> tuple[tuple[str, str, int], ...]:
    """Open discrepancies by kind and owner, with the people (or the counts) they are about."""
    found = Counter((one.kind, str(one.owner)) for one in discrepancies.open)
    return tuple((kind, owner, people) for (kind, owner), people in sorted(found.items()))


def arrivals(roll: Roll, *custodians: CustodianId) -> dict[PersonId, datetime]:
    """Everyone who came into these custodians' hands from others' by a signed handover, with the first time he did."""
    came: dict[PersonId, datetime] = {}
    ends = {in_hand(custodian) for custodian in custodians}
    for line in roll.lines:
        giver = custodian_of(line.from_account)
        if line.to_account in ends and giver is not None and giver not in custodians:
            for person in line.people:
                came[person] = min(line.at, came.get(person, line.at))
    return came


def claims_of(book: Book, roll: Roll) -> tuple[tuple[Claim, int | None], ...]:
    """Every claim with the book's own number for the same question at the same moment, in order of time."""
    counting = _Counting(book, roll)
    claims = sorted(book.reading(Figures).claims, key=lambda claim: (claim.as_of, claim.source, claim.value))
    return tuple((claim, counting.count(claim)) for claim in claims)


class _Counting:
    """The book's own numbers for what claims are about.

    A scope is `registered`; `arrived:CUSTODIAN` (ever, by then); `arrived-in-week:CUSTODIAN`; of those who arrived at
    the operation's destination `nationality:CODE`, `nationality:other-arab`, `nationality:other`, `children`; or
    `escaped:CUSTODIAN`, those known to have escaped from there.
    """

    def __init__(self, book: Book, roll: Roll) -> None:
        self._book, self._roll = book, roll
        self._came: dict[CustodianId, Mapping[PersonId, datetime]] = {}

    def count(self, claim: Claim) -> int | None:
        """The number, or None when the book has none for this scope."""
        word, _, about = claim.scope.partition(":")
        match word:
            case "registered":
                return self._roll.registered
            case "arrived" | "arrived-in-week":
                before = (
                    self._by(claim.as_of - timedelta(days=7), CustodianId(about)) if "week" in word else frozenset()
                )
                return len(self._by(claim.as_of, CustodianId(about)) - before)
            case "nationality":
                return sum(_is_of(codes.nationality, about) for codes in self._codes_of_arrived(claim.as_of))
            case "children":
                return sum(codes.child == "yes" for codes in self._codes_of_arrived(claim.as_of))
            case _:
                return self._escaped(CustodianId(about), claim.as_of) if word == "escaped" else None

    def _by(self, moment: datetime, custodian: CustodianId) -> frozenset[PersonId]:
        if custodian not in self._came:
            self._came[custodian] = arrivals(self._roll, custodian)
        return frozenset(person for person, at in self._came[custodian].items() if at <= moment)

    def _codes_of_arrived(self, moment: datetime) -> Sequence[Codes]:
        classes = self._book.reading(Classes)
        return [classes.codes(person) for person in self._by(moment, self._book.settings.destination)]

    def _escaped(self, custodian: CustodianId, moment: datetime) -> int:
        gone = set()
        for line in self._roll.lines:
            if line.to_account == "far/escaped" and line.at <= moment:
                gone |= {one for one in line.people if custodian_of(line.from_account) == custodian}
        return len(gone)


def _is_of(nationality: str, group: str) -> bool:
    if group == "other-arab":
        return nationality in ARAB
    if group == "other":
        return nationality not in ARAB and nationality not in ("SYR", "IRQ", "unknown")
    return nationality == group
