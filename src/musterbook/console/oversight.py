"""What oversight looks at: who may do what, looks behind glass, and who opened what, from the register and beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from musterbook.operation.book import Book
from musterbook.operation.book_folder import read_book_file
from musterbook.operation.consulting import checked
from musterbook.operation.keeping_keys import age_told
from musterbook.rights.glass import Glass
from musterbook.store.accounts import Accounts
from musterbook.store.consultations import Consultations


@dataclass(frozen=True, slots=True)
class RightRow:
    """One role of one officer; `keys` counts those good now, `console` whether he signs in here."""

    officer: str
    role: str
    custodian: str
    until: datetime | None
    compartments: tuple[str, ...]
    keys: int
    console: bool


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look behind glass; `outcome` is empty while nobody reviewed it."""

    entry: str
    officer: str
    at: datetime
    until: datetime
    outcome: str
    reviewer: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class RightsView:
    """The register as it stands: its size and age, roles, looks behind glass, and entries of it that do not count."""

    size: int
    age_minutes: int | None
    rights: tuple[RightRow, ...]
    looks: tuple[LookRow, ...]
    not_counting: int


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of the register of consultations."""

    seq: int
    at: str
    officer: str
    subject: str
    page: str
    why: str


@dataclass(frozen=True, slots=True)
class ConsultationsView:
    """The register of consultations, checked: lines, how many lie under a checkpoint, and those asked for."""

    lines: int
    signed: int
    openings: tuple[OpeningRow, ...]


@dataclass(frozen=True, slots=True)
class Oversight:
    """The book and what lies beside it, for oversight.

    Attributes:
        book: opened to read. folder: where its files lie. now: the operation's clock.
    """

    book: Book
    folder: Path
    now: Callable[[], datetime]

    def rights(self) -> RightsView:
        """Who may do what now."""
        register, here = self.book.register, {one.officer for one in Accounts(self.folder).everyone()}
        told, _ = age_told(self.book, self.now())
        grants = sorted(register.grants_at(register.size, when=self.now()), key=lambda one: (one.officer, one.role))
        rows = tuple(
            RightRow(
                one.officer, one.role, one.custodian, one.until, tuple(sorted(one.compartments)),
                len(register.keys_of(one.officer, register.size)), one.officer in here,
            )
            for one in grants
        )  # fmt: skip
        return RightsView(register.size, told["age_minutes"], rows, self.looks(), told["not_counting"])

    def looks(self) -> tuple[LookRow, ...]:
        """Looks behind glass, the newest first."""
        return tuple(
            LookRow(
                one.entry.digest, one.officer, one.at, one.until, one.outcome, one.reviewer, one.overdue(self.now())
            )
            for one in reversed(self.book.reading(Glass).looks())
        )

    def consultations(self, *, officer: str = "", person: str = "") -> ConsultationsView:
        """Who opened what, the newest first; the register is held against its chain and checkpoints before.

        Raises:
            Tampered: a line was changed or taken out.
        """
        register = Consultations(self.folder)
        held = checked(register, read_book_file(self.folder).operation, self.book.store.heads())
        found = register.lines(officer=officer, subject=person)
        rows = tuple(
            OpeningRow(one.seq, one.at, one.officer, one.subject, one.page, one.why) for one in reversed(found)
        )
        return ConsultationsView(held.lines, held.signed, rows)
