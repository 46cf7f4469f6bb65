"""Camp reporting: counts, passages and what was seen of a camp are looked at as a whole and then written.

Joins camps with the book. What cannot be so is refused with everything that is wrong in it; what the book has is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from musterbook.camps.census import KEYS, Census
from musterbook.camps.facts import Counted, PassedThrough
from musterbook.camps.faults import faults_of
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.camp_files import CampFile
from musterbook.terms.errors import Fault, Malformed


@dataclass(frozen=True, slots=True)
class CampsWritten:
    """What became of a file: the entries written, how many of its facts the book had, and what is wrong in it."""

    entries: tuple[Entry, ...]
    known: int
    faults: tuple[Fault, ...]


def report_camp(book: Book, acting: Acting, fact: Fact) -> Entry:
    """Write what somebody says of a camp; Malformed with everything that is wrong in it, and nothing is written."""
    faults = faults_of(fact, acting.at)
    if faults:
        raise Malformed.of(faults)
    return book.write(acting.draft(fact))


def kinds_of(read: CampFile) -> tuple[type[Fact], ...]:
    """The kinds of fact a file holds."""
    return tuple({type(fact): None for _, fact in read.facts})


def write_camp_file(book: Book, read: CampFile, acting: Mapping[type[Fact], Acting]) -> CampsWritten:
    """Write every count or passage of a file that the book does not say already; a changed one replaces the earlier.

    Raises:
        Malformed: not one of them can be written.
    """
    census = book.reading(Census)
    faults, drafts, known = list(read.faults), [], 0
    for row, fact in read.facts:
        hand = acting[type(fact)]
        wrong = [replace(one, row=row) for one in faults_of(fact, hand.at)]
        faults += wrong
        if not wrong and _is_known(census, fact):
            known += 1
        elif not wrong:
            drafts.append(hand.draft(fact))
    if not drafts and not known:
        raise Malformed.of(faults)
    entries = book.write_all(drafts) if drafts else []
    return CampsWritten(tuple(entries), known, tuple(faults))


def _is_known(census: Census, fact: Counted | PassedThrough) -> bool:
    camp = census.camps.get(fact.camp)
    key = tuple(getattr(fact, name) for name in KEYS[type(fact)])
    word = None if camp is None else camp.words.get(type(fact), {}).get(key)
    return word is not None and word.fact == fact
