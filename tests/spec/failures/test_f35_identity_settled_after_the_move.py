"""F35: who people were was settled after they had been moved."""

from __future__ import annotations

from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.serials import identity_standing


def test_a_manifest_says_how_many_of_its_people_were_only_claimed_to_be_who_they_are(book: Book) -> None:
    everyone = sorted(book.reading(Roll).where)

    assert identity_standing(book, everyone) == {"claimed": 12}
    assert identity_standing(book, everyone[:3]) == {"claimed": 3}
    assert identity_standing(book, []) == {}
