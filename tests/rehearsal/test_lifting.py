"""Tests of lifting: what a load master does when a gate objects at the door of the bus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from musterbook.custody.roll import Roll
from musterbook.lift.facts import Seated, Unseated
from musterbook.lift.manifests import Manifests
from musterbook.operation import clearing
from musterbook.operation.account import account_of
from musterbook.operation.book import Book
from musterbook.rehearsal.director import Director
from musterbook.rehearsal.lifting import Trip
from musterbook.rehearsal.setting import set_stage
from musterbook.terms.people import PersonId
from tests.rehearsal.small import BOYS, LIFTABLE, small_scenario

FROM = datetime(2026, 1, 30, 12, tzinfo=UTC)


@dataclass
class Stopping:
    """After someone was seated and before he boards, a clinician holds him; and so everyone on another bus."""

    director: Director
    one: list[PersonId] = field(default_factory=list)
    one_from: str = ""
    whole_bus: frozenset[PersonId] = frozenset()
    whole_from: str = ""

    def set(self) -> None:
        self.director.stage.at(FROM, self.look)

    def look(self) -> None:
        stage = self.director.stage
        for trip in self.director.lifting.trips.values():
            if not self._waits(trip):
                continue
            people = sorted(stage.book.reading(Manifests).serials[trip.serial.id].people)
            if not self.one and len(people) > 1:
                self.one, self.one_from = people[:1], trip.serial.id
                self.hold(people[0])
            elif not self.whole_bus and trip.serial.id != self.one_from:
                self.whole_bus, self.whole_from = frozenset(people), trip.serial.id
                for person in people:
                    self.hold(person)
        if not (self.one and self.whole_bus):
            stage.at(stage.now + timedelta(minutes=20), self.look)

    def hold(self, person: PersonId) -> None:
        stage = self.director.stage
        clearing.hold(
            stage.book, stage.desk("clinician:clinician"), person, ground="medical", authority="clinician"
        )  # fmt: skip

    def _waits(self, trip: Trip) -> bool:
        stage = self.director.stage
        seated = stage.book.reading(Manifests).serials.get(trip.serial.id)
        waits = trip.named and not trip.boarded and not trip.scrubbed and trip.origin == "hasakah"
        return (
            waits and seated is not None and bool(seated.people) and trip.leaves_at > stage.now + timedelta(minutes=40)
        )


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, Stopping]]:
    """A small rehearsal in which one person and then a whole bus are held between seating and boarding."""
    folder = tmp_path_factory.mktemp("stopped")
    scenario, into = small_scenario(folder / "tables", alone=True), folder / "book"
    stage = set_stage(scenario, into=into, run="gated", seed=1, progress=lambda _what, _done, _whole: None)
    try:
        director = Director(stage, scenario, run="gated", seed=1, into=into)
        stopping = Stopping(director)
        stopping.set()
        director.play(lambda _what, _done, _whole: None)
        yield stage.book, stopping
    finally:
        stage.book.close()


def test_whoever_a_gate_stops_at_the_door_is_unseated_by_name_with_the_rule(stopped: tuple[Book, Stopping]) -> None:
    book, stopping = stopped

    (off,) = (
        one.fact for one in book.entries() if isinstance(one.fact, Unseated) and one.fact.serial == stopping.one_from
    )

    assert off.people == set(stopping.one)
    assert off.because == "eligibility.hold"


def test_the_rest_of_his_bus_goes(stopped: tuple[Book, Stopping]) -> None:
    book, stopping = stopped
    seated = next(
        one.fact for one in book.entries() if isinstance(one.fact, Seated) and one.fact.serial == stopping.one_from
    )

    holders = {book.reading(Roll).holder(one) for one in seated.people - set(stopping.one)}

    assert holders == {"karkh"}


def test_when_nobody_may_board_the_serial_is_scrubbed(stopped: tuple[Book, Stopping]) -> None:
    book, stopping = stopped

    assert {book.reading(Roll).holder(one) for one in stopping.whole_bus} == {"hasakah"}
    manifest = book.reading(Manifests).serials[stopping.whole_from]
    assert (manifest.people, manifest.scrubbed) == (frozenset(), "nobody may board")
    assert stopping.director.lifting.trips[stopping.whole_from].scrubbed


def test_everyone_else_is_moved_all_the_same(stopped: tuple[Book, Stopping], small_scenario_ends: datetime) -> None:
    book, stopping = stopped
    kept = len(stopping.one) + len(stopping.whole_bus)

    told = account_of(book, small_scenario_ends)

    book.check_invariants()
    assert kept > 2
    assert told.moved == LIFTABLE - BOYS - kept


@pytest.fixture(scope="module")
def small_scenario_ends(stopped: tuple[Book, Stopping]) -> datetime:
    return stopped[1].director.scenario.ends
