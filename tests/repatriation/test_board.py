"""The board: persons and weights come to the roll, lines say what happened, and outsiders' figures stand beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.notation import told
from musterbook.repatriation.board import Board, Roll, board, funnel
from musterbook.repatriation.case import End
from musterbook.repatriation.cases import Cases
from musterbook.repatriation.countries import Countries
from musterbook.repatriation.figures import Figures, parts_against_whole
from musterbook.repatriation.weights import weights
from musterbook.terms.people import PersonId
from tests.repatriation.making import OPENED, PARTS, at, ready

NOW = at("2026-04-21 12:00")
Ends = Mapping[PersonId, tuple[End, ...]]


def seen(story: str, people: int = 1, ends: Ends | None = None, kind: str = "man") -> Board:
    entries = told(story)
    numbers = [PersonId(f"D-{number:04}") for number in range(1, people + 1)]
    over = ends or {}
    roll = Roll(numbers, frozenset(numbers) - over.keys(), lambda one: over.get(one, ()), lambda _: kind)
    return board(Cases.of(entries), Countries.of(entries), Figures.of(entries), roll, NOW)


def test_a_man_counts_at_his_weight_and_whole_under_the_largest() -> None:
    story = OPENED + "\n09:00 desk repatriation.nationality-assessed case=C1 shares=FRA:0.3,TUN:0.6"

    found = seen(story)

    assert [(one.country, one.weighted, one.whole) for one in found.lines] == [
        ("FRA", Fraction(3, 10), 0), ("TUN", Fraction(6, 10), 1), ("unknown", Fraction(1, 10), 0),
    ]  # fmt: skip


def test_an_unassessed_man_with_two_cases_counts_half_under_each() -> None:
    story = OPENED + "\n08:00 desk repatriation.case-opened case=C2 person=D-0001 country=TUN"

    assert [(one.country, one.weighted, one.whole) for one in seen(story).lines] == [
        ("FRA", Fraction(1, 2), 1), ("TUN", Fraction(1, 2), 0),
    ]  # fmt: skip


def test_a_withdrawn_claim_weighs_nothing() -> None:
    story = OPENED + "\n09:00 desk repatriation.case-withdrawn case=C1 because=wrong-country"

    assert weights(Cases.of(told(story)).all()) == {"unknown": 1}


def test_somebody_without_a_case_is_on_the_line_of_the_unknown() -> None:
    found = seen(OPENED, people=3)

    assert [(one.country, one.whole) for one in found.lines] == [("FRA", 1), ("unknown", 2)]


def test_a_line_counts_what_was_done_and_what_stands() -> None:
    story = ready(besides="10:00 host repatriation.host-held case=C1 authority=court")

    (line,) = seen(story).lines

    assert (line.claimed, line.confirmed, line.told, line.accepted, line.refused, line.host_held) == (1, 1, 1, 1, 0, 1)
    assert (line.open, line.oldest_days, line.silent_days, line.kinds["man"]) == (1, 90, None, 1)
    assert line.standing is not None
    assert line.standing.stage == "stalled"


def test_silence_is_counted_from_the_first_letter_without_an_answer() -> None:
    (line,) = seen("\n".join([OPENED, PARTS["contact"], PARTS["told"]])).lines

    assert line.silent_days == 90


def test_who_went_is_returned_to_the_country_that_took_him_and_closed_at_the_other() -> None:
    story = ready() + "\n08:00 desk repatriation.case-opened case=C2 person=D-0001 country=TUN"
    ends = {PersonId("D-0001"): (End("received", NOW - timedelta(days=3), "FRA"),)}

    found = seen(story, ends=ends)

    assert [(one.country, one.returned, one.open) for one in found.lines] == [("FRA", 1, 0), ("TUN", 0, 0)]
    assert [one.here for one in found.lines] == [0, 0]


def test_the_funnel_grows_as_the_facts_do() -> None:
    listed = [(one, ()) for one in Cases.of(told(ready())).all()]

    grown = funnel(listed, [at("2026-01-21 08:00"), at("2026-01-21 08:25"), at("2026-01-21 12:00")])

    assert (grown["nationality-claimed"], grown["notified"], grown["accepted"]) == ([1, 1, 1], [0, 1, 1], [0, 0, 1])


@pytest.mark.parametrize(
    ("story", "stage"),
    [
        ("08:00 desk repatriation.case-opened case=C1 person=D-0001 country=FRA", "no-contact"),
        ("08:00 desk repatriation.country-described country=FRA channel=embassy", "contacted"),
        ("08:00 desk repatriation.country-described country=FRA channel=embassy focal=someone", "focal-point"),
        ("08:00 desk repatriation.country-described country=FRA list_shared=2026-01-21T00:00:00+00:00", "list-shared"),
        (ready(without="day"), "stalled"),
        (ready(without="day") + "\nday 2026-04-20\n08:00 desk repatriation.notified case=C1 channel=embassy",
         "verifying"),
        (ready() + "\nday 2026-04-20\n08:00 desk repatriation.notified case=C1 channel=embassy", "scheduling"),
        ("08:00 desk repatriation.country-described country=FRA closed=2026-02-01T00:00:00+00:00", "closed"),
    ],
)  # fmt: skip
def test_a_country_stands_where_its_facts_put_it(story: str, stage: str) -> None:
    line = seen(story).line("FRA")

    assert line is not None
    assert line.standing is not None
    assert line.standing.stage == stage


def test_figures_of_others_stand_beside_ours_and_the_newest_of_a_source_counts() -> None:
    story = (
        OPENED
        + """
09:00 desk repatriation.figure-imported source=court country=FRA men=3 as_of=2026-02-01T00:00:00+00:00
09:00 desk repatriation.figure-imported source=court country=FRA men=5 as_of=2026-02-02T00:00:00+00:00
09:00 desk repatriation.figure-imported source=court country=TUN men=2 as_of=2026-02-02T00:00:00+00:00
"""
    )
    found = seen(story)

    assert [(one.country, one.whole, [claim.whole for claim in one.claims]) for one in found.lines] == [
        ("FRA", 1, [5]), ("TUN", 0, [2]),
    ]  # fmt: skip


def test_parts_that_do_not_come_to_the_whole_are_named() -> None:
    story = """
09:00 desk repatriation.figure-imported source=court country=SYR men=467
09:00 desk repatriation.figure-imported source=court country=IRQ men=4253
09:00 desk repatriation.figure-imported source=court country=TUN men=983
09:00 desk repatriation.figure-imported source=court country= total=5704
09:00 desk repatriation.figure-imported source=press country=FRA men=3 women=1 total=5
"""
    figures = Figures.of(told(story))

    assert parts_against_whole(figures.newest(NOW)) == {"court": (5703, 5704)}
    assert [(one.source, one.off_by) for one in figures.disagreeing()] == [("press", 1)]


CODES = ("FRA", "TUN", "SYR", "IRQ")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(CODES), st.integers(0, 3), st.integers(1, 10), st.booleans()),
        max_size=14,
    ),
    st.integers(0, 7),
)
def test_persons_and_weights_always_come_to_the_roll(
    told_of: list[tuple[int, str, int, int, bool]], people: int
) -> None:
    lines = []
    for number, (person, country, shares, tenths, withdrawn) in enumerate(told_of):
        lines.append(f"08:00 desk repatriation.case-opened case=C{number} person=D-{person:04} country={country}")
        if shares:
            cut = ",".join(f"{code}:0.{tenths:02}" for code in CODES[:shares])
            lines.append(f"09:00 desk repatriation.nationality-assessed case=C{number} shares={cut}")
        if withdrawn:
            lines.append(f"10:00 desk repatriation.case-withdrawn case=C{number} because=duplicate")

    found = seen("\n".join(lines), people=people)

    assert found.whole == people
    assert found.weighted == people
    assert sum(sum(one.kinds.values()) for one in found.lines) == people
