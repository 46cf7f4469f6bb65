"""What the pages of agreements ask of a book: what lets whom go, what each still wants, and what waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from musterbook.console.call_rows import ActLine


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
    """Something owed again and again, who owes it, and when it is due next."""

    what: str
    every_days: int
    due: datetime
    overdue: bool
    owner: str = ""


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
        suspends_on: what suspends it by itself, in its own words.
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
    suspends_on: tuple[str, ...] = ()


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
