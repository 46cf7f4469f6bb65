"""A small rehearsal: the scenario of 2026 with its tables cut to about 300 people, so that a run takes seconds.

Sites, days, rules and faults are the scenario's own; numbers of people, carriers and seats are scaled by hand below.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from musterbook.rehearsal.scenario import Scenario, find_scenario

PEOPLE: Final = {"hasakah": 150, "derik": 60, "alaya": 40, "shaddadi": 14, "houri": 12, "karkh": 30}
HELD: Final = {
    "hasakah": {"medical": 5, "court": 4, "security": 3},
    "derik": {"medical": 3, "identity-disputed": 2},
    "alaya": {"sex-not-this-operation": 4, "family-member": 2},
}
NATIONALITIES: Final = {"SYR": 150, "IRQ": 30, "TUN": 20, "DEU": 6, "XX-OTHER": 20, "unknown": 1}
BESIDE_THE_MOVE: Final = ("care", "casework", "enrolling")
"""Tables of the scenario for what is done beside the move."""
REGISTERED: Final = 307
"""150 + 60 + 40 + 14 + 12 + 30, and a stranger who stood at a door."""
LIFTABLE: Final = 227
"""150 + 60 + 40 at the three sites, less the 12 + 5 + 6 held there on other grounds."""
BOYS: Final = 8
DOUBTED: Final = 10
OFFERED: Final = 16
LATE: Final = 2
RECAPTURED: Final = 7
FLEET: Final = {
    "bus-01": 13, "bus-02": 13, "bus-03": 13, "bus-04": 13, "bus-05": 13, "bus-12": 13, "ch47-1": 13, "c130-1": 22,
    "coach-1": 13, "coach-2": 13, "flight-1": 172,
}  # fmt: skip


def small_scenario(
    into: Path, *, explanations: tuple[str, ...] = (), watch: bool = False, prints: bool = False, alone: bool = False
) -> Scenario:
    """Write the small scenario's tables into a folder, and what it says.

    Args:
        into: an empty folder.
        explanations: of the one person; those of the whole scenario when none is given.
        watch: whether the tables of the watch are copied too.
        prints: whether people are enrolled at the receiving facility, four of them with pictures for no reason.
        alone: whether the move is played alone, for tests of nothing beside it: half the time.
    """
    whole = find_scenario(str(Path(__file__).parents[2] / "rehearsals" / "syria-2026"))
    into.mkdir(parents=True, exist_ok=True)
    for path in sorted(whole.folder.iterdir()):
        if path.suffix == ".csv" or path.name == "operation.toml":
            shutil.copyfile(path, into / path.name)
    if watch:
        shutil.copytree(whole.folder / "watch", into / "watch")
    _cut_fleet(into)
    _calm(into / "operation.toml")
    said = {name: one for name, one in whole.said.items() if not alone or name not in BESIDE_THE_MOVE}
    if alone:
        ask_for_nothing_beside(into / "operation.toml")
    said["origins"] = [{**one, "people": PEOPLE[one["id"]]} for one in whole.said["origins"]]
    said["population"] = {
        "boys": BOYS, "age_in_doubt": DOUBTED, "kept_apart_pairs": 4, "displaced": {"DEU": 1},
        "nationalities": NATIONALITIES, "held": HELD,
    }  # fmt: skip
    said["arrivals"] = [{**one, "cumulative": _scaled(one["cumulative"])} for one in whole.said["arrivals"]]
    said["enrolling"] = {**whole.said["enrolling"], "one_in": 8, "searched": 4, "pictures": 4, "fingers": [2, 7]}
    if not prints:
        del said["enrolling"]
    said["faults"] = _faults(whole.faults, explanations)
    return Scenario(into, said)


def cut(path: Path, names: tuple[str, ...]) -> None:
    """Leave these tables, and what stands under them, out of a file."""
    kept, out = [], False
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if line.startswith("["):
            out = line.strip("[").partition("]")[0].partition(".")[0] in names
        kept += [] if out else [line]
    path.write_text("".join(kept), "utf-8")


def ask_for_nothing_beside(settings: Path) -> None:
    """No gate asks for what is done beside the move: sheets, looks, medicine, property, beds, fitness."""
    cut(settings, ("custody",))
    settings.write_text(settings.read_text("utf-8").replace("fitness_hours = 72\n", ""), "utf-8")


def _scaled(cumulative: int) -> int:
    """As large a part of everyone to be moved as in the whole scenario, and never fewer than the first night's."""
    return max(OFFERED, -(-cumulative * LIFTABLE // 5704))


def _faults(whole: Mapping[str, Any], explanations: tuple[str, ...]) -> dict[str, Any]:
    faults = dict(whole)
    faults["first_night"] = {**whole["first_night"], "offered": OFFERED, "late": LATE}
    faults["site_lost"] = {**whole["site_lost"], "recaptured": RECAPTURED, "escaped": 2, "dead": 1}
    if explanations:
        faults["last_person"] = {**whole["last_person"], "explanations": list(explanations)}
    return faults


def _calm(settings: Path) -> None:
    """No site is in danger: few people and a cut fleet then go in the order of the sites, on any seed."""
    said, _, behind = settings.read_text("utf-8").partition("[hazard]")
    _, table, rest = behind.partition("\n[")
    settings.write_text(f"{said}[hazard]\nelsewhere = 0.0\n{table}{rest}", "utf-8")


def _cut_fleet(folder: Path) -> None:
    """Keep the carriers of `FLEET` with its seats, and the officers of carriers that are kept."""
    carriers = rows_at(folder / "fleet.csv")
    gone = {row["carrier"] for row in carriers} - FLEET.keys()
    kept = [{**row, "seats": str(FLEET[row["carrier"]])} for row in carriers if row["carrier"] in FLEET]
    write_rows(folder / "fleet.csv", kept)
    write_rows(
        folder / "officers.csv", [row for row in rows_at(folder / "officers.csv") if row["custodian"] not in gone]
    )


def rows_at(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as read:
        return list(csv.DictReader(read))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as write:
        table = csv.DictWriter(write, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)
