"""What a program is told when something is wrong: RFC 9457, with the rules and values of every objection and fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musterbook.terms.errors import Value


@dataclass(frozen=True, slots=True)
class ObjectionTold:
    """One reason against: its rule, whom it is about, its values, and the sentence."""

    rule: str
    person: str | None
    values: Mapping[str, Value]
    says: str


@dataclass(frozen=True, slots=True)
class FaultTold:
    """One thing wrong with what was sent: where, as an RFC 6901 pointer, its rule, its values, and the sentence."""

    pointer: str
    rule: str
    values: Mapping[str, Value]
    says: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong. `type` is an address this node serves; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    objections: tuple[ObjectionTold, ...] = ()
    faults: tuple[FaultTold, ...] = ()
