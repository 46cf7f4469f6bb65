"""Examining: an examiner opens a pair, blind, and answers; what two agree on is found, agreed to, told and contested.

Joins the reading of proposals with what lies sealed beside the book. Nobody answers who has not looked, who captured
one of the two, interviewed him or has answered before; an identification is another act than an answer, and stands only
when another person agrees (biometrics.md sections 3 and 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from musterbook.biometrics.adjudication import ANSWERS, SENIOR, Adjudication, Pair
from musterbook.biometrics.facts import (
    ContestAnswered,
    IdentificationAgreed,
    IdentificationContested,
    IdentificationTold,
    IdentificationWithdrawn,
    Identified,
    InterviewDeclared,
    Judged,
    SteppedAside,
)
from musterbook.biometrics.gallery import Enrolments, Sitting
from musterbook.biometrics.identities import BASES, OUTCOMES, Identification, Identities
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.sides_of_pairs import sides_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_written

PAGE: Final = "identity"
TOLD: Final = ("in-person", "interpreter", "letter")
SENIOR_ROLE: Final = "senior-examiner"


@dataclass(frozen=True, slots=True)
class OpenedFinger:
    """One finger of a pair: the files as captured, and the points the machine paired.

    paired: x and y of the left, then of the right, in pixels at 500 dpi.
    """

    left_position: int
    right_position: int
    left: bytes
    right: bytes
    paired: tuple[tuple[float, float, float, float], ...] = ()


def next_pair(beside: BiometricsBeside, examiner: str, *, senior: bool = False) -> Pair | None:
    """The pair that has waited longest for this examiner; never one he is barred from."""
    return next(iter(beside.book.reading(Adjudication).queue(examiner, senior=senior)), None)


def open_pair(beside: BiometricsBeside, number: str, officer: str, *, at: datetime) -> tuple[OpenedFinger, ...]:
    """The pictures of a pair, best fingers first; written in the register of consultations before they open.

    Nothing comes with them that would unblind: no number, name, weight, band, list, and no other answer.

    Raises:
        Refused: there is no such pair, or this officer may not judge it.
    """
    pair = _pair(beside, number)
    _refuse_barred(beside, pair, officer)
    beside.consult(officer, number, f"adjudication of {number}", page=PAGE, at=at)
    return tuple(_fingers(beside, pair))


def judge(beside: BiometricsBeside, acting: Acting, number: str, answer: str, *, reason: str) -> Entry:
    """An examiner's answer: same, different or unsure; the third one a senior examiner's.

    Raises:
        Malformed: it is none of the answers.
        Refused: the pair waits for nobody, or for a senior examiner, or not for this officer; he has not looked at it,
            there is no picture to judge by, or the reason says nothing.
    """
    if answer not in ANSWERS:
        raise Malformed.because("biometrics.answer", answer=answer, known=", ".join(ANSWERS))
    officer, role = acting.officers[0]
    pair = _pair(beside, number)
    if not pair.wants:
        raise Refused(Objection("biometrics.settled", values={"proposal": number}))
    if pair.wants == SENIOR and role != SENIOR_ROLE:
        raise Refused(Objection("biometrics.wants-senior", values={"proposal": number}))
    _refuse_barred(beside, pair, officer)
    opened = _opened_at(beside, number, officer)
    if opened is None:
        raise Refused(Objection("biometrics.not-looked-at", values={"proposal": number}))
    if answer != "unsure" and not _has_pictures(beside, pair):
        raise Refused(Objection("biometrics.no-picture", values={"proposal": number}))
    fact = Judged(
        proposal=number, examiner=officer, answer=answer, reason=beside.words(number, reason),
        seconds=max(0, round((acting.at - opened).total_seconds())),
        capacity=SENIOR if pair.wants == SENIOR else "examiner",
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def step_aside(beside: BiometricsBeside, acting: Acting, number: str) -> Entry:
    """An examiner who knows one of the two leaves the pair to others."""
    pair = _pair(beside, number)
    if not pair.wants:
        raise Refused(Objection("biometrics.settled", values={"proposal": number}))
    return beside.book.write(acting.draft(SteppedAside(proposal=number, examiner=acting.officers[0][0])))


def declare_interview(beside: BiometricsBeside, acting: Acting, person: PersonId) -> Entry:
    """An officer who has interviewed somebody judges no pair that holds him."""
    return beside.book.write(acting.draft(InterviewDeclared(person=person, officer=acting.officers[0][0])))


def identify_as(
    beside: BiometricsBeside, acting: Acting, number: str, *, reason: str, basis: Iterable[str] = ("finger",),
    person: PersonId | None = None,
) -> Entry:  # fmt: skip
    """A named examiner writes who somebody is, once a pair was judged the same; it stands when another agrees.

    `person` is, of the two numbers, the one found to be the other; that of the newer capture where nobody says.

    Raises:
        Malformed: a basis is none of ours.
        Refused: the pair was not judged the same, it is two captures mixed up (the cure is a new capture of both), its
            answer was known before (nothing follows from it), the person is not of the pair, or it was written already
            and stands.
    """
    grounds = frozenset(basis)
    if not grounds or grounds - set(BASES):
        raise Malformed.because("biometrics.basis", basis=", ".join(sorted(grounds)), known=", ".join(BASES))
    pair = _pair(beside, number)
    if pair.answer != "same":
        raise Refused(Objection("biometrics.not-the-same", values={"proposal": number}))
    if pair.fact.kind_of == "swap":
        raise Refused(Objection("biometrics.swapped", values={"proposal": number}))
    if known_pair(beside, pair):
        raise Refused(Objection("biometrics.known-before", values={"proposal": number}))
    known = beside.book.reading(Identities).all()
    if any(one.fact.proposal == number and one.withdrawn is None for one in known):
        raise Refused(Objection("biometrics.identified-already", values={"proposal": number}))
    left, right = (_sitting(beside, side) for side in (pair.fact.left, pair.fact.right))
    found = person or (left.person if left else None)
    if found is None or found not in pair.people:
        raise Refused(Objection("biometrics.not-of-the-pair", found, {"proposal": number}))
    other = next((one.person for one in (left, right) if one is not None and one.person != found), None)
    fact = Identified(
        person=found, examiner=acting.officers[0][0], reason=beside.words(number, reason), basis=grounds,
        proposal=number, judgements=frozenset(one.entry for one in pair.judgements if one.answer == "same"),
        other=None if pair.fact.gallery else other, gallery=pair.fact.gallery,
        reference=pair.fact.right if pair.fact.gallery else "",
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def known_pair(beside: BiometricsBeside, pair: Pair) -> bool:
    """Whether the answer of a settled pair was known before, to see how often examiners err; it says nothing new."""
    told = beside.found([pair.fact.evidence]).get(pair.fact.evidence, {})
    return bool(pair.answer and told.get("seeded"))


def agree(beside: BiometricsBeside, acting: Acting, entry: str, *, because: str) -> Entry:
    """The identity officer agrees; from now on it stands.

    Raises:
        Refused: there is no such identification, it was agreed to or withdrawn, or he found or judged it himself.
    """
    one = _identification(beside, entry)
    officer = acting.officers[0][0]
    if one.agreed is not None or one.withdrawn is not None or not one.settled:
        raise Refused(Objection("biometrics.nothing-to-agree", values={"entry": entry}))
    if officer in beside.book.reading(Identities).took_part(one.entry):
        raise Refused(Objection("biometrics.own-finding", values={"officer": officer}))
    fact = IdentificationAgreed(identified=one.entry, because=beside.words(_about(one), because))
    return beside.book.write(acting.draft(fact))


def withdraw(beside: BiometricsBeside, acting: Acting, entry: str, *, because: str) -> Entry:
    """An identification stands no more; what was written stays.

    Raises:
        Refused: there is no such identification, or it was withdrawn.
    """
    one = _identification(beside, entry)
    if one.withdrawn is not None:
        raise Refused(Objection("biometrics.withdrawn-already", values={"entry": entry}))
    fact = IdentificationWithdrawn(identified=one.entry, because=beside.words(_about(one), because))
    return beside.book.write(acting.draft(fact))


def tell(beside: BiometricsBeside, acting: Acting, entry: str, *, how: str) -> Entry:
    """The person was told what was found of him, and that he may contest it.

    Raises:
        Malformed: it was told in no way of ours.
        Refused: there is no such identification, or it does not stand.
    """
    if how not in TOLD:
        raise Malformed.because("biometrics.told-how", how=how, known=", ".join(TOLD))
    one = _identification(beside, entry)
    if not one.stands:
        raise Refused(Objection("biometrics.does-not-stand", values={"entry": entry}))
    fact = IdentificationTold(identified=one.entry, person=one.fact.person, how=how)
    return beside.book.write(acting.draft(fact))


def contest(beside: BiometricsBeside, acting: Acting, entry: str, *, because: str) -> Entry:
    """The person, or somebody for him, says that it is wrong; whoever hears it writes it."""
    one = _identification(beside, entry)
    fact = IdentificationContested(
        identified=one.entry, person=one.fact.person, because=beside.words(_about(one), because)
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def answer_contest(beside: BiometricsBeside, acting: Acting, entry: str, outcome: str, *, because: str) -> Entry:
    """Two people who had no part in an identification answer a contest of it: kept or withdrawn.

    Raises:
        Malformed: it is no outcome of ours.
        Refused: there is no such contest, it is answered, or one of the two had a part.
    """
    if outcome not in OUTCOMES:
        raise Malformed.because("biometrics.outcome", outcome=outcome, known=", ".join(OUTCOMES))
    identities = beside.book.reading(Identities)
    found = identities.contest(entry)
    if found is None or found.outcome:
        raise Refused(Objection("biometrics.no-contest", values={"entry": entry}))
    for officer, _ in acting.officers:
        if officer in identities.took_part(found.identified):
            raise Refused(Objection("biometrics.own-finding", values={"officer": officer}))
    fact = ContestAnswered(contest=found.entry, outcome=outcome, because=beside.words(f"contest {entry}", because))
    return beside.book.write(acting.draft(fact))


def _pair(beside: BiometricsBeside, number: str) -> Pair:
    pair = beside.book.reading(Adjudication).pair(number)
    if pair is None:
        raise Refused(Objection("biometrics.no-proposal", values={"proposal": number}))
    return pair


def _refuse_barred(beside: BiometricsBeside, pair: Pair, officer: str) -> None:
    objections = beside.book.reading(Adjudication).barred(pair, officer)
    if objections:
        raise Refused(*objections)


def _identification(beside: BiometricsBeside, entry: str) -> Identification:
    one = beside.book.reading(Identities).identification(entry)
    if one is None:
        raise Refused(Objection("biometrics.no-identification", values={"entry": entry}))
    return one


def _about(one: Identification) -> str:
    return f"identification {one.entry[:16]}"


def _opened_at(beside: BiometricsBeside, number: str, officer: str) -> datetime | None:
    """When he last opened the pair."""
    lines = beside.consultations.lines(officer=officer, subject=number)
    return read_written(lines[-1].at) if lines else None


def _sitting(beside: BiometricsBeside, side: str) -> Sitting | None:
    return beside.book.reading(Enrolments).sitting(side)


def _evidence(beside: BiometricsBeside, pair: Pair) -> dict[str, Any]:
    return beside.found([pair.fact.evidence]).get(pair.fact.evidence, {})


def _has_pictures(beside: BiometricsBeside, pair: Pair) -> bool:
    return all(side.pictures for side in sides_of(beside, pair, _evidence(beside, pair)))


def _fingers(beside: BiometricsBeside, pair: Pair) -> Iterable[OpenedFinger]:
    """Fingers both have a picture of, as the search paired them; in the order of the worse quality, best first."""
    told = _evidence(beside, pair)
    left, right = sides_of(beside, pair, told)
    points = {(int(one[0]), int(one[1])): one[2] for one in told.get("fingers", ())}
    both = list(points) or [(finger, finger) for finger in sorted(left.pictures.keys() & right.pictures.keys())]
    usable = [(mine, theirs) for mine, theirs in both if mine in left.pictures and theirs in right.pictures]
    usable.sort(key=lambda one: -min(left.qualities.get(one[0], 0), right.qualities.get(one[1], 0)))
    for mine, theirs in usable:
        yield OpenedFinger(
            mine, theirs, left.pictures[mine](), right.pictures[theirs](),
            tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in points.get((mine, theirs), ())),
        )  # fmt: skip
