"""A small storm: the scenario of the hurricane with six facilities and 170 people, so that a run takes seconds.

The storm, its advisories and the rules are the scenario's own; facilities, carriers and agreements are cut below.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from musterbook.rehearsal.scenario import Scenario, find_scenario
from tests.rehearsal.small import rows_at, write_rows

PEOPLE: Final = {"sandhill": 44, "osprey": 40, "palmetto": 26, "manatee-run": 20, "prairie": 25, "lakebend": 15}
REGISTERED: Final = 170
"""44 + 40 + 26 + 20 + 25 + 15."""
CHILDREN: Final = 5
STRETCHERS: Final = 2
NEVER_MOVED: Final = 1
"""One in hospital at osprey, whose hold nobody lifts."""
FLEET: Final = ("bus-14", "bus-15", "bus-16", "bus-17", "bus-24", "van-1", "van-2", "ambulance-1")

OPERATION: Final = """
[operation]
name = "EXERCISE SMALL STORM"
time_zone = "America/New_York"
exercise = true
desk = "desk"
destination = "prairie"
receivers = ["lakebend"]
legal_basis = "ORDER-1"
[parties]
department = ["sandhill", "osprey", "palmetto", "manatee-run", "prairie", "lakebend"]
[eligibility]
population = "everyone"
[coordination]
stale_book_hours = 12
protecting_body = true
[hazard]
elsewhere = 0.0
"""
SCOPES: Final = {
    "ORDER-1": "giver in {sandhill, osprey, palmetto} and receiver = prairie and sex = male and child = no",
    "ORDER-2": "giver = manatee-run and receiver = lakebend and sex = female and child = no",
    "ORDER-3": "giver = palmetto and receiver = prairie and child = yes and kind = protective",
}


def small_storm(into: Path, **storm: float) -> Scenario:
    """Write the small scenario's tables into a folder, and what it says; `storm` replaces lines of its `[storm]`."""
    whole = find_scenario(str(Path(__file__).parents[2] / "rehearsals" / "florida-storm"))
    into.mkdir(parents=True, exist_ok=True)
    for table, column in (("sites", "site"), ("escorts", "base")):
        write_rows(into / f"{table}.csv", [r for r in rows_at(whole.folder / f"{table}.csv") if r[column] in PEOPLE])
    fleet = [row for row in rows_at(whole.folder / "fleet.csv") if row["carrier"] in FLEET]
    write_rows(into / "fleet.csv", [{**row, "base": _base(row["base"])} for row in fleet])
    roads = [row for row in rows_at(whole.folder / "roads.csv") if {row["from"], row["to"]} <= PEOPLE.keys()]
    write_rows(into / "roads.csv", roads)
    known = {*PEOPLE, *FLEET, "desk"}
    officers = [row for row in rows_at(whole.folder / "officers.csv") if row["custodian"] in known]
    write_rows(into / "officers.csv", officers)
    write_rows(into / "agreements.csv", [_agreement(name, scope) for name, scope in SCOPES.items()])
    (into / "operation.toml").write_text(OPERATION, encoding="utf-8")
    return Scenario(into, _said(whole, storm))


def _said(whole: Scenario, storm: Mapping[str, float]) -> dict[str, Any]:
    said = {name: value for name, value in whole.said.items() if name not in ("condition", "by_hand")}
    said |= {"destination": "prairie", "destinations": ["prairie", "lakebend"]}
    said["notices"] = [{**one, "sites": said["destinations"]} for one in whole.said["notices"]]
    said["origins"] = [
        {**one, "people": PEOPLE[one["id"]]} for one in whole.said["origins"] if one["id"] in PEOPLE
    ]  # fmt: skip
    said["population"] = {
        **whole.said["population"], "kept_apart_pairs": 4, "children": {"palmetto": CHILDREN},
        "stretcher": {"osprey": STRETCHERS}, "medical": {"osprey": NEVER_MOVED},
    }  # fmt: skip
    first, second, _ = whole.said["by_hand"]
    said["by_hand"] = [first, {**second, "origin": "osprey", "drive_minutes": 190}]
    said["plan"] = {**whole.said["plan"], "trials": 40, "trials_again": 20, "kept_free": 20}
    said["storm"] = {**whole.said["storm"], "move_at": 0.2, "join_at": 0.1, **storm}
    faults = whole.faults
    said["faults"] = {
        "breakdown": faults["breakdown"] | {"carrier": "bus-15", "spare": "bus-17"}, "paper": faults["paper"],
        "flooded": faults["flooded"] | {"ends": ["sandhill", "prairie"], "hours": 2},
        "doubled": faults["doubled"], "forged": faults["forged"] | {"by": "bus-14.commander"},
        "miscount": faults["miscount"] | {"site": "osprey"},
    }  # fmt: skip
    said["plan"]["set_apart"] = ["bus-17", "van-1", "van-2", "ambulance-1"]
    return said


def _base(base: str) -> str:
    return base if base in PEOPLE else "prairie"


def _agreement(name: str, scope: str) -> dict[str, str]:
    return {
        "agreement": name, "kind": "consent", "parties": "department", "acts": "relocation;custody-change",
        "scope": scope, "from": "2026-09-06T00:00-04:00", "until": "2026-09-30", "signers": "department",
    }  # fmt: skip
