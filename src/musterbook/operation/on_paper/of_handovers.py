"""The receipt of a handover: who gave whom to whom, what differs, and the two signatures that made it so.

Three copies: the giver's, the receiver's, the operation's desk's. The manifest that the giver signed rides inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from musterbook.custody.facts import LetGo
from musterbook.custody.handovers import Handover
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.operation import handing_over
from musterbook.operation.at_the_door import letters_of
from musterbook.operation.book import Book
from musterbook.operation.on_paper.forms import CLASSES
from musterbook.operation.on_paper.told import (
    Block,
    Cell,
    Names,
    Told,
    called,
    code,
    facts,
    moment,
    name_ar_of,
    name_of,
    notice,
    several,
    signatures,
    table,
)
from musterbook.terms.people import PersonId

COPIES = ("giver", "receiver", "desk")


def receipt(book: Book, handover: str, at: datetime, names: Names) -> Told:
    """The receipt of one handover, by its reference or its offer's digest."""
    one = handing_over.found(book, handover)
    blocks: list[Block] = [
        facts(
            ("handover", one.reference), ("giver", called(book, one.giver)), ("receiver", called(book, one.receiver)),
            ("serial", one.offered.serial), ("carrier", one.offered.carrier), ("stage", code("stage", one.stage)),
            ("offered-at", moment(one.at)), ("let-go-at", moment(one.let_go_at)),
            ("accepted-at", moment(one.accepted_at)), ("letters", letters_of(one.offer)),
            ("manifest", one.offered.manifest),
        ),
        _counts(book, one),
    ]  # fmt: skip
    differs = _differs(one, names)
    if differs:
        blocks.append(
            notice("unequal", differs, offered=len(one.people), accepted=len(one.people & one.accepted))
        )  # fmt: skip
    cites = cited(book, one)
    blocks.append(_signed(one, cites))
    shown = sorted(one.people | one.accepted)
    blocks.append(
        table(
            ("place", "number", "name", "name-ar", "class", "taken"),
            [
                (
                    place, person, name_of(names, person), name_ar_of(names, person),
                    code("class-of-one", _class(book, person)),
                    code("taken", "yes" if person in one.accepted else "no"),
                )
                for place, person in enumerate(shown, start=1)
            ],
            head="list",
        )
    )  # fmt: skip
    manifest = book.papers.read(one.offered.manifest)
    files = {} if manifest is None else {"manifest.json": manifest.decode()}
    return Told(
        "receipt", handover, one.reference, at, tuple(blocks), title={"handover": one.reference},
        cites=tuple(entry.digest for entry in cites), owners=COPIES, files=files,
    )  # fmt: skip


def cited(book: Book, one: Handover) -> list[Entry]:
    """The entries a handover stands on: offer, letting go, acceptances."""
    wanted = [one.offer, *(each.entry for each in one.acceptances)]
    found = [entry for digest in wanted if (entry := book.entry(digest)) is not None]
    let_go = [
        entry for entry in book.entries()
        if isinstance(entry.fact, LetGo) and entry.by == one.giver and entry.fact.handover == one.reference
    ]  # fmt: skip
    return sorted([*found, *let_go], key=lambda entry: (entry.happened_at, entry.digest))


def _counts(book: Book, one: Handover) -> Block:
    """Offered, let go, accepted and excepted, by class."""
    excepted = frozenset(each.person for each in one.exceptions if each.person is not None)
    groups = (one.people, frozenset(one.let_go), one.accepted, excepted)
    counted = [Counter(_class(book, person) for person in group) for group in groups]
    rows: list[Sequence[Cell]] = [
        (code("class", each), *(group[each] for group in counted))
        for each in CLASSES
        if any(group[each] for group in counted)
    ]
    rows.append((code("class", "all"), *(len(group) for group in groups)))
    return table(("class", "offered", "let-go", "accepted", "excepted"), rows, head="counts")


def _class(book: Book, person: PersonId) -> str:
    codes = book.reading(Classes).codes(person)
    if codes.may_be_child:
        return "child" if codes.child == "yes" else "age-unknown"
    if codes.may_be_woman:
        return "woman" if codes.sex == "woman" else "sex-unknown"
    return "man"


def _differs(one: Handover, names: Names) -> list[Sequence[Cell]]:
    """Everyone and everything that is not as it was offered, each with why."""
    said: list[Sequence[Cell]] = [
        (
            each.person or each.seal, name_of(names, each.person) if each.person else "",
            code("exception", each.code), each.note,
        )
        for each in one.exceptions
    ]  # fmt: skip
    named = {each.person for each in one.exceptions}
    if one.acceptances:
        said += [
            (person, name_of(names, person), code("exception", "unanswered"), "")
            for person in sorted(one.outstanding - named)
        ]
    return said


def _signed(one: Handover, cites: Sequence[Entry]) -> Block:
    """Both signatures with officer, key and hour; that they were given at one device where they were."""
    by = {entry.digest: entry for entry in cites}
    offer = by.get(one.offer)
    taken = [by[each.entry] for each in one.acceptances if each.entry in by]
    lines: list[tuple[str, Sequence[Cell]]] = [("giver", _hands(offer))]
    lines += [("receiver", _hands(entry)) for entry in taken] or [("receiver", ())]
    logs = {entry.log for entry in [offer, *taken] if entry is not None}
    if taken and len(logs) == 1:
        lines.append(("one-device", (code("device", "one"),)))
    return signatures(*lines)


def _hands(entry: Entry | None) -> tuple[Cell, ...]:
    if entry is None:
        return ()
    signed = several(*(several(each.officer, code("role", each.role), each.key) for each in entry.signed))
    return (signed, moment(entry.happened_at), code("via", entry.act.via), entry.digest)
