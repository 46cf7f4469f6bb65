"""Choices: the words a fact of this room may hold, and nothing else (casework.md section 3)."""

from __future__ import annotations

from typing import Final

TRACKS: Final = ("return", "extradition", "voluntary", "stateless", "disputed")
CONSENTS: Final = ("yes", "no", "asked-refused")
CHANNELS: Final = ("embassy", "ministry", "interpol", "intermediary", "by-hand")
LETTERS: Final = ("first-notice", "reminder", "identifiers", "conditions", "thanks", "refusal")
ANSWERS: Final = ("accepts", "conditional", "refuses", "disputes", "asks-more")
SETTERS: Final = ("country", "host")
CONDITIONS: Final = ("documents", "escort", "medical", "payment", "assurance", "other")
MEETINGS: Final = ("met", "dropped")
FACTORS: Final = ("document", "biometric", "consular-interview", "kinship-test", "family")
FREED: Final = ("not-charged", "acquitted", "served", "deferred", "surrendered")
BASES: Final = ("agreement", "court-order", "extradition-order", "deportation-order", "consent")
RISKS: Final = ("no-risk", "needs-assurance", "risk", "unknown")
ASSURANCES: Final = ("death-penalty", "fair-trial", "no-torture", "monitoring", "family-unity")
PAPERS: Final = ("passport", "laissez-passer", "emergency", "identity-card")
OUTCOMES: Final = ("free", "tried", "held", "in-care", "died", "unknown")
SOURCES: Final = ("visit", "country", "family", "press", "none")
AT_DAYS: Final = (30, 180, 365)
CLOSINGS: Final = ("done", "other-country", "died", "stateless-settled", "mistake")
WITHDRAWALS: Final = ("wrong-country", "asylum", "duplicate", "person-withdrew")
POLICIES: Final = (
    "men", "women", "children", "orphans-only", "case-by-case", "denaturalises", "no-death-penalty",
)  # fmt: skip
MEASURES: Final = ("held", "returned", "accepted")
