"""The replay: nothing known later is ever used, and nothing is claimed that the files do not tell."""

from __future__ import annotations

from dataclasses import replace as changed

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.terms.errors import Malformed
from musterbook.watch.forecast import FIGHTING, LINE, LOSS, NEAR, Forecast
from musterbook.watch.incidents import Incident
from musterbook.watch.replay.days import Wanted, replay
from musterbook.watch.replay.world import World
from tests.watch.replay.invented import SITES, area, fought, incident, loaded, number, world

FOUGHT = fought()
AREAS = [area(at, 42.0 - (at - 560) / 40) for at in range(560, 640, 5)]
LATER = st.lists(
    st.tuples(
        st.floats(34.5, 37.5), st.floats(39.5, 40.5), st.integers(0, 640), st.integers(1, 400),
        st.sampled_from(("Exampleland", "Otherland")), st.booleans(),
    ),
    max_size=30,
)  # fmt: skip


def said(told: World, first: int, last: int, **wanted: object) -> list[Forecast]:
    days = range(number(first), number(last) + 1)
    return [one for day in replay(told, changed(Wanted(days), **wanted)) for one in day.forecasts]  # type: ignore[arg-type]


def of(layer: str, forecasts: list[Forecast], site: str = "A1") -> list[Forecast]:
    return [one for one in forecasts if (one.layer, one.site) == (layer, site)]


@settings(max_examples=25, deadline=None)
@given(LATER, st.integers(590, 620), st.data())
def test_nothing_known_after_a_day_moves_what_was_said_on_it(
    later: list[tuple[float, float, int, int, str, bool]], today: int, data: st.DataObject
) -> None:
    cut = number(today)
    known = [row for row in FOUGHT if row.known_at.date().toordinal() <= cut]
    hidden = [
        incident(
            f"I{at}" if again else f"H{at}", begun, max(begun + wait, today + 1), lat=lat, lon=lon, country=country
        )
        for at, (lat, lon, begun, wait, country, again) in enumerate(later)
    ]
    shuffled = data.draw(st.permutations(hidden))
    drawn = [one for one in AREAS if one.known_at.date().toordinal() <= cut]

    alone = said(world(known, areas=drawn), today - 3, today)
    more = said(world([*known, *shuffled], areas=AREAS), today - 3, today + 40)
    apart = said(world(known, hidden, areas=AREAS), today - 3, today)

    assert alone == apart
    assert [repr(one) for one in alone] == [repr(one) for one in more if one.day.toordinal() <= cut]
    assert {one.layer for one in alone} >= {LOSS, FIGHTING, LINE}


def test_every_chance_lies_in_its_range() -> None:
    forecasts = said(world(FOUGHT, areas=AREAS), 380, 640)

    forecasts += said(world([incident(f"Q{at}", at, at + 1, lat=35.4) for at in range(100)]), 90, 99)

    assert {one.layer for one in forecasts} == {LOSS, FIGHTING, LINE, NEAR}
    assert all(0 <= one.low <= one.p <= one.high <= 1 for one in forecasts)
    assert all(one.reasons for one in forecasts)


def test_nothing_is_said_of_fighting_before_anything_is_learnt() -> None:
    forecasts = said(world(FOUGHT), 0, 600)

    # a year must lie behind the first training day, its outcome takes 16 days more, and refits come every 30 days
    assert 380 < min(one.day for one in of(FIGHTING, forecasts)).toordinal() - number(0) < 430


def test_of_a_country_no_file_names_only_the_usual_rate_is_said() -> None:
    told = world(FOUGHT)

    forecasts = [one for one in said(told, 600, 600) if one.site == "B1"]

    assert told.unnamed == ("Otherland",)
    assert [one.layer for one in forecasts] == [LOSS]
    assert "why.violence-unknown" in {one.rule for one in forecasts[0].reasons}


def test_a_name_with_its_former_one_behind_is_the_same_country() -> None:
    assert of(FIGHTING, said(world(FOUGHT), 600, 600), "A2")


def test_ten_incidents_within_50_km_raise_the_rate_6_3_times() -> None:
    nine = [incident(f"N{at}", 600, 601, lat=35.3) for at in range(9)]
    quiet = [incident(f"Q{at}", at, at + 1, lat=39.0) for at in range(0, 600, 2)]
    ten = [*nine, incident("N9", 600, 601, lat=35.4)]

    before, after = (of(LOSS, said(world([*quiet, *rows]), 601, 601))[0] for rows in (nine, ten))

    assert before.p == pytest.approx(0.000766, abs=1e-5)
    assert after.p == pytest.approx(0.00482, abs=1e-4)
    assert ("incidents", 10) in next(one for one in after.reasons if one.rule == "why.violent").values


def test_a_file_that_ends_is_not_peace() -> None:
    rows = [row for row in FOUGHT if row.known_at.date().toordinal() <= number(600)]

    forecasts = said(world(rows), 600, 660)

    on = {one.day.toordinal() - number(0): one for one in of(FIGHTING, forecasts)}
    assert "why.files-late" not in {one.rule for one in on[600].reasons}
    last = max(row.start.toordinal() for row in rows) - number(0)
    assert ("days", 630 - last) in next(one for one in on[630].reasons if one.rule == "why.files-late").values
    # beyond 45 days only the average of the place is left, and no claim about the distance of fighting
    assert on[660].p == pytest.approx(on[655].p)
    assert not [one for one in forecasts if one.layer == NEAR and one.day.toordinal() == number(660)]


def test_a_hole_between_two_files_is_not_a_quiet_time() -> None:
    early = [row for row in FOUGHT if row.start.toordinal() < number(500)]
    late = [incident(f"L{at}", at, at + 1) for at in range(800, 840)]

    on_day_820 = of(FIGHTING, said(world(early, late), 820, 820))
    years_on = said(world(early, [incident(f"L{at}", at, at + 1) for at in range(1500, 1540)]), 1520, 1520)

    rules = {one.rule for one in on_day_820[0].reasons}
    assert rules >= {"why.short-view", "why.learnt-before", "why.no-fit"}
    assert not of(FIGHTING, years_on)


def test_hostile_ground_that_closes_in_is_forecast_and_named() -> None:
    forecasts = said(world(FOUGHT, areas=AREAS), 630, 635)

    lines, losses = of(LINE, forecasts), of(LOSS, forecasts)
    assert len(lines) == 6
    assert {one.rule for one in lines[0].reasons} == {"why.ground-closing"}
    assert losses[0].p > 0.01
    assert "why.ground-closing" in {one.rule for one in losses[0].reasons}
    assert not of(LINE, forecasts, "A2"), "nobody said who is hostile to it"


def test_ground_that_holds_is_said_and_not_forecast() -> None:
    forecasts = said(world(FOUGHT, areas=[area(at, 42.0) for at in (600, 610)]), 615, 615)

    assert not of(LINE, forecasts)
    assert "why.ground-holds" in {one.rule for one in of(LOSS, forecasts)[0].reasons}


def test_each_horizon_has_its_own_rows_and_fighting_keeps_14_days() -> None:
    forecasts = said(world(FOUGHT), 600, 600, horizons=(14, 30))

    assert [one.horizon_days for one in of(LOSS, forecasts)] == [14, 30]
    assert [one.horizon_days for one in of(FIGHTING, forecasts)] == [14]
    assert of(LOSS, forecasts)[0].p < of(LOSS, forecasts)[1].p


def test_only_the_sites_and_layers_asked_for_come_and_the_figures_stay() -> None:
    whole = said(world(FOUGHT), 600, 602)

    some = said(world(FOUGHT), 600, 602, sites=frozenset({"A2"}), layers=(FIGHTING,))

    assert some == of(FIGHTING, whole, "A2")


def test_every_tenth_day_says_what_each_of_them_says() -> None:
    whole = said(world(FOUGHT), 600, 630)

    tenth = [
        one
        for day in replay(world(FOUGHT), Wanted(range(number(600), number(631), 10)))
        for one in day.forecasts
    ]  # fmt: skip

    assert tenth == [one for one in whole if (one.day.toordinal() - number(600)) % 10 == 0]


def test_the_row_known_first_counts_and_the_others_are_counted() -> None:
    first, again = incident("X", 500, 501), incident("X", 500, 510, lat=36.0)

    told = World.of(SITES, [loaded([again], "a.csv"), loaded([first], "b.csv")], primary={})

    assert told.revised == 1
    assert told.placed(number(600)).lat.tolist() == [35.0]


def test_two_sources_of_one_country_need_a_word_which_counts() -> None:
    mine = incident("X", 500, 501)
    theirs = changed(incident("Y", 500, 501), source="acled")

    with pytest.raises(Malformed):
        World.of(SITES, [loaded([mine]), loaded([theirs])], primary={})

    assert _rows(World.of(SITES, [loaded([mine]), loaded([theirs])], primary={"Exampleland": "ucdp"})) == [mine]


def test_what_began_before_the_day_to_learn_from_is_left_out() -> None:
    rows = [incident("X", 5, 6), incident("Y", 50, 51)]

    told = World.of(SITES, [loaded(rows)], primary={}, learn_since=rows[1].start)

    assert _rows(told) == rows[1:]


def _rows(told: World) -> list[Incident]:
    return [row for file in told.files for row in file]
