"""Discrepancies: what the book contradicts itself about, whose it is, how long he has, and what closed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from musterbook.custody.findings import Findings, Found
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Together:
    """Open discrepancies of one kind, cause and owner: one lost acceptance makes one for each of 150."""

    kind: str
    owner: CustodianId
    cause: Digest
    at: datetime
    found: tuple[Found, ...]

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Whom they are about, by number; empty when they are about a count."""
        return tuple(sorted(one.person for one in self.found if one.person is not None))


@dataclass(frozen=True, slots=True)
class Notice:
    """A discrepancy was first shown to an officer here; its clock runs from `at`."""

    discrepancy: str
    kind: str
    people: tuple[PersonId, ...]
    at: datetime
    entry: Digest


class Discrepancies:
    """The discrepancies of one fold, as `Roll.discrepancies` gives them.

    A discrepancy is open until owner and other party explain it, or until a later entry settles it by itself
    (dissolved). That `custody.explained` bears both signatures is a matter of whether the entry stands.
    """

    def __init__(
        self, findings: Findings, notices: Mapping[str, Notice], started: Mapping[str, datetime] | None = None
    ) -> None:
        self._findings = findings
        self._notices = notices
        self._started = started or {}

    def beside(self, found: Iterable[Found], *, started: Mapping[str, datetime] | None = None) -> Discrepancies:
        """These, and those that show only where rooms meet; explanations and notices are the same for all.

        `started` are clocks that run without a notice, by id: of what shows in one copy alone, or to few.
        """
        more = {one.id: one for one in found}
        if not more:
            return self
        findings = Findings()
        findings.all = {**self._findings.all, **more}
        findings.dissolved, findings.explained = self._findings.dissolved, self._findings.explained
        return Discrepancies(findings, self._notices, {**self._started, **(started or {})})

    @property
    def all(self) -> tuple[Found, ...]:
        """Everything ever found, in order of time, kind and person."""
        return tuple(sorted(self._findings.all.values(), key=lambda one: (one.at, one.kind, one.person or "", one.id)))

    @property
    def ever(self) -> int:
        """How many were ever found."""
        return len(self._findings.all)

    @property
    def open(self) -> tuple[Found, ...]:
        """What nobody has explained and nothing has dissolved."""
        return tuple(one for one in self.all if self.closed_by(one.id) is None)

    @property
    def dissolved(self) -> Mapping[str, Digest]:
        """Discrepancies that a later entry settled, each with that entry; explained ones are not among them."""
        gone = self._findings.dissolved
        return {name: by for name, by in gone.items() if name not in self._findings.explained}

    @property
    def explained(self) -> Mapping[str, Digest]:
        """Discrepancies that both parties explained, each with the explanation."""
        return {name: by for name, by in self._findings.explained.items() if name in self._findings.all}

    @property
    def vanished(self) -> tuple[Notice, ...]:
        """Shown to an officer once and no longer found, now that other entries have come."""
        return tuple(one for one in self.noticed if one.discrepancy not in self._findings.all)

    def closed_by(self, name: str) -> Digest | None:
        """The entry that explained or dissolved a discrepancy; None while it is open."""
        return self._findings.explained.get(name) or self._findings.dissolved.get(name)

    def named(self, name: str) -> Found | None:
        """The discrepancy of this id."""
        return self._findings.all.get(name)

    def about(self, person: PersonId) -> tuple[Found, ...]:
        """What was found about one person, open or not."""
        return tuple(one for one in self.all if one.person == person)

    def of_owner(self, owner: CustodianId) -> tuple[Found, ...]:
        """What this custodian has to explain."""
        return tuple(one for one in self.open if one.owner == owner)

    @property
    def unnoticed(self) -> tuple[Found, ...]:
        """What is open and was shown to no officer anywhere, as far as this copy knows: no clock of it runs."""
        return tuple(one for one in self.open if self.noticed_at(one.id) is None)

    @property
    def noticed(self) -> tuple[Notice, ...]:
        """Everything that was ever shown to an officer, in order of time."""
        return tuple(sorted(self._notices.values(), key=lambda notice: (notice.at, notice.discrepancy)))

    @property
    def settled(self) -> tuple[Notice, ...]:
        """Shown to an officer once, and settled by itself since: dissolved by a later entry, or no longer found."""
        dissolved, known = self.dissolved, self._findings.all
        return tuple(one for one in self.noticed if one.discrepancy in dissolved or one.discrepancy not in known)

    def noticed_at(self, name: str) -> datetime | None:
        """When it was first shown to an officer anywhere, or its clock started by itself; None when neither was."""
        notice = self._notices.get(name)
        return notice.at if notice else self._started.get(name)

    def due_at(self, found: Found, settings: CustodySettings | None = None) -> datetime | None:
        """When its owner has to have explained it; None while its clock has not started."""
        noticed = self.noticed_at(found.id)
        minutes = (settings or CustodySettings()).clock_minutes.get(found.kind, 60)
        return noticed + timedelta(minutes=minutes) if noticed else None

    def overdue(self, now: datetime, settings: CustodySettings | None = None) -> tuple[Found, ...]:
        """Open discrepancies whose clock has run out at `now`."""
        return tuple(one for one in self.open if (due := self.due_at(one, settings)) is not None and now > due)

    def by_cause(self) -> tuple[Together, ...]:
        """Open discrepancies grouped by kind, owner and cause, in order of time."""
        groups: dict[tuple[str, CustodianId, Digest], list[Found]] = {}
        for one in self.open:
            groups.setdefault((one.kind, one.owner, one.cause), []).append(one)
        return tuple(
            Together(kind, owner, cause, found[0].at, tuple(found)) for (kind, owner, cause), found in groups.items()
        )
