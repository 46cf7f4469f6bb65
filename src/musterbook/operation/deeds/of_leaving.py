"""Deeds about leaving and coming back, lost places, wrong entries, and safeguards before other hands. One line each."""

from __future__ import annotations

from typing import Final

from musterbook.coordination.facts import FamilyTold
from musterbook.coordination.family_word import HOW as FAMILY_HOW
from musterbook.custody.dues.facts import (
    LocatorAllowed,
    LocatorEnded,
    ReceiptGiven,
    RetentionEnded,
    RetentionHeld,
)
from musterbook.custody.dues.locator import CONSENTS
from musterbook.custody.dues.receipts import MARKS
from musterbook.custody.facts import (
    ControlLost,
    ControlRegained,
    Corrected,
    CorrectionAgreed,
    Departed,
    Emptied,
    IdentifierNoted,
    Recovered,
)
from musterbook.custody.sheets.facts import SheetCompleted, SheetConfirmed, SheetDoubted
from musterbook.eligibility.asked import MAY_BE_OFF
from musterbook.eligibility.facts import AsylumClaimed, EscortsCounted, FearHeard, GateSet, RefoulementAssessed
from musterbook.operation import correcting, departing, safeguarding, sheets
from musterbook.operation.amending import STANDINGS
from musterbook.operation.deeds import about_leaving as leaving
from musterbook.operation.deeds import about_rights as rights
from musterbook.operation.deeds import choices, ready, seen
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.exports import finders
from musterbook.operation.family_word import tell_families
from musterbook.operation.receipt_languages import GIVEN_IN

LEAVING: Final = (
    Deed("depart", Departed, leaving.depart, "person", {"outcome": "departed", "despite": choices.open_pairs},
         seals=True, when=ready.here),
    Deed("recover", Recovered, leaving.recover, "person", {"how": "recovered"}, when=ready.away),
)  # fmt: skip

SAFEGUARDS: Final = (
    Deed("hear-fear", FearHeard, rights.hear_fear, "person", {"heard": safeguarding.HEARD}, seals=True),
    Deed("claim-asylum", AsylumClaimed, rights.claim_asylum, "person", {"outcome": safeguarding.ASYLUM},
         {"outcome": lambda *_: "open"}, seals=True),
    Deed("assess-danger", RefoulementAssessed, rights.assess_danger, "person", {"outcome": safeguarding.DANGER},
         seals=True),
    Deed("count-escorts", EscortsCounted, safeguarding.count_escorts, "handover"),
    Deed("ask-gate", GateSet, safeguarding.ask_gate, "rule", {"rule": MAY_BE_OFF}),
)  # fmt: skip

OWED: Final = (
    Deed("give-receipt", ReceiptGiven, rights.give_receipt, "people", {"language": GIVEN_IN, "mark": MARKS},
         seals=True),
    Deed("tell-family", FamilyTold, tell_families, "people", {"how": FAMILY_HOW}, seals=True),
    Deed("note-identifier", IdentifierNoted, rights.note_identifier, "person", {"standing": STANDINGS}, seals=True),
    Deed("allow-locator", LocatorAllowed, finders.allow, "people", {"consent": CONSENTS}),
    Deed("end-locator", LocatorEnded, finders.end, "people", seals=True, when=ready.findable),
    Deed("hold-kept", RetentionHeld, rights.hold_kept, "people", seals=True),
    Deed("end-hold-kept", RetentionEnded, rights.end_hold_kept, "people", seals=True, when=ready.kept),
)  # fmt: skip

SHEETS: Final = (
    Deed("complete-sheet", SheetCompleted, sheets.complete, "people", seals=True),
    Deed("confirm-sheet", SheetConfirmed, sheets.confirm, "people"),
    Deed("doubt-sheet", SheetDoubted, sheets.doubt, "person", {"question": choices.questions}, seals=True),
)  # fmt: skip

CONTROL: Final = (
    Deed("say-lost", ControlLost, leaving.lose, "site", when=ready.held),
    Deed("say-regained", ControlRegained, departing.regain_control, "site", when=ready.lost),
    Deed("mark-empty", Emptied, leaving.mark_empty, "site"),
)  # fmt: skip

CORRECTIONS: Final = (
    Deed("correct", Corrected, leaving.correct, "start", by=leaving.author_of, seen={"start": seen.entry}),
    Deed("agree-correction", CorrectionAgreed, correcting.agree, "start", {"start": choices.corrections},
         seen={"start": seen.correction}),
)  # fmt: skip
