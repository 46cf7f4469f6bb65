"""Deeds about serials, carriers, plans and figures as a form asks for them.

A second officer may have to sign what is about to leave: that is found when the change is judged, so that his name
comes as `also`, and he signs wherever he is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from musterbook.ledger.entry import Entry
from musterbook.lift.facts import Seated
from musterbook.operation import adopting, planning, serial_changes, stating
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.signing_in import roles_for
from musterbook.terms.people import PersonId


def slip(
    book: Book, acting: Acting, serial: str, *, leaves: datetime, because: str, arrives: datetime | None = None,
    seen: str = "", also: str = "",
) -> Entry:  # fmt: skip
    """A serial runs at other hours; as `serial_changes.slip`."""
    signing = _signing(book, acting, also)
    return serial_changes.slip(
        book, signing, serial, leaves_at=leaves, arrives_at=arrives, because=because, seen=seen
    ).entries[0]


def scrub(book: Book, acting: Acting, serial: str, *, because: str, seen: str = "", also: str = "") -> Entry:
    """A serial does not run; as `serial_changes.scrub`."""
    return serial_changes.scrub(book, _signing(book, acting, also), serial, because=because, seen=seen).entries[0]


def reseat(
    book: Book, acting: Acting, serial: str, *, onto: str, because: str, people: Sequence[PersonId] = (),
    seen: str = "", also: str = "",
) -> tuple[Entry, ...]:  # fmt: skip
    """People of a serial sit on another one; as `serial_changes.reseat`."""
    signing = _signing(book, acting, also)
    return serial_changes.reseat(book, signing, serial, onto=onto, people=people, because=because, seen=seen).entries


def divert(
    book: Book, acting: Acting, serial: str, *, end: str, arrives: datetime, reason: str, seen: str = ""
) -> Entry:
    """A serial under way goes to another place; as `serial_changes.divert`."""
    return serial_changes.divert(book, acting, serial, to=end, arrives_at=arrives, because=reason, seen=seen).entries[0]


def withdraw_carrier(
    book: Book, acting: Acting, carrier: str, *, out: str, until: datetime, since: datetime | None = None
) -> Entry:
    """A carrier cannot be had for some time; as `serial_changes.withdraw_carrier`."""
    return serial_changes.withdraw_carrier(book, acting, carrier, because=out, until=until, since=since)


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
    serial_changes.adopt(book, signing, planner, digest, because=because, seen=seen)
    return tuple(book.entries()[before:])


def state_figure(book: Book, acting: Acting) -> Entry:
    """State how many there are on each account, folded from this copy; no number is typed."""
    return stating.state(book, acting)[0]


def agree_figure(book: Book, acting: Acting, figure: str) -> Entry:
    """Agree a stated figure from this copy of the book; refused where it gives another number."""
    return stating.agree(book, acting, stating.statement_of(book, figure))


def _signing(book: Book, acting: Acting, also: str) -> Acting:
    return adopting.seconded(book, acting, also) if also else acting
