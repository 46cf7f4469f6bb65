"""The operation folder, read whole: every table, every fault with its file, row and column. Writes nothing.

Joins tables (one file at a time) with what only the folder together can show: people at unknown sites, two spellings
of one place, carriers based nowhere, agreements about places that do not exist, officers who are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from musterbook.coordination.scope import And, Comparison, Not, Or, Scope, read_scope
from musterbook.operation.settings import FILE, Settings, read_settings
from musterbook.tables import SCHEMAS, Notice, Reading, Row, Table, near, read_table
from musterbook.tables.values import DateOrder
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import one_letter_off, read_number

NEEDED: Final = ("people", "sites", "officers")
ENDINGS: Final = (".csv", ".xlsx", ".xls", ".ods")
CLERKS: Final = ("register-clerk", "site-officer", "counting-officer")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a folder holds.

    Attributes:
        folder: where it lies.
        settings: of `operation.toml`; None when that file cannot be read.
        tables: by name; only those that are there.
        faults: everything wrong, by file and row.
        notices: what was guessed or left out, said.
    """

    folder: Path
    settings: Settings | None
    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...] = field(default=())

    def rows(self, name: str) -> tuple[Row, ...]:
        """The sound rows of a table; none when the folder does not have it."""
        table = self.tables.get(name)
        return table.rows if table is not None else ()

    def sound(self) -> Settings:
        """The settings, when nothing at all is wrong; Malformed with every fault otherwise."""
        if self.faults or self.settings is None:
            raise Malformed.of(self.faults)
        return self.settings


def read_folder(folder: Path, *, dates: DateOrder | None = None, today: datetime | None = None) -> Catalogue:
    """Read an operation folder.

    Args:
        folder: where `operation.toml` and the tables lie.
        dates: the answer to "day or month first?", used only where a column does not show it itself.
        today: births after it are faults.
    """
    if not folder.is_dir():
        raise Malformed(Fault("folder.missing", file=folder.name))
    faults: list[Fault] = []
    settings = None
    try:
        settings = read_settings(folder / FILE)
    except Malformed as error:
        faults += error.faults
    zone = settings.zone if settings is not None else UTC
    reading = Reading(zone=zone, dates=dates, today=today.date() if today is not None else None)
    tables = {}
    for name, schema in SCHEMAS.items():
        try:
            path = file_of(folder, name)
        except Malformed as error:
            faults += error.faults
            continue
        if path is not None:
            tables[name] = read_table(path, schema, reading)
        elif name in NEEDED:
            faults.append(Fault("folder.file-missing", file=f"{name}.csv"))
    faults += [fault for table in tables.values() for fault in table.faults]
    if settings is not None:
        faults += _Together(settings, tables).faults()
    notices = tuple(notice for table in tables.values() for notice in table.notices)
    return Catalogue(folder, settings, tables, tuple(sorted(faults, key=_place)), notices)


def date_order(typed: str) -> DateOrder | None:
    """The answer to "day or month first?" as someone typed it; Malformed for anything else."""
    if typed == "":
        return None
    if typed not in ("day-first", "month-first"):
        raise Malformed(Fault("dates.order", values={"typed": typed, "known": "day-first, month-first"}))
    return cast("DateOrder", typed)


def file_of(folder: Path, name: str) -> Path | None:
    """The file that holds a table; Malformed when two do."""
    found = [folder / f"{name}{ending}" for ending in ENDINGS if (folder / f"{name}{ending}").is_file()]
    if len(found) > 1:
        raise Malformed(Fault("folder.two-files", file=found[0].name, values={"other": found[1].name}))
    return found[0] if found else None


def _place(fault: Fault) -> tuple[str, int, str, str]:
    return fault.file or "", fault.row or 0, fault.column or "", fault.rule


class _Together:
    """What only the tables side by side can show."""

    def __init__(self, settings: Settings, tables: Mapping[str, Table]) -> None:
        self._settings = settings
        self._tables = tables
        self._sites = [row.must("site", str) for row in self._rows("sites")]
        self._custodians = {
            settings.desk,
            *(row.must("custodian", str) for row in self._rows("sites")),
            *(row.get("custodian", str) or row.must("carrier", str) for row in self._rows("fleet")),
        }

    def faults(self) -> Iterator[Fault]:
        """Every fault between tables."""
        if "sites" in self._tables:
            yield from self._places()
            yield from self._settings_places()
        yield from self._people()
        yield from self._officers()
        yield from self._agreements()

    def _rows(self, name: str) -> Sequence[Row]:
        table = self._tables.get(name)
        return table.rows if table is not None else ()

    def _fault(self, table: str, row: Row, column: str, rule: str, **values: str | int | None) -> Fault:
        return Fault(rule, file=self._tables[table].file, row=row.number, column=column, values=values)

    def _places(self) -> Iterator[Fault]:
        """Every column that names a site names one of the table sites."""
        columns = (
            ("people", "site"), ("guards", "site"), ("fleet", "base"), ("escorts", "base"), ("roads", "from"),
            ("roads", "to"), ("beds", "place"),
        )  # fmt: skip
        known = set(self._sites)
        for table, column in columns:
            for row in self._rows(table):
                site = row.get(column, str)
                if site is not None and site not in known:
                    meant = ", ".join(near(site, self._sites))
                    yield self._fault(table, row, column, "folder.unknown-site", site=site, near=meant or None)
        yield from self._spellings()

    def _spellings(self) -> Iterator[Fault]:
        """Two names in the table sites that a reader would take for one place."""
        for at, row in enumerate(self._rows("sites")):
            site = row.must("site", str)
            others = [other for other in near(site, self._sites[:at]) if _alike(site, other)]
            if others:
                yield self._fault("sites", row, "site", "folder.two-spellings", site=site, near=others[0])

    def _settings_places(self) -> Iterator[Fault]:
        destination = self._settings.destination
        if destination and destination not in self._custodians:
            yield Fault(
                "folder.unknown-site", file=FILE, column="destination",
                values={"site": destination, "near": ", ".join(near(destination, self._sites)) or None},
            )  # fmt: skip
        for party, names in self._settings.parties.items():
            for name in names:
                if name not in self._custodians:
                    yield Fault(
                        "folder.unknown-custodian", file=FILE, column=f"parties.{party}",
                        values={"custodian": name, "near": ", ".join(near(name, self._custodians)) or None},
                    )  # fmt: skip

    def _people(self) -> Iterator[Fault]:
        """Numbers that fail their check letter, and relatives or keep-apart orders about nobody."""
        numbers = {row.get("number", str) for row in self._rows("people")} - {None}
        for row in self._rows("people"):
            number = row.get("number", str)
            if number is not None and read_number(number) is None:
                meant = ", ".join(one for one in one_letter_off(number) if one not in numbers)[:60]
                yield self._fault("people", row, "number", "person.bad-number", near=meant or None)
            relative = row.get("family_of", str)
            if relative is not None and relative not in numbers:
                yield self._fault("people", row, "family_of", "folder.unknown-person")
        for row in self._rows("keepapart"):
            for column in ("a", "b"):
                if row.get(column, str) not in numbers:
                    yield self._fault("keepapart", row, column, "folder.unknown-person")

    def _officers(self) -> Iterator[Fault]:
        """Officers of nobody, desks without two people, and sites where no one may register."""
        desk, roles = self._settings.desk, _roles(self._rows("officers"))
        for row in self._rows("officers"):
            custodian = row.must("custodian", str)
            if custodian not in self._custodians and row.must("role", str) != "inspector":
                meant = ", ".join(near(custodian, self._custodians))
                yield self._fault(
                    "officers", row, "custodian", "folder.unknown-custodian", custodian=custodian, near=meant or None
                )
        if "officers" not in self._tables:
            return
        file = self._tables["officers"].file
        for role in ("registrar", "administrator"):
            if not roles.get((desk, role)):
                yield Fault("folder.no-officer", file=file, values={"custodian": desk, "role": role})
        held = {row.get("site", str) for row in self._rows("people")}
        for row in self._rows("sites"):
            custodian = row.must("custodian", str)
            if row.must("site", str) in held and not any(roles.get((custodian, role)) for role in CLERKS):
                yield Fault(
                    "folder.no-officer", file=file, values={"custodian": custodian, "role": " or ".join(CLERKS)}
                )

    def _agreements(self) -> Iterator[Fault]:
        """Scopes that do not parse, or that name places and parties nobody knows."""
        parties = {*self._settings.parties, *self._custodians}
        for row in self._rows("agreements"):
            try:
                named = custodians_in(read_scope(row.must("scope", str)))
            except Malformed as error:
                yield from (
                    self._fault("agreements", row, "scope", fault.rule, **fault.values) for fault in error.faults
                )
                continue
            for custodian in sorted(named - self._custodians - set(self._settings.parties)):
                meant = ", ".join(near(custodian, self._custodians))
                yield self._fault(
                    "agreements", row, "scope", "folder.unknown-custodian", custodian=custodian, near=meant or None
                )
            for party in row.listed("parties"):
                if party not in parties:
                    meant = ", ".join(near(party, parties))
                    yield self._fault(
                        "agreements", row, "parties", "folder.unknown-custodian", custodian=party, near=meant or None
                    )


def custodians_in(scope: Scope) -> set[str]:
    """Every custodian or party a scope names as giver or receiver."""
    match scope:
        case Comparison(field=name, values=values):
            return set(values) if name in ("giver", "receiver", "site", "receiving_site") else set()
        case Not(part=inner):
            return custodians_in(inner)
        case And(parts=parts) | Or(parts=parts):
            return {one for part in parts for one in custodians_in(part)}


def _roles(rows: Iterable[Row]) -> dict[tuple[str, str], set[str]]:
    """(custodian, role) → officers."""
    roles: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        roles.setdefault((row.must("custodian", str), row.must("role", str)), set()).add(row.must("officer", str))
    return roles


def _alike(one: str, other: str) -> bool:
    """Whether two short names differ only in case, spaces, dashes or doubled letters."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    bare = "".join(sign for sign in name.casefold() if sign.isalnum())
    return "".join(sign for at, sign in enumerate(bare) if at == 0 or sign != bare[at - 1])
