"""A copy judged entry by entry comes to what the same book comes to in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.long_order import Seen
from musterbook.ledger.standing import OK, Standing, Verdict
from musterbook.operation.verifying_stream import Judged, judged
from tests.custody.histories import history, snapshot
from tests.ledger.test_standing import against, histories

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def streamed(
    entries: Sequence[Entry], verdict: Callable[[Entry], Verdict] = lambda _: OK, forks: dict[str, int] | None = None
) -> Judged:
    placed = sorted(entries, key=lambda entry: (entry.log, entry.seq))
    seen = Seen()
    for entry in placed:
        seen.add(entry)
    return judged(placed, seen, seen.links(), verdict=verdict, forks=forks or {})


@given(entries=histories(), bad=st.sets(st.integers(0, 15), max_size=3), gone=st.sets(st.integers(0, 15), max_size=3),
       fork=st.integers(0, 9))  # fmt: skip
def test_what_stands_and_why_the_rest_does_not_is_the_same(
    entries: list[Entry], bad: set[int], gone: set[int], fork: int
) -> None:
    here = [entry for place, entry in enumerate(entries) if place not in gone]
    forks = {entries[0].log: fork}
    verdict = against(*(entry for place, entry in enumerate(entries) if place in bad))

    found = streamed(here, verdict, forks)

    standing = Standing.of(here, verdict=verdict, forks=forks)
    assert found.stand == len(standing.entries)
    assert found.aside == Counter(f"{one.reason} {one.rule}" for one in standing.not_standing)
    assert found.loose is None


@SOME
@given(st.integers(min_value=0, max_value=2**32))
def test_everyone_is_on_the_account_he_is_on_in_memory(seed: int) -> None:
    entries = history(seed)

    found = streamed(entries)

    assert snapshot(found.roll) == snapshot(Roll.of(Standing.of(entries).entries))
