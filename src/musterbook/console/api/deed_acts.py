"""Every other act that has a name: what pages ask for in a form, a program sends in one body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.console.api.declared import Act, ActAsked, Names, Sent
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.contesting import FIELDS
from musterbook.operation.deeds.doing import acting_for, objections_of, perform
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.of_cases import RETURNS
from musterbook.operation.deeds.reading import read_said
from musterbook.papers.of_deeds import PRINTS
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

CLAIMED: Final = frozenset(field for fields in FIELDS.values() for field in fields)
_AT_THEIR_OWN: Final = {deed.name for deed in RETURNS if deed.about == "case"} | {"open-case", "adopt-plan"}
OPEN: Final = {name: deed for name, deed in DEEDS.items() if name not in _AT_THEIR_OWN}
"""Those that have no address of their own, at which what was seen must be said."""
IN_STEPS: Final = "answer-contest"
"""Written in two steps where it puts particulars right: the second follows an entry that is not there to be signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedAsked(ActAsked):
    """What is said for a deed, by field, as its form on the pages has it; `about` is whom or what it is about."""

    said: Mapping[str, str | tuple[str, ...]]
    about: str = ""


def _deed(book: Book, signers: Sequence[str], sent: Sent) -> object:
    name, said = sent.names["deed"], sent.said
    deed = OPEN.get(name)
    if deed is None:
        raise Malformed.because("api.no-deed", name=name[:40], known=", ".join(OPEN))
    if name == IN_STEPS and said.said.keys() & CLAIMED:
        raise Refused(Objection("api.deed-in-steps", values={"name": deed.name}))
    told = {field: [one] if isinstance(one, str) else list(one) for field, one in said.said.items()}
    values = read_said(book, deed, told, about=said.about, sees=sent.sees)
    acting = acting_for(book, deed, values, signers, sent.at, happened_at=said.happened_at)
    objections = objections_of(book, deed, acting, values)
    if objections:
        raise Refused(*objections)
    return perform(book, deed, acting, values, officers=signers, prints=PRINTS)


def _seals(names: Names) -> bool:
    deed = DEEDS.get(names["deed"])
    return deed is not None and deed.seals


def _room(names: Names) -> str:
    deed = DEEDS.get(names["deed"])
    return deed.room if deed is not None else ""


def _never(book: Book, acting: Acting, names: Names, said: DeedAsked) -> object:
    raise AssertionError(f"a deed is done whole: {book}, {acting}, {names}, {said}")


DEED_ACTS: Final = (
    Act(
        "/deeds/{deed}",
        Fact,
        DeedAsked,
        "Do any act that pages have a form for, by its name.",
        _never,
        whole=_deed,
        seals=_seals,
        room=_room,
    ),
)
"""One address for all of them."""
