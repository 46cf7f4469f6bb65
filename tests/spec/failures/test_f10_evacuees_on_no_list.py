"""F10: evacuees stood on no list (349 of 7,006, in 2005)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.custody.facts import Registered
from musterbook.custody.roll import Roll
from musterbook.ledger.reading import in_order
from tests.custody.histories import history


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_after_any_careless_week_everyone_ever_registered_is_on_exactly_one_account(seed: int) -> None:
    entries = in_order(history(seed))

    roll = Roll.of(entries)

    everyone = {entry.fact.person for entry in entries if isinstance(entry.fact, Registered)}
    found = [person for account in roll.counts if account != "nowhere" for person in roll.on(account)]
    assert sorted(found) == sorted(everyone)
