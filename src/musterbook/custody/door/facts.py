"""What is written of counts at a door: that one was made, closed like a letter, and later what stood in it."""

from __future__ import annotations

from musterbook.ledger.facts import Digest, Fact, Part


class DoorCounted(Fact, kind="custody.door-counted"):
    """A receiver has counted who came through the door, and has not seen how many were let go.

    `offer` is the digest of the offer's entry. `sealed` is the SHA-256 of a salt and the number, so that nobody learns
    the number from a copy, and he cannot say another later. Each further one of the same offer takes the place of the
    one before, which he set aside; `shown` says that he had been shown the difference by then.
    """

    handover: str
    offer: Digest
    sealed: Digest
    shown: bool = False


class OpenedCount(Part):
    """What stood in one closed count: the number, and the salt it was closed with, in hexadecimal digits."""

    sealed: Digest
    counted: int
    salt: str


class DoorCountsOpened(Fact, kind="custody.door-counts-opened"):
    """The receiver opens his counts of an offer, those he set aside too, when he signs whom he takes."""

    handover: str
    offer: Digest
    counts: tuple[OpenedCount, ...]
