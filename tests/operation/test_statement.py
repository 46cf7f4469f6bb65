"""Public statements: one agreed number or none, no small count that could be subtracted, corrections that say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody.facts import FigureStated
from musterbook.operation.book import Book
from musterbook.operation.sitrep.issued import Issued
from musterbook.operation.sitrep.statement import SMALL, clear, draft, hidden
from musterbook.papers.statement import statement_text
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import DESK, acting
from tests.operation.reporting import agree, open_reporting_book, state

BOTH = {"s.word": "spokesman", "m.head": "principal"}
COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = open_reporting_book(tmp_path)
    yield made
    made.close()


def state_other(book: Book, total: int, *, minutes: int) -> None:
    """The desk states another number of the moment it stated before, and Harbour agrees that one as well."""
    hand = acting("o.desk/operation-desk", DESK, minutes=minutes)
    at = acting("o.desk/operation-desk", DESK, minutes=90).at + timedelta(0)
    counts = {"willow/in-hand": total, "total": total}
    fact = FigureStated(as_of=at, scope="operation", heads=book.head(), counts=counts)
    agree(book, book.write(hand.draft(fact)), minutes=minutes + 5)


def test_a_number_that_both_custodians_agreed_may_be_said(book: Book) -> None:
    agree(book, state(book))

    found = draft(book)

    assert (found.value, found.parts["at-sites"], found.other) == (12, 12, None)
    assert (found.by, found.agreed_by) == ("desk", ("harbour",))


def test_a_number_nobody_agreed_is_refused_and_so_is_one_nobody_stated(book: Book) -> None:
    with pytest.raises(Refused, match="nothing-stated"):
        draft(book)
    state(book)
    with pytest.raises(Refused, match="not-agreed"):
        draft(book)


def test_an_older_agreement_does_not_make_a_newer_figure_agreed(book: Book) -> None:
    agree(book, state(book))
    state(book, minutes=200)

    with pytest.raises(Refused, match="not-agreed"):
        draft(book)


def test_a_statement_wants_the_spokesman_and_a_principal(book: Book) -> None:
    agree(book, state(book))
    drafted = draft(book)

    with pytest.raises(Refused, match="rights"):
        clear(book, acting("s.word/spokesman", DESK, minutes=120), drafted, b"twelve")
    clear(book, acting(BOTH, DESK, minutes=120), drafted, b"twelve")

    (cleared,) = book.reading(Issued).statements.values()
    assert (cleared.fact.said["on-the-roll"], set(cleared.signers)) == (12, {"s.word", "m.head"})


def test_another_number_of_the_same_moment_must_name_the_first(book: Book) -> None:
    agree(book, state(book))
    clear(book, acting(BOTH, DESK, minutes=120), draft(book), b"twelve")
    with pytest.raises(Refused, match="said-already"):
        draft(book)
    state_other(book, 11, minutes=130)
    with pytest.raises(Refused, match="must-correct"):
        draft(book)

    drafted = draft(book, corrects="STATEMENT-0001")
    said = statement_text(drafted, operation="Willow", zone="UTC", language="en")

    assert (drafted.value, drafted.was) == (11, 12)
    assert "STATEMENT-0001" in said
    assert "which said 12" in said


def test_a_correction_names_the_first_and_not_another_correction(book: Book) -> None:
    agree(book, state(book))
    clear(book, acting(BOTH, DESK, minutes=120), draft(book), b"twelve")
    state_other(book, 11, minutes=130)
    clear(book, acting(BOTH, DESK, minutes=140), draft(book, corrects="STATEMENT-0001"), b"eleven")
    state_other(book, 10, minutes=150)

    with pytest.raises(Malformed, match="not-the-first"):
        draft(book, corrects="STATEMENT-0002")
    with pytest.raises(Malformed, match="unknown"):
        draft(book, corrects="STATEMENT-0009")
    assert draft(book, corrects="STATEMENT-0001").was == 12


def test_so_few_that_they_could_be_recognised_are_not_said(book: Book) -> None:
    state_other(book, 4, minutes=130)

    with pytest.raises(Refused, match="too-small"):
        draft(book)


def test_a_figure_there_is_not_is_malformed(book: Book) -> None:
    with pytest.raises(Malformed, match="no-such-figure"):
        draft(book, figure="names")


def test_a_small_part_goes_into_other_with_a_second_so_that_it_cannot_be_subtracted() -> None:
    said, other = hidden({"at-sites": 900, "under-way": 40, "received": 4700, "unaccounted": 3})

    assert (said, other) == ({"at-sites": 900, "received": 4700}, 43)


@given(COUNTS)
def test_whole_and_parts_agree_and_no_small_count_can_be_found_out(parts: dict[str, int]) -> None:
    said, other = hidden(parts)

    assert not any(0 < count < SMALL for count in said.values())
    assert other is None or other >= SMALL
    if other is not None:
        assert len(parts) - len(said) >= 2
        assert sum(said.values()) + other == sum(parts.values())
    elif any(0 < count < SMALL for count in parts.values()):
        assert said == {}
    else:
        assert said == parts
