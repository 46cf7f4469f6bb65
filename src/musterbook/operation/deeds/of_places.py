"""Deeds about agreements, places, beds, incidents and counts. One line for each."""

from __future__ import annotations

from typing import Final

from musterbook.coordination.facts import (
    AgreementMade,
    AgreementResumed,
    AgreementRevoked,
    AgreementSigned,
    AgreementSuspended,
    ConditionMet,
    DutyDone,
    FindingAnswered,
    FindingRaised,
)
from musterbook.custody.beds.facts import BedAssigned, BedsReleased, BedsReserved, PlaceOpened
from musterbook.custody.facts import DayClosed, Explained
from musterbook.custody.incidents.facts import IncidentAdded, IncidentClosed, IncidentReported
from musterbook.custody.shapes import EXPLAINED_AS
from musterbook.operation import agreeing, happening, making_room, mustering, negotiating
from musterbook.operation.deeds import about_places as one
from musterbook.operation.deeds import choices, ready
from musterbook.operation.deeds.deed import Deed

AGREEMENTS: Final = (
    Deed("draft-agreement", AgreementMade, one.agree_on, "",
         {"kind": negotiating.KINDS, "acts": negotiating.ALLOWED}),
    Deed("sign-agreement", AgreementSigned, agreeing.sign, "agreement", {"party": choices.unsigned}),
    Deed("meet-condition", ConditionMet, agreeing.meet, "agreement", {"condition": choices.unmet}),
    Deed("suspend-agreement", AgreementSuspended, one.suspend, "name", {"party": choices.parties}),
    Deed("resume-agreement", AgreementResumed, one.resume, "name"),
    Deed("revoke-agreement", AgreementRevoked, one.revoke, "name"),
    Deed("close-agreement", AgreementRevoked, negotiating.close, "name", {"reason": negotiating.ENDINGS}),
    Deed("do-duty", DutyDone, negotiating.do_duty, "name", {"duty": choices.duties}),
    Deed("raise-finding", FindingRaised, negotiating.raise_finding, "name", seals=True),
    Deed("answer-finding", FindingAnswered, negotiating.answer_finding, "finding", {"finding": choices.findings},
         seals=True),
)  # fmt: skip

PLACES: Final = (
    Deed("open-place", PlaceOpened, one.open_place, "place", {"kind": "place_kind"}, by=one.of_place_or_owner),
    Deed("take-bed-out", PlaceOpened, one.take_bed_out, "place", {"place": choices.places, "bed": choices.beds},
         by=one.of_place),
    Deed("reserve-beds", BedsReserved, making_room.reserve, "place",
         {"place": choices.places, "kind": choices.promised_kinds}, by=one.of_place),
    Deed("release-beds", BedsReleased, making_room.release, "reservation", {"reservation": choices.reservations},
         by=one.of_reservation),
    Deed("assign-bed", BedAssigned, one.assign_bed, "place", {"place": choices.places, "bed": choices.free_beds},
         by=one.of_place),
    Deed("fill-beds", BedAssigned, one.fill_beds, "place", {"place": choices.places}, by=one.of_place),
)  # fmt: skip

INCIDENTS: Final = (
    Deed("report-incident", IncidentReported, one.report, "people",
         {"what": "incident", "fault": "incident.fault"}, seals=True),
    Deed("add-to-incident", IncidentAdded, happening.add, "reference",
         {"what": "incident", "fault": "incident.fault", "stage": happening.ADDED[1:]}, seals=True),
    Deed("close-incident", IncidentClosed, happening.close, "reference", {"outcome": happening.FINDINGS}, seals=True,
         when=ready.unclosed),
)  # fmt: skip

COUNTS: Final = (
    Deed("explain", Explained, mustering.explain_cause, "discrepancy", {"as_": EXPLAINED_AS, "at": choices.accounts}),
    Deed("close-day", DayClosed, mustering.close_day, "custodian"),
)  # fmt: skip
