"""Lots of those who stay: who of a place is seated on which serial, who on none, and what stands against each lot.

Joins the gates with lift's serials and with families, as people board in lots and families go together or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from musterbook.eligibility.classes import Classes
from musterbook.eligibility.escorting import RULE as FEMALE_ESCORT
from musterbook.eligibility.gates import gate
from musterbook.lift.manifests import ESCORTS_LEAST, PEOPLE_PER_ESCORT, Manifest, Manifests
from musterbook.operation.book import Book
from musterbook.operation.gates import TOGETHER, before_handover, is_another
from musterbook.operation.making_room import beds_objections
from musterbook.operation.serials import bound_for, destination_at, escort_of, mode_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

BEDS: Final = "custody.beds"
CHECK: Final = "custody.identity-check"
FAMILY: Final = "eligibility.family"
OF_A_LOAD: Final = TOGETHER | {FEMALE_ESCORT}
"""Asked of each load alone: who rides with whom, and who escorts them, nobody knows before they have seats."""
Each = Mapping[PersonId, list[Objection]]
"""Person → objections to his move."""
Whole = list[tuple[Objection, int]]
"""Objections to a lot as a whole, each with how many people of it it keeps."""


@dataclass(frozen=True, slots=True)
class Lot:
    """People who would go together.

    Attributes:
        moves: the move they would make, one for each end they could be taken to.
        serial: the serial they are seated on; empty for those seated on none.
        free_seats: seats free on serials that have not left, for those seated on none.
    """

    moves: tuple[Move, ...]
    serial: str = ""
    free_seats: int = 0

    @property
    def move(self) -> Move:
        """The first of its moves: who goes, and from where, is the same in all of them."""
        return self.moves[0]


def lots_at(book: Book, custodian: CustodianId, people: frozenset[PersonId], at: datetime) -> Iterator[Lot]:
    """The people of a custodian by the serial they are to leave on, and last those without a seat."""
    manifests, seated = book.reading(Manifests), defaultdict[str, set[PersonId]](set)
    for person in people:
        named = (manifests.serials[one] for one in manifests.serials_of(person))
        serial = next((one.serial for one in named if one.giver == custodian and not one.scrubbed), "")
        seated[serial].add(person)
    day = at.astimezone(book.settings.zone).date().isoformat()
    for serial in sorted(filter(None, seated)):
        manifest, who = manifests.serials[serial], frozenset(seated[serial])
        move = Move(
            who, custodian, escort_of(book, manifest.carrier), at, destination=_end_of(book, manifest),
            kind=_kind_of(book, manifest.people), mode=mode_of(book, manifest.carrier), serial=serial, day=day,
        )  # fmt: skip
        yield Lot((move,), serial)
    if seated[""]:
        who, ends = frozenset(seated[""]), book.settings.ends
        moves = tuple(Move(who, custodian, end, at, destination=end, day=day) for end in ends)
        yield Lot(moves, free_seats=_free_seats(manifests, custodian, at))


def reasons_of(book: Book, lot: Lot, families: Sequence[frozenset[PersonId]]) -> tuple[Each, Whole]:
    """What stands against each person of a lot, and against the lot, to the end to which least does.

    What is of a load is asked of those with seats alone; beds are asked for those whom nothing else keeps.
    """
    against = [(move, _against(book, lot, move)) for move in lot.moves]
    move, found = min(against, key=lambda one: len(one[1]))
    of_each: dict[PersonId, list[Objection]] = {}
    for one in found:
        if one.person is not None:
            of_each.setdefault(one.person, []).append(one)
    for person, objection in list(_parted(lot, of_each, families)):
        of_each[person] = [objection]
    free = move.people - of_each.keys()
    whole = [(one, len(move.people)) for one in found if one.person is None and one.rule != BEDS]
    return of_each, [*whole, *_beds(book, replace(move, people=free), free)]


def _against(book: Book, lot: Lot, move: Move) -> list[Objection]:
    return [one for one in before_handover(book, move) if lot.serial or _is_his(one)]


def _is_his(one: Objection) -> bool:
    """Whether it is said of him whatever he rides on, and is not only done when people go."""
    return one.rule not in OF_A_LOAD and (one.rule != CHECK or is_another(one))


def _beds(book: Book, move: Move, free: frozenset[PersonId]) -> Iterator[tuple[Objection, int]]:
    for one in beds_objections(book, move) if free else ():
        reserved = one.values.get("reserved")
        yield one, len(free) - reserved if isinstance(reserved, int) else len(free)


def _parted(
    lot: Lot, stopped: Each, families: Sequence[frozenset[PersonId]]
) -> Iterator[tuple[PersonId, Objection]]:  # fmt: skip
    """Those whom nothing keeps but that one of their family is kept, and nobody decided that they may be parted."""
    for family in families:
        kept = sorted(one for one in family if one in stopped)
        for person in sorted(family & lot.move.people - stopped.keys()) if kept else ():
            yield person, Objection(FAMILY, person, {"other": kept[0], "lift_by": gate(FAMILY).lift_by})


def _kind_of(book: Book, people: Iterable[PersonId]) -> str:
    """A serial on which everyone is of those a protective lot moves is one."""
    classes = book.reading(Classes)
    codes = [classes.codes(one) for one in people]
    return "protective" if all(
        one.may_be_child or one.may_be_woman or one.may_be_family for one in codes
    ) else "evacuation"  # fmt: skip


def _end_of(book: Book, manifest: Manifest) -> CustodianId:
    return destination_at(book, bound_for(book, manifest))


def _free_seats(manifests: Manifests, custodian: CustodianId, at: datetime) -> int:
    """Seats nobody has on serials of a custodian that have not left, those of the escorts they would need left out."""
    free = 0
    for one in manifests.serials.values():
        if one.giver != custodian or one.scrubbed or one.leaves_at < at or not one.people:
            continue
        room = one.seats - len(one.people)
        escorts = max(ESCORTS_LEAST, -(-len(one.people) // PEOPLE_PER_ESCORT))
        free += max(0, room - escorts)
    return free
