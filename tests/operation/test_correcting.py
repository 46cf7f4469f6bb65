"""Tests of correcting: an entry was wrong, its author says so, the other party agrees, and only then somebody moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.custody.incidents.milestones import Milestones
from musterbook.custody.roll import Roll
from musterbook.operation import clearing, correcting, departing, passing
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed, Sees, everybody, fields_of
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import read_said
from musterbook.terms.custodians import in_hand, unaccounted
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, HARBOUR, MORNING, WILLOW, acting, open_small_book

LOST = MORNING
GUARD = "w.officer/site-officer"
HARBOURMASTER = "h.officer/receiving-officer"


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    opened = open_small_book(tmp_path_factory.mktemp("corrected"))
    yield opened
    opened.close()


def test_whoever_was_recovered_under_a_wrong_number_goes_back_once_both_have_signed(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    departing.lose_control(book, acting(GUARD, WILLOW, minutes=5), WILLOW, since=LOST, because="gates open")
    wrong = departing.recover(book, acting(HARBOURMASTER, HARBOUR, minutes=60), person, how="recaptured")

    said = correcting.correct(
        book,
        acting(HARBOURMASTER, HARBOUR, minutes=90),
        wrong.digest[:10],
        because="two digits read wrong on the radio",
    )
    between = book.reading(Roll).where[person]
    with pytest.raises(Malformed, match=r"correction\.by-the-other"):
        correcting.agree(book, acting(HARBOURMASTER, HARBOUR, minutes=95), said.digest[:10])
    correcting.agree(book, acting(GUARD, WILLOW, minutes=100), said.digest[:10])

    assert between == in_hand(HARBOUR)
    assert book.reading(Roll).where[person] == unaccounted(WILLOW)
    book.check_invariants()


def test_nobody_corrects_the_entry_of_another_nor_one_that_moved_nobody(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    registered = next(one for one in book.entries() if one.act.kind == "custody.registered" and person in one.named())
    held = clearing.hold(book, acting(GUARD, WILLOW, minutes=0), person, ground="court", authority="legal-reviewer")

    for start, why in (
        (registered.digest, "not-ones-own"), (held.digest, "moved-nobody"), ("zz", "no-such-entry"),
    ):  # fmt: skip
        who = acting(HARBOURMASTER, HARBOUR, minutes=1) if why == "not-ones-own" else acting(GUARD, WILLOW, minutes=1)
        with pytest.raises(Malformed, match=rf"correction\.{why}"):
            correcting.correct(book, who, start, because="it was another")
    with pytest.raises(Malformed, match=r"correction\.none"):
        correcting.agree(book, acting(GUARD, WILLOW, minutes=0), held.digest[:10])


def test_a_clearance_is_taken_back_once_and_given_anew(book: Book) -> None:
    person = clearing.clearable(book, WILLOW)[0]
    reviewer = acting("e.reviewer/eligibility-reviewer", DESK, minutes=10)
    clearing.clear(book, reviewer, [person], destination=HARBOUR, legal_basis="AGR-1")

    clearing.withdraw_clearance(
        book, acting("e.reviewer/eligibility-reviewer", DESK, minutes=11), [person], because="new"
    )

    with pytest.raises(Refused, match=r"clearance\.none-stands"):
        clearing.withdraw_clearance(
            book, acting("e.reviewer/eligibility-reviewer", DESK, minutes=12), [person], because="new"
        )
    clearing.clear(
        book, acting("e.reviewer/eligibility-reviewer", DESK, minutes=13), [person], destination=HARBOUR,
        legal_basis="AGR-1",
    )  # fmt: skip


def test_an_order_to_keep_apart_is_ended_once_and_wants_a_reason_of_the_list(book: Book) -> None:
    one, two = clearing.clearable(book, WILLOW)[:2]
    guard = acting("s.security/security-officer", DESK, minutes=20)
    with pytest.raises(Malformed, match=r"reason\.unknown"):
        clearing.keep_apart(book, guard, [(one, two)], reach="carrier", because="they quarrel")
    clearing.keep_apart(book, guard, [(one, two)], reach="carrier", because="FEUD")

    clearing.end_keep_apart(
        book, acting("s.security/security-officer", DESK, minutes=21), two, other=one, because="settled"
    )

    with pytest.raises(Malformed, match=r"apart\.no-order"):
        clearing.end_keep_apart(
            book, acting("s.security/security-officer", DESK, minutes=22), one, other=two, because="again"
        )


def test_a_leg_ended_by_mistake_is_open_again_once_another_agrees(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    guard = acting(GUARD, WILLOW, minutes=1)
    for minutes, point in ((1, "leg-begun"), (2, "leg-ended")):
        about = passing.whom(book, people=[person], leg="L1")
        passing.passed(book, guard.then(MORNING + timedelta(minutes=minutes)), point, about)
    ended = book.entries()[-1]

    said = correcting.correct(book, acting(GUARD, WILLOW, minutes=3), ended.digest, because="it was another bus")
    between = len(book.reading(Milestones).open_legs())
    correcting.agree(book, acting(HARBOURMASTER, HARBOUR, minutes=4), said.digest)

    assert (between, [one.name for one in book.reading(Milestones).open_legs()]) == (0, ["L1"])


def test_an_entry_and_its_correction_are_nothing_to_who_need_not_know_whom_they_moved(book: Book) -> None:
    person, other = sorted(book.reading(Roll).on(in_hand(WILLOW)))[:2]
    departing.lose_control(book, acting(GUARD, WILLOW, minutes=5), WILLOW, since=LOST, because="gates open")
    wrong = departing.recover(book, acting(HARBOURMASTER, HARBOUR, minutes=60), person, how="recaptured")
    said = correcting.correct(
        book, acting(HARBOURMASTER, HARBOUR, minutes=90), wrong.digest, because="another man"
    )  # fmt: skip
    correct, agree = DEEDS["correct"], DEEDS["agree-correction"]

    offered = [
        [one.words for one in fields_of(agree, book, sees=sees) if one.name == "start"]
        for sees in (only(person), only(other))
    ]
    refusals = [
        refused_of(book, deed, start, only(other))
        for deed, start in ((correct, wrong.digest), (correct, "0" * 64), (agree, said.digest), (agree, "0" * 64))
    ]

    assert offered == [[(said.digest[:8],)], [()]]
    assert refusals[0] == refusals[1] == ["correction.no-such-entry"]
    assert refusals[2] == refusals[3] == ["correction.none"]
    assert read_said(book, agree, {"start": [said.digest[:8]]}, sees=only(person)) == {"start": said.digest[:8]}


def test_a_list_offers_the_numbers_of_those_alone_of_whom_its_reader_needs_to_know(book: Book) -> None:
    one, two = clearing.clearable(book, WILLOW)[:2]
    order = acting("s.security/security-officer", DESK, minutes=20)
    clearing.keep_apart(book, order, [(one, two)], reach="carrier", because="FEUD")

    offered = [
        [field.words for field in fields_of(DEEDS["end-keep-apart"], book, one, sees=sees) if field.name == "other"]
        for sees in (everybody, only(one))
    ]

    assert offered == [[(two,)], [()]]


def only(person: PersonId) -> Sees:
    return lambda one: one == person


def refused_of(book: Book, deed: Deed, start: str, sees: Sees) -> list[str]:
    said = {name: ["wrong"] for name in deed.names if name == "because"}
    with pytest.raises(Malformed) as refused:
        read_said(book, deed, {**said, "start": [start]}, sees=sees)
    return sorted(one.rule for one in refused.value.faults)
