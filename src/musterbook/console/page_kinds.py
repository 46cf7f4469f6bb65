"""What each address shows, for the policy that says who may see it. One that nobody put here is for oversight."""

from __future__ import annotations

from typing import Final

from musterbook.rights.policy import PageKind

_KINDS: Final[dict[PageKind, tuple[str, ...]]] = {
    "counts": (
        "", "overview", "watch", "coordination", "agreements", "camps", "reports", "account", "look", "live",
        "fragments", "problems", "metrics", "readyz", "healthz", "sign-in", "static", "glass", "do",
    ),
    "people": ("people", "grid"),
    "movement": (
        "plan", "board", "manifests", "serials", "handovers", "musters", "eligibility", "sites", "due", "beds",
        "incidents", "places",
    ),
    "identity": ("identity", "enrolment"),
    "evidence": ("dossiers",),
    "returns": ("repatriation",),
    "book": ("book",),
    "machines": ("nodes",),
    "rights": ("rights",),
    "consultations": ("consultations",),
}  # fmt: skip
KIND_OF: Final = {first: kind for kind, firsts in _KINDS.items() for first in firsts}


def kind_of(path: str) -> PageKind:
    """What is shown under an address, by its first part."""
    first = path.strip("/").partition("/")[0].partition(".")[0]
    return KIND_OF.get(first, "consultations")
