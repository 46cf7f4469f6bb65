"""Settings of returns: stricter is allowed, laxer is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from musterbook.repatriation.settings import RepatriationSettings
from musterbook.terms.errors import Malformed
from tests.repatriation.making import at, case, ready


@pytest.mark.parametrize(
    "wrong", [{"rights_days": 91}, {"papers_days": 13}, {"host_review_days": 31}, {"stalled_days": 0}]
)
def test_what_is_laxer_than_the_design_is_refused_with_its_bounds(wrong: dict[str, int]) -> None:
    with pytest.raises(Malformed) as error:
        RepatriationSettings(**wrong)

    (fault,) = error.value.faults
    assert (fault.rule, fault.values["setting"]) == ("settings.out-of-bounds", next(iter(wrong)))


def test_a_stricter_operation_wants_newer_assessments() -> None:
    assessed_at = at("2026-01-21 09:00")
    strict = RepatriationSettings(rights_days=30)

    assert case(ready()).rights(assessed_at + timedelta(days=30) - timedelta(seconds=1), strict) is not None
    assert case(ready()).rights(assessed_at + timedelta(days=30), strict) is None
    assert case(ready()).rights(assessed_at + timedelta(days=30)) is not None
