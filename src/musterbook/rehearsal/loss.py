"""The loss of a site between two musters: its guard is gone, and what became of its people is found out one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import clearing, correcting, departing, mustering
from musterbook.rehearsal.deaths_told import finding_of_death, look_into, report_departure, tell_of_death
from musterbook.rehearsal.stage import Stage, drawn, paper_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

UNTOLD = 5
"""Of those recaptured last, the lost site's officer never answers: their discrepancies stay open."""


@dataclass(slots=True)
class Loss:
    """What happens to the people of a lost site; the numbers are invented.

    Attributes:
        stage: the shared stage.
        fault: `[faults.site_lost]`.
        deaths: `[care.deaths]`, where somebody is told of those who died.
    """

    stage: Stage
    fault: Mapping[str, Any]
    deaths: Mapping[str, Any] | None = None
    _dead: int = 0

    @property
    def found_at(self) -> CustodianId:
        """Who holds those recaptured."""
        return CustodianId(self.fault["found_at"])

    def set(self) -> None:
        """Set the loss and its aftermath at their hours."""
        self.stage.at(self.fault["at"], self.lose)

    def lose(self) -> None:
        """The desk writes that control is lost; from the next day on some of the people are seen again."""
        stage, site = self.stage, CustodianId(self.fault["site"])
        people = stage.book.reading(Roll).on(in_hand(site))
        departing.lose_control(
            stage.book, stage.desk("duty:operation-desk"), site, since=self.fault["at"].astimezone(stage.zone),
            because=str(self.fault["because"]), last_seen=self.fault["last_seen"].astimezone(stage.zone),
        )  # fmt: skip
        seen = drawn(stage.chance, people, self.fault["recaptured"] + self.fault["escaped"] + self.fault["dead"])
        stage.chance.shuffle(seen)
        back = seen[: self.fault["recaptured"]]
        gone = seen[self.fault["recaptured"] : -self.fault["dead"]]
        dead = seen[-self.fault["dead"] :]
        for number, person in enumerate(back):
            later = stage.now + timedelta(hours=16, minutes=25 * number)
            told = number < len(back) - UNTOLD
            stage.at(later, lambda one=person, told=told: self.recover(one, told=told))  # type: ignore[misc]  # bound
        for number, person in enumerate([*gone, *dead]):
            outcome = "deceased" if person in dead else "escaped"
            later = stage.now + timedelta(hours=30, minutes=40 * number)
            reported = number != len(gone) - 1
            stage.at(later, lambda one=person, how=outcome, told=reported: self.depart(one, how, told=told))  # type: ignore[misc]  # bound
        if self.deaths is not None:
            unseen = sorted(people - frozenset(seen))
            stage.at(stage.now + timedelta(hours=40), lambda: self._misread(unseen))
        stage.notes["lost-site"] = "invented: who of the lost site was seen again, escaped or died"

    def recover(self, person: PersonId, *, told: bool) -> None:
        """Another site holds him; he is held there, and the two sites explain it together if the lost one answers."""
        stage, site = self.stage, CustodianId(self.fault["site"])
        departing.recover(stage.book, stage.by(self.found_at, "officer:site-officer"), person, how="recaptured")
        clearing.hold(
            stage.book,
            stage.desk("duty:operation-desk"),
            person,
            ground="identity-disputed",
            authority="operation-desk",
        )
        if not told:
            return
        for found in stage.book.reading(Roll).discrepancies.about(person):
            if stage.book.reading(Roll).discrepancies.closed_by(found.id) is None:
                stage.at(
                    stage.now + timedelta(hours=9),
                    lambda one=found.id: self.explain(site, one),  # type: ignore[misc]  # bound
                )

    def explain(self, site: CustodianId, discrepancy: str) -> None:
        """The lost site's officer and the finder's clerk say what happened."""
        stage = self.stage
        if stage.book.reading(Roll).discrepancies.closed_by(discrepancy) is not None:
            return
        acting = stage.by(site, "officer:site-officer", f"{self.found_at}.clerk:register-clerk")
        mustering.explain(stage.book, acting, discrepancy, as_="found", because="recaptured after the site was lost")

    def depart(self, person: PersonId, outcome: str, *, told: bool) -> None:
        """The lost site's officer writes what was seen of someone, and an incident of it; of one escape he does not.

        Of the first who died the body that protects people hears in time, and of the last too late.
        """
        stage, site = self.stage, CustodianId(self.fault["site"])
        report = report_departure(stage, site, person, outcome) if told else None
        departing.depart(
            stage.book, stage.by(site, "officer:site-officer"), person, outcome=outcome,
            papers=self._papers(person, outcome, report), authority="liaison",
        )  # fmt: skip
        if outcome == "deceased":
            self._dead += 1
            last = self._dead == self.fault["dead"] > 1
            tell_of_death(stage, person, self.deaths, late=last)
            look_into(stage, report, person, self.deaths, ends=not last)

    def _papers(self, person: PersonId, outcome: str, report: Entry | None) -> Digest:
        if outcome == "deceased" and self.deaths is not None:
            return finding_of_death(self.stage, person)
        return report.digest if report is not None else paper_of(f"report on a person of {self.fault['site']}")

    def _misread(self, people: Sequence[PersonId]) -> None:
        """Two digits are read wrong on the radio: one is written as recaptured who was not; both sides correct it."""
        stage, site = self.stage, CustodianId(self.fault["site"])
        if not people:
            return
        stage.notes["misread"] = "invented: a number that was read wrong on the radio"
        entry = departing.recover(
            stage.book, stage.by(self.found_at, "officer:site-officer"), people[0], how="recaptured"
        )
        said = correcting.correct(
            stage.book, stage.by(self.found_at, "officer:site-officer", at=stage.now + timedelta(minutes=50)),
            entry.digest, because="two digits read wrong on the radio", instead="nobody: it was counted already",
        )  # fmt: skip
        correcting.agree(
            stage.book, stage.by(site, "officer:site-officer", at=stage.now + timedelta(minutes=95)), said.digest
        )
        for found in stage.book.reading(Roll).discrepancies.about(people[0]):
            if found.kind == "one-sided":
                acting = stage.by(
                    site, "officer:site-officer", f"{self.found_at}.clerk:register-clerk",
                    at=stage.now + timedelta(minutes=97),
                )  # fmt: skip
                mustering.explain(stage.book, acting, found.id, as_="corrected", because="it was another number")
