"""Opening: an operation folder becomes a book. Keys, register, blocks, agreements, carriers, then everyone's number.

Joins tables, rights, store and every room that has something to write on the first day.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.coordination.duties import read_duty
from musterbook.coordination.facts import AgreementMade
from musterbook.custody.facts import BlockIssued, FigureClaimed
from musterbook.eligibility.facts import GateSet
from musterbook.evidence import policies
from musterbook.ledger.entry import canonical, digest_of
from musterbook.lift.facts import CarrierDeclared
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.book_folder import BookFile
from musterbook.operation.catalogue import Catalogue
from musterbook.operation.clearing import keep_apart
from musterbook.operation.folder import KEYS, OPERATION, PAPERS, Papers, PassPhrase
from musterbook.operation.half_opened import being_opened, write_part
from musterbook.operation.intake import Progress, number_newcomers, register
from musterbook.operation.intake_papers import CLERKS as PAPER_CLERKS
from musterbook.operation.intake_papers import note_all, papers_in
from musterbook.operation.numbering import Blocks
from musterbook.operation.opening_places import places_said
from musterbook.operation.places import Places
from musterbook.operation.registering import ROOTS, Appointment, Node, appoint, found_register, open_nodes
from musterbook.operation.remembering import MadeHere, Remembered
from musterbook.operation.settings import FILE
from musterbook.store.address import Address
from musterbook.store.keys import (
    EXERCISE_PASS_PHRASE,
    Noise,
    Purpose,
    exercise_key,
    exercise_noise,
    new_private,
    public_of,
    write_key,
)
from musterbook.store.opening import found_store, make_store, open_sealed, open_store
from musterbook.tables import Row
from musterbook.terms.countries import country as code_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number

REGISTER_NODE: Final = "register"
READER: Final = "reader"
CLERKS: Final = ("register-clerk", "site-officer", "counting-officer")


@dataclass(frozen=True, slots=True)
class Founding:
    """How a book is to be founded.

    Attributes:
        into: the folder to make; it must not hold a book.
        at: the first instant of the book.
        pass_phrase: asked once for each new key; not in an exercise.
        seed: of an exercise, and only there: keys, salts and ids come from it.
        nodes: node → custodians it writes for; everyone not named is the desk's node's.
        progress: called with (what is done, done, in all).
        watch_first: the book is kept before the operation begins: officers and nodes now, and agreements, carriers and
            people when `begin` is called.
        store: the PostgreSQL database in which it is to lie; in files of the folder when None.
    """

    into: Path
    at: datetime
    pass_phrase: PassPhrase | None = None
    seed: int | None = None
    nodes: Mapping[str, frozenset[CustodianId]] | None = None
    progress: Callable[[str, int, int], None] | None = None
    watch_first: bool = False
    store: Address | None = None


def open_folder(catalogue: Catalogue, founding: Founding) -> Book:
    """Found a book from a folder in which nothing is wrong.

    Raises:
        Malformed: the folder has faults, the target holds a book, or a seed is given for a real operation.
        Refused: another process is opening a book there just now.
    """
    settings = catalogue.sound()
    if founding.seed is not None and not settings.exercise:
        raise Malformed(Fault("exercise.seed-in-earnest", file=FILE))
    with being_opened(founding.into):
        return _opened(catalogue, founding)


def _opened(catalogue: Catalogue, founding: Founding) -> Book:
    settings, keys = catalogue.sound(), _Keys(founding)
    _copy_operation(catalogue, founding.into)
    nodes = _nodes(settings.desk, catalogue, founding, keys)
    file = BookFile(
        operation=_slug(settings.name), register_log=nodes[0].log, exercise=settings.exercise, seed=founding.seed,
        reader=READER,
    )  # fmt: skip
    make_store(founding.into, founding.store)
    store = open_store(founding.into, operation=file.operation)
    for node in nodes:
        store.create_log(keys.log_key(node.name), node.name)
    signing = MadeHere()
    checked = Remembered(founding.into, keep=True, holds=signing)
    book = Book(
        store, settings, register_log=file.register_log, keyring=keys.ring(), papers=Papers(founding.into / PAPERS),
        sealed=open_sealed(founding.into, keys.make("reader", READER), noise=keys.noise("sealed")),
        places=Places(founding.into / OPERATION, settings), entropy=keys.noise("acts"),
        signing=signing, holds=checked, when_closed=checked.close,
    )  # fmt: skip
    book.folder = founding.into
    try:
        _found(book, catalogue, founding, keys, nodes)
        found_store(founding.into)
        write_part(founding.into, file)
    except BaseException:
        book.close()
        raise
    return book


class _Keys:
    """Makes every key of a new book and writes it under its pass-phrase."""

    def __init__(self, founding: Founding) -> None:
        self._folder = founding.into / KEYS
        self._seed = founding.seed
        self._ask = founding.pass_phrase
        self._made: dict[tuple[Purpose, str], bytes] = {}

    def noise(self, purpose: str) -> Noise:
        """Unpredictable bytes, or in an exercise those of the seed."""
        return os.urandom if self._seed is None else exercise_noise(self._seed, purpose)

    def make(self, purpose: Purpose, name: str) -> bytes:
        """The private key of that name, made and written the first time it is asked for."""
        if (purpose, name) not in self._made:
            private = new_private() if self._seed is None else exercise_key(self._seed, purpose, name)
            folder = self._folder / f"{purpose}s"
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_key(
                folder / f"{name}.key", private, purpose=purpose, name=name, pass_phrase=self._phrase(name),
                exercise=self._seed is not None, noise=self.noise(f"key/{purpose}/{name}"),
            )  # fmt: skip
            self._made[purpose, name] = private
        return self._made[purpose, name]

    def public(self, purpose: Purpose, name: str) -> str:
        """The public half, in hexadecimal."""
        return public_of(self.make(purpose, name), purpose).hex()

    def log_key(self, node: str) -> Ed25519PrivateKey:
        """The key a node's log is signed with."""
        return Ed25519PrivateKey.from_private_bytes(self.make("log", node))

    def ring(self) -> Ring:
        """The keys made here, open until the book is closed."""
        return Ring(self._made)

    def _phrase(self, name: str) -> str:
        if self._seed is not None:
            return EXERCISE_PASS_PHRASE
        if self._ask is None:
            raise Malformed.because("keys.no-pass-phrase", name=name)
        return self._ask(name)


class Ring:
    """Keys just made, held open while the book is founded; an exercise keeps them open to its end."""

    def __init__(self, made: Mapping[tuple[Purpose, str], bytes]) -> None:
        self._made = made
        self._open: dict[str, Ed25519PrivateKey] = {}

    def private_key(self, officer: str) -> Ed25519PrivateKey:
        """The signing key of an officer or a root."""
        if officer not in self._open:
            purpose: Purpose = "root" if officer in ROOTS else "officer"
            self._open[officer] = Ed25519PrivateKey.from_private_bytes(self._made[purpose, officer])
        return self._open[officer]

    def nodes(self) -> list[str]:
        """Names of the nodes whose log keys were made here."""
        return sorted(name for purpose, name in self._made if purpose == "log")

    def log_key(self, node: str) -> Ed25519PrivateKey:
        """The key a node's log is signed with."""
        return Ed25519PrivateKey.from_private_bytes(self._made["log", node])


def _copy_operation(catalogue: Catalogue, into: Path) -> None:
    """The folder as it was, beside the book, without the table of people: their particulars are sealed instead."""
    target = into / OPERATION
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(catalogue.folder / FILE, target / FILE)
    if (catalogue.folder / policies.FILE).is_file():
        shutil.copyfile(catalogue.folder / policies.FILE, target / policies.FILE)
    for name, table in catalogue.tables.items():
        if name not in ("people", "keepapart"):
            shutil.copyfile(catalogue.folder / table.file, target / table.file)


def _nodes(desk: CustodianId, catalogue: Catalogue, founding: Founding, keys: _Keys) -> list[Node]:
    """The register's node first, then the desk's, then the others."""
    given = dict(founding.nodes or {})
    named = {custodian for custodians in given.values() for custodian in custodians}
    rest = frozenset(_custodians(desk, catalogue) - named)
    every = {REGISTER_NODE: frozenset({desk}), desk: rest | {desk}, **given}
    return [Node(name, keys.public("log", name), frozenset(custodians)) for name, custodians in every.items()]


def _custodians(desk: CustodianId, catalogue: Catalogue) -> set[CustodianId]:
    return {
        desk,
        *(CustodianId(row.must("custodian", str)) for row in catalogue.rows("sites")),
        *(escort_of(row) for row in catalogue.rows("fleet")),
        *_without_place(catalogue),
        *(CustodianId(row.must("custodian", str)) for row in catalogue.rows("officers")),
    }


def _without_place(catalogue: Catalogue) -> set[CustodianId]:
    return {CustodianId(row.must("custodian", str)) for row in catalogue.rows("custodians")}


def escort_of(row: Row) -> CustodianId:
    """The custodian of those aboard a carrier: its escort's name, or its own."""
    return CustodianId(row.get("custodian", str) or row.must("carrier", str))


def _found(book: Book, catalogue: Catalogue, founding: Founding, keys: _Keys, nodes: Sequence[Node]) -> None:
    """Everything a book begins with, in order."""
    desk = book.settings.desk
    appointments = [
        Appointment(
            row.must("officer", str), CustodianId(row.must("custodian", str)), row.must("role", str),
            row.get("public_key", str) or keys.public("officer", row.must("officer", str)), row.get("level", int) or 0,
        )
        for row in catalogue.rows("officers")
    ]  # fmt: skip
    roots = {name: keys.public("root", name) for name in ROOTS}
    found_register(book, founding.at, roots=roots, register=nodes[0], appointments=appointments)
    registrar, administrator = (
        next(one.officer for one in appointments if one.role == role and one.custodian == desk)
        for role in ("registrar", "administrator")
    )
    signing = Acting(desk, ((registrar, "registrar"), (administrator, "administrator")), founding.at, log=nodes[0].log)
    appoint(book, signing, appointments)
    open_nodes(book, signing, nodes[1:])
    _issue_blocks(book, catalogue, _desk(catalogue, desk, "operation-desk", founding.at))
    if not founding.watch_first:
        begin(book, catalogue, founding)


def begin(book: Book, catalogue: Catalogue, founding: Founding) -> None:
    """The operation begins at `founding.at`: agreements and carriers, then everybody's number; once for each book."""
    _turn_off(book, catalogue, founding.at)
    _declare(book, catalogue, founding.at)
    _open_places(book, catalogue, founding.at)
    for site, rows in _by_site(catalogue.rows("people")):
        register_site(book, catalogue, site, rows, at=founding.at, progress=_said(founding, site))
    _order_apart(book, catalogue, founding.at)


def register_site(
    book: Book, catalogue: Catalogue, site: str, rows: Sequence[Row], *, at: datetime, progress: Progress | None = None
) -> None:
    """Register everyone of one site, in the name of whoever holds it, by its clerk."""
    custodian = next(
        CustodianId(row.must("custodian", str)) for row in catalogue.rows("sites") if row.must("site", str) == site
    )
    acting = Acting(custodian, (_officer(catalogue, custodian, CLERKS),), at, via="import")
    newcomers = number_newcomers(book, acting, [_numbered(row) for row in rows])
    register(book, acting, newcomers, how="opening", progress=progress)
    told = papers_in(one.row for one in newcomers)
    note_all(book, acting, newcomers, by=_paper_clerk(catalogue, custodian, book.settings.desk, at) if told else None)


def _paper_clerk(catalogue: Catalogue, custodian: CustodianId, desk: CustodianId, at: datetime) -> Acting:
    """Whoever notes by what people of a site are held: its own clerk, or else the desk's legal reviewer."""
    try:
        return Acting(custodian, (_officer(catalogue, custodian, PAPER_CLERKS[:1]),), at, via="import")
    except Malformed:
        return Acting(desk, (_officer(catalogue, desk, PAPER_CLERKS),), at, via="import")


def _numbered(row: Row) -> Mapping[str, object]:
    """The row's known cells, its number and relative's number in the book's form."""
    cells: dict[str, object] = {name: value for name, value in row.cells.items() if value is not None}
    for name in ("number", "family_of"):
        if name in cells:
            cells[name] = read_number(str(cells[name])) or PersonId(str(cells[name]))
    return cells


def _by_site(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    ordered = sorted(rows, key=lambda row: row.must("site", str))
    return [(site, list(group)) for site, group in groupby(ordered, key=lambda row: row.must("site", str))]


def _said(founding: Founding, site: str) -> Progress | None:
    told = founding.progress
    return None if told is None else lambda done, whole: told(site, done, whole)


def _desk(catalogue: Catalogue, desk: CustodianId, role: str, at: datetime) -> Acting:
    """The desk, signing in a role; whoever has it, or its registrar's word that nobody does."""
    return Acting(desk, (_officer(catalogue, desk, (role,)),), at)


def _officer(catalogue: Catalogue, custodian: CustodianId, roles: Sequence[str]) -> tuple[str, str]:
    """An officer of the custodian in the first of these roles that anybody has."""
    for role in roles:
        for row in catalogue.rows("officers"):
            if row.must("custodian", str) == custodian and row.must("role", str) == role:
                return row.must("officer", str), role
    raise Malformed(Fault("folder.no-officer", values={"custodian": custodian, "role": " or ".join(roles)}))


def _issue_blocks(book: Book, catalogue: Catalogue, acting: Acting) -> None:
    """A block for the people of every custodian that brings some, and one for the handovers of everyone."""
    sites = {row.must("site", str): CustodianId(row.must("custodian", str)) for row in catalogue.rows("sites")}
    owners = _owners_of_blocks(catalogue, sites)
    for block, custodian in owners.items():
        book.write(acting.draft(BlockIssued(block=block, to=custodian)))
    escorts = {escort_of(row) for row in catalogue.rows("fleet")}
    for custodian in sorted({*sites.values(), *escorts, *_without_place(catalogue)}):
        if custodian not in owners.values() and custodian in sites.values():
            block = book.reading(Blocks).free_block()
            book.write(acting.draft(BlockIssued(block=block, to=custodian)))
        block = book.reading(Blocks).free_block()
        book.write(acting.draft(BlockIssued(block=block, to=custodian, of="handovers")))


def _owners_of_blocks(catalogue: Catalogue, sites: Mapping[str, CustodianId]) -> dict[str, CustodianId]:
    """Block → whoever brings most numbers of it: a block with two owners would give one number to two people."""
    brought: Counter[tuple[str, CustodianId]] = Counter()
    for row in catalogue.rows("people"):
        number = read_number(row.get("number", str) or "")
        if number is not None:
            brought[number[:2], sites[row.must("site", str)]] += 1
    owners: dict[str, CustodianId] = {}
    for (block, custodian), _ in sorted(brought.items(), key=lambda one: (-one[1], one[0])):
        owners.setdefault(block, custodian)
    return dict(sorted(owners.items()))


def _turn_off(book: Book, catalogue: Catalogue, at: datetime) -> None:
    """Gates this operation does not ask are facts of its book, each with its reason and two signatures."""
    if book.settings.gates_off:
        desk = book.settings.desk
        signers = tuple(_officer(catalogue, desk, (role,)) for role in ("administrator", "registrar"))
        facts = [GateSet(rule=rule, asked="no", because=why) for rule, why in sorted(book.settings.gates_off.items())]
        book.write_all([Acting(desk, signers, at).draft(fact) for fact in facts])


def _declare(book: Book, catalogue: Catalogue, at: datetime) -> None:
    """Agreements, carriers and claims, as the folder has them."""
    desk = book.settings.desk
    agreements = [_agreement(row) for row in catalogue.rows("agreements")]
    if agreements:
        acting = _desk(catalogue, desk, "coordinator", at)
        book.write_all([acting.draft(one) for one in agreements])
    carriers = [_carrier(row, at) for row in catalogue.rows("fleet")]
    if carriers:
        acting = _desk(catalogue, desk, "planner", at)
        book.write_all([acting.draft(one) for one in carriers])
    claims = [claim for row in catalogue.rows("claims") if (claim := _claim(row)).as_of <= at]
    if claims:
        acting = _desk(catalogue, desk, "operation-desk", at)
        book.write_all([acting.draft(one) for one in claims])


def _open_places(book: Book, catalogue: Catalogue, at: datetime) -> None:
    """How many people each place can take, where the operation asks for beds."""
    places = places_said(catalogue.rows("sites"), catalogue.rows("beds"))
    if places and book.settings.custody.beds_asked:
        acting = _desk(catalogue, book.settings.desk, "operation-desk", at)
        book.write_all([acting.draft(one) for one in places])


def _agreement(row: Row) -> AgreementMade:
    caps = {
        name: value
        for name, column in (("total", "cap_total"), ("per_day", "cap_per_day"))
        if (value := row.get(column, int)) is not None
    }
    parties, code = frozenset(row.listed("parties")), row.get("country", str)
    return AgreementMade(
        agreement=row.must("agreement", str), kind_of=row.must("kind", str), parties=parties,
        acts=frozenset(row.listed("acts")), scope=row.must("scope", str),
        text=digest_of(canonical({"scope": row.must("scope", str), "agreement": row.must("agreement", str)})),
        from_=row.must("from", datetime), until=row.get("until", datetime), caps=caps or None,
        conditions=frozenset(row.listed("conditions")), signers=frozenset(row.listed("signers")),
        duties=tuple(read_duty(one, parties) for one in row.listed("duties")),
        suspends_on=frozenset(row.listed("suspends_on")), country=code_of(code) if code else "",
    )  # fmt: skip


def _carrier(row: Row, at: datetime) -> CarrierDeclared:
    return CarrierDeclared(
        carrier=row.must("carrier", str), kind_of=row.must("kind", str), mode=row.must("mode", str),
        seats=row.must("seats", int), base=row.must("base", str), from_=row.get("from", datetime) or at,
        until=row.get("until", datetime),
    )  # fmt: skip


def _claim(row: Row) -> FigureClaimed:
    return FigureClaimed(
        source=row.must("source", str), as_of=row.must("as_of", datetime), scope=row.must("scope", str),
        value=row.must("value", int), note=row.get("note", str) or "", part_of=row.get("part_of", str) or "",
    )  # fmt: skip


def _order_apart(book: Book, catalogue: Catalogue, at: datetime) -> None:
    rows = catalogue.rows("keepapart")
    if not rows:
        return
    acting = _desk(catalogue, book.settings.desk, "security-officer", at)
    for (reach, because), group in groupby(sorted(rows, key=_reach_and_reason), key=_reach_and_reason):
        pairs = [
            (PersonId(read_number(row.must("a", str)) or ""), PersonId(read_number(row.must("b", str)) or ""))
            for row in group
        ]
        keep_apart(book, acting, pairs, reach=reach, because=because)


def _reach_and_reason(row: Row) -> tuple[str, str]:
    return row.must("reach", str), row.must("reason", str)


def _slug(name: str) -> str:
    """The operation's name as checkpoints carry it: letters, digits and dashes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "operation"
