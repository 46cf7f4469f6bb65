"""Staying: deeds that no other deed puts right, each with why; what a page says instead of offering to undo.

newer: the same deed once more, of which the newer counts. said: somebody said it, or was told it. happened: it was
done, and what is done next is written next. others: nothing has moved by it, and others sign what follows. offer: it is
withdrawn where handovers are. left: it is outside. blind: taking it back would tell the next examiner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_WHY: Final[Mapping[str, tuple[str, ...]]] = {
    "newer": (
        "override", "decide-age", "hear-fear", "claim-asylum", "assess-danger", "count-escorts", "set-watch",
        "note-condition", "complete-sheet", "confirm-sheet", "doubt-sheet", "note-authority", "give-receipt",
        "note-identifier", "part", "under-operation", "check-bands", "confirm-agreements", "put-off-body", "open-place",
        "take-bed-out", "add-to-incident", "explain", "put-off-request", "attend-call", "concur", "take-action",
        "hand-on-action", "block-action", "do-action", "verify-action", "move-action", "answer-alert",
        "report-guards", "report-population", "describe-site", "note-incident", "note-warning", "confirm-offensive",
        "change-relief", "revise-scenario", "change-setting", "change-camp-control", "see-camp-guards",
        "change-camp-access", "note-camp-gap", "note-camp-passage", "note-camp-share", "note-camp-boys",
        "note-camp-unaccompanied", "assess-nationality", "clear-contact", "note-country-answer", "confirm-identity",
        "set-basis", "assess-rights", "note-assurance", "note-papers", "agree-evidence", "schedule-return",
        "report-return-outcome", "describe-country", "slip-serial", "reseat", "divert-serial", "withdraw-carrier",
        "adopt-plan", "state-figure", "review-look", "pass-item", "remark-portion", "build-dossier", "judge-release",
        "refuse-enrolment",
    ),
    "said": (
        "tell", "notify", "acknowledge-notice", "contest", "complain", "answer-complaint", "tell-family", "announce",
        "remark", "answer-finding", "tell-body", "note-body-answer", "agree-minutes", "object-minutes",
        "add-to-minutes", "ask-agency", "answer-question", "tell-camp-protector", "tell-identification",
        "recall-package",
    ),
    "happened": (
        "hand-medicine", "seal-property", "open-property", "return-property", "keep-property-back", "give-welfare",
        "treat", "lock-out", "court-step", "close-day", "mark-empty", "agree-correction", "call-off-alert",
        "complete-relief", "scrub-serial",
    ),
    "others": ("correct", "ask-release", "step-aside", "declare-interview"),
    "offer": ("offer-return",),
    "left": (
        "leave-roll", "leave-plan", "leave-map", "leave-handovers", "leave-moved", "leave-found", "leave-feed",
        "send-letter", "issue-report",
    ),
    "blind": ("judge-pair",),
}  # fmt: skip
SEVERAL: Final = "several"
"""Why what was written for several at once is put right one by one."""
STAYS: Final[Mapping[str, str]] = {deed: why for why, deeds in _WHY.items() for deed in deeds}
"""Deed → why no other deed puts right what it wrote."""
