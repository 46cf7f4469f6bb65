"""Two sites and a desk: the node of Willow holds only its people, the desk's node holds everything. All in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import cast

from musterbook.ledger.log import Store
from musterbook.operation.acting import Acting
from musterbook.operation.allowing import AllowedTo, allowed_to
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import FolderKeyring
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.telling_beyond import tell
from musterbook.rights.facts import NodeHolds
from musterbook.store.keeping import Keeping
from musterbook.store.memory import MemoryStore
from musterbook.sync.answering import Answering
from musterbook.sync.calling import Calling, Contact
from musterbook.sync.carrying import NOTHING_SEALED, Sealed
from musterbook.sync.contact import contact
from musterbook.sync.copies import Identity, Meets, frames_from
from musterbook.sync.exchange import Admitted, Cut
from musterbook.sync.taking import Takes
from musterbook.terms.custodians import CustodianId
from tests.operation.making import DESK, MORNING, NAMES, TABLES, WILLOW, acting, fill
from tests.sync.meeting_others import nonces

OAK = CustodianId("oak")
LATER = MORNING + timedelta(days=2)
PEOPLE = TABLES["people"]
TWO_SITES = {
    "sites": (*TABLES["sites"], ("OAK", "Oak", "البلوط", "prison", "origin", "35.90", "40.10", "60", "", "oak")),
    "people": (
        *PEOPLE,
        *((f"{name} Oak", *row[1:5], "OAK", row[6]) for name, row in zip(NAMES[:8], PEOPLE[1:9], strict=True)),
    ),
    "officers": (
        *TABLES["officers"], ("k.officer", "oak", "site-officer"), ("k.counter", "oak", "counting-officer"),
        ("k.clerk", "oak", "register-clerk"), ("k.gate", "oak", "receiving-officer"),
        ("w.gate", "willow", "receiving-officer"), ("n.inspector", "desk", "inspector"),
    ),
    "agreements": (
        TABLES["agreements"][0],
        ("AGR-01", "memorandum", "willow;harbour", "custody-change;relocation",
         "receiver = harbour and sex = male", "12", "2026-01-20"),
    ),
    "roads": (*TABLES["roads"], ("OAK", "HRB", "140"), ("OAK", "WLW", "60")),
}  # fmt: skip


@dataclass
class Nodes:
    """The desk's copy and Willow's."""

    whole: Book
    site: MemoryStore
    identity: Identity
    desk: Identity
    minutes: Iterator[int] = field(default_factory=lambda: count(120))

    @property
    def log(self) -> str:
        """The log that Willow's node writes."""
        return self.identity.log

    def allowed(self) -> AllowedTo:
        """What Willow's node may hold."""
        found = allowed_to(self.whole, self.log)
        assert found is not None
        return found

    def meet(
        self, *, cut_at: int = -1, allowed: AllowedTo | None = None,
        sealed: tuple[Sealed, Sealed] = (NOTHING_SEALED, NOTHING_SEALED), telling: bool = True,
    ) -> Contact:  # fmt: skip
        """Willow's node calls the desk's, which tells it first what it cannot count."""
        if telling and tell(self.whole, self.desk, cast("Keeping", self.whole.store), self.log, at=LATER) is not None:
            self.whole.read_afresh()
        copy, held = cast("Meets", self.whole.store), allowed or self.allowed()
        answering = Answering(
            self.desk, now=lambda: LATER, entropy=nonces("d"), knows=lambda _: True,
            allows=lambda log: held if log == self.log else None, sealed=sealed[1],
        )  # fmt: skip
        so_far = Contact()
        calling = Calling(
            self.site, self.identity, Takes(self.site, self.identity, came_from="test", at=LATER), lambda _: True,
            lambda: LATER, nonces("s"), sealed=sealed[0],
        )  # fmt: skip
        talk, token = contact(calling, so_far), ""
        try:
            request, place = next(talk), 0
            while True:
                if place == cut_at:
                    talk.throw(Cut())
                reply = answering.answer(copy, request, token=token)
                token = reply.token if isinstance(reply, Admitted) else token
                request, place = talk.send(reply), place + 1
        except (StopIteration, Cut):
            return so_far

    def book(self) -> Book:
        """Willow's book, of what its node holds now."""
        return _book(self.whole, self.site, [self.log])


def founded(folder: Path) -> Book:
    """The book of the operation on disk, from which every test's begins."""
    place = fill(folder / "op", TWO_SITES)
    forward = {"forward": frozenset({WILLOW})}
    book = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=forward))
    log = next(node.log for node in book.register.said.nodes.values() if node.name == "forward")
    signing = in_register(book, {"r.registrar": "registrar", "a.admin": "administrator"}, minutes=2)
    book.write(signing.draft(NodeHolds(log=log, holds="its-people")))
    return book


def in_register(book: Book, who: Mapping[str, str], *, minutes: int) -> Acting:
    """Officers who write in the register."""
    return replace(acting(who, DESK, minutes=minutes), log=book.register_log)


def begun(base: Book) -> Nodes:
    """A fresh pair of copies of that book: what a test writes stays in memory."""
    store = MemoryStore(operation=base.store.operation)
    whole = cast("Meets", base.store)
    for log in whole.heads():
        for frame in frames_from(whole, log, 0):
            store.ingest(frame, came_from="", at=MORNING)
    keyring = cast("FolderKeyring", base.keyring)
    for node in keyring.nodes():
        store.hold_key(keyring.log_key(node))
    names = {node.name: node for node in base.register.said.nodes.values()}
    desk = next(name for name in keyring.nodes() if keyring.log_key(name) and name not in ("forward", "register"))
    site = MemoryStore(operation=store.operation)
    forward = Identity(keyring.log_key("forward"), base.register_log)
    assert names["forward"].partial
    return Nodes(_book(base, store, None), site, forward, Identity(keyring.log_key(desk), base.register_log))


def _book(base: Book, store: MemoryStore, own: list[str] | None) -> Book:
    return Book(
        cast("Store", store), base.settings, register_log=base.register_log, keyring=base.keyring, papers=base.papers,
        places=base.places, own_logs=own, holds=base.holds,
    )  # fmt: skip
