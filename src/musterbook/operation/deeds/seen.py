"""What a form may name only to who needs to know of its person: cases, contests, complaints, findings and entries.

Each refuses a name that is nothing in the book and one that is about somebody else's people in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable

from musterbook.biometrics.identities import Identities
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import Contests
from musterbook.custody.facts import Corrected
from musterbook.evidence.links import Links
from musterbook.operation import correcting, returning
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Sees
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId


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


def link_contest(book: Book, start: str, sees: Sees) -> None:
    """A contest of a link to somebody, by the first signs of its entry.

    Raises:
        Malformed: as for a case.
    """
    found = book.reading(Links).contest(start) if start else None
    if found is None or not sees(found.person):
        raise Malformed.because("evidence.no-such-contest", digest=start[:8])


def identification(book: Book, start: str, sees: Sees) -> None:
    """An identification, by the first signs of its entry.

    Raises:
        Malformed: as for a case.
    """
    found = book.reading(Identities).identification(start)
    if found is None or not sees(found.fact.person):
        raise Malformed.because("biometrics.no-identification", entry=start[:16])


def identification_contest(book: Book, start: str, sees: Sees) -> None:
    """A contest of an identification, by the first signs of its entry.

    Raises:
        Malformed: as for a case.
    """
    known = book.reading(Identities)
    found = known.contest(start)
    about = known.identification(found.identified) if found is not None else None
    if about is None or not sees(about.fact.person):
        raise Malformed.because("biometrics.no-contest", entry=start[:16])


def entry(book: Book, start: str, sees: Sees) -> None:
    """An entry, by the first signs of its digest: of one about several, whoever needs to know of any of them.

    Raises:
        Malformed: as for a case.
    """
    found = [one for one in book.entries() if start and one.digest.startswith(start)]
    if not any(_any_of(one.named(), sees) for one in found):
        raise Malformed.because("correction.no-such-entry", digest=start[: correcting.SHOWN])


def correction(book: Book, start: str, sees: Sees) -> None:
    """A correction, by the first signs of its digest or of that of the entry it corrects.

    Raises:
        Malformed: as for a case.
    """
    said = [one.fact for one in correcting.meant(book, start)]
    if not any(isinstance(one, Corrected) and _any_of(one.people, sees) for one in said):
        raise Malformed.because("correction.none", digest=start[: correcting.SHOWN])


def _any_of(people: Iterable[PersonId], sees: Sees) -> bool:
    """Whether a reader needs to know of any of these; what is about nobody is hidden from nobody."""
    named = tuple(people)
    return not named or any(map(sees, named))
