"""Linking: who belongs to whom, who may be parted, and which two numbers are one body.

Joins custody with eligibility. A link gates every move; only a protection officer ends one or decides that linked
people may be parted, and only two people find that two numbers are one (custody.md sections 4 and 8; CRC 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from musterbook.custody.facts import Linked, Merged, Unlinked, Unmerged
from musterbook.custody.people import People
from musterbook.eligibility.facts import PartingDecided
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say, one_of
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

RELATIONS: Final = ("parent-of", "spouse", "sibling", "guardian-of", "travels-with")
SOURCES: Final = ("claimed", "document", "examiner", "other")


def link(book: Book, acting: Acting, person: PersonId, other: PersonId, *, relation: str, source: str) -> Entry:
    """Write that two people belong together; from now on neither is moved without the other.

    Raises:
        Malformed: it is one person, or the relation or the source is none there is.
    """
    if person == other:
        raise Malformed.because("link.one-person", person=person)
    one_of("relation", relation, RELATIONS)
    one_of("source", source, SOURCES)
    return book.write(acting.draft(Linked(person=person, other=other, relation=relation, source=source)))


def unlink(book: Book, acting: Acting, person: PersonId, other: PersonId, *, because: str) -> Entry:
    """A protection officer writes that a link was a mistake; Malformed where there is none."""
    must_say(because=because)
    known = book.reading(People).get(person)
    found = next((one for one in known.links if one.other == other), None) if known is not None else None
    if found is None:
        raise Malformed.because("link.none", person=person, other=other)
    return book.write(acting.draft(Unlinked(person=person, other=other, relation=found.relation, because=because)))


def part(book: Book, acting: Acting, people: Iterable[PersonId], *, because: str, best_interest: str = "") -> Entry:
    """A protection officer decides that these linked people may be parted; what is best for a child is sealed.

    Raises:
        Malformed: they are fewer than two, somebody is linked to none of the others, or no reason is given.
    """
    named = frozenset(people)
    must_say(because=because)
    known = book.reading(People)
    alone = [
        one for one in sorted(named)
        if (person := known.get(one)) is None or not any(link.other in named for link in person.links)
    ]  # fmt: skip
    if len(named) < 2 or alone:
        raise Malformed.because("link.nobody-to-part", people=", ".join(alone or sorted(named)))
    digest = seal_words(book, "partings", "best interest", best_interest)[0] if best_interest.strip() else None
    return book.write(acting.draft(PartingDecided(people=named, because=because, best_interest=digest)))


def merge(
    book: Book, acting: Acting, keeps: PersonId, absorbs: PersonId, *, because: str, examination: str = ""
) -> Entry:
    """Two people write that two numbers are one body; `examination` is the entry that found it.

    Raises:
        Malformed: it is one number, it is absorbed already, or there is no such entry.
    """
    must_say(because=because)
    known = book.reading(People)
    if known.kept(keeps) == known.kept(absorbs):
        raise Malformed.because("link.one-person", person=keeps)
    entry = _entry(book, examination) if examination else None
    fact = Merged(keeps=keeps, absorbs=absorbs, because=because, examination=entry)
    return book.write(acting.draft(fact))


def unmerge(book: Book, acting: Acting, keeps: PersonId, absorbs: PersonId, *, because: str) -> Entry:
    """Two people write that a merging was wrong; Malformed where there was none."""
    must_say(because=because)
    person = book.reading(People).get(absorbs)
    if person is None or person.absorbed_by != keeps:
        raise Malformed.because("link.not-merged", person=absorbs, other=keeps)
    return book.write(acting.draft(Unmerged(keeps=keeps, absorbs=absorbs, because=because)))


def _entry(book: Book, start: str) -> Digest:
    found = [one.digest for one in book.entries() if one.digest.startswith(start)]
    if len(found) != 1:
        raise Malformed.because("contest.no-such-entry", digest=start[:8])
    return found[0]
