"""Intake: numbers are assigned, codes give holds at once, and names lie sealed beside the book only."""

from __future__ import annotations

from pathlib import Path

from musterbook.custody.facts import Registered
from musterbook.eligibility.facts import Assessed, Held
from musterbook.eligibility.holds import Holds
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.intake import Newcomer, number_newcomers, register
from musterbook.terms.people import number_at, read_number
from tests.operation.making import NAMES, WILLOW, acting, open_small_book

CLERK = "w.clerk/register-clerk"


def test_whoever_brings_no_number_gets_the_next_of_the_block(book: Book) -> None:
    given = [entry.fact.person for entry in book.entries() if isinstance(entry.fact, Registered)]

    assert len(set(given)) == 12
    assert {person[:2] for person in given} == {given[0][:2]}, "one block for one custodian"
    assert all(read_number(person) == person for person in given)
    assert number_at(given[0][:2], 0) in given, "the first place of the block is used"


def test_a_number_brought_is_kept_and_never_given_to_another(book: Book) -> None:
    hand = acting(CLERK, WILLOW, minutes=10)
    (next_free,) = number_newcomers(book, hand, [{"name": "Tariq al-Demo"}])

    both = number_newcomers(book, hand, [{"number": next_free.number}, {"name": "Tariq al-Demo"}])

    assert both[0].number == next_free.number
    assert both[1].number != next_free.number


def test_a_child_a_woman_and_someone_of_unknown_age_are_held_in_the_same_breath(book: Book) -> None:
    hand = acting(CLERK, WILLOW, minutes=10)
    rows = [
        {"name": "a boy", "sex": "male", "born": None},
        {"name": "a woman", "sex": "female", "born": None},
    ]
    newcomers = number_newcomers(book, hand, rows)

    register(book, hand, newcomers, how="received")

    holds = book.reading(Holds)
    grounds = [{one.ground for one in holds.on(newcomer.number)} for newcomer in newcomers]
    assert grounds[0] == {"age-unknown"}
    assert {"age-unknown", "sex-not-this-operation"} <= grounds[1]


def test_the_twelve_are_held_as_their_papers_say(book: Book) -> None:
    held = [entry.fact.ground for entry in book.entries() if isinstance(entry.fact, Held)]
    children = [entry.fact.child for entry in book.entries() if isinstance(entry.fact, Assessed)]

    assert sorted(held) == ["age-unknown", "possible-child"]
    assert sorted(children) == ["no"] * 10 + ["unknown", "yes"]


def test_no_name_lies_in_any_file_of_the_book_in_the_clear(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    book.close()

    written = [path for path in (tmp_path / "willow" / "book").rglob("*") if path.is_file()]

    words = {word.encode() for name in NAMES for word in name.split()}
    told = {path.name: word for path in written for word in words if word in path.read_bytes()}
    assert {"book.db", "sealed.db"} <= {path.name for path in written}
    assert not told


def test_sealed_particulars_open_with_the_readers_key_and_say_who_claimed_what(tmp_path: Path) -> None:
    open_small_book(tmp_path).close()
    book = open_book(tmp_path / "willow", read_only=False, pass_phrase=lambda _: "")
    digests = [entry.fact.particulars for entry in book.entries() if isinstance(entry.fact, Registered)]

    assert book.sealed is not None
    clear = book.sealed.open_many(digest for digest in digests if digest is not None).values()
    book.close()

    assert len(clear) == 12
    assert sum(b"Basil al-Demo" in one and b'"said_by":"willow"' in one for one in clear) == 1


def test_newcomers_stand_where_the_row_says(book: Book) -> None:
    (one,) = number_newcomers(book, acting(CLERK, WILLOW, minutes=10), [{"name": "x", "site": "WLW"}])

    assert isinstance(one, Newcomer)
    assert one.place == "WLW"
