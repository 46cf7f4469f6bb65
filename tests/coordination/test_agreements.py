"""Agreements: their stages, their caps, and the gate that says what is lacking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from musterbook.coordination.agreements import Agreements
from musterbook.coordination.caps import overruns
from musterbook.coordination.covering import Codes, count
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

HASAKAH, CHINOOK, KARKH, BASRA = (CustodianId(name) for name in ("hasakah", "chinook", "karkh", "basra"))
PARTIES = {"SDF": frozenset(("hasakah", "derik")), "IRQ": frozenset(("karkh",))}
MADE = """
    06:00 desk coordination.agreement-made agreement=AGR-07 kind_of=consent parties=IRQ,SDF \
acts=custody-change,relocation \
scope="giver in {SDF} and receiver in {IRQ} and sex = male and child = no" from=2026-01-21T00:00:00+00:00 \
until=2026-02-20T00:00:00+00:00 caps=per_day:3,total:5 conditions=inspected signers=IRQ,SDF
"""
MET = "    06:10 desk coordination.condition-met agreement=AGR-07 condition=inspected\n"


@dataclass(frozen=True)
class Known:
    """What is known of someone invented."""

    sex: str = "man"
    child: str = "no"
    family: str = "no"
    legal: str = "untried"
    identity: str = "claimed"
    nationality: str = "SYR"


def man(_: PersonId) -> Codes:
    return Known()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def move(people: int, **given: str) -> Move:
    whole = Move(
        frozenset(PersonId(f"D-{n:04}") for n in range(1, people + 1)), HASAKAH, CHINOOK, at("2026-01-21 12:00"),
        destination=KARKH, day="2026-01-21",
    )  # fmt: skip
    return replace(whole, **given)  # type: ignore[arg-type]


def short(objections: list[Objection]) -> list[str]:
    return [f"{one.person}: {one.values['nearly']}" for one in objections]


def stage(story: str, moment: str = "2026-01-21 12:00") -> str:
    agreement = Agreements.of(told(story)).agreement("AGR-07")
    assert agreement is not None
    return agreement.stage(at(moment))


LATER = "    08:00 desk coordination.agreement-{} agreement=AGR-07 from=2026-01-21T{}:00:00+00:00\n"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (MADE.replace("signers=IRQ,SDF", "signers=IRQ") + MET, "drafted"),
        (MADE.replace("signers=IRQ,SDF", "signers=IRQ,XXX") + MET, "drafted"),
        (MADE, "signed"),
        (MADE + MET, "in force"),
        (MADE.replace("giver in {SDF}", "giver ~ {SDF}") + MET, "drafted"),
        (MADE.replace("per_day:3", "per_week:3") + MET, "drafted"),
        (MADE + MET + LATER.format("suspended", "11"), "suspended"),
        (MADE + MET + LATER.format("suspended", "13"), "in force"),
        (MADE + MET + LATER.format("revoked", "12"), "revoked"),
        (MADE + MET + LATER.format("revoked", "13"), "in force"),
    ],
)
def test_the_stage_is_read_from_what_was_written(story: str, expected: str) -> None:
    assert stage(story) == expected


def test_a_scope_nobody_can_read_covers_nobody() -> None:
    agreements = Agreements.of(told(MADE.replace("giver in {SDF}", "giver ~ {SDF}") + MET), PARTIES)

    assert short(agreements.objections(move(1), man)) == ["D-0001: AGR-07 drafted; AGR-07 unreadable"]


def test_a_party_signs_later_and_the_agreement_is_in_force_from_then_on() -> None:
    drafted = MADE.replace("signers=IRQ,SDF", "signers=IRQ") + MET

    signed = drafted + "07:00 desk coordination.agreement-signed agreement=AGR-07 party=SDF"

    assert (stage(drafted), stage(signed)) == ("drafted", "in force")


def test_a_signature_of_the_second_in_which_it_was_made_counts() -> None:
    drafted = MADE.replace("signers=IRQ,SDF", "signers=IRQ") + MET

    assert stage(drafted + "06:00 desk coordination.agreement-signed agreement=AGR-07 party=SDF") == "in force"


def test_a_signature_under_an_older_text_is_none_under_the_new_one() -> None:
    first = MADE.replace("signers=IRQ,SDF", "signers=IRQ")
    signed = first + "    07:00 desk coordination.agreement-signed agreement=AGR-07 party=SDF\n"

    again = signed + first.replace("06:00 desk", "08:00 desk").replace("total:5", "total:9000")

    assert stage(again + MET.replace("06:10", "09:00")) == "drafted"


def test_either_suspends_and_in_the_same_second_suspension_wins() -> None:
    suspended = MADE + MET + LATER.format("suspended", "08")

    assert stage(suspended + LATER.format("resumed", "08")) == "suspended"
    assert stage(suspended + LATER.format("resumed", "09")) == "in force"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2026-01-20 23:59", "signed"), ("2026-02-19 23:59", "in force"), ("2026-02-20 00:00", "expired")],
)
def test_an_agreement_runs_from_its_day_until_its_end(moment: str, expected: str) -> None:
    assert stage(MADE + MET, moment) == expected


def test_agreements_that_end_within_a_week_are_named() -> None:
    agreements = Agreements.of(told(MADE + MET))

    assert [one.name for one in agreements.expiring(at("2026-02-13 00:00"))] == ["AGR-07"]
    assert agreements.expiring(at("2026-02-12 23:59")) == ()
    assert agreements.expiring(at("2026-02-20 00:00")) == ()


def test_one_agreement_in_force_that_covers_them_lets_them_pass() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)

    assert agreements.objections(move(3), man) == []


def test_without_any_agreement_nobody_passes() -> None:
    (objection,) = Agreements().objections(move(1), man)

    assert (objection.rule, objection.values["lack"]) == ("coordination.agreement", "none")


@pytest.mark.parametrize(
    ("known", "lack"),
    [
        (Known(sex="woman"), "AGR-07 scope sex = man"),
        (Known(child="unknown"), "AGR-07 scope child = no"),
        (Known(sex="unknown"), "AGR-07 scope sex = man"),
    ],
)
def test_who_is_not_covered_is_told_by_which_clause(known: Known, lack: str) -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)

    assert short(agreements.objections(move(1), lambda _: known)) == [f"D-0001: {lack}"]


def test_room_for_a_day_goes_in_the_order_of_the_numbers_and_the_rest_hear_the_numbers() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)

    assert short(agreements.objections(move(5), man)) == ["D-0004: AGR-07 per-day 3/3", "D-0005: AGR-07 per-day 3/3"]


def test_what_was_accepted_before_counts_by_day_and_in_all() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)

    today = agreements.objections(move(2), man, {("AGR-07", "2026-01-21"): 2})
    in_all = agreements.objections(move(2), man, {("AGR-07", "2026-01-19"): 3, ("AGR-07", "2026-01-20"): 1})

    assert short(today) == ["D-0002: AGR-07 per-day 3/3"]
    assert short(in_all) == ["D-0002: AGR-07 total 5/5"]


def test_an_overrun_is_shown_with_its_numbers() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)
    used = {("AGR-07", "2026-01-21"): 4, ("AGR-07", "2026-01-22"): 3}

    found = [(one.cap, one.day, one.used, one.limit) for one in overruns(agreements.all(), used)]

    assert found == [("total", "", 7, 5), ("per_day", "2026-01-21", 4, 3)]
    assert short(agreements.objections(move(1), man, used)) == ["D-0001: AGR-07 total 7/5"]


def test_a_second_agreement_takes_those_for_whom_the_first_has_no_room() -> None:
    second = MADE.replace("AGR-07", "AGR-08").replace("per_day:3,total:5", "total:1")
    agreements = Agreements.of(told(MADE + MET + second + MET.replace("AGR-07", "AGR-08")), PARTIES)

    judged = agreements.judge(move(5), man)

    assert sorted(judged.covered.values()) == ["AGR-07"] * 3 + ["AGR-08"]
    assert [str(lack) for lack in judged.lacking[PersonId("D-0005")]] == ["AGR-07 per-day 3/3", "AGR-08 total 1/1"]
    accepted = [PersonId("D-0001"), PersonId("D-0004"), PersonId("D-0005")]
    assert count(judged, accepted, "2026-01-21") == {("AGR-07", "2026-01-21"): 1, ("AGR-08", "2026-01-21"): 1}


def test_another_destination_or_another_act_is_not_covered() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)

    elsewhere = agreements.objections(replace(move(1), destination=BASRA), man)
    returned = agreements.objections(move(1, kind="repatriation"), man)

    assert short(elsewhere) == ["D-0001: AGR-07 scope receiver in {irq}"]
    assert short(returned) == ["D-0001: AGR-07 act return"]


def test_an_escort_gives_in_the_name_of_the_site_it_carries_for() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)
    arriving = replace(move(1), giver=CHINOOK, receiver=KARKH, stage="arriving")

    assert len(agreements.objections(arriving, man)) == 1
    assert agreements.objections(arriving, man, giver=HASAKAH) == []


def test_of_several_agreements_those_that_lack_least_are_named() -> None:
    far = MADE.replace("AGR-07", "AGR-01").replace("giver in {SDF}", "giver = mosul and mode = rail")
    unmet = MADE.replace("AGR-07", "AGR-09")
    agreements = Agreements.of(told(MADE + MET + far + unmet), PARTIES)

    (line,) = short(agreements.objections(move(1), lambda _: Known(sex="woman")))

    assert line == "D-0001: AGR-07 scope sex = man"


def test_the_matrix_says_which_agreement_for_whom_from_where_to_where() -> None:
    agreements = Agreements.of(told(MADE + MET), PARTIES)

    cells = agreements.matrix([HASAKAH, KARKH], [KARKH], [Known(), Known(sex="woman")], move(1))

    assert [(giver, codes.sex, names) for giver, _, codes, names in cells] == [
        ("hasakah", "man", ("AGR-07",)), ("hasakah", "woman", ()), ("karkh", "man", ()), ("karkh", "woman", ()),
    ]  # fmt: skip
