"""The table of roles and kinds: complete, of known roles, and every cell of it decided as it says."""

from __future__ import annotations

from typing import get_type_hints

import pytest

from musterbook.eligibility.facts import Overridden
from musterbook.eligibility.gates import GATES
from musterbook.ledger.facts import kinds
from musterbook.rights.roles import ROLES, ROOT_KINDS, RULES, keeps_machines, moves_people, rule_for, rules_of
from tests.ledger.making import declare_every_fact
from tests.rights.making import MORNING

declare_every_fact()
SIGNED = sorted(name for name, fact in kinds().items() if not fact.by_node and name not in ROOT_KINDS)


@pytest.mark.parametrize("kind", SIGNED)
def test_every_kind_that_people_sign_has_a_rule_that_speaks_of_all_of_it(kind: str) -> None:
    assert [rule for rule in rules_of(kind) if not rule.field] != []


@pytest.mark.parametrize("kind", sorted(name for name, fact in kinds().items() if fact.by_node))
def test_what_nodes_write_no_role_signs(kind: str) -> None:
    assert rules_of(kind) == ()


def test_the_table_names_only_kinds_fields_and_roles_that_exist() -> None:
    for rule in RULES:
        assert rule.first | rule.second <= ROLES.keys()
        for kind in rule.kinds:
            assert kind in kinds()
            assert not rule.field or rule.field in get_type_hints(kinds()[kind])


def test_the_second_person_can_always_have_another_role() -> None:
    for rule in RULES:
        for role in rule.first:
            assert not rule.two_people or rule.second - {role}


def test_whoever_keeps_machines_signs_nothing_about_people() -> None:
    for role in ROLES:
        assert not (keeps_machines(role) and moves_people(role))


def test_inspectors_sign_nothing_first_and_readers_nothing_at_all() -> None:
    for rule in RULES:
        assert rule.kinds <= {"rights.countersigned", "rights.glass-reviewed"} or "inspector" not in rule.first
        assert not {"reader", "independent-verifier"} & (rule.first | rule.second)


@pytest.mark.parametrize("rule", [gate.rule for gate in GATES.values() if gate.override])
def test_whoever_signs_an_override_is_whom_the_table_of_gates_names(rule: str) -> None:
    overridden = Overridden(rule=rule, people=frozenset(), handover="H1", because="", until=MORNING)

    wanted = rule_for(overridden)

    assert wanted is not None
    assert wanted.two_people
    assert wanted.first <= GATES[rule].override


def test_the_table_of_gates_names_only_roles_that_exist() -> None:
    said = {"nobody", "the authority of the hold"}
    for gate in GATES.values():
        assert gate.override <= ROLES.keys()
        assert gate.lift_by in ROLES.keys() | said
