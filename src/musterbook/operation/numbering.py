"""Numbering: the next number of a custodian's own block, for people and for handovers, without asking anyone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from musterbook.custody.facts import BlockIssued, Offered, Registered
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import BLOCK_SIZE, LETTERS, PersonId, number_at

STRIDE = 7_919
"""Numbers are given every 7,919th place of a block: a prime, so none comes twice, and neighbours look unlike."""


class Blocks:
    """Which blocks each custodian has, and which numbers of them are taken. A reading."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[CustodianId, str], list[str]] = {}
        self._issued: set[str] = set()
        self._taken: set[str] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The blocks issued and numbers used in `entries`."""
        blocks = cls()
        for entry in entries:
            blocks.add(entry)
        return blocks

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case BlockIssued(block=block, to=to, of=of):
                self._blocks.setdefault((to, of), []).append(block)
                self._issued.add(block)
            case Registered(person=person):
                self._taken.add(person)
            case Offered(handover=handover):
                self._taken.add(handover)
        return True

    def free_block(self) -> str:
        """A block nobody has yet; Malformed when all 289 are given out."""
        for first in LETTERS:
            for second in LETTERS:
                if first + second not in self._issued:
                    return first + second
        raise Malformed.because("number.no-block-left")

    def block_of(self, custodian: CustodianId, of: str) -> str | None:
        """The newest block of a custodian."""
        return self._blocks.get((custodian, of), [None])[-1]

    def next_numbers(self, custodian: CustodianId, of: str, count: int, *, spare: Iterable[str] = ()) -> list[PersonId]:
        """The next `count` free numbers of a custodian's newest block, none of them in `spare`.

        Raises:
            Malformed: the custodian has no block, or too few numbers are left in it.
        """
        block = self.block_of(custodian, of)
        if block is None:
            raise Malformed.because("number.no-block", custodian=custodian, of=of)
        given: list[PersonId] = []
        avoid = set(spare) | self._taken
        for place in range(BLOCK_SIZE):
            if len(given) == count:
                return given
            number = number_at(block, place * STRIDE % BLOCK_SIZE)
            if number not in avoid:
                given.append(number)
        raise Malformed.because("number.block-used-up", custodian=custodian, of=of)
