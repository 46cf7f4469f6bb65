"""Agreements: permissions with a scope, caps and conditions, read from the book, and the gate that asks for one.

An agreement is drafted until every party has signed, signed until its day has come and every condition is met, then in
force, unless it is suspended, revoked or expired. The gate passes a person if one agreement in force covers him and has
room under its caps; else it says of each agreement that nearly fits what is lacking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.coordination.agreement import Agreement, made, names_since
from musterbook.coordination.caps import Used
from musterbook.coordination.covering import Codes, CodesOf, Judged, circumstances, count, fitting_and_lacks, judge
from musterbook.coordination.facts import (
    AgreementMade,
    AgreementResumed,
    AgreementRevoked,
    AgreementSigned,
    AgreementSuspended,
    ConditionMet,
    DutyDone,
    FindingAnswered,
    FindingRaised,
)
from musterbook.coordination.lacks import values_of
from musterbook.coordination.pausing import Finding, Lost, receivers
from musterbook.coordination.scope import Groups
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection

__all__ = ["Agreement", "Agreements", "Judged", "Used", "count"]

RULE: Final = "coordination.agreement"
EXPIRES_SOON: Final = timedelta(days=7)

Cell = tuple[CustodianId, CustodianId, Codes, tuple[str, ...]]
"""One field of the matrix: giver, receiver, class, and the agreements that would cover it."""


class Agreements:
    """Every agreement in the book."""

    def __init__(self, groups: Groups | None = None) -> None:
        self._groups = {
            name.casefold(): frozenset(one.casefold() for one in members) for name, members in (groups or {}).items()
        }
        self._made: dict[str, Agreement] = {}
        self._signed: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        self._met: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        self._pauses: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
        self._revoked: dict[str, datetime] = {}
        self._done: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        self._findings: dict[str, list[Finding]] = defaultdict(list)
        self._answered: dict[str, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry], groups: Groups | None = None) -> Self:
        """The agreements after these entries; `groups` are the custodians of each party."""
        agreements = cls(groups)
        for entry in entries:
            agreements.add(entry)
        return agreements

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case AgreementMade() as fact:
                self._made[fact.agreement] = made(fact, entry)
            case AgreementSigned() as fact:
                self._signed[fact.agreement].append((fact.party, entry.happened_at))
            case ConditionMet() as fact:
                self._met[fact.agreement].append((fact.condition, entry.happened_at))
            case DutyDone() as fact:
                self._done[fact.agreement].append((fact.duty, entry.happened_at))
            case FindingRaised() as fact:
                self._findings[fact.agreement].append(Finding(fact.finding, fact.grave, entry.happened_at))
            case FindingAnswered() as fact:
                self._answered.setdefault(fact.finding, entry.happened_at)
            case AgreementSuspended() as fact:
                self._pauses[fact.agreement].append((fact.from_, True))
            case AgreementResumed() as fact:
                self._pauses[fact.agreement].append((fact.from_, False))
            case AgreementRevoked() as fact:
                self._revoked[fact.agreement] = min(fact.from_, self._revoked.get(fact.agreement, fact.from_))
        return True

    def all(self, lost: Lost | None = None) -> tuple[Agreement, ...]:
        """Every agreement, by name; `lost` are places that are lost, which may suspend those that name them."""
        return tuple(self._whole(name, lost or {}) for name in sorted(self._made))

    def agreement(self, name: str, lost: Lost | None = None) -> Agreement | None:
        """One agreement by its name."""
        return self._whole(name, lost or {}) if name in self._made else None

    def about(self, finding: str) -> str:
        """The agreement a finding is about; empty when nobody raised it."""
        return next((name for name, all_ in self._findings.items() if any(one.name == finding for one in all_)), "")

    def expiring(
        self, now: datetime, within: timedelta = EXPIRES_SOON, lost: Lost | None = None
    ) -> tuple[Agreement, ...]:
        """Agreements in force that end within a time: they are on every report."""
        in_force = (one for one in self.all(lost) if one.stage(now) == "in force")
        return tuple(one for one in in_force if one.terms.until is not None and one.terms.until <= now + within)

    def judge(
        self, move: Move, codes: CodesOf, used: Used | None = None, *, giver: CustodianId | None = None,
        lost: Lost | None = None,
    ) -> Judged:  # fmt: skip
        """Who of a move goes under which agreement, and what each other person lacks.

        Args:
            move: the move; its giver and its destination are what scopes call giver and receiver.
            codes: what is known of a person.
            used: how many accepted people count already.
            giver: in whose name an escort gives, where the move starts from a carrier or a staging ground.
            lost: places that are lost.
        """
        return judge(self.all(lost), move, codes, used or {}, groups=self._groups, giver=giver or move.giver)

    def objections(
        self, move: Move, codes: CodesOf, used: Used | None = None, *, giver: CustodianId | None = None,
        lost: Lost | None = None,
    ) -> list[Objection]:  # fmt: skip
        """`coordination.agreement`: everyone whom no agreement covers, with what each nearly fitting one lacks."""
        judged = self.judge(move, codes, used, giver=giver, lost=lost)
        return [Objection(RULE, person, values_of(lacks)) for person, lacks in sorted(judged.lacking.items())]

    def matrix(
        self, givers: Iterable[CustodianId], takers: Iterable[CustodianId], classes: Iterable[Codes], move: Move, *,
        lost: Lost | None = None,
    ) -> list[Cell]:  # fmt: skip
        """For every giver, receiver and class the agreements that would cover a move like `move`, caps aside."""
        agreements, ends, kinds = self.all(lost), list(takers), list(classes)
        cells = []
        for giver in givers:
            for receiver in ends:
                asked = replace(move, giver=giver, receiver=receiver, destination=receiver)
                for codes in kinds:
                    known = circumstances(asked, codes, giver)
                    fitting, _ = fitting_and_lacks(agreements, asked, known, self._groups)
                    cells.append((giver, receiver, codes, tuple(one.name for one in fitting)))
        return cells

    def _whole(self, name: str, lost: Lost) -> Agreement:
        """The agreement with everything known of it; signatures and evidence count for the text they follow."""
        one = self._made[name]
        named = receivers(one.scope, self._groups) if lost else frozenset[str]()
        return replace(
            one,
            signers=one.signers | names_since(self._signed.get(name, ()), one.made_at),
            met=one.met | names_since(self._met.get(name, ()), one.made_at),
            pauses=tuple(self._pauses.get(name, ())),
            revoked_from=self._revoked.get(name),
            findings=tuple(replace(seen, answered_at=self._answered.get(seen.name)) for seen in self._findings[name])
            if name in self._findings
            else (),
            done=tuple(self._done.get(name, ())),
            lost=tuple((place, since) for place, since in sorted(lost.items()) if place.casefold() in named),
        )
