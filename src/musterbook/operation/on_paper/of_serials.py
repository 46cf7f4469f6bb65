"""Papers of a serial: the manifest with its change block, the seat plan, and the list of a gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.ledger.facts import Digest
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.book import Book
from musterbook.operation.last_roll import Notes
from musterbook.operation.manifest_issues import CHANGES_MOST, Issue, issue_of
from musterbook.operation.on_paper.told import (
    BOX,
    Block,
    Cell,
    Names,
    Told,
    called,
    code,
    facts,
    figures,
    moment,
    name_ar_of,
    name_of,
    notice,
    several,
    signatures,
    table,
    why,
)
from musterbook.operation.serials import bound_for, escort_of, serial_named
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

GATE_HOURS: Final = 24
_CALLED_OFF: Final = ("refused", "withdrawn", "taken-back")


def manifest(book: Book, serial: str, at: datetime, names: Names) -> Told:
    """The manifest of a serial: the list as issued, never rewritten, and a block of what changed since."""
    one, issue = serial_named(book, serial), issue_of(book.entries(), serial)
    boarded, offered, accepted = _counts(book, one)
    notes = Notes(book)
    blocks: list[Block] = [
        facts(
            ("carrier", one.carrier), ("giver", called(book, one.giver)),
            ("escort", called(book, escort_of(book, one.carrier))), ("receiver", called(book, bound_for(book, one))),
            ("leaves", moment(one.leaves_at)), ("arrives", moment(one.arrives_at)),
            ("issue", issue.number), ("replaces", _replaced(issue)), ("plan", one.plan[:16]),
        ),
        figures(
            ("seats", one.seats), ("escorts", one.escorts), ("seated", len(one.people)), ("boarded", len(boarded)),
            ("offered", len(offered)), ("accepted", len(accepted)),
        ),
    ]  # fmt: skip
    if one.scrubbed:
        blocks.append(notice("scrubbed", because=why(one.scrubbed)))
    blocks.append(_changes(issue))
    blocks.append(
        table(
            ("place", "number", "name", "name-ar", "cell", "mind", "aboard", "off"),
            [
                (
                    place, person, name_of(names, person), name_ar_of(names, person),
                    names.get(person, {}).get("cell", ""), noted(notes, person), BOX, BOX,
                )
                for place, person in enumerate(sorted(issue.people), start=1)
            ],
            head="list",
        )
    )  # fmt: skip
    blocks.append(signatures(("load-master", ()), ("escort-commander", ())))
    return Told(
        "manifest", serial, serial, at, tuple(blocks), issue=issue.number, title={"serial": serial}, cites=issue.cites
    )


def seat_plan(book: Book, serial: str, at: datetime, names: Names) -> Told:
    """Who sits where: people in the order of the list, with whom each may not sit beside."""
    one, issue = serial_named(book, serial), issue_of(book.entries(), serial)
    apart = book.reading(KeepApart)
    enemies: dict[PersonId, list[PersonId]] = {}
    for order in apart.orders():
        if order.pair <= one.people:
            for person in order.pair:
                enemies.setdefault(person, []).extend(sorted(order.pair - {person}))
    rows: list[Sequence[Cell]] = [
        (place, person, name_of(names, person), several(*sorted(set(enemies.get(person, ())))), BOX)
        for place, person in enumerate(sorted(one.people), start=1)
    ]
    rows += [(place, "", "", "", BOX) for place in range(len(rows) + 1, one.seats - one.escorts + 1)]
    blocks = (
        facts(("carrier", one.carrier), ("leaves", moment(one.leaves_at)), ("issue", issue.number)),
        figures(("seats", one.seats), ("escorts", one.escorts), ("seated", len(one.people))),
        *([notice("apart", level="red", n=len(enemies))] if enemies else []),
        table(("place", "number", "name", "apart", "seated"), rows),
    )  # fmt: skip
    return Told("seat-plan", serial, serial, at, blocks, title={"serial": serial}, cites=issue.cites)


def gate_list(book: Book, custodian: str, at: datetime, names: Names) -> Told:
    """Everyone who is to go through a gate within a day, by serial: out of the place, or into it."""
    whose = CustodianId(custodian)
    until, roll, notes = at + timedelta(hours=GATE_HOURS), book.reading(Roll), Notes(book)
    rows: list[Sequence[Cell]] = []
    cites: list[Digest] = []
    for one in sorted(book.reading(Manifests).serials.values(), key=lambda each: (each.leaves_at, each.serial)):
        out, into = one.giver == whose, bound_for(book, one) == whose
        hour = one.leaves_at if out else one.arrives_at
        if one.scrubbed or not (out or into) or not at <= hour < until:
            continue
        cites += issue_of(book.entries(), one.serial).cites
        waiting = one.people & roll.on(in_hand(whose)) if out else one.people - roll.on(in_hand(whose))
        rows += [
            (
                moment(hour), one.serial, code("way", "out" if out else "in"), person, name_of(names, person),
                noted(notes, person), BOX,
            )
            for person in sorted(waiting)
        ]  # fmt: skip
    blocks = (
        facts(("place", called(book, custodian)), ("from", moment(at)), ("until", moment(until))),
        figures(("to-pass", len(rows))),
        table(("hour", "serial", "way", "number", "name", "mind", "passed"), rows),
        signatures(("gate", ())),
    )
    return Told(
        "gate-list", custodian, custodian, at, blocks, title={"place": called(book, custodian)}, cites=tuple(cites)
    )


def noted(notes: Notes, person: PersonId) -> Cell:
    """What to mind about someone, as the last good roll says it."""
    return several(*({"note": [key, number]} for key, number in notes.about(person)))


def _changes(issue: Issue) -> Block:
    """What changed after the list was issued, with lines left for what is written by hand."""
    rows = [
        (code("change", "on" if one.on else "off"), one.person, why(one.because), moment(one.at), one.entry[:8])
        for one in issue.changes
    ]
    empty = [("", "", "", "", "")] * (CHANGES_MOST - len(rows))
    return table(("change", "number", "because", "at", "entry"), [*rows, *empty], head="changes")


def _replaced(issue: Issue) -> Cell:
    """The issue this one takes the place of: its number, when it was issued, and by which entry."""
    old = issue.replaces
    return several(old.number, moment(old.at), old.entry[:8]) if old is not None else ""


def _counts(book: Book, one: Manifest) -> tuple[frozenset[PersonId], frozenset[PersonId], frozenset[PersonId]]:
    """Who boarded, who was offered onward, and who was accepted at the end, of a serial."""
    parts = book.places.parts
    live = [each for each in _of_serial(book, one.serial) if each.stage not in _CALLED_OFF]
    boarded = [each.accepted for each in live if parts.get(each.receiver) == "escort"]
    onward = [each for each in live if parts.get(each.giver) == "escort"]
    none = frozenset[PersonId]()
    return (
        none.union(*boarded),
        none.union(*(each.people for each in onward)),
        none.union(*(each.accepted for each in onward)),
    )


def _of_serial(book: Book, serial: str) -> list[Handover]:
    return [each for each in book.reading(Handovers).all() if each.offered.serial == serial]
