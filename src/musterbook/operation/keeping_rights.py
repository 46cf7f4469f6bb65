"""Keeping rights: keys issued, withdrawn and changed, officers named and ended, roles given and taken, nodes opened.

Every one of these is an entry of the register, signed by a registrar and an administrator or inspector. What ends says
how far each log was seen here: what was written below stands, what comes at or beyond it does not (`Ending`).
Joins rights with the key files beside the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.ledger.signing import key_id
from musterbook.ledger.tree import Frontier
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.rights.facts import (
    Granted,
    GrantEnded,
    KeyIssued,
    KeyWithdrawn,
    NodeClosed,
    NodeHolds,
    NodeOpened,
    OfficerEnded,
    OfficerNamed,
)
from musterbook.rights.grants import EVERYTHING, Node
from musterbook.rights.register import Register
from musterbook.rights.roles import ROLES, keeps_machines, moves_people
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

ITS_PEOPLE: Final = "its-people"
HOLDS: Final = (EVERYTHING, ITS_PEOPLE)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a registrar has seen each log: what an ending names. `{log: size}`."""

    heads: Mapping[str, int]

    @classmethod
    def here(cls, book: Book, *, less: Iterable[str] = ()) -> Seen:
        """As far as this copy goes; `less` are logs of which nothing may stand any more."""
        none = frozenset(less)
        return cls({log: 0 if log in none else size for log, (size, _) in book.store.heads().items()})


def in_register(book: Book, acting: Acting) -> Acting:
    """The same hand, writing in the register.

    Raises:
        Refused: the register is kept elsewhere: its log has no key here.
    """
    if book.register_log not in book.store.own_logs():
        raise Refused(Objection("register.not-here", values={"log": book.register_log[:16]}))
    return replace(acting, log=book.register_log)


def name_officer(book: Book, acting: Acting, officer: str, custodian: CustodianId) -> Entry:
    """Someone acts for a custodian from now on.

    Raises:
        Refused: the register says so already.
    """
    if (officer, custodian) in book.register.officers():
        raise Refused(Objection("register.named-already", values={"officer": officer, "custodian": custodian}))
    return book.write(acting.draft(OfficerNamed(officer=officer, custodian=custodian)))


def issue_key(book: Book, acting: Acting, officer: str, public: str) -> Entry:
    """An officer signs with this key from now on, beside any he has.

    Raises:
        Malformed: it is no Ed25519 key. Refused: nobody named him, or the key is somebody's already.
    """
    if len(public) != 64 or set(public) - set("0123456789abcdef"):
        raise Malformed.because("key.not-public")
    if officer not in {name for name, _ in book.register.officers()}:
        raise Refused(Objection("register.not-named", values={"officer": officer}))
    if any(key.public_key == public for keys in book.register.said.keys.values() for key in keys):
        raise Refused(Objection("register.key-known", values={"officer": officer, "key": key_id(public)}))
    return book.write(acting.draft(KeyIssued(officer=officer, key=public)))


def withdraw_key(book: Book, acting: Acting, officer: str, because: str, *, key: str = "", seen: Seen) -> list[Entry]:
    """An officer's key, or all of his, is good no longer beyond what was seen of each log.

    Raises:
        Refused: he has no such key that is good now.
    """
    good = book.register.keys_of(officer, book.register.size)
    chosen = [one for one in good if not key or one.short.startswith(key) or one.public_key == key]
    if not chosen:
        raise Refused(Objection("register.no-such-key", values={"officer": officer, "key": key or "-"}))
    drafts = [
        acting.draft(KeyWithdrawn(officer=officer, key=one.public_key, because=because, heads=seen.heads))
        for one in chosen
    ]
    return book.write_all(drafts)


def change_key(book: Book, acting: Acting, officer: str, public: str, because: str) -> list[Entry]:
    """Issue the new key, then withdraw whatever others an officer has, as far as was seen here: rotation.

    Whoever is stopped in between has both, and asks again.

    Raises:
        Malformed: the new one is no key. Refused: nobody named him.
    """
    old = [one.public_key for one in book.register.keys_of(officer, book.register.size)]
    issued = issue_key(book, acting, officer, public)
    ended = [withdraw_key(book, acting, officer, because, key=one, seen=Seen.here(book)) for one in old]
    return [issued, *(entry for entries in ended for entry in entries)]


def grant(
    book: Book, acting: Acting, officer: str, role: str, custodian: CustodianId, *, until: datetime | None = None,
    compartments: Iterable[str] = (), level: int = 0,
) -> Entry:  # fmt: skip
    """Give an officer a role for a custodian.

    Raises:
        Malformed: there is no such role, or the end lies in the past.
        Refused: nobody named him for this custodian; or he would keep machines and move people.
    """
    if role not in ROLES:
        raise Malformed.because("register.no-role", role=role, known=", ".join(sorted(ROLES)))
    if until is not None and until <= acting.at:
        raise Malformed.because("register.ended-before", role=role)
    if (officer, custodian) not in book.register.officers():
        raise Refused(Objection("register.not-named-for", values={"officer": officer, "custodian": custodian}))
    held = {one.role for one in book.register.grants_at(book.register.size) if one.officer == officer}
    clash = moves_people if keeps_machines(role) else keeps_machines if moves_people(role) else None
    beside = next((one for one in sorted(held) if clash is not None and clash(one)), "")
    if beside:
        raise Refused(Objection("register.roles-apart", values={"officer": officer, "role": role, "beside": beside}))
    fact = Granted(
        officer=officer, role=role, custodian=custodian, until=until, compartments=frozenset(compartments), level=level
    )
    return book.write(acting.draft(fact))


def end(
    book: Book, acting: Acting, officer: str, custodian: CustodianId, because: str, *, role: str = "", seen: Seen
) -> Entry:
    """Take a role from an officer, or, without one, everything he does for a custodian.

    Raises:
        Refused: he has no such role, or was never named for the custodian.
    """
    held = [one for one in book.register.grants_at(book.register.size) if one.officer == officer]
    fits = [one for one in held if one.custodian == custodian and role in ("", one.role)]
    if (role and not fits) or (not role and (officer, custodian) not in book.register.officers()):
        raise Refused(Objection("register.nothing-to-end", values={"officer": officer, "custodian": custodian}))
    fact: Fact = OfficerEnded(officer=officer, custodian=custodian, because=because, heads=seen.heads)
    if role:
        fact = GrantEnded(officer=officer, role=role, custodian=custodian, because=because, heads=seen.heads)
    return book.write(acting.draft(fact))


def open_node(
    book: Book, acting: Acting, name: str, log: str, custodians: Iterable[CustodianId], *, previous: str = ""
) -> Entry:
    """A node's log counts from now on. `previous` is the log it takes the place of, which closes where it is known.

    Raises:
        Malformed: the log's id is no key, or it writes for nobody. Refused: the log is known already.
    """
    if len(log) != 64 or set(log) - set("0123456789abcdef"):
        raise Malformed.because("key.not-public")
    if not (writes_for := frozenset(custodians)):
        raise Malformed.because("register.node-for-nobody", node=name)
    if book.register.node_of(log) is not None:
        raise Refused(Objection("register.node-known", values={"node": name, "log": log[:16]}))
    size, root = book.store.heads().get(previous, (0, ""))
    fact = NodeOpened(
        log=log, node=name, custodians=writes_for, previous_log=previous, at_size=size, at_root=root if previous else ""
    )
    return book.write(acting.draft(fact))


def set_holding(book: Book, acting: Acting, node: Node, holds: str) -> Entry:
    """What a node may hold from now on: `everything`, or `its-people`.

    Raises:
        Malformed: any other word. Refused: the register says so already, or the node keeps the register or writes for
            the desk, which must have everything.
    """
    if holds not in HOLDS:
        raise Malformed.because("register.holds", said=holds)
    if (holds == ITS_PEOPLE) == node.partial:
        raise Refused(Objection("register.holds-already", values={"node": node.name}))
    if holds == ITS_PEOPLE and (book.settings.desk in node.custodians or node.log == book.register_log):
        raise Refused(Objection("register.holds-desk", values={"node": node.name}))
    return book.write(acting.draft(NodeHolds(log=node.log, holds=holds)))


def close_node(book: Book, acting: Acting, node: Node, because: str, *, at_size: int | None = None) -> Entry:
    """Nothing in a node's log counts at or beyond a size: that seen here, or a lower one.

    Raises:
        Malformed: more is named than was seen. Refused: it was closed before at a lower size, or it is the register.
    """
    size, root = book.store.heads().get(node.log, (0, ""))
    chosen = size if at_size is None else at_size
    if not 0 <= chosen <= size:
        raise Malformed.because("register.size-unseen", node=node.name, size=chosen, seen=size)
    if node.log == book.register_log:
        raise Refused(Objection("register.stays-open"))
    if node.closed_at is not None and node.closed_at <= chosen:
        raise Refused(Objection("register.node-closed", values={"node": node.name, "size": node.closed_at}))
    root = root if chosen == size else _root(book, node.log, chosen)
    return book.write(acting.draft(NodeClosed(log=node.log, at_size=chosen, at_root=root, because=because)))


def _root(book: Book, log: str, size: int) -> str:
    """The root of a log's first entries."""
    tree = Frontier()
    for entry in book.store.entries(log, 0, size):
        tree.append(bytes.fromhex(entry.digest))
    return tree.root().hex()


def node_named(book: Book, name: str) -> Node:
    """The open node of that name, or whose log begins so; the newest where a name was used again.

    Raises:
        Malformed: there is none, or several logs begin so.
    """
    return node_in(book.register, name)


def node_in(register: Register, name: str) -> Node:
    """The same in a register that is read by itself."""
    nodes = [one for one in register.said.nodes.values() if one.name == name]
    nodes = nodes or [one for one in register.said.nodes.values() if len(name) >= 8 and one.log.startswith(name)]
    if not nodes:
        raise Malformed.because("register.no-node", node=name)
    return max(nodes, key=lambda one: (one.closed_at is None, one.since))
