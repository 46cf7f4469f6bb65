"""The policy: sound by its schema, agreeing with the table of signatures, and the same for a row as for a list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, select

from musterbook.ledger.facts import kinds
from musterbook.rights.filters import compiled
from musterbook.rights.policy import (
    About,
    Asker,
    Closed,
    PageKind,
    digests,
    faults,
    may_break_glass,
    may_open,
    may_second,
    may_see,
    may_see_page,
    may_sign,
)
from musterbook.rights.roles import ROLES, RULES, keeps_machines
from musterbook.terms.custodians import CustodianId
from tests.ledger.making import declare_every_fact

declare_every_fact()
HASAKAH, SHADDADI = CustodianId("hasakah"), CustodianId("shaddadi")
HEALTH = frozenset(("health",))
CUSTODIANS = (HASAKAH, SHADDADI, CustodianId("bus-1"))


def holder_of(role: str, custodian: CustodianId = HASAKAH, **more: object) -> Asker:
    return Asker("o.officer", frozenset([(role, custodian)]), **more)  # type: ignore[arg-type]


def test_the_policy_is_sound_by_its_schema_and_has_a_digest() -> None:
    assert faults() == ()
    assert len({*digests()}) == 2


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_policy_lets_sign_whom_the_table_lets_sign_and_keepers_never_custody(role: str) -> None:
    asker, other = holder_of(role), holder_of(role, SHADDADI)

    for rule in RULES:
        moves = any(kind.startswith("custody.") for kind in rule.kinds)
        expected = role in rule.first and not (moves and keeps_machines(role))
        assert may_sign(asker, rule, HASAKAH, moves_people=moves) is expected
        assert not may_sign(other, rule, HASAKAH, moves_people=moves)


def test_nobody_signs_second_under_his_own_act() -> None:
    rule = next(rule for rule in RULES if rule.same_role and rule.two_people)
    asker = holder_of(min(rule.second))

    assert may_second(asker, rule, HASAKAH, signed_by=["k.other"], moves_people=True)
    assert not may_second(asker, rule, HASAKAH, signed_by=["k.other", "o.officer"], moves_people=True)


@pytest.mark.parametrize(
    ("asker", "about", "sees"),
    [
        (holder_of("site-officer"), About(holder="hasakah"), True),
        (holder_of("site-officer"), About(holder="shaddadi"), False),
        (holder_of("receiving-officer"), About(holder="shaddadi", offered_to=frozenset(["hasakah"])), True),
        (holder_of("repatriation-desk"), About(holder="shaddadi"), False),
        (holder_of("repatriation-desk"), About(holder="shaddadi", named_by=frozenset(["repatriation-desk"])), True),
        (holder_of("inspector"), About(holder="shaddadi"), True),
        (holder_of("administrator"), About(holder="hasakah"), False),
        (holder_of("node-keeper"), About(holder="hasakah", glass=True), False),
        (holder_of("reader"), About(holder="shaddadi"), False),
    ],
)
def test_a_person_is_known_to_who_needs_to_know(asker: Asker, about: About, sees: bool) -> None:  # noqa: FBT001  a table
    assert may_see(asker, about) is sees
    assert compiled(asker).matches(about) is sees


@pytest.mark.parametrize(
    ("asker", "closed", "opens"),
    [
        (holder_of("clinician", compartments=HEALTH), Closed(frozenset(["clinician"]), "health"), True),
        (holder_of("clinician"), Closed(frozenset(["clinician"]), "health"), False),
        (holder_of("site-officer", compartments=HEALTH), Closed(frozenset(["clinician"]), "health"), False),
        (holder_of("evidence-reviewer", level=2), Closed(frozenset(["evidence-reviewer"]), level=3), False),
        (holder_of("evidence-reviewer", level=3), Closed(frozenset(["evidence-reviewer"]), level=3), True),
        (holder_of("evidence-reviewer"), Closed(frozenset(["evidence-reviewer"]), released_to=frozenset(["x"])), False),
        (holder_of("inspector", compartments=frozenset(["complaint"])),
         Closed(frozenset(["inspector"]), "complaint", never=frozenset(["o.officer"])), False),
        (holder_of("administrator", compartments=HEALTH), Closed(frozenset(["administrator"]), "health"), False),
    ],
)  # fmt: skip
def test_what_is_sealed_opens_by_role_compartment_level_and_release(asker: Asker, closed: Closed, opens: bool) -> None:  # noqa: FBT001  a table
    assert may_open(asker, closed) is opens


def test_glass_is_broken_by_who_has_people_in_his_hands_and_by_no_keeper() -> None:
    strange = About(holder="shaddadi")

    assert may_break_glass(holder_of("site-officer"), strange)
    assert not may_break_glass(holder_of("administrator"), strange)
    assert not may_break_glass(holder_of("reader"), strange)


PAGES: dict[PageKind, set[str]] = {
    "counts": {"spokesman", "administrator", "site-officer", "inspector"},
    "movement": {"site-officer", "inspector"},
    "evidence": {"inspector"},
    "consultations": {"inspector"},
    "machines": {"administrator", "inspector"},
    "book": {"site-officer", "inspector"},
}


@pytest.mark.parametrize("shows", PAGES)
def test_pages_open_by_role(shows: PageKind) -> None:
    for role in ("spokesman", "administrator", "site-officer", "inspector"):
        assert may_see_page(holder_of(role), shows) is (role in PAGES[shows]), role


METADATA = MetaData()
PERSON = Table("person", METADATA, Column("number", String), Column("holder", String))
OFFERED = Table("offered", METADATA, Column("number", String), Column("custodian", String))
NAMED = Table("named", METADATA, Column("number", String), Column("role", String))
GLASS = Table("glass", METADATA, Column("number", String))
some_roles = st.frozensets(st.tuples(st.sampled_from(sorted(ROLES)), st.sampled_from(CUSTODIANS)), max_size=3)
about = st.builds(
    About,
    holder=st.sampled_from(["", *CUSTODIANS]),
    offered_to=st.frozensets(st.sampled_from(CUSTODIANS), max_size=2),
    named_by=st.frozensets(st.sampled_from(["repatriation-desk", "examiner", "evidence-reviewer"]), max_size=2),
    glass=st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(roles=some_roles, people=st.lists(about, max_size=12))
def test_a_list_shows_what_the_policy_answers_row_by_row(
    roles: frozenset[tuple[str, CustodianId]], people: list[About]
) -> None:
    asker = Asker("o.officer", roles)
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)

    with engine.begin() as base:
        for number, one in enumerate(people):
            base.execute(insert(PERSON).values(number=str(number), holder=one.holder))
            for custodian in one.offered_to:
                base.execute(insert(OFFERED).values(number=str(number), custodian=custodian))
            for role in one.named_by:
                base.execute(insert(NAMED).values(number=str(number), role=role))
            if one.glass:
                base.execute(insert(GLASS).values(number=str(number)))
        clause = compiled(asker).clause(PERSON, OFFERED, NAMED, GLASS)
        listed = {int(row.number) for row in base.execute(select(PERSON.c.number).where(clause))}
    engine.dispose()

    by_policy = {number for number, one in enumerate(people) if may_see(asker, one)}
    assert listed == by_policy
    assert {number for number, one in enumerate(people) if compiled(asker).matches(one)} == by_policy


def test_every_kind_has_a_rule_or_is_written_by_the_node_or_by_roots() -> None:
    ruled = {kind for rule in RULES for kind in rule.kinds}

    assert {name for name, fact in kinds().items() if not fact.by_node} - ruled <= {"rights.root-set"}
