"""Searches a gallery for people: codes for who may be near, two fingers for who is, all fingers for how surely.

Section 9 of biometrics.md. It proposes and decides nothing; a band orders a queue. Satisfies `engines.Finder`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, Protocol

from musterbook.biometrics.engines import Candidate, Enrolment, Made, Matcher, Shortlist
from musterbook.biometrics.search.asked import Asked, asked
from musterbook.biometrics.search.codes import Coder
from musterbook.biometrics.search.gallery import Gallery
from musterbook.biometrics.search.gallery_file import check_engine
from musterbook.biometrics.search.part import Near, Part, Seen, Weigh, best, in_order

VERSION: Final = "1"
SHORTLIST_MIN: Final = 200
SHARE: Final = 0.005
"""Of a gallery that is looked at closely (decision 0762)."""
KEPT: Final = 50
EXCHANGED_SHARE, EXCHANGED_KEPT = 0.1, 10
"""Of the shortlist, and of the people kept, when hands may have been exchanged."""
STRONG_ABOVE: Final = 6.9
"""Over the logarithm of the gallery: about one false proposal in a thousand searches."""
STRONG_FINGERS, STRONG_FINGER = 4, 2.0
TOGETHER: Final = 128
"""People looked for at a time; their templates take 0.7 MB each."""


class Parts(Protocol):
    """The whole of a gallery, in one part or many."""

    @property
    def people(self) -> int:
        """In the parts that answer."""
        ...

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of parts that do not answer."""
        ...

    def ask(self, question: str, *arguments: Any) -> list[Any]:  # noqa: ANN401  each question has its own
        """Ask each part (`near`, `first`, `whole` of `part.Part`); the answers of those that answer."""
        ...


@dataclass(frozen=True, slots=True)
class OnePart:
    """The whole gallery in one piece, on this machine."""

    part: Part
    missing: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """All of them."""
        return len(self.part.gallery)

    def ask(self, question: str, *arguments: Any) -> list[Any]:  # noqa: ANN401  each question has its own
        """The one answer."""
        return [getattr(self.part, question)(*arguments)]


class Search:
    """A gallery that can be searched, by the engine it was made with."""

    def __init__(self, parts: Parts, matcher: Matcher, coder: Coder | None, *, share: float = SHARE) -> None:
        self._parts, self._matcher, self._coder, self._share = parts, matcher, coder, share

    @property
    def made(self) -> Made:
        """This search, and the parameters of its codes."""
        return Made(f"search of {self._matcher.made.name}", VERSION, self._coder.digest if self._coder else "")

    def find(self, probe: Enrolment, *, most: int) -> Shortlist:
        """The people most like this one, himself left out, at most so many; highest weight first."""
        return next(iter(self.find_many([probe], most=most)))

    def find_many(self, probes: Iterable[Enrolment], *, most: int) -> Iterator[Shortlist]:
        """The same for many, in their order; cheaper than one by one."""
        waiting = iter(probes)
        while block := list(islice(waiting, TOGETHER)):
            some = [asked(probe, self._matcher, self._coder) for probe in block]
            found = self._found(some, 1.0, KEPT)
            weak = [at for at, one in enumerate(found) if not _strong(one, self._parts.people)]
            exchanged = [some[at].with_hands_exchanged() for at in weak]
            for at, more in zip(weak, self._found(exchanged, EXCHANGED_SHARE, EXCHANGED_KEPT), strict=True):
                found[at] = _each_once([*found[at], *more])
            people = self._parts.people
            for one in found:
                banded = tuple(replace(candidate, band=band(candidate, people)) for candidate in one[:most])
                yield Shortlist(banded, people, self._parts.missing)

    def _found(self, some: Sequence[Asked], part_of_share: float, kept: int) -> list[list[Candidate]]:
        """Codes, then two fingers, then all; cut at ranks over all parts together."""
        if not some:
            return []
        rank = math.ceil(part_of_share * max(SHORTLIST_MIN, self._share * self._parts.people))
        near: list[list[Near]] = self._parts.ask("near", some, rank)
        least = [_at_rank([part[at] for part in near], rank) for at in range(len(some))]
        first: list[list[list[Seen]]] = self._parts.ask("first", some, least, kept)
        people = [
            [seen.person for seen in best(seen for part in first for seen in part[at])[:kept]]
            for at in range(len(some))
        ]
        whole: list[list[list[Candidate]]] = self._parts.ask("whole", some, people)
        return [in_order(one for part in whole for one in part[at]) for at in range(len(some))]


def search_of(gallery: Gallery, matcher: Matcher, coder: Coder | None, weigh: Weigh, *, share: float = SHARE) -> Search:
    """A search of a gallery on this machine.

    Raises:
        Refused: `gallery.another-engine` where the gallery was made by another matcher or with other codes.
    """
    check_engine(gallery, made=matcher.made, coder=coder.digest if coder else "")
    return Search(OnePart(Part(gallery, matcher, weigh)), matcher, coder, share=share)


def band(candidate: Candidate, people: int) -> str:
    """`nothing`, `review` or `strong`, relative to how many were searched; it confirms nobody."""
    above = candidate.weight - math.log(max(people, 1))
    if above < 0:
        return "nothing"
    sure = sum(weight > STRONG_FINGER for _, _, weight in candidate.fingers)
    return "strong" if above >= STRONG_ABOVE and sure >= STRONG_FINGERS else "review"


def _strong(found: Sequence[Candidate], people: int) -> bool:
    return bool(found) and band(found[0], people) == "strong"


def _at_rank(parts: Sequence[Near], rank: int) -> float:
    """The likeness of codes at this rank over all parts; whoever is as like is compared too."""
    highest = sorted((value for part in parts for value in part.highest.tolist()), reverse=True)
    return highest[rank - 1] if len(highest) >= rank else -math.inf


def _each_once(found: Sequence[Candidate]) -> list[Candidate]:
    """Everybody in the order in which he is most alike."""
    kept: dict[str, Candidate] = {}
    for one in in_order(found):
        kept.setdefault(str(one.person), one)
    return list(kept.values())
