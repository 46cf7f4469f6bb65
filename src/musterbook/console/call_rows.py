"""What the page Coordination asks of a book: who owes an answer, what was decided, who owes what, and the acts.

Words that people wrote freely are sealed; they are empty here unless the source may open them. Officers are named, as
they sign; nobody who is held ever is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from musterbook.console.signers import Signing

Cell = str | int | datetime | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act of the call: its key, what it is about, the exact command, and who would sign."""

    act: str
    about: str
    command: str
    signing: Signing


@dataclass(frozen=True, slots=True)
class WaitRow:
    """Somebody owes an answer.

    Attributes:
        kind: minutes, question, action, duty or finding.
        name: what waits: a call, a question, an action, an agreement.
        agency: whose answer it is; `who` the officer.
        says: what was said so far: silent, waiting, objected, set, taken-up, blocked or open.
        due: by when; None where there is no clock.
        overdue: the time is past.
        rung: who heard of it last on the ladder; empty where nobody has, or there is no ladder.
        words: what was asked; empty while sealed.
        act: how to answer.
        entry: the entry that asks.
    """

    kind: str
    name: str
    agency: str
    who: str
    says: str
    due: datetime | None
    overdue: bool
    rung: str = ""
    words: str = ""
    act: ActLine | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency at the last call: who speaks for it, how it came, and what it said of the minutes."""

    agency: str
    lead: str
    deputy: str
    principal: str
    came: str
    person: str
    minutes: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class CallLine:
    """The last call. `answer_by` is when agreeing and objecting end; None while the call is open."""

    call: str
    chair: str
    recorder: str
    planned_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    answer_by: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """One part of the agenda: its key, the keys of its columns, and its rows."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Dissent:
    """An agency that does not concur, and why; the reason is empty while sealed."""

    agency: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision. `affects` is what it unlocks, `without_effect` those of it that nothing has followed for.

    `said` is what each agency said, `soon` that it runs out within the days of the settings.
    """

    decision: str
    question: str
    chosen: str
    decider: str
    authority: str
    call: str
    decided_at: datetime
    since: datetime
    until: datetime | None
    stands: bool
    superseded_by: str
    supersedes: str
    affects: tuple[str, ...]
    without_effect: tuple[str, ...]
    dissent: tuple[Dissent, ...]
    said: Mapping[str, str]
    soon: bool
    entry: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something owed. `heard` is who should have heard of it by now, the lowest rung first; `first_due` never moves."""

    action: str
    what: str
    agency: str
    owner: str
    due: datetime
    first_due: datetime
    stage: str
    overdue: bool
    priority: int
    call: str
    heard: tuple[str, ...]
    blocked: str
    hands: int
    waits_for: tuple[str, ...]
    done_by: str
    verified_by: str
    entry: str
    act: ActLine | None = None


@dataclass(frozen=True, slots=True)
class CoordinationView:
    """The call at one moment. `since` is when the last one was opened, `off` the gates not turned on.

    `open_words` says whether sealed words are shown.
    """

    call: CallLine | None
    since: datetime | None
    waits: tuple[WaitRow, ...]
    agencies: tuple[AgencyRow, ...]
    agenda: tuple[AgendaPart, ...]
    decisions: tuple[DecisionRow, ...]
    actions: tuple[ActionRow, ...]
    acts: tuple[ActLine, ...]
    off: tuple[str, ...]
    open_words: bool
