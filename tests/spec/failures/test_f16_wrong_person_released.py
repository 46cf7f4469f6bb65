"""F16: the wrong man was released; he had the name and the birth of the right one. 262 in one year in one country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from musterbook.custody.facts import Checked
from musterbook.custody.roll import Roll
from musterbook.ledger.spelling import digest_of_words
from musterbook.operation import clearing, departing
from musterbook.operation.amending import note_identifier
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.folder import open_book
from musterbook.operation.identifying import Asking, told_of
from musterbook.operation.namesakes import of_like_name
from musterbook.operation.newcomers import come_in, one
from musterbook.operation.opening import Founding, open_folder
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import MORNING, WILLOW, acting, fill

GATE = {"w.officer": "site-officer", "w.clerk": "register-clerk"}


def release(
    book: Book, person: PersonId, minutes: int, namesakes: Sequence[PersonId] | None = None
) -> list[object]:  # fmt: skip
    """Why he is not let go; empty when he went."""
    try:
        departing.depart(
            book, acting(GATE, WILLOW, minutes=minutes), person, outcome="released", papers=digest_of_words("order"),
            namesakes=namesakes,
        )  # fmt: skip
    except Refused as refused:
        return [one.values["why"] for one in refused.objections]
    return []


def test_who_was_found_to_be_another_at_the_gate_is_stopped_and_the_right_one_goes(book: Book) -> None:
    right, wrong = clearing.clearable(book, WILLOW)[-2:]
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=300)
    checked = Checked(handover="release", people=frozenset((right,)), how="finger", mismatched=frozenset((wrong,)))
    book.write(clerk.draft(checked))

    assert release(book, wrong, 310) == ["mismatched"]
    assert release(book, right, 310) == []
    assert book.reading(Roll).where[right] == "far/released"
    assert book.reading(Roll).where[wrong] == "willow/in-hand"


@pytest.fixture
def with_a_namesake(tmp_path: Path) -> Iterator[tuple[EvidenceBeside, PersonId, PersonId]]:
    """Willow, which asks for a second identifier where names are alike; Hasan, and another Hasan who came since."""
    place = fill(tmp_path / "willow")
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[custody]\nnamesakes_asked = true\n")
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1)).close()
    book = open_book(place, read_only=False, pass_phrase=lambda _: "")
    beside = evidence_beside(book, place / "book")
    (other,), _ = come_in(
        book, acting("w.clerk/register-clerk", WILLOW, minutes=5), one({"name": "Hasan al-Wahmi"}), how="received"
    )
    right = next(
        number for number in book.reading(Roll).answered_for(WILLOW) - {other}
        if told_of(book, number)["name"] == "Hasan al-Wahmi"
    )  # fmt: skip
    yield beside, right, other
    book.close()


def test_of_two_men_of_one_name_nobody_is_let_go_before_a_second_thing_shows_which_he_is(
    with_a_namesake: tuple[EvidenceBeside, PersonId, PersonId],
) -> None:
    beside, right, other = with_a_namesake
    book, clerk = beside.book, acting("w.clerk/register-clerk", WILLOW, minutes=300)
    asking = Asking("w.clerk", "is somebody of like name held here", clerk.at, "depart")
    alike = of_like_name(beside, asking, right)

    unasked = release(book, right, 302)
    by_name = release(book, right, 302, alike)
    book.write(clerk.draft(Checked(handover="release", people=frozenset((right,)), how="photo")))
    by_face = release(book, right, 303, alike)
    book.write(clerk.draft(Checked(handover="release", people=frozenset((right,)), how="finger")))

    assert alike == (other,)
    assert (unasked, by_name, by_face) == (["names-not-compared"], ["namesake"], ["namesake"])
    assert release(book, right, 304, alike) == []
    assert book.reading(Roll).where[other] == "willow/in-hand"
    assert [line.page for line in beside.consultations.lines()] == ["depart"]


def test_a_number_of_another_register_found_to_be_his_is_a_second_identifier(
    with_a_namesake: tuple[EvidenceBeside, PersonId, PersonId],
) -> None:
    beside, right, other = with_a_namesake
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=300)

    note_identifier(
        beside.book, clerk, right, scheme="national", issuer="registry", value="0071-22", standing="verified"
    )

    assert release(beside.book, right, 301, (other,)) == []
