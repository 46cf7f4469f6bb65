"""Compartments: which there are, whose roles read what lies in one, and which of them a grant opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

READERS: Final[Mapping[str, frozenset[str]]] = {
    "health": frozenset(("clinician", "inspector")),
    "security": frozenset(("security-officer", "inspector")),
    "complaint": frozenset(("protection-officer", "inspector")),
}
"""Each compartment, and the roles that may read what lies in it (custody.md sections 3 and 11)."""


def opened_by(role: str, named: Iterable[str]) -> frozenset[str]:
    """The compartments a grant opens: those it names, or, where it names none, those that its role reads.

    A grant that names some is narrower than its role, never wider: the policy asks for the role too (decision 1040).
    """
    return frozenset(named) or frozenset(name for name, roles in READERS.items() if role in roles)
