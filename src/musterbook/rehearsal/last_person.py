"""The one person by whom 5,704 and 5,703 differ: an invented explanation, chosen by the seed, signed by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from musterbook.custody.facts import Merged
from musterbook.custody.roll import Roll
from musterbook.operation import clearing, departing, mustering
from musterbook.operation.authorities import authority_of
from musterbook.rehearsal.deaths_told import finding_of_death, look_into, report_departure, tell_of_death
from musterbook.rehearsal.interviews import assess
from musterbook.rehearsal.lifting import Lifting
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, custodian_of, in_hand
from musterbook.terms.people import PersonId

COUNTERS: Final = ("count-1:counting-officer", "clerk:register-clerk")
SAID: Final = {
    "merged": "invented: two numbers for one body, merged after enrolment",
    "taken-back": "invented: taken back by the escort as unfit on the last night",
    "died-on-arrival": "invented: died on arrival",
}


@dataclass(frozen=True, slots=True)
class _Count:
    """The muster at the facility in which one is not there."""

    muster: str
    present: Sequence[PersonId]
    last: PersonId
    explanation: str
    return_basis: str
    deaths: Mapping[str, Any] | None = None


def explain_the_one(
    stage: Stage, lifting: Lifting, fault: Mapping[str, Any], deaths: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """Count everyone at the facility by name; one is not there; find out why and explain it with two signatures."""
    end, last = lifting.end, _last_to_arrive(stage, lifting.end)
    explanation = str(stage.chance.choice(fault["explanations"]))
    stage.notes["last-person"] = SAID[explanation]
    acting = stage.by(end, *COUNTERS)
    muster = mustering.next_reference(stage.book, end, acting.at)
    mustering.call(
        stage.book, stage.by(end, "officer:site-officer"), muster, custodian=end, by="name", reason="after arrival",
        due_by=acting.at + timedelta(hours=3),
    )  # fmt: skip
    present = [one for one in mustering.roll_of(stage.book, end) if one != last]
    count = _Count(muster, present, last, explanation, str(fault["return_basis"]), deaths)
    stage.at(stage.now + timedelta(hours=2), lambda: _counted(stage, lifting, count))


def _last_to_arrive(stage: Stage, end: CustodianId) -> PersonId:
    """Of those whom another custodian handed to the facility, the one who came last; never one of the boys."""
    roll = stage.book.reading(Roll)
    arrived = [
        (since.at, person)
        for person in roll.on(in_hand(end))
        if person not in stage.truth.boys
        and (since := roll.held_since(person)) is not None
        and custodian_of(since.from_account) not in (None, end)
    ]
    return max(arrived)[1]


def _counted(stage: Stage, lifting: Lifting, count: _Count) -> None:
    acting = stage.by(lifting.end, *COUNTERS)
    mustering.enter_names(
        stage.book, acting, count.muster, count.present, counters=[officer for officer, _ in acting.officers]
    )
    doing = {"merged": _merge, "taken-back": _take_back, "died-on-arrival": _die}[count.explanation]
    stage.at(stage.now + timedelta(minutes=40), lambda: doing(stage, lifting, count))


def _merge(stage: Stage, lifting: Lifting, count: _Count) -> None:
    """An examiner finds that two numbers are one man; the later one goes to the far side."""
    last = count.last
    keeps = next(one for one in mustering.roll_of(stage.book, lifting.end) if one != last)
    acting = stage.by(lifting.end, "officer:site-officer", "desk.examiner:examiner")
    stage.book.write(acting.draft(Merged(keeps=keeps, absorbs=last, because="one body, banded twice")))
    _explain(stage, lifting.end, last, "duplicate", "two numbers for one body")


def _take_back(stage: Stage, lifting: Lifting, count: _Count) -> None:
    """The escort of the last flight holds him and brings him back to the ramp."""
    roll, last = stage.book.reading(Roll), count.last
    escort = next(
        holder for one in reversed(roll.history(last))
        if (holder := custodian_of(one.from_account)) is not None and stage.part(holder) == "escort"
    )  # fmt: skip
    departing.recover(stage.book, stage.by(escort, "commander:escort-commander"), last, how="sent-back")
    _explain(stage, lifting.end, last, "found", "taken back by the escort as unfit")
    ramp = next(place.custodian for place in stage.book.places.sites.values() if place.part == "staging")
    clearing.clear(
        stage.book, stage.desk("reviewer-1:eligibility-reviewer"), [last], destination=ramp,
        legal_basis=count.return_basis,
    )  # fmt: skip
    assess(stage, [last], to=authority_of(stage.book, ramp), found={})
    handover = lifting.hand(
        escort, ramp, frozenset({last}), serial="", carrier=str(escort), mode="fixed", stage_name="arriving",
        due_by=stage.now + timedelta(hours=1), kind="return_trip", destination=ramp,
    )  # fmt: skip
    stage.at(stage.now + timedelta(minutes=15), lambda: lifting.take(handover, ramp, frozenset({last})))


def _die(stage: Stage, lifting: Lifting, count: _Count) -> None:
    """The clinic reports a death that reception had not written down."""
    report = report_departure(stage, lifting.end, count.last, "deceased")
    departing.depart(
        stage.book, stage.by(lifting.end, "officer:site-officer"), count.last, outcome="deceased",
        papers=finding_of_death(stage, count.last), authority="clinic",
    )  # fmt: skip
    look_into(stage, report, count.last, count.deaths, ends=False)
    tell_of_death(stage, count.last, count.deaths)
    _explain(stage, lifting.end, count.last, "departed", "died on arrival")


def _explain(stage: Stage, end: CustodianId, last: PersonId, as_: str, because: str) -> None:
    """Owner and desk explain whatever is open about him."""
    discrepancies = stage.book.reading(Roll).discrepancies
    for found in discrepancies.about(last):
        if stage.book.reading(Roll).discrepancies.closed_by(found.id) is None:
            acting = stage.by(end, "officer:site-officer", "desk.duty:operation-desk")
            mustering.explain(stage.book, acting, found.id, as_=as_, because=because)
