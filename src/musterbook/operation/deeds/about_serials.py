"""Deeds about serials, carriers, plans and figures as a form asks for them.

A second officer may have to sign what is about to leave: that is found when the change is judged, so that his name
comes as `also`, and he signs wherever he is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from musterbook.ledger.entry import Entry
from musterbook.lift.facts import CarrierWithdrawn, Seated
from musterbook.lift.manifests import Manifest
from musterbook.operation import adopting, diverting, planning, seating, serial_moves, stating
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.serial_moves import Judged
from musterbook.operation.serials import serial_named
from musterbook.operation.signing_in import roles_for
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu


def slip(
    book: Book, acting: Acting, serial: str, *, leaves: datetime, because: str, arrives: datetime | None = None,
    seen: str = "", also: str = "",
) -> Entry:  # fmt: skip
    """A serial runs at other hours; it arrives as much later as it leaves later, unless another hour is said.

    Raises:
        Malformed: it would arrive before it leaves.
        Refused: its list is another by now, or it is about to leave and nobody signs second.
    """
    signing, manifest = _signing(book, acting, also), serial_named(book, serial)
    judged = serial_moves.slip(book, manifest, leaves_at=leaves, now=acting.at)
    arrives_at = arrives or judged.arrives_at
    if arrives_at <= judged.leaves_at:
        raise Malformed.because("cli.arrives-before-it-leaves", leaves=zulu(leaves), arrives=zulu(arrives_at))
    _guard(manifest, judged, signing, seen)
    return serial_moves.write_slip(
        book, signing, serial, leaves_at=judged.leaves_at, arrives_at=arrives_at, because=because
    )


def scrub(book: Book, acting: Acting, serial: str, *, because: str, seen: str = "", also: str = "") -> Entry:
    """A serial does not run; its people keep their place and lose their seats."""
    signing, manifest = _signing(book, acting, also), serial_named(book, serial)
    _guard(manifest, serial_moves.scrub(book, manifest, now=acting.at), signing, seen)
    return serial_moves.write_scrub(book, signing, serial, because=because)


def reseat(
    book: Book, acting: Acting, serial: str, *, onto: str, because: str, people: Sequence[PersonId] = (),
    seen: str = "", also: str = "",
) -> list[Entry]:  # fmt: skip
    """People of a serial sit on another one, all of them where nobody is named.

    Raises:
        Refused: a gate objects to one of them there, or as for a slip.
        Malformed: nobody of them sits there.
    """
    signing = _signing(book, acting, also)
    source, target = serial_named(book, serial), serial_named(book, onto)
    going = frozenset(people) or source.people
    judged = serial_moves.reseat(book, source, target, going, now=acting.at)
    _guard(source, judged, signing, seen)
    if judged.objections:
        raise Refused(*judged.objections)
    written = serial_moves.write_reseat(book, signing, serial, onto, going, because=because)
    if not written:
        raise Malformed.because("cli.nobody-to-reseat", serial=serial)
    return written


def divert(
    book: Book, acting: Acting, serial: str, *, end: str, arrives: datetime, reason: str, seen: str = ""
) -> Entry:
    """A serial under way goes to another place; its people stay with the escort until both sign there."""
    manifest = serial_named(book, serial)
    against = adopting.moved_on(manifest, seen)
    if against:
        raise Refused(*against)
    judged = diverting.divert(book, manifest, end, arrives_at=arrives, now=acting.at)
    return diverting.write_divert(
        book, acting, serial, CustodianId(judged.target), arrives_at=judged.arrives_at, because=reason
    )


def withdraw_carrier(
    book: Book, acting: Acting, carrier: str, *, out: str, until: datetime, since: datetime | None = None
) -> Entry:
    """A carrier cannot be had for some time, from now on unless another hour is said.

    Raises:
        Malformed: it would be back before it was gone.
    """
    begins = since or acting.at
    if until <= begins:
        raise Malformed.because("carrier.back-before-gone", since=zulu(begins), until=zulu(until))
    return book.write(acting.draft(CarrierWithdrawn(carrier=carrier, because=out, from_=begins, until=until)))


def adopt_plan(
    book: Book, acting: Acting, plan: str, *, because: str, seen: str = "", also: str = ""
) -> tuple[Entry, ...]:
    """Adopt a proposed plan and seat people on its serials; whoever signs second signs their seats.

    Where a serial about to leave would change, or the check found something, his key stands under the plan too.

    Raises:
        Refused: another plan is in force than was seen, nobody signs second, or he may not seat anybody.
    """
    digest, _ = planning.proposed_as(book, plan)
    before = len(book.entries())
    custodian, signers = roles_for(book, Seated, [also or acting.officers[0][0]])
    planner = replace(acting, by=custodian, officers=signers)
    signing = _signing(book, acting, also) if adopting.stands_against(book, digest, acting) else acting
    against = adopting.stands_against(book, digest, signing, seen=seen)
    if against:
        raise Refused(*against)
    changed = adopting.changed_serials(book, digest, now=acting.at)
    seating.adopt_and_seat(book, signing, planner, digest, because=because, changed=changed)
    return tuple(book.entries()[before:])


def state_figure(book: Book, acting: Acting) -> Entry:
    """State how many there are on each account, folded from this copy; no number is typed."""
    return stating.state(book, acting)[0]


def agree_figure(book: Book, acting: Acting, figure: str) -> Entry:
    """Agree a stated figure from this copy of the book; refused where it gives another number."""
    return stating.agree(book, acting, stating.statement_of(book, figure))


def _signing(book: Book, acting: Acting, also: str) -> Acting:
    return adopting.seconded(book, acting, also) if also else acting


def _guard(manifest: Manifest, judged: Judged, acting: Acting, seen: str) -> None:
    against = adopting.stands_against_change(manifest, judged, acting, seen=seen)
    if against:
        raise Refused(*against)
