"""Correcting: whoever wrote an entry says that it was wrong, and the other party agrees; only then does anybody move.

The entry itself stays as it was. What was completed is undone in this way and in no other (custody.md section 12: the
two names of public services that begin with un-).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from musterbook.custody.facts import Corrected, CorrectionAgreed
from musterbook.custody.incidents.facts import Passed
from musterbook.custody.incidents.milestones import OF_A_LEG
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

SHOWN: Final = 8
"""So many signs of a digest say which entry is meant."""


def correct(
    book: Book, acting: Acting, start: str, *, because: str, people: Iterable[PersonId] = (), instead: str = ""
) -> Entry:
    """Write that an entry of one's own was wrong about these people, or about everyone it moved.

    `start` are the first signs of the entry's digest; `instead` says in words what should have stood there. A leg begun
    or ended by mistake is corrected in the same way, for everyone aboard.

    Raises:
        Malformed: there is no such entry, another custodian wrote it, it moved nobody, or somebody named is not among
            those it moved.
    """
    must_say(because=because)
    wrong = _entry(book, start)
    if wrong.by != acting.by:
        raise Malformed.because("correction.not-ones-own", digest=wrong.digest[:SHOWN], custodian=wrong.by)
    moved = frozenset(one for line in book.reading(Roll).lines if line.entry == wrong.digest for one in line.people)
    leg = isinstance(wrong.fact, Passed) and wrong.fact.point in OF_A_LEG
    if leg:
        moved = wrong.named()
    if not moved and not leg:
        raise Malformed.because("correction.moved-nobody", digest=wrong.digest[:SHOWN])
    named = frozenset(people) or moved
    if named - moved:
        raise Malformed.because("correction.not-of-it", digest=wrong.digest[:SHOWN], person=min(named - moved))
    fact = Corrected(entry=wrong.digest, people=named, because=because, instead=instead)
    return book.write(acting.draft(fact, after=(wrong.digest,)))


def agree(book: Book, acting: Acting, start: str) -> Entry:
    """Agree to a correction; the people it names go back to where they were, if nothing has moved them since.

    `start` are the first signs of the digest of the correction, or of the entry it corrects.

    Raises:
        Malformed: nobody has corrected such an entry, or whoever agrees is he who corrected it.
    """
    found = meant(book, start)
    if len(found) != 1 or not isinstance(found[0].fact, Corrected):
        raise Malformed.because("correction.none", digest=start[:SHOWN])
    (one,) = found
    if one.by == acting.by:
        raise Malformed.because("correction.by-the-other", custodian=acting.by)
    fact = CorrectionAgreed(entry=one.digest, people=found[0].fact.people)
    return book.write(acting.draft(fact, after=(one.digest,)))


def meant(book: Book, start: str) -> list[Entry]:
    """The corrections that these first signs may mean: of their own digests, or of the entries they correct."""
    return [one for one in book.entries() if start and _meant(one, start)]


def _meant(one: Entry, start: str) -> bool:
    return isinstance(one.fact, Corrected) and (one.digest.startswith(start) or one.fact.entry.startswith(start))


def _entry(book: Book, start: str) -> Entry:
    found = [one for one in book.entries() if start and one.digest.startswith(start)]
    if len(found) != 1:
        raise Malformed.because("correction.no-such-entry", digest=start[:SHOWN])
    return found[0]
