"""The loss model gives the figures of the document, and never moves the wrong way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.control import Line
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.settings import DEFAULT, Assumptions, Kind
from musterbook.watch.site_today import Fabric, SiteKind, SiteToday, Threat
from tests.watch.sites import NOW, SITES, relief, said, scenario, site

CONVERTED = Fabric.CONVERTED
AS_TOLD = 0.0005
OFTEN = settings(deadline=None, max_examples=40)
RAISING = [name for name, one in DEFAULT.settings.items() if one.kind in (Kind.MULTIPLIER, Kind.PROBABILITY)]


def fortnight(today: SiteToday) -> Outlook:
    return outlook(today, DEFAULT, horizon_days=14)


def assuming(name: str, value: float) -> Assumptions:
    return Assumptions.of({**DEFAULT.settings, name: replace(DEFAULT.settings[name], value=value)})


@pytest.mark.parametrize(
    ("today", "p", "parts", "reach"),
    [
        (site(share=0.8, occupied=1.2, fabric=CONVERTED), 0.0024, (0.0024, 0, 0), (0.0004, 0.0078)),
        (
            site(share=0.6, occupied=1.2, fabric=CONVERTED, offensive_km=273),
            0.0134,
            (0.0037, 0.0097, 0),
            (0.0061, 0.0345),
        ),
        (site(share=0.5, fabric=CONVERTED, line=(150, 12)), 0.1844, (0.0043, 0.1808, 0), (0.109, 0.289)),
        (
            replace(site(share=0.4, fabric=CONVERTED, line=(60, 25)), reliefs=(relief(days=1, signed=False),)),
            0.9389,
            (0.0060, 0.8976, 0.4),
            (0.863, 0.970),
        ),
        (
            site(share=0.1, fabric=CONVERTED, line=(20, 30), on_site=False),
            0.9901,
            (0.0122, 0.9000, 0.9),
            (0.977, 0.996),
        ),
        (site(), 0.0008, (0.0008, 0, 0), (0.0001, 0.0018)),
        (site(incidents=12), 0.0048, (0.0048, 0, 0), (0.0007, 0.0160)),
        (
            site(incidents=12, share=0.5, occupied=1.5, fabric=CONVERTED),
            0.0356,
            (0.0356, 0, 0),
            (0.0043, 0.0830),
        ),
        (replace(site(), reliefs=(relief(days=5, signed=True),)), 0.0507, (0.0008, 0, 0.05), (0.026, 0.096)),
        (replace(site(), reliefs=(relief(days=5, signed=False),)), 0.4005, (0.0008, 0, 0.4), (0.25, 0.57)),
    ],
    ids=["oct", "10 jan", "17 jan", "18 jan", "19 jan", "quiet", "violent", "weak", "signed", "absent"],
)
def test_the_figures_are_those_of_the_document(
    today: SiteToday, p: float, parts: tuple[float, float, float], reach: tuple[float, float]
) -> None:
    told = 0.005 if reach[1] == 0.57 else AS_TOLD  # that row is given to two digits

    found = fortnight(today)

    assert found.p == pytest.approx(p, abs=AS_TOLD)
    assert found.parts[:3] == pytest.approx(parts, abs=AS_TOLD)
    assert (found.low, found.high) == pytest.approx(reach, abs=told)


def test_over_thirty_days_twelve_incidents_weigh_twice_as_much() -> None:
    assert outlook(site(incidents=12), DEFAULT, horizon_days=30).p == pytest.approx(0.0103, abs=AS_TOLD)


def test_a_loss_in_the_first_site_year_makes_the_usual_rate_three_in_a_hundred() -> None:
    year = outlook(replace(site(), losses=1, site_years=1.0), DEFAULT, horizon_days=365.25)

    assert year.parts.base == pytest.approx(1 - 2.718281828 ** -(3 / 101), abs=1e-6)


def test_of_a_camp_no_usual_rate_is_known() -> None:
    found = fortnight(replace(site(share=0.2, incidents=12), kind=SiteKind.CAMP))

    assert (found.parts.base, found.p, found.rate_ratio) == (None, 0.0, None)
    assert "base-unknown" in found.remarks


def test_unknown_guards_are_no_full_posts_the_range_says_so() -> None:
    full, never = fortnight(site(share=1.0)), fortnight(site(share=None))
    half = fortnight(site(share=0.5))

    assert (never.p, never.low, never.high) == (full.p, full.low, half.high)
    assert never.remarks[:2] == ("guards-unknown", "guards-stale")


@pytest.mark.parametrize(("hours", "counts", "stale"), [(24, True, False), (25, True, True), (73, False, True)])
def test_a_guard_report_goes_grey_after_a_day_and_does_not_count_after_three(
    hours: float, *, counts: bool, stale: bool
) -> None:
    today = site(share=0.5)
    assert today.guards is not None

    found = fortnight(replace(today, guards=said(today.guards.value, hours=hours)))

    assert (found.p > fortnight(site()).p) is counts
    assert ("guards-stale" in found.remarks) is stale


def test_a_line_that_is_not_closing_arrives_never_and_says_so() -> None:
    found = fortnight(site(line=(150, 0.4)))

    assert found.parts.front == 0
    assert "line-not-closing" in found.remarks


def test_an_old_line_counts_and_is_said_to_be_old() -> None:
    found = fortnight(replace(site(), line=said(Line(150, 12, NOW - timedelta(8)), hours=8 * 24)))

    assert found.parts.front > 0
    assert "line-stale" in found.remarks


def test_an_offensive_is_halved_only_where_no_line_is_known() -> None:
    unknown, standing = fortnight(site(offensive_km=40)), fortnight(site(offensive_km=40, line=(150, 0.0)))

    assert standing.parts.front == pytest.approx(2 * unknown.parts.front)


def test_an_offensive_at_an_unknown_distance_is_near() -> None:
    unknown = fortnight(replace(site(offensive_km=500), near=None))

    assert unknown.parts.front == fortnight(site(offensive_km=15)).parts.front
    assert "distance-unknown" in unknown.remarks


def test_of_a_storm_only_the_next_five_days_are_known() -> None:
    storm = Threat((48.0, 120.0, 240.0), (0.1, 0.3, 0.9), "advisory 12")
    stormy = replace(site(), threats=(storm,))

    assert outlook(stormy, DEFAULT, horizon_days=1).parts.natural == pytest.approx(0.05)
    assert fortnight(stormy).parts.natural == pytest.approx(0.3)
    assert "beyond-reach" in fortnight(stormy).remarks


def test_half_the_window_of_a_scenario_is_less_than_half_its_chance_gone() -> None:
    told = replace(site(), scenarios=(scenario(0.36, 0.5, closes=28),))

    assert fortnight(told).parts.scenario == pytest.approx(0.1), "1 - .64 ** .5 is .2, and half of that"


def test_an_expired_scenario_counts_no_more() -> None:
    old = replace(scenario(0.9, 0.9), until=NOW)

    assert fortnight(replace(site(), scenarios=(old,))).parts.scenario == 0


def test_reasons_come_weightiest_first_with_mark_and_source() -> None:
    found = fortnight(site(share=0.5, incidents=12, fabric=CONVERTED, line=(150, 12)))

    assert [reason.name for reason in found.reasons] == [
        "front", "violence_ratio", "guards_exponent", "fabric_converted"
    ]  # fmt: skip
    assert [reason.mark.value for reason in found.reasons] == ["J", "M", "J", "J"]
    assert all(reason.source == "entry" for reason in found.reasons)


def test_twelve_incidents_are_six_times_the_usual_rate() -> None:
    assert fortnight(site(incidents=12)).rate_ratio == pytest.approx(6.3)


def test_inputs_and_assumptions_are_named_by_digest() -> None:
    one, other = fortnight(site()), fortnight(site(incidents=1))

    assert one.p == other.p
    assert one.inputs != other.inputs
    assert one.assumptions == other.assumptions == DEFAULT.digest


@OFTEN
@given(SITES, st.floats(0.01, 60))
def test_the_range_holds_the_chance(today: SiteToday, horizon: float) -> None:
    found = outlook(today, DEFAULT, horizon_days=horizon)

    assert 0 <= found.low <= found.p <= found.high <= 1


@OFTEN
@given(SITES, st.floats(0, 60), st.floats(0, 60))
def test_a_longer_horizon_never_lowers_the_chance(today: SiteToday, one: float, other: float) -> None:
    sooner, later = (outlook(today, DEFAULT, horizon_days=days).p for days in sorted((one, other)))

    assert sooner <= later + 1e-12


@OFTEN
@given(SITES, st.sampled_from(RAISING), st.floats(0, 1))
def test_a_higher_multiplier_or_chance_never_lowers_the_chance(today: SiteToday, name: str, how_far: float) -> None:
    setting = DEFAULT.settings[name]
    higher = assuming(name, setting.value + how_far * (setting.high - setting.value))

    assert fortnight(today).p <= outlook(today, higher, horizon_days=14).p + 1e-12


@OFTEN
@given(SITES, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_loss_given_never_lowers_the_chance(today: SiteToday, p: float, one: float, other: float) -> None:
    less, more = (fortnight(replace(today, scenarios=(scenario(p, given),))).p for given in sorted((one, other)))

    assert less <= more + 1e-12


@OFTEN
@given(SITES)
def test_the_order_in_which_things_were_told_does_not_matter(today: SiteToday) -> None:
    turned = replace(today, reliefs=today.reliefs[::-1], scenarios=today.scenarios[::-1], threats=today.threats[::-1])

    one, other = fortnight(today), fortnight(turned)

    assert (one.p, one.low, one.high) == pytest.approx((other.p, other.low, other.high), abs=1e-12)


def test_a_horizon_below_zero_is_no_horizon() -> None:
    with pytest.raises(ValueError, match="horizon"):
        outlook(site(), DEFAULT, horizon_days=-1)
