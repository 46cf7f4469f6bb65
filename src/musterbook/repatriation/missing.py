"""Missing: what a case still lacks for a return, the longest first, because that is what to begin with today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case, End
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings
from musterbook.repatriation.stages import STAGES


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a return still wants.

    Attributes:
        stage: its stage in the table; `host-held` means that the host must let him go.
        why: none, expired, refused, conditional, disputed, no-consent, short, the assurance that is lacking, or the
            kind of condition that is not met.
        by: whose act it is.
        lead_days: how long it usually takes.
    """

    stage: str
    why: str
    by: str
    lead_days: int


def missing(
    case: Case, now: datetime, *, ends: tuple[End, ...] = (), others: Iterable[Case] = (),
    settings: RepatriationSettings = DEFAULT,
) -> tuple[Missing, ...]:  # fmt: skip
    """What is lacking, in order of the longest lead time; nothing of a case that is over.

    Args:
        case: the case.
        now: the moment.
        ends: what custody says of the person.
        others: his other cases: a court that keeps him in one of them keeps him.
        settings: of the room.
    """
    if not case.is_open(ends):
        return ()
    found = [
        Missing(stage, why, STAGES[stage].by, STAGES[stage].lead_days)
        for stage, why in (*_lacks(case, now, settings), *_held((case, *others), now), *_unmet(case, now))
    ]
    return tuple(sorted(found, key=lambda one: (-one.lead_days, list(STAGES).index(one.stage), one.why)))


def _lacks(case: Case, now: datetime, settings: RepatriationSettings) -> Iterator[tuple[str, str]]:
    consents = case.consents()
    if not consents:
        yield "contact-cleared", "none" if consents is None else "no-consent"
    if not case.all(said.Notified):
        yield "notified", "none"
    if not case.is_accepted(now) and not _waits_for_conditions(case, now):
        yield "accepted", _why_not_accepted(case)
    if case.newest(said.IdentityConfirmed) is None:
        yield "identity-confirmed", "none"
    if case.basis(now) is None:
        yield "basis-set", _none_or_expired(case, said.BasisSet)
    yield from _lacking_rights(case, now, settings)
    until = case.papers_until()
    scheduled = case.newest(said.Scheduled)
    travels_at = now if scheduled is None else max(now, scheduled.fact.at)
    if until is None or until < travels_at + settings.papers_margin:
        yield "papers", "none" if until is None else "short"
    if case.newest(said.EvidenceAgreed) is None:
        yield "evidence-agreed", "none"
    if scheduled is None:
        yield "scheduled", "none"


def _held(cases: Iterable[Case], now: datetime) -> Iterator[tuple[str, str]]:
    if any(one.host_hold(now) is not None for one in cases):
        yield "host-held", "held"


def _waits_for_conditions(case: Case, now: datetime) -> bool:
    """Whether he is accepted but for conditions that are written down: they are what is missing, not an answer."""
    answer = case.answer()
    return (
        answer is not None and answer.fact.answer == "conditional" and case.named_conditions(now)
        and (answer.fact.until is None or now < answer.fact.until)
    )  # fmt: skip


def _unmet(case: Case, now: datetime) -> Iterator[tuple[str, str]]:
    yield from (("accepted-conditional", one.asked.fact.kind_of) for one in case.unmet(now))


def _lacking_rights(case: Case, now: datetime, settings: RepatriationSettings) -> Iterator[tuple[str, str]]:
    assessed = case.rights(now, settings)
    if assessed is None:
        yield "rights-assessed", _none_or_expired(case, said.RightsAssessed)
    elif assessed.fact.outcome in ("risk", "unknown"):
        yield "rights-assessed", assessed.fact.outcome
    for kind in sorted(case.lacking_assurances(now, settings)):
        yield "assured", kind


def _why_not_accepted(case: Case) -> str:
    answer = case.answer()
    if answer is None:
        return "none"
    words = {"accepts": "expired", "refuses": "refused", "disputes": "disputed"}
    return words.get(answer.fact.answer, answer.fact.answer)


def _none_or_expired(case: Case, kind: type[said.BasisSet | said.RightsAssessed]) -> str:
    return "none" if not case.all(kind) else "expired"
