"""The storm: advisories come every six hours, the desk moves whom the wind may reach, and the wind comes or does not.

Where the storm really goes is drawn by the seed about the track the scenario tells, as far off it as storms have gone
from five-day forecasts; each advisory errs about that. Nobody in the rehearsal looks at the truth but the wind itself.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.lift.facts import CarrierWithdrawn
from musterbook.operation.posing import Closed, group_of
from musterbook.operation.winds import closed_by, hazards_of, places_of, roads_of
from musterbook.rehearsal.by_hand import ByHand
from musterbook.rehearsal.lifting import Lifting
from musterbook.rehearsal.planning_desk import PlanningDesk
from musterbook.rehearsal.scenario import Scenario
from musterbook.rehearsal.stage import Stage
from musterbook.rehearsal.wind_facts import Advisories, describe_sites, warn_of, write_outcome
from musterbook.rehearsal.wind_told import FirstPlan, Hindrance, SiteInTheWind, wind_told
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.watch.invented_storms import advisories_on, drawn_about
from musterbook.watch.storm_runs import ERRORS_2015_19
from musterbook.watch.storms import (
    REACH_HOURS,
    Advisory,
    Place,
    Radii,
    Track,
    TrackPoint,
    WindOutlook,
    onset,
    wind_outlooks,
)

_log = logging.getLogger(__name__)

ERRORS: Final = ERRORS_2015_19
BROKEN: Final = "broken"


@dataclass(slots=True)
class Storm:
    """One storm and what the desk does about it.

    Attributes:
        stage, scenario, desk, lifting: who takes part.
        seed: of the storm's way and of what is said of it.
        told: what the watch knows of the advisories.
        outlooks: the newest, by site.
        planned_for: the chance within 120 h, by site, that the plan in force reckons with.
        reported: roads that are closed whatever is forecast.
        refusals: places that took nobody any more.
        came: site → when the wind came, and how many were still there.
        stood_down: when the desk stood down; None while it has not.
        advisories: how many came.
        first: the first plan; None before.
    """

    stage: Stage
    scenario: Scenario
    desk: PlanningDesk
    lifting: Lifting
    seed: int
    told: Advisories = field(default_factory=Advisories)
    outlooks: dict[str, WindOutlook] = field(default_factory=dict)
    planned_for: dict[str, float] = field(default_factory=dict)
    reported: tuple[Closed, ...] = ()
    came: dict[str, SiteInTheWind] = field(default_factory=dict)
    refusals: tuple[Hindrance, ...] = ()
    stood_down: datetime | None = None
    advisories: int = 0
    first: FirstPlan | None = None

    @property
    def said(self) -> Mapping[str, Any]:
        """`[storm]` of the scenario."""
        told: Mapping[str, Any] = self.scenario.said["storm"]
        return told

    def set(self) -> None:
        """Draw the storm, and set every advisory and every arrival of the wind at its hour."""
        self.desk.out = replace(self.desk.out, staying=self.desk.out.origins)
        chance = Random(f"wind/{self.seed}")
        truth = drawn_about(track_of(self.said), errors=ERRORS, chance=chance)
        late = timedelta(minutes=self.said["told_after_minutes"])
        for one in advisories_on(truth, errors=ERRORS, chance=chance):
            self.stage.at(one.issued_at + late, lambda told=one: self.advised(told))  # type: ignore[misc]  # bound
        for place in places_of(self.stage.book):
            at = onset(truth, place)
            if at is not None:
                self.stage.at(at, lambda there=place: self.wind_comes(there))  # type: ignore[misc]  # bound at once
        self.stage.at(self.scenario.ends - timedelta(minutes=1), self.tell)

    def advised(self, advisory: Advisory) -> None:
        """An advisory is at the desk: it plans, plans again, stands down, or goes on as before."""
        self.advisories += 1
        found = wind_outlooks(advisory, places_of(self.stage.book), errors=ERRORS)
        self.outlooks = {one.place.name: one for one in found}
        if self.advisories == 1:
            describe_sites(self.stage, places_of(self.stage.book))
        self.told.take(found)
        warn_of(self.stage, self.told)
        chances = self._chances()
        if self.stood_down is not None or not chances:
            return
        if self.first is None:
            if max(chances.values()) >= self.said["move_at"]:
                self._begin(chances)
            return
        left = self._left(chances)
        if not left:
            return
        if max(left.values()) <= self.said["stand_down_at"]:
            self._stand_down()
        elif self._moved(chances):
            self._look_ahead(chances)
            self.desk.plan_again(f"advisory {advisory.number}")

    def wind_comes(self, place: Place) -> None:
        """34-knot wind is at a place: whoever is still there stays, and nobody drives there any more."""
        custodian = self.stage.book.places.custodian_at(place.name)
        there = len(self.stage.book.reading(Roll).on(in_hand(custodian)))
        self.came[place.name] = SiteInTheWind(place.name, self.stage.now, there)
        _log.info("the wind is at %s: %d people are still there", place.name, there)
        write_outcome(self.stage, place.name, self.stage.now)
        self.reported += tuple(
            Closed(ends, self.stage.now) for ends in roads_of(self.stage.book) if place.name in ends
        )  # fmt: skip
        self.desk.out = replace(self.desk.out, closed=(*self.desk.out.closed, *self.reported))
        for trip in list(self.lifting.trips.values()):
            if trip.origin == custodian and not trip.boarded and trip.leaves_at >= self.stage.now:
                self.lifting.scrub(trip, "wind")

    def tell(self) -> None:
        """Lay what the wind found beside what it would have found under the first plan."""
        sites = [group_of(self.stage.book, one) for one in sorted(self.desk.out.origins)]
        self.stage.told["storm"] = wind_told(
            self.said["number"], advisories=self.advisories, came=self.came, first=self.first,
            hindrances=self._hindrances(), sites=sites, stood_down=self.stood_down,
        )  # fmt: skip

    def _begin(self, chances: Mapping[str, float]) -> None:
        """The desk orders the move: the first plan, the orders by hand, and what will go wrong after it."""
        stage = self.stage
        self._look_ahead(chances)
        counts = {
            group_of(stage.book, one): len(stage.book.reading(Roll).on(in_hand(one))) for one in self.desk.out.origins
        }
        planned, made = self.desk.plan(nobody_is_right=True), self.desk.first
        if not planned or made is None or made.plan is None:
            _log.info("nobody of the sites in danger may go yet")
            return
        self.first = FirstPlan(stage.now, made.plan, made.problem, counts)
        for order in self.scenario.said.get("by_hand", ()):
            if CustodianId(order["origin"]) not in self.desk.out.staying:
                ByHand(stage, self.lifting, order).set(stage.now)
        faults = self.scenario.faults
        for name, doing in (("says_no", self._says_no), ("flooded", self._flooded)):
            if name in faults:
                later = stage.now + timedelta(hours=faults[name]["after_plan_hours"])
                stage.at(later, lambda doing=doing, said=faults[name]: doing(said))  # type: ignore[misc]  # bound

    def _look_ahead(self, chances: Mapping[str, float]) -> None:
        """Have the next plan reckon with the newest outlook: who joins, at what hazard, by which roads."""
        book, out = self.stage.book, self.desk.out
        joined = {book.places.custodian_at(site) for site, chance in chances.items() if chance >= self.said["join_at"]}
        self.planned_for = dict(chances)
        told = list(self.outlooks.values())
        self.desk.out = replace(
            out, staying=out.staying - joined, hazards=hazards_of(told),
            closed=(*closed_by(told, roads_of(book)), *self.reported),
        )  # fmt: skip

    def _moved(self, chances: Mapping[str, float]) -> bool:
        """Whether a site joins, or the chance of one that still holds people moved by enough to plan again."""
        book, staying = self.stage.book, self.desk.out.staying
        joins = any(
            book.places.custodian_at(site) in staying and chance >= self.said["join_at"]
            for site, chance in chances.items()
        )
        return joins or any(
            abs(chance - self.planned_for[site]) >= self.said["again_at"]
            for site, chance in self._left(chances).items()
        )

    def _stand_down(self) -> None:
        """The storm has turned away or is past: whoever has not boarded stays where he is."""
        self.stood_down = self.stage.now
        _log.info("the desk stands down")
        for trip in list(self.lifting.trips.values()):
            if not trip.boarded and trip.leaves_at > self.stage.now:
                self.lifting.scrub(trip, "stood down")
        self.stage.notes["stood-down"] = "invented: no site was in danger any more, and who had not boarded stayed"

    def _says_no(self, said: Mapping[str, Any]) -> None:
        """A receiving place takes nobody beyond those who are there or on their way."""
        end = CustodianId(said["site"])
        coming = [trip for trip in self.lifting.trips.values() if trip.destination == end and not trip.scrubbed]
        self.refusals += (Hindrance(self.stage.now, ends=frozenset({said["site"]})),)
        self.desk.full[end] = sum(trip.serial.people for trip in coming if trip.boarded)
        for trip in coming:
            if not trip.boarded and trip.leaves_at > self.stage.now:
                self.lifting.scrub(trip, str(said["because"]))
        self.desk.plan_again("a county says no")

    def _flooded(self, said: Mapping[str, Any]) -> None:
        """A road is under water before the wind is there."""
        until = self.stage.now + timedelta(hours=said["hours"])
        self.reported += (Closed(frozenset(said["ends"]), self.stage.now, until),)
        self.desk.out = replace(self.desk.out, closed=(*self.desk.out.closed, *self.reported))
        self.desk.plan_again("a road is flooded")

    def _hindrances(self) -> list[Hindrance]:
        """What would have stopped any plan: carriers that broke, roads that shut, a place that took nobody."""
        broken = (one.fact for one in self.stage.book.entries() if isinstance(one.fact, CarrierWithdrawn))
        return [
            *self.refusals,
            *(Hindrance(one.since, one.until, ends=one.ends) for one in self.reported),
            *(
                Hindrance(fact.from_, fact.until, carrier=fact.carrier) for fact in broken if fact.because == BROKEN
            ),
        ]  # fmt: skip

    def _chances(self) -> dict[str, float]:
        """The chance that the wind comes within 120 h, by origin site; of those where it has come already, none."""
        origins = self.desk.out.origins
        return {
            site: one.chance(REACH_HOURS) for site, one in self.outlooks.items()
            if site not in self.came and self.stage.book.places.custodian_at(site) in origins
        }  # fmt: skip

    def _left(self, chances: Mapping[str, float]) -> dict[str, float]:
        """Of these sites, those that are moved and still hold people."""
        book, roll = self.stage.book, self.stage.book.reading(Roll)
        custodians = {site: book.places.custodian_at(site) for site in chances}
        return {
            site: chance for site, chance in chances.items()
            if custodians[site] not in self.desk.out.staying and roll.on(in_hand(custodians[site]))
        }  # fmt: skip


def track_of(said: Mapping[str, Any]) -> Track:
    """The storm as the scenario tells it."""
    points = (
        TrackPoint(
            said["begins"] + timedelta(hours=one["hour"]), one["lat"], one["lon"], one["wind_kt"],
            Radii(*one["radii_nmi"]),
        )
        for one in said["track"]
    )  # fmt: skip
    return Track(said["number"], said["name"], tuple(points))
