"""Syncing: this node meets another, by a link or by a file carried, and is met. Store, sync and rights.

Only the register is read for it, never the whole book: who may be answered is a question of the register. The store is
open for writing as long as one contact lasts, so that officers at this machine can write between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from musterbook.ledger.forks import read_fork_proof
from musterbook.operation.allowing import Allowing, outgrown
from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.operation.book_now import BookNow
from musterbook.operation.carrying_sealed import SealedBeside
from musterbook.operation.folder import KEYS, FolderKeyring, PassPhrase
from musterbook.operation.kinds import KINDS
from musterbook.operation.synced import Synced, noting, tried_before
from musterbook.operation.telling_beyond import Tells
from musterbook.rights.register import Register
from musterbook.store.keeping import Keeping
from musterbook.store.kept import Kept
from musterbook.store.keys import EXERCISE_PASS_PHRASE
from musterbook.store.opening import open_sealed, open_store
from musterbook.store.peers import Peer, unmet
from musterbook.store.sealed import SealedStore
from musterbook.sync.calling import Calling
from musterbook.sync.carrying import NOTHING_SEALED
from musterbook.sync.contact import contact
from musterbook.sync.copies import Identity, Meets
from musterbook.sync.exchange import Reply, Request
from musterbook.sync.going import Going, Watch, nobody_watches
from musterbook.sync.http import Link, carry
from musterbook.sync.taking import Takes
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

Entropy = Callable[[int], bytes]
Clock = Callable[[], datetime]

REGISTERS_KEPT: Final = 4
_REGISTERS: dict[tuple[str, int, str], Register] = {}
"""Registers as they were read, by log, size and root: a node that answers asks many times a second whom it knows, and
most of reading is holding signatures against keys. Nothing writes in one."""


class Knowing:
    """Who the register of a copy knows: read again whenever it has grown."""

    def __init__(self, store: Kept, register_log: str) -> None:
        assert KINDS, "no room has declared its facts"
        self._store = store
        self._log = register_log
        self._size = -1
        self._register = Register()

    @property
    def register(self) -> Register:
        """The register as it is here now."""
        size = self._store.size_of(self._log)
        if size != self._size:
            self._register = self._read(size)
            self._size = size
        return self._register

    def _read(self, size: int) -> Register:
        """The register as far as its log did not fork; one that this process has read before is not judged again."""
        place = self._store.forked_at(self._log)
        agreed = size if place is None else min(place, size)
        root = self._store.root_at(self._log, agreed)
        if root is None:
            return Register.of(self._store.entries(self._log, 0, place))
        known = self._log, agreed, root
        register = _REGISTERS.get(known)
        if register is None:
            register = _REGISTERS[known] = Register.of(self._store.entries(self._log, 0, place))
            for oldest in list(_REGISTERS)[:-REGISTERS_KEPT]:
                _REGISTERS.pop(oldest, None)
        return register

    def __call__(self, log: str) -> bool:
        """Whether a log is that of a node that was opened and not closed."""
        node = self.register.node_of(log)
        return node is not None and node.closed_at is None

    def partial(self, log: str) -> bool:
        """Whether the register lets the node of a log hold only its people."""
        node = self.register.node_of(log)
        return node is not None and node.partial

    def whole(self, log: str) -> bool:
        """Whether the register lets the node of a log hold everything; not so where it does not know the log yet."""
        return self(log) and not self.partial(log)

    def name(self, log: str) -> str:
        """The name of the node whose log this is; empty when nobody knows it."""
        node = self.register.node_of(log)
        return node.name if node is not None else ""


@dataclass(frozen=True, slots=True)
class Here:
    """This node: where its book lies, who it is when it meets another, and the key that opens what is sealed here."""

    place: Path
    operation: str
    identity: Identity
    name: str
    reader: bytes | None = field(default=None, repr=False)

    @contextmanager
    def sealed(self) -> Iterator[SealedStore | None]:
        """What is sealed beside its book; None where this node opens nothing."""
        if self.reader is None:
            yield None
            return
        sealed = open_sealed(self.place, self.reader)
        try:
            yield sealed
        finally:
            sealed.close()

    @contextmanager
    def opened(self) -> Iterator[SealedStore]:
        """The same, of a node that opens it."""
        with self.sealed() as sealed:
            if sealed is None:
                raise Refused(Objection("sealed.no-key"))
            yield sealed

    @contextmanager
    def writing(self) -> Iterator[Keeping]:
        """Its store, open for writing."""
        store = open_store(self.place, operation=self.operation)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def reading(self) -> Iterator[Kept]:
        """Its store, beside whoever writes."""
        store = open_store(self.place, operation=self.operation, read_only=True)
        try:
            yield store
        finally:
            store.close()


def here(folder: Path, *, node: str = "", pass_phrase: PassPhrase | None = None) -> Here:
    """This node, its log's key opened.

    Args:
        folder: of the book.
        node: its name, where the keys of several lie here.
        pass_phrase: asked for the key; those of an exercise guard nothing.

    Raises:
        Refused: no key of a node's log lies here, or several do and none was named.
    """
    place = find_book(folder)
    file = read_book_file(place)
    phrase = (lambda _: EXERCISE_PASS_PHRASE) if file.exercise else pass_phrase
    if phrase is None:
        raise Refused(Objection("sync.no-key"))
    keyring = FolderKeyring(place / KEYS, phrase)
    names = [one for one in keyring.nodes() if node in ("", one)]
    keys = {name: Identity(keyring.log_key(name), file.register_log) for name in names}
    writing = {name: one for name, one in keys.items() if one.log != file.register_log} or keys
    if (len(writing) != 1 and not file.exercise) or not writing:
        raise Refused(Objection("sync.which-node", values={"nodes": ", ".join(sorted(writing)) or "–"}))
    name = min(writing)
    reader = keyring.reader_key(file.reader) if keyring.has_reader(file.reader) else None
    return Here(place, file.operation, writing[name], name, reader)


def meet(
    me: Here, store: Keeping, ask: Callable[[Request], Reply], *, address: str, now: Clock, entropy: Entropy,
    channel: Callable[[], str] = str, expected: str = "", watch: Watch = nobody_watches,
) -> Synced:  # fmt: skip
    """Meet one node over any carrier that can ask, and note the meeting; `watch` is told how far it is, and may end it.

    Raises:
        Tampered: whoever answered is not who he says.
        Refused: he does not take this call.
    """
    with noting(store, Synced(address), now, expected) as synced:
        _meet(me, store, synced, ask, now=now, entropy=entropy, channel=channel, expected=expected, watch=watch)
    return synced


def _meet(
    me: Here, store: Keeping, synced: Synced, ask: Callable[[Request], Reply], *, now: Clock, entropy: Entropy,
    channel: Callable[[], str], expected: str, watch: Watch,
) -> None:  # fmt: skip
    address = synced.address
    knows = Knowing(store, me.identity.register_log)
    copy = cast("Meets", store)
    takes = Takes(copy, me.identity, f"sync:{address}"[:200], now(), lambda: knows.whole(me.identity.log))
    book = BookNow(me.place, me.reading)
    allows = Allowing(me.place, knows.partial, me.reading, now=book)
    nobody = unmet(address)
    at_it = [one.log for one in store.peers() if one.address == address and one.log != nobody]
    met_before = [expected] if expected else at_it
    tells = Tells(me.identity, book, knows.partial, lambda: nullcontext(store), now)
    _tell(me, tells, knows, met_before or sorted(knows.register.said.nodes))
    with me.sealed() as sealed:
        kept = SealedBeside(book, lambda: nullcontext(sealed), me.identity.key) if sealed is not None else None
        calling = Calling(
            copy, me.identity, takes, knows, now, entropy, channel, expected, allows, kept or NOTHING_SEALED,
            outgrown(book),
        )  # fmt: skip
        going = Going(ask, copy, synced.contact, watch, knows)
        synced.far = going.far
        synced.ended = carry(contact(calling, synced.contact), going)
        going.note()
        if kept is not None:  # an order to erase that came now, or before and was not carried out
            with suppress(Refused):  # whoever cannot just now stays listed as not having answered
                synced.erased = kept.erase(store, me.identity.key, me.place, now())
    synced.new = len(takes.new)
    synced.forked = {log[:16]: read_fork_proof(store.forks()[log]).place for log in sorted(takes.forked)}
    met = synced.contact
    if met.peer:
        synced.name = knows.name(met.peer)
        sizes = {one.log: one.size for one in met.theirs.logs} if met.theirs is not None else {}
        store.note_peer(Peer(
            met.peer, synced.name, address, now(), met.skew, sizes,
            {log[:16]: rule for log, rule in met.stuck.items()}, met.rolled_back, met.overtaken,
            tried_before(store, met.peer),
        ))  # fmt: skip


def _tell(me: Here, tells: Tells, knows: Knowing, logs: Iterable[str]) -> None:
    """Tell those that hold only their people what they cannot count; whoever was never met may be any of them."""
    if not knows.partial(me.identity.log):
        for log in filter(knows, logs):
            tells(log)


def call(
    me: Here, address: str, *, now: Clock, entropy: Entropy, expected: str = "", watch: Watch = nobody_watches
) -> Synced:
    """Call the node at an address once."""
    with Link(address) as link, me.writing() as store:
        synced = meet(
            me, store, link.ask, address=address, now=now, entropy=entropy, channel=link.channel, expected=expected,
            watch=watch,
        )  # fmt: skip
    synced.bytes_in, synced.bytes_out = link.bytes_in, link.bytes_out
    return synced
