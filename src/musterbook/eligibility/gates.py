"""The gates: at which stage each is asked, who may lift what it objects to, and whether anybody may override it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
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
        by: in whose name an override must be written: `receiver`; empty for whoever may sign it.
        emergency: whether two named people may override it for one serial of a protective or emergency lot.
        with_: the role one of these two must have; empty for none in particular.
        objects_to: what it objects to, in a few words.
        source: where the rule is from, with its mark; what is marked ‡ was not checked against its text.
    """

    rule: str
    stages: frozenset[str]
    lift_by: str
    override: frozenset[str] = frozenset()
    only: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    emergency: bool = False
    with_: str = ""
    source: str = ""
    objects_to: str = ""

    def asked(self, move: Move) -> bool:
        """Whether the gate is asked about a move at its stage."""
        return move.stage in self.stages

    def may_be_overridden(self, objection: Objection) -> bool:
        """Whether anybody at all may override this objection."""
        fits = all(objection.values.get(name) == value for name, value in self.only.items())
        return objection.rule == self.rule and bool(self.override) and fits

    def may_be_overridden_in_danger(self, objection: Objection, roles: Collection[str]) -> bool:
        """Whether people who sign in these roles may override this objection to a protective or emergency lot."""
        fits = all(objection.values.get(name) == value for name, value in self.only.items())
        return objection.rule == self.rule and self.emergency and fits and (not self.with_ or self.with_ in roles)


def gate(rule: str) -> Gate:
    """The gate of a rule. A rule that is not on the table has no gate, which is a KeyError."""
    return GATES[rule]


def may_be_overridden(objection: Objection) -> bool:
    """Whether anybody may override this objection; a rule that is not on the table nobody may."""
    return objection.rule in GATES and GATES[objection.rule].may_be_overridden(objection)


def _gate_from(said: Mapping[str, Any]) -> Gate:
    return Gate(
        said["rule"], frozenset(said["at"]), said["lift_by"], frozenset(said["override"]), said.get("only", {}),
        by=said.get("by", ""), emergency=said.get("emergency", False), with_=said.get("with", ""),
        source=said.get("source", ""), objects_to=said.get("objects_to", ""),
    )  # fmt: skip


_TABLE: Final = tomllib.loads(files("musterbook.eligibility").joinpath("gates.toml").read_text("utf-8"))

GATES: Final[Mapping[str, Gate]] = {said["rule"]: _gate_from(said) for said in _TABLE["gate"]}
"""Every gate by its rule, in the order of the table."""
