"""The cast: custodians, officers and their keys, and the register that names them, founded once for each shape.

Every key is an exercise's, made from its name: worlds of one shape share the register, so a seed costs only what is its
own.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import Signature
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import public_of, signature_holds
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.places import Places
from musterbook.operation.registering import ROOTS, Appointment, Node, appoint, found_register, open_nodes
from musterbook.operation.settings import Settings
from musterbook.rights.facts import NodeHolds
from musterbook.rights.signatures import CheckedOnce
from musterbook.store.copies import BOOK_NAME
from musterbook.store.keys import Purpose, exercise_key, exercise_noise
from musterbook.store.sqlite import SqliteStore
from musterbook.sync.copies import frames_from
from musterbook.terms.custodians import CustodianId

DESK: Final = CustodianId("desk")
FACILITY: Final = CustodianId("karkh")
OPERATION: Final = "simulated"
BEGUN: Final = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
FOUNDED: Final = datetime(2026, 1, 20, 6, 0, tzinfo=UTC)
SETTINGS: Final = Settings(name=OPERATION, exercise=True, desk=DESK, destination=FACILITY)
REGISTRARS: Final = ((f"{DESK}.registrar", "registrar"), (f"{DESK}.keeper", "administrator"))
EXPLAINERS: Final = ((f"{DESK}.population", "population-desk"), (f"{DESK}.duty", "operation-desk"))
LEGAL: Final = ((f"{FACILITY}.legal", "legal-reviewer"),)
_ROLES: Final = {
    "desk": (("registrar", "registrar"), ("keeper", "administrator"), ("duty", "operation-desk"),
             ("population", "population-desk")),
    "site": (("officer", "site-officer"), ("clerk", "register-clerk"), ("counter", "counting-officer")),
    "escort": (("officer", "escort-commander"), ("second", "load-master")),
    "receiving": (("officer", "receiving-officer"), ("clerk", "register-clerk"), ("counter", "counting-officer")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Who there is.

    Attributes:
        parts: custodian → desk, site, escort or receiving.
        nodes: name of each node → its custodian.
        partial: names of the nodes that hold only their people.
        legal: whether the facility has somebody who may lay legal holds.
    """

    parts: tuple[tuple[CustodianId, str], ...]
    nodes: tuple[tuple[str, CustodianId], ...]
    partial: tuple[str, ...] = ()
    legal: bool = False

    def of(self, part: str) -> list[CustodianId]:
        """The custodians of a part, in order."""
        return [custodian for custodian, one in self.parts if one == part]

    def part(self, custodian: CustodianId) -> str:
        """What a custodian is."""
        return dict(self.parts)[custodian]


@dataclass(frozen=True, slots=True)
class Founded:
    """A register as the desk founded it, on disks that any node of the world may begin with.

    Attributes:
        desk: the desk's disk, with the register's log as its own.
        others: everyone else's.
        known: signatures under it that were checked, for `Checks`.
    """

    desk: dict[str, bytes]
    others: dict[str, bytes]
    known: dict[tuple[Digest, Signature, str], bool]


class Checks(CheckedOnce):
    """A signature check that remembers its answers for a world: what is true for one copy is true for all."""

    def __init__(self, known: dict[tuple[Digest, Signature, str], bool] | None = None) -> None:
        super().__init__(signature_holds)
        self._known.update(known or {})

    @property
    def known(self) -> dict[tuple[Digest, Signature, str], bool]:
        """What was checked so far."""
        return self._known


class Keys:
    """An exercise's keys by name; the keyring of a node's officers."""

    def private_key(self, officer: str) -> Ed25519PrivateKey:
        """An officer's signing key; one that was issued anew has a number behind a `#`."""
        return key_of("root" if officer in ROOTS else "officer", officer)


class NoPapers:
    """Manifests are named by digest alone here."""

    def keep(self, digest: Digest, paper: bytes) -> None:
        """Nothing is kept."""

    def read(self, digest: Digest) -> bytes | None:
        """Nothing is here."""
        del digest
        return None


@lru_cache(maxsize=4096)
def key_of(purpose: Purpose, name: str) -> Ed25519PrivateKey:
    """The private key of an officer, a root or a log, made from its name."""
    return Ed25519PrivateKey.from_private_bytes(exercise_key(0, purpose, name))


@lru_cache(maxsize=4096)
def log_of(node: str) -> str:
    """The id of a node's log."""
    return public_of(key_of("log", node))


IN_PART: Final = ("site-2", "bus-1")
"""Nodes that hold only their people, in worlds where one does, or two do."""

REGISTER: Final = "register"
"""The name under which the register's log has its key."""


def cast_of(sites: int, carriers: int, *, second_laptop: bool, partial: int = 0, legal: bool = False) -> Cast:
    """A cast of so many sites and carriers; with a second laptop at the first site, and so many nodes in part."""
    parts = [(DESK, "desk"), (FACILITY, "receiving")]
    parts += [(CustodianId(f"site-{number}"), "site") for number in range(1, sites + 1)]
    parts += [(CustodianId(f"bus-{number}"), "escort") for number in range(1, carriers + 1)]
    nodes = [(str(custodian), custodian) for custodian, _ in parts]
    if second_laptop:
        nodes.append(("site-1-second", CustodianId("site-1")))
    return Cast(tuple(parts), tuple(nodes), IN_PART[:partial], legal)


@lru_cache(maxsize=64)
def founded(cast: Cast) -> Founded:
    """Found a register for a cast, on a real disk, once."""
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        desk, other = Path(folder, "desk"), Path(folder, "other")
        desk.mkdir()
        other.mkdir()
        store = SqliteStore(desk, operation=OPERATION)
        store.create_log(key_of("log", REGISTER), "register")
        book = book_on(store, "founding", checks)
        _found(book, cast)
        store.create_log(key_of("log", DESK), DESK)
        copy = SqliteStore(other, operation=OPERATION)
        register = log_of(REGISTER)
        for frame in frames_from(store, register, 0):
            copy.ingest(frame, came_from="founding", at=FOUNDED)
        store.close()
        copy.close()
        return Founded(
            {BOOK_NAME: (desk / BOOK_NAME).read_bytes()}, {BOOK_NAME: (other / BOOK_NAME).read_bytes()}, checks.known
        )


def book_on(store: SqliteStore, noise: str, holds: Checks) -> Book:
    """A book on a store, with keys and nothing beside it."""
    return Book(
        store, SETTINGS, register_log=log_of(REGISTER), keyring=Keys(), papers=NoPapers(),
        places=Places(Path(), SETTINGS), entropy=exercise_noise(0, noise), holds=holds,
    )  # fmt: skip


def officers(custodian: CustodianId, part: str) -> list[Appointment]:
    """The officers of a custodian."""
    return [
        Appointment(f"{custodian}.{name}", custodian, role, public_of(key_of("officer", f"{custodian}.{name}")))
        for name, role in _ROLES[part]
    ]


def _found(book: Book, cast: Cast) -> None:
    register = Node("register", log_of(REGISTER), frozenset({DESK}))
    appointments = [one for custodian, part in cast.parts for one in officers(custodian, part)]
    if cast.legal:
        (name, role), *_ = LEGAL
        appointments.append(Appointment(name, FACILITY, role, public_of(key_of("officer", name))))
    found_register(
        book, FOUNDED, roots={name: public_of(key_of("root", name)) for name in ROOTS}, register=register,
        appointments=appointments,
    )  # fmt: skip
    acting = Acting(DESK, REGISTRARS, FOUNDED, log=register.log)
    appoint(book, acting, appointments)
    open_nodes(book, acting, [Node(name, log_of(name), frozenset({custodian})) for name, custodian in cast.nodes])
    held = [acting.draft(NodeHolds(log=log_of(name), holds="its-people")) for name in cast.partial]
    if held:
        book.write_all(held)
