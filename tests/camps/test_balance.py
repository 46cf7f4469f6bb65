"""What is missing between two counts of a camp: alert, emptying, swelling; what nobody counted is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from musterbook.camps.balance import Step, balance, passed
from musterbook.camps.control import opened
from musterbook.camps.facts import ControlChanged, Counted, GuardsSeen, PassedThrough, ProtectingBodyTold
from tests.camps.counting import camp_of, counted

KINDS = ["births", "deaths", "arrivals", "moved-to"]


def passage(kind: str, count: int, since: str, until: str) -> PassedThrough:
    return PassedThrough(camp="demo", from_=since, until=until, kind_of=kind, count=count)


def verdicts(*people: int, passages: tuple[PassedThrough, ...] = ()) -> list[str]:
    days = [date(2026, 1, 4) + timedelta(7 * week) for week in range(len(people))]
    counts = [counted(day.isoformat(), number) for day, number in zip(days, people, strict=True)]
    return [step.verdict for step in balance(counts, passages)]


def last(*counts: Counted) -> Step:
    return balance(counts, ())[-1]


def test_a_camp_shaped_like_al_hol_alerts_in_the_first_week_after_control_changed_and_empties_in_the_second() -> None:
    passages = (
        passage("births", 20, "2026-01-05", "2026-01-11"),
        passage("repatriated", 150, "2026-01-05", "2026-01-11"),
        passage("deaths", 6, "2026-01-12", "2026-01-18"),
    )

    # 24,000 + 20 - 150 = 23,870; control changed on 20 January: 1,464 of 23,864 are missing, then 14,900 of 22,400.
    assert verdicts(24_000, 23_870, 23_860, 22_400, 7_500, passages=passages) == [
        "first", "balanced", "balanced", "alert", "emptying",
    ]  # fmt: skip


def test_alert_wants_more_than_25_people_and_more_than_a_hundredth() -> None:
    assert verdicts(1000, 975) == ["first", "balanced"]
    assert verdicts(1000, 974) == ["first", "alert"]
    assert verdicts(10_000, 9_900) == ["first", "balanced"]
    assert verdicts(10_000, 9_899) == ["first", "alert"]


def test_emptying_is_a_tenth_at_once_or_a_quarter_since_the_last_good_count() -> None:
    assert verdicts(1000, 900) == ["first", "alert"]
    assert verdicts(1000, 899) == ["first", "emptying"]
    assert verdicts(1000, 920, 840, 760, 700) == ["first", "alert", "alert", "alert", "emptying"]


def test_a_count_at_rest_is_a_good_one_from_which_losses_are_counted_anew() -> None:
    # 1,000 less 240 less 20 is more than a quarter in all; a week later nothing has happened since.
    assert verdicts(1000, 920, 840, 760, 740, 735) == ["first", "alert", "alert", "alert", "emptying", "balanced"]


def test_more_people_than_expected_are_a_swelling() -> None:
    assert verdicts(1000, 1026) == ["first", "swelling"]


def test_no_access_is_unknown_and_the_next_count_is_held_against_the_last_one() -> None:
    steps = balance(
        [
            counted("2026-01-04", 1000),
            counted("2026-01-11", 0, access="none"),
            counted("2026-01-18", 3, access="part"),
            counted("2026-01-25", 800),
        ],
        (),
    )

    assert [(one.verdict, one.observed) for one in steps] == [
        ("first", 1000), ("no-access", None), ("part-access", 3), ("emptying", 800),
    ]  # fmt: skip
    assert (steps[-1].unexplained, steps[-1].weeks_missing) == (200, 2)


def test_another_source_or_definition_begins_a_series_of_its_own() -> None:
    assert last(counted("2026-01-04", 1000), counted("2026-01-11", 500, source="agency")).verdict == "first"
    assert last(counted("2026-01-04", 1000), counted("2026-01-11", 500, definition="adults")).verdict == "first"


def test_a_stated_overlap_joins_two_series() -> None:
    steps = balance(
        [
            counted("2026-01-04", 1000),
            counted("2026-01-11", 500, source="agency", overlap=990),
            counted("2026-01-18", 440, source="agency"),
        ],
        (),
    )

    assert [(one.verdict, one.unexplained) for one in steps] == [("first", 0), ("balanced", 10), ("emptying", 60)]


@given(count=st.integers(0, 5000), days=st.integers(1, 60), cuts=st.lists(st.integers(-5, 70), max_size=6))
def test_a_passage_cut_into_spans_is_nobody_more_and_nobody_less(count: int, days: int, cuts: list[int]) -> None:
    first = date(2026, 1, 1)
    long = passage("arrivals", count, first.isoformat(), (first + timedelta(days - 1)).isoformat())
    ends = [first + timedelta(cut) for cut in sorted({-5, *cuts, 70})]

    parts = [passed([long], since, until)[0] for since, until in pairwise(ends)]

    assert sum(parts) == count
    assert min(parts, default=0) >= 0


@given(
    people=st.lists(st.integers(0, 3000), min_size=2, max_size=8),
    moved=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 200)), max_size=6),
)
def test_what_is_unexplained_adds_up_over_the_whole_series(people: list[int], moved: list[tuple[str, int]]) -> None:
    counts = [counted((date(2026, 1, 4) + timedelta(7 * at)).isoformat(), one) for at, one in enumerate(people)]
    passages = [passage(kind, count, "2026-01-05", counts[-1].as_of) for kind, count in moved]

    steps = balance(counts, passages)

    signs = {"births": 1, "arrivals": 1, "deaths": -1, "moved-to": -1}
    net = sum(signs[kind] * count for kind, count in moved)
    assert sum(one.unexplained for one in steps) == people[0] + net - people[-1]


CHANGE = ControlChanged(camp="demo", from_="SDF", to="", at=datetime(2026, 1, 20, 6, tzinfo=UTC), source="liaison")
NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)


def test_a_change_of_control_opens_what_is_owed_until_it_is_done() -> None:
    roj = camp_of(
        "roj",
        replace(passage("arrivals", 300, "2026-01-22", "2026-01-23"), camp="roj", other_camp="demo"),
        counted("2026-01-24", 2300, camp="roj"),
    )
    before = (counted("2026-01-18", 1000), CHANGE, GuardsSeen(camp="demo", at=CHANGE.at, source="liaison", count=0))
    after = (counted("2026-01-25", 200), ProtectingBodyTold(camp="demo", at=NOON, body="ICRC"))

    first = opened(camp_of("demo", *before), {"roj": roj}, NOON)
    then = opened(camp_of("demo", *before, *after), {"roj": roj}, NOON + timedelta(9))

    assert first is not None
    assert (first.frozen, first.recount, first.told_at) == ((date(2026, 1, 18), 1000), None, None)
    # Six hours have passed, and somebody looked in the first of them.
    assert (first.looks_missed, first.look_by, first.open) == (5, NOON + timedelta(hours=1), True)
    assert first.unexplained is None
    assert then is not None
    assert (then.recount, then.told_at, then.looks_missed, then.open) == ((date(2026, 1, 25), 200), NOON, 71, False)
    assert (then.unexplained, then.found) == (800, 300)
    assert then.follow_on[0].counted == (date(2026, 1, 24), 2300)


def test_a_camp_whose_control_never_changed_owes_nothing() -> None:
    assert opened(camp_of("demo", counted("2026-01-18", 1000)), {}, NOON) is None
