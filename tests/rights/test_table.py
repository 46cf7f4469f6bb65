"""Roles against kinds, every cell: an officer with one role writes one fact, and the judge says what the table says."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import datetime
from types import UnionType
from typing import Any, NewType, Union, get_origin, get_type_hints

import pytest

from musterbook.ledger.facts import Digest, Fact, Part, kinds
from musterbook.rights.decide import may_sign, signers_wanted
from musterbook.rights.register import ANY_LOG
from musterbook.rights.roles import ROLES, rule_for
from musterbook.terms.custodians import CustodianId
from tests.ledger.making import declare_every_fact
from tests.rights.making import MORNING, Desk, digest, log_named

declare_every_fact()
HASAKAH = CustodianId("hasakah")
IN_ANY_LOG = sorted(
    name for name, fact in kinds().items() if not fact.by_node and (not name.startswith("rights.") or name in ANY_LOG)
)


class Everyone(Desk):
    """A site where for every role there is an officer who has that one and no other, and a node."""

    def __init__(self) -> None:
        super().__init__()
        self.node("hasakah")
        for role in ROLES:
            self.officer(f"o.{role}", role, "hasakah")


EVERYONE = Everyone()
REGISTER = EVERYONE.register
JUDGE = EVERYONE.judge


def example(kind: type[Fact]) -> Fact:
    """Some fact of the kind; which one matters only to rules that look at a field."""
    hints = get_type_hints(kind)
    needed = (field.name for field in fields(kind) if field.default is MISSING)  # type: ignore[arg-type]
    return kind(**{name: _some(hints[name]) for name in needed})


def _some(hint: Any) -> Any:  # noqa: ANN401  whatever the annotation asks for
    if hint is Digest:
        return digest("x")
    if isinstance(hint, NewType):
        return _some(hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, Part):
        return hint(**{name: _some(inner) for name, inner in get_type_hints(hint).items()})
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None
    if origin in (tuple, frozenset):
        return origin()
    return {str: "x", int: 1, bool: False, datetime: MORNING}.get(hint, {})


@pytest.mark.parametrize("kind", IN_ANY_LOG)
def test_a_role_signs_what_the_table_says_and_nothing_else(kind: str) -> None:
    fact = example(kinds()[kind])
    rule = rule_for(fact)
    assert rule is not None
    wanted = {
        role: "no-authority" if role not in rule.first else "needs-second-signature" if rule.two_people else ""
        for role in ROLES
    }

    said, at_the_door = {}, {}
    for role in ROLES:
        signers = ((f"o.{role}", role),)
        said[role] = JUDGE.verdict(EVERYONE.write("hasakah", fact, signers, log=log_named("hasakah"))).rule
        objections = signers_wanted(REGISTER, signers, fact, HASAKAH, REGISTER.size)
        at_the_door[role] = ", ".join(one.rule for one in objections).removeprefix("rights.")

    assert said == wanted
    assert at_the_door == wanted


def test_an_officer_without_a_key_is_told_so() -> None:
    desk = Desk()
    desk.grant("h.keyless", "site-officer", "hasakah")
    fact = example(kinds()["custody.let-go"])

    first = may_sign(desk.register, "h.keyless", fact, HASAKAH, desk.register.size)
    whole = signers_wanted(desk.register, (("h.keyless", "site-officer"),), fact, HASAKAH, desk.register.size)

    assert [one.rule for one in (*first, *whole)] == ["rights.no-key", "rights.no-key"]


@pytest.mark.parametrize("kind", IN_ANY_LOG)
def test_the_door_says_who_could_when_an_officer_may_not(kind: str) -> None:
    fact = example(kinds()[kind])

    (objection,) = may_sign(REGISTER, "o.reader", fact, HASAKAH, REGISTER.size)

    rule = rule_for(fact)
    assert rule is not None
    assert objection.rule == "rights.no-authority"
    assert objection.values["who"] == ", ".join(sorted(f"o.{role}" for role in rule.first))
