"""What the book has of a thing that a deed is about, as closed lists: holds to lift, seals, beds that are free."""

from __future__ import annotations

from typing import Final

from musterbook.coordination.agreement import Agreement
from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.care.property import Property
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import Contests
from musterbook.custody.facts import Corrected, CorrectionAgreed
from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People
from musterbook.custody.reasons import reasons
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.warnings import Warnings
from musterbook.eligibility.apart import KeepApart
from musterbook.eligibility.gates import GATES
from musterbook.lift.requests import DECLINED, Requests
from musterbook.operation.agreeing import agreements_of, lost_since
from musterbook.operation.bedding import taken_of
from musterbook.operation.book import Book
from musterbook.operation.contesting import FIELDS
from musterbook.operation.making_room import opened_place
from musterbook.operation.one_body import holds_of
from musterbook.operation.open_pairs import untold
from musterbook.operation.sheets_kept import questionnaire
from musterbook.terms.custodians import NOWHERE, far
from musterbook.terms.people import PersonId

NOBODY_IS_THERE: Final = frozenset((NOWHERE, far("merged")))
NOT_OF_A_LEG: Final = frozenset((
    "agreement_withdrawn", "allocation_cancelled", "case_not_court_ready", "court_closure", "court_no_capacity",
    "court_not_dda_compliant", "database_correction", "family_on_list", "hold_raised", "identity_in_doubt",
    "incomplete_per", "list_received_after_5_pm", "possible_child", "prisoner_no_longer_required", "prisoner_refusal",
    "prisoner_to_be_released_on_bail", "prisoner_unfit_to_travel", "ptr_unachievable", "rejected",
    "sender_unable_to_fulfil_draft", "sending_establishment_failed_to_fill_allocation", "video_link_to_be_used",
))  # fmt: skip
"""Reasons why somebody is not moved at all; a leg is not run for want of a way, a carrier, a place or an order."""
UNPLANNED: Final = frozenset(("lockout",))
"""Why a night is spent on the way that nobody plans."""
SIGNS: Final = 8
"""So many signs of a digest name an entry to people."""


def grounds(book: Book, person: str) -> tuple[str, ...]:
    """Grounds on which somebody is held."""
    return tuple(sorted({one.ground for one in holds_of(book)(PersonId(person))}))


def warnings(book: Book, person: str) -> tuple[str, ...]:
    """Kinds of warnings about somebody that nobody lifted."""
    return book.reading(Warnings).not_lifted(PersonId(person))


def seals(book: Book, person: str) -> tuple[str, ...]:
    """Seals somebody's property lies under."""
    bags = book.reading(Property).of_person(PersonId(person))
    return tuple(sorted({bag.seal for bag in bags if bag.returned_at is None}))


def relatives(book: Book, person: str) -> tuple[str, ...]:
    """Those who are linked to somebody."""
    known = book.reading(People).get(PersonId(person))
    return tuple(sorted({one.other for one in known.links})) if known is not None else ()


def family(book: Book, person: str) -> str:
    """Somebody and those linked to him, one a line."""
    return "\n".join((person, *relatives(book, person))) if person else ""


def kept_from(book: Book, person: str) -> tuple[str, ...]:
    """Those from whom somebody is kept apart."""
    orders = book.reading(KeepApart).orders_about(PersonId(person))
    return tuple(sorted({one for order in orders for one in order.pair} - {person}))


def absorbed(book: Book, person: str) -> tuple[str, ...]:
    """Numbers that were merged into somebody's."""
    known = book.reading(People).get(PersonId(person))
    return tuple(sorted(known.absorbs)) if known is not None else ()


def handover_of(book: Book, person: str) -> str:
    """The handover somebody is being offered under; empty where he is not."""
    open_ones = [one for one in book.reading(Handovers).open() if PersonId(person) in one.outstanding]
    return open_ones[-1].reference if open_ones else ""


def contests(book: Book, start: str) -> tuple[str, ...]:
    """Contests that nobody answered: the one asked for, or all."""
    return tuple(one.entry[:SIGNS] for one in book.reading(Contests).open() if one.entry.startswith(start))


def contested_fields(book: Book, start: str) -> frozenset[str]:
    """The particulars a contest may put right."""
    found = book.reading(Contests).contest(start) if start else None
    return FIELDS.get(found.about, frozenset()) if found is not None else frozenset()


def complaints(book: Book, start: str) -> tuple[str, ...]:
    """Complaints that wait for an answer: the one asked for, or all."""
    return tuple(one.entry[:SIGNS] for one in book.reading(Complaints).open() if one.entry.startswith(start))


def overridable(_: Book, __: str) -> tuple[str, ...]:
    """Gates that anybody may override."""
    return tuple(rule for rule, line in GATES.items() if line.override or line.emergency)


def parties(book: Book, name: str) -> tuple[str, ...]:
    """Who is bound by an agreement."""
    found = _agreement(book, name)
    return tuple(sorted(found.terms.parties)) if found is not None else ()


def unsigned(book: Book, name: str) -> tuple[str, ...]:
    """Parties that have not signed an agreement."""
    found = _agreement(book, name)
    return tuple(sorted(found.unsigned)) if found is not None else ()


def unmet(book: Book, name: str) -> tuple[str, ...]:
    """Conditions of an agreement that are not met."""
    found = _agreement(book, name)
    return tuple(sorted(found.unmet)) if found is not None else ()


def duties(book: Book, name: str) -> tuple[str, ...]:
    """Duties of an agreement."""
    found = _agreement(book, name)
    return tuple(one.what for one in found.terms.duties) if found is not None else ()


def findings(book: Book, name: str) -> tuple[str, ...]:
    """Findings that wait for an answer: the one asked for, or all of an agreement, or of all."""
    return tuple(
        one.name
        for agreement in agreements_of(book).all(lost_since(book))
        for one in agreement.findings
        if one.answered_at is None and name in ("", agreement.name, one.name)
    )


def places(book: Book, name: str) -> tuple[str, ...]:
    """Places that were opened: the one asked for, or all."""
    return tuple(one.place for one in book.reading(OpenedPlaces).all() if name in ("", one.place))


def beds(book: Book, place: str) -> tuple[str, ...]:
    """Beds of a place by name."""
    return tuple(sorted(opened_place(book, place).beds)) if place in places(book, place) else ()


def free_beds(book: Book, place: str) -> tuple[str, ...]:
    """Beds of a place in which nobody lies and that can be used."""
    if place not in places(book, place):
        return ()
    taken = taken_of(book, place)
    return tuple(one.name for one in opened_place(book, place).usable() if one.name not in taken)


def reservations(book: Book, name: str) -> tuple[str, ...]:
    """Reservations that still keep beds: the one asked for, those of a place, or all."""
    return tuple(one.name for one in book.reading(Reservations).all() if one.open and name in ("", one.name, one.place))


def accounts(book: Book, _: str) -> tuple[str, ...]:
    """Accounts on which somebody may be found to be: not where everybody came from, nor where a number went."""
    return tuple(sorted(str(one) for one in book.reading(Roll).counts if one not in NOBODY_IS_THERE))


def open_pairs(book: Book, person: str) -> tuple[str, ...]:
    """Pairs of prints that are not settled and hold somebody."""
    return tuple(one.proposal for one in untold(book, [PersonId(person)])) if person else ()


def corrections(book: Book, start: str) -> tuple[str, ...]:
    """Corrections to which nobody has agreed: the one asked for, or all."""
    agreed = {one.fact.entry for one in book.entries() if isinstance(one.fact, CorrectionAgreed)}
    said = [one for one in book.entries() if isinstance(one.fact, Corrected) and one.digest not in agreed]
    return tuple(one.digest[:SIGNS] for one in said if one.digest.startswith(start))


def sites(book: Book, name: str) -> tuple[str, ...]:
    """Every place of the operation and whoever keeps it: the one asked for, or all."""
    known = {*book.places.sites, *(place.custodian for place in book.places.sites.values())}
    return tuple(sorted(str(one) for one in known if name in ("", one)))


def requests(book: Book, name: str) -> tuple[str, ...]:
    """Moves that somebody asked for: the one asked for, or all."""
    return tuple(one.reference for one in book.reading(Requests).all() if name in ("", one.reference))


def legs(book: Book, name: str) -> tuple[str, ...]:
    """Legs as planned: the one asked for, or all."""
    return tuple(sorted(one for one in book.reading(Requests).legs if name in ("", one)))


def nights(book: Book, name: str) -> tuple[str, ...]:
    """Nights on the way as planned: the one asked for, or all."""
    return tuple(sorted(one for one in book.reading(Requests).nights if name in ("", one)))


def leg_reasons(_: Book, __: str) -> tuple[str, ...]:
    """Why a leg is not run: what the closed list has about a way, or declined by whoever should have run it."""
    return tuple(sorted({*reasons()["cancel"], DECLINED} - NOT_OF_A_LEG))


def planned_nights(_: Book, __: str) -> tuple[str, ...]:
    """Why a night on the way is planned."""
    return tuple(sorted(set(reasons()["lodged"]) - UNPLANNED))


def promised_kinds(_: Book, __: str) -> tuple[str, ...]:
    """Kinds of beds that may be kept for somebody: those that count towards how many a place holds."""
    return tuple(sorted(set(reasons()["bed_kind"]) - set(reasons()["bed_kind.not_counted"])))


def questions(book: Book, person: str) -> tuple[str, ...]:
    """What was asked on the newest sheet of somebody; a row of a list is doubted as the list."""
    filled = book.reading(Sheets).get(PersonId(person)).newest if person else None
    if filled is None:
        return ()
    whole = questionnaire(book, filled.version)
    return tuple(one.key for one in whole.questions if not whole.in_list(one))


def _agreement(book: Book, name: str) -> Agreement | None:
    return agreements_of(book).agreement(name, lost_since(book))
