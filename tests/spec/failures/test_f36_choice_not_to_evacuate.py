"""F36: somebody chose not to evacuate a place, and nobody wrote it down."""

from __future__ import annotations

from datetime import datetime

from musterbook.coordination.facts import Decided
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.emptying import passed_over
from musterbook.operation.sealed_words import seal_words
from tests.operation.making import DESK, acting


def test_a_place_that_no_serial_serves_shows_until_somebody_decides_and_signs_that_it_stays(book: Book) -> None:
    coordinator = acting("c.coord/coordinator", DESK, minutes=20)
    before = [(one.place.site, one.protective) for one in passed_over(book, coordinator.at)]

    book.write(coordinator.draft(_stays(book, "site:WLW", coordinator.at)))

    assert before == [("WLW", 2)]
    assert passed_over(book, coordinator.at) == ()


def _stays(book: Book, site: str, at: datetime) -> Decided:
    question, stay, go = seal_words(book, "decision DEC-900", "decision", "Does Willow stay?", "it stays", "it goes")
    options: tuple[Digest, ...] = (stay, go)
    return Decided(
        decision="DEC-900", question=question, options=options, chosen=stay, decider="c.coord",
        authority_basis="mandate", from_=at, affects=frozenset((site,)),
    )  # fmt: skip
