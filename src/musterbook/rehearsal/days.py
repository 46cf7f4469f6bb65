"""The days: morning musters, age panels, public claims, and the figures the two sides agree in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from musterbook.custody.facts import FigureAgreed, FigureClaimed, FigureStated
from musterbook.custody.figures import state_figure
from musterbook.custody.roll import Roll
from musterbook.eligibility.holds import Holds
from musterbook.operation import clearing, mustering
from musterbook.rehearsal.population import Run
from musterbook.rehearsal.scenario import Scenario, claims_of
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

CHILD_GROUNDS: Final = ("possible-child", "age-unknown")


@dataclass(slots=True)
class Days:
    """What comes every day, and what comes on its day."""

    stage: Stage
    scenario: Scenario
    run: Run

    def set(self) -> None:
        """Set every day's doings at their hours."""
        stage, begins, said = self.stage, self.scenario.begins, self.scenario.said
        stage.at(begins + timedelta(hours=3), self.count_everyone_by_name)
        stage.at(self.scenario.ends - timedelta(hours=6), self.count_everyone_by_name)
        day = begins.replace(hour=said["counts"]["hour"], minute=0) + timedelta(days=1)
        while day < self.scenario.ends:
            stage.at(day, self.count_every_site)
            day += timedelta(days=1)
        self._set_panels()
        for claim in claims_of(stage.book.places.folder, self.scenario.clerks_zone):
            stage.at(claim["as_of"], lambda one=claim: self.claim(one))  # type: ignore[misc]  # bound at once
        stage.at(said["figures"]["stated"], self.state_figures)
        stage.at(said["figures"]["closed"], self.close_days)

    def count_everyone_by_name(self) -> None:
        """The opening rolls are only claimed until a muster by name confirms them; so is the account at the end."""
        for place in self.stage.book.places.sites.values():
            if self._on_roll(place.custodian):
                self._count(place.custodian, by="name")

    def count_every_site(self) -> None:
        """Every morning, by number."""
        for place in self.stage.book.places.sites.values():
            if self._on_roll(place.custodian):
                self._count(place.custodian, by="number")

    def claim(self, claim: Mapping[str, Any]) -> None:
        """Somebody outside says a number; it moves nobody."""
        self.stage.book.write(
            self.stage.desk("duty:operation-desk").draft(
                FigureClaimed(
                    source=claim["source"], as_of=claim["as_of"], scope=claim["scope"], value=claim["value"],
                    note=claim.get("note") or "", part_of=claim.get("part_of") or "",
                )
            )
        )  # fmt: skip

    def decide_adult(self, person: PersonId) -> None:
        """A panel sees papers and the man, and decides that he is of age."""
        self._decide(person, child="no", basis="papers seen by the panel")
        for ground in CHILD_GROUNDS:
            if any(one.ground == ground for one in self.stage.book.reading(Holds).on(person)):
                clearing.lift_hold(
                    self.stage.book, self.stage.desk("panel-1:age-panel"), person, ground=ground,
                    because="decided by the age panel",
                )  # fmt: skip

    def decide_child(self, person: PersonId) -> None:
        """In the run as published: after arrival his age is decided otherwise than his papers said."""
        self._decide(person, child="yes", basis="questioned after arrival")
        clearing.hold(
            self.stage.book,
            self.stage.desk("panel-1:age-panel"),
            person,
            ground="possible-child",
            authority="age-panel",
        )

    def state_figures(self) -> None:
        """The desk states the operation's figure, and each receiver agrees it from its own copy."""
        book, stage = self.stage.book, self.stage
        acting = stage.desk("duty:operation-desk")
        stated = book.write(
            acting.draft(
                FigureStated(
                    as_of=acting.at, scope="operation", heads=book.head(), counts=state_figure(book.reading(Roll))
                )
            )
        )
        for end in self.scenario.destinations:
            book.write(stage.by(end, "officer:receiving-officer").draft(FigureAgreed(statement=stated.digest)))

    def close_days(self) -> None:
        """Every place closes its day; what stays open is listed in it."""
        for place in self.stage.book.places.sites.values():
            acting = self.stage.by(place.custodian, "officer:site-officer")
            day = acting.at.date().isoformat()
            mustering.close_day(self.stage.book, acting, place.custodian, day)

    def _set_panels(self) -> None:
        """Adults in doubt are decided over ten days; the boys of the run as published after the move."""
        panels = self.scenario.said.get("panels")
        if panels is None:
            return
        first = panels["from"]
        for number, person in enumerate(sorted(self.stage.truth.doubted)):
            later = first + timedelta(hours=24 * (number % 10), minutes=7 * (number // 10))
            self.stage.at(later, lambda one=person: self.decide_adult(one))  # type: ignore[misc]  # bound at once
        if self.run == "as-published":
            after = panels["after_the_move"]
            for number, person in enumerate(sorted(self.stage.truth.boys)):
                later = after + timedelta(minutes=5 * number)
                self.stage.at(later, lambda one=person: self.decide_child(one))  # type: ignore[misc]  # bound at once

    def _decide(self, person: PersonId, *, child: str, basis: str) -> None:
        clearing.decide_age(
            self.stage.book, self.stage.desk("panel-1:age-panel"), person, child=child, basis=basis,
            panel=("desk.panel-1", "desk.panel-2", "desk.panel-3"),
        )  # fmt: skip

    def _on_roll(self, custodian: CustodianId) -> int:
        return len(self.stage.book.reading(Roll).on(in_hand(custodian)))

    def _count(self, custodian: CustodianId, *, by: str, reason: str = "routine") -> None:
        stage = self.stage
        acting = stage.by(custodian, "officer:site-officer")
        muster = mustering.next_reference(stage.book, custodian, acting.at)
        mustering.call(
            stage.book, acting, muster, custodian=custodian, by=by, reason=reason,
            due_by=acting.at + timedelta(hours=1),
        )  # fmt: skip
        stage.at(stage.now + timedelta(minutes=20), lambda: self._enter(custodian, muster, by))

    def _enter(self, custodian: CustodianId, muster: str, by: str) -> None:
        stage = self.stage
        acting = stage.by(custodian, "count-1:counting-officer", "clerk:register-clerk")
        counters = [officer for officer, _ in acting.officers]
        if by == "name":
            present = mustering.roll_of(stage.book, custodian)
            mustering.enter_names(stage.book, acting, muster, present, counters=counters)
            return
        wrong = self._miscount(custodian)
        mustering.enter_number(stage.book, acting, muster, self._on_roll(custodian) - wrong, counters=counters)
        if wrong:
            stage.at(stage.now + timedelta(minutes=5), lambda: self._count_again(custodian))

    def _miscount(self, custodian: CustodianId) -> bool:
        """One morning two counters are one short of everybody: the roll says so, and a count by name puts it right."""
        fault = self.scenario.faults.get("miscount")
        return fault is not None and custodian == fault["site"] and self.stage.now.date() == fault["date"]

    def _count_again(self, custodian: CustodianId) -> None:
        """A number that differs calls a count by name, and within the half-hour two sign that it was a miscount."""
        self._count(custodian, by="name", reason="interim")
        self.stage.at(self.stage.now + timedelta(minutes=23), lambda: self._miscounted(custodian))

    def _miscounted(self, custodian: CustodianId) -> None:
        discrepancies = self.stage.book.reading(Roll).discrepancies
        for found in discrepancies.of_owner(custodian):
            if found.kind == "number-differs":
                acting = self.stage.by(custodian, "officer:site-officer", "desk.duty:operation-desk")
                mustering.explain(self.stage.book, acting, found.id, as_="miscounted", because="all there by name")
