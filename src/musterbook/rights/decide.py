"""Before anyone signs: may this officer, and if not, which role is wanted and who has it.

The door hides what he may not do, the operation refuses it with these objections, and verifying the entry decides
(`entitlement.py`); all three read the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.ledger.facts import Fact, kinds
from musterbook.rights.grants import LONG_AGO
from musterbook.rights.register import Register
from musterbook.rights.roles import Rule
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Objection


def may_sign(
    register: Register, officer: str, kind: str | Fact, custodian: CustodianId, position: int,
    *, when: datetime = LONG_AGO,
) -> list[Objection]:  # fmt: skip
    """Why the officer may not sign first in the name of the custodian; empty when he may.

    Given only the name of a kind, he may if any rule of the kind lets him; given the fact, the rule that fits decides.
    """
    desk = _Asked(register, kind if isinstance(kind, str) else kind.kind, custodian, position, when)
    if kinds()[desk.kind].by_node:
        return []
    wanted = frozenset(role for rule in _rules(register, kind, position) for role in rule.first)
    if not any(name == officer for name, _ in desk.who(wanted)):
        return [desk.no_authority(wanted, officer)]
    return desk.no_keys([officer])


def signers_wanted(
    register: Register, signers: Sequence[tuple[str, str]], fact: Fact, custodian: CustodianId, position: int,
    *, when: datetime = LONG_AGO,
) -> list[Objection]:  # fmt: skip
    """Why these officers, each in the role given, do not suffice for this fact; empty when they do.

    A missing second signature is an objection here, though the book would take the act and let it wait. `when` is the
    hour at which it would be written, which matters to grants that end by a date.
    """
    rule = register.rule_for(fact, position)
    if fact.by_node or rule is None:
        return []
    desk = _Asked(register, fact.kind, custodian, position, when)
    firsts = [
        (officer, role)
        for officer, role in signers
        if role in rule.first and register.may(officer, role, custodian, position, when=when)
    ]
    if not firsts:
        return [desk.no_authority(rule.first, signers[0][0] if signers else None)]
    objections = desk.no_keys(officer for officer, _ in signers)
    if rule.two_people and not desk.second_among(signers, rule, firsts):
        objections.append(desk.no_second(rule, firsts[0][0]))
    return objections


def who_may(
    register: Register, roles: Iterable[str], position: int,
    *, custodian: CustodianId | None = None, when: datetime = LONG_AGO,
) -> list[tuple[str, str]]:  # fmt: skip
    """Officers with one of the roles, for this custodian or for any, each with the role, sorted."""
    wanted = frozenset(roles)
    found = (grant for grant in register.grants_at(position, when=when) if custodian in {None, grant.custodian})
    return sorted({(grant.officer, grant.role) for grant in found if grant.role in wanted})


def _rules(register: Register, kind: str | Fact, position: int) -> tuple[Rule, ...]:
    if isinstance(kind, str):
        return register.rules_of(kind, position)
    rule = register.rule_for(kind, position)
    return () if rule is None else (rule,)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: a kind of act, in the name of a custodian, under the register of some size."""

    register: Register
    kind: str
    custodian: CustodianId
    position: int
    when: datetime

    def who(self, roles: Iterable[str]) -> list[tuple[str, str]]:
        """Officers with one of the roles for the custodian, each with the role."""
        return who_may(self.register, roles, self.position, custodian=self.custodian, when=self.when)

    def no_authority(self, wanted: frozenset[str], officer: str | None) -> Objection:
        """He has none of the roles; who has one."""
        has_it = {name for name, _ in self.who(wanted)}
        values = {
            "officer": officer,
            "kind": self.kind,
            "custodian": self.custodian,
            "needed": _listed(wanted),
            "who": _listed(has_it),
        }
        return Objection("rights.no-authority", values=values)

    def no_keys(self, officers: Iterable[str]) -> list[Objection]:
        """One objection for each officer without a key that is good now."""
        keyless = [officer for officer in officers if not self.register.keys_of(officer, self.position)]
        return [Objection("rights.no-key", values={"officer": officer, "kind": self.kind}) for officer in keyless]

    def seconds(self, rule: Rule) -> list[tuple[str, str]]:
        """Everyone the rule takes as the second person, with the role."""
        only = self.custodian if rule.second_from == "same" else None
        return who_may(self.register, rule.second, self.position, custodian=only, when=self.when)

    def second_among(self, signers: Sequence[tuple[str, str]], rule: Rule, firsts: Sequence[tuple[str, str]]) -> bool:
        """Whether among the signers is another person, in another role, whom the rule takes as the second."""
        others = set(self.seconds(rule)) & set(signers)
        return any(
            other[0] != first[0] and rule.different(first[1], other[1]) for first in firsts for other in others
        )  # fmt: skip

    def no_second(self, rule: Rule, first: str) -> Objection:
        """Somebody else must sign too; who could."""
        others = {name for name, _ in self.seconds(rule)} - {first}
        values = {"kind": self.kind, "officer": first, "needed": _listed(rule.second), "who": _listed(others)}
        return Objection("rights.needs-second-signature", values=values)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
