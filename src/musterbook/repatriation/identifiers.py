"""Identifiers: what a letter must say of someone before he may be asked about, and no less.

The public minimum of an identification notice: name, forename, sex, year of birth, and one of description, photograph,
prints or DNA (INTERPOL's Rules on the Processing of Data, art. 90, as read in `safeguards.csv`, SG27). Less finds the
wrong man, and nobody overrides that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

RULE: Final = "repatriation.letter"
ALL_OF: Final = ("name", "forename", "sex", "year-of-birth")
ONE_OF: Final = ("description", "photograph", "prints", "dna")
SEXES: Final = ("male", "female")


def lacking(identifiers: Mapping[str, str]) -> tuple[str, ...]:
    """What is missing of the minimum, `one-of` standing for the last group; empty when it is met."""
    missing = [name for name in ALL_OF if not _says(name, identifiers.get(name, ""))]
    if not any(identifiers.get(name, "").strip() for name in ONE_OF):
        missing.append("one-of")
    return tuple(missing)


def objections(person: PersonId, case: str, identifiers: Mapping[str, str]) -> list[Objection]:
    """`repatriation.letter`: identifiers below the minimum, with what is missing; never what they say."""
    missing = lacking(identifiers)
    if not missing:
        return []
    return [Objection(RULE, person, {"case": case, "missing": ", ".join(missing), "lift_by": "nobody"})]


def _says(name: str, value: str) -> bool:
    """Whether a value says what its name asks for: a year has four digits from 1900 on, a sex is known."""
    if name == "year-of-birth":
        return value.isascii() and value.isdigit() and 1900 <= int(value) <= date.max.year
    return value in SEXES if name == "sex" else bool(value.strip())
