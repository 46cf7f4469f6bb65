"""Tests of care in a rehearsal: both sides look at everyone, what is his goes along, and what was missed shows."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from musterbook.custody.care.condition import Conditions
from musterbook.custody.care.facts import ConditionNoted, WelfareGiven
from musterbook.custody.dues.facts import ReceiptGiven, Told
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.facts import SheetConfirmed
from musterbook.operation.book import Book
from musterbook.operation.caring_told import property_told, welfare_dues
from tests.rehearsal.conftest import EXPLAINED, Played

PLACES = ("karkh", "nasiriyah")


def test_both_sides_of_every_handover_have_looked_at_everyone(book: Book) -> None:
    offered = {entry.fact.handover: entry.fact.people for entry in book.entries() if isinstance(entry.fact, Offered)}
    looked: dict[tuple[str, str], set[str]] = {}
    for entry in book.entries():
        if isinstance(entry.fact, ConditionNoted):
            looked.setdefault((entry.fact.handover, entry.fact.side), set()).update(entry.named())

    assert len(offered) > 100
    assert all(people <= looked[handover, "giver"] for handover, people in offered.items())
    assert book.reading(Conditions).found(notes_owed=True) == book.reading(Conditions).found(notes_owed=False)


def test_two_injuries_are_found_at_reception_and_lie_between_two_signatures(small: Played, book: Book) -> None:
    injuries = book.reading(Conditions).injuries()

    assert len(injuries) == 2
    for one in injuries:
        assert one.before is not None
        assert (one.before.side, one.seen.side, one.seen.by) == ("giver", "receiver", "karkh")
        assert one.before.by == one.holder
    assert Counter(
        (one["kind"], one["people"]) for one in small.account["discrepancies"] if one["kind"] == "injury-found"
    ) == {("injury-found", 2): 1}


def test_whoever_arrives_at_a_place_has_a_sheet_a_word_before_and_a_receipt(book: Book) -> None:
    arrived = {
        person for entry in book.entries() if isinstance(entry.fact, Accepted) and entry.by in PLACES
        for person in entry.fact.people
    }  # fmt: skip
    had: dict[type, set[str]] = {SheetConfirmed: set(), Told: set(), ReceiptGiven: set()}
    for entry in book.entries():
        if type(entry.fact) in had:
            had[type(entry.fact)] |= entry.named()

    assert len(arrived) > 200
    assert all(arrived <= people for people in had.values())


def test_property_went_with_its_owners_and_nothing_is_owed_to_anybody_aboard(book: Book) -> None:
    bags = property_told(book)

    assert len(bags) > 100
    assert all(row["at"] == row["holder"] for row in bags if not row["parted"] and row["returned"] is None)
    assert welfare_dues(book) == ()
    assert any(isinstance(entry.fact, WelfareGiven) for entry in book.entries())


LEFT_OVER: dict[str, list[tuple[str, str | None, str]]] = {
    "merged": [],
    "taken-back": [("karkh", "kharab-al-jir", "elsewhere")],
    "died-on-arrival": [("karkh", None, "deceased")],
}
"""Where the bag of the one person stays, with whom he is, and why; a number that was merged has none of its own."""


def test_each_bag_left_over_is_the_one_persons_and_says_why(seeded: tuple[int, Played]) -> None:
    seed, played = seeded
    opened = played.book()

    try:
        roll = opened.reading(Roll)
        (missing,) = (one for one in roll.discrepancies.all if one.kind == "missing" and one.owner == "karkh")
        his = property_told(opened, person=missing.person)
        apart = [row for row in property_told(opened, apart=True) if row["because"] != "kept-back"]

        assert [(row["at"], row["holder"], row["because"]) for row in apart] == LEFT_OVER[EXPLAINED[seed]][: len(his)]
        assert all(row in his for row in apart)
    finally:
        opened.close()


def test_a_contest_is_upheld_and_the_account_says_what_was_missed(small: Played) -> None:
    told = small.account["care"]

    notices = {one["notice"]: one for one in told["notices"]}
    missed = {(one["owner"], one["what"]) for one in told["missed"]}
    assert (told["contests"], told["upheld"]) == (1, 1)
    assert notices["protecting-list"]["missed"] > 0, "one list was forgotten"
    assert ("desk", "notice.protecting-list") in missed
    assert ("hasakah", "receipt") in missed, "whoever stayed at his site never got one"
    assert not any(what == "receipt" and owner in PLACES for owner, what in missed)


def test_a_look_aboard_comes_within_the_hour(book: Book) -> None:
    boarded: dict[str, list[float]] = {}
    for entry in book.entries():
        fact = entry.fact
        if isinstance(fact, WelfareGiven) and fact.what == "looked-at":
            boarded.setdefault(f"{fact.handover} {entry.by}", []).append(entry.happened_at.timestamp())

    apart = [later - earlier for moments in boarded.values() for earlier, later in pairwise(moments)]
    assert apart
    assert max(apart) < 3600
