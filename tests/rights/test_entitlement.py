"""Entitlement: which acts stand, which wait, which are set aside, and under which rule each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest

from musterbook.custody.facts import Accepted, ControlLost, Departed, Mustered, Noticed, Offered, Registered
from musterbook.ledger.entry import Entry, Signature
from musterbook.ledger.facts import Digest, Fact, NotUnderstood
from musterbook.ledger.signing import public_of, signature_holds
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.facts import AccountStated, Adopted, Countersigned, Granted, KeyIssued, NodeClosed
from musterbook.rights.register import Register
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.rights.making import DESK, MORNING, REGISTER, REGISTRARS, Desk, Signers, digest, key_of, log_named

HASAKAH, KARKH = CustodianId("hasakah"), CustodianId("karkh")
GUARD: Signers = (("h.guard", "site-officer"),)
ONE = PersonId("D-0001")
REGISTERED = Registered(person=ONE, particulars=digest("particulars"), how="opening")
OFFERED = Offered(
    handover="H1", manifest=digest("manifest"), people=frozenset((ONE,)), receiver=KARKH, due_by=MORNING
)  # fmt: skip


class Sites(Desk):
    """A desk with two sites, an officer or two at each, and a node at each."""

    def __init__(self) -> None:
        super().__init__()
        self.officer("h.guard", "site-officer", "hasakah")
        self.officer("h.clerk", "register-clerk", "hasakah")
        self.officer("k.receiver", "receiving-officer", "karkh")
        self.node("hasakah")
        self.node("karkh")

    def at_hasakah(self, fact: Fact, signers: Signers = GUARD, *, keys: Sequence[str] = ()) -> Entry:
        return self.write("hasakah", fact, signers, log=log_named("hasakah"), keys=keys)

    def accepted(self, offer: Digest, signers: Signers, *, by: str = "karkh") -> Entry:
        fact = Accepted(handover="H1", offer=offer, people=frozenset((ONE,)))
        return self.write(by, fact, signers, log=log_named("hasakah"))

    def said(self, entry: Entry) -> tuple[str, str]:
        verdict = self.verdict(entry)
        return verdict.reason, verdict.rule


@pytest.fixture
def sites() -> Sites:
    return Sites()


def test_an_officer_with_the_role_for_that_custodian_is_entitled(sites: Sites) -> None:
    entry = sites.at_hasakah(REGISTERED)

    assert sites.said(entry) == ("", "")


def test_nobodys_signature_is_not_enough(sites: Sites) -> None:
    entry = sites.at_hasakah(REGISTERED, ())

    assert sites.said(entry) == ("not-entitled", "not-signed")


def test_what_the_node_writes_itself_nobody_signs(sites: Sites) -> None:
    entry = sites.at_hasakah(Noticed(discrepancy="d1", kind_of="missing"), ())

    assert sites.said(entry) == ("", "")


def test_a_forged_signature_is_named(sites: Sites) -> None:
    entry = sites.at_hasakah(REGISTERED)
    forged = sites.write("hasakah", REGISTERED, GUARD, log=log_named("hasakah"), keys=("h.clerk",))

    assert sites.said(entry) == ("", "")
    assert sites.said(forged) == ("not-entitled", "unknown-key")


def test_a_signature_taken_from_another_act_does_not_hold(sites: Sites) -> None:
    real = sites.at_hasakah(REGISTERED)
    other = sites.at_hasakah(ControlLost(site=HASAKAH, since=MORNING, because="attack"))
    forged = other.__class__(
        other.act, other.log, other.seq, other.prev, real.signed, other.digest, other.body
    )  # fmt: skip

    verdict = sites.judge.verdict(forged)

    assert (verdict.reason, verdict.rule) == ("not-entitled", "bad-signature")
    assert verdict.values["officer"] == "h.guard"


@pytest.mark.parametrize(
    ("by", "signers"),
    [("karkh", GUARD), ("hasakah", (("k.receiver", "receiving-officer"),)), ("hasakah", (("h.guard", "load-master"),))],
)
def test_a_role_for_another_custodian_or_another_role_is_no_authority(sites: Sites, by: str, signers: Signers) -> None:
    entry = sites.write(by, OFFERED, signers, log=log_named("hasakah"))

    assert sites.said(entry) == ("not-entitled", "no-authority")


def test_an_officer_acts_only_for_those_who_named_him_but_may_sign_on_anothers_laptop(sites: Sites) -> None:
    offer = sites.at_hasakah(OFFERED)

    entry = sites.accepted(offer.digest, (("k.receiver", "receiving-officer"),))

    assert sites.said(entry) == ("", "")


def test_the_giver_may_not_sign_the_acceptance(sites: Sites) -> None:
    offer = sites.at_hasakah(OFFERED)

    entry = sites.accepted(offer.digest, GUARD)

    assert sites.said(entry) == ("not-entitled", "giver-signed-acceptance")


def test_one_key_does_not_sign_both_halves_of_a_handover_even_with_both_roles(sites: Sites) -> None:
    sites.grant("h.guard", "receiving-officer", "karkh")
    offer = sites.at_hasakah(OFFERED)

    entry = sites.accepted(offer.digest, (("h.guard", "receiving-officer"),))

    assert sites.said(entry) == ("not-entitled", "giver-signed-acceptance")


def test_a_muster_by_one_counter_waits_for_the_second_who_may_sign_elsewhere(sites: Sites) -> None:
    count = sites.at_hasakah(Mustered(muster="M1", counted=811))
    before = sites.said(count)

    sites.write("hasakah", Countersigned(entry=count.digest), (("h.clerk", "register-clerk"),), log=log_named("karkh"))

    assert before == ("waiting", "needs-second-signature")
    assert sites.said(count) == ("", "")


def test_two_counters_may_sign_at_once(sites: Sites) -> None:
    count = sites.at_hasakah(Mustered(muster="M1", counted=811), (("h.clerk", "register-clerk"), *GUARD))

    assert sites.said(count) == ("", "")


@pytest.mark.parametrize(("again", "role"), [("h.guard", "counting-officer"), ("k.receiver", "receiving-officer")])
def test_the_second_counter_is_another_officer_of_the_same_custodian(sites: Sites, again: str, role: str) -> None:
    sites.grant("h.guard", "counting-officer", "hasakah")

    count = sites.at_hasakah(Mustered(muster="M1", counted=811), (*GUARD, (again, role)))

    assert sites.said(count) == ("waiting", "needs-second-signature")


def test_two_counting_officers_count_together(sites: Sites) -> None:
    sites.officer("h.count-1", "counting-officer", "hasakah")
    sites.officer("h.count-2", "counting-officer", "hasakah")
    both = (("h.count-1", "counting-officer"), ("h.count-2", "counting-officer"))

    count = sites.at_hasakah(Mustered(muster="M1", counted=811), both)

    assert sites.said(count) == ("", "")


@pytest.mark.parametrize(("second", "reason"), [("site-officer", "waiting"), ("register-clerk", "")])
def test_elsewhere_the_second_person_also_has_another_role(sites: Sites, second: str, reason: str) -> None:
    sites.officer("h.other", second, "hasakah")
    released = Departed(person=ONE, outcome="released", papers=digest("order"))

    entry = sites.at_hasakah(released, (*GUARD, ("h.other", second)))

    assert sites.said(entry)[0] == reason


def test_a_release_needs_two_and_an_escape_one(sites: Sites) -> None:
    escaped = sites.at_hasakah(Departed(person=ONE, outcome="escaped", papers=digest("incident")))
    released = sites.at_hasakah(Departed(person=ONE, outcome="released", papers=digest("order")))

    assert sites.said(escaped) == ("", "")
    assert sites.said(released) == ("waiting", "needs-second-signature")


def test_a_log_the_register_does_not_know_waits_and_then_stands(sites: Sites) -> None:
    entry = sites.write("hasakah", REGISTERED, GUARD, log=log_named("new laptop"))
    before = sites.said(entry)

    sites.node("new laptop")

    assert before == ("waiting", "unknown-node")
    assert sites.said(entry) == ("", "")


def test_nothing_stands_beyond_the_size_a_log_was_closed_at(sites: Sites) -> None:
    below = sites.at_hasakah(REGISTERED)
    beyond = sites.at_hasakah(REGISTERED)
    sites.rights(NodeClosed(log=log_named("hasakah"), at_size=1, at_root="", because="stolen"))

    assert sites.said(below) == ("", "")
    assert sites.said(beyond) == ("quarantined", "after-close")


def test_a_lost_key_keeps_what_lies_below_the_size_seen_and_nothing_else(sites: Sites) -> None:
    old_register = sites.position
    below = sites.at_hasakah(REGISTERED)
    at = sites.at_hasakah(REGISTERED)
    elsewhere = sites.write("hasakah", REGISTERED, GUARD, log=log_named("karkh"))
    sites.withdraw_key("h.guard", hasakah=1)
    sites.node("later")
    backdated = sites.write("hasakah", REGISTERED, GUARD, log=log_named("later"), position=old_register)

    assert sites.said(below) == ("", "")
    for entry in (at, elsewhere, backdated):
        assert sites.said(entry) == ("quarantined", "key-withdrawn")


def test_two_people_adopt_honest_work_done_after_a_key_was_lost(sites: Sites) -> None:
    entry = sites.at_hasakah(REGISTERED)
    sites.withdraw_key("h.guard")
    before = sites.said(entry)

    sites.write("desk", Adopted(entries=frozenset((entry.digest,)), because="seen"), REGISTRARS, log=REGISTER)

    assert before == ("quarantined", "key-withdrawn")
    assert sites.said(entry) == ("", "")


def test_one_person_adopts_nothing(sites: Sites) -> None:
    entry = sites.at_hasakah(REGISTERED)
    sites.withdraw_key("h.guard")

    sites.write("desk", Adopted(entries=frozenset((entry.digest,)), because="seen"), REGISTRARS[:1], log=REGISTER)

    assert sites.said(entry) == ("quarantined", "key-withdrawn")


def test_nobody_adopts_what_he_signed(sites: Sites) -> None:
    entry = sites.write(
        "karkh", AccountStated(as_of=MORNING, custodian=KARKH, running=1, heads=digest("heads")),
        (("k.registrar", "registrar"),), log=log_named("karkh"),
    )  # fmt: skip

    sites.rights(Adopted(entries=frozenset((entry.digest,)), because="mine"))

    assert sites.said(entry) == ("not-entitled", "no-authority")


def test_a_forged_signature_cannot_be_adopted(sites: Sites) -> None:
    entry = sites.write("hasakah", REGISTERED, GUARD, log=log_named("hasakah"), keys=("thief",))

    sites.rights(Adopted(entries=frozenset((entry.digest,)), because="looks right"))

    assert sites.said(entry) == ("not-entitled", "unknown-key")


def test_a_forged_signature_in_a_log_that_was_closed_cannot_be_adopted_either(sites: Sites) -> None:
    forged = sites.write("hasakah", REGISTERED, GUARD, log=log_named("hasakah"), keys=("thief",))
    honest = sites.at_hasakah(REGISTERED)
    sites.rights(NodeClosed(log=log_named("hasakah"), at_size=0, at_root="", because="stolen"))
    before = sites.said(forged), sites.said(honest)

    sites.rights(Adopted(entries=frozenset((forged.digest, honest.digest)), because="looks right"))

    assert before == (("quarantined", "after-close"),) * 2
    assert sites.said(forged) == ("not-entitled", "unknown-key")
    assert sites.said(honest) == ("", "")


def test_an_ended_role_ends_by_place_whatever_register_is_cited(sites: Sites) -> None:
    below, at = sites.at_hasakah(REGISTERED), sites.at_hasakah(REGISTERED)
    sites.end_grant("h.guard", "site-officer", "hasakah", hasakah=1)

    assert sites.said(below) == ("", "")
    assert sites.said(at) == ("not-entitled", "no-authority")


def test_a_role_with_an_end_counts_until_then(sites: Sites) -> None:
    noon = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
    sites.officer("h.guest", "reader", "hasakah")
    sites.rights(Granted(officer="h.guest", role="site-officer", custodian=HASAKAH, until=noon))
    sites.rights(Granted(officer="k.receiver", role="site-officer", custodian=HASAKAH, until=MORNING))

    assert sites.said(sites.at_hasakah(REGISTERED, (("h.guest", "site-officer"),))) == ("", "")
    late = sites.at_hasakah(REGISTERED, (("k.receiver", "site-officer"),))
    assert sites.said(late) == ("not-entitled", "no-authority")


def test_a_log_may_not_go_back_in_the_register(sites: Sites) -> None:
    old = sites.position
    sites.grant("h.clerk", "counting-officer", "hasakah")
    newer = sites.at_hasakah(REGISTERED)
    older = sites.write("hasakah", REGISTERED, GUARD, log=log_named("hasakah"), position=old)

    assert sites.said(newer) == ("", "")
    assert sites.said(older) == ("not-entitled", "old-register")


def test_a_register_we_do_not_have_yet_is_waited_for_and_another_history_is_refused(sites: Sites) -> None:
    size, root = sites.position
    ahead = sites.write("hasakah", REGISTERED, GUARD, log=log_named("hasakah"), position=(size + 9, root))
    other = sites.write("hasakah", REGISTERED, GUARD, log=log_named("hasakah"), position=(size, "ab" * 32))
    after = sites.at_hasakah(REGISTERED)

    assert sites.said(ahead) == ("waiting", "register-behind")
    assert sites.said(other) == ("not-entitled", "other-register")
    assert sites.said(after) == ("", "")


def test_rights_are_written_in_the_register_alone(sites: Sites) -> None:
    entry = sites.write(
        "desk", Granted(officer="x", role="reader", custodian=DESK), REGISTRARS, log=log_named("hasakah")
    )

    assert sites.said(entry) == ("not-entitled", "not-in-register")


def test_work_may_be_written_in_the_registers_own_log(sites: Sites) -> None:
    entry = sites.write("hasakah", REGISTERED, GUARD, log=REGISTER)

    assert sites.said(entry) == ("", "")


def test_a_kind_strange_to_us_is_left_to_those_who_understand_it(sites: Sites) -> None:
    strange = NotUnderstood(said_kind="beds.bed-assigned", said_form=1, said={})

    entry = sites.at_hasakah(strange)

    assert sites.said(entry) == ("", "")


def test_the_judge_carries_on_entry_by_entry_to_the_same_verdicts(sites: Sites) -> None:
    offer = sites.at_hasakah(OFFERED)
    sites.accepted(offer.digest, GUARD)
    count = sites.at_hasakah(Mustered(muster="M1", counted=811))
    sites.rights(Countersigned(entry=count.digest), (("h.clerk", "register-clerk"),))
    sites.withdraw_key("h.guard", hasakah=1)
    carried = Entitlement(Register(), register_log=REGISTER)

    told = {entry.digest: carried.add(entry) for entry in sites.entries}

    whole = sites.judge
    assert [carried.verdict(entry) for entry in sites.entries] == [whole.verdict(entry) for entry in sites.entries]
    assert told[offer.digest]
    assert not told[sites.entries[-1].digest]


def test_each_signature_is_computed_once(sites: Sites) -> None:
    asked: list[str] = []

    def counting(entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        asked.append(entry.digest)
        return signature_holds(entry, signature, public_key, names=names)

    for _ in range(5):
        sites.at_hasakah(REGISTERED)
    judge = Entitlement.of(sites.entries, register_log=REGISTER, holds=counting)

    for entry in (*sites.entries, *sites.entries):
        judge.verdict(entry)

    assert len(asked) == sum(len(entry.signed) for entry in sites.entries)


def test_whoever_writes_under_a_register_that_holds_the_withdrawal_is_not_spared_by_a_low_place(sites: Sites) -> None:
    sites.withdraw_key("h.guard", hasakah=1000)

    entry = sites.at_hasakah(REGISTERED)

    assert sites.said(entry) == ("quarantined", "key-withdrawn")


def test_a_withdrawal_written_into_the_registers_log_has_seen_that_log_whole(sites: Sites) -> None:
    below = sites.write("hasakah", REGISTERED, GUARD, log=REGISTER)
    sites.withdraw_key("h.guard")

    assert sites.said(below) == ("", "")


def test_of_two_closings_the_lower_size_holds(sites: Sites) -> None:
    entries = [sites.at_hasakah(REGISTERED) for _ in range(3)]
    for size in (2, 3):
        sites.rights(NodeClosed(log=log_named("hasakah"), at_size=size, at_root="", because="stolen"))

    assert [sites.said(entry)[1] for entry in entries] == ["", "", "after-close"]


def test_two_names_with_one_key_are_one_person(sites: Sites) -> None:
    sites.officer("h.other", "counting-officer", "hasakah")
    sites.rights(KeyIssued(officer="h.other", key=public_of(key_of("h.guard"))))

    count = sites.at_hasakah(
        Mustered(muster="M1", counted=811), (*GUARD, ("h.other", "counting-officer")), keys=("h.guard", "h.guard")
    )

    assert sites.said(count) == ("waiting", "needs-second-signature")


def test_one_name_with_two_keys_is_one_person(sites: Sites) -> None:
    sites.grant("h.guard", "counting-officer", "hasakah")
    sites.rights(KeyIssued(officer="h.guard", key=public_of(key_of("spare"))))

    count = sites.at_hasakah(
        Mustered(muster="M1", counted=811), (*GUARD, ("h.guard", "counting-officer")), keys=("h.guard", "spare")
    )

    assert sites.said(count) == ("waiting", "needs-second-signature")


def test_a_countersignature_that_does_not_stand_itself_counts_for_nothing(sites: Sites) -> None:
    count = sites.at_hasakah(Mustered(muster="M1", counted=811))

    sites.write(
        "hasakah", Countersigned(entry=count.digest), (("h.clerk", "register-clerk"),), log=log_named("unknown")
    )

    assert sites.said(count) == ("waiting", "needs-second-signature")


def test_what_did_not_count_in_the_register_is_not_adopted_but_written_again(sites: Sites) -> None:
    entry = sites.rights(Granted(officer="x", role="reader", custodian=DESK), GUARD)

    sites.rights(Adopted(entries=frozenset((entry.digest,)), because="looks right"))

    assert sites.said(entry) == ("not-entitled", "no-authority")
