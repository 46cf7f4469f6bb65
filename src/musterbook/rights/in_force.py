"""The rules in force: the table of the software, and over it what a policy set in the register says (decision 1020).

A policy speaks of the kinds it names. Three things it cannot do, whoever signs it: change who keeps the register, drop
a second person, and let whoever keeps machines sign custody. What it says counts from its place in the register on, so
an act is judged for ever by the policy its writer knew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from musterbook.rights.facts import PolicySet, SigningRule
from musterbook.rights.roles import Rule, keeps_machines, of_custody, rules_of

FIXED: Final = "rights."
"""Kinds about the register itself are signed as the software's table says, always."""


def rules_under(policy: PolicySet | None, kind: str) -> tuple[Rule, ...]:
    """Every rule about a kind, in the order in which they are tried, under a policy; the table's own without one."""
    table = rules_of(kind)
    return table if policy is None or kind.startswith(FIXED) or not table else _under(policy, kind)


@lru_cache(maxsize=4096)
def _under(policy: PolicySet, kind: str) -> tuple[Rule, ...]:
    """Part by part of the kind, as the table tells them apart: what the policy says of it, and then the table's rule.

    An act that falls under two parts, by two fields, is judged by the first of them in the table, as without a policy.
    """
    table = rules_of(kind)
    fields = {rule.field for rule in table}
    said = [one for one in policy.rules if kind in one.kinds and (not one.field or one.field in fields)]
    return tuple(found for rule in table for found in (*_said_of(rule, said, kind), rule))


def _said_of(rule: Rule, policy: Iterable[SigningRule], kind: str) -> Iterator[Rule]:
    """What lines of a policy say of one part of a kind."""
    for said in policy:
        if said.field and rule.field not in ("", said.field):
            continue
        named = said.field or rule.field
        values = said.values & rule.values if said.field and rule.field else said.values if said.field else rule.values
        if named and not values:
            continue
        first, second = _allowed(said.first, kind), _allowed(said.second, kind)
        source = "same" if said.second_from == "same" else "any"
        yield replace(
            rule, first=first, second=second or rule.second, second_from=source if second else rule.second_from,
            same_role=rule.same_role and not second, field=named, values=values,
        )  # fmt: skip


def _allowed(roles: frozenset[str], kind: str) -> frozenset[str]:
    return frozenset(role for role in roles if not (of_custody(kind) and keeps_machines(role)))
