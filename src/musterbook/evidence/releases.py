"""Releases: every request with its stage read from facts, whose answers count, and which clocks run.

An answer counts only in the name of the originator it speaks for. After a refusal the same originator is heard once
more, on appeal, and then no more. Source: casework.md section 8 and stages.toml [release].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.evidence.facts import (
    Destroyed,
    Packaged,
    Recalled,
    Received,
    Redacted,
    RedactionChecked,
    ReleaseAnswered,
    ReleaseAsked,
    ReleaseJudged,
    Sent,
)
from musterbook.evidence.policies import Policies
from musterbook.evidence.settings import EvidenceSettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

ANSWERS: Final = ("approve", "conditional", "refuse")
REFUSED_FOR: Final = (
    "SRC", "METHOD", "THIRD-PARTY", "CONSENT", "DEATH-PENALTY", "FAIR-TRIAL", "ONGOING", "PRIVACY", "OTHER",
)  # fmt: skip
"""Codes of refusals and of what is withheld that every door says in words; an originator may have others."""
STAGES: Final = (
    "drafted", "asked", "judged", "with-originators", "approved", "conditional", "refused", "redacting",
    "redaction-checked", "packaged", "sealed", "sent", "received", "recalled", "closed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One originator's answer that counts.

    Attributes:
        fact: what was answered.
        entry: its entry.
        at: when.
    """

    fact: ReleaseAnswered
    entry: Digest
    at: datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package on its way: when it was packaged, sent, received, recalled and destroyed, as far as that is written."""

    fact: Packaged
    entry: Digest
    packaged_at: datetime
    signed: int
    sent_at: datetime | None = None
    received_at: datetime | None = None
    recalled_at: datetime | None = None
    destroyed_at: datetime | None = None

    @property
    def stage(self) -> str:
        """How far it is."""
        if self.destroyed_at:
            return "closed"
        if self.recalled_at:
            return "recalled"
        if self.received_at:
            return "received"
        if self.sent_at:
            return "sent"
        return "sealed" if self.signed > 1 else "packaged"


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that is due.

    Attributes:
        rule: `originator-reminder`, `originator-overdue` or `no-receipt`.
        about: the request or package.
        who: who is reminded or told.
        due: since when.
        days: how many days have passed since it was asked or sent.
    """

    rule: str
    about: str
    who: str
    due: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request for release and all that became of it."""

    fact: ReleaseAsked
    entry: Digest
    asked_at: datetime
    judged: ReleaseJudged | None
    judged_at: datetime | None
    answers: Mapping[str, tuple[Answer, ...]]
    parcels: tuple[Parcel, ...]

    def newest(self, originator: str) -> Answer | None:
        """The originator's answer in force: the last that counts."""
        given = self.answers.get(originator)
        return given[-1] if given else None

    @property
    def refusals(self) -> tuple[Answer, ...]:
        """Refusals in force, each with its reason code."""
        newest = (given[-1] for given in self.answers.values())
        return tuple(sorted((one for one in newest if one.fact.answer == "refuse"), key=lambda one: one.at))

    def granted(self, policies: Policies) -> frozenset[str]:
        """The needs that are met: each by the word of the one in whose name it can be met."""
        met: set[str] = set()
        for who, given in self.answers.items():
            fact = given[-1].fact
            if fact.answer == "refuse":
                continue
            said = fact.grants | {f"ORIG:{who}", f"OWNER:{who}"}
            met |= {need for need in said if policies.authority(need) == who}
        return frozenset(met)

    def open_needs(self, policies: Policies) -> frozenset[str]:
        """What the judgement asked for and nobody has met."""
        return (self.judged.needs if self.judged else frozenset()) - self.granted(policies)


class Releases:
    """Every request for release, and every package."""

    def __init__(self) -> None:
        self._asked: dict[str, Entry] = {}
        self._judged: dict[str, Entry] = {}
        self._answers: dict[str, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
        self._parcels: dict[str, Parcel] = {}
        self._redacted: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self._checked: dict[str, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The requests after these entries."""
        releases = cls()
        for entry in entries:
            releases.add(entry)
        return releases

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case ReleaseAsked() as fact:
                self._asked.setdefault(fact.request, entry)
            case ReleaseJudged() as fact:
                self._judge(fact, entry)
            case ReleaseAnswered() as fact:
                self._answer(fact, entry)
            case Redacted() as fact:
                self._redacted[fact.item].append((entry.happened_at, fact.into))
            case RedactionChecked(clean=True) as fact:
                self._checked[fact.item] = entry.happened_at
            case Packaged() as fact:
                parcel = Parcel(fact, entry.digest, entry.happened_at, len(entry.signed))
                self._parcels.setdefault(fact.package, parcel)
            case Sent() | Received() | Recalled() | Destroyed() as fact:
                self._move(fact, entry.happened_at)
        return True

    def names(self) -> tuple[str, ...]:
        """Every request, by name."""
        return tuple(sorted(self._asked))

    def request(self, name: str) -> Request | None:
        """One request by its name."""
        asked = self._asked.get(name)
        if asked is None or not isinstance(asked.fact, ReleaseAsked):
            return None
        judged = self._judged.get(name)
        fact = judged.fact if judged and isinstance(judged.fact, ReleaseJudged) else None
        answers = {who: tuple(given) for who, given in self._answers.get(name, {}).items()}
        parcels = tuple(one for one in self._parcels.values() if one.fact.request == name)
        return Request(
            asked.fact, asked.digest, asked.happened_at, fact, judged.happened_at if judged else None, answers, parcels
        )

    def parcel(self, package: str) -> Parcel | None:
        """One package by its name."""
        return self._parcels.get(package)

    def parcels(self) -> tuple[Parcel, ...]:
        """Every package, oldest first."""
        return tuple(sorted(self._parcels.values(), key=lambda one: (one.packaged_at, one.fact.package)))

    def of_dossier(self, dossier: str) -> tuple[Request, ...]:
        """Every request for a dossier."""
        known = (self.request(name) for name in self.names())
        return tuple(one for one in known if one is not None and one.fact.dossier == dossier)

    def stage(self, name: str, policies: Policies, items: Iterable[str] = ()) -> str:
        """The stage of a request, read from facts; `items` are those of its dossier. Empty for no such request."""
        one = self.request(name)
        if one is None:
            return ""
        if one.parcels:
            return max(one.parcels, key=lambda parcel: parcel.packaged_at).stage
        if one.judged is None or one.judged.machine == "deny":
            return "asked" if one.judged is None else "judged"
        if one.refusals:
            return "refused"
        return "with-originators" if one.open_needs(policies) else self._after_answers(one, items)

    def clocks(self, now: datetime, policies: Policies, settings: EvidenceSettings) -> tuple[Clock, ...]:
        """What is due by `now`, the longest first."""
        found = [clock for name in self.names() for clock in self._asking(name, now, policies, settings)]
        for parcel in self._parcels.values():
            if parcel.sent_at and parcel.stage == "sent" and now - parcel.sent_at >= settings.receipt:
                due = parcel.sent_at + settings.receipt
                days = (now - parcel.sent_at).days
                found.append(Clock("no-receipt", parcel.fact.package, "disclosure-officer", due, days))
        return tuple(sorted(found, key=lambda one: (-one.days, one.about, one.who)))

    def _after_answers(self, one: Request, items: Iterable[str]) -> str:
        made = [into for item in items for at, into in self._redacted.get(item, ()) if at >= one.asked_at]
        if made:
            return "redaction-checked" if all(into in self._checked for into in made) else "redacting"
        newest = [given[-1].fact.answer for given in one.answers.values()]
        return "conditional" if "conditional" in newest else "approved"

    def _asking(self, name: str, now: datetime, policies: Policies, settings: EvidenceSettings) -> Iterable[Clock]:
        """The clocks of whoever still owes an answer; what is denied, refused or packaged waits for nobody."""
        one = self.request(name)
        if one is None or one.judged_at is None or self.stage(name, policies) != "with-originators":
            return
        waited = now - one.judged_at
        for who in sorted({policies.authority(need) or need for need in one.open_needs(policies)}):
            if waited >= settings.originators:
                yield Clock("originator-overdue", name, who, one.judged_at + settings.originators, waited.days)
            elif waited >= settings.reminder:
                times = waited // settings.reminder
                yield Clock("originator-reminder", name, who, one.judged_at + settings.reminder * times, waited.days)

    def _answer(self, fact: ReleaseAnswered, entry: Entry) -> None:
        """An answer counts in the originator's own name; after his refusal only one that appeals against it, once."""
        if fact.originator != str(entry.by) or fact.answer not in ANSWERS or fact.request not in self._asked:
            return
        given = self._answers[fact.request][fact.originator]
        refused = given[-1] if given and given[-1].fact.answer == "refuse" else None
        if refused and (fact.appeal_of != refused.entry or refused.fact.appeal_of is not None):
            return
        given.append(Answer(fact, entry.digest, entry.happened_at))

    def _judge(self, fact: ReleaseJudged, entry: Entry) -> None:
        """The last judgement counts; of two in one second, the one that stands later in their log."""
        was = self._judged.get(fact.request)
        same = was is not None and (was.log, was.happened_at) == (entry.log, entry.happened_at)
        if was is None or not same or was.seq < entry.seq:
            self._judged[fact.request] = entry

    def _move(self, fact: Sent | Received | Recalled | Destroyed, at: datetime) -> None:
        """What happened to a package; what is written twice happened when it was written first."""
        parcel = self._parcels.get(fact.package)
        if parcel is None:
            return
        was = {
            "sent_at": parcel.sent_at, "received_at": parcel.received_at, "recalled_at": parcel.recalled_at,
            "destroyed_at": parcel.destroyed_at,
        }  # fmt: skip
        when = {Sent: "sent_at", Received: "received_at", Recalled: "recalled_at", Destroyed: "destroyed_at"}
        name = when[type(fact)]
        was[name] = was[name] or at
        self._parcels[fact.package] = Parcel(
            parcel.fact, parcel.entry, parcel.packaged_at, parcel.signed, was["sent_at"], was["received_at"],
            was["recalled_at"], was["destroyed_at"],
        )  # fmt: skip
