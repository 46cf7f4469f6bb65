"""What a form may name only to who needs to know of its person: cases, contests and complaints.

Each refuses a name that is nothing in the book and one that is about somebody else's people in the same words.
"""

from __future__ import annotations

from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import Contests
from musterbook.operation import returning
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Sees
from musterbook.terms.errors import Malformed


def case(book: Book, name: str, sees: Sees) -> None:
    """A case of return.

    Raises:
        Malformed: there is none of that name, or none for this reader.
    """
    if not sees(returning.found(book, name).person):
        raise Malformed.because("case.not-here", case=name)


def contest(book: Book, start: str, sees: Sees) -> None:
    """A contest, by the first signs of its entry.

    Raises:
        Malformed: as for a case.
    """
    found = book.reading(Contests).contest(start)
    if found is None or not sees(found.person):
        raise Malformed.because("contest.none-open", digest=start[:8], outcome="none")


def complaint(book: Book, start: str, sees: Sees) -> None:
    """A complaint, by the first signs of its entry.

    Raises:
        Malformed: as for a case.
    """
    found = book.reading(Complaints).complaint(start)
    if found is None or not sees(found.person):
        raise Malformed.because("complaint.none-open", digest=start[:8])
