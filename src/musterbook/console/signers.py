"""Who would sign: officers who may, the one who was named, and in words why he may not. No key is opened here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from musterbook.ledger.facts import Fact
from musterbook.operation.adopting import SECONDS
from musterbook.operation.book import Book
from musterbook.operation.signing_in import roles_for
from musterbook.rights.decide import may_sign, who_may
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.pages import page
from musterbook.words.say import sentence

NEWS_BRINGER = "load-master"
"""Reports what happens in front of him, so that no second key is asked of him inside the freeze line (0481)."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Who would sign an act.

    Attributes:
        officer, role: who, and in which role; both empty when he may not, or nobody can.
        able: everyone who may, the likeliest first.
        refused: why whoever was named may not. To a name the register does not know it tells no other name.
        second, second_role: who would stand second where that is wanted.
        lacks_second: a second key is wanted and nobody else may give it.
    """

    officer: str = ""
    role: str = ""
    able: tuple[str, ...] = ()
    refused: str = ""
    second: str = ""
    second_role: str = ""
    lacks_second: bool = False

    @property
    def ready(self) -> bool:
        """The act can be signed by those named."""
        return bool(self.officer) and not self.lacks_second


def signing(
    book: Book, kind: type[Fact], *, named: str = "", custodians: Iterable[CustodianId] = (), second: bool = False
) -> Signing:
    """Who may sign a fact of this kind, in the name of one of the custodians where any are given.

    `named` is who means to sign; the likeliest officer otherwise. `second`: a second key is wanted beside his.
    """
    able = _able(book, kind, tuple(custodians))
    officers = tuple(dict.fromkeys(officer for officer, _ in able))
    if named and named not in {one for one, _ in book.register.officers()}:
        return Signing(refused=page("sign.stranger"))
    if named and named not in officers:
        return Signing(able=officers, refused=_refusal(book, kind, named, tuple(custodians)))
    officer, role = next((one for one in able if not named or one[0] == named), ("", ""))
    if not officer:
        return Signing(able=officers, refused=page("sign.nobody-may"))
    if not book.register.keys_of(officer, book.register.size):
        return Signing(able=officers, refused=sentence(Objection("rights.no-key", values={"officer": officer})))
    if not second or role == NEWS_BRINGER:
        return Signing(officer, role, officers)
    other, other_role = next((one for one in _seconds(book) if one[0] != officer), ("", ""))
    return Signing(officer, role, officers, "", other, other_role, lacks_second=not other)


def seconding(book: Book, kind: type[Fact], first: str, *, but: str = "") -> Signing:
    """Who may stand second under a fact of this kind that wants two people: the first by name who is not `first`.

    `but` is a role in which nobody stands second: that of whoever signs first.
    """
    roles = frozenset(role for rule in book.register.rules_of(kind.kind) for role in rule.second)
    register = book.register
    grants = {(one.officer, one.role) for one in register.grants_at(register.size) if one.role in roles - {but}}
    able = sorted(one for one in grants if one[0] != first and register.keys_of(one[0], register.size))
    if not able:
        return Signing(refused=page("sign.no-second"))
    return Signing(*able[0], tuple(dict.fromkeys(officer for officer, _ in able)))


def _able(book: Book, kind: type[Fact], custodians: tuple[CustodianId, ...]) -> list[tuple[str, str]]:
    """Officers with a role that signs it, each with the role; planners of the desk before all others."""
    roles = frozenset(role for rule in book.register.rules_of(kind.kind) for role in rule.first)
    grants = [
        one
        for one in book.register.grants_at(book.register.size)
        if one.role in roles and (not custodians or one.custodian in custodians)
    ]
    order = {custodian: place for place, custodian in enumerate(custodians or (book.settings.desk,))}
    grants.sort(
        key=lambda one: (order.get(one.custodian, len(order)), one.role != "planner", one.role, one.officer)
    )  # fmt: skip
    return [(one.officer, one.role) for one in grants]


def _seconds(book: Book) -> list[tuple[str, str]]:
    """Officers whose key may stand second, the desk's first."""
    found = who_may(book.register, SECONDS, book.register.size)
    return sorted(found, key=lambda one: (one[1] != "operation-desk", one))


def _refusal(book: Book, kind: type[Fact], named: str, custodians: tuple[CustodianId, ...]) -> str:
    if custodians:
        register = book.register
        return " ".join(map(sentence, may_sign(register, named, kind.kind, custodians[0], register.size)))
    try:
        roles_for(book, kind, (named,))
    except Refused as refused:
        return " ".join(map(sentence, refused.objections))
    return page("sign.nobody-may")
