"""Searching: who among many may be this person; what is found is put before examiners and decides nothing.

Joins biometrics with eligibility and what lies sealed beside the book. Children are searched for by nobody, minors only
among those of this operation (biometrics.md sections 3 and 9).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.engines import Candidate, Enrolment, Finder, Made, Matcher, Points, Shortlist
from musterbook.biometrics.facts import Engine, Proposed, Searched
from musterbook.biometrics.gallery import OPERATION, Enrolments, Galleries, Sitting
from musterbook.biometrics.searches import Searches
from musterbook.custody.people import People
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_ages import age_of, search_objection
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import engine_of, known_sitting, points_of
from musterbook.operation.listed_people import ListedPeople
from musterbook.operation.searching_pairs import (
    Drawn,
    evidence_of,
    is_absorbed,
    one_body,
    same_place_and_day,
    seeded_pairs,
)
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

AT_INTAKE: Final = "whether somebody new is here already under another number"
TOGETHER: Final = 32
"""New people looked for at a time; whoever ends the run in the middle does so many again."""
OPENED_TOGETHER: Final = 512
"""People whose points are opened at a time to be packed: some 20 kB each."""


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
    others: ListedPeople | None = None


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


def searchable_here(beside: BiometricsBeside, made: Made, on: date) -> Iterator[Enrolment]:
    """Everyone enrolled in this operation who may be searched among, by this engine; the young are left out.

    Whoever was merged into another number is searched under the one that is kept. Points are opened some at a time:
    packed they take a tenth of the room.
    """
    sittings = beside.book.reading(Enrolments).searchable(engine_of(made))
    people = beside.book.reading(People)
    kept = [one for person, one in sittings.items() if not is_absorbed(people, person)]
    kept = [
        one
        for one in kept
        if search_objection(age_of(beside.book, one.person, on), beside.settings, of_others=False) is None
    ]
    for begin in range(0, len(kept), OPENED_TOGETHER):
        some = kept[begin : begin + OPENED_TOGETHER]
        points = points_of(beside, some)
        yield from (enrolment_of(one, points[one.number]) for one in some if one.number in points)


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
    probe = _probe(beside, acting, sitting, using, gallery=gallery, reason=reason)
    shortlist = using.finder.find(probe, most=beside.settings.most)
    return _written(
        beside, acting, sitting, shortlist, using=using, dice=dice, gallery=gallery, reason=reason
    )  # fmt: skip


def search_new(
    beside: BiometricsBeside, acting: Acting, sittings: Sequence[Sitting], using: Using, dice: random.Random,
    *, gallery: str = OPERATION, reason: str = "",
) -> Iterator[Found]:  # fmt: skip
    """Search everyone enrolled here for each of these, some at a time, which costs less; each is written as it comes.

    With `gallery` and `reason`, a list of others is searched instead, as somebody asked.

    Stopped, it goes on: what was not written is searched for again.

    Raises:
        Refused: as `search`.
    """
    for begin in range(0, len(sittings), TOGETHER):
        some = sittings[begin : begin + TOGETHER]
        probes = [_probe(beside, acting, one, using, gallery=gallery, reason=reason) for one in some]
        for sitting, shortlist in zip(some, _shortlists(using.finder, probes, beside.settings.most), strict=True):
            yield _written(beside, acting, sitting, shortlist, using=using, dice=dice, gallery=gallery, reason=reason)


def _shortlists(finder: Finder, probes: Sequence[Enrolment], most: int) -> Iterable[Shortlist]:
    """What a finder answers for each; one of others may know only one at a time."""
    many = getattr(finder, "find_many", None)
    if many is None:
        return [finder.find(one, most=most) for one in probes]
    found: Iterable[Shortlist] = many(probes, most=most)
    return found


def _probe(
    beside: BiometricsBeside, acting: Acting, sitting: Sitting, using: Using,
    *, gallery: str = OPERATION, reason: str = "",
) -> Enrolment:  # fmt: skip
    """Who is looked for, opened once it was looked whether he may be, and written down who asks."""
    check_search(beside, acting, sitting, engine_of(using.extractor), gallery)
    officer = acting.officers[0][0] if acting.officers else ""
    beside.consult(officer, sitting.number, reason or AT_INTAKE, page="search", at=acting.at)
    return enrolment_of(sitting, points_of(beside, [sitting])[sitting.number])


def _written(
    beside: BiometricsBeside, acting: Acting, sitting: Sitting, shortlist: Shortlist,
    *, using: Using, dice: random.Random, gallery: str = OPERATION, reason: str = "",
) -> Found:  # fmt: skip
    """A search and its pairs in the book, known ones among them."""
    number = _next(f"S-{acting.by}", beside.book.reading(Searches).numbers())
    drafts = _proposals(beside, sitting, shortlist.candidates, using, gallery)
    real = len(drafts)
    drafts += seeded_pairs(beside, dice, using.matcher, real)
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
        search=number, enrolment=sitting.number, gallery=gallery, engine=engine_of(using.finder.made),
        calibration=using.calibration, heads_searched=shortlist.searched, missing=shortlist.missing,
        asked_by=acting.officers[0][0] if acting.officers else "",
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


def check_search(
    beside: BiometricsBeside, acting: Acting, sitting: Sitting, engine: Engine, gallery: str
) -> None:  # fmt: skip
    """All that stands against a search, before anything is opened for it."""
    of_others = gallery != OPERATION
    young = search_objection(
        age_of(beside.book, sitting.person, acting.at.date()), beside.settings, of_others=of_others
    )  # fmt: skip
    objections = [young] if young else []
    if of_others and not beside.book.reading(Galleries).is_open(gallery, acting.at):
        objections.append(Objection("biometrics.list-not-open", values={"gallery": gallery}))
    if sitting.points is None or sitting.engine != engine:
        objections.append(Objection("biometrics.waiting-for-points", values={"enrolment": sitting.number}))
    if objections:
        raise Refused(*objections)


def _proposals(
    beside: BiometricsBeside, sitting: Sitting, candidates: Iterable[Candidate], using: Using, gallery: str
) -> list[Drawn]:  # fmt: skip
    """The pairs worth examiners' time: those above the line, of two people, and not put before them already."""
    enrolments, pairs = beside.book.reading(Enrolments), beside.book.reading(Adjudication)
    drawn = []
    for one in candidates:
        if one.band == "nothing" or str(one.person) == sitting.person:
            continue
        if gallery != OPERATION:
            other = using.others.get(str(one.person)) if using.others is not None else None
            found, right, kind = (other.fingers if other else {}), str(one.person), "gallery"
        else:
            theirs = enrolments.current(PersonId(str(one.person)))
            if theirs is None or one_body(beside.book, sitting.person, theirs.person):
                continue
            found, right = points_of(beside, [theirs]).get(theirs.number, {}), theirs.number
            kind = "swap" if same_place_and_day(beside, sitting, theirs) else "duplicate"
        if pairs.between(sitting.number, right) is None:
            mine = points_of(beside, [sitting])[sitting.number]
            evidence = evidence_of(one, mine, found, using.matcher) | _pictures(using.others, right)
            drawn.append(Drawn(kind, sitting.number, right, evidence, "" if gallery == OPERATION else gallery))
    return drawn


def _pictures(others: ListedPeople | None, reference: str) -> dict[str, Any]:
    """Where the pictures of somebody of a list lie, for whoever judges the pair."""
    kept = None if others is None else others.pictures(reference)
    return {} if kept is None else {"pictures": asdict(kept)}


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
