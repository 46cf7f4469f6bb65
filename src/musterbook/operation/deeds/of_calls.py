"""Deeds of the call: who takes part, what is decided, who owes what; and looks behind glass. One line each."""

from __future__ import annotations

from typing import Final

from musterbook.coordination.calls import ATTENDING
from musterbook.coordination.decisions import HOW
from musterbook.coordination.facts import (
    ActionBlocked,
    ActionCancelled,
    ActionDone,
    ActionDueMoved,
    ActionHandedOn,
    ActionSet,
    ActionTakenUp,
    ActionVerified,
    AgencyJoined,
    AgencyLeft,
    Answered,
    Asked,
    CallAttended,
    CallClosed,
    CallOpened,
    Concurred,
    Decided,
    MinutesAdded,
    MinutesAgreed,
    MinutesObjected,
)
from musterbook.operation import calling, deciding, owing
from musterbook.operation.deeds import about_calls as one
from musterbook.operation.deeds import call_choices as choices
from musterbook.operation.deeds.deed import Deed
from musterbook.rights.facts import GlassReviewed
from musterbook.rights.glass import OUTCOMES

CALLS: Final = (
    Deed("open-call", CallOpened, one.open_call, "",
         {"chair": choices.officers, "present": choices.agencies, "deputies": choices.agencies,
          "absent": choices.agencies}),
    Deed("attend-call", CallAttended, one.attend, "call",
         {"call": choices.open_calls, "agency": choices.agencies, "how": ATTENDING, "speaker": choices.officers}),
    Deed("close-call", CallClosed, calling.close_call, "call", {"call": choices.open_calls}, seals=True),
    Deed("agree-minutes", MinutesAgreed, one.agree_minutes, "call",
         {"call": choices.closed_calls, "agency": choices.agencies}),
    Deed("object-minutes", MinutesObjected, one.object_minutes, "call",
         {"call": choices.closed_calls, "agency": choices.agencies}, seals=True),
    Deed("add-to-minutes", MinutesAdded, one.add_to_minutes, "call",
         {"call": choices.closed_calls, "agency": choices.agencies}, seals=True),
    Deed("join-agency", AgencyJoined, one.join, "agency",
         {"lead": choices.officers, "deputy": choices.officers, "principal": choices.officers}),
    Deed("leave-agency", AgencyLeft, one.leave, "agency", {"agency": choices.agencies}, seals=True),
    Deed("ask-agency", Asked, calling.ask, "agency", {"agency": choices.agencies, "to": choices.all_agencies},
         seals=True),
    Deed("answer-question", Answered, calling.answer, "question", {"question": choices.questions}, seals=True),
    Deed("decide", Decided, one.decide, "",
         {"call": choices.calls, "supersedes": choices.standing}, seals=True, says=one.touches),
    Deed("concur", Concurred, deciding.concur, "decision",
         {"decision": choices.standing, "agency": choices.all_agencies, "how": HOW}, seals=True),
    Deed("set-action", ActionSet, one.set_action, "",
         {"agency": choices.agencies, "owner": choices.officers, "call": choices.calls,
          "waits_for": choices.actions}, seals=True),
    Deed("take-action", ActionTakenUp, owing.take_up, "action", {"action": choices.actions}),
    Deed("hand-on-action", ActionHandedOn, owing.hand_on, "action",
         {"action": choices.actions, "agency": choices.all_agencies, "owner": choices.officers}, seals=True),
    Deed("block-action", ActionBlocked, owing.block, "action", {"action": choices.actions}, seals=True),
    Deed("do-action", ActionDone, one.do_action, "action", {"action": choices.actions}, seals=True),
    Deed("verify-action", ActionVerified, owing.verify, "action", {"action": choices.done_actions}),
    Deed("move-action", ActionDueMoved, owing.move_due, "action", {"action": choices.actions}, seals=True),
    Deed("cancel-action", ActionCancelled, owing.cancel, "action", {"action": choices.actions}, seals=True),
)  # fmt: skip

OVERSIGHT: Final = (
    Deed("review-look", GlassReviewed, one.review_look, "look", {"look": choices.looks, "outcome": OUTCOMES},
         seals=True),
)  # fmt: skip
