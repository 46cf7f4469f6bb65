"""Settings that cannot be meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from musterbook.custody.settings import CustodySettings
from musterbook.terms.errors import Malformed


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
