"""Registering nodes, officers and keys: the first entries of the register, and what is added later.

Roots sign the first registrar and administrator in; those two sign everybody else in. Joins rights and store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.rights.facts import Granted, KeyIssued, NodeOpened, OfficerNamed, RootSet
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed

ROOTS: Final = ("root-1", "root-2", "root-3")
ROOT_THRESHOLD: Final = 2
ROOT_ROLE: Final = "root"


@dataclass(frozen=True, slots=True)
class Appointment:
    """An officer in one role for one custodian, his public key in hexadecimal, and the highest marking he may read."""

    officer: str
    custodian: CustodianId
    role: str
    public_key: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A node's name, the public key of its log, and the custodians it writes for."""

    name: str
    log: str
    custodians: frozenset[CustodianId]


def found_register(
    book: Book, at: datetime, *, roots: Mapping[str, str], register: Node, appointments: Sequence[Appointment]
) -> None:
    """Write the first entries of a register: its roots, its own node, the registrar and the administrator.

    Args:
        book: a book whose register is empty, with a keyring that opens the root keys.
        at: now.
        roots: name of each root key → its public key.
        register: the node that keeps the register.
        appointments: everyone; exactly those in the roles registrar and administrator are signed in by the roots.

    Raises:
        Malformed: no registrar, or no administrator who is someone else.
    """
    desk = book.settings.desk
    first = [one for one in appointments if one.role in ("registrar", "administrator") and one.custodian == desk]
    registrars = {one.officer for one in first if one.role == "registrar"}
    administrators = {one.officer for one in first if one.role == "administrator"}
    if not registrars or not administrators or (registrars == administrators and len(registrars) == 1):
        raise Malformed.because("register.needs-two", desk=desk)
    signing = tuple((name, ROOT_ROLE) for name in sorted(roots)[:ROOT_THRESHOLD])
    acting = Acting(desk, signing, at, log=register.log)
    facts: list[Fact] = [
        RootSet(keys=frozenset(roots.values()), threshold=ROOT_THRESHOLD),
        NodeOpened(log=register.log, node=register.name, custodians=register.custodians),
        *_appointing(first),
    ]
    for fact in facts:
        book.write(acting.draft(fact))


def appoint(book: Book, acting: Acting, appointments: Iterable[Appointment]) -> None:
    """Name officers, issue their keys and grant their roles; signed by a registrar and a second person."""
    known = {(officer, custodian) for officer, custodian in book.register.officers()}
    drafts = [
        acting.draft(fact)
        for fact in _appointing([one for one in appointments if (one.officer, one.custodian) not in known])
    ]
    if drafts:
        book.write_all(drafts)


def open_nodes(book: Book, acting: Acting, nodes: Iterable[Node]) -> None:
    """Make the logs of nodes known."""
    drafts = [acting.draft(NodeOpened(log=node.log, node=node.name, custodians=node.custodians)) for node in nodes]
    if drafts:
        book.write_all(drafts)


def _appointing(appointments: Sequence[Appointment]) -> list[Fact]:
    """For each officer his naming and key once, then every role."""
    facts: list[Fact] = []
    for officer, custodian in dict.fromkeys((one.officer, one.custodian) for one in appointments):
        facts.append(OfficerNamed(officer=officer, custodian=custodian))
    for officer, key in dict.fromkeys((one.officer, one.public_key) for one in appointments):
        facts.append(KeyIssued(officer=officer, key=key))
    facts += [
        Granted(officer=one.officer, role=one.role, custodian=one.custodian, level=one.level) for one in appointments
    ]
    return facts
