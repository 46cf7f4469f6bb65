"""A node: a real store on a simulated disk, the book that is read from it, and the logs it writes.

Nothing here knows what is true. A node is told to act, to answer, to take in; it goes down, comes up, and says what it
could not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import Entry
from musterbook.ledger.signing import public_of
from musterbook.operation.book import Book, Draft
from musterbook.operation.book_now import Shape, shape_of
from musterbook.operation.held_here import holds_everything
from musterbook.operation.places import Places
from musterbook.rehearsal.simulator.beside import Beside
from musterbook.rehearsal.simulator.cast import SETTINGS, NoPapers
from musterbook.rehearsal.simulator.clock import Clock
from musterbook.rehearsal.simulator.disk import QUIET, Disk
from musterbook.rehearsal.simulator.own_keys import OwnKeys
from musterbook.rehearsal.simulator.sealed_here import SimulatedSealed
from musterbook.rehearsal.simulator.wiring import AnyStore, Wiring
from musterbook.store.verifying import verify
from musterbook.sync.answering import Answering
from musterbook.sync.copies import Identity
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import MusterbookError, Refused, Tampered

WRITTEN: Final = ""
DOWN: Final = "down"


class Node:
    """One node.

    Attributes:
        name: its name; `custodian`, for whom it writes.
        clock: its own.
        wiring: its disk and what it shares with others.
        key: of the log it writes now; `old_logs`, those it wrote before.
        also: further keys it writes with: the desk has the register's.
        store, book: while it is up.
        stale: whether something came in since the book was read.
        obeys: whether it destroys what it is ordered to.
        restored: it was begun from a backup, and writes in no log that the register does not know yet.
        damaged: what verifying its own file found, once it did: it is not used again before it is restored.
    """

    def __init__(self, name: str, custodian: CustodianId, clock: Clock, wiring: Wiring, key: Ed25519PrivateKey) -> None:
        self.name, self.custodian, self.clock, self.wiring, self.key = name, custodian, clock, wiring, key
        self.also: list[Ed25519PrivateKey] = []
        self.old_logs: list[str] = []
        self.store: AnyStore | None = None
        self.turns = 0
        self.sealed: SimulatedSealed | None = None
        self.damaged = self.restored = self.overtaken = False
        self.obeys = self.stale = True
        self._book: Book | None = None
        self._read: dict[str, int] = {}
        self._seen = 0
        self._answering: Answering | None = None
        self._beside: Beside | None = None
        self._shape: Shape | None = None

    @property
    def log(self) -> str:
        """The log it writes."""
        return _log_of(self.key)

    @property
    def up(self) -> bool:
        """Whether it can be asked anything."""
        return self.store is not None

    @property
    def identity(self) -> Identity:
        """Who it is when it meets another."""
        return Identity(self.key, self.wiring.register_log)

    @property
    def disk(self) -> Disk:
        """Its disk."""
        return self.wiring.disk

    def start(self) -> bool:
        """Come up; False when the disk does not let it, which it says instead of going on half."""
        if self.store is not None:
            return True
        self.disk.dark = False
        self.wiring.machines.put(self.wiring.folder, self.disk)
        try:
            store = self.wiring.open_store()
        except MusterbookError:
            self.wiring.machines.shut(self.wiring.folder)
            return False
        self.store, self.turns = store, self.turns + 1
        try:
            self._take_up_keys(store)
            if (secrets := self.wiring.secrets) is not None:
                self.sealed = secrets.opened(self.name, self.wiring)
        except MusterbookError:
            self.lose()
            return False
        return True

    def lose(self) -> None:
        """Everything in memory is gone; what the disk has stays as it is."""
        if self.store is not None:
            self.store.abandon()
        if self.sealed is not None:
            self.sealed.abandon()
        self.wiring.machines.shut(self.wiring.folder)
        self.store = self.sealed = self._book = self._answering = self._beside = None
        self.turns += 1

    def kill(self) -> None:
        """The process is killed; the machine stays on."""
        self.disk.kill()
        self.lose()

    def cut_power(self) -> None:
        """The machine loses its power."""
        self.disk.cut_power()
        self.lose()

    def notice_dark(self) -> bool:
        """Whether the power went while something was done; then everything in memory is gone too."""
        if self.disk.dark and self.store is not None:
            self.lose()
        return self.disk.dark

    def book(self) -> Book:
        """The book as far as its store goes now."""
        assert self.store is not None, "a node that is down has no book"
        if self._book is not None and not self.stale:
            return self._book
        self.stale = False
        if self._book is None or self.store.changes != self._seen:
            self._seen = self.store.changes
            return self._read_on(self.store)
        return self._book

    def _read_on(self, store: AnyStore) -> Book:
        """The book, read on from where it was, or afresh where something came before that."""
        if store.in_part():
            return self._read_in_part(store)
        afresh = self._book is None
        if self._book is None:
            self._book = self._open_book(store)
        if afresh or self._book.take_in_forks():
            self._read = {log: store.size_of(log) for log in store.logs()}
            return self._book
        self._book.take_in(self._unread(store))
        return self._book

    def _read_in_part(self, store: AnyStore) -> Book:
        """Of a copy in part entries come at any place: it is read again when it has changed."""
        shape = shape_of(store)
        if self._book is None or shape != self._shape:
            self._book, self._shape = self._open_book(store), shape
        return self._book

    def reread(self) -> Book:
        """The book read afresh from the store, whatever is in memory."""
        self._book = None
        return self.book()

    def write(self, drafts: Sequence[Draft]) -> tuple[str, list[Entry]]:
        """Write acts of one log: "" and the entries when they were acknowledged, otherwise the rule by which not."""
        if self.store is None:
            return DOWN, []
        try:
            entries = self.book().write_all(drafts)
        except Refused as refused:
            # Whatever became of it, the store knows and the book in memory may not.
            self._book = None
            return DOWN if self.notice_dark() else refused.objections[0].rule, []
        except Tampered:
            self.damaged, self._book = True, None
            return DOWN, []
        for entry in entries:
            self._read[entry.log] = entry.seq + 1
        return WRITTEN, entries

    def forget_book(self) -> None:
        """What was read of the book may not be what is stored: it is read again when it is asked."""
        self._book = None

    def settled(self) -> bool:
        """Whether the store knows what became of everything it was given."""
        if self.store is None:
            return False
        try:
            self.store.keep_checkpoints(self.log, [])
        except MusterbookError:
            self.notice_dark()
            return False
        return True

    def find(self, act: str) -> Entry | None:
        """The entry of an act in a log of ours, looked for in the store."""
        if self.store is None:
            return None
        return next((one for log in self.own_logs() for one in self.store.entries(log) if one.act.id == act), None)

    def sound(self) -> bool:
        """Whether everything in the file holds; a node that finds otherwise is not used before it is restored."""
        assert self.store is not None, "a node that is down cannot be verified"
        try:
            self.damaged = any(True for _ in verify(self.store))
        except MusterbookError:
            self.damaged = True
        return not self.damaged

    def answering(self) -> Answering:
        """The side of it that is called."""
        if self._answering is None:
            beside = self.beside()
            self._answering = Answering(
                self.identity, now=self.clock.now, entropy=self.wiring.noise, knows=self.knows, allows=beside.allows,
                sealed=beside, whole=self.whole,
            )  # fmt: skip
        return self._answering

    def beside(self) -> Beside:
        """What it gives of its book, and the sealed things beside it."""
        assert self.store is not None, "a node that is down gives nothing"
        if self._beside is None:
            gave = (partial(one.given, self.name),) if (one := self.wiring.secrets) is not None else ()
            self._beside = Beside(self.book, self.store, self.sealed, self.identity, *gave)
        return self._beside

    def knows(self, log: str) -> bool:
        """Whether its register knows a log."""
        node = self.book().register.node_of(log)
        return node is not None and node.closed_at is None

    def whole(self) -> bool:
        """Whether its register says that it holds everything."""
        return holds_everything(self.book().register, self.own_logs())

    def own_logs(self) -> list[str]:
        """Every log it ever wrote: those of an operation are told by the files of their keys, open or not."""
        return [*(_log_of(key) for key in self.also), *self.old_logs, self.log]

    def open_log(self, key: Ed25519PrivateKey) -> None:
        """Begin a new log; nothing is ever written in the old one again."""
        self.old_logs.append(self.log)
        self.key, self.overtaken = key, False
        self._book = self._answering = self._beside = None
        if self.store is not None:
            self._take_up_keys(self.store)

    def still(self) -> None:
        """From now on its disk does what it says."""
        self.disk.trouble = QUIET

    def _take_up_keys(self, store: AnyStore) -> None:
        known = store.logs()
        for key in (self.key, *self.also):
            if _log_of(key) in known:
                store.hold_key(key)
            else:
                store.create_log(key, self.name)

    def _open_book(self, store: AnyStore) -> Book:
        wiring = self.wiring
        book = Book(
            store, SETTINGS, register_log=wiring.register_log, papers=NoPapers(), signing=wiring.hand,
            keyring=OwnKeys(lambda: self.book().register), places=Places(wiring.folder, SETTINGS),
            entropy=wiring.noise, holds=wiring.checks, sealed=self.sealed, own_logs=self.own_logs(),
        )  # fmt: skip
        book.restored = self.restored
        return book

    def _unread(self, store: AnyStore) -> list[Entry]:
        found: list[Entry] = []
        for log in sorted(store.logs()):
            size, read = store.size_of(log), self._read.get(log, 0)
            if size > read:
                found += store.entries(log, read, size)
                self._read[log] = size
        return found


_log_of = lru_cache(maxsize=4096)(public_of)
"""The log of a key: asked for at every step of every world."""
