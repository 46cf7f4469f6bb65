"""What is shown to an officer for the first time starts its clock, once, and says so in the book."""

from __future__ import annotations

from datetime import timedelta

import pytest

from musterbook.custody.facts import Accepted, Mustered, Noticed, Offered
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import first_shown, mustering
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.contradictions import contradictions, contradictions_told, settled_told
from musterbook.operation.first_shown import notice, opened_by, unnoticed_of, writes_for
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting

COUNTERS = {"w.officer": "site-officer", "w.counter": "counting-officer"}
NOON = MORNING + timedelta(hours=6)


def counted(book: Book, *, missing: int, minutes: int = 60) -> list[PersonId]:
    """A count by name that misses the first so many; who they are."""
    people = mustering.roll_of(book, WILLOW)
    hand = acting(COUNTERS, WILLOW, minutes=minutes)
    mustering.enter_names(book, hand, f"willow/{minutes}", people[missing:], counters=tuple(COUNTERS))
    return people[:missing]


def shown(book: Book) -> list[Noticed]:
    return [one.fact for one in book.entries() if isinstance(one.fact, Noticed)]


def test_people_of_one_cause_are_noticed_in_one_entry_that_nobody_signs(book: Book) -> None:
    gone = counted(book, missing=3)

    (entry,) = notice(book, NOON)

    fact = entry.fact
    assert isinstance(fact, Noticed)
    assert (entry.by, entry.signed, entry.happened_at) == (DESK, (), NOON)
    assert fact.named() == set(gone)
    assert fact.kind_of == "missing"
    found = discrepancies_of(book, NOON)
    assert {found.noticed_at(one.id) for one in found.open} == {NOON}
    assert {found.due_at(one) for one in found.open} == {NOON + timedelta(minutes=30)}
    assert len(found.overdue(NOON + timedelta(minutes=31))) == 3


def test_shown_again_nothing_is_written(book: Book) -> None:
    counted(book, missing=2)
    notice(book, NOON)
    size = len(book.entries())

    again = notice(book, NOON + timedelta(hours=1))

    assert again == []
    assert len(book.entries()) == size


def test_what_is_new_later_has_a_clock_of_its_own(book: Book) -> None:
    counted(book, missing=1)
    notice(book, NOON)
    counted(book, missing=2, minutes=400)

    notice(book, NOON + timedelta(hours=1))

    found = discrepancies_of(book, NOON)
    assert sorted(str(found.noticed_at(one.id)) for one in found.open) == sorted(
        str(at) for at in (NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=1))
    )


def test_a_count_is_noticed_by_itself_and_names_nobody(book: Book) -> None:
    hand = acting(COUNTERS, WILLOW, minutes=60)
    mustering.enter_number(book, hand, "willow/n", 11, counters=tuple(COUNTERS))

    notice(book, NOON)

    (fact,) = shown(book)
    assert (fact.kind_of, fact.named(), fact.others) == ("number-differs", frozenset(), ())


def test_many_of_one_cause_are_noticed_in_parts(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_shown, "IN_ONE_ACT", 2)
    gone = counted(book, missing=5)

    entries = notice(book, NOON)

    assert [len(entry.named()) for entry in entries] == [2, 2, 1]
    assert {person for entry in entries for person in entry.named()} == set(gone)
    assert unnoticed_of(book, discrepancies_of(book, NOON)) == []


def test_only_what_was_shown_is_noticed(book: Book) -> None:
    counted(book, missing=3)
    first, *rest = discrepancies_of(book, NOON).open

    notice(book, NOON, {first.id})

    assert [one.id for one in unnoticed_of(book, discrepancies_of(book, NOON))] == [one.id for one in rest]


def test_a_verb_shows_what_its_own_entry_opened(book: Book) -> None:
    counted(book, missing=1)
    counted(book, missing=1, minutes=90)
    second = next(one for one in reversed(book.entries()) if isinstance(one.fact, Mustered))

    found = opened_by(book, discrepancies_of(book, NOON), [second])

    assert [one.cause for one in found] == [second.digest]
    assert len(discrepancies_of(book, NOON).open) == 2


def test_what_a_later_entry_settles_stays_on_the_list_of_what_was_shown(book: Book) -> None:
    first, second = mustering.roll_of(book, WILLOW)[:2]
    offered = Offered(
        handover="H1", manifest=Digest("0" * 64), people=frozenset((first, second)), receiver=BUS, destination=HARBOUR,
        due_by=MORNING + timedelta(hours=4), carrier="bus-1",
    )  # fmt: skip
    offer = book.write(acting("w.officer/site-officer", WILLOW, minutes=60).draft(offered))
    accepted(book, offer, first, minutes=70)
    notice(book, NOON)
    late = accepted(book, offer, second, minutes=420)

    rows = settled_told(book, NOON + timedelta(hours=2))

    assert [(row["kind"], row["owner"], row["people"], row["by"]) for row in rows] == [
        ("offered-not-accepted", WILLOW, [second], late.digest)
    ]


def accepted(book: Book, offer: Entry, person: PersonId, *, minutes: int) -> Entry:
    fact = Accepted(handover="H1", offer=offer.digest, people=frozenset((person,)))
    draft = acting("b.escort/escort-commander", BUS, minutes=minutes).draft(fact, after=(offer.digest,))
    return book.write(draft)


def test_doors_show_one_cause_together_with_its_clock(book: Book) -> None:
    counted(book, missing=3)
    (before,) = contradictions(book, NOON)
    notice(book, NOON)

    (after,) = contradictions(book, NOON + timedelta(minutes=31))

    assert (before.due, before.unnoticed, before.overdue) == (None, 3, False)
    assert (after.due, after.unnoticed, after.overdue) == (NOON + timedelta(minutes=30), 0, True)
    rows = contradictions_told(book, NOON + timedelta(minutes=31))
    assert [(row["overdue"], row["noticed"]) for row in rows] == [(True, NOON.isoformat())] * 3


def test_a_machine_writes_in_the_name_of_the_desk_where_it_writes_for_it(book: Book) -> None:
    assert writes_for(book) == DESK


def test_one_explanation_closes_all_of_one_cause_where_that_is_asked(book: Book) -> None:
    counted(book, missing=3)
    hand = acting({"w.officer": "site-officer", "o.desk": "operation-desk"}, WILLOW, minutes=500)
    first, *_ = discrepancies_of(book, NOON).open

    alone = mustering.explain_cause(book, hand, first.id, as_="found", because="stood behind the door")
    still = discrepancies_of(book, NOON).open
    entries = mustering.explain_cause(book, hand, still[0].id, as_="found", because="at court", together=True)

    assert (len(alone), len(still), len(entries)) == (1, 2, 2)
    assert all(len(one.signed) == 2 for one in entries)
    assert discrepancies_of(book, NOON).open == ()
    with pytest.raises(Malformed, match=r"not-open"):
        mustering.explain_cause(book, hand, first.id, as_="found", together=True)
