"""The way of a serial in a rehearsal: announced, begun, at the gate, inside, ended; or turned away and lodged.

One escort forgets to write that a leg has ended; the open leg is what the book has to show of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.operation import happening, passing
from musterbook.operation.acting import Acting
from musterbook.operation.happening import Report
from musterbook.operation.passing import Whom
from musterbook.rehearsal.besides import People
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId

SOON: Final = timedelta(minutes=30)


@dataclass(slots=True)
class WayPoints:
    """What escorts and gates write of every serial.

    Attributes:
        stage: the shared stage.
        said: `[care.way]`: `unended` (of the first leg that ends after this moment nobody writes that it did),
            `breakdown_closed_hours` (after which the desk closes the incident of a bus that broke down).
        played: how often each thing happened, whatever was written of it.
    """

    stage: Stage
    said: Mapping[str, Any]
    played: dict[str, int] = field(default_factory=lambda: {"legs": 0, "unended": 0, "turned_away": 0, "broke_down": 0})

    def left(
        self, serial: str, escort: CustodianId, receiver: CustodianId, people: People, *, arrives_at: datetime
    ) -> None:
        """The receiver hears when they will be there, and the leg begins; half an hour before, he hears it again."""
        book, stage, about = self.stage.book, self.stage, Whom(people, serial)
        expected = arrives_at.astimezone(stage.zone)
        self.played["legs"] += 1
        if arrives_at > stage.now + timedelta(minutes=1):
            passing.announce(book, self._by(escort), "eta", about, to=receiver, expected_at=expected)
        passing.passed(book, self._by(escort), "leg-begun", about)
        if stage.part(receiver) == "receiving" and arrives_at - SOON > stage.now:
            stage.at(
                arrives_at - SOON,
                lambda: passing.announce(
                    book, self._by(escort), "arrival-in-30-minutes", about, to=receiver, expected_at=expected
                ),
            )

    def came(self, serial: str, escort: CustodianId, place: CustodianId, people: People) -> None:
        """It stands at the outer gate of a receiving place."""
        if self.stage.part(place) == "receiving":
            self._pass(escort, "arrived-at-outer-gate", Whom(people, serial), place)

    def taken(self, serial: str, escort: CustodianId, place: CustodianId, people: People) -> None:
        """Everyone is inside: the receiver writes it, and the escort that its leg has ended, unless it forgets."""
        about = Whom(people, serial)
        if self.stage.part(place) == "receiving":
            self._pass(place, "admitted-to-reception", about, place)
        if self.stage.now >= self.said["unended"] and not self.played["unended"]:
            self.played["unended"] += 1
            self.stage.notes["way"] = "invented: an escort that forgets to write that its leg has ended"
            return
        self._pass(escort, "leg-ended", about, place)

    def turned_away(
        self, serial: str, escort: CustodianId, place: CustodianId, people: People, *, until: datetime
    ) -> None:
        """Not let in for want of room: the night is spent aboard at the gate, and then they go on."""
        book, about = self.stage.book, Whom(people, serial)
        self.played["turned_away"] += 1
        passing.lock_out(book, self._by(escort), about, place=place, because="no_space")
        passing.lodge(
            book, self._by(escort), about, place=place, because="lockout", until=until.astimezone(self.stage.zone)
        )
        ends = until - timedelta(minutes=5)
        self.stage.at(ends, lambda: passing.end_lodging(book, self._by(escort), about, place=place))

    def broke_down(self, serial: str, broken: CustodianId, spare: CustodianId, people: People) -> None:
        """The escort reports it, and that people go on by another carrier; the desk closes it days later."""
        book, stage = self.stage.book, self.stage
        self.played["broke_down"] += 1
        entry = happening.report(
            book, self._by(broken),
            Report("carrier-broke-down", "invented: stands on the road, nobody is hurt", people, serial=serial),
        )  # fmt: skip
        passing.passed(
            book, self._by(broken), "carrier-changed", Whom(people, serial), from_=broken, to=spare,
            because="invented: the first one does not start again",
        )  # fmt: skip
        reference = getattr(entry.fact, "incident", "")
        closed = stage.now + timedelta(hours=self.said["breakdown_closed_hours"])
        stage.at(
            closed,
            lambda: happening.close(book, stage.desk("duty:operation-desk"), reference, "invented: a pump, replaced"),
        )

    def _pass(self, custodian: CustodianId, point: str, about: Whom, place: CustodianId) -> None:
        passing.passed(self.stage.book, self._by(custodian), point, about, place=place)

    def _by(self, custodian: CustodianId) -> Acting:
        return self.stage.by(custodian, self.stage.taking(custodian))
