"""Rows that only programs read as lists: on pages they stand beside the person, place or case they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RollRow:
    """One custodian's roll, counted: in hand, handing over, unaccounted; `place` is where he keeps them."""

    custodian: str
    place: str
    in_hand: int
    handing_over: int
    unaccounted: int


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One hold that stands: on whom, in whose hands he is, its ground, who may lift it, since when, by which entry."""

    hold: str
    number: str
    custodian: str
    ground: str
    authority: str
    since: datetime
    review_by: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class ClearedRow:
    """One clearance: whom, in whose hands he is, from whom to whom, on what basis, until when, and if withdrawn."""

    number: str
    custodian: str
    giver: str
    destination: str
    legal_basis: str
    since: datetime
    until: datetime
    withdrawn_at: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class EnrolledRow:
    """One sitting of one person that counts: its number, where, how many fingers, and until when it is kept."""

    enrolment: str
    number: str
    custodian: str
    station: str
    at: datetime
    fingers: int
    searchable: bool
    until: datetime
    entry: str


@dataclass(frozen=True, slots=True)
class BundleRow:
    """One log as far as this copy has it: what a bundle of it would hold. `root` is its checkpoint's."""

    log: str
    node: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """One search that somebody asked for on a page: how many ways it tries, how many are done, how it stands."""

    job: str
    total: int
    done: int
    stage: str
