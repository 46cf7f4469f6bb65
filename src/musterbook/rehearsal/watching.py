"""The watch of a rehearsal: reports come in, the room looks every morning, and its alerts are answered, or not.

What is reported lies in tables beside the scenario, all of it invented; what the room makes of it is computed as in any
operation, by `operation.warning`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import read_fact
from musterbook.operation import loading, reporting
from musterbook.operation.acting import Acting
from musterbook.operation.incident_store import StoredIncidents
from musterbook.operation.warning import warn
from musterbook.rehearsal.stage import Stage
from musterbook.store.incidents import IncidentStore
from musterbook.terms.times import read_moment, written
from musterbook.watch.alert_book import Alerts
from musterbook.watch.facts import AlertRaised, GuardsReported
from musterbook.watch.files_loaded import FilesLoaded

ANALYST: Final = "analyst:watch-analyst"
ANSWERING: Final = ("operation-desk", "watch-analyst", "site-officer", "receiving-officer", "coordinator", "planner")
"""The roles that may answer an alert, in the order in which an officer with several signs."""
NEVER: Final = "never"

Said = Mapping[str, Any]


@dataclass(slots=True)
class Watching:
    """Keeps the watch of one rehearsal.

    Attributes:
        stage: the shared stage.
        folder: where the tables lie: `guards.csv`, `reports.toml`, and the files of incidents and of control.
        said: `[watch]` of the scenario: `looks_at` (the hour of every morning's look), `looks_after_reports` (from when
            on every report is looked at too), `answer_minutes`, `files` and `answers`.
        into: the book's folder.
        answered: how often each rule of `answers` was used.
    """

    stage: Stage
    folder: Path
    said: Said
    into: Path
    answered: list[int] = field(default_factory=list)

    def set(self, *, until: datetime) -> None:
        """Set every report at its hour, and every morning's look at its own.

        What was said before the book begins is told in it at once, but for guards, of whom only the newest counts.
        """
        stage = self.stage
        self.answered = [0] * len(self.said.get("answers", ()))
        for one in self.said.get("files", ()):
            stage.at(one["at"], partial(self.load, one["file"]))
        for at, fact in self._guards():
            if at >= stage.now:
                stage.at(at, partial(self.guards, fact))
        for one in tomllib.loads((self.folder / "reports.toml").read_text("utf-8"))["report"]:
            stage.at(one["at"], partial(self.report, one))
        morning = stage.now.replace(hour=self.said["looks_at"], minute=0, second=0)
        while morning < until:
            if morning > stage.now:
                stage.at(morning, self.look)
            morning += timedelta(days=1)

    def load(self, file: str) -> None:
        """The analyst reads a file in."""
        store = IncidentStore.writing(self.into)
        try:
            read = loading.read_file(self.folder / file, arrived_at=self.stage.now)
            loading.load(self.stage.book, store, read, self.stage.desk(ANALYST))
        finally:
            store.close()
        self._look_after()

    def guards(self, fact: GuardsReported) -> None:
        """A site's officer says how many are on guard."""
        places = self.stage.book.places
        acting = self.stage.by(places.custodian_at(fact.site), "officer:site-officer")
        reporting.report(self.stage.book, acting, fact)
        if not fact.on_site:
            self._look_after()

    def report(self, said: Said) -> None:
        """Whoever is named writes what he was told."""
        told = {name: _plain(value) for name, value in said["says"].items()}
        acting = self.stage.by(said.get("by", self.stage.book.settings.desk), *said["officers"])
        reporting.report(self.stage.book, acting, read_fact(said["kind"], told))
        self._look_after()

    def look(self) -> None:
        """The room looks at every site, and whoever owns an alert it raises does what the scenario says, or nothing."""
        stage, store = self.stage, IncidentStore.reading(self.into)
        try:
            rows = None if store is None else StoredIncidents(store, stage.book.reading(FilesLoaded))
            entries = warn(stage.book, rows, stage.now)
        finally:
            if store is not None:
                store.close()
        for entry in entries:
            if isinstance(entry.fact, AlertRaised):
                self._meet(entry, entry.fact)

    def answer(self, alert: str, officer: str, answer: str, to: str) -> None:
        """An owner answers, if the alert is still open; whoever it is handed on to takes it."""
        stage = self.stage
        found = stage.book.reading(Alerts).get(alert)
        if found is None or not found.open:
            return
        reporting.answer(stage.book, self._as(officer), found, said=answer, to=to)
        if to:
            later = stage.now + timedelta(minutes=self.said["answer_minutes"])
            stage.at(later, partial(self.answer, alert, to, "taken", ""))

    def _look_after(self) -> None:
        """From the hour the scenario says on, whatever is reported is looked at as soon as the doing is over."""
        if self.stage.now >= self.said["looks_after_reports"]:
            self.stage.at(self.stage.now + timedelta(minutes=1), self.look)

    def _meet(self, entry: Entry, fact: AlertRaised) -> None:
        """What its owner will do about an alert: by the first rule that fits and is not used up, or as is usual."""
        minutes, answer, to = self.said["answer_minutes"], "taken", ""
        about = {"site": fact.site, "rung": fact.rung, "cause": fact.cause}
        for number, rule in enumerate(self.said.get("answers", ())):
            fits = all(rule.get(name, said) == said for name, said in about.items())
            if fits and rule["from"] <= entry.happened_at and self.answered[number] < rule.get("times", 1):
                self.answered[number] += 1
                minutes, answer, to = rule.get("minutes", minutes), rule["answer"], rule.get("to", "")
                break
        if answer != NEVER:
            later = self.stage.now + timedelta(minutes=minutes)
            self.stage.at(later, partial(self.answer, fact.alert, fact.owner, answer, to))

    def _as(self, officer: str) -> Acting:
        register = self.stage.book.register
        roles = {one.role for one in register.grants_at(register.size) if one.officer == officer}
        custodian = officer.partition(".")[0]
        return self.stage.by(custodian, f"{officer}:{next(role for role in ANSWERING if role in roles)}")

    def _guards(self) -> Iterator[tuple[datetime, GuardsReported]]:
        """Every report of `guards.csv`, whose rows stand for one or for one every so many hours, in local time."""
        zone = self.stage.zone
        with (self.folder / "guards.csv").open(encoding="utf-8", newline="") as read:
            for row in csv.DictReader(read):
                at, until = read_moment(row["from"]), read_moment(row["until"] or row["from"])
                while at <= until:
                    filled = int(row["posts_filled"])
                    yield at, GuardsReported(
                        site=row["site"], counted_at=at.astimezone(zone), shift_hours=int(row["shift_hours"]),
                        posts_minimum=int(row["posts_minimum"]), posts_filled=filled, armed=row["armed"],
                        on_site=filled > 0,
                    )  # fmt: skip
                    at += timedelta(hours=int(row["every_hours"] or 24))


def _plain(value: object) -> object:
    """A value of the table as the book writes it."""
    return written(value) if isinstance(value, datetime) else value
