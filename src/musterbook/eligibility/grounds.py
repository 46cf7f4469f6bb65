"""Grounds: which holds intake must place at once, from a person's codes alone, and who may lift each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.eligibility.classes import Codes
from musterbook.eligibility.settings import ADULT_MEN, DEFAULT, EligibilitySettings

CHILD_GROUNDS: Final = frozenset(("possible-child", "age-unknown"))
"""Grounds only an age panel lifts."""

CLASS_GROUNDS: Final = CHILD_GROUNDS | {"sex-not-this-operation", "sex-unknown", "family-member"}
"""Grounds that keep someone off this lift and not out of a protective lot."""

CLINICIAN: Final = "clinician"
"""The role that may lift a hold on medical grounds."""

AUTHORITY: Final[Mapping[str, str]] = {
    "possible-child": "age-panel",
    "age-unknown": "age-panel",
    "sex-not-this-operation": "protection-officer",
    "sex-unknown": "protection-officer",
    "family-member": "protection-officer",
    "medical": CLINICIAN,
    "pregnant": CLINICIAN,
    "stretcher": CLINICIAN,
    "security": "security-officer",
    "witness": "security-officer",
    "identity-disputed": "examiner",
    "two-hands": "population-desk",
    "court": "legal-reviewer",
    "no-authority": "legal-reviewer",
    "release-due": "legal-reviewer",
    "counsel-request": "legal-reviewer",
    "contest-open": "legal-reviewer",
    "death-penalty-no-assurance": "repatriation-desk",
    "refoulement-not-assessed": "legal-reviewer",
    "refoulement-risk": "legal-reviewer",
    "allocation": "eligibility-reviewer",
    "programme": "eligibility-reviewer",
    "governor": "eligibility-reviewer",
    "parole": "legal-reviewer",
}
"""The role that may lift a hold on each ground, when the hold names no other authority."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason to hold someone, and the role that may lift the hold."""

    code: str
    authority: str


def grounds_of(codes: Codes, settings: EligibilitySettings = DEFAULT) -> tuple[Ground, ...]:
    """Holds to be placed at intake for someone with these codes; unknown counts as every protected class.

    In an evacuation of everyone nobody is held for being a child, a woman or of a family: the gates that keep them
    from riding with others, and children from riding outside a protective lot, stand all the same.
    """
    if settings.population != ADULT_MEN:
        return ()
    found = []
    if codes.may_be_child:
        found.append("age-unknown" if (codes.child, codes.basis) == ("unknown", "unknown") else "possible-child")
    if codes.may_be_woman:
        found.append("sex-unknown" if codes.sex == "unknown" else "sex-not-this-operation")
    if codes.may_be_family:
        found.append("family-member")
    return tuple(Ground(code, AUTHORITY[code]) for code in found)
