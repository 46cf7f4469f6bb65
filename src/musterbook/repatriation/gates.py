"""Gates of a return: what stands against handing someone to his country, as the cases tell it (casework.md section 4).

Six rules, so that each can be lifted by whom it concerns. Whatever the book does not say is an objection. Nobody
overrides any of them. Conditions of a return, its documents, escort and fitness: ICAO Annex 9, chapter 5 ‡.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.repatriation import facts as said
from musterbook.repatriation.case import BEARABLE, Case
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

CASE: Final = "repatriation.case"
CONTACT: Final = "repatriation.contact"
CONDITIONS: Final = "repatriation.conditions"
HOST_HOLD: Final = "repatriation.host-hold"
RIGHTS: Final = "repatriation.rights"
PAPERS: Final = "repatriation.papers"

LIFTED_BY: Final[Mapping[str, str]] = {
    CASE: "repatriation-desk",
    CONTACT: "protection-officer",
    CONDITIONS: "repatriation-desk",
    HOST_HOLD: "judicial-liaison",
    RIGHTS: "independent-reviewer",
    PAPERS: "repatriation-desk",
}
"""Whose act can change what each objects to."""

OVERDUE: Final = timedelta(days=7)
"""A return is scheduled for one day; so long after it somebody must schedule it again (judged)."""

Values = dict[str, str | int | None]
CaseOf = Callable[[PersonId], Case | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What other rooms know of those who would be returned, passed in by the operation.

    Attributes:
        case_of: the case of someone with the country he would go to; None without one, or where the country is unknown.
        asylum: whether he asks for protection and nobody has decided against it.
        country: to whom the move goes; empty when nobody can say.
        cases_of: every case of someone, with whatever country: a court keeps the man, not one of his cases.
    """

    case_of: CaseOf
    asylum: Callable[[PersonId], bool]
    country: str
    cases_of: Callable[[PersonId], Iterable[Case]] = lambda _: ()


def objections(move: Move, known: Known, settings: RepatriationSettings = DEFAULT) -> list[Objection]:
    """Everything the cases have against a return, of all six rules, person by person."""
    found = []
    for person in sorted(move.people):
        case = known.case_of(person)
        lacks = _of_person(case, known, person, move.at, settings)
        for rule, values in lacks:
            about: Values = {
                "case": None if case is None else case.name, "country": known.country or None, **values,
                "lift_by": LIFTED_BY[rule],
            }  # fmt: skip
            found.append(Objection(rule, person, about))
    return found


def to_contact(case: Case, *, asylum: bool) -> list[Objection]:
    """`repatriation.contact`, for naming someone to his country: nobody overrides it, and counts need no consent."""
    lack = _contact(case, asylum=asylum)
    if lack is None:
        return []
    values: Values = {"case": case.name, "country": case.country, "lack": lack, "lift_by": LIFTED_BY[CONTACT]}
    return [Objection(CONTACT, case.person, values)]


def _of_person(
    case: Case | None, known: Known, person: PersonId, now: datetime, settings: RepatriationSettings
) -> Iterator[tuple[str, Values]]:
    asylum = known.asylum(person)
    if case is None or not case.is_open():
        yield CASE, {"lack": "no-country" if not known.country else "no-case" if case is None else "over"}
        if asylum:
            yield CONTACT, {"lack": "asylum"}
        return
    for lack in _lacks_of_case(case, now):
        yield CASE, {"lack": lack}
    contact = _contact(case, asylum=asylum)
    if contact is not None:
        yield CONTACT, {"lack": contact}
    others = [one for one in known.cases_of(person) if one.name != case.name]
    same = [one for one in others if one.country == case.country and one.is_open()]
    for one in (condition for each in (case, *same) for condition in each.unmet(now)):
        asked = one.asked.fact
        yield CONDITIONS, {"condition": asked.condition, "kind": asked.kind_of, "set_by": asked.set_by}
    held = next((hold for one in (case, *others) if (hold := one.host_hold(now)) is not None), None)
    if held is not None:
        yield HOST_HOLD, {"authority": held.fact.authority, "until": written(held.fact.until_review)}
    yield from ((RIGHTS, values) for values in _rights(case, now, settings, asylum=asylum))
    until = case.papers_until()
    if until is None or until < now + settings.papers_margin:
        said_until = None if until is None else written(until)
        lack = "none" if until is None else "short"
        yield PAPERS, {"lack": lack, "until": said_until, "days": settings.papers_days}


def _lacks_of_case(case: Case, now: datetime) -> Iterator[str]:
    """Accepted by this country and in date, identity confirmed, a basis, an escort, no open contest."""
    answer = case.answer()
    if case.is_contested():
        yield "contested"
    elif answer is None:
        yield "no-answer"
    elif not case.is_accepted(now):
        yield from _not_accepted(case, answer.fact, now)
    if case.newest(said.IdentityConfirmed) is None:
        yield "identity"
    if case.basis(now) is None:
        yield "basis"
    scheduled = case.newest(said.Scheduled)
    if scheduled is None:
        yield "escort"
    elif scheduled.fact.at + OVERDUE < now:
        yield "schedule-over"


def _not_accepted(case: Case, answer: said.CountryAnswered, now: datetime) -> Iterator[str]:
    """Why the last answer is no acceptance; of conditions that were written down `CONDITIONS` speaks."""
    over = answer.until is not None and answer.until <= now
    if answer.answer in ("accepts", "conditional") and over:
        yield "acceptance-over"
    elif answer.answer != "conditional" or not case.named_conditions(now):
        yield answer.answer if answer.answer != "accepts" else "acceptance-over"


def _contact(case: Case, *, asylum: bool) -> str | None:
    if asylum:
        return "asylum"
    consents = case.consents()
    return None if consents else "not-asked" if consents is None else "no-consent"


def _rights(case: Case, now: datetime, settings: RepatriationSettings, *, asylum: bool) -> Iterator[Values]:
    """Assessed and in date, bearable, each assurance in force; of a voluntary return, that it is one."""
    assessed = case.rights(now, settings)
    if assessed is None:
        yield {"lack": "expired" if case.all(said.RightsAssessed) else "none", "days": settings.rights_days}
    elif assessed.fact.outcome not in BEARABLE:
        yield {"lack": assessed.fact.outcome}
    elif assessed.fact.outcome == "needs-assurance" and not assessed.fact.needs:
        yield {"lack": "which-assurance"}
    for one in sorted(case.lacking_assurances(now, settings)):
        yield {"lack": "assurance", "assurance": one}
    if asylum:
        yield {"lack": "asylum"}
    asked = case.newest(said.ContactCleared)
    if case.track == "voluntary" and (asked is None or not asked.fact.informed or not asked.fact.interpreter):
        yield {"lack": "not-informed"}
