"""Reading right: whether an officer may read what is sealed or marked. Every door and every verb asks here.

The policy answers, as the register has it now: his roles, the compartments of his grants, the highest marking they let
him read, and who must never have a thing. Nobody is asked twice in other words: pages, live frames, the interface for
programs, exports, suggestions, commands and the keys a thing is sealed to all follow from this answer (decision 1040).
Joins the register with custody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from musterbook.custody.dues.facts import Complained, ComplaintAnswered
from musterbook.rights.compartments import READERS
from musterbook.rights.grants import LONG_AGO
from musterbook.rights.policy import Asker, Closed, asker_of, askers, may_open, may_see_page
from musterbook.rights.register import Register

COMPLAINTS: Final = frozenset((Complained.kind, ComplaintAnswered.kind))
"""Kinds whose entries name whom somebody complained of."""


def reads_in(asker: Asker, compartment: str, *, never: Iterable[str] = ()) -> bool:
    """Whether an officer may read what lies in a compartment, of which `never` must not read whatever they hold."""
    return bool(asker.officer) and may_open(asker, in_compartment(compartment, never))


def in_compartment(compartment: str, never: Iterable[str] = ()) -> Closed:
    """What the policy knows of something in a compartment; one that nobody knows has no readers."""
    return Closed(READERS.get(compartment, frozenset()), compartment, never=frozenset(never))


def reads_marked(asker: Asker, level: int) -> bool:
    """Whether an officer may read evidence marked so high: his role opens evidence, and his grants go up to there."""
    return may_see_page(asker, "evidence") and may_open(asker, Closed(asker.names, level=level))


def reads_entry(asker: Asker, kind: str, level: int) -> bool:
    """Whether an officer who may see the book may see this entry of it: not above his level, no complaint unless his.

    An entry of nothing marked has the level 0, which every reader of the book has.
    """
    if kind in COMPLAINTS and not reads_in(asker, "complaint"):
        return False
    return level == 0 or may_open(asker, Closed(asker.names, level=level))


def asker_named(register: Register, officer: str, *, when: datetime = LONG_AGO) -> Asker:
    """An officer with every role the register gives him at this hour; one without a role may read nothing."""
    grants = register.grants_at(register.size, when=when)
    roles = frozenset((one.role, one.custodian) for one in grants if one.officer == officer)
    return asker_of(register, officer, roles, when=when)


def readers_in(
    register: Register, compartment: str, *, never: Iterable[str] = (), when: datetime = LONG_AGO
) -> tuple[str, ...]:  # fmt: skip
    """Every officer who may read what lies in a compartment, by name."""
    closed = in_compartment(compartment, never)
    return tuple(one.officer for one in askers(register, when=when) if may_open(one, closed))
