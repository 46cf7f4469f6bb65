"""Deaths and escapes of a rehearsal: reported, and of a death somebody is told within hours, who says that he heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from musterbook.coordination.notices import PROTECTING_BODY
from musterbook.ledger.facts import Digest
from musterbook.operation import happening, noticing
from musterbook.operation.happening import Report
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

OFFICER: Final = "officer:site-officer"
DUTY: Final = "duty:operation-desk"
WORDS: Final = {"deceased": "death", "escaped": "escape"}
"""An outcome, and what an incident calls it."""
DEATH: Final = "death"


def report_departure(stage: Stage, custodian: CustodianId, person: PersonId, outcome: str) -> Digest | None:
    """An incident that tells of a death or an escape; its entry, None where the operation asks for none."""
    if not stage.book.settings.custody.incident_minutes:
        return None
    told = Report(WORDS[outcome], "invented: as it was told by those who were there", frozenset((person,)))
    return happening.report(stage.book, stage.by(custodian, OFFICER), told).digest


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
