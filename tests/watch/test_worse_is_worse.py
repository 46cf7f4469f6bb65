"""A worse report never lowers the chance, and no assumption that says sites are weaker does (section 19, item 5)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from musterbook.watch.outlook import outlook
from musterbook.watch.settings import DEFAULT, Assumptions
from musterbook.watch.site_today import Fabric, Guards, SiteToday, Threat
from tests.watch.sites import SITES, relief, said, scenario

OFTEN = settings(deadline=None, max_examples=40)
SHARES = st.floats(0, 1)
WEAKENING = (
    "guards_exponent", "occupancy_exponent", "front_margin_km", "front_no_line_factor", "offensive_hazard",
    "base_losses", "multipliers_cap", "guards_cap", "occupancy_cap",
)  # fmt: skip
"""Settings that are no multipliers and no chances, and of which more means weaker sites."""


def p(today: SiteToday, assumed: Assumptions = DEFAULT) -> float:
    return outlook(today, assumed, horizon_days=14).p


def no_less(worse: SiteToday, better: SiteToday) -> bool:
    return p(worse) >= p(better) - 1e-12


@OFTEN
@given(SITES, st.integers(0, 200), st.integers(0, 200))
def test_fewer_posts_filled_never_lower_the_chance(today: SiteToday, one: int, other: int) -> None:
    fewer, more = sorted((one, other))

    assert no_less(replace(today, guards=said(Guards(fewer, 100))), replace(today, guards=said(Guards(more, 100))))


@OFTEN
@given(SITES, st.integers(1, 100))
def test_nobody_on_guard_never_lowers_the_chance(today: SiteToday, posts: int) -> None:
    nobody = replace(today, guards=said(Guards(0, 100, on_site=False)), people=said(10))

    assert no_less(nobody, replace(nobody, guards=said(Guards(posts, 100))))
    assert p(nobody) >= 0.9


@OFTEN
@given(SITES, st.integers(1, 5000), st.integers(1, 5000))
def test_more_people_in_the_same_walls_never_lower_the_chance(today: SiteToday, one: int, other: int) -> None:
    fewer, more = (replace(today, people=said(people), capacity=said(500)) for people in sorted((one, other)))

    assert no_less(more, fewer)


@OFTEN
@given(SITES, st.integers(0, 40), st.integers(0, 40))
def test_more_incidents_never_lower_the_chance(today: SiteToday, one: int, other: int) -> None:
    fewer, more = (replace(today, violence=said(count)) for count in sorted((one, other)))

    assert no_less(more, fewer)


@OFTEN
@given(SITES)
def test_weaker_walls_and_things_found_never_lower_the_chance(today: SiteToday) -> None:
    walls = [replace(today, fabric=said(fabric)) for fabric in (Fabric.PURPOSE, Fabric.CONVERTED, Fabric.DAMAGED)]
    plain = replace(today, broken=None, staff_attacked=None, campaign=None, warning=None, found=None)

    assert p(walls[0]) <= p(walls[1]) <= p(walls[2])
    for name in ("broken", "staff_attacked", "campaign", "warning", "found"):
        assert no_less(replace(plain, **{name: said("told")}), plain)  # type: ignore[arg-type]  # each takes a word


@OFTEN
@given(SITES, SHARES, SHARES, SHARES)
def test_a_likelier_scenario_or_storm_never_lowers_the_chance(
    today: SiteToday, one: float, other: float, given_it: float
) -> None:
    less, more = sorted((one, other))

    told = [replace(today, scenarios=(scenario(likely, given_it),)) for likely in (less, more)]
    stormy = [replace(today, threats=(Threat((48.0,), (chance,), "advisory"),)) for chance in (less, more)]

    assert no_less(told[1], told[0])
    assert no_less(stormy[1], stormy[0])


@OFTEN
@given(SITES, st.floats(0, 20), st.floats(0, 20))
def test_an_unsigned_or_sooner_relief_never_lowers_the_chance(today: SiteToday, one: float, other: float) -> None:
    sooner, later = sorted((one, other))

    assert no_less(
        replace(today, reliefs=(relief(days=sooner, signed=False),)),
        replace(today, reliefs=(relief(days=sooner, signed=True),)),
    )
    assert no_less(
        replace(today, reliefs=(relief(days=sooner, signed=False),)),
        replace(today, reliefs=(relief(days=later, signed=False),)),
    )


@OFTEN
@given(SITES, st.integers(0, 5))
def test_one_more_loss_at_our_own_sites_never_lowers_the_chance(today: SiteToday, losses: int) -> None:
    assert no_less(replace(today, losses=losses + 1), replace(today, losses=losses))


@OFTEN
@given(SITES, st.sampled_from(WEAKENING), st.floats(1, 3))
def test_a_setting_that_says_sites_are_weaker_never_lowers_the_chance(
    today: SiteToday, name: str, times: float
) -> None:
    setting = DEFAULT.settings[name]
    assume(name != "front_no_line_factor" or setting.value * times <= 1)

    weaker = Assumptions.of({**DEFAULT.settings, name: replace(setting, value=setting.value * times)})

    assert p(today, weaker) >= p(today) - 1e-12


@OFTEN
@given(SITES, st.floats(0.1, 60), st.floats(0.1, 60))
def test_each_part_alone_never_falls_with_the_horizon(today: SiteToday, one: float, other: float) -> None:
    sooner, later = (outlook(today, DEFAULT, horizon_days=days).parts for days in sorted((one, other)))

    assert all((less or 0) <= (more or 0) + 1e-12 for less, more in zip(sooner, later, strict=True))
