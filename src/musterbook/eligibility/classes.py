"""Classes: what the book knows of each person in codes, and the gate that keeps children off the lift.

Whoever the book knows nothing of is a possible child, a possible woman, of a family and untried at once: the reading
answers for everyone, also for people nobody has assessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Self

from musterbook.eligibility.facts import AgeDecided, AgeDoubted, Assessed
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Before anything that can be in the book."""

PANEL: Final = 3
"""How many different people decide an age."""

_KNOWN: Final = {
    "child": ("yes", "no"),
    "sex": ("man", "woman"),
    "legal": ("untried", "sentenced", "security"),
    "family": ("yes", "no"),
}


@dataclass(frozen=True, slots=True)
class Codes:
    """What is known of one person; every field may be `unknown`.

    Attributes:
        child: yes, no or unknown; `no` only on a basis that bears it.
        sex: man, woman or unknown.
        legal: untried, sentenced, security or unknown.
        family: yes, no or unknown.
        identity: claimed, asserted, seen or verified.
        basis: of the age: document, claimed, estimated, decided or unknown.
        nationality: ISO 3166 alpha-3, XX-ARAB, XX-OTHER or unknown.
    """

    child: str = "unknown"
    sex: str = "unknown"
    legal: str = "unknown"
    family: str = "unknown"
    identity: str = "unknown"
    basis: str = "unknown"
    nationality: str = "unknown"

    @property
    def may_be_child(self) -> bool:
        """Whether he must be treated as a child."""
        return self.child != "no"

    @property
    def may_be_woman(self) -> bool:
        """Whether he or she must be treated as a woman or girl."""
        return self.sex != "man"

    @property
    def may_be_family(self) -> bool:
        """Whether he or she must be treated as one of a family."""
        return self.family != "no"

    @property
    def may_be_untried(self) -> bool:
        """Whether he must be treated as not yet tried."""
        return self.legal in {"untried", "unknown"}


UNKNOWN: Final = Codes()
"""Everything unknown: nobody has assessed this person."""


def is_panel(names: Iterable[str]) -> bool:
    """Whether these names are a panel: three different people at least."""
    return len({name.strip().casefold() for name in names if name.strip()}) >= PANEL


class Classes:
    """The codes of everyone, from the newest assessment and from what panels decided and others doubted."""

    def __init__(self) -> None:
        self._assessed: dict[PersonId, Codes] = {}
        self._decided: dict[PersonId, str] = {}
        self._doubted: dict[PersonId, datetime] = {}
        self._codes: dict[PersonId, Codes] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The codes after these entries."""
        classes = cls()
        for entry in entries:
            classes.add(entry)
        return classes

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Assessed() as fact:
                self._assessed[fact.person] = _codes_of(fact)
                self._settle(fact.person)
            case AgeDecided() as fact if is_panel(fact.panel):
                self._decided[fact.person] = fact.child
                if entry.happened_at > self._doubted.get(fact.person, NEVER):
                    self._doubted.pop(fact.person, None)
                self._settle(fact.person)
            case AgeDoubted() as fact:
                self._doubted[fact.person] = entry.happened_at
                self._settle(fact.person)
        return True

    def codes(self, person: PersonId) -> Codes:
        """What is known of a person."""
        return self._codes.get(person, UNKNOWN)

    def objections(self, move: Move) -> list[Objection]:
        """`eligibility.child`: a child or possible child outside a protective lot."""
        line = gate("eligibility.child")
        if not line.asked(move) or move.kind == "protective":
            return []
        return [
            Objection(line.rule, person, {"child": codes.child, "basis": codes.basis, "lift_by": line.lift_by})
            for person in sorted(move.people)
            if (codes := self.codes(person)).may_be_child
        ]

    def _settle(self, person: PersonId) -> None:
        """A panel's word goes before an assessment, a doubt said since before both, until a panel sits again."""
        codes = self._assessed.get(person, UNKNOWN)
        decided = self._decided.get(person)
        if decided is not None:
            codes = replace(codes, child=_known("child", decided), basis="decided")
        elif codes.basis not in {"document", "claimed", "estimated"} and codes.child == "no":
            codes = replace(codes, child="unknown")
        if person in self._doubted and codes.child != "yes":
            codes = replace(codes, child="unknown")
        self._codes[person] = codes


def _codes_of(fact: Assessed) -> Codes:
    return Codes(
        child=_known("child", fact.child), sex=_known("sex", fact.sex), legal=_known("legal", fact.legal),
        family=_known("family", fact.family), identity=fact.identity, basis=fact.basis, nationality=fact.nationality,
    )  # fmt: skip


def _known(name: str, code: str) -> str:
    """The code, if it is one that says something; a code strange to us is unknown."""
    return code if code in _KNOWN[name] else "unknown"
