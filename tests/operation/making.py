"""A small invented operation: twelve people at Willow, a bus, and Harbour that receives them; and a book of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation import clearing, seating
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.template import make_folder
from musterbook.terms.custodians import CustodianId

MORNING = datetime(2026, 1, 21, 3, 0, tzinfo=UTC)
"""When the book is opened: six in the morning at Damascus."""

WILLOW, BUS, HARBOUR, DESK = (CustodianId(name) for name in ("willow", "bus-1", "harbour", "desk"))
NAMES = (
    "Ahmad al-Demo", "Basil al-Demo", "Hasan al-Wahmi", "Karim al-Wahmi", "Majid al-Tajriba", "Nabil al-Tajriba",
    "Omar al-Demo", "Rami al-Wahmi", "Samir al-Tajriba", "Walid al-Demo", "Yusuf al-Wahmi", "Ziad al-Tajriba",
)  # fmt: skip
"""Ten men whose papers were seen, Yusuf whose age nobody knows, and Ziad, a boy of fifteen."""

BIRTHS = ("1988", "1990-05", "1979", "1985", "1992", "1975", "1983", "1995", "1987", "1981", "", "2010")
Cells = Sequence[Sequence[str]]

TABLES: Mapping[str, Cells] = {
    "sites": (
        ("site", "name", "name_ar", "kind", "role", "lat", "lon", "capacity", "intake_per_hour", "custodian"),
        ("WLW", "Willow", "الصفصاف", "prison", "origin", "35.95", "40.35", "60", "", "willow"),
        ("HRB", "Harbour", "الميناء", "prison", "receiving", "36.50", "41.30", "400", "60", "harbour"),
    ),
    "people": (
        ("name", "sex", "born", "age_basis", "nationality", "site", "legal"),
        *(
            (name, "male", born, "seen" if born else "", "Syria", "WLW", "security")
            for name, born in zip(NAMES, BIRTHS, strict=True)
        ),
    ),
    "fleet": (
        ("carrier", "kind", "mode", "seats", "speed_kmh", "range_km", "base", "custodian", "night"),
        ("bus-1", "bus", "road", "40", "60", "900", "WLW", "bus-1", "yes"),
    ),
    "escorts": (("team", "base", "count"), ("TEAM-1", "WLW", "8"), ("TEAM-2", "HRB", "4")),
    "roads": (("from", "to", "km"), ("WLW", "HRB", "118")),
    "officers": (
        ("officer", "custodian", "role"),
        ("r.registrar", "desk", "registrar"), ("a.admin", "desk", "administrator"),
        ("o.desk", "desk", "operation-desk"), ("p.planner", "desk", "planner"), ("c.coord", "desk", "coordinator"),
        ("e.reviewer", "desk", "eligibility-reviewer"), ("s.security", "desk", "security-officer"),
        ("g.panel", "desk", "age-panel"), ("l.legal", "desk", "legal-reviewer"), ("d.doctor", "desk", "clinician"),
        ("w.officer", "willow", "site-officer"), ("w.counter", "willow", "counting-officer"),
        ("w.clerk", "willow", "register-clerk"), ("b.escort", "bus-1", "escort-commander"),
        ("h.officer", "harbour", "receiving-officer"), ("h.counter", "harbour", "counting-officer"),
    ),
    "agreements": (
        ("agreement", "kind", "parties", "acts", "scope", "cap_total", "from"),
        ("AGR-01", "memorandum", "willow;harbour", "custody-change;relocation",
         "giver = willow and receiver = harbour and sex = male", "12", "2026-01-20"),
    ),
}  # fmt: skip

SMALL_BUSES = {
    "fleet": (
        TABLES["fleet"][0],
        ("bus-1", "bus", "road", "8", "60", "900", "WLW", "bus-1", "yes"),
        ("bus-2", "bus", "road", "8", "60", "900", "WLW", "bus-2", "yes"),
    ),
    "escorts": (("team", "base", "count"), ("TEAM-1", "WLW", "2"), ("TEAM-2", "HRB", "4")),
    "officers": (
        *TABLES["officers"], ("b.other", "bus-2", "escort-commander"), ("w.gate", "willow", "receiving-officer"),
    ),
}  # fmt: skip
"""Six people and two escorts fill a bus, and two escorts are all there are: the ten go in two serials, one by one."""

OPERATION = """\
[operation]
name = "Willow"
time_zone = "Asia/Damascus"
exercise = {exercise}
desk = "desk"
destination = "harbour"
legal_basis = "order 7 of 20 January 2026"

[parties]
coast = ["willow", "harbour"]
"""


def fill(folder: Path, changed: Mapping[str, Cells] | None = None, *, exercise: bool = True) -> Path:
    """Make the operation folder, with some tables as a test wants them."""
    make_folder(folder)
    for name, cells in {**TABLES, **(changed or {})}.items():
        write_cells(folder / f"{name}.csv", cells)
    (folder / "operation.toml").write_text(OPERATION.format(exercise=str(exercise).lower()), encoding="utf-8")
    return folder


def write_cells(path: Path, cells: Cells) -> None:
    """Write rows as they are, whatever they are."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)


def open_small_book(
    folder: Path, seed: int = 1, changed: Mapping[str, Cells] | None = None, officers: Cells = (),
    nodes: Mapping[str, frozenset[CustodianId]] | None = None,
) -> Book:  # fmt: skip
    """A book on the small operation, in `folder / "willow" / "book"`; an exercise, so that keys come from the seed.

    `officers` are named beside those of the operation; `nodes` have logs of their own, each for some custodians.
    """
    more = {"officers": (*TABLES["officers"], *officers)} if officers else {}
    place = fill(folder / "willow", {**more, **(changed or {})})
    return open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=seed, nodes=nodes))


def acting(who: Mapping[str, str] | str, by: CustodianId, *, minutes: int) -> Acting:
    """Officers, each with the role, acting for `by` so many minutes after the morning; one is `officer/role`."""
    officers = dict([who.split("/")]) if isinstance(who, str) else dict(who)
    return Acting(by, tuple(officers.items()), MORNING + timedelta(minutes=minutes))


def clear_everyone(book: Book) -> None:
    """A reviewer clears everyone at Willow who can be."""
    clearing.clear(
        book, acting("e.reviewer/eligibility-reviewer", DESK, minutes=60), clearing.clearable(book, WILLOW),
        destination=book.settings.destination, legal_basis=book.settings.legal_basis,
    )  # fmt: skip


def adopt(book: Book, plan: str, *, minutes: int, because: str = "first plan") -> list[tuple[str, int]]:
    """The desk adopts a plan, and the planner seats people on it."""
    desk, planner = (acting(who, DESK, minutes=minutes) for who in ("o.desk/operation-desk", "p.planner/planner"))
    return seating.adopt_and_seat(book, desk, planner, plan, because=because)


def by_leaving(book: Book) -> list[Manifest]:
    """The serials with people, in the order of leaving."""
    running = (one for one in book.reading(Manifests).serials.values() if not one.scrubbed and one.people)
    return sorted(running, key=lambda one: one.leaves_at)
