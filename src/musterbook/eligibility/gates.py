"""The gates: at which stage each is asked, who may lift what it objects to, and whether anybody may override it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from musterbook.terms.moves import Move, Objection


@dataclass(frozen=True, slots=True)
class Gate:
    """One line of the table `gates.toml`.

    Attributes:
        rule: the rule its objections carry.
        stages: boarding, arriving, returning: where it is asked.
        lift_by: the role that can change what it objects to; `nobody` when only the facts can.
        override: roles who, one of them with a second person, may let one handover pass; empty when nobody may.
        only: values an objection must carry to be overridden.
    """

    rule: str
    stages: frozenset[str]
    lift_by: str
    override: frozenset[str] = frozenset()
    only: Mapping[str, str] = field(default_factory=dict)

    def asked(self, move: Move) -> bool:
        """Whether the gate is asked about a move at its stage."""
        return move.stage in self.stages

    def may_be_overridden(self, objection: Objection) -> bool:
        """Whether anybody at all may override this objection."""
        fits = all(objection.values.get(name) == value for name, value in self.only.items())
        return objection.rule == self.rule and bool(self.override) and fits


def gate(rule: str) -> Gate:
    """The gate of a rule. A rule that is not on the table has no gate, which is a KeyError."""
    return GATES[rule]


def may_be_overridden(objection: Objection) -> bool:
    """Whether anybody may override this objection; a rule that is not on the table nobody may."""
    return objection.rule in GATES and GATES[objection.rule].may_be_overridden(objection)


def _gate_from(said: Mapping[str, Any]) -> Gate:
    return Gate(
        said["rule"], frozenset(said["at"]), said["lift_by"], frozenset(said["override"]), said.get("only", {})
    )  # fmt: skip


_TABLE: Final = tomllib.loads(files("musterbook.eligibility").joinpath("gates.toml").read_text("utf-8"))

GATES: Final[Mapping[str, Gate]] = {said["rule"]: _gate_from(said) for said in _TABLE["gate"]}
"""Every gate by its rule, in the order of the table."""
