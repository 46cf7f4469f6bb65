"""What a transaction of some service must hold, as data: one TOML file for each, with its source.

Section 10 of biometrics.md. A profile names its fields by type and number and says which are mandatory, how often they
may stand, what they must look like, and which of our words fills them. What we do not have is said in the profile's own
code for unknown; where it has none, the transaction is refused, for nothing is invented.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from musterbook.biometrics.interchange.itl import Field, plain
from musterbook.terms.errors import Fault, Malformed

_SEX: Final = {"male": "M", "female": "F"}
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One row of a profile."""

    type: int
    number: int
    mnemonic: str
    meaning: str
    mandatory: bool = False
    most: int = 1
    """Subfields at most."""
    pattern: str = ""
    """What every item must match whole; empty: anything."""
    known: str = ""
    """Our word whose value fills it."""
    unknown: str = ""
    """What the profile writes where the value is not known; empty: it has no such code."""

    @property
    def name(self) -> str:
        """As the standard writes it: 2.018."""
        return f"{self.type}.{self.number:03d}"


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of transaction of one service."""

    name: str
    transaction: str
    """1.004."""
    source: str
    fields: tuple[FieldRule, ...]
    pictures: tuple[int, int] = (0, 14)
    """How few and how many records of type 4 or 14 it takes."""
    domain: tuple[str, ...] = ()
    """1.013, where the service wants it."""


def names() -> tuple[str, ...]:
    """The profiles we carry."""
    here = resources.files(__package__) / "profiles"
    return tuple(sorted(file.name.removesuffix(".toml") for file in here.iterdir() if file.name.endswith(".toml")))


@cache
def profile(name: str) -> Profile:
    """A profile by name.

    Raises:
        Malformed: there is none of this name; the fault lists those there are.
    """
    if name not in names():
        raise Malformed.because("itl.no-such-profile", name=name, choices=", ".join(names()))
    text = (resources.files(__package__) / "profiles" / f"{name}.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    return Profile(
        name=name,
        transaction=rows["transaction"],
        source=rows["source"],
        fields=tuple(FieldRule(**row) for row in rows["field"]),
        pictures=(rows["pictures"][0], rows["pictures"][1]),
        domain=tuple(rows.get("domain", ())),
    )


def descriptive(profile: Profile, known: Mapping[str, str], amputated: Field) -> dict[int, Field]:
    """The fields of type 2 from what is known; those of amputated or bandaged fingers as given.

    Raises:
        Malformed: one fault for each mandatory field whose value is not known and has no code for that.
    """
    fields: dict[int, Field] = {}
    faults = []
    for rule in (rule for rule in profile.fields if rule.type == 2 and rule.known):
        if rule.known == "amputated":
            fields |= {rule.number: amputated} if amputated else {}
            continue
        value = _as_written(rule.known, known.get(rule.known, "")) or (rule.unknown if rule.mandatory else "")
        if value:
            fields[rule.number] = plain(value)
        elif rule.mandatory:
            faults.append(Fault("itl.not-known", column=rule.name, values={"meaning": rule.meaning}))
    if faults:
        raise Malformed.of(faults)
    return fields


def _as_written(known: str, value: str) -> str:
    """A value of ours in the way these records write it: dates without lines, sexes by letter."""
    if known == "sex":
        return _SEX.get(value, "")
    if known in ("born", "printed", "arrested"):
        day = _DAY.fullmatch(value)
        return "".join((day[1], day[2] or "00", day[3] or "00")) if day else value
    return value
