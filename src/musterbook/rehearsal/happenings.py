"""Happenings of a rehearsal: what goes wrong with people one at a time, with its report, its papers and its end.

A stranger at the door, a man released in error, blows, somebody who comes back from a clinic and nobody writes it, a
court's order that nobody follows. Each is drawn by a chance of its own and happens whoever writes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.eligibility.holds import Holds
from musterbook.operation import caring, departing, happening, mustering, newcomers, passing, receipts
from musterbook.operation.happening import Report
from musterbook.operation.passing import Whom
from musterbook.rehearsal.names import invent_name
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

OFFICER: Final = "officer:site-officer"
RECEIVING: Final = "officer:receiving-officer"
CLERK: Final = "clerk:register-clerk"
DUTY: Final = "duty:operation-desk"


@dataclass(slots=True)
class Happenings:
    """Incidents, absences and steps at a court.

    Attributes:
        stage: the shared stage.
        said: `[care.happenings]`: a table for each, with `at` and `with`, and what else it needs.
        chance: draws who it happens to.
        played: how often each happened.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    played: dict[str, int] = field(default_factory=dict)
    _met: set[PersonId] = field(default_factory=set)

    def set(self) -> None:
        """Set each at its hour."""
        for name, doing in (
            ("stranger", self._stranger), ("released_in_error", self._release_in_error), ("blows", self._blows),
            ("clinic", self._clinic), ("court", self._court), ("under", self._under),
        ):  # fmt: skip
            if name in self.said:
                self.stage.at(self.said[name]["at"], doing)

    def _stranger(self) -> None:
        """One more man stands at the door than on any list; he is taken in and registered, and nobody knows him."""
        stage, place = self.stage, self._place("stranger")
        name = invent_name(self.chance, arab=True)
        coming = newcomers.one({
            "name": name.latin, "name_ar": name.arabic, "father": name.father, "sex": "male", "languages": "ar",
            "site": str(place),
        })  # fmt: skip
        (person,), _ = newcomers.come_in(stage.book, stage.by(place, CLERK), coming, how="unexpected")
        self._met.add(person)
        self._receipt(place, person)
        self._report(
            "stranger", "unregistered-person-found", "he stood among those who came and was on no list", person
        )

    def _release_in_error(self) -> None:
        """The wrong man is let out of the gate; he gives himself up, and both sides explain it."""
        stage, place = self.stage, self._place("released_in_error")
        person = self._drawn(place)
        if person is None:
            return
        reference = self._report("released_in_error", "release-in-error", "two men answer to one name", person)
        departing.depart(
            stage.book, stage.by(place, OFFICER, CLERK), person, outcome="released-in-error",
            papers=departing.papers_of(stage.book, "released-in-error", reference), authority="nobody",
        )  # fmt: skip
        back = stage.now + timedelta(hours=self.said["released_in_error"]["hours"])
        stage.at(back, lambda: self._gives_himself_up(place, person, reference))

    def _gives_himself_up(self, place: CustodianId, person: PersonId, reference: str) -> None:
        stage = self.stage
        departing.recover(stage.book, stage.by(place, OFFICER), person, how="gave-themselves-up")
        self._receipt(place, person)
        happening.add(stage.book, stage.by(place, OFFICER), reference, "invented: he stood at the gate and asked why")
        discrepancies = stage.book.reading(Roll).discrepancies
        for found in discrepancies.about(person):
            if stage.book.reading(Roll).discrepancies.closed_by(found.id) is None:
                acting = stage.by(place, OFFICER, f"{stage.book.settings.desk}.{DUTY}")
                mustering.explain(
                    stage.book, acting, found.id, as_="found", because="released in error, gave himself up"
                )
        happening.close(stage.book, stage.desk(DUTY), reference, "invented: two who share a name have other bands now")

    def _blows(self) -> None:
        """Two come to blows: reported, asked about, answered, treated, and closed."""
        stage, place = self.stage, self._place("blows")
        person = self._drawn(place)
        if person is None:
            return
        book = stage.book
        reference = self._report("blows", "assault", "two came to blows over a blanket", person, fault="investigation")
        caring.treat(
            book, stage.desk("clinician:clinician"), person, what="aid", findings="invented: a cut, cleaned",
            treated_by="clinic",
        )  # fmt: skip
        happening.add(
            book, stage.desk(DUTY), reference, "invented: where were the guards", stage="NEEDS_UPDATING"
        )  # fmt: skip
        later = stage.now + timedelta(hours=self.said["blows"]["hours"])
        stage.at(later, lambda: self._answered(place, reference))

    def _answered(self, place: CustodianId, reference: str) -> None:
        book, stage = self.stage.book, self.stage
        happening.add(book, stage.by(place, OFFICER), reference, "invented: at the other end, they came at once")
        happening.close(book, stage.desk(DUTY), reference, "invented: the two sleep in other rooms")

    def _clinic(self) -> None:
        """Two go to a clinic and are due back; both come back, and of the second nobody writes it."""
        stage, said = self.stage, self.said["clinic"]
        place = self._place("clinic")
        for number in range(2):
            person = self._drawn(place)
            if person is None:
                return
            due = (stage.now + timedelta(hours=said["hours"])).astimezone(stage.zone)
            about = Whom(frozenset((person,)))
            passing.passed(stage.book, stage.by(place, OFFICER), "out", about, place="clinic", due_back=due)
            if number == 0:
                back = stage.now + timedelta(hours=said["hours"]) - timedelta(minutes=20)
                stage.at(back, lambda one=about: passing.passed(stage.book, stage.by(place, OFFICER), "back", one))  # type: ignore[misc]  # bound at once
        self._count("not_back")

    def _court(self) -> None:
        """A court hears one and orders his release; nobody follows it."""
        stage, place = self.stage, self._place("court")
        person = self._drawn(place)
        if person is None:
            return
        for step in ("hearing", "release-ordered"):
            passing.court_step(
                stage.book, stage.by(place, OFFICER), step, [person], court="invented court",
                words=f"invented: {step}",
            )  # fmt: skip
        self._count("overheld")

    def _under(self) -> None:
        """A serial is said to run under a named operation, by somebody's authority."""
        said = self.said["under"]
        people = self.stage.book.reading(Roll).on(in_hand(self._place("under")))
        passing.under_operation(
            self.stage.book, self.stage.desk(DUTY), Whom(people, said["serial"]), operation=said["operation"],
            authority=said["authority"],
        )  # fmt: skip

    def _report(self, name: str, what: str, words: str, person: PersonId, *, fault: str = "") -> str:
        """An incident with one person at the place of a happening; its reference."""
        stage, place = self.stage, self._place(name)
        told = Report(what, f"invented: {words}", frozenset((person,)), place=str(place), fault=fault)
        entry = happening.report(stage.book, stage.by(place, OFFICER), told)
        stage.notes["happenings"] = "invented: a stranger, a release in error, blows, a clinic and a court"
        self._count(name)
        return str(getattr(entry.fact, "incident", ""))

    def _receipt(self, place: CustodianId, person: PersonId) -> None:
        """Whoever comes to a place by himself gets a receipt like everybody."""
        receipts.give(self.stage.book, self.stage.by(place, RECEIVING), {person: "ar"})

    def _drawn(self, place: CustodianId) -> PersonId | None:
        """Someone in hand at a place whom nothing else is told about; None when there is nobody."""
        held = self.stage.book.reading(Holds).standing()
        twice = {one for pair in self.stage.truth.twice for one in pair}
        here = sorted(self.stage.book.reading(Roll).on(in_hand(place)) - self._met - held.keys() - twice)
        if not here:
            return None
        person = self.chance.choice(here)
        self._met.add(person)
        return person

    def _place(self, name: str) -> CustodianId:
        return CustodianId(self.said[name]["with"])

    def _count(self, name: str) -> None:
        self.played[name] = self.played.get(name, 0) + 1
