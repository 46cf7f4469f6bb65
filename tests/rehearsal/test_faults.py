"""Tests of what goes wrong: refused for want of space, broken down, typed in late, doubled and forged."""

from __future__ import annotations

import pytest

from musterbook.cli.render import account_lines
from musterbook.custody.facts import LetGo
from musterbook.custody.gaps import Gaps
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.ledger.standing import NotStanding
from musterbook.lift.facts import CarrierWithdrawn, PlanAdopted
from musterbook.operation.book import Book
from musterbook.rehearsal.scenario import find_scenario
from musterbook.terms.custodians import far
from tests.rehearsal.conftest import Played

FAULTS = find_scenario("syria-2026").faults


def test_the_arrival_refused_for_want_of_space_is_taken_back_and_offered_again(book: Book) -> None:
    handovers = book.reading(Handovers).all()

    (refused,) = (one for one in handovers if one.refused_at is not None)

    again = [
        one for one in handovers if one.giver == refused.giver and one.people & refused.people and one.at > refused.at
    ]
    assert refused.receiver == "karkh"
    assert refused.refused_because == "no_space"
    assert refused.taken_back.keys() == refused.people
    assert not refused.accepted
    assert again[0].people == refused.people
    assert again[0].accepted == refused.people
    assert (again[0].at - refused.at).total_seconds() >= FAULTS["no_space"]["hours"] * 3600


def test_the_bus_that_breaks_down_hands_its_people_to_another_bus(book: Book) -> None:
    broken, spare = FAULTS["breakdown"]["carrier"], FAULTS["breakdown"]["spare"]
    handovers = book.reading(Handovers).all()

    (over,) = (one for one in handovers if one.giver == broken and one.receiver == spare)

    (on,) = (one for one in handovers if one.giver == spare)
    assert over.accepted == over.people
    assert on.people == over.people
    assert on.receiver == "kharab-al-jir"
    assert on.accepted == over.people


@pytest.mark.parametrize(
    ("reason", "because"),
    [
        ("broken", ["a bus broke down"]),
        ("not-released", ["no room at the destination", "a road was closed"]),
    ],
)
def test_a_carrier_that_cannot_be_had_is_withdrawn_and_the_rest_planned_again(
    book: Book, reason: str, because: list[str]
) -> None:
    withdrawn = sorted(
        one.happened_at for one in book.entries()
        if isinstance(one.fact, CarrierWithdrawn) and one.fact.because == reason
    )  # fmt: skip

    adopted = [(one.happened_at, one.fact) for one in book.entries() if isinstance(one.fact, PlanAdopted)]

    after = [next(fact for at, fact in adopted if at >= since) for since in withdrawn]
    assert [one.because for one in after] == because
    assert all(one.supersedes is not None for one in after)


def test_each_time_it_was_planned_again_the_account_says_what_carrying_on_would_have_lost(small: Played) -> None:
    told = small.account["planned_again"]

    because = {one["because"] for one in told}
    assert {"no room at the destination", "a bus broke down"} <= because
    assert all(one["saved"] == round(one["carried_on"]["loss"] - one["again"]["loss"], 3) for one in told)
    assert all(one["carried_on"]["left_behind"] >= one["again"]["left_behind"] for one in told)
    said = "\n".join(account_lines(small.account))
    assert said.count("the plan before, carried on as it stood") == sum(bool(one["because"]) for one in told)


def test_a_handover_typed_in_from_paper_says_how_late(book: Book) -> None:
    (paper,) = (one for one in book.reading(Handovers).all() if one.on_paper)

    assert paper.late_minutes == FAULTS["paper"]["late_minutes"] == 610
    assert paper.accepted == paper.people


def test_paper_makes_no_gap_longer_than_it_was_in_the_world(book: Book) -> None:
    (paper,) = (one for one in book.reading(Handovers).all() if one.on_paper)
    ends = max(one.at for one in paper.acceptances)

    (gap,) = (one for one in Gaps.of_roll(book.reading(Roll)).by_handover(ends) if one.handover == paper.reference)

    assert gap.longest_minutes < 30


def aside(book: Book, rule: str) -> NotStanding:
    (found,) = (one for one in book.not_standing() if rule in {one.rule, one.reason})
    return found


def test_the_doubled_act_is_listed_as_replayed_and_counts_once(book: Book) -> None:
    doubled = aside(book, "replayed")

    (standing,) = (one for one in book.entries() if one.act.id == doubled.entry.act.id)

    assert isinstance(standing.fact, LetGo)
    assert standing.log != doubled.entry.log
    assert doubled.reason == "replayed"


def test_a_forged_signature_does_not_stand_and_is_named(book: Book) -> None:
    forged = aside(book, "bad-signature")

    assert (forged.entry.act.by, forged.entry.signed[0].officer) == ("alaya", "alaya.officer")


def test_an_officer_without_the_role_does_not_stand_and_is_named(book: Book) -> None:
    forged = aside(book, "no-authority")

    assert (forged.entry.act.by, forged.entry.signed[0].officer) == ("alaya", "bus-01.commander")


def test_forged_releases_release_nobody(book: Book) -> None:
    forged = {one for rule in ("bad-signature", "no-authority") for one in aside(book, rule).entry.act.fact.named()}

    assert forged
    assert not forged & book.reading(Roll).on(far("released"))
    assert len(book.not_standing()) == 3
