"""Manifests, closed lists, shapes, identity checks, settings and the recount."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from musterbook.custody.checks import Checks
from musterbook.custody.facts import Departed, Explained, Offered, Recovered, Refused, Registered
from musterbook.custody.manifest import Seat, manifest_bytes, manifest_digest
from musterbook.custody.reasons import check_reason, reasons
from musterbook.custody.recount import Recount
from musterbook.custody.settings import CustodySettings
from musterbook.custody.shapes import check_offer, check_words
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.notation import told
from musterbook.terms.custodians import Account, CustodianId, far
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

ONE, TWO = PersonId("D-0001"), PersonId("D-0002")
HASAKAH, KARKH = CustodianId("hasakah"), CustodianId("karkh")
EIGHT = datetime(2026, 1, 21, 8, tzinfo=UTC)
SEALED = Digest("ab" * 32)
SHARED_REASONS = Path(__file__).parents[2] / "../shared/data/custody/reasons.toml"


def offer(*people: PersonId, receiver: CustodianId = KARKH, due: datetime = EIGHT) -> Offered:
    return Offered(handover="H1", manifest=SEALED, people=frozenset(people), receiver=receiver, due_by=due)


def test_a_manifest_is_the_same_bytes_in_whatever_order_people_are_named() -> None:
    seats = [Seat(TWO, band="B-2"), Seat(ONE, band="B-1", codes={"sex": "man"}, seals=("S-2", "S-1"))]

    one = manifest_bytes(handover="H1", giver=HASAKAH, receiver=KARKH, seats=seats)
    other = manifest_bytes(handover="H1", giver=HASAKAH, receiver=KARKH, seats=reversed(seats))

    assert one == other
    assert one.index(b"D-0001") < one.index(b"D-0002")
    assert len(manifest_digest(one)) == 64


def test_a_number_twice_on_a_manifest_is_malformed() -> None:
    with pytest.raises(Malformed) as malformed:
        manifest_bytes(handover="H1", giver=HASAKAH, receiver=KARKH, seats=[Seat(ONE), Seat(ONE)])

    assert malformed.value.faults[0].rule == "manifest.twice"


def test_a_word_of_the_list_is_accepted_and_any_other_malformed() -> None:
    assert check_reason("handover_refused", "no_space") == "no_space"
    assert check_reason("cancel", "sandstorm", more=["sandstorm"]) == "sandstorm"
    with pytest.raises(Malformed):
        check_reason("handover_refused", "because")


def test_lists_inside_lists_have_a_name_of_their_own() -> None:
    lists = reasons()

    assert lists["keep_apart.reach"] >= {"cell", "site"}
    assert lists["departed.papers"] == lists["departed"]
    assert "CSU" in lists["bed_kind.not_counted"]


@pytest.mark.skipif(not SHARED_REASONS.exists(), reason="the lists everyone shares are not on this machine")
def test_no_word_of_the_shared_lists_was_dropped() -> None:
    shared = tomllib.loads(SHARED_REASONS.read_text(encoding="utf-8"))
    here = tomllib.loads(resources.files("musterbook.custody").joinpath("reasons.toml").read_text(encoding="utf-8"))

    assert here == shared


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        (offer(), "offer.nobody"),
        (offer(ONE, receiver=HASAKAH), "offer.to-oneself"),
        (offer(ONE, due=EIGHT - timedelta(minutes=1)), "offer.due-before-made"),
    ],
)
def test_a_misshapen_offer_is_malformed(fact: Offered, rule: str) -> None:
    with pytest.raises(Malformed) as malformed:
        check_offer(fact, by=HASAKAH, at=EIGHT)

    assert [fault.rule for fault in malformed.value.faults] == [rule]


def test_every_fault_of_an_offer_is_named_at_once() -> None:
    with pytest.raises(Malformed) as malformed:
        check_offer(offer(receiver=HASAKAH, due=EIGHT - timedelta(hours=1)), by=HASAKAH, at=EIGHT)

    assert len(malformed.value.faults) == 3


def test_more_people_than_an_offer_may_name_are_malformed_and_exactly_as_many_are_not() -> None:
    two_at_most = CustodySettings(people_per_offer_max=2)

    check_offer(offer(ONE, TWO), by=HASAKAH, at=EIGHT, settings=two_at_most)
    with pytest.raises(Malformed):
        check_offer(offer(ONE, TWO, PersonId("D-0003")), by=HASAKAH, at=EIGHT, settings=two_at_most)


@pytest.mark.parametrize(
    "fact",
    [
        Departed(person=ONE, outcome="vanished", papers=SEALED),
        Recovered(person=ONE, from_account=far("escaped"), how="luckily"),
        Refused(handover="H1", offer=SEALED, because="did not want to"),
        Registered(person=ONE, particulars=SEALED, how="somehow"),
        Explained(discrepancy="0123456789ab", as_="forgotten"),
    ],
)
def test_a_word_outside_its_closed_list_is_malformed(fact: Fact) -> None:
    with pytest.raises(Malformed) as malformed:
        check_words(fact)

    assert malformed.value.faults[0].rule == "reason.unknown"


def test_words_of_the_closed_lists_pass() -> None:
    check_words(Departed(person=ONE, outcome="released", papers=SEALED))
    check_words(Explained(discrepancy="0123456789ab", as_="left-open"))


FOUR_HOURS = CustodySettings(identity_check_hours=4)
CHECKED = "06:00 hasakah custody.checked handover=H1 people=D-0001 how=photo"


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("", EIGHT, ["not-checked"]),
        (CHECKED, EIGHT, []),
        (CHECKED, EIGHT + timedelta(hours=2), []),
        (CHECKED, EIGHT + timedelta(hours=2, minutes=1), ["too-old"]),
        (CHECKED + " mismatched=D-0001", EIGHT, ["mismatched"]),
    ],
)
def test_an_identity_check_is_needed_in_the_hours_set(text: str, at: datetime, why: list[str]) -> None:
    move = Move(frozenset({ONE}), HASAKAH, KARKH, at)

    objections = Checks.of(told(text)).objections(move, FOUR_HOURS)

    assert [one.values["why"] for one in objections] == why


def test_without_hours_set_only_a_mismatch_objects_and_nobody_is_asked_in_the_air() -> None:
    move = Move(frozenset({ONE}), HASAKAH, KARKH, EIGHT)
    mismatched = Checks.of(told(CHECKED + " mismatched=D-0001"))

    assert Checks.of([]).objections(move) == []
    assert len(mismatched.objections(move)) == 1
    assert mismatched.objections(replace(move, stage="arriving"), FOUR_HOURS) == []


@pytest.mark.parametrize(
    "made",
    [
        lambda: CustodySettings(overdue_minutes=0),
        lambda: CustodySettings(gap_alarm_minutes=0),
        lambda: CustodySettings(muster_confirm_hours=-1),
        lambda: CustodySettings(identity_check_hours=-1),
    ],
)
def test_a_clock_of_nothing_is_malformed(made: Callable[[], CustodySettings]) -> None:
    with pytest.raises(Malformed):
        made()


def test_a_clock_for_no_known_kind_is_malformed() -> None:
    with pytest.raises(Malformed) as malformed:
        CustodySettings(clock_minutes={"boredom": 5})

    assert malformed.value.faults[0].values["kind"] == "boredom"


@dataclass(frozen=True)
class WrittenLine:
    people: frozenset[PersonId]
    from_account: Account
    to_account: Account
    entry: str


def test_the_recount_names_a_second_exit_that_balances_perfectly() -> None:
    one = frozenset({ONE})
    lines = [
        WrittenLine(one, Account("nowhere"), Account("hasakah/in-hand"), "e1"),
        WrittenLine(one, Account("hasakah/in-hand"), Account("chinook/in-hand"), "e2"),
        WrittenLine(one, Account("hasakah/in-hand"), Account("bus-7/in-hand"), "e3"),
    ]

    recount = Recount.of(lines)

    (wrong,) = recount.unchained
    assert (wrong.entry, wrong.begins, wrong.last_ended) == ("e3", "hasakah/in-hand", "chinook/in-hand")


def test_the_recount_says_where_the_books_own_count_is_another() -> None:
    lines = [WrittenLine(frozenset({ONE}), Account("nowhere"), Account("hasakah/in-hand"), "e1")]

    recount = Recount.of(lines)

    assert recount.differs_from({Account("hasakah/in-hand"): 1, Account("nowhere"): -1}) == {}
    assert recount.differs_from({Account("hasakah/in-hand"): 2, Account("nowhere"): -1}) == {"hasakah/in-hand": (2, 1)}
