"""The report on prints: for whom they work less well, what waits, and how often examiners err on known pairs.

Joins biometrics with the codes of eligibility. For inspectors: which pairs are known is opened for it, and that it was
opened is written down first. Nobody is ranked by it (biometrics.md section 9, fairness and seeding).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.differentials import ExaminerError, Groups, all_errors, by_group, examiner_errors
from musterbook.biometrics.gallery import Enrolments
from musterbook.eligibility.classes import Classes
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.searching import not_searched
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class PrintsReport:
    """What an inspector reads.

    Attributes:
        people: with a sitting that counts.
        again: of whom fingers should be captured again.
        waiting: without points yet.
        expired: sittings kept past their day.
        not_searched: for whom no whole search was made, and could be.
        groups: by sex, by whether he may be a child, by station, by worn or missing fingers.
        examiners: on pairs whose answer is known, in the order of names.
        all_examiners: the same over all.
    """

    people: int
    again: int
    waiting: int
    expired: int
    not_searched: int
    groups: Mapping[str, Groups]
    examiners: tuple[ExaminerError, ...]
    all_examiners: ExaminerError

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def report(beside: BiometricsBeside, officer: str, *, why: str, at: datetime) -> PrintsReport:
    """The report as the book stands.

    Raises:
        Refused: nobody asks, or for no reason.
    """
    beside.consult(officer, "known pairs", why, page="report", at=at)
    enrolments, codes = beside.book.reading(Enrolments), beside.book.reading(Classes)
    sittings = [one for person in enrolments.people() if (one := enrolments.current(person)) is not None]
    marked: dict[str, dict[PersonId, str]] = {"station": {}, "sex": {}, "child": {}, "hands": {}}
    for one in sittings:
        known = codes.codes(one.person)
        marked["station"][one.person] = f"{one.by}/{one.fact.station}"
        marked["sex"][one.person], marked["child"][one.person] = known.sex, known.child
        marked["hands"][one.person] = "some missing or worn" if one.fact.missing else "whole"
    pairs = beside.book.reading(Adjudication).pairs()
    truth = known_answers(beside)
    return PrintsReport(
        len(sittings), len(enrolments.recapture(beside.settings)), sum(not one.points for one in sittings),
        len(enrolments.expired(at)), len(not_searched(beside)),
        {name: by_group(sittings, group_of, beside.settings) for name, group_of in marked.items()},
        examiner_errors(pairs, truth), all_errors(pairs, truth),
    )  # fmt: skip


def known_answers(beside: BiometricsBeside) -> dict[str, str]:
    """Same or different by the number of each proposal whose answer was known. Whoever asks has consulted first."""
    pairs = beside.book.reading(Adjudication).pairs()
    opened = beside.found(one.fact.evidence for one in pairs)
    seeded = {one.number: str(opened.get(one.fact.evidence, {}).get("seeded", "")) for one in pairs}
    return {number: answer for number, answer in seeded.items() if answer}
