"""Invented sites for the tests of the loss model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from musterbook.watch.approach import Approach
from musterbook.watch.control import Line
from musterbook.watch.site_today import (
    Fabric,
    Guards,
    Relief,
    Reported,
    Scenario,
    SiteKind,
    SiteToday,
    Threat,
)

T = TypeVar("T")
NOW = datetime(2030, 1, 17, 6, tzinfo=UTC)


def said(value: T, *, hours: float = 1.0, source: str = "entry") -> Reported[T]:
    """Something reported so many hours ago."""
    return Reported(value, NOW - timedelta(hours=hours), source)


def site(
    *,
    share: float | None = 1.0,
    occupied: float | None = None,
    fabric: Fabric | None = None,
    incidents: int = 0,
    line: tuple[float, float | None] | None = None,
    offensive_km: float | None = None,
    on_site: bool = True,
) -> SiteToday:
    """A prison of which this much was reported an hour ago; share of posts in tenths or hundredths."""
    quiet = SiteToday("alpha", SiteKind.PRISON, NOW, violence=said(incidents))
    return replace(
        quiet,
        guards=None if share is None else said(Guards(round(share * 100), 100, on_site)),
        people=None if occupied is None else said(round(occupied * 100)),
        capacity=None if occupied is None else said(100),
        fabric=None if fabric is None else said(fabric),
        line=None if line is None else said(Line(line[0], line[1], NOW - timedelta(hours=1))),
        offensive=None if offensive_km is None else said("O1"),
        near=None if offensive_km is None else said(Approach(offensive_km, routine=False)),
    )


def relief(*, days: float, signed: bool) -> Relief:
    """A relief that opens in so many days, its receiver present and signed for, or neither."""
    return Relief("R1", NOW + timedelta(days), receiver_present=signed, receiver_signed=signed, source="relief-entry")


def scenario(probability: float, loss_given: float, *, opens: float = 0.0, closes: float = 10.0) -> Scenario:
    """A scenario whose window opens and closes in so many days."""
    opening, closing = NOW + timedelta(opens), NOW + timedelta(closes)
    return Scenario("S1", opening, closing, probability, loss_given, closing + timedelta(30), "scenario-entry")


SHARES = st.floats(0.0, 1.0)
SITES = st.builds(
    lambda plain, kind, reliefs, scenarios, threats, losses: replace(
        plain, kind=kind, reliefs=reliefs, scenarios=scenarios, threats=threats, losses=losses, site_years=losses * 9.0
    ),
    st.builds(
        site,
        share=st.none() | st.floats(0, 2),
        occupied=st.none() | st.floats(0, 3),
        fabric=st.none() | st.sampled_from(Fabric),
        incidents=st.integers(0, 30),
        line=st.none() | st.tuples(st.floats(0, 400), st.none() | st.floats(-20, 60)),
        offensive_km=st.none() | st.floats(0, 500),
        on_site=st.booleans(),
    ),
    st.sampled_from(SiteKind),
    st.lists(st.builds(relief, days=st.floats(-5, 40), signed=st.booleans()), max_size=2).map(tuple),
    st.lists(st.builds(scenario, SHARES, SHARES, opens=st.floats(-5, 5), closes=st.floats(5, 60)), max_size=2).map(
        tuple
    ),
    st.lists(
        st.builds(
            lambda rising: Threat((12.0, 48.0, 120.0), tuple(sorted(rising)), "advisory"),
            st.tuples(SHARES, SHARES, SHARES),
        ),
        max_size=2,
    ).map(tuple),
    st.integers(0, 4),
)
"""Sites of every shape."""
