"""An invented operation of two sites for `three_nodes.py`: people at Willow, buses, and Harbour that receives them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from musterbook.operation.acting import Acting
from musterbook.operation.template import make_folder
from musterbook.terms.custodians import CustodianId

MORNING: Final = datetime(2026, 1, 21, 3, tzinfo=UTC)
"""When the book is opened: six in the morning at Damascus."""

WILLOW, HARBOUR, DESK = (CustodianId(name) for name in ("willow", "harbour", "desk"))
SEATS: Final = 58
SEATS_OF_FEW: Final = 14
BUSES: Final = 4
GIVEN = ("Ahmad", "Basil", "Hasan", "Karim", "Majid", "Nabil", "Omar", "Rami", "Samir", "Walid")
FAMILY = ("al-Demo", "al-Wahmi", "al-Tajriba", "al-Mithal", "al-Khayal")

OPERATION = """\
[operation]
name = "Willow"
time_zone = "Asia/Damascus"
exercise = true
desk = "desk"
destination = "harbour"
legal_basis = "order 7 of 20 January 2026"

[parties]
coast = ["willow", "harbour"]
"""
HEADS = {
    "sites": "site,name,kind,role,lat,lon,capacity,intake_per_hour,custodian",
    "people": "name,sex,born,age_basis,nationality,site,legal",
    "fleet": "carrier,kind,mode,seats,speed_kmh,range_km,base,custodian,night",
    "escorts": "team,base,count",
    "roads": "from,to,km",
    "officers": "officer,custodian,role",
    "agreements": "agreement,kind,parties,acts,scope,cap_total,from",
}
OFFICERS = (
    "r.registrar desk registrar", "a.admin desk administrator", "o.desk desk operation-desk",
    "p.planner desk planner", "c.coord desk coordinator", "e.reviewer desk eligibility-reviewer",
    "w.officer willow site-officer", "w.counter willow counting-officer", "w.second willow counting-officer",
    "w.clerk willow register-clerk", "h.officer harbour receiving-officer", "h.counter harbour counting-officer",
    "h.second harbour counting-officer",
)  # fmt: skip


def buses(people: int) -> list[CustodianId]:
    """The buses there are for so many people."""
    return [CustodianId(f"bus-{place}") for place in range(1, (BUSES if people > SEATS else 1) + 1)]


def fill(folder: Path, people: int) -> Path:
    """Make the operation folder for so many people, all grown men whose papers were seen."""
    make_folder(folder)
    scope = "giver = willow and receiver = harbour and sex = male"
    seats = SEATS if people > SEATS else SEATS_OF_FEW
    rows: dict[str, list[Sequence[str]]] = {
        "sites": [
            ("WLW", "Willow", "prison", "origin", "35.95", "40.35", str(people + 50), "", "willow"),
            ("HRB", "Harbour", "prison", "receiving", "36.50", "41.30", str(people + 50), "200", "harbour"),
        ],
        "people": [
            (f"{GIVEN[one % 10]} {FAMILY[one // 10 % 5]} {one}", "male", str(1965 + one % 35), "seen", "Syria", "WLW",
             "security")
            for one in range(people)
        ],
        "fleet": [
            (bus, "bus", "road", str(seats), "60", "900", "WLW", bus, "yes") for bus in buses(people)
        ],
        "escorts": [("TEAM-1", "WLW", "60"), ("TEAM-2", "HRB", "20")],
        "roads": [("WLW", "HRB", "118")],
        "officers": [
            *(one.split() for one in OFFICERS), *((f"escort-{bus}", bus, "escort-commander") for bus in buses(people)),
        ],
        "agreements": [
            ("AGR-01", "memorandum", "willow;harbour", "custody-change;relocation", scope, str(people), "2026-01-20")
        ],
    }  # fmt: skip
    for name, cells in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADS[name].split(","), *cells])
    (folder / "operation.toml").write_text(OPERATION, encoding="utf-8")
    return folder


def acting(who: str, by: CustodianId, minutes: float) -> Acting:
    """Officers of an act, `officer/role` and more behind a blank, so many minutes after the morning."""
    officers = tuple((one.split("/")[0], one.split("/")[1]) for one in who.split())
    return Acting(by, officers, MORNING + timedelta(minutes=minutes))
