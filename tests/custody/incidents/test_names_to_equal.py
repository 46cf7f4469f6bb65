"""Whatever the nearest public service can write down, this book can write down too: all 92 names of it.

The table below is ours: what is said, in our words, as lines of the notation. Where the shared list of the service's
own names is on this machine, each of its rows is held against the facts and the closed lists too.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from musterbook.custody.facts import Accepted
from musterbook.custody.incidents.incidents import kind_of
from musterbook.custody.incidents.milestones import ANNOUNCEMENTS, COURT_STEPS, POINTS
from musterbook.custody.reasons import reasons
from musterbook.custody.sheets.warnings import kinds_of_warning
from musterbook.ledger.facts import kinds
from musterbook.ledger.notation import tell, told
from musterbook.lift.requests import CAPACITIES
from tests.ledger.making import declare_every_fact

SHARED = Path(__file__).parents[3] / "../shared/data/custody/names-to-equal.tsv"
READ = {"reading:arrived": Accepted, "reading:let-go": Accepted}
"""Their beginning and end of a move are no facts here: they are read from what was let go and accepted."""

OURS = {
    "a leg is planned, planned otherwise, and not run": """
        06:00 desk lift.leg-planned leg=L1 from=hasakah to=derik
        06:01 desk lift.leg-planned leg=L1 from=hasakah to=karkh
        06:02 desk lift.leg-cancelled leg=L1 because=weather
        06:03 desk lift.leg-cancelled leg=L1 because=declined""",
    "what was said by mistake is put right": "06:00 desk custody.corrected entry=0f people=D-1 because=mistake",
    "every point of a way": "\n".join(
        f"06:00 bus custody.passed point={point} serial=S-1 people=D-1 from=bus to=bus-2" for point in POINTS
    ),
    "a handover to an escort, to another escort, and to the place of arrival": """
        06:00 hasakah custody.offered  handover=H1 people=D-1 receiver=bus
        06:01 hasakah custody.let-go   handover=H1 people=D-1
        06:02 bus     custody.accepted handover=H1 people=D-1
        07:00 bus     custody.offered  handover=H2 people=D-1 receiver=bus-2
        07:01 bus-2   custody.accepted handover=H2 people=D-1
        08:00 bus-2   custody.offered  handover=H3 people=D-1 receiver=karkh
        08:01 karkh   custody.accepted handover=H3 people=D-1""",
    "doors that stay shut": "\n".join(
        f"06:00 bus custody.locked-out place=karkh because={why} people=D-1 leg=L1" for why in reasons()["locked_out"]
    ),
    "nights on the way, planned and spent": "\n".join(
        f"06:00 bus custody.lodged place=derik because={why} people=D-1" for why in reasons()["lodged"]
    )
    + """
        07:00 bus custody.lodging-ended place=derik people=D-1
        06:00 desk lift.lodging-planned lodging=N1 place=derik because=staging from=20:00
        06:01 desk lift.lodging-planned lodging=N1 place=karkh because=staging from=20:00 replaces=0f
        06:02 desk lift.lodging-planned lodging=N1 place=karkh because=staging from=20:00 cancelled=yes""",
    "a move is proposed, requested, approved twice, declined, put to another day and called off": "\n".join((
        "06:00 desk lift.requested request=M-1 stage=proposed receiver=karkh people=D-1",
        "06:01 desk lift.requested request=M-1 stage=requested receiver=karkh people=D-1",
        *(f"06:02 desk lift.request-approved request=M-1 capacity={one}" for one in CAPACITIES),
        *(f"06:03 desk lift.request-declined request=M-1 because={why}" for why in reasons()["decline_request"]),
        "06:04 desk lift.rescheduled request=M-1 from=08:00 to=10:00",
        *(f"06:05 desk lift.cancelled request=M-1 because={why}" for why in reasons()["cancel"]),
    )),
    "everything a place is told of an arrival": "\n".join(
        f"06:00 bus custody.announced what={what} to=karkh serial=S-1" for what in ANNOUNCEMENTS
    ),
    "named operations of a service": "\n".join(
        f"06:00 desk custody.under-operation operation={name} authority=desk people=D-1"
        for name in ("courts", "safeguard", "tornado")
    ),
    "a serial is sent elsewhere": "\n".join(
        f"06:00 bus custody.diverted serial=S-1 to=derik because={why}" for why in reasons()["diverted"]
    ),
    "every step at a court": "\n".join(
        f"06:00 bus custody.court-step step={step} court=derik people=D-1" for step in COURT_STEPS
    ),
    "a remark of somebody": "06:00 bus custody.remarked from=driver people=D-1",
    "every kind of incident, whose fault it was, and whether it counts": "\n".join((
        *(f"06:00 bus custody.incident-reported incident=I-1 what={kind} people=D-1" for kind in reasons()["incident"]),
        *(f"06:01 bus custody.incident-added incident=I-1 fault={one}" for one in reasons()["incident.fault"]),
        "06:02 bus custody.incident-reported incident=I-2 what=ESCAPE_FROM_ESCORT people=D-1 counts_in_figures=yes",
        "06:03 bus custody.incident-closed incident=I-1",
    )),
    "whoever died, escaped or was released in error left custody": "\n".join(
        f"06:00 bus custody.departed person=D-1 outcome={one}" for one in ("deceased", "escaped", "released-in-error")
    ),
}  # fmt: skip


@pytest.mark.parametrize("lines", OURS.values(), ids=OURS)
def test_our_book_says_it_and_reads_it_back(lines: str) -> None:
    story = told(lines)

    again = told(tell(story))

    assert [(entry.by, entry.fact) for entry in again] == [(entry.by, entry.fact) for entry in story]


@pytest.mark.skipif(not SHARED.exists(), reason="the list of the public service's names is not on this machine")
def test_every_name_of_the_public_service_leads_to_a_declared_fact_or_a_reading_and_to_words_of_our_lists() -> None:
    declare_every_fact()
    rows = _rows()

    strange = {
        (theirs, one) for theirs, ours, _ in rows for one in ours.split() if one not in kinds() and one not in READ
    }
    unlisted = {(theirs, value) for theirs, ours, with_ in rows for value in _not_in_our_lists(ours, with_)}

    assert len(rows) == len({theirs for theirs, *_ in rows}) == 92
    assert not strange
    assert not unlisted


def _rows() -> list[tuple[str, str, str]]:
    lines = (line for line in SHARED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    rows = [tuple(row) for row in csv.reader(lines, delimiter="\t")]
    return [(row[0], row[1], row[2]) for row in rows if row[0] != "theirs"]


def _not_in_our_lists(ours: str, with_: str) -> list[str]:
    """Words the row asks a field to hold that the closed list of that field does not have."""
    lists = {
        ("custody.passed", "point"): POINTS, ("custody.announced", "what"): ANNOUNCEMENTS,
        ("custody.warning-raised", "about"): {*kinds_of_warning(), "concealed-things"},  # ours is called concealing
        ("custody.court-step", "step"): COURT_STEPS, ("custody.incident-reported", "what"): reasons()["incident"],
    }  # fmt: skip
    asked = dict(one.split("=", 1) for one in with_.replace(",", ";").split(";") if "=" in one)
    first = ours.split(maxsplit=1)[0]
    values = [(asked[field], lists[kind, field]) for kind, field in lists if kind == first and field in asked]
    return [value for value, known in values if value not in known and kind_of(value) not in known]
