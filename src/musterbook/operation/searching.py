"""Searching: who among many may be this person; what is found is put before examiners and decides nothing.

Joins biometrics with eligibility and what lies sealed beside the book. Children are searched for by nobody, minors only
among those of this operation. A few pairs whose answer is known are put between the others, so that examiners' errors
can be told; which they are lies sealed with every proposal's evidence (biometrics.md sections 3 and 9, decision 0771).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.engines import Candidate, Enrolment, Finder, Made, Matcher, Points
from musterbook.biometrics.facts import Proposed, Searched
from musterbook.biometrics.gallery import OPERATION, Enrolments, Galleries, Sitting
from musterbook.biometrics.searches import Searches
from musterbook.custody.people import People
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_ages import age_of, search_objection
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import engine_of, known_sitting, points_of
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

AT_INTAKE = "whether somebody new is here already under another number"


@dataclass(frozen=True, slots=True)
class Using:
    """With what is searched.

    Attributes:
        finder: searches one gallery.
        matcher: says which points of two fingers were paired, for the examiners' eyes.
        calibration: digest of what makes weights of scores.
        extractor: by which engine the points of those searched were found.
        others: the people of another owner's list by reference, where that is searched.
    """

    finder: Finder
    matcher: Matcher
    calibration: Digest
    extractor: Made
    others: Mapping[str, Enrolment] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    Attributes:
        searched: its entry.
        proposed: pairs put before examiners with it.
        heads: people compared with.
        missing: parts of the gallery that did not answer; where there are any, nobody may say that nothing was found.
    """

    searched: Entry
    proposed: tuple[Entry, ...]
    heads: int
    missing: tuple[str, ...]


def searchable_here(beside: BiometricsBeside, made: Made, on: date) -> list[Enrolment]:
    """Everyone enrolled in this operation who may be searched among, by this engine; the young are left out.

    Whoever was merged into another number is searched under the one that is kept.
    """
    sittings = beside.book.reading(Enrolments).searchable(engine_of(made))
    people = beside.book.reading(People)
    kept = [one for person, one in sittings.items() if not _absorbed(people, person)]
    kept = [
        one
        for one in kept
        if search_objection(age_of(beside.book, one.person, on), beside.settings, of_others=False) is None
    ]
    points = points_of(beside, kept)
    return [enrolment_of(one, points[one.number]) for one in kept if one.number in points]


def search(
    beside: BiometricsBeside, acting: Acting, enrolment: str, using: Using, dice: random.Random,
    *, gallery: str = OPERATION, reason: str = "",
) -> Found:  # fmt: skip
    """Search a gallery for one sitting and put what is found before examiners.

    Args:
        beside: the book and what lies beside it.
        acting: in whose name; the first officer is written in the register of consultations before anything opens.
        enrolment: the sitting's number.
        using: with what.
        dice: draws the pairs whose answer is known, and the order.
        gallery: the operation's own, or another owner's list by name.
        reason: for a search somebody asks for; empty at intake.

    Raises:
        Refused: he is too young or his age unknown, the list is not open, points are not found yet, or nobody asks.
    """
    sitting = known_sitting(beside, enrolment)
    _check(beside, acting, sitting, using, gallery)
    officer = acting.officers[0][0] if acting.officers else ""
    beside.consult(officer, enrolment, reason or AT_INTAKE, page="search", at=acting.at)
    probe = enrolment_of(sitting, points_of(beside, [sitting])[enrolment])
    shortlist = using.finder.find(probe, most=beside.settings.most)
    number = _next(f"S-{acting.by}", beside.book.reading(Searches).numbers())
    drafts = _proposals(beside, sitting, shortlist.candidates, using, gallery)
    real = len(drafts)
    drafts += _seeded(beside, dice, using.matcher, real)
    dice.shuffle(drafts)
    names = _numbers(beside, acting, len(drafts))
    proposals = [
        Proposed(
            proposal=name, kind_of=one.kind_of, left=one.left, right=one.right, gallery=one.gallery,
            evidence=beside.keep_found(f"proposal:{name}", one.evidence),
        )
        for name, one in zip(names, drafts, strict=True)
    ]  # fmt: skip
    shown = [name for name, one in zip(names, drafts, strict=True) if not one.evidence["seeded"]]
    fact = Searched(
        search=number, enrolment=enrolment, gallery=gallery, engine=engine_of(using.finder.made),
        calibration=using.calibration, heads_searched=shortlist.searched, missing=shortlist.missing, asked_by=officer,
        found=beside.keep_found(f"search:{number}", {"proposals": shown}), why="request" if reason else "intake",
        reason=beside.words(number, reason) if reason else None,
    )  # fmt: skip
    by_node = Acting(acting.by, (), acting.at, written_at=acting.written_at)
    searched, *proposed = beside.book.write_all([by_node.draft(one) for one in (fact, *proposals)])
    return Found(searched, tuple(proposed), shortlist.searched, shortlist.missing)


def not_searched(beside: BiometricsBeside) -> tuple[Sitting, ...]:
    """Sittings that count and for whom no whole search of the operation was made: with points, and old enough."""
    enrolments, searches = beside.book.reading(Enrolments), beside.book.reading(Searches)
    waiting = []
    for person in enrolments.people():
        one = enrolments.current(person)
        if one is None or not one.points:
            continue
        newest = searches.newest(one.number, OPERATION)
        age = age_of(beside.book, person, one.at.date())
        if (newest is None or newest.missing) and search_objection(age, beside.settings, of_others=False) is None:
            waiting.append(one)
    return tuple(waiting)


def enrolment_of(sitting: Sitting, points: Mapping[int, Points]) -> Enrolment:
    """A sitting as a search takes it."""
    return Enrolment(sitting.person, dict(points), {one: sitting.qualities.get(one, 0) for one in points})


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A pair before it has a number."""

    kind_of: str
    left: str
    right: str
    evidence: dict[str, Any]
    gallery: str = ""


def _check(beside: BiometricsBeside, acting: Acting, sitting: Sitting, using: Using, gallery: str) -> None:
    """All that stands against a search."""
    of_others = gallery != OPERATION
    young = search_objection(
        age_of(beside.book, sitting.person, acting.at.date()), beside.settings, of_others=of_others
    )  # fmt: skip
    objections = [young] if young else []
    if of_others and not beside.book.reading(Galleries).is_open(gallery, acting.at):
        objections.append(Objection("biometrics.list-not-open", values={"gallery": gallery}))
    if sitting.points is None or sitting.engine != engine_of(using.extractor):
        objections.append(Objection("biometrics.waiting-for-points", values={"enrolment": sitting.number}))
    if objections:
        raise Refused(*objections)


def _proposals(
    beside: BiometricsBeside, sitting: Sitting, candidates: Iterable[Candidate], using: Using, gallery: str
) -> list[_Drawn]:  # fmt: skip
    """The pairs worth examiners' time: those above the line, of two people, and not put before them already."""
    enrolments, pairs = beside.book.reading(Enrolments), beside.book.reading(Adjudication)
    drawn = []
    for one in candidates:
        if one.band == "nothing" or str(one.person) == sitting.person:
            continue
        if gallery != OPERATION:
            other = (using.others or {}).get(str(one.person))
            found, right, kind = (other.fingers if other else {}), str(one.person), "gallery"
        else:
            theirs = enrolments.current(PersonId(str(one.person)))
            if theirs is None or _one_body(beside, sitting.person, theirs.person):
                continue
            found, right = points_of(beside, [theirs]).get(theirs.number, {}), theirs.number
            kind = "swap" if _same_place_and_day(beside, sitting, theirs) else "duplicate"
        if pairs.between(sitting.number, right) is None:
            mine = points_of(beside, [sitting])[sitting.number]
            evidence = evidence_of(one, mine, found, using.matcher)
            drawn.append(_Drawn(kind, sitting.number, right, evidence, "" if gallery == OPERATION else gallery))
    return drawn


def evidence_of(
    found: Candidate, left: Mapping[int, Points], right: Mapping[int, Points], matcher: Matcher
) -> dict[str, Any]:  # fmt: skip
    """What is sealed with a proposal: weight and band, which nobody who judges sees, and the points that were paired.

    `fingers` holds position left, position right, and x and y of both points of every pair, in pixels at 500 dpi.
    """
    return {
        "weight": f"{found.weight:.3f}",
        "band": found.band,
        "order": found.order,
        "seeded": "",
        "fingers": [
            [mine, theirs, _paired(left.get(mine), right.get(theirs), matcher)] for mine, theirs, _ in found.fingers
        ],
    }


def _paired(left: Points | None, right: Points | None, matcher: Matcher) -> list[list[float]]:
    """Places of paired points: x and y of the left, x and y of the right, to a tenth of a pixel."""
    if left is None or right is None:
        return []
    pairs = matcher.compare(matcher.template(left), matcher.template(right)).pairs
    return [
        [round(float(value), 1) for value in (left.x[mine], left.y[mine], right.x[theirs], right.y[theirs])]
        for mine, theirs in pairs
    ]


def _seeded(beside: BiometricsBeside, dice: random.Random, matcher: Matcher, real: int) -> list[_Drawn]:
    """Pairs whose answer is known, so many that they are the settings' share of all: half of them the same person."""
    share = beside.settings.seeded_share
    drawn: list[_Drawn] = []
    for _ in range(sum(dice.random() < share / (1 - share) for _ in range(real))):
        same = _known_same(beside, dice) if dice.random() < 0.5 else None
        pair = same or _known_different(beside, dice)
        if pair is not None:
            drawn.append(_known(beside, pair, "same" if same else "different", dice, matcher))
    return drawn


def _known_same(beside: BiometricsBeside, dice: random.Random) -> tuple[Sitting, Sitting] | None:
    """Two sittings of one number, such as a recapture; somebody known to be himself."""
    enrolments = beside.book.reading(Enrolments)
    several = [some for person in enrolments.people() if len(some := _pictured(enrolments.of_person(person))) > 1]
    if not several:
        return None
    left, right = dice.sample(dice.choice(several), 2)
    return left, right


def _known_different(beside: BiometricsBeside, dice: random.Random) -> tuple[Sitting, Sitting] | None:
    """Two sittings of two people whom no search proposed and whom examiners have not before them."""
    enrolments, pairs = beside.book.reading(Enrolments), beside.book.reading(Adjudication)
    people = [one for person in enrolments.people() if (one := enrolments.current(person)) and one.pictures]
    for _ in range(8):
        if len(people) < 2:
            return None
        left, right = dice.sample(people, 2)
        if pairs.between(left.number, right.number) is None and not _one_body(beside, left.person, right.person):
            return left, right
    return None


def _known(
    beside: BiometricsBeside, pair: tuple[Sitting, Sitting], answer: str, dice: random.Random, matcher: Matcher
) -> _Drawn:  # fmt: skip
    """A pair like any other, with the points that are paired in the fingers both have."""
    left, right = pair
    points = points_of(beside, pair)
    mine, theirs = points.get(left.number, {}), points.get(right.number, {})
    alike = tuple((one, one, 0.0) for one in sorted(mine.keys() & theirs.keys()))
    found = Candidate(right.person, 0.0, alike, band=dice.choice(("review", "strong")))
    evidence = evidence_of(found, mine, theirs, matcher) | {"seeded": answer}
    return _Drawn("duplicate", left.number, right.number, evidence)


def _pictured(sittings: Sequence[Sitting]) -> list[Sitting]:
    return [one for one in sittings if one.pictures]


def _same_place_and_day(beside: BiometricsBeside, one: Sitting, other: Sitting) -> bool:
    """Whether both were captured at one site on one day: then two people were first of all exchanged."""
    zone = beside.book.settings.zone
    return one.by == other.by and one.at.astimezone(zone).date() == other.at.astimezone(zone).date()


def _one_body(beside: BiometricsBeside, one: PersonId, other: PersonId) -> bool:
    """Whether two numbers are one body by the book already."""
    people = beside.book.reading(People)
    return _kept(people, one) == _kept(people, other)


def _kept(people: People, person: PersonId) -> PersonId:
    """The number that is kept of one that was merged."""
    seen = {person}
    while (known := people.get(person)) is not None and known.absorbed_by and known.absorbed_by not in seen:
        person = known.absorbed_by
        seen.add(person)
    return person


def _absorbed(people: People, person: PersonId) -> bool:
    known = people.get(person)
    return known is not None and known.absorbed_by is not None


def _numbers(beside: BiometricsBeside, acting: Acting, count: int) -> list[str]:
    """The next numbers of proposals, such as `P-karkh-88`."""
    taken = [one.number for one in beside.book.reading(Adjudication).pairs()]
    names: list[str] = []
    while len(names) < count:
        names.append(_next(f"P-{acting.by}", [*taken, *names]))
    return names


def _next(head: str, taken: Sequence[str]) -> str:
    """The next number of a custodian's own."""
    known = set(taken)
    place = 1 + sum(one.startswith(f"{head}-") for one in known)
    while f"{head}-{place}" in known:
        place += 1
    return f"{head}-{place}"
