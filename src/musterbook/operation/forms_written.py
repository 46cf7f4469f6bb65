"""What stood on a form is written as if it had been entered there and then: at its hour, from paper, by who typed it.

A count by two officers, or an acceptance by the receiver's; beside it the sheet itself, by the digest of its sealed
picture. That a form was entered is one act for its number and hour, on whatever machine it is written. The count or
acceptance is one act as far as it says the same: what two machines read differently stands twice (decision 1016).
Joins counting and handing over with the forms.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from musterbook.custody.facts import Accepted, KnownAbsence, Mustered
from musterbook.custody.paper.facts import ClassCount, FormEntered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation import handing_over, mustering
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.deeds.doing import key_of, written_under
from musterbook.operation.forms_scanned import entered_forms, place_of
from musterbook.operation.forms_typed import absences_on, exceptions_on, hour_of, numbers_on
from musterbook.operation.on_paper.forms import CLASSES, COUNT, operation_tag, read_code
from musterbook.operation.on_paper.forms import code_text as code_of
from musterbook.operation.signing_in import roles_for
from musterbook.operation.sitrep.heads import book_at
from musterbook.store.forms import Sheet, TypedIn
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment


@dataclass(frozen=True, slots=True)
class Entering:
    """A form about to be written.

    Attributes:
        sheet: what was scanned.
        said: what both typed alike, or settled.
        typed: what each typed, first and second, and what was settled.
        hour: when it was written on paper.
    """

    sheet: Sheet
    said: Mapping[str, str]
    typed: Sequence[TypedIn]
    hour: datetime

    @property
    def typists(self) -> tuple[str, ...]:
        """The two, in order."""
        return tuple(one.officer for one in self.typed[:2])


def entering(book: Book, sheet: Sheet, said: Mapping[str, str], typed: Sequence[TypedIn], now: datetime) -> Entering:
    """A form about to be written, its hour read.

    Raises:
        Malformed: there is no such hour, or it has not come yet.
    """
    code = read_code(f"MF1 {sheet.kind} {sheet.form}")
    assert code is not None, "only forms whose code was read are kept"
    hour = hour_of(said, printed=read_moment(code.printed), zone=book.settings.zone)
    if hour > now:
        raise Malformed(Fault("form.no-hour", column="hour", values={"typed": said["hour"]}))
    return Entering(sheet, said, tuple(typed), hour)


def write(book: Book, form: Entering, now: datetime) -> tuple[Entry, ...]:
    """Write what stood on a form, and that it did; the entries, the last of which names the sheet.

    Raises:
        Refused: it stands in the book already; or none of the two has the role it wants.
        Malformed: there is no such handover, or it is not this receiver's, or the numbers do not come to each other.
    """
    number = form.sheet.form
    before = entered_forms(book).get(number)
    if before is not None:
        raise Refused(Objection("form.entered", values={"form": number, "page": 1, "entry": before.digest[:8]}))
    act_id = act_id_of(book, form)
    wrote = _written(book, form, now, key_of(act_id))
    counts = tuple(ClassCount(of=one, counted=int(form.said[one])) for one in CLASSES if form.said.get(one))
    settled = {name for name in form.typed[0].said if form.typed[0].said[name] != form.typed[1].said.get(name)}
    fact = FormEntered(
        number=number, kind_of=form.sheet.kind, counts=counts, settled=frozenset(settled), typed_by=form.typists,
        pictures=tuple(Digest(one) for one in (form.sheet.came, form.sheet.upright) if one),
        wrote=tuple(entry.digest for entry in wrote),
    )  # fmt: skip
    acting = _acting(book, form, FormEntered, form.typists[:1], now)
    return (*wrote, book.write(replace(acting.draft(fact), act_id=act_id)))


def act_id_of(book: Book, form: Entering) -> str:
    """The id of the act that a form was entered; the ids of what it comes to begin alike.

    The same for the same form of this operation at the same hour, whoever enters it and where.
    """
    code = code_of(form.sheet.kind, form.sheet.form, operation_tag(book.settings.name))
    return new_act_id(form.hour, hashlib.sha256(code.encode()).digest()[:10])


def _written(book: Book, form: Entering, now: datetime, key: str) -> tuple[Entry, ...]:
    """What says what stood there: what is there already under its key and says the same, and what is lacking of it."""
    before = written_under(book, key)
    if form.sheet.kind == COUNT:
        return _count(book, form, now, key, before)
    draft = _acceptance(book, form, now, key)
    return (next((one for one in before if one.act.id == draft.act_id), None) or book.write(draft),)


def _count(book: Book, form: Entering, now: datetime, key: str, before: Sequence[Entry]) -> tuple[Entry, ...]:
    """A count: by name, where the sheet says who was there and that comes to the number; else by number.

    A large one is several acts, and the machine may have died between two: those that are lacking are written. What
    was begun and says something else is left as it is, and this is a count of its own.
    """
    acting = _acting(book, form, Mustered, form.typists, now, key=key)
    counted, counters = int(form.said["counted"]), _counters(form)
    away, parts = absences_on(form.said), dict[str, dict[int, Entry]]()
    for entry in before:
        if isinstance(entry.fact, Mustered) and entry.fact.counters == counters:
            parts.setdefault(entry.fact.muster, {}).setdefault(entry.fact.part, entry)
    for begun in parts.values():
        facts = [entry.fact for entry in begun.values() if isinstance(entry.fact, Mustered)]
        present = _present(book, form, acting, before[0].written_at)
        if _says_the_same(facts, present, counted, away):
            ended = mustering.finish_names(book, acting, facts, present) if present is not None else ()
            return (*begun.values(), *ended)
    muster, present = _called(book, acting), _present(book, form, acting)
    taken = {entry.fact.muster for entry in before if isinstance(entry.fact, Mustered)}
    while muster in taken:
        muster += "/again"
    if present is not None:
        return tuple(mustering.enter_names(book, acting, muster, present, counters=counters, absent_known=away))
    return (mustering.enter_number(book, acting, muster, counted, counters=counters),)


def _counters(form: Entering) -> tuple[str, ...]:
    """Who vouches for a count: both who typed it where two names stand under it, else one, as one man's count is one's.

    The names stay on the sheet and its picture: on paper they are spelt as they come, and the book names officers.
    """
    names = {name.strip().casefold() for name in re.split(r"[\n,;،؛]", form.said["signed"])} - {""}
    return tuple(sorted(form.typists if len(names) > 1 else form.typists[:1]))


def _says_the_same(
    parts: Sequence[Mustered], present: frozenset[PersonId] | None, counted: int, away: tuple[KnownAbsence, ...]
) -> bool:  # fmt: skip
    """Whether parts of a count say what would be said now: the number, or nobody else and, if whole, nobody less."""
    if present is None or parts[0].present is None:
        return present is None and parts[0].counted == counted
    if next((one.absent_known for one in parts if one.part == 1), away) != away:
        return False
    named = frozenset[PersonId]().union(*(one.present or () for one in parts))
    return named == present if len(parts) >= parts[0].parts else named <= present


def _present(
    book: Book, form: Entering, acting: Acting, known_by: datetime | None = None
) -> frozenset[PersonId] | None:  # fmt: skip
    """Who was there by the roll of that hour, as far as it was `known_by` then, and the names on the sheet.

    None where the sheet names nobody and does not say that all were there, or they do not come to the number counted:
    a number alone confirms nobody.
    """
    said = form.said
    if not (said["all-here"] == "yes" or said["absent"] or said["extra"]):
        return None
    roll = book_at(book, form.hour).reading(Roll)
    if known_by is not None:
        roll = Roll.of([one for one in book.as_of(form.hour) if one.written_at <= known_by])
    here = frozenset(roll.on(in_hand(acting.by)))
    present = (here - set(numbers_on(said["absent"]))) | set(numbers_on(said["extra"]))
    return present if len(present) == int(said["counted"]) else None


def _called(book: Book, acting: Acting) -> str:
    """The count that was called there before that hour and is not complete; a new one where none was."""
    waiting = [
        one for one in book.reading(Roll).musters.outstanding() if one.custodian == acting.by and one.at <= acting.at
    ]
    return waiting[-1].muster if waiting else mustering.next_reference(book, acting.by, acting.at)


def _acceptance(book: Book, form: Entering, now: datetime, key: str) -> Draft:
    """An acceptance: whoever was offered, less who was not taken, with who came beside."""
    said, counted = form.said, int(form.said["counted"])
    one = handing_over.found(book, said["handover"])
    if one.receiver != place_of(form.sheet):
        values = {"handover": one.reference, "receiver": one.receiver}
        raise Malformed(Fault("form.other-receiver", column="handover", values=values))
    classes = [int(said[name]) for name in CLASSES if said.get(name)]
    if classes and sum(classes) != counted:
        values_ = {"sum": sum(classes), "counted": counted}
        raise Malformed(Fault("form.classes", column="counted", values=values_))
    exceptions = exceptions_on(said)
    taken = handing_over.taken_of(one.people, exceptions)
    handing_over.agrees(one.people, taken, counted)
    acting = _acting(book, form, Accepted, form.typists, now, key=key)
    return handing_over.acceptance(book, acting, one.reference, taken, exceptions)


def _acting(
    book: Book, form: Entering, kind: type[Fact], officers: Sequence[str], now: datetime, *, key: str = ""
) -> Acting:  # fmt: skip
    """Who signs: both who typed where the kind wants two, in the order in which they may; else the one who may."""
    place, two = place_of(form.sheet), any(rule.two_people for rule in book.register.rules_of(kind.kind))
    tries = [tuple(officers), tuple(reversed(officers))] if two else [(one,) for one in form.typists]
    for at, named in enumerate(tries, start=1):
        try:
            by, signers = roles_for(book, kind, named, by=place)
        except Refused:
            if at == len(tries):
                raise
            continue
        return Acting(by, signers, form.hour, written_at=now, via="paper", key=key)
    raise AssertionError("there is somebody who typed")
