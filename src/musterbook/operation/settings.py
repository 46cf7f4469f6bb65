"""The settings of an operation, read from its `operation.toml` by a door and passed down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from musterbook.camps.settings import CampsSettings
from musterbook.coordination.settings import CoordinationSettings
from musterbook.custody.settings import CustodySettings
from musterbook.eligibility.asked import MAY_BE_OFF
from musterbook.eligibility.settings import EligibilitySettings
from musterbook.operation.watch_settings import WatchSettings, read_watch
from musterbook.repatriation.settings import RepatriationSettings
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.markings import EXERCISE, RESTRICTED

FILE: Final = "operation.toml"
DESK: Final = CustodianId("desk")
NOBODY: Final = CustodianId("")
ELSEWHERE: Final = "elsewhere"
UNKNOWN_HAZARD: Final = 0.01
"""Chance per day of losing a site nobody has judged: about one in fourteen within a week (judged)."""
SECTIONS: Final = (
    "principals", "headcount", "moved", "outlooks", "gates", "overrides", "decisions", "actions", "agreements",
    "discrepancies", "differing", "returns", "camps", "requests",
)  # fmt: skip
"""The sections of a report, in their order (casework.md section 6)."""
S = TypeVar("S", CustodySettings, EligibilitySettings, RepatriationSettings, CoordinationSettings, CampsSettings)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operation decided about itself.

    Attributes:
        name: shown on every page, and part of every checkpoint's origin.
        time_zone: IANA name; local times and local days are of this zone.
        exercise: every person is invented; keys, salts and ids may come from a seed, and every page says so.
        desk: the custodian that keeps the register.
        destination: the receiving facility agreements and clearances are about.
        receivers: further receiving facilities, where one is not enough; each agreement says whom it takes.
        legal_basis: what clearances cite unless they say otherwise.
        clocks: further local clocks on the console, as (label, IANA name).
        parties: party → its custodians, for agreements.
        hazard: site → chance per day of losing control of it, judged by the desk; `elsewhere` for sites not named.
        report_marks: section of the situation report → its marking; the operation's own for sections not named.
        watch: who owns alerts, and who is told when nobody answers.
        gates_off: gates this operation does not ask, and why; opening a book writes it as facts, and those count.
        custody, eligibility, repatriation, coordination, camps: clocks, margins and the population of those rooms.
    """

    name: str
    time_zone: str = "UTC"
    exercise: bool = False
    desk: CustodianId = DESK
    destination: CustodianId = NOBODY
    receivers: tuple[CustodianId, ...] = ()
    legal_basis: str = ""
    clocks: tuple[tuple[str, str], ...] = ()
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hazard: Mapping[str, float] = field(default_factory=dict)
    report_marks: Mapping[str, str] = field(default_factory=dict)
    watch: WatchSettings = field(default_factory=WatchSettings)
    gates_off: Mapping[str, str] = field(default_factory=dict)
    custody: CustodySettings = field(default_factory=CustodySettings)
    eligibility: EligibilitySettings = field(default_factory=EligibilitySettings)
    repatriation: RepatriationSettings = field(default_factory=RepatriationSettings)
    coordination: CoordinationSettings = field(default_factory=CoordinationSettings)
    camps: CampsSettings = field(default_factory=CampsSettings)

    @property
    def ends(self) -> tuple[CustodianId, ...]:
        """Every receiving custodian, the chief one first."""
        return (self.destination, *(one for one in self.receivers if one != self.destination))

    @property
    def marking(self) -> str:
        """The words boxed on every page, paper and export."""
        return EXERCISE if self.exercise else RESTRICTED

    def hazard_at(self, site: str) -> float:
        """The chance per day of losing control of a site. Unknown is not nothing: somebody waits there to be moved."""
        return self.hazard.get(site, self.hazard.get(ELSEWHERE, UNKNOWN_HAZARD))

    @property
    def zone(self) -> ZoneInfo:
        """The operation's time zone."""
        return ZoneInfo(self.time_zone)


def read_settings(path: Path) -> Settings:
    """The settings in `operation.toml` at `path`; Malformed with every fault found."""
    if not path.is_file():
        raise Malformed(Fault("folder.file-missing", file=path.name))
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Malformed(Fault("settings.not-toml", file=path.name, values={"why": str(error)[:120]})) from None
    faults: list[Fault] = []
    settings = Settings(
        **_plain(_part(said, "operation", faults), faults),
        clocks=tuple((label, str(zone)) for label, zone in _part(said, "clocks", faults).items()),
        parties=_parties(_part(said, "parties", faults), faults),
        hazard=_hazard(_part(said, "hazard", faults), faults),
        report_marks=_marks(_part(said, "report", faults), faults),
        watch=read_watch(_part(said, "watch", faults), faults),
        custody=_room(CustodySettings, "custody", said, faults),
        eligibility=_room(EligibilitySettings, "eligibility", said, faults),
        repatriation=_room(RepatriationSettings, "repatriation", said, faults),
        coordination=_room(CoordinationSettings, "coordination", said, faults),
        camps=_room(CampsSettings, "camps", said, faults),
        gates_off=_gates_off(_part(said, "gates_off", faults), faults),
    )
    known = {
        "operation", "clocks", "parties", "hazard", "report", "watch", "custody", "eligibility", "repatriation",
        "coordination", "camps", "gates_off",
    }  # fmt: skip
    faults += [
        Fault("settings.unknown-table", file=FILE, column=table, values={"known": ", ".join(sorted(known))})
        for table in sorted(said.keys() - known)
    ]
    for zone in (settings.time_zone, *(zone for _, zone in settings.clocks)):
        if not _is_zone(zone):
            faults.append(Fault("settings.no-such-zone", file=FILE, column="time_zone", values={"zone": zone}))
    if faults:
        raise Malformed.of(faults)
    return settings


_PLAIN: Final = {"name": str, "time_zone": str, "exercise": bool, "desk": str, "destination": str, "legal_basis": str}


def _part(said: Mapping[str, Any], name: str, faults: list[Fault]) -> Mapping[str, Any]:
    """One table of the file; empty, with a fault, when something else stands under its name."""
    part = said.get(name, {})
    if isinstance(part, Mapping):
        return part
    faults.append(Fault("settings.wrong-type", file=FILE, column=name, values={"wanted": f"[{name}]"}))
    return {}


def _parties(said: Mapping[str, Any], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Party → custodians; a party that is no list of names is a fault."""
    parties = {}
    for party, names in said.items():
        found = _names(names, f"parties.{party}", faults)
        if found is not None:
            parties[party] = found
    return parties


def _names(said: object, column: str, faults: list[Fault]) -> tuple[str, ...] | None:
    """A list of names; None, with a fault, when it is none."""
    if isinstance(said, list) and all(isinstance(name, str) for name in said):
        return tuple(said)
    faults.append(Fault("settings.wrong-type", file=FILE, column=column, values={"wanted": "[…]"}))
    return None


def _hazard(said: Mapping[str, Any], faults: list[Fault]) -> dict[str, float]:
    """Site → chance per day; what is no number, or lies outside 0 up to 1, is a fault."""
    kept = {}
    for site, rate in said.items():
        column = f"hazard.{site}"
        if isinstance(rate, bool) or not isinstance(rate, int | float):
            faults.append(Fault("settings.wrong-type", file=FILE, column=column, values={"wanted": "0.05"}))
        elif not 0 <= rate < 1:
            bounds = {"setting": column, "value": str(rate), "least": "0", "most": "0.99"}
            faults.append(Fault("settings.out-of-bounds", file=FILE, column=column, values=bounds))
        else:
            kept[site] = float(rate)
    return kept


def _gates_off(said: Mapping[str, Any], faults: list[Fault]) -> dict[str, str]:
    """Gate → why it is not asked; a gate that nobody may turn off, or no reason, is a fault."""
    kept = {}
    for rule, why in said.items():
        if rule not in MAY_BE_OFF:
            known = ", ".join(MAY_BE_OFF)
            faults.append(
                Fault("settings.gate-stays-on", file=FILE, column="gates_off", values={"gate": rule, "known": known})
            )
        elif not isinstance(why, str) or not why.strip():
            faults.append(Fault("settings.wrong-type", file=FILE, column=f"gates_off.{rule}", values={"wanted": "why"}))
        else:
            kept[rule] = why.strip()
    return kept


def _marks(said: Mapping[str, Any], faults: list[Fault]) -> dict[str, str]:
    """Section of a report → marking; another section, or what is no text, is a fault."""
    known = {"known": ", ".join(SECTIONS)}
    faults += [
        Fault("settings.unknown-field", file=FILE, column=f"report.{name}", values=known)
        for name in sorted(said.keys() - set(SECTIONS))
    ]
    faults += [
        Fault("settings.wrong-type", file=FILE, column=f"report.{name}", values={"wanted": '"TLP:AMBER"'})
        for name, marking in said.items()
        if not isinstance(marking, str) or not marking
    ]
    return {name: marking for name, marking in said.items() if name in SECTIONS and isinstance(marking, str)}


def _plain(said: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """The fields of the table [operation], each of its type."""
    known = ", ".join(sorted((*_PLAIN, "receivers")))
    faults += [
        Fault("settings.unknown-field", file=FILE, column=name, values={"known": known})
        for name in sorted(said.keys() - _PLAIN.keys() - {"receivers"})
    ]
    kept = {}
    for name, wanted in _PLAIN.items():
        if name in said and type(said[name]) is not wanted:
            faults.append(Fault("settings.wrong-type", file=FILE, column=name, values={"wanted": wanted.__name__}))
        elif name in said:
            kept[name] = said[name]
    if "receivers" in said:
        kept["receivers"] = tuple(CustodianId(one) for one in _names(said["receivers"], "receivers", faults) or ())
    if not kept.get("name"):
        faults.append(Fault("settings.lacking", file=FILE, column="name"))
        kept["name"] = ""
    return kept


def _room(kind: type[S], table: str, said: Mapping[str, Any], faults: list[Fault]) -> S:
    """The settings of one room; unknown names and wrong types are faults, the rest is kept."""
    told = _part(said, table, faults)
    defaults = kind()
    names = {one.name: type(getattr(defaults, one.name)) for one in fields(kind)}
    kept: dict[str, Any] = {}
    for name, value in told.items():
        if name not in names:
            faults.append(
                Fault("settings.unknown-field", file=FILE, column=f"{table}.{name}", values={"known": ", ".join(names)})
            )
        elif not isinstance(value, Mapping if issubclass(names[name], Mapping) else names[name]):
            faults.append(
                Fault(
                    "settings.wrong-type", file=FILE, column=f"{table}.{name}", values={"wanted": names[name].__name__}
                )
            )
        else:
            kept[name] = value
    try:
        return kind(**kept)
    except Malformed as error:
        faults += [replace(fault, file=FILE, column=fault.column or table) for fault in error.faults]
        return defaults


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
