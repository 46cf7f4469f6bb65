"""An extract holds what is sealed of somebody, and what stays shut to whoever asks is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from musterbook.biometrics.synthesis.cards import card
from musterbook.custody.roll import Roll
from musterbook.operation import happening, safeguarding
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.extracting import extract
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book

GUARD = "w.officer/site-officer"
WHY = "he asked for all that is kept of him"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, PersonId, PersonId]]:
    """A book with a photograph, a fear, an injury and a fight of two; the one asked about, and the other."""
    book = open_small_book(tmp_path_factory.mktemp("extracted"))
    one, two = sorted(book.reading(Roll).on(in_hand(WILLOW)))[:2]
    happening.photograph(book, acting(GUARD, WILLOW, minutes=1), one, card(one), taken_at=MORNING)
    safeguarding.hear_fear(
        book, acting("l.legal/legal-reviewer", DESK, minutes=2), one, answer=b"I fear the road.",
        interpreter="Arabic",
    )  # fmt: skip
    happening.report(
        book, acting(GUARD, WILLOW, minutes=3),
        happening.Report("self-harm", "a cut on the arm", frozenset((one,))),
    )  # fmt: skip
    happening.report(
        book, acting(GUARD, WILLOW, minutes=4),
        happening.Report("assault", "Ahmad struck him", frozenset((one, two))),
    )  # fmt: skip
    yield book, one, two
    book.close()


def test_his_photograph_and_his_fear_are_in_it_and_what_stays_shut_is_counted(
    told: tuple[Book, PersonId, PersonId],
) -> None:
    book, one, two = told

    found = extract(book, one)
    said = {row["what"]: row["said"] for row in found["sealed"]}

    assert said["fear"] == "I fear the road."
    assert said["photograph"].keys() == {"bytes", "base64"}
    assert found["shut"] == {"health": 1, "words": 1}
    assert "Ahmad struck" not in str(found)
    assert two not in str(found)


def test_a_clinician_opens_what_is_about_health_with_a_reason_and_a_guard_does_not(
    told: tuple[Book, PersonId, PersonId],
) -> None:
    book, one, _ = told

    found = extract(book, one, acting=Acting(DESK, (("d.doctor", ""),), MORNING), because=WHY)
    with pytest.raises(Refused, match=r"compartment\.no-right"):
        extract(book, one, acting=Acting(WILLOW, (("w.officer", ""),), MORNING), because=WHY)

    assert "a cut on the arm" in str(found["sealed"])
    assert found["shut"] == {"words": 1}
