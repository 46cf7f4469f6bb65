"""Starting a machine: the folder of a fresh copy with a log of its own, at a new site or in a lost machine's place.

The private key of a log is never copied: whoever comes back from a copy goes on in a new log, so that nothing is ever
written twice under one place (ledger.md sections 6 and 9). Joins the folder of a book with store, sync and rights.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.operation.answering_calls import Answers
from musterbook.operation.book import Book
from musterbook.operation.book_folder import BOOK_FILE, BookFile, find_book, read_book_file
from musterbook.operation.folder import KEYS, OPERATION, PAPERS, RESTORED, open_book
from musterbook.operation.half_opened import being_opened, write_part
from musterbook.operation.keeping_rights import node_in
from musterbook.operation.opening import READER
from musterbook.operation.synced import Synced
from musterbook.operation.syncing import Clock, Entropy, Here, Knowing, here, meet
from musterbook.store.keys import EXERCISE_PASS_PHRASE, Purpose, new_private, public_of, read_key_file, write_key
from musterbook.store.opening import open_sealed, open_store
from musterbook.sync.bundle_sides import Ingesting
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.exchange import Admitted, Reply, Request
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, MusterbookError, Tampered

BESIDE: Final = ".operation"
"""The folder beside a backup that says whose book it is: `book.toml`, the operation's tables, manifests; no person."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a machine is to be started.

    Attributes:
        into: the folder to make; it must not hold a book.
        node: the machine's name.
        phrase: pass-phrase of its new keys; an exercise's is known to everyone and this one is not asked for.
        officers: closed key files of officers who sign there.
    """

    into: Path
    node: str
    phrase: str = field(repr=False)
    officers: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy restored from a backup.

    Attributes:
        log: the new log, to be opened by the registrar; `previous` the log it takes the place of.
        at_size: entries of that log in the backup, with their checkpoint's root.
        custodians: for whom it wrote.
        entries: that stand. not_standing: that do not.
        turned_away: what of the backup was not taken in.
    """

    log: str
    previous: str
    at_size: int
    custodians: frozenset[CustodianId]
    entries: int
    not_standing: int
    turned_away: tuple[MusterbookError, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 for all of the backup; 4 when some of it was malformed, 5 when some was changed."""
        return max((5 if isinstance(one, Tampered) else 4 for one in self.turned_away), default=0)


def keep_beside(folder: Path, copy: Path) -> Path:
    """Write beside a backup what it takes to start a machine from it: no key, nothing sealed; where."""
    place = find_book(folder)
    beside = copy.with_suffix(BESIDE)
    beside.mkdir(exist_ok=True)
    shutil.copyfile(place / BOOK_FILE, beside / BOOK_FILE)
    for part in (OPERATION, PAPERS):
        if (place / part).is_dir():
            shutil.copytree(place / part, beside / part, dirs_exist_ok=True)
    return beside


def start_site(
    start: Start, desk: Here, register: Callable[[str], None], *, whole: bool, now: Clock, entropy: Entropy
) -> Synced:  # fmt: skip
    """Start a site's machine from the desk's: its folder, with all it may hold.

    Args:
        start: where, and under which name.
        desk: the machine here.
        register: writes in the register that the log with this id counts from now on.
        whole: it holds everything, manifests too.
        now: the clock.
        entropy: makes nonces and bearers.

    Raises:
        Malformed: there is a book in that folder already. Whatever `register` raises; nothing is left then.
    """
    with being_opened(start.into):
        register(_lay_out(desk.place, start, papers=whole))
        write_part(start.into, _book_file(desk.place))
    site = here(start.into, node=start.node, pass_phrase=lambda _: start.phrase)
    return meet_here(site, desk, now=now, entropy=entropy)


def meet_here(site: Here, desk: Here, *, now: Clock, entropy: Entropy) -> Synced:
    """Two machines whose folders lie here meet once, without a line."""
    answers, token = Answers(desk, now=now, entropy=entropy), ""

    def ask(request: Request) -> Reply:
        nonlocal token
        reply = answers(request, token)
        token = reply.token if isinstance(reply, Admitted) else token
        return reply

    with site.writing() as store:
        return meet(site, store, ask, address="", now=now, entropy=entropy)


def restore_copy(copy: Path, beside: Path, start: Start, *, place_of: str, at: datetime) -> Restored:
    """Start a machine from a backup, in the place of a lost one; it writes nothing before the register opens its log.

    Args:
        copy: the backup, `.mbk`.
        beside: the folder that was written beside it, or the book's folder of any machine of the operation.
        start: where, and under which name.
        place_of: the name of the lost machine, or the beginning of its log.
        at: now.

    Raises:
        Malformed: the backup is of another operation, without a register, or no bundle; the register knows no such
            machine; there is a book in that folder already. Nothing is left then.
    """
    like = _beside(beside)
    file = _book_file(like)
    with being_opened(start.into):
        log = _lay_out(like, start, papers=True)
        store = open_store(start.into, operation=file.operation)
        try:
            failures = ingest_bundle(cast("Ingesting", store), copy, at=at).failures
            register = Knowing(store, file.register_log).register
            if register.size == 0:
                raise failures[0] if failures else Malformed(Fault("restore.no-register", file=copy.name))
            old = node_in(register, place_of)
            size = store.size_of(old.log)
        finally:
            store.close()
        (start.into / RESTORED).write_text(f'log = "{log}"\nprevious = "{old.log}"\nsize = {size}\n', encoding="utf-8")
        write_part(start.into, file)
    book = open_book(start.into, pass_phrase=lambda _: start.phrase)
    try:
        standing, aside = len(book.entries()), len(book.not_standing())
    finally:
        book.close()
    return Restored(log, old.log, size, old.custodians, standing, aside, tuple(failures))


def officers_of(book: Book, custodians: Iterable[CustodianId]) -> tuple[Path, ...]:
    """Key files here of officers who act for these custodians and for nobody else."""
    whose, files = frozenset(custodians), list[Path]()
    acts_for: dict[str, set[CustodianId]] = {}
    for officer, custodian in book.register.officers():
        acts_for.setdefault(officer, set()).add(custodian)
    assert book.folder is not None, "officers' keys lie beside a book"
    for officer, named in sorted(acts_for.items()):
        path = book.folder / KEYS / "officers" / f"{officer}.key"
        good = {key.public_key for key in book.register.keys_of(officer, book.register.size)}
        if named <= whose and path.is_file() and read_key_file(path).public in good:
            files.append(path)
    return tuple(files)


def _lay_out(like: Path, start: Start, *, papers: bool) -> str:
    """The folder without any entry: the operation as it was opened, new keys, empty stores; the new log's id."""
    file, into = _book_file(like), start.into
    phrase = EXERCISE_PASS_PHRASE if file.exercise else start.phrase
    for part in (OPERATION, PAPERS) if papers else (OPERATION,):
        if (like / part).is_dir():
            shutil.copytree(like / part, into / part)
    log, reader = new_private(), new_private()
    keys: tuple[tuple[Purpose, str, bytes], ...] = (("log", start.node, log), ("reader", READER, reader))
    for purpose, name, private in keys:
        folder = into / KEYS / f"{purpose}s"
        folder.mkdir(parents=True, mode=0o700)
        write_key(
            folder / f"{name}.key", private, purpose=purpose, name=name, pass_phrase=phrase, exercise=file.exercise
        )
    for path in start.officers:
        (into / KEYS / "officers").mkdir(exist_ok=True, mode=0o700)
        shutil.copy2(path, into / KEYS / "officers" / path.name)
    store = open_store(into, operation=file.operation)
    try:
        store.create_log(Ed25519PrivateKey.from_private_bytes(log), start.node)
    finally:
        store.close()
    open_sealed(into, reader).close()
    return public_of(log, "log").hex()


def _book_file(like: Path) -> BookFile:
    """What `book.toml` says in every machine that comes later: no seed, and its own reader's key."""
    return replace(read_book_file(like), seed=None, reader=READER)


def _beside(beside: Path) -> Path:
    try:
        return find_book(beside)
    except Malformed:
        raise Malformed(Fault("restore.nothing-beside", file=beside.name)) from None
