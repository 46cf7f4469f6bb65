"""The scenario: a rehearsal's folder read, its population invented, and an operation folder written from both."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, cast

from musterbook.rehearsal import scenario_tables
from musterbook.rehearsal.inmates import invent_inmates
from musterbook.rehearsal.population import Population, Run, invent_population
from musterbook.rehearsal.scenario_tables import unknown, unknown_tables
from musterbook.tables import SCHEMAS, Reading, read_table
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed

RUNS: Final = ("gated", "as-published")
GATED_ALONE: Final = frozenset({"enrolling"})
"""Tables that only the run `gated` plays."""
ENROLLED: Final = ("sample", "all")
WATCH: Final = "watch"
"""The table of the scenario, and the folder, of the watch."""
GENERATED: Final = ("people", "keepapart")
POPULATIONS: Final = {"detainees": invent_population, "inmates": invent_inmates}
"""Who is invented, by the scenario's word for them."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a rehearsal's `scenario.toml` says, and where its tables lie."""

    folder: Path
    said: Mapping[str, Any]

    @property
    def begins(self) -> datetime:
        """When the operation begins: people are registered, and the move is prepared."""
        return cast("datetime", self.said["begins"])

    @property
    def opens(self) -> datetime:
        """The first instant of the book: when the watch begins, where it is kept before the operation."""
        return cast("datetime", self.said.get(WATCH, {}).get("begins", self.begins))

    @property
    def ends(self) -> datetime:
        """The instant the account is drawn up for."""
        return cast("datetime", self.said["ends"])

    @property
    def clerks_zone(self) -> timezone:
        """The offset clerks write their times at."""
        return timezone(timedelta(minutes=int(self.said["offset_minutes"])))

    @property
    def faults(self) -> Mapping[str, Any]:
        """What goes wrong."""
        return cast("Mapping[str, Any]", self.said.get("faults", {}))

    @property
    def destinations(self) -> tuple[CustodianId, ...]:
        """The custodians people are moved to, the chief one first."""
        return tuple(CustodianId(one) for one in self.said.get("destinations", [self.said["destination"]]))

    @property
    def has_watch(self) -> bool:
        """Whether tables of a watch lie beside it."""
        return (self.folder / WATCH / "watch.toml").is_file()

    def watched(self) -> Scenario:
        """The same, with the watch kept in the months before, as `watch/watch.toml` in its folder says.

        Malformed when there is none, or something stands in it that nothing reads.
        """
        path = self.folder / WATCH / "watch.toml"
        if not self.has_watch:
            raise Malformed(Fault("rehearsal.unknown", values={"name": f"{self.folder.name}/{WATCH}"}))
        kept = tomllib.loads(path.read_text("utf-8"))
        _refuse(unknown(kept, scenario_tables.WATCH, file=f"{WATCH}/watch.toml"))
        return Scenario(self.folder, {**self.said, WATCH: kept})

    def in_run(self, run: Run) -> Scenario:
        """What of it happens in a run: `as-published` shows what was published, and nothing that we add behind it."""
        if run != "as-published":
            return self
        said = {name: one for name, one in self.said.items() if name not in GATED_ALONE}
        if "care" in said:  # nobody found a child before the move: that is what was published
            known = {name: one for name, one in said["care"]["known"].items() if name != "children"}
            said["care"] = {**said["care"], "known": known}
        return Scenario(self.folder, said)

    def enrolling(self, whom: str) -> Scenario:
        """The same with `all` enrolled who came and looked for, or the `sample` the scenario says.

        Malformed for anything else.
        """
        if whom not in ENROLLED:
            raise Malformed(Fault("rehearsal.enrol", values={"typed": whom, "known": ", ".join(ENROLLED)}))
        table = self.said.get("enrolling")
        if whom == "sample" or table is None:
            return self
        return Scenario(self.folder, {**self.said, "enrolling": {**table, "one_in": 1, "searched": sys.maxsize}})

    @property
    def runs(self) -> tuple[str, ...]:
        """The runs it can be played in."""
        return tuple(self.said.get("runs", RUNS[:1]))


def find_scenario(name: str) -> Scenario:
    """The scenario of that name, or in that folder; Malformed when there is none, or it has a table nothing reads."""
    places = (
        Path(name),
        Path(__file__).parents[3] / "rehearsals" / name,
        Path(__file__).parents[1] / "rehearsals" / name,
    )
    for folder in places:
        if (folder / "scenario.toml").is_file():
            said = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
            _refuse(unknown_tables(said, file=f"{folder.name}/scenario.toml"))
            return Scenario(folder, said)
    raise Malformed(Fault("rehearsal.unknown", values={"name": name}))


def run_named(name: str, scenario: Scenario | None = None) -> Run:
    """The run of that name; Malformed for any other, or one that the scenario does not have."""
    known = RUNS if scenario is None else scenario.runs
    if name not in known:
        raise Malformed(Fault("rehearsal.run", values={"typed": name, "known": ", ".join(known)}))
    return cast("Run", name)


def write_folder(scenario: Scenario, into: Path, *, run: Run, seed: int) -> Population:
    """Write the operation folder of a run: the scenario's own tables, and the invented people."""
    into.mkdir(parents=True, exist_ok=True)
    for path in sorted(scenario.folder.iterdir()):
        if path.suffix == ".csv" or path.name == "operation.toml":
            shutil.copyfile(path, into / path.name)
    if WATCH in scenario.said:
        _join_watch(scenario.folder / WATCH, into)
    population = POPULATIONS[scenario.said.get("people_are", "detainees")](scenario.said, run=run, seed=seed)
    _write_rows(into / "people.csv", population.people)
    _write_rows(into / "keepapart.csv", population.apart)
    return population


def claims_of(folder: Path, zone: timezone) -> list[Mapping[str, Any]]:
    """The published figures of a folder, in order of time; none where nobody published any."""
    if not (folder / "claims.csv").is_file():
        return []
    table = read_table(folder / "claims.csv", SCHEMAS["claims"], Reading(zone=zone))
    rows = sorted(
        table.rows, key=lambda row: (row.must("as_of", datetime), row.must("source", str), row.must("value", int))
    )
    return [row.cells for row in rows]


def _refuse(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise Malformed.of(found)


def _join_watch(folder: Path, into: Path) -> None:
    """Put behind officers and settings those of the watch."""
    _, *officers = (folder / "officers.csv").read_text("utf-8").splitlines(keepends=True)
    added = {"officers.csv": "".join(officers), "operation.toml": (folder / "operation.toml").read_text("utf-8")}
    for name, text in added.items():
        with (into / name).open("a", encoding="utf-8", newline="") as behind:
            behind.write(text)


def _write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Plain CSV with every column that occurs; nothing in it begins like a formula."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(columns)]
    lines += [",".join(_quoted(row.get(name, "")) for name in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell or ";" in cell else cell
