"""Looks as they were frozen: kept warm they read as if read afresh, in whatever order they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.watch.looked import Looked
from musterbook.watch.rungs import BY_CHANCE

MORNING = datetime(2026, 1, 21, 6, tzinfo=UTC)


def outlook(day: int, horizon: int, *, rungs: str, p: str = "0.1") -> list[Entry]:
    """One outlook of the look of a day, for the rungs named."""
    at = MORNING + timedelta(day)
    return told(
        f"06:00 desk watch.outlook-issued site=WLW as_of={at:%Y-%m-%dT%H:%M:%SZ} horizon_days={horizon} p={p} low=0.05"
        f" high=0.2 parts=base:{p} model=m assumptions={'a' * 64} inputs={'b' * 64} reasons= remarks={rungs}"
    )  # fmt: skip


def look(day: int) -> list[Entry]:
    """A whole look: a month for watch, four weeks for prepare, three for the others."""
    p = f"0.{10 + day}"
    return [
        *outlook(day, 21, rungs="for-ready,for-move", p=p), *outlook(day, 28, rungs="for-prepare", p=p),
        *outlook(day, 30, rungs="for-watch", p=p),
    ]  # fmt: skip


def test_of_every_whole_look_before_a_moment_there_is_a_reading_oldest_first() -> None:
    entries = [*look(2), *look(0), *look(1), *outlook(3, 30, rungs="for-watch")]

    looked = Looked.of(entries)

    found = looked.readings("WLW", before=MORNING + timedelta(9))
    assert [one.as_of for one in found] == [MORNING, MORNING + timedelta(1), MORNING + timedelta(2)], "the last is cut"
    assert [one.as_of for one in looked.readings("WLW", before=MORNING + timedelta(1))] == [MORNING]
    assert found[2].chances.keys() == set(BY_CHANCE)
    assert found[2].chances[BY_CHANCE[0]].p == 0.12
    assert looked.readings("HRB", before=MORNING + timedelta(9)) == []


def test_of_two_outlooks_for_one_moment_and_horizon_the_first_counts() -> None:
    looked = Looked.of([*look(0), *outlook(0, 30, rungs="for-watch", p="0.9")])

    (found,) = looked.readings("WLW", before=MORNING + timedelta(1))

    assert found.chances[BY_CHANCE[0]].p == 0.1


@given(st.permutations([entry for day in range(4) for entry in look(day)]), st.sets(st.integers(0, 11)))
def test_asked_in_between_or_not_it_reads_the_same(entries: list[Entry], asked: set[int]) -> None:
    warm, afresh = Looked(), Looked.of(entries)

    for number, entry in enumerate(entries):
        warm.add(entry)
        if number in asked:
            warm.readings("WLW", before=MORNING + timedelta(2))

    later = MORNING + timedelta(9)
    assert warm.readings("WLW", before=later) == afresh.readings("WLW", before=later)
