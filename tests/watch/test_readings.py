"""Stories of what people report of sites, and what the readings then show."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.ledger.reading import Reading, in_order
from musterbook.watch.alert_book import Alerts
from musterbook.watch.assumed import Assumed
from musterbook.watch.files_loaded import FilesLoaded
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.issued import Forecasts, Outlooks
from musterbook.watch.known import as_known_at
from musterbook.watch.noted import NotedIncidents
from musterbook.watch.outcomes import Outcomes
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios
from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import Guards
from musterbook.watch.sites import Populations, Sites, crowded
from musterbook.watch.warned import Offensives, Warnings

READINGS: tuple[type[Any], ...] = (
    Sites, Populations, GuardReports, NotedIncidents, Reliefs, Warnings, Offensives, Scenarios, Alerts, Assumed,
    Outlooks, Forecasts, Outcomes, FilesLoaded,
)  # fmt: skip


def hour(number: float) -> datetime:
    """So many hours into the day of the stories."""
    return datetime(2026, 1, 21, tzinfo=UTC) + timedelta(hours=number)


def test_a_later_description_replaces_the_earlier_one() -> None:
    sites = Sites.of(
        told(
            """
            06:00 desk watch.site-described site=alpha kind_of=prison lat=36.1 lon=40.7 capacity=100
            07:00 desk watch.site-described site=alpha kind_of=prison lat=36.1 lon=40.7 capacity=300 hostile_to=force-b
            08:00 desk watch.site-described site=alpha kind_of=castle lat=36.1 lon=40.7
            """
        )
    )

    assert sites.all["alpha"].capacity == 300
    assert sites.all["alpha"].hostile_to == {"force-b"}


def test_the_newest_count_is_the_one_counted_last_not_the_one_that_came_last() -> None:
    populations = Populations.of(
        told(
            """
            06:00 beta watch.population-reported counted_at=06:00 low=90 best=100 high=120
            09:00 beta watch.population-reported counted_at=05:00 low=10 best=20 high=30
            """
        )
    )

    newest = populations.newest("beta")
    assert newest is not None
    assert (newest.value, newest.at) == (100, hour(6))
    assert populations.newest("alpha") is None


def test_more_than_three_times_the_capacity_is_looked_at() -> None:
    assert [crowded(people, 100) for people in (None, 300, 301)] == [False, False, True]


def test_two_guard_reports_that_disagree_are_both_shown_and_the_lower_counts() -> None:
    reports = GuardReports.of(
        told(
            """
            06:00 alpha   watch.guards-reported posts_minimum=50 posts_filled=40
            07:00 liaison watch.guards-reported site=alpha posts_minimum=50 posts_filled=10
            09:00 alpha   watch.guards-reported posts_minimum=50 posts_filled=45
            """
        )
    )

    newest = reports.newest("alpha")
    assert newest is not None
    assert newest.value == Guards(10, 50)
    assert [(one.by, one.guards.posts_filled) for one in reports.current("alpha")] == [("liaison", 10), ("alpha", 45)]
    assert reports.flags("alpha") == ("guards-disagree",)


def test_a_shift_later_the_newer_report_counts_alone() -> None:
    reports = GuardReports.of(
        told(
            """
            06:00 liaison watch.guards-reported site=alpha posts_minimum=50 posts_filled=10
            18:00 alpha   watch.guards-reported posts_minimum=50 posts_filled=45
            """
        )
    )

    assert [one.by for one in reports.current("alpha")] == ["alpha"]
    assert reports.flags("alpha") == ()


def test_nobody_on_guard_is_lower_than_any_figure() -> None:
    reports = GuardReports.of(
        told(
            """
            06:00 liaison watch.guards-reported site=alpha posts_minimum=50 posts_filled=0 on_site=no
            07:00 alpha   watch.guards-reported posts_minimum=50 posts_filled=0
            """
        )
    )

    newest = reports.newest("alpha")
    assert newest is not None
    assert not newest.value.on_site


def test_a_false_report_has_no_effect_once_its_alert_is_called_off_and_stays_in_the_list() -> None:
    reports = GuardReports.of(
        told(
            """
            06:00 alpha watch.guards-reported posts_minimum=50 posts_filled=40
            07:00 liar  watch.guards-reported site=alpha posts_minimum=50 posts_filled=0 on_site=no  @false
            08:00 desk  watch.alert-called-off alert=A1 because="nobody knows him" report=@false
            """
        )
    )

    assert [one.by for one in reports.current("alpha")] == ["alpha"]
    assert [reports.false(one) for one in reports.of_site("alpha")] == [False, True]


def test_figures_that_cannot_be_and_figures_that_never_change_are_flagged() -> None:
    same = [f"{number:02}:00 alpha watch.guards-reported posts_minimum=10 posts_filled=9" for number in range(7)]
    six, seven = (GuardReports.of(told("\n".join(lines))) for lines in (same[:6], same))
    many = GuardReports.of(told("06:00 alpha watch.guards-reported posts_minimum=10 posts_filled=31"))

    assert six.flags("alpha") == ()
    assert seven.flags("alpha") == ("guards-unchanged",)
    assert many.flags("alpha") == ("guards-above-minimum",)


def test_a_report_of_posts_below_nought_has_no_effect() -> None:
    assert (
        GuardReports.of(told("06:00 alpha watch.guards-reported posts_minimum=10 posts_filled=-4")).newest("alpha")
        is None
    )


def test_incidents_are_read_by_site_and_province() -> None:
    noted = NotedIncidents.of(
        told(
            """
            06:00 desk watch.incident-noted incident=I1 kind_of=attempt site=alpha at=01:00 source=desk
            06:00 desk watch.incident-noted incident=I2 kind_of=attack-on-staff province=north at=02:00 source=x
            06:00 desk watch.incident-noted incident=I3 kind_of=weapons-or-tunnel site=alpha at=03:00 source=x
            06:00 desk watch.incident-noted incident=I4 kind_of=search-done site=alpha at=04:00 source=x
            07:00 desk watch.incident-noted incident=I1 kind_of=attempt site=alpha at=00:30 source=desk
            """
        )
    )

    broken, attacked = noted.broken("alpha"), noted.staff_attacked("alpha", "north")
    searched, found = noted.searched("alpha"), noted.found("alpha")
    assert broken is not None
    assert broken.at == hour(0.5)
    assert attacked is not None
    assert attacked.value == "attack-on-staff"
    assert noted.staff_attacked("alpha", "") is None
    assert searched is not None
    assert searched.value is True
    assert found is not None
    assert found.at == hour(3)
    assert len(noted.attempts("alpha")) == 1


PLANNED = """
    06:00 desk watch.relief-planned relief=R1 site=alpha giver=one receiver=two from=06:00 to=07:00
    06:00 desk watch.relief-planned relief=R2 site=beta giver=one from=06:00 to=07:00 receiver_present=yes
    06:30 desk watch.relief-planned relief=R1 site=alpha giver=one receiver=two from=08:00 to=09:00 receiver_present=yes
    """
DONE = """
    09:30 two  watch.relief-completed relief=R1 site=alpha at=09:30 guards_on_arrival=12
    09:30 desk watch.relief-planned relief=R2 site=beta giver=one from=06:00 to=07:00 called_off=yes
    """


def test_a_relief_stays_open_until_it_is_completed_or_called_off_whatever_its_window() -> None:
    before, after = Reliefs.of(told(PLANNED)), Reliefs.of(told(PLANNED + DONE))

    (alpha,), (beta,) = before.open_at("alpha"), before.open_at("beta")
    assert (alpha.opens, alpha.receiver_present, alpha.receiver_signed) == (hour(8), True, False)
    assert not beta.receiver_present
    assert after.open_at("alpha") == after.open_at("beta") == ()
    assert [one.on_time for one in after.all if one.fact.relief == "R1"] == [False]


def test_warnings_hold_for_their_site_or_province_until_they_expire() -> None:
    warnings = Warnings.of(
        told(
            """
            06:00 desk watch.warning-received warning=W1 kind_of=specific site=alpha expires=09:00
            07:00 desk watch.warning-received warning=W2 kind_of=specific province=north expires=08:00
            07:00 desk watch.warning-received warning=W3 kind_of=campaign expires=20:00
            """
        )
    )

    def specific(site: str, province: str, at: float) -> str | None:
        found = warnings.specific(site, province, hour(at))
        return None if found is None else found.value

    assert [specific("alpha", "north", at) for at in (7, 8, 9)] == ["W2", "W1", None]
    assert specific("beta", "", 7) is None
    assert warnings.campaign("beta", "south", hour(12)) is not None


def test_an_offensive_is_towards_the_sites_or_provinces_it_names() -> None:
    offensives = Offensives.of(
        told("06:00 desk watch.offensive-confirmed offensive=O1 sides=force-b area=north expires=20:00 because=seen")
    )

    assert offensives.towards("alpha", "north", hour(7)) is not None
    assert offensives.towards("beta", "", hour(7)) is None
    assert offensives.towards("alpha", "north", hour(20)) is None


def test_a_scenario_is_as_it_was_last_entered() -> None:
    entered = "{} desk watch.scenario-entered scenario={} site=alpha sentence=x to=20:00 expires=21:00 {}\n"
    scenarios = Scenarios.of(
        told(
            entered.format("06:00", "S1", "probability=0.2 loss_given=1")
            + entered.format("07:00", "S1", "probability=0.30 loss_given=1")
            + entered.format("07:00", "S2", "probability=0.9 loss_given=1")
            + entered.format("08:00", "S2", "withdrawn=yes")
        )
    )

    assert [(one.scenario, one.probability) for one in scenarios.live_at("alpha", hour(9))] == [("S1", 0.3)]
    assert scenarios.live_at("alpha", hour(20.5)) == ()


ALERT = "06:00 desk watch.alert-raised alert=A1 site=alpha rung=ready cause=base p=0.1 owner=o.desk answer_by=10:00"
WHY = ALERT + " reasons=multiplier:campaign:2:J:-,part:vacuum:0.4:J:-\n"


def test_an_alert_nobody_answers_is_overdue_and_stays_open() -> None:
    alerts = Alerts.of(told(ALERT))

    assert alerts.overdue(hour(10)) == ()
    assert [one.fact.alert for one in alerts.overdue(hour(1000))] == ["A1"]
    assert [one.fact.alert for one in alerts.open("alpha")] == ["A1"]


def test_to_hand_an_alert_on_is_no_answer_and_gives_the_next_owner_as_long() -> None:
    alerts = Alerts.of(told(ALERT + "\n09:00 desk watch.alert-answered alert=A1 answer=handed-on to=w.officer"))

    (alert,) = alerts.all
    assert (alert.owner, alert.answer_by, alert.answered) == ("w.officer", hour(13), False)
    assert alert.overdue(hour(14))


def test_an_answered_alert_is_open_until_somebody_ends_it() -> None:
    answered = ALERT + "\n09:00 desk watch.alert-answered alert=A1 answer=taken"
    ended = answered + "\n11:00 desk watch.alert-ended alert=A1 because=below-threshold"

    (alert,) = Alerts.of(told(answered)).all
    assert alert.answered
    assert alert.open
    assert not alert.overdue(hour(1000))
    assert Alerts.of(told(ended)).open() == ()


def test_a_change_that_lowers_what_an_open_alert_rests_on_must_say_so() -> None:
    change = "07:00 desk watch.setting-changed key={} was=2 becomes={} mark=J source=x because=x {}\n"

    def assumed(story: str) -> Assumed:
        return Assumed.of(told(story))

    silent, said = (
        assumed(WHY + change.format("campaign", "1.5", "")),
        assumed(WHY + change.format("campaign", "1.5", "lowers_open=yes")),
    )
    part = assumed(WHY + change.format("relief.absent", "0.1", ""))
    higher = assumed(WHY + change.format("campaign", "2.50", ""))
    quiet = assumed(change.format("campaign", "1.5", ""))
    assert [one.now.values.campaign for one in (silent, said, higher, quiet)] == [2, 1.5, 2.5, 1.5]
    assert part.now.values.relief_absent == 0.4
    assert [one.changes[0].counts for one in (silent, said)] == [False, True]
    assert silent.now.digest == DEFAULT.digest != quiet.now.digest


def test_a_changed_setting_has_its_range_by_rule_unless_it_says_one() -> None:
    assumed = Assumed.of(
        told("06:00 desk watch.setting-changed key=campaign was=2 becomes=3 mark=S source=study because=x")
    )

    setting = assumed.now.settings["campaign"]
    assert (setting.low, setting.value, setting.high, setting.mark, setting.source) == (1.5, 3, 6, "S", "study")


def test_of_two_outlooks_alike_the_first_counts_and_a_late_one_is_marked() -> None:
    line = "06:00 desk watch.outlook-issued site=alpha as_of={} horizon_days=14 p={} low=0 high=1 parts= model=m"
    outlooks = Outlooks.of(
        told("\n".join((line.format("06:00", "0.1"), line.format("06:00", "0.2"), line.format("01:00", "0.3"))))
    )

    assert [(one.fact.p, one.late) for one in outlooks.of_site("alpha")] == [("0.3", True), ("0.1", False)]


def test_an_outcome_that_is_corrected_no_longer_counts() -> None:
    outcomes = Outcomes.of(
        told(
            """
            06:00 desk watch.outcome-entered subject=alpha layer=loss source=x definition=x best=10  @first
            07:00 desk watch.outcome-entered subject=alpha layer=loss source=x definition=x best=120 corrects=@first
            07:00 desk watch.outcome-entered subject=beta layer=loss source=x definition=x happened=no
            """
        )
    )

    assert [one.fact.best for one in outcomes.losses] == [120]


def test_how_far_the_files_can_speak_is_the_last_day_of_any() -> None:
    files = FilesLoaded.of(
        told(
            """
            06:00 desk watch.file-loaded source=one dialect=ucdp known_through=2026-01-10
            06:00 desk watch.file-loaded source=two dialect=acled known_through=2026-01-18
            """
        )
    )

    assert str(files.known_through()) == "2026-01-18"
    assert str(files.known_through("one")) == "2026-01-10"
    assert files.known_through("three") is None


STORY = f"""
    06:00 desk    watch.site-described site=alpha kind_of=prison lat=36.1 lon=40.7 province=north
    06:00 alpha   watch.guards-reported posts_minimum=50 posts_filled=40
    06:30 liaison watch.guards-reported site=alpha posts_minimum=50 posts_filled=20
    06:40 liaison watch.guards-reported site=alpha counted_at=05:00 posts_minimum=50 posts_filled=0 on_site=no  @old
    07:00 alpha   watch.population-reported low=1 best=2 high=3
    07:00 desk    watch.incident-noted incident=I1 kind_of=loss site=alpha at=05:00 source=x
    07:30 desk    watch.incident-noted incident=I2 kind_of=search-done site=alpha at=04:00 source=x
    08:00 desk    watch.relief-planned relief=R1 site=alpha giver=force-a from=09:00 to=10:00
    08:10 force-b watch.relief-completed relief=R1 site=alpha at=08:05 guards_on_arrival=1
    08:20 desk    watch.warning-received warning=W1 kind_of=specific site=alpha expires=20:00
    08:20 desk    watch.offensive-confirmed offensive=O1 sides=force-b area=alpha expires=20:00 because=seen
    08:30 desk    watch.scenario-entered scenario=S1 site=alpha sentence=x probability=0.5 loss_given=1
    {WHY.strip()}
    09:00 desk    watch.setting-changed key=campaign was=2 becomes=1 mark=J source=x because=x
    09:10 desk    watch.alert-answered alert=A1 answer=taken
    09:20 desk    watch.alert-called-off alert=A1 because=x report=@old
    09:30 desk    watch.setting-changed key=campaign was=2 becomes=1.5 mark=J source=x because=x
    10:00 desk    watch.outlook-issued site=alpha horizon_days=14 p=0.1 low=0 high=1 parts=base:0.1 model=m
    10:00 desk    watch.forecast-issued layer=line subject=alpha p=0.1 model=m
    10:00 desk    watch.outcome-entered subject=alpha layer=loss source=x definition=x
    10:00 desk    watch.file-loaded source=one dialect=ucdp known_through=2026-01-10
    """


def shown(read: Callable[[Sequence[Entry]], Any], entries: Sequence[Entry]) -> str:
    """All that a reading holds, as text."""
    return repr(vars(read(entries)) | {"_alerts": None, "_now": None})


@pytest.mark.parametrize("kind", READINGS)
def test_a_reading_carried_on_is_the_one_folded_afresh(kind: type[Reading]) -> None:
    entries = in_order(told(STORY))
    carried = kind.of(entries[:7])

    assert all(carried.add(entry) for entry in entries[7:])
    assert shown(lambda _: carried, entries) == shown(kind.of, entries)
    assert shown(kind.of, entries) != shown(kind.of, [])


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_the_order_in_which_entries_came_does_not_matter(seed: int) -> None:
    entries = told(STORY)
    shuffled = random.Random(seed).sample(entries, len(entries))

    for kind in READINGS:
        assert shown(kind.of, in_order(entries)) == shown(kind.of, in_order(shuffled))
    reports, alerts, outcomes = GuardReports.of(shuffled), Alerts.of(shuffled), Outcomes.of(shuffled)
    assert reports.of_site("alpha") == GuardReports.of(entries).of_site("alpha")
    assert alerts.all == Alerts.of(entries).all
    assert outcomes.all == Outcomes.of(entries).all


@settings(max_examples=30)
@given(late=st.sets(st.integers(0, 20)), moment=st.floats(6, 11))
def test_what_comes_late_changes_nothing_that_was_known_before(late: set[int], moment: float) -> None:
    """A week-old report that syncs tomorrow must not move today's readings, however early it happened."""
    entries = in_order(told(STORY))
    came = {entry.digest: hour(24) for number, entry in enumerate(entries) if number in late}
    punctual = [entry for number, entry in enumerate(entries) if number not in late]

    for kind in READINGS:
        then = shown(kind.of, as_known_at(entries, hour(moment), came))
        assert then == shown(kind.of, as_known_at(punctual, hour(moment), {}))
