"""Which roles may sign which fact, for whom, and whether a second person must: the table `roles.toml`, read once.

The table is data so that an inspector can read it without the program, and so that the door which hides a button, the
operation which refuses and the entitlement which decides all ask the same lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from musterbook.ledger.facts import Fact

ROOT: Final = "root"
"""The role under a root signature; its officers are `root-1`, `root-2` and so on."""

_ANY_SECOND: Final = "*second"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who signs facts of some kinds.

    Attributes:
        kinds: the kinds it is for.
        first: roles of whom the signer needs one, granted for the custodian in whose name the act is written.
        capacity: what that custodian is to the act: holder, giver, receiver, author or desk.
        second: roles of the second person; empty when one signature is enough.
        second_from: `same` when the second person must act for the same custodian, `any` otherwise.
        same_role: whether the second may sign in the role of the first.
        field: the field a rule of part of a kind looks at; empty when the rule is for all of it.
        values: what that field must hold.
    """

    kinds: frozenset[str]
    first: frozenset[str]
    capacity: str
    second: frozenset[str] = frozenset()
    second_from: str = "any"
    same_role: bool = False
    field: str = ""
    values: frozenset[str] = frozenset()

    @property
    def two_people(self) -> bool:
        """Whether a second, different person must sign."""
        return bool(self.second)

    def different(self, first: str, second: str) -> bool:
        """Whether the roles of two signers are different enough."""
        return self.same_role or first != second

    def fits(self, fact: Fact) -> bool:
        """Whether the rule speaks of this fact."""
        return not self.field or getattr(fact, self.field) in self.values


def rule_for(fact: Fact) -> Rule | None:
    """The rule that decides who signs this fact; None when nobody does: the node writes it, or it is strange to us."""
    return next((rule for rule in rules_of(fact.kind) if rule.fits(fact)), None)


def rules_of(kind: str) -> tuple[Rule, ...]:
    """Every rule about a kind, in the order in which they are tried."""
    return _BY_KIND.get(kind, ())


def keeps_machines(role: str) -> bool:
    """Whether the role keeps machines, and so may not stand beside one that moves people."""
    return role in _KEEPERS


def moves_people(role: str) -> bool:
    """Whether the role signs, first or second, any fact about who holds whom."""
    return role in _MOVERS


def of_custody(kind: str) -> bool:
    """Whether facts of this kind say who holds whom, so that no keeper of machines signs them."""
    return kind.startswith(_TABLE["apart"]["facts"])


def rule_from(said: Mapping[str, Any], seconds: frozenset[str] = frozenset()) -> Rule:
    """One line of a table written as `roles.toml` is; `seconds` are the roles that `*second` stands for."""
    return _rule_from(said, seconds)


def _rule_from(said: Mapping[str, Any], seconds: frozenset[str]) -> Rule:
    second, when = said.get("second", {}), said.get("when", {})
    first = frozenset(said["first"])
    return Rule(
        kinds=frozenset(said["kinds"]),
        first=seconds if first == {_ANY_SECOND} else first,
        capacity=said["for"],
        second=frozenset(second.get("roles", ())),
        second_from=second.get("from", "any"),
        same_role=second.get("same_role", False),
        field=when.get("field", ""),
        values=frozenset(when.get("values", ())),
    )


def _read_rules(table: Mapping[str, Any]) -> tuple[Rule, ...]:
    seconds = frozenset(role for said in table["rule"] for role in said.get("second", {}).get("roles", ()))
    return tuple(_rule_from(said, seconds) for said in table["rule"])


def _by_kind(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    kinds = sorted({kind for rule in rules for kind in rule.kinds})
    return {kind: tuple(rule for rule in rules if kind in rule.kinds) for kind in kinds}


_TABLE: Final = tomllib.loads(files("musterbook.rights").joinpath("roles.toml").read_text("utf-8"))

ROLES: Final[Mapping[str, str]] = _TABLE["roles"]
"""Every role and what it does, in one line."""

RULES: Final = _read_rules(_TABLE)
"""Every rule of the table, in its order."""

ROOT_KINDS: Final = frozenset(_TABLE["roots"]["kinds"])
"""Kinds that a threshold of root keys may sign."""

ROOT_ALONE: Final = frozenset(_TABLE["roots"]["alone"])
"""Kinds that nobody but a threshold of root keys may sign."""

_BY_KIND: Final = _by_kind(RULES)
_KEEPERS: Final = frozenset(_TABLE["apart"]["keepers"])
_MOVERS: Final = frozenset(
    role
    for rule in RULES
    if any(kind.startswith(_TABLE["apart"]["facts"]) for kind in rule.kinds)
    for role in rule.first | rule.second
)
