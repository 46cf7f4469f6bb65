"""F02: the parts do not add to the whole (5,703 beside 5,704)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody.figures import check_figure, state_figure
from musterbook.custody.roll import Roll
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from tests.custody.histories import CUSTODIANS, history


@given(st.integers(min_value=0, max_value=2**32), st.sampled_from(("operation", *CUSTODIANS)))
def test_any_statement_folded_from_the_book_sums(seed: int, scope: str) -> None:
    roll = Roll.of(in_order(history(seed, steps=15)))

    counts = state_figure(roll, scope=scope)

    check_figure(counts)
    assert counts["total"] == (roll.registered if scope == "operation" else len(roll.answered_for(CustodianId(scope))))


def test_a_statement_made_by_hand_whose_parts_do_not_sum_is_malformed() -> None:
    with pytest.raises(Malformed) as malformed:
        check_figure({"syrian": 3543, "iraqi": 460, "others": 1700, "total": 5704})

    assert malformed.value.faults[0].rule == "figure.parts-do-not-sum"
    assert malformed.value.faults[0].values == {"parts": 5703, "total": 5704}
