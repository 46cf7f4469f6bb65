"""Who may be in the book twice: everyone new is looked for among everyone, and each pair is told once.

A search goes on where it stopped: whoever was searched for already, as the book says, is left out. A pair found is a
proposal and nothing else; taken on one day at one site it is first a mix-up at the station (biometrics.md, section 9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from musterbook.biometrics.engines import Candidate, Enrolment, Shortlist
from musterbook.biometrics.search.finder import Search


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for one person found."""

    person: str
    shortlist: Shortlist

    @property
    def proposals(self) -> tuple[Candidate, ...]:
        """Those in a band above `nothing`, highest weight first."""
        return tuple(one for one in self.shortlist.candidates if one.band != "nothing")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers that may be one person."""

    one: str
    other: str
    """The one in the gallery; `one` was looked for."""
    candidate: Candidate
    """Weight, fingers, order and band."""


def look_for(
    search: Search, probes: Iterable[Enrolment], *, done: Collection[str] = (), most: int = 10
) -> Iterator[Found]:
    """Each in turn, as he is found; nobody in `done`. Stopped between two, nothing is lost but the last few."""
    waiting: list[str] = []

    def left() -> Iterator[Enrolment]:
        for probe in probes:
            if str(probe.person) not in done:
                waiting.append(str(probe.person))
                yield probe

    for shortlist in search.find_many(left(), most=most):
        yield Found(waiting.pop(0), shortlist)


def pairs_of(found: Iterable[Found]) -> tuple[Pair, ...]:
    """Each pair once, however often it was found, by the higher weight; the most alike first."""
    kept: dict[frozenset[str], Pair] = {}
    for one in found:
        for candidate in one.proposals:
            pair = frozenset((one.person, str(candidate.person)))
            if pair not in kept or candidate.weight > kept[pair].candidate.weight:
                kept[pair] = Pair(one.person, str(candidate.person), candidate)
    return tuple(sorted(kept.values(), key=lambda pair: (-pair.candidate.weight, pair.one, pair.other)))
