"""What nobody should write of a site is refused at the door, and read without effect where it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact, kinds
from musterbook.ledger.notation import told
from musterbook.watch.fact_shapes import SHAPES
from musterbook.watch.faults import faults_of, sound

NOW = datetime(2026, 1, 21, 6, tzinfo=UTC)


def one(line: str) -> Entry:
    (entry,) = told(f"06:00 {line}")
    return entry


def rules(line: str) -> list[tuple[str, str | None]]:
    """Rule and field of everything wrong with a fact told at six and written at six."""
    return [(fault.rule, fault.column) for fault in faults_of(one(line).fact, NOW)]


GOOD = (
    "alpha watch.site-described kind_of=prison lat=36.1 lon=40.7 fabric=converted capacity=100",
    "alpha watch.guards-reported posts_minimum=10 posts_filled=8",
    "alpha watch.guards-reported posts_minimum=10 posts_filled=0 on_site=no",
    "alpha watch.population-reported low=90 best=100 high=120 categories=men:80,women:20",
    "alpha watch.incident-noted incident=I1 kind_of=attempt site=alpha source=desk",
    "desk  watch.incident-noted incident=I2 kind_of=riot source=desk lat=36.1 lon=40.7",
    "desk  watch.file-loaded source=ucdp dialect=ucdp known_through=2026-01-20",
    "desk  watch.relief-planned relief=R1 site=alpha giver=force-a receiver=force-b",
    "force-b watch.relief-completed relief=R1 site=alpha guards_on_arrival=40",
    "desk  watch.warning-received warning=W1 kind_of=campaign",
    "desk  watch.offensive-confirmed offensive=O1 sides=force-a area=alpha because=seen",
    "desk  watch.scenario-entered scenario=S1 site=alpha sentence=x probability=0.3 loss_given=1",
    "desk  watch.setting-changed key=campaign was=2 becomes=3 mark=J source=x because=x",
    "desk  watch.outlook-issued site=alpha horizon_days=14 p=0.1 low=0.05 high=0.2 parts=base:0.1 model=m",
    "desk  watch.forecast-issued layer=line subject=alpha p=0.1 model=m",
    "desk  watch.alert-raised alert=A1 site=alpha rung=now cause=vacuum p=0.9 owner=o.desk",
    "desk  watch.alert-answered alert=A1 answer=taken",
    "desk  watch.alert-ended alert=A1 because=answered",
    "desk  watch.alert-called-off alert=A1 because=mistaken",
    "desk  watch.outcome-entered subject=alpha layer=loss source=x definition=x",
)


@pytest.mark.parametrize("line", GOOD)
def test_what_can_be_so_has_no_fault(line: str) -> None:
    assert rules(line) == []
    assert sound(one(line))


def test_every_kind_has_a_shape() -> None:
    ours: set[type[Fact]] = {fact for kind, fact in kinds().items() if kind.startswith("watch.")}

    assert ours == SHAPES.keys()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "alpha watch.site-described kind_of=castle lat=136.1 lon=40.7",
            [("watch.unknown-choice", "kind_of"), ("watch.out-of-bounds", "lat")],
        ),
        ("alpha watch.site-described kind_of=prison lat=north lon=40.7", [("watch.out-of-bounds", "lat")]),
        ("alpha watch.guards-reported posts_minimum=10 posts_filled=-1", [("watch.out-of-bounds", "posts_filled")]),
        ("alpha watch.guards-reported posts_minimum=0 posts_filled=1", [("watch.out-of-bounds", "posts_minimum")]),
        (
            "alpha watch.guards-reported counted_at=06:11 posts_minimum=10 posts_filled=1",
            [("watch.in-future", "counted_at")],
        ),
        ("alpha watch.population-reported low=10 best=9 high=20", [("watch.reversed", "best")]),
        (
            "alpha watch.population-reported low=1 best=1 high=1 categories=men:-1",
            [("watch.out-of-bounds", "categories.men")],
        ),
        ("desk watch.incident-noted incident=I1 kind_of=riot source=x lat=36", [("watch.no-place", None)]),
        (
            "desk watch.relief-planned relief=R1 site=alpha from=09:00 to=08:00",
            [("watch.reversed", "to")],
        ),
        ("desk watch.warning-received warning=W1 kind_of=specific", [("watch.no-place", None)]),
        (
            "desk watch.warning-received warning=W1 kind_of=campaign reliability=G credibility=7",
            [("watch.unknown-choice", "reliability"), ("watch.out-of-bounds", "credibility")],
        ),
        (
            "desk watch.scenario-entered scenario=S1 site=alpha sentence=x probability=1.2 loss_given=-0.1",
            [("watch.out-of-bounds", "probability"), ("watch.out-of-bounds", "loss_given")],
        ),
        (
            "desk watch.setting-changed key=luck was=2 becomes=3 mark=J source=x because=x",
            [("settings.unknown", "key")],
        ),
        (
            "desk watch.setting-changed key=unguarded was=0.9 becomes=1.5 mark=J source=x because=x",
            [("settings.out-of-bounds", "unguarded")],
        ),
        (
            "desk watch.setting-changed key=campaign was=2 becomes=3 mark=J source= because=x",
            [("watch.empty", "source")],
        ),
        ("desk watch.file-loaded source=a dialect=b known_through=yesterday", [("watch.no-such-day", "known_through")]),
        (
            "desk watch.outlook-issued site=alpha p=0.1 low=0.2 high=0.3 parts=base:2 model=m",
            [("watch.reversed", "p"), ("watch.out-of-bounds", "parts.base")],
        ),
    ],
)
def test_what_cannot_be_so_is_named_with_its_field_and_read_without_effect(
    line: str, found: list[tuple[str, str | None]]
) -> None:
    assert rules(line) == found
    assert not sound(one(line))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("alpha watch.guards-reported posts_minimum=10 posts_filled=0", ("watch.nobody-not-said", "on_site")),
        (
            "alpha watch.guards-reported posts_minimum=10 posts_filled=5 on_site=no",
            ("watch.nobody-with-posts", "on_site"),
        ),
        ("desk watch.alert-answered alert=A1 answer=handed-on", ("watch.empty", "to")),
        ("desk watch.alert-answered alert=A1 answer=declined", ("watch.empty", "because")),
    ],
)
def test_what_was_hardly_meant_is_asked_at_the_door_and_counts_where_it_was_written(
    line: str, found: tuple[str, str]
) -> None:
    assert rules(line) == [found]
    assert sound(one(line))


def test_an_hour_ten_minutes_ahead_is_a_clock_and_eleven_are_a_mistake() -> None:
    entry = one("alpha watch.guards-reported counted_at=06:10 posts_minimum=10 posts_filled=8")

    assert not faults_of(entry.fact, NOW)
    assert faults_of(entry.fact, NOW - timedelta(minutes=1))


def test_a_site_nobody_described_is_a_fault_where_the_sites_are_known() -> None:
    fact = one("alhpa watch.guards-reported posts_minimum=10 posts_filled=8").fact

    assert [fault.rule for fault in faults_of(fact, NOW, sites={"alpha"})] == ["watch.unknown-site"]
    assert not faults_of(one(GOOD[0]).fact, NOW, sites=set())


def test_a_warning_holds_for_a_month_at_the_most_and_is_read_all_the_same() -> None:
    entry = one("desk watch.warning-received warning=W1 kind_of=specific site=alpha expires=2026-02-21T06:00:00+00:00")

    assert [fault.rule for fault in faults_of(entry.fact, NOW)] == ["watch.expires-late"]
    assert not faults_of(entry.fact, NOW + timedelta(days=1))
    assert sound(entry)


def test_an_hour_in_the_book_is_judged_by_when_it_was_written() -> None:
    (early,) = told("06:00 alpha watch.guards-reported counted_at=09:00 posts_minimum=10 posts_filled=8")
    (late,) = told("06:00 alpha watch.guards-reported counted_at=09:00 posts_minimum=10 posts_filled=8 written=09:00")

    assert not sound(early)
    assert sound(late)
    assert sound(early._replace(act=replace(early.act, written_at=late.written_at)))
