"""English words of the page of reports, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REPORTS: Final[Mapping[str, str]] = {
    "nav.reports": "Reports",
    "reports.title": "Reports",
    "reports.lead": "What may be said, what others say, and the situation report as it stands",
    # the number
    "reports.number": "The number",
    "reports.number-agreed": "on the books of the operation, stated by {by} and agreed by {others}",
    "reports.no-number": "There is no number.",
    "reports.not-agreed": "{by} stated a figure as of {at}, and nobody has agreed it. Asked: {asked}.",
    "reports.nothing-stated": "Nobody has stated a figure of the whole operation yet.",
    "reports.only-agreed": "Only a figure that a second custodian's own copy gives too is printed as the number.",
    "reports.settle-how": "Typed at the custodian's own desk; {officer} signs, as {role}. No number is typed.",
    # figures side by side
    "reports.figures": "Figures side by side",
    "reports.question": "Question",
    "reports.operation": "everyone on the books",
    "reports.said": "Standing",
    "reports.said.agreed": "agreed",
    "reports.said.stated": "stated by one alone",
    "reports.said.claimed": "claimed outside",
    "reports.by": "By",
    "reports.with": "with {others}",
    "reports.value": "Says",
    "reports.book": "Book",
    "reports.difference": "Difference",
    "reports.as-of": "As of",
    "reports.entry": "Entry",
    "reports.same": "the same",
    "reports.book-unknown": "the book does not count that",
    "reports.no-figures": "Nobody has stated, agreed or claimed a figure yet.",
    "reports.figures-note": "Differences are what is said less what the book gives for that moment.",
    # compare
    "reports.choose": "Which report",
    "reports.since": "Changes since (call or time)",
    "reports.to": "For the agency",
    "reports.compare": "Compare with",
    "reports.show": "Show",
    "reports.compared": "What changed since {at}",
    "reports.between.one": "one entry happened in between",
    "reports.between.other": "{n} entries happened in between",
    "reports.no-changes": "No line of the report differs.",
    "reports.section": "Section",
    "reports.line": "Line",
    "reports.was": "Then",
    "reports.is": "Now",
    # the report
    "reports.draft": "Situation report, as it stands",
    "reports.draft-note": "A draft until it is issued. Every figure is a reading of the book at the head named here.",
    "reports.defined": "What each figure counts",
    "reports.issue": "Issue it",
    "reports.issue-how": "Typed at the desk; {officer} signs, as {role}. It is written in the book that it left.",
    "reports.clear": "Say the number in public",
    "reports.clear-how": (
        "{officer} signs, as {role}, then {second}, as {second_role}. Nothing is said before both have."
    ),
    "reports.clear-refused": "Nothing may be said in public now:",
    # what was said
    "reports.statements": "Statements cleared",
    "reports.no-statements": "No statement was cleared.",
    "reports.statement": "Statement",
    "reports.figure": "Figure",
    "reports.figure.on-the-roll": "on the roll",
    "reports.figure.received": "received",
    "reports.signed": "Signed by",
    "reports.corrects": "puts {first} right",
    "reports.at": "At",
    "reports.issued": "Reports issued",
    "reports.no-issued": "No report was issued.",
    "reports.report": "Report",
    "reports.recipient": "For",
    "reports.principals": "principals",
}
