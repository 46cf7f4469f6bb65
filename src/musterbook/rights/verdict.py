"""What judging an entry comes to: it stands, or it does not for a reason, under a rule, with the values to say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Reason = Literal["", "not-entitled", "waiting", "quarantined"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an entry's authors had the right to write it.

    Attributes:
        reason: empty when the entry stands; `waiting` when a later entry may let it stand; `quarantined` when what it
            rests on was withdrawn; `not-entitled` when only an adoption or a right entry instead helps.
        rule: the rule that decided, such as `no-authority`.
        values: officer, role, kind and whatever else the sentence needs; never a person.
    """

    reason: Reason = ""
    rule: str = ""
    values: Mapping[str, str | int | None] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the entry stands, as far as rights go."""
        return not self.reason


OK: Final = Verdict()
"""The entry's authors had the right."""
