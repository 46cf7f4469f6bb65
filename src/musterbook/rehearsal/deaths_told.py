"""Deaths and escapes of a rehearsal: reported, and of a death somebody is told within hours, who says that he heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from musterbook.coordination.notices import PROTECTING_BODY
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import destroying, happening, noticing
from musterbook.operation.happening import Report
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

OFFICER: Final = "officer:site-officer"
DUTY: Final = "duty:operation-desk"
LEGAL: Final = "legal:legal-reviewer"
WORDS: Final = {"deceased": "death", "escaped": "escape"}
"""An outcome, and what an incident calls it."""
DEATH: Final = "death"


def report_departure(stage: Stage, custodian: CustodianId, person: PersonId, outcome: str) -> Entry | None:
    """An incident that tells of a death or an escape; its entry, None where the operation asks for none."""
    if not stage.book.settings.custody.incident_minutes:
        return None
    told = Report(WORDS[outcome], "invented: as it was told by those who were there", frozenset((person,)))
    return happening.report(stage.book, stage.by(custodian, OFFICER), told)


def tell_of_death(stage: Stage, person: PersonId, said: Mapping[str, Any] | None, *, late: bool = False) -> None:
    """The body that protects people is told some hours after a death, and acknowledges it hours later.

    Args:
        stage: the shared stage.
        person: who died.
        said: `[care.deaths]`: `hours`, `late_hours`, `acknowledged_hours`; nobody is told where there is none.
        late: whether he who should tell it is told too late himself.
    """
    if said is None or DEATH not in stage.book.settings.custody.notice_hours:
        return
    after = timedelta(hours=said["late_hours" if late else "hours"])
    heard = after + timedelta(hours=said["acknowledged_hours"])
    letter = "invented: of a death, its hour and its place"
    stage.notes["deaths"] = "invented: who was told of a death, when, and when he said that he heard"
    stage.at(
        stage.now + after,
        lambda: noticing.send(
            stage.book, stage.desk(DUTY), DEATH, [person], whom=PROTECTING_BODY, letter=letter
        ),
    )  # fmt: skip

    def acknowledged() -> None:
        acting = stage.desk(DUTY)
        noticing.acknowledge(stage.book, acting, DEATH, [person], at=acting.at, whom=PROTECTING_BODY)

    stage.at(stage.now + heard, acknowledged)


def finding_of_death(stage: Stage, person: PersonId) -> Digest:
    """The paper a death wants: what a physician found, sealed under his number."""
    return stage.book.seal([(person, "finding-of-death", b"invented: when he died, and of what")])[0]


def look_into(
    stage: Stage, report: Entry | None, person: PersonId, said: Mapping[str, Any] | None, *, ends: bool
) -> None:
    """A death is looked into by others: the incident waits for them, and what is kept of the dead is not destroyed.

    Args:
        stage: the shared stage.
        report: the incident of the death; nothing is looked into where nobody reported it.
        person: who died.
        said: `[care.deaths]`: `inquiry_hours`, `finding_hours`; nobody looks into it where there is none.
        ends: whether they come to a finding while the rehearsal lasts.
    """
    if report is None or said is None:
        return
    reference = str(getattr(report.fact, "incident", ""))

    def asked() -> None:
        happening.add(
            stage.book, stage.desk(LEGAL), reference, "invented: a prosecutor asks who was on duty", stage="ON_HOLD"
        )
        destroying.hold(stage.book, stage.desk(LEGAL), [person], because="invented: an inquiry into a death")

    def found() -> None:
        happening.close(stage.book, stage.desk(DUTY), reference, "invented: what the inquiry found")
        destroying.hold(stage.book, stage.desk(LEGAL), [person], because="invented: the inquiry is over", end=True)

    stage.at(stage.now + timedelta(hours=said["inquiry_hours"]), asked)
    if ends:
        stage.at(stage.now + timedelta(hours=said["finding_hours"]), found)
