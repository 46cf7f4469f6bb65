"""What a check of a disclosure finds, and how findings together come to a judgement: the worst one wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

Verdict = Literal["deny", "needs", "note"]
Value = str | int | None

RULES_VERSION: Final = "3"
"""Changes whenever one of the twelve checks changes what it finds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        check: which of the twelve, 1 to 12; 13 is the review for those recruited as children.
        rule: such as `evidence.noforn`.
        verdict: deny (no approval lifts it), needs (somebody's word lifts it) or note (to be known, stops nothing).
        item: about which item; empty when about the whole.
        need: what would lift it, `ORIG:name` or a code; empty unless the verdict is needs.
        values: what its sentence says.
    """

    check: int
    rule: str
    verdict: Verdict
    item: str = ""
    need: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def objection(self, person: PersonId | None) -> Objection:
        """The finding as a gate says it."""
        about = {"item": self.item or None, "need": self.need or None, "check": self.check}
        return Objection(self.rule, person, {**about, **self.values})


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings of a disclosure.

    Attributes:
        machine: allow, needs or deny.
        needs: every need that nobody has met.
        findings: all of them, in the order of the checks.
    """

    machine: str
    needs: frozenset[str]
    findings: tuple[Finding, ...]

    def stops(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return tuple(one for one in self.findings if one.verdict != "note")


def judgement_of(findings: Iterable[Finding], granted: frozenset[str]) -> Judgement:
    """The worst of what was found; a need that is granted falls away, a denial never does."""
    left = tuple(one for one in findings if one.verdict != "needs" or one.need not in granted)
    verdicts = {one.verdict for one in left}
    machine = "deny" if "deny" in verdicts else "needs" if "needs" in verdicts else "allow"
    needs = frozenset(one.need for one in left if one.verdict == "needs")
    return Judgement(machine, needs, tuple(sorted(left, key=lambda one: (one.check, one.item, one.rule, one.need))))
