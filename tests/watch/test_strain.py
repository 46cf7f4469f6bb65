"""What each report of a site multiplies, when it counts and when it has expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.terms.errors import Malformed
from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import Fabric, Guards, Reported, SiteToday, Threat
from musterbook.watch.strain import Multiplier, multipliers, posts_share, strain
from tests.watch.sites import NOW, said, scenario, site

DAY = 24.0
VALUES = DEFAULT.values


def factors(today: SiteToday) -> dict[str, float]:
    return {one.setting: one.factor for one in multipliers(today, VALUES, posts_share(today, VALUES))}


@pytest.mark.parametrize(("share", "factor"), [(0.5, 2.8284), (0.25, 8.0), (0.1, 8.0), (0.0, 8.0)])
def test_fewer_guards_multiply_up_to_eight(share: float, factor: float) -> None:
    assert factors(site(share=share)) == {"guards_exponent": pytest.approx(factor, abs=0.0001)}


def test_more_guards_than_needed_are_no_credit() -> None:
    assert factors(site(share=1.5)) == {}


@pytest.mark.parametrize(("occupied", "factor"), [(1.2, 1.1361), (1.5, 1.3282), (9.0, 2.5)])
def test_crowding_multiplies_up_to_two_and_a_half(occupied: float, factor: float) -> None:
    assert factors(site(occupied=occupied)) == {"occupancy_exponent": pytest.approx(factor, abs=0.0001)}


def test_without_a_capacity_crowding_is_off() -> None:
    assert factors(replace(site(occupied=3), capacity=None)) == {}


@pytest.mark.parametrize(("incidents", "counts"), [(9, False), (10, True)])
def test_ten_lethal_incidents_make_a_site_violent(incidents: int, *, counts: bool) -> None:
    assert (factors(site(incidents=incidents)) == {"violence_ratio": 6.3}) is counts


def test_walls_count_when_they_were_not_built_for_it() -> None:
    assert factors(site(fabric=Fabric.PURPOSE)) == {}
    assert factors(site(fabric=Fabric.CONVERTED)) == {"fabric_converted": 2}
    assert factors(site(fabric=Fabric.DAMAGED)) == {"fabric_damaged": 3}


@pytest.mark.parametrize(
    ("field", "setting", "days", "factor"),
    [
        ("broken", "history_ratio", 1096, 2),
        ("staff_attacked", "staff_attacked", 365, 2),
        ("campaign", "campaign", 365, 2),
        ("warning", "warning_specific", 30, 5),
        ("found", "search_found", 90, 3),
    ],
)
def test_a_report_counts_until_it_is_too_old(field: str, setting: str, days: int, factor: float) -> None:
    young: Reported[str] = said("it happened", hours=days * DAY)
    old: Reported[str] = said("it happened", hours=days * DAY + 1)

    assert factors(replace(site(), **{field: young})) == {setting: factor}  # type: ignore[arg-type]  # one of five fields
    assert factors(replace(site(), **{field: old})) == {}  # type: ignore[arg-type]  # one of five fields


def test_a_warning_that_expired_sooner_counts_no_more() -> None:
    expired = Reported("a plan", NOW - timedelta(2), "entry", until=NOW)

    assert factors(replace(site(), warning=expired)) == {}


def test_a_clean_search_clears_what_was_found_before_it() -> None:
    dug = replace(site(), found=said("tunnel", hours=10 * DAY))

    assert factors(replace(dug, searched=said(value=True, hours=5 * DAY))) == {}
    assert factors(replace(dug, searched=said(value=False, hours=5 * DAY))) == {"search_found": 3}
    assert factors(replace(dug, searched=said(value=True, hours=20 * DAY))) == {"search_found": 3}


def test_a_search_is_overdue_after_thirty_days() -> None:
    assert factors(replace(site(), searched=said(value=True, hours=30 * DAY))) == {}
    assert factors(replace(site(), searched=said(value=True, hours=31 * DAY))) == {"search_overdue": 1.5}


def test_all_together_are_fifty_times_at_most() -> None:
    assert strain([Multiplier("one", 10, ""), Multiplier("other", 8, "")], VALUES) == 50
    assert strain([], VALUES) == 1


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 200), st.integers(0, 200))
def test_fewer_guards_never_multiply_by_less(one: int, other: int) -> None:
    fewer, more = (
        strain(multipliers(today, VALUES, posts_share(today, VALUES)), VALUES)
        for filled in sorted((one, other))
        for today in [replace(site(), guards=said(Guards(filled, 100)))]
    )

    assert fewer >= more


def test_nobody_on_guard_counts_where_people_are_or_may_be() -> None:
    empty = replace(site(on_site=False), people=said(0))

    assert site(on_site=False).unguarded
    assert not empty.unguarded
    assert not site(share=0.0).unguarded, "a shift of nobody on the posts is not nobody on site"


def test_what_cannot_be_is_refused() -> None:
    for wrong in (
        lambda: Guards(-1, 10),
        lambda: Guards(1, 0),
        lambda: scenario(1.1, 0.5),
        lambda: scenario(0.5, 0.5, opens=3, closes=2),
        lambda: Threat((12.0, 24.0), (0.2, 0.1), "advisory"),
        lambda: Threat((12.0, 24.0), (0.2,), "advisory"),
    ):
        with pytest.raises(Malformed):
            wrong()
