"""Deeds about the way and about moves that somebody asks for, and about who outside hears of a place. One line each."""

from __future__ import annotations

from typing import Final

from musterbook.coordination.facts import BookConfirmed, NoticeAnswered, NoticeDeferred, Notified
from musterbook.custody.facts import Checked
from musterbook.custody.incidents.facts import (
    Announced,
    CourtStep,
    LockedOut,
    Lodged,
    LodgingEnded,
    Passed,
    Remarked,
    UnderOperation,
)
from musterbook.custody.incidents.milestones import ANNOUNCEMENTS, COURT_STEPS, POINTS
from musterbook.lift.facts import (
    Cancelled,
    LegCancelled,
    LegPlanned,
    LodgingPlanned,
    RequestApproved,
    RequestDeclined,
    Requested,
    Rescheduled,
)
from musterbook.lift.requests import CAPACITIES
from musterbook.operation import protecting
from musterbook.operation.deeds import about_ways as way
from musterbook.operation.deeds import choices, ready
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.protecting import SAYS

WAYS: Final = (
    Deed("pass-point", Passed, way.pass_point, "people", {"point": POINTS}, seals=True),
    Deed("announce", Announced, way.announce, "serial", {"what": ANNOUNCEMENTS}),
    Deed("lock-out", LockedOut, way.lock_out, "serial", {"reason": "locked_out"}, seals=True),
    Deed("lodge", Lodged, way.lodge, "people", {"reason": "lodged"}, seals=True),
    Deed("end-lodging", LodgingEnded, way.end_lodging, "people", when=ready.lodged),
    Deed("court-step", CourtStep, way.court_step, "people", {"at_court": COURT_STEPS}, seals=True),
    Deed("under-operation", UnderOperation, way.under_operation, "serial"),
    Deed("remark", Remarked, way.remark, "people", seals=True),
    Deed("check-bands", Checked, way.check_bands, "move", {"how": "identity_check"}),
)  # fmt: skip

REQUESTS: Final = (
    Deed("ask-move", Requested, way.ask_move, "", {"move": "move_kind", "request": choices.requests}),
    Deed("approve-request", RequestApproved, way.approve, "request",
         {"request": choices.requests, "capacity": CAPACITIES}),
    Deed("decline-request", RequestDeclined, way.decline, "request",
         {"request": choices.requests, "reason": "decline_request"}, seals=True),
    Deed("call-off-request", Cancelled, way.call_off, "request", {"request": choices.requests, "reason": "cancel"},
         seals=True),
    Deed("put-off-request", Rescheduled, way.put_off, "request", {"request": choices.requests}),
    Deed("plan-leg", LegPlanned, way.plan_leg, "leg"),
    Deed("cancel-leg", LegCancelled, way.cancel_leg, "leg", {"leg": choices.legs, "reason": choices.leg_reasons},
         seals=True),
    Deed("plan-night", LodgingPlanned, way.plan_night, "night", {"reason": choices.planned_nights}),
    Deed("cancel-night", LodgingPlanned, way.cancel_night, "night", {"night": choices.nights}),
)  # fmt: skip

BODIES: Final = (
    Deed("confirm-agreements", BookConfirmed, way.confirm_agreements, "serial"),
    Deed("tell-body", Notified, protecting.tell, "site", {"site": choices.sites},
         {"whom": lambda *_: "protecting-body"}, seals=True),
    Deed("note-body-answer", NoticeAnswered, protecting.answered, "site", {"site": choices.sites, "says": SAYS},
         {"whom": lambda *_: "protecting-body"}, seals=True),
    Deed("put-off-body", NoticeDeferred, protecting.defer, "site", {"site": choices.sites}, seals=True),
)  # fmt: skip
