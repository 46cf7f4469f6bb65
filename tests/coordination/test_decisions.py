"""Decisions: which stand, who disagrees for how long, and which nothing has followed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.coordination.decisions import EFFECTS, Decisions
from musterbook.ledger.notation import told
from musterbook.operation.kinds import KINDS
from tests.coordination.test_agreements import at

FIRST = """
    08:00 desk coordination.decided decision=DEC-1 options=a;b chosen=a decider=c.chair from=2026-01-21T08:00:00+00:00 \
affects=agreement:AGR-07,gate:coordination.agreement affects_gate=yes
"""
SECOND = (
    "    10:00 desk coordination.decided decision=DEC-2 options=a;b chosen=b from=2026-01-21T12:00:00+00:00"
    " supersedes=DEC-1\n"
)
DISSENT = "    08:10 desk coordination.concurred decision=DEC-1 agency=UNX how=non-concur reason=why\n"


def read(story: str) -> Decisions:
    return Decisions.of(told(story))


def names(decisions: Decisions, hour: str) -> list[str]:
    return [one.name for one in decisions.standing(at(f"2026-01-21 {hour}"))]


def test_a_decision_stands_until_the_one_in_its_place_takes_effect() -> None:
    decisions = read(FIRST + SECOND)

    assert [names(decisions, hour) for hour in ("07:59", "11:59", "12:00")] == [[], ["DEC-1"], ["DEC-2"]]


def test_a_decision_ends_when_it_runs_out_and_is_listed_before() -> None:
    decisions = read(FIRST.replace("affects_gate", "until=2026-01-21T20:00:00+00:00 affects_gate"))

    assert [names(decisions, hour) for hour in ("19:59", "20:00")] == [["DEC-1"], []]
    assert [one.name for one in decisions.to_renew(at("2026-01-21 09:00"))] == ["DEC-1"]


def test_a_dissent_stays_until_the_decision_is_superseded() -> None:
    decisions = read(FIRST + DISSENT + SECOND)

    dissent = [[one.dissent for one in decisions.standing(at(f"2026-01-21 {hour}"))] for hour in ("11:59", "12:00")]

    assert dissent == [[("UNX",)], [()]]


def test_a_non_concur_without_a_reason_is_no_answer() -> None:
    decision = read(FIRST + DISSENT.replace(" reason=why", "")).decision("DEC-1")

    assert decision is not None
    assert decision.dissent == ()


def test_an_agency_may_change_its_mind() -> None:
    decision = read(FIRST + DISSENT + DISSENT.replace("08:10", "09:00").replace("non-concur", "concur")).decision(
        "DEC-1"
    )

    assert decision is not None
    assert decision.dissent == ()


def test_what_a_decision_affects_is_open_until_the_fact_the_gate_reads_follows() -> None:
    suspended = "    09:00 desk coordination.agreement-suspended agreement={}\n"
    now = at("2026-01-21 10:00")

    lacking = [
        [one.without_effect for one in read(story).without_effect(now)]
        for story in (FIRST, FIRST + suspended.format("AGR-08"), FIRST + suspended.format("AGR-07"))
    ]

    assert lacking == [[("agreement:AGR-07", "gate:coordination.agreement")], [("agreement:AGR-07",)], []]


def test_what_happened_before_a_decision_is_no_effect_of_it() -> None:
    before = "    07:00 desk coordination.agreement-suspended agreement=AGR-07\n"

    assert len(read(before + FIRST).without_effect(at("2026-01-21 10:00"))) == 1


def test_in_a_ring_nobody_supersedes_anybody() -> None:
    ring = FIRST.replace("affects=", "supersedes=DEC-2 affects=") + SECOND

    assert names(read(ring), "13:00") == ["DEC-1", "DEC-2"]
    assert read(FIRST + SECOND).ring("DEC-1", "DEC-2") == ("DEC-1", "DEC-2", "DEC-1")
    assert read(FIRST).ring("DEC-1", "DEC-1") == ("DEC-1", "DEC-1")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 6), min_size=7, max_size=7))
def test_whatever_supersedes_whatever_at_least_one_decision_stands(links: list[int]) -> None:
    story = "".join(
        f"    08:0{number} desk coordination.decided decision=D-{number} options=a chosen=a supersedes=D-{other} "
        "from=2026-01-21T08:00:00+00:00\n"
        for number, other in enumerate(links)
    )

    assert names(read(story), "10:00")


def test_every_kind_that_gives_effect_is_one_there_is() -> None:
    listed = {kind for table in EFFECTS.values() for kinds in table.values() for kind in kinds}

    assert listed <= KINDS
