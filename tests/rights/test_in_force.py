"""A policy set in the register: who signs from its place on, and what no policy can change."""

from __future__ import annotations

import hashlib

import pytest

from musterbook.custody.facts import Banded, Mustered
from musterbook.custody.sheets.facts import WatchSet
from musterbook.ledger.facts import Digest
from musterbook.rights.decide import may_sign
from musterbook.rights.facts import Granted, PolicySet, SigningRule
from musterbook.rights.in_force import rules_under
from musterbook.rights.policy import About, asker_of, digests, may_see, own_text, text_in_force
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.ledger.making import declare_every_fact
from tests.rights.making import DESK, REGISTRARS, Desk, digest

declare_every_fact()
HASAKAH = CustodianId("hasakah")
BANDED = Banded(person=PersonId("D-0001"), band="B-1")
CLERK = (("h.clerk", "register-clerk"),)
OFFICER = (("h.officer", "site-officer"),)
EVERYONE = "permit (principal, action, resource);"


def policy(*rules: SigningRule, text: str = "") -> PolicySet:
    named = Digest(hashlib.sha256((text or own_text()).encode()).hexdigest())
    return PolicySet(policy=named, schema=digests()[1], rules=rules, text=text)


def rule(kind: str, first: str, **more: object) -> SigningRule:
    return SigningRule(kinds=frozenset([kind]), first=frozenset(first.split()), **more)  # type: ignore[arg-type]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.node("hasakah")
    for name, role in (("h.clerk", "register-clerk"), ("h.officer", "site-officer"), ("h.count", "counting-officer")):
        desk.officer(name, role, "hasakah")
    return desk


def banded(desk: Desk, signers: tuple[tuple[str, str], ...], position: tuple[int, str] | None = None) -> str:
    entry = desk.write("hasakah", BANDED, signers, log=desk.node("hasakah"), position=position)
    return desk.verdict(entry).rule


def test_an_act_is_judged_for_ever_by_the_policy_its_writer_knew(desk: Desk) -> None:
    before = desk.position

    desk.rights(policy(rule("custody.banded", "site-officer")))

    assert banded(desk, CLERK, before) == ""
    assert banded(desk, CLERK) == "no-authority"
    assert banded(desk, OFFICER) == ""


def test_the_next_policy_says_everything_anew(desk: Desk) -> None:
    desk.rights(policy(rule("custody.banded", "site-officer")))

    desk.rights(policy())

    assert banded(desk, CLERK) == ""


def test_a_policy_asks_a_second_person_where_the_table_asks_none(desk: Desk) -> None:
    desk.rights(policy(rule("custody.banded", "site-officer", second=frozenset(["register-clerk"]))))

    assert banded(desk, OFFICER) == "needs-second-signature"
    assert banded(desk, (*CLERK, *OFFICER)) == ""


def test_no_policy_drops_the_second_person(desk: Desk) -> None:
    desk.rights(policy(rule("custody.mustered", "site-officer")))
    log = desk.node("hasakah")

    alone = desk.write("hasakah", Mustered(muster="M"), OFFICER, log=log)

    assert desk.verdict(alone).rule == "needs-second-signature"


def test_a_part_that_a_policy_does_not_speak_of_keeps_its_second_person_though_the_act_falls_under_both(
    desk: Desk,
) -> None:
    desk.rights(policy(rule("custody.watch-set", "site-officer", field="where", values=frozenset(["site"]))))
    kept = WatchSet(person=PersonId("D-0001"), level="standard", where="site")
    log = desk.node("hasakah")

    alone = desk.write("hasakah", kept, OFFICER, log=log)

    assert [one.field for one in rules_under(desk.register.said.policies[-1][1], "custody.watch-set")] == [
        "level", "where", "where", ""
    ]  # fmt: skip
    assert desk.verdict(alone).rule != ""


def test_no_policy_lets_keepers_sign_custody_or_changes_who_keeps_the_register(desk: Desk) -> None:
    desk.officer("h.admin", "administrator", "hasakah")
    desk.rights(policy(rule("custody.banded", "administrator"), rule("rights.granted", "site-officer")))

    grant = desk.rights(Granted(officer="h.clerk", role="planner", custodian=DESK), OFFICER)

    assert banded(desk, (("h.admin", "administrator"),)) == "no-authority"
    assert desk.verdict(grant).rule == "no-authority"


def test_a_policy_by_one_waits_and_decides_nothing_and_one_that_is_not_what_it_names_is_unsound(desk: Desk) -> None:
    alone = desk.rights(policy(rule("custody.banded", "site-officer")), REGISTRARS[:1])
    other = desk.rights(PolicySet(policy=digest("other"), schema=digests()[1], text=EVERYONE))

    assert desk.verdict(alone).rule == "needs-second-signature"
    assert desk.verdict(other).rule == "unsound"
    assert banded(desk, CLERK) == ""


def test_who_is_refused_at_the_door_is_whoever_would_not_be_entitled(desk: Desk) -> None:
    desk.rights(policy(rule("custody.banded", "site-officer")))
    register = desk.register

    (objection,) = may_sign(register, "h.clerk", BANDED, HASAKAH, register.size)

    assert objection.values["needed"] == "site-officer"
    assert may_sign(register, "h.officer", BANDED, HASAKAH, register.size) == []


def test_what_is_set_about_seeing_decides_from_then_on_and_what_cannot_be_read_changes_nothing(desk: Desk) -> None:
    clerk, stranger = frozenset([("register-clerk", HASAKAH)]), About(holder="shaddadi")
    before = asker_of(desk.register, "h.clerk", clerk)

    desk.rights(policy(text=EVERYONE))
    desk.rights(policy(text="no Cedar at all"))
    after = asker_of(desk.register, "h.clerk", clerk)

    assert (may_see(before, stranger), may_see(after, stranger)) == (False, True)
    assert text_in_force(desk.register, desk.register.size - 2) == ""


def test_a_policy_without_a_text_brings_the_softwares_own_back(desk: Desk) -> None:
    desk.rights(policy(text=EVERYONE))
    desk.rights(policy())

    assert text_in_force(desk.register) == ""
