"""Authority: by what paper each person is held, when it ends, and who is held past it.

No one is held without a basis that is written down and still runs (ICCPR 9; Mandela rule 7; ICPPED 17); whoever should
have been let go is listed every day, with the days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.custody.dues.facts import AuthorityNoted
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

RULE: Final = "custody.authority"
KINDS: Final = ("warrant", "order", "agreement", "sentence", "release", "none")
"""What may be noted: a paper of each kind, an order to let someone go, or that there is nothing."""
NOT_ASKED: Final = frozenset(("arriving",))


@dataclass(frozen=True, slots=True)
class Authority:
    """By what someone is held.

    Attributes:
        kind: one of `KINDS`.
        issuer: who gave it.
        begins, ends: from when to when; a release has only a beginning.
        noted_at: when it was noted; the newest counts.
        entry: where it is written.
    """

    kind: str
    issuer: str
    begins: datetime
    ends: datetime | None
    noted_at: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class Lack:
    """Why nobody may hold someone now: none, not-yet, expired or release-due; since when, where that is known."""

    why: str
    since: datetime | None = None
    issuer: str = ""


class Authorities:
    """The newest authority of everyone."""

    def __init__(self) -> None:
        self._newest: dict[PersonId, Authority] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries note."""
        authorities = cls()
        for entry in entries:
            authorities.add(entry)
        return authorities

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; a kind that is none of `KINDS` gives no authority."""
        fact = entry.fact
        if isinstance(fact, AuthorityNoted) and fact.kind_of in KINDS:
            noted = Authority(fact.kind_of, fact.issuer, fact.from_, fact.until, entry.happened_at, entry.digest)
            for person in fact.people:
                before = self._newest.get(person)
                if before is None or before.noted_at <= noted.noted_at:
                    self._newest[person] = noted
        return True

    def of_person(self, person: PersonId) -> Authority | None:
        """By what someone is held, whether it still runs or not; None when nobody noted anything."""
        return self._newest.get(person)

    def lack(self, person: PersonId, now: datetime) -> Lack | None:
        """Why nobody may hold someone at a moment; None while an authority runs."""
        noted = self._newest.get(person)
        if noted is None or noted.kind == "none":
            return Lack("none")
        if noted.kind == "release":
            return Lack("release-due", noted.begins, noted.issuer) if noted.begins <= now else None
        if noted.begins > now:
            return Lack("not-yet", noted.begins, noted.issuer)
        if noted.ends is None or noted.ends > now:
            return None
        return Lack("release-due" if noted.kind == "sentence" else "expired", noted.ends, noted.issuer)

    def objections(self, move: Move) -> list[Objection]:
        """Gate `custody.authority`: nobody is moved whom nobody may hold, or who should have been let go."""
        if move.stage in NOT_ASKED:
            return []
        return [
            Objection(RULE, person, {
                "why": lack.why, "since": None if lack.since is None else written(lack.since), "issuer": lack.issuer,
            })
            for person in sorted(move.people)
            if (lack := self.lack(person, move.at)) is not None
        ]  # fmt: skip
