"""What the page of reports asks of a book: figures side by side, the draft in words, what changed, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from musterbook.console.signers import Signing
from musterbook.papers.sitrep_page import Page


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One number about one question.

    Attributes:
        scope: the question: `operation`, or as a claim has it.
        said: agreed (by a second custodian), stated (by one alone) or claimed (by somebody outside).
        by: who said it; `agreed_by` who else's copy gives the same.
        value: the number; `book` what the book gives for that moment, None where it has none.
        difference: the number less the book's.
    """

    scope: str
    said: str
    by: str
    value: int
    as_of: datetime
    book: int | None
    difference: int | None
    entry: str
    agreed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberView:
    """The number of the whole operation. Only an agreed one has a value; `why` says what is lacking otherwise.

    `why`: agreed, not-agreed or nothing-stated. `by` stated it as of `as_of`; `asked` has not agreed.
    """

    why: str
    value: int | None = None
    by: str = ""
    as_of: datetime | None = None
    agreed_by: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of the report that is not the same at two moments; empty on the side where it does not stand."""

    section: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A public statement that was cleared: its number, who signed, and which first one it puts right."""

    statement: str
    figure: str
    value: int | None
    at: datetime
    signers: tuple[str, ...]
    corrects: str
    entry: str


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """A situation report that left; `recipient` empty for principals."""

    report: str
    recipient: str
    as_of: datetime
    at: datetime
    signers: tuple[str, ...]
    entry: str


@dataclass(frozen=True, slots=True)
class ToSign:
    """A command and who signs it; `refused` says why there is nothing to sign, `text` what is signed, in words."""

    command: str
    first: Signing
    second: Signing | None = None
    refused: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReportsView:
    """The page of reports at one moment.

    Attributes:
        number: of the whole operation.
        figures: every number by question: agreed, stated, claimed.
        shouts: loud lines of the report, parts that are not their whole among them.
        page: the report in words; `told` as JSON values.
        changes: lines that differ from the moment compared with; None where none was asked.
        entries_between: how many entries happened in between.
        statements, issued: what was said, the newest first.
        issue: the command that issues the report; `clear` the one that clears a statement of the number.
        settle: the one that states the number, or agrees it; None where it is agreed.
    """

    number: NumberView
    figures: tuple[FigureLine, ...]
    shouts: tuple[str, ...]
    page: Page
    told: Mapping[str, Any] = field(hash=False)
    changes: tuple[ChangeLine, ...] | None
    entries_between: int
    statements: tuple[StatementLine, ...]
    issued: tuple[IssuedLine, ...]
    issue: ToSign
    clear: ToSign
    settle: ToSign | None = None
