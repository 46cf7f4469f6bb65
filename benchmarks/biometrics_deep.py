"""Tests of prints at the depth CI has no time for: enrolling killed 20 times, a drill of 300 people, 200 slow pairs.

Run: `PYTHONPATH=src:. python benchmarks/biometrics_deep.py [kills | drill | pairs]`; all three without a word. What is
asked is what the tests ask (tests/operation, tests/biometrics/matching), more often and with more people. All people
are invented, by points without pictures. Anything that is not as it should be ends it with its name.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.biometrics.matching.invented import finger as drawn
from tests.biometrics.matching.invented import impression
from tests.biometrics.matching.reference import slow_score, slow_template
from tests.operation.biometrics import OFFICERS, STATION, book_with_prints, coming, opened_again, operator, people_of
from tests.operation.making import MORNING, NAMES, TABLES, open_small_book

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.engines import Made, Points
from musterbook.biometrics.facts import Identified
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.positions import HANDS_EXCHANGED
from musterbook.biometrics.synthesis.points import finger
from musterbook.custody.people import People
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, engine_of, enrol, points_of
from musterbook.operation.searching import not_searched, search_new
from musterbook.operation.searching_engines import using_here
from musterbook.terms.people import PersonId

KILLS, PEOPLE, PAIRS = 20, 300, 200
TWICE, HANDS, SWAPPED = 12, 3, 2
"""Enrolled again under other numbers; of those with hands exchanged; enrolled in another's place on the same day."""
NEXT_DAY = 60 * 30
INVENTED = Made("invented-points", "1")


class NotAsItShouldBe(AssertionError):
    """What was found instead."""


def need(what: str, *, holds: bool) -> None:
    """End where something does not hold."""
    if not holds:
        raise NotAsItShouldBe(what)


def kills() -> str:
    """Enrolling is killed at moments drawn by seed: no half person, no picture without entry, no entry without one."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with book_with_prints(place) as beside:
            numbers = sorted(people_of(beside).values())[:10]
        dice, sittings = random.Random(2), 0
        for round_ in range(KILLS):
            child = os.fork()
            if child == 0:
                with opened_again(place) as beside:
                    for body, number in enumerate(numbers):
                        enrol(beside, operator(60 + round_), coming(number, body, impression=round_), STATION)
                os._exit(0)
            time.sleep(0.05 + dice.random() * 1.2)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            with opened_again(place) as beside:
                sittings = _whole(beside)
    return f"killed {KILLS} times, {sittings:,} sittings went in, each whole: no picture without entry nor the reverse"


def _whole(beside: BiometricsBeside) -> int:
    enrolments = beside.book.reading(Enrolments)
    sittings = [one for number in enrolments.numbers() if (one := enrolments.sitting(number))]
    named = {picture for one in sittings for picture in one.pictures.values()}
    need("pictures and entries are each other's", holds=beside.blobs.here() == named)
    need("every picture opens", holds=all(beside.blobs.holds(picture) for picture in named))
    need("every sitting has its points", holds=len(points_of(beside, sittings)) == len(sittings))
    return len(sittings)


@dataclass(frozen=True, slots=True)
class Planted:
    """Numbers of the two of each pair that is to be found, and of which kind."""

    pairs: Mapping[frozenset[PersonId], str]
    exchanged: frozenset[frozenset[PersonId]]


def drill() -> str:
    """300 people, 12 twice, 3 of them with hands exchanged, 2 mixed up: all proposed, of the right kind."""
    with tempfile.TemporaryDirectory() as folder, _many(Path(folder)) as beside:
        planted, began = _enrolled(beside), time.process_time()
        using = using_here(beside, engine_of(INVENTED), MORNING.date())
        asking = operator(NEXT_DAY + 60)
        list(search_new(beside, asking, not_searched(beside), using, random.Random(1)))
        spent = time.process_time() - began
        adjudication, enrolments = beside.book.reading(Adjudication), beside.book.reading(Enrolments)
        opened = beside.found(one.fact.evidence for one in adjudication.pairs())
        real = [one for one in adjudication.pairs() if not opened[one.fact.evidence]["seeded"]]
        found = {one.people: one.fact.kind_of for one in real}
        missed = planted.pairs.keys() - found.keys()
        wrong = [one for one in real if one.people not in planted.pairs]
        strong = [one for one in wrong if opened[one.fact.evidence]["band"] == "strong"]
        need(f"{len(missed)} of {len(planted.pairs)} pairs are not proposed", holds=not missed)
        need("a pair is of the wrong kind", holds=all(found[one] == kind for one, kind in planted.pairs.items()))
        orders = {one.people: opened[one.fact.evidence]["order"] for one in real}
        need("hands exchanged are not said", holds=all(orders[one] == "hands-exchanged" for one in planted.exchanged))
        need("somebody is proposed strongly who is nobody else", holds=not strong)
        people = beside.book.reading(People)
        absorbed = [one for one in people.numbers() if (known := people.get(one)) and known.absorbed_by]
        identified = [one for one in beside.book.entries() if isinstance(one.fact, Identified)]
        need("a machine merged or identified somebody", holds=not absorbed and not identified)
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(planted.pairs.values()).items()))
        return (
            f"{len(enrolments.people()):,} numbers of {PEOPLE} people searched in {spent:,.0f} s of CPU: all {kinds}"
            f" found as such, {len(planted.exchanged)} by exchanged hands, {len(wrong)} others for review, none strong"
        )


@contextmanager
def _many(folder: Path) -> Iterator[BiometricsBeside]:
    """The small book with as many people as the drill needs."""
    head, *_ = TABLES["people"]
    rows = [
        (f"{NAMES[n % 10]} {n}", "male", "1990-05-04", "seen", "Syria", "WLW", "security")
        for n in range(PEOPLE + TWICE + SWAPPED)
    ]
    sites = [[*row] for row in TABLES["sites"]]
    for row in sites[1:]:
        row[sites[0].index("capacity")] = "900"
    open_small_book(folder, changed={"people": (head, *rows), "officers": OFFICERS, "sites": sites}).close()
    with opened_again(folder) as beside:
        yield beside


def _enrolled(beside: BiometricsBeside) -> Planted:
    """Everybody sits down once; some again the next day under other numbers, two the same day in each other's place."""
    numbers = list(beside.book.reading(People).numbers())
    bodies = dict(enumerate(numbers[:PEOPLE]))
    for body, number in bodies.items():
        _sit(beside, number, body, minutes=60 + body // 10)
    pairs: dict[frozenset[PersonId], str] = {}
    exchanged = set()
    for place, number in enumerate(numbers[PEOPLE : PEOPLE + TWICE]):
        _sit(beside, number, place, minutes=NEXT_DAY + place, press=1, hands=place < HANDS)
        pairs[frozenset((bodies[place], number))] = "duplicate"
        exchanged |= {frozenset((bodies[place], number))} if place < HANDS else set()
    for place, number in enumerate(numbers[PEOPLE + TWICE :], 100):
        _sit(beside, number, place, minutes=120, press=1)
        pairs[frozenset((bodies[place], number))] = "swap"
    return Planted(pairs, frozenset(exchanged))


def _sit(
    beside: BiometricsBeside, number: PersonId, body: int, *, minutes: int, press: int = 0, hands: bool = False
) -> None:
    place = HANDS_EXCHANGED if hands else {one: one for one in range(1, 11)}
    points: dict[int, Points] = {place[one]: finger(7, body, one, press) for one in range(1, 11)}
    pictures = {str(one): f"{number} {one} {press}".encode() for one in points}
    qualities = dict.fromkeys(map(str, points), 70)
    sitting = Coming(number, pictures=pictures, points=points, qualities=qualities, made=INVENTED)
    enrol(beside, operator(minutes), sitting, STATION)


def pairs() -> str:
    """200 pairs scored by the compiled matcher and by the slow one of the tests."""
    rng, ours = np.random.default_rng(9), Ours()
    hands = [(impression(of, rng), impression(of, rng)) for of in (drawn(rng) for _ in range(PAIRS // 2))]
    asked = [*hands, *((one[0], other[1]) for one, other in zip(hands, hands[1:] + hands[:1], strict=True))]
    worst, unsettled = 0.0, 0
    for done, (one, other) in enumerate(asked, 1):
        left, right = sorted((one, other), key=lambda points: ours.template(points).digest)
        slow, margin = slow_score(slow_template(left), slow_template(right))
        if margin <= 1e-5:
            unsettled += 1  # two choices of pairs are equally good, and rounding decides
            continue
        worst = max(worst, abs(ours.compare(ours.template(left), ours.template(right)).score - slow))
        if done % 20 == 0:
            say(f"  {done} of {len(asked)} pairs")
    need(f"scores are {worst:.2e} apart", holds=worst <= 1e-4)
    return f"{len(asked) - unsettled} of {len(asked)} pairs within {worst:.1e} of the slow reference; the rest are ties"


ALL: Mapping[str, Callable[[], str]] = {"kills": kills, "drill": drill, "pairs": pairs}


def say(line: str) -> None:
    """Print at once, so that a run can be followed."""
    print(line, flush=True)


def main() -> None:
    """Do what was asked for, and say what it came to."""
    for name in sys.argv[1:] or ALL:
        began = time.process_time()
        say(f"{name}: {ALL[name]()} ({time.process_time() - began:,.0f} s of CPU)")


if __name__ == "__main__":
    main()
