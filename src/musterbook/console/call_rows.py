"""What the pages Coordination and Agreements ask of a book: who owes an answer, what was decided, what lets whom go.

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


@dataclass(frozen=True, slots=True)
class CapLine:
    """A cap: `total` or `per_day`, how many count under it (of a day, the fullest), how many may."""

    cap: str
    used: int
    most: int

    @property
    def over(self) -> bool:
        """More were accepted than it allows."""
        return self.used > self.most


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Something owed again and again, and when it is due next."""

    what: str
    every_days: int
    due: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What was found: its name, whether it is grave, when, and when it was answered."""

    finding: str
    grave: bool
    raised_at: datetime
    answered_at: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class PauseLine:
    """Why an agreement is suspended: finding, duty, loss or party; what or who; since when; in whose words."""

    why: str
    about: str
    since: datetime
    words: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """A serial to come that would leave people behind for want of an agreement; `agreement` empty: none comes near."""

    serial: str
    leaves_at: datetime
    agreement: str
    lack: str
    people: int
    of: int


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement.

    Attributes:
        agreement: its name.
        kind: consent, note-verbale, memorandum, assurance or quota.
        stage: drafted, signed, in force, suspended, revoked or expired.
        parties: each with whether it has signed.
        acts: what it allows.
        scope: as it is written; `scope_words` the same as sentences, empty when it cannot be read.
        since, until: its days; `soon` says that it ends within the days of the settings.
        used: people counted so far; `caps` those it has.
        conditions: each with whether it is met.
        duties, findings, pauses: what is owed, what was found, why it is suspended.
        serials: serials to come that wait for it.
        country: whose assurance it is.
        entry: the entry that made it.
    """

    agreement: str
    kind: str
    stage: str
    parties: Mapping[str, bool]
    acts: tuple[str, ...]
    scope: str
    scope_words: tuple[str, ...]
    since: datetime
    until: datetime | None
    soon: bool
    used: int
    caps: tuple[CapLine, ...]
    conditions: Mapping[str, bool]
    duties: tuple[DutyLine, ...]
    findings: tuple[FindingLine, ...]
    pauses: tuple[PauseLine, ...]
    serials: tuple[str, ...]
    country: str
    entry: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something of an agreement that comes within days: it ends, a duty, a finding about to suspend it, a site untold.

    `kind` is ends, duty, finding or site.
    """

    kind: str
    agreement: str
    what: str
    due: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """Everyone at an origin beside one receiver: how many some agreement would cover now, caps aside, and which do."""

    giver: str
    receiver: str
    people: int
    covered: int
    classes: int
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of people at an origin beside one receiver, and the agreements that would cover them now, caps aside."""

    giver: str
    receiver: str
    sex: str
    child: str
    family: str
    legal: str
    identity: str
    nationality: str
    people: int
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementsView:
    """Every agreement, what each blocks, what comes soon, and origin beside receiver. `soon_days` is how soon."""

    rows: tuple[AgreementRow, ...]
    blocked: tuple[BlockedRow, ...]
    notices: tuple[NoticeRow, ...]
    pairs: tuple[PairRow, ...]
    acts: tuple[ActLine, ...]
    soon_days: int


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement whole: its row, the serials it blocks, whom it would cover, the entries about it, and the acts.

    Each entry is when, kind, by whom, and its digest.
    """

    row: AgreementRow
    blocked: tuple[BlockedRow, ...]
    classes: tuple[ClassRow, ...]
    entries: tuple[tuple[datetime, str, str, str], ...]
    acts: tuple[ActLine, ...]
