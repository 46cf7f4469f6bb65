"""What each address shows, for the policy that says who may see it. One that nobody put here is for oversight."""

from __future__ import annotations

from typing import Final

from musterbook.rights.policy import PageKind

_KINDS: Final[dict[PageKind, tuple[str, ...]]] = {
    "counts": (
        "", "overview", "watch", "coordination", "agreements", "camps", "reports", "account", "look", "live",
        "problems", "metrics", "readyz", "healthz", "sign-in", "static", "glass", "do",
        "enrol-tablet",
    ),
    "people": ("people", "grid"),
    "movement": (
        "plan", "board", "manifests", "serials", "handovers", "musters", "eligibility", "sites", "due", "beds",
        "incidents", "places", "scan", "forms",
    ),
    "identity": ("identity", "enrolment"),
    "evidence": ("dossiers",),
    "returns": ("repatriation",),
    "book": ("book",),
    "machines": ("nodes", "tablets"),
    "rights": ("rights",),
    "consultations": ("consultations",),
}  # fmt: skip
KIND_OF: Final = {first: kind for kind, firsts in _KINDS.items() for first in firsts}

_PARTS: Final[dict[PageKind, tuple[str, ...]]] = {
    "counts": ("map", "board", "lists", "watch-map"),
    "movement": ("day", "day-list", "gantt", "runs", "chart", "manifest"),
    "people": ("axis",),
}  # fmt: skip
KIND_OF_PART: Final = {name: kind for kind, names in _PARTS.items() for name in names}
"""Parts of pages that change with the book: each is of the kind of its page."""

FRAGMENTS: Final = "/fragments"
API: Final = "/api/v1"
"""Where the API begins: what stands there has the kind of the page that shows the same."""
_LISTS: Final[dict[PageKind, tuple[str, ...]]] = {
    "counts": ("", "openapi", "agreements", "outlooks", "alerts", "camps", "drafts", "deeds", "recoveries"),
    "people": ("people",),
    "movement": (
        "sites", "rolls", "serials", "manifests", "handovers", "musters", "called-musters", "discrepancies", "holds",
        "clearances", "incidents", "duties", "plans", "jobs",
    ),
    "identity": ("enrolments",),
    "returns": ("cases",),
    "evidence": ("dossiers",),
    "book": ("entries", "bundles"),
}  # fmt: skip
KIND_OF_LIST: Final = {name: kind for kind, names in _LISTS.items() for name in names}


def kind_of(path: str) -> PageKind:
    """What is shown under an address, by its first part, or by its first after that of the API."""
    if path == API or path.startswith(f"{API}/"):
        return KIND_OF_LIST.get(_first(path.removeprefix(API)), "consultations")
    if path.startswith(f"{FRAGMENTS}/"):
        return KIND_OF_PART.get(_first(path.removeprefix(FRAGMENTS)), "consultations")
    return KIND_OF.get(_first(path), "consultations")


def _first(path: str) -> str:
    return path.strip("/").partition("/")[0].partition(".")[0]
