"""What the pages of dossiers ask of a book: who waits for whom, a dossier by its marks, what left. No text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from musterbook.console.signed_acts import ActLine
from musterbook.operation.dossier_pieces import ChannelLine, HeldLine, ItemLine, WithheldLine


@dataclass(frozen=True, slots=True)
class WaitLine:
    """Somebody whose word is wanted: for which needs, for how many days, and whether his time is over."""

    who: str
    needs: tuple[str, ...]
    days: int
    overdue: bool
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An originator's answer that counts: approve, conditional or refuse, with its reason code."""

    who: str
    answer: str
    reason: str
    appeal: bool
    at: datetime
    entry: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request for release.

    Attributes:
        stage: of the stages of a release, read from facts.
        machine: what the last judgement said: allow, needs, deny; empty before one.
        waits: whose word is wanted.
        refused: originators who refuse, each with his reason code.
        days: since somebody has been waited for; since it was asked where nobody is.
        overdue: an originator's time, or a recipient's, is over.
        tell: the recipient must be told that a link is contested.
    """

    request: str
    dossier: str
    country: str
    authority: str
    purpose: str
    stage: str
    machine: str
    asked_at: datetime
    days: int
    overdue: bool
    entry: str
    death_penalty: str = ""
    fair_trial: str = ""
    assurance: str = ""
    judged_at: datetime | None = None
    waits: tuple[WaitLine, ...] = ()
    refused: tuple[str, ...] = ()
    answers: tuple[AnswerLine, ...] = ()
    tell: bool = False


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """What left, or is about to. `receipt_days`: how long a receipt has been waited for; None when none is."""

    package: str
    request: str
    dossier: str
    country: str
    stage: str
    items: int
    banner: str
    packaged_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    recalled_at: datetime | None
    destroyed_at: datetime | None
    manifest: str
    withheld: str
    entry: str
    receipt_days: int | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One dossier as last built. standing: contested, confirmed or claimed. `holes` are only counted.

    `level` is how high it is marked, by its banner and by its things as they stand now.
    """

    dossier: str
    person: str
    banner: str
    standing: str
    items: int
    editions: int
    built_at: datetime
    contests: int
    holes: int
    recruited: str
    review: str
    requests: int
    packages: int
    entry: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class DossiersView:
    """Everything asked for and everything that left."""

    requests: tuple[RequestRow, ...]
    parcels: tuple[ParcelRow, ...]
    dossiers: tuple[DossierRow, ...]
    acts: tuple[ActLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One of the twelve checks, and thirteenth that for children: the worst it found, and each finding in words."""

    check: int
    verdict: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedView:
    """A request as the checks find it now. `leaving` are the items that would leave."""

    request: RequestRow
    machine: str
    leaving: tuple[str, ...]
    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class ContestLine:
    """Somebody says an item does not speak of him; `outcome` is empty while nobody who may has answered."""

    item: str
    at: datetime
    outcome: str
    entry: str
    act: ActLine | None = None


@dataclass(frozen=True, slots=True)
class DossierView:
    """One dossier whole."""

    row: DossierRow
    items: tuple[ItemLine, ...]
    judged: tuple[JudgedView, ...]
    parcels: tuple[ParcelRow, ...]
    withheld: tuple[WithheldLine, ...]
    channels: tuple[ChannelLine, ...]
    custody: tuple[HeldLine, ...]
    contests: tuple[ContestLine, ...]
    acts: tuple[ActLine, ...] = ()
