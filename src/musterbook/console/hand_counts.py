"""A receiver's counts as a page shows them: what the book says of each, and what is kept on this machine beside it.

On the machine where he counted, the numbers are known; on another only that he has counted, until he opens them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.console.tallies import LASTS, Half
from musterbook.custody.door.counts import DoorCount, sealed_count
from musterbook.store.door_counts import SHOWN, KeptCount
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What lies beside the book about one handover: the numbers each side has read, and the counts made here."""

    scanned: Mapping[str, tuple[str, ...]]
    counts: tuple[KeptCount, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A receiver's counts of one offer.

    Attributes:
        half: the count that stands, where it was made on this machine; one of half a day ago is forgotten.
        made: whether there is one that stands, here or elsewhere.
        aside: how many he set aside to count again. counts: what they were, as far as that is known here.
        shown: he set one aside when he had been shown the difference.
        false: one of them was opened and is not what was signed.
        closed: the counts made here that are in the book, each with its salt.
    """

    half: Half | None = None
    made: bool = False
    aside: int = 0
    counts: tuple[int, ...] = ()
    shown: bool = False
    false: bool = False
    closed: tuple[tuple[int, str], ...] = ()


def counted_of(made: Sequence[DoorCount], kept: Sequence[KeptCount], now: datetime, *, written: bool) -> Counted:
    """What is known of a receiver's counts. `written`: counts go into the book, so one that is not there is none."""
    here = {sealed_count(one.salt, one.counted): one for one in kept}
    if not written:
        return _kept_alone(kept, now)
    last = here.get(made[-1].sealed) if made else None
    gone = made if last is not None and last.aside else made[:-1]
    numbers = [one.counted if one.counted is not None else _number(here.get(one.sealed)) for one in gone]
    half = _half(last, now)
    return Counted(
        half, half is not None or (bool(made) and last is None), len(gone), tuple(n for n in numbers if n is not None),
        any(one.shown for one in made) or (last is not None and last.aside == SHOWN), any(one.false for one in made),
        tuple((one.counted, one.salt) for one in kept),
    )  # fmt: skip


def shown_before(kept: Sequence[KeptCount]) -> bool:
    """Whether a count was set aside here when the difference had been shown."""
    return any(one.aside == SHOWN for one in kept)


def kept_as(offer: str, half: Half, salt: str) -> KeptCount:
    """A count as it is kept."""
    present = tuple(sorted(half.present)) if half.present is not None else None
    return KeptCount(salt, offer, half.officer, half.at.isoformat(), half.counted, present)


def _kept_alone(kept: Sequence[KeptCount], now: datetime) -> Counted:
    """Where the policy in force knows no such counts they are kept here and stand in no book."""
    gone = [one for one in kept if one.aside]
    half = _half(kept[-1] if kept else None, now)
    return Counted(half, half is not None, len(gone), tuple(one.counted for one in gone), shown_before(kept))


def _half(one: KeptCount | None, now: datetime) -> Half | None:
    if one is None or one.aside:
        return None
    at = datetime.fromisoformat(one.at)
    present = frozenset(map(PersonId, one.present)) if one.present is not None else None
    return Half(one.officer, at, one.counted, present) if now - at <= LASTS else None


def _number(one: KeptCount | None) -> int | None:
    return one.counted if one is not None else None
