"""The register: whose word counts in it, from which position on, and until where."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.ledger.signing import public_of
from musterbook.rights.facts import Countersigned, Granted, KeyIssued, KeyWithdrawn, OfficerEnded, RootSet
from musterbook.rights.register import Register
from musterbook.terms.custodians import CustodianId
from tests.rights.making import DESK, REGISTER, REGISTRARS, Desk, key_of, short_key

HASAKAH = CustodianId("hasakah")
GRANTED = Granted(officer="h.guard", role="site-officer", custodian=HASAKAH)


def rule_of(desk: Desk, entry: Entry) -> str:
    verdict = desk.register.verdict(entry)
    assert verdict is not None
    return verdict.rule


def test_roots_name_the_first_registrar_who_with_another_names_the_next() -> None:
    desk = Desk()

    desk.officer("h.guard", "site-officer", "hasakah")

    register = desk.register
    assert register.not_standing() == {}
    assert register.may("k.registrar", "registrar", DESK, register.size)
    assert register.may("h.guard", "site-officer", HASAKAH, register.size)
    assert [key.short for key in register.keys_of("h.guard", register.size)] == [short_key("h.guard")]


def test_a_right_counts_from_the_position_after_its_entry_and_not_before() -> None:
    desk = Desk()
    granted = desk.grant("h.guard", "site-officer", "hasakah")

    register = desk.register

    assert not register.may("h.guard", "site-officer", HASAKAH, granted.seq)
    assert register.may("h.guard", "site-officer", HASAKAH, granted.seq + 1)
    assert not register.may("h.guard", "site-officer", CustodianId("karkh"), register.size)


def test_fewer_roots_than_the_threshold_set_nothing() -> None:
    desk = Desk(opened=False)
    keys = frozenset(public_of(key_of(f"root-{n}")) for n in (1, 2, 3))

    entry = desk.rights(RootSet(keys=keys, threshold=2), (("root-1", "root"),))

    assert rule_of(desk, entry) == "too-few-roots"


@pytest.mark.parametrize("threshold", [0, 4])
def test_a_threshold_nobody_or_everybody_meets_is_unsound(threshold: int) -> None:
    desk = Desk(opened=False)
    keys = frozenset(public_of(key_of(f"root-{n}")) for n in (1, 2, 3))

    entry = desk.rights(RootSet(keys=keys, threshold=threshold), tuple((f"root-{n}", "root") for n in (1, 2, 3)))

    assert rule_of(desk, entry) == "unsound"


def test_new_roots_need_the_old_threshold_beside_their_own() -> None:
    desk = Desk()
    new = RootSet(keys=frozenset(public_of(key_of(f"root-{n}")) for n in (7, 8)), threshold=2)

    alone = desk.rights(new, (("root-7", "root"), ("root-8", "root")))
    together = desk.rights(new, tuple((f"root-{n}", "root") for n in (1, 2, 7, 8)))

    assert rule_of(desk, alone) == "too-few-roots"
    assert rule_of(desk, together) == ""
    by_old = desk.rights(Granted(officer="x", role="reader", custodian=DESK), (("root-1", "root"), ("root-2", "root")))
    assert rule_of(desk, by_old) == "unknown-key"


def test_roots_never_sign_work() -> None:
    desk = Desk()

    entry = desk.rights(Countersigned(entry=desk.entries[0].digest), (("root-1", "root"), ("root-2", "root")))

    assert rule_of(desk, entry) == "no-authority"


def test_a_registrar_alone_waits_until_an_administrator_countersigns() -> None:
    desk = Desk()
    alone = desk.rights(
        Granted(officer="h.guard", role="site-officer", custodian=HASAKAH), (("k.registrar", "registrar"),)
    )
    before = desk.register

    later = desk.rights(Countersigned(entry=alone.digest), (("k.admin", "administrator"),))

    assert before.not_standing()[alone.digest].rule == "needs-second-signature"
    assert not before.may("h.guard", "site-officer", HASAKAH, before.size)
    after = desk.register
    assert after.not_standing() == {}
    assert not after.may("h.guard", "site-officer", HASAKAH, later.seq)
    assert after.may("h.guard", "site-officer", HASAKAH, later.seq + 1)


def test_a_registrar_may_not_countersign_himself() -> None:
    desk = Desk()
    desk.grant("k.registrar", "inspector", "desk")
    alone = desk.rights(
        Granted(officer="h.guard", role="site-officer", custodian=HASAKAH), (("k.registrar", "registrar"),)
    )

    desk.rights(Countersigned(entry=alone.digest), (("k.registrar", "inspector"),))

    assert rule_of(desk, alone) == "needs-second-signature"


@pytest.mark.parametrize(("held", "asked"), [("administrator", "site-officer"), ("receiving-officer", "node-keeper")])
def test_whoever_keeps_machines_may_not_move_people(held: str, asked: str) -> None:
    desk = Desk()
    desk.officer("x", held, "hasakah")

    entry = desk.grant("x", asked, "hasakah")

    assert rule_of(desk, entry) == "roles-conflict"
    assert not desk.register.may("x", asked, HASAKAH, desk.register.size)


def test_an_ended_role_no_longer_counts_and_may_be_given_again() -> None:
    desk = Desk()
    desk.officer("h.guard", "site-officer", "hasakah")
    ended = desk.end_grant("h.guard", "site-officer", "hasakah")
    again = desk.grant("h.guard", "site-officer", "hasakah")

    register = desk.register

    assert register.may("h.guard", "site-officer", HASAKAH, ended.seq)
    assert not register.may("h.guard", "site-officer", HASAKAH, ended.seq + 1)
    assert register.may("h.guard", "site-officer", HASAKAH, again.seq + 1)


def test_everyone_named_is_listed_until_he_no_longer_acts() -> None:
    desk = Desk()
    desk.officer("h.guard", "site-officer", "hasakah")
    before = desk.register
    desk.rights(OfficerEnded(officer="h.guard", custodian=HASAKAH, because="left", heads={}))

    after = desk.register

    assert ("h.guard", "hasakah") in before.officers()
    assert after.officers() == (("k.admin", "desk"), ("k.registrar", "desk"))
    assert after.officers(before.size) == before.officers()
    assert not after.may("h.guard", "site-officer", HASAKAH, after.size)


def test_a_stolen_registrar_key_loses_what_it_signed_in_the_register_after_the_place_named() -> None:
    desk = Desk()
    desk.officer("k.second", "registrar", "desk")
    good = desk.grant("a", "reader", "desk")
    seen = good.seq + 1
    stolen = desk.grant("thief", "registrar", "desk")
    desk.withdraw_key("k.registrar", signers=(("root-1", "root"), ("root-2", "root")), register=seen)

    register = desk.register

    assert rule_of(desk, good) == ""
    assert rule_of(desk, stolen) == "key-withdrawn"
    assert not register.may("thief", "registrar", DESK, register.size)


def test_what_a_thief_withdrew_counts_for_nothing_once_his_key_is_withdrawn_from_before_it() -> None:
    desk = Desk()
    desk.officer("h.guard", "site-officer", "hasakah")
    seen = len(desk.entries)
    harm = desk.withdraw_key("h.guard", register=0)
    desk.withdraw_key("k.registrar", signers=(("root-1", "root"), ("root-2", "root")), register=seen)

    register = desk.register

    assert rule_of(desk, harm) == "key-withdrawn"
    assert len(register.keys_of("h.guard", register.size)) == 1


def test_what_a_thief_took_by_his_withdrawals_comes_back_when_they_fall() -> None:
    desk = Desk()
    desk.officer("k.second", "registrar", "desk")
    good = desk.grant("a", "reader", "desk", signers=(("k.second", "registrar"), ("k.admin", "administrator")))
    seen = len(desk.entries)
    harm = desk.withdraw_key("k.second", register=good.seq)
    assert rule_of(desk, good) == "key-withdrawn"

    desk.withdraw_key("k.registrar", signers=(("root-1", "root"), ("root-2", "root")), register=seen)

    assert rule_of(desk, harm) == "key-withdrawn"
    assert rule_of(desk, good) == ""


@pytest.mark.parametrize("key", ["", "zz" * 32, "ab" * 31, "AB" * 32])
def test_a_key_that_is_none_is_unsound_and_harms_nobody(key: str) -> None:
    desk = Desk()

    entry = desk.rights(KeyIssued(officer="x", key=key))

    assert rule_of(desk, entry) == "unsound"


def test_a_register_entry_may_not_cite_what_comes_after_it() -> None:
    desk = Desk()
    ahead = (desk.register.size + 5, "ab" * 32)

    entry = desk.write(
        "desk", Granted(officer="x", role="reader", custodian=DESK), REGISTRARS, log=REGISTER, position=ahead
    )

    assert rule_of(desk, entry) == "old-register"


MANY: list[Fact] = [
    GRANTED,
    KeyIssued(officer="h.guard", key=public_of(key_of("h.guard"))),
    KeyWithdrawn(officer="h.guard", key=public_of(key_of("h.guard")), because="lost", heads={REGISTER: 3}),
    Granted(officer="a", role="reader", custodian=DESK),
    Granted(officer="k.second", role="registrar", custodian=DESK),
]


@settings(deadline=None)
@given(facts=st.lists(st.sampled_from(MANY), max_size=8), shuffle=st.randoms(use_true_random=False))
def test_the_register_reads_the_same_entry_by_entry_and_in_any_order(facts: list[Fact], shuffle: Random) -> None:
    desk = Desk()
    for fact in facts:
        desk.rights(fact)
    shuffled = list(desk.entries)
    shuffle.shuffle(shuffled)

    whole, carried = Register.of(shuffled), Register()

    carried_on = [carried.add(entry) for entry in desk.entries]

    if all(carried_on):
        assert carried.not_standing() == whole.not_standing()
        assert carried.grants_at(whole.size) == whole.grants_at(whole.size)
    assert carried.root == whole.root
    assert whole.size == len(desk.entries)
