"""The operation folder, read whole: every table, every fault with its file, row and column. Writes nothing.

Joins tables (one file at a time) with what only the folder together can show: people at unknown sites, two spellings
of one place, carriers based nowhere, agreements about places that do not exist, officers who are missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, cast

from musterbook.coordination.duties import read_duty
from musterbook.coordination.pausing import read_pauses
from musterbook.coordination.scope import And, Comparison, Not, Or, Scope, read_scope
from musterbook.operation.camp_files import CampFile
from musterbook.operation.camp_tables import camps_in
from musterbook.operation.owners import policy_faults
from musterbook.operation.settings import ELSEWHERE, FILE, Settings, read_settings
from musterbook.rights.roles import keeps_machines, moves_people
from musterbook.tables import SCHEMAS, WATCH_SCHEMAS, Notice, Reading, Row, Table, near, read_table
from musterbook.tables.values import DateOrder
from musterbook.terms.countries import country
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import one_letter_off, read_number

NEEDED: Final = ("people", "sites", "officers")
ENDINGS: Final = (".csv", ".xlsx", ".xls", ".ods")
DESK_NEEDS: Final = (
    ("registrar", ""), ("administrator", ""), ("operation-desk", ""), ("coordinator", "agreements"),
    ("planner", "fleet"), ("security-officer", "keepapart"),
)  # fmt: skip
"""Roles somebody at the desk must hold on the first day, each with the table whose rows ask for it."""

SHORT_NAME: Final = re.compile(r"[^\W_][\w.-]{0,62}")
"""Short names: a letter or digit of any script first, then letters, digits, dots, dashes and underscores."""

CLERKS: Final = ("register-clerk", "site-officer", "counting-officer")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a folder holds.

    Attributes:
        folder: where it lies.
        settings: of `operation.toml`; None when that file cannot be read.
        tables: by name; only those that are there.
        camps: counts of camps and passages between them, by name; only those that are there.
        faults: everything wrong, by file and row.
        notices: what was guessed or left out, said.
    """

    folder: Path
    settings: Settings | None
    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...] = field(default=())
    camps: Mapping[str, CampFile] = field(default_factory=dict)

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
    for name in {**SCHEMAS, **WATCH_SCHEMAS}:
        try:
            path = file_of(folder, name)
        except Malformed as error:
            faults += error.faults
            continue
        if path is not None:
            tables[name] = _read(path, name, reading)
        elif name in NEEDED:
            faults.append(Fault("folder.file-missing", file=f"{name}.csv"))
    faults += [fault for table in tables.values() for fault in table.faults]
    camps, wrong = camps_in(partial(file_of, folder), reading, today)
    faults += wrong
    faults += policy_faults(folder, tables.get("officers"))
    if settings is not None:
        faults += _Together(settings, tables).faults()
    notices = tuple(notice for table in tables.values() for notice in table.notices)
    return Catalogue(folder, settings, tables, tuple(sorted(faults, key=_place)), notices, camps)


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


def _read(path: Path, name: str, reading: Reading) -> Table:
    """One table; guards are read by posts where they are not told by day and count (decision 0580)."""
    read = read_table(path, {**WATCH_SCHEMAS, **SCHEMAS}[name], reading)
    if name == "guards" and read.lacks_columns:
        posts = read_table(path, WATCH_SCHEMAS[name], reading)
        return read if posts.lacks_columns else posts
    return read


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
            *(row.must("custodian", str) for row in self._rows("custodians")),
        }

    def faults(self) -> Iterator[Fault]:
        """Every fault between tables.

        A table is compared with another only when that one is sound: a site whose row is faulty would else be unknown
        in every table that names it, and the one fault to mend would stand among a hundred that follow from it.
        """
        yield from self._names()
        if self._sound("sites"):
            yield from self._places()
            yield from self._capacities()
        if self._sound("sites", "fleet", "custodians"):
            yield from self._settings_places()
            yield from self._parts()
            yield from self._agreements()
            yield from self._officers_of_nobody()
        if self._sound("people"):
            yield from self._people()
        yield from self._carriers()
        if self._sound("officers"):
            yield from self._officers()
            yield from self._keys()

    def _sound(self, *names: str) -> bool:
        return all(name not in self._tables or not self._tables[name].faults for name in names) and (
            "sites" in self._tables or "sites" not in names
        )

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
        named = {f"hazard.{site}": site for site in self._settings.hazard}
        named |= {f"watch.owners.{site}": site for site in self._settings.watch.owners}
        for where, site in sorted(named.items()):
            if site not in known | {ELSEWHERE}:
                values = {"site": site, "near": ", ".join(near(site, self._sites)) or None}
                yield Fault("folder.unknown-site", file=FILE, column=where, values=values)
        yield from self._spellings()

    def _capacities(self) -> Iterator[Fault]:
        """More places working, approved or out of use than there are."""
        for row in self._rows("sites"):
            for less, more in (("working", "capacity"), ("certified", "capacity"), ("out_of_use", "working")):
                low, high = row.get(less, int), row.get(more, int) or row.get("capacity", int)
                if low is not None and high is not None and low > high:
                    yield self._fault("sites", row, less, "beds.more-than", what=less, value=low, of=more, most=high)

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
                "folder.unknown-custodian", file=FILE, column="destination",
                values={"custodian": destination, "near": ", ".join(near(destination, self._custodians)) or None},
            )  # fmt: skip
        named = {f"parties.{party}": names for party, names in self._settings.parties.items()}
        for column, names in {"receivers": self._settings.receivers, **named}.items():
            for name in names:
                if name not in self._custodians:
                    yield Fault(
                        "folder.unknown-custodian", file=FILE, column=column,
                        values={"custodian": name, "near": ", ".join(near(name, self._custodians)) or None},
                    )  # fmt: skip

    def _people(self) -> Iterator[Fault]:
        """Numbers that fail their check letter, and relatives or keep-apart orders about nobody."""
        numbers = {row.get("number", str) for row in self._rows("people")} - {None}
        noting = self._sites_that_note_papers()
        for row in self._rows("people"):
            number = row.get("number", str)
            if number is not None and read_number(number) is None:
                meant = ", ".join(one for one in one_letter_off(number) if one not in numbers)[:60]
                yield self._fault("people", row, "number", "person.bad-number", near=meant or None)
            relative = row.get("family_of", str)
            if relative is not None and relative not in numbers:
                yield self._fault("people", row, "family_of", "folder.unknown-person")
            if row.get("authority_kind", str) is not None and row.get("site", str) not in noting:
                yield self._fault("people", row, "authority_kind", "folder.nobody-notes-papers")
        for row in self._rows("keepapart"):
            for column in ("a", "b"):
                if row.get(column, str) not in numbers:
                    yield self._fault("keepapart", row, column, "folder.unknown-person")

    def _sites_that_note_papers(self) -> set[str | None]:
        """Sites of which somebody may note by what their people are held: a clerk there, or one of the desk's."""
        roles = _roles(self._rows("officers"))
        desk = any(roles.get((self._settings.desk, role)) for role in ("register-clerk", "legal-reviewer"))
        return {
            row.get("site", str) for row in self._rows("sites")
            if desk or roles.get((row.get("custodian", str) or "", "register-clerk"))
        }  # fmt: skip

    def _officers(self) -> Iterator[Fault]:
        """A desk that cannot do what the folder asks of it on the first day, and sites where no one may register."""
        if "officers" not in self._tables:
            return
        desk, roles = self._settings.desk, _roles(self._rows("officers"))
        file = self._tables["officers"].file
        wanted = [role for role, table in DESK_NEEDS if table == "" or self._rows(table)]
        for role in wanted:
            if not roles.get((desk, role)):
                yield Fault("folder.no-officer", file=file, values={"custodian": desk, "role": role})
        registrars, administrators = roles.get((desk, "registrar"), set()), roles.get((desk, "administrator"), set())
        if len(registrars | administrators) == 1 and registrars == administrators:
            yield Fault("register.needs-two", file=file, values={"desk": desk})
        held = {row.get("site", str) for row in self._rows("people")}
        for row in self._rows("sites"):
            custodian = row.must("custodian", str)
            if row.must("site", str) in held and not any(roles.get((custodian, role)) for role in CLERKS):
                yield Fault(
                    "folder.no-officer", file=file, values={"custodian": custodian, "role": " or ".join(CLERKS)}
                )

    def _officers_of_nobody(self) -> Iterator[Fault]:
        for row in self._rows("officers"):
            custodian = row.must("custodian", str)
            if custodian not in self._custodians and row.must("role", str) != "inspector":
                meant = ", ".join(near(custodian, self._custodians))
                yield self._fault(
                    "officers", row, "custodian", "folder.unknown-custodian", custodian=custodian, near=meant or None
                )

    def _keys(self) -> Iterator[Fault]:
        """Public keys that are none, one officer with two, and whoever keeps machines and moves people."""
        keys: dict[str, str] = {}
        held: dict[str, set[str]] = {}
        for row in self._rows("officers"):
            officer, role, key = row.must("officer", str), row.must("role", str), row.get("public_key", str)
            before = held.setdefault(officer, set())
            other = next((one for one in sorted(before) if _clash(one, role)), None)
            if other is not None:
                yield self._fault(
                    "officers", row, "role", "folder.keeper-moves", officer=officer, role=role, other=other
                )
            before.add(role)
            if key is not None and not re.fullmatch("[0-9a-f]{64}", key):
                yield self._fault("officers", row, "public_key", "folder.bad-key", officer=officer)
            elif key is not None and keys.setdefault(officer, key) != key:
                yield self._fault("officers", row, "public_key", "folder.two-keys", officer=officer)

    def _carriers(self) -> Iterator[Fault]:
        """A carrier told twice, and a carrier whose escort is the custodian of a place."""
        seen: dict[str, int] = {}
        places = {row.must("custodian", str): row.must("site", str) for row in self._rows("sites")}
        for row in self._rows("fleet"):
            carrier = row.must("carrier", str)
            escort = row.get("custodian", str) or carrier
            if carrier in seen:
                yield self._fault(
                    "fleet", row, "carrier", "row.key-twice", first_row=seen[carrier], key="carrier", text=carrier
                )
            seen.setdefault(carrier, row.number)
            if escort in places:
                yield self._fault(
                    "fleet", row, "custodian", "folder.escort-is-a-site", custodian=escort, site=places[escort]
                )

    def _parts(self) -> Iterator[Fault]:
        """A custodian is one thing to the move: people leave from him, wait with him, or are received by him."""
        roles: dict[str, str] = {}
        for row in self._rows("sites"):
            custodian, role = row.must("custodian", str), row.must("role", str)
            if roles.setdefault(custodian, role) != role:
                yield self._fault(
                    "sites", row, "role", "folder.two-parts", custodian=custodian, role=role, other=roles[custodian]
                )

    def _names(self) -> Iterator[Fault]:
        """Short names become parts of accounts and names of files: letters, digits, dots, dashes, underscores."""
        columns = (
            ("sites", "site"), ("sites", "custodian"), ("fleet", "carrier"), ("fleet", "custodian"),
            ("officers", "officer"), ("officers", "custodian"), ("agreements", "agreement"),
            ("custodians", "custodian"),
        )  # fmt: skip
        for table, column in columns:
            for row in self._rows(table):
                name = row.get(column, str)
                if name is not None and not SHORT_NAME.fullmatch(name):
                    yield self._fault(table, row, column, "folder.bad-name", name=name)
        for column, name in (("desk", self._settings.desk), ("destination", self._settings.destination or "-")):
            if not SHORT_NAME.fullmatch(name) and name != "-":
                yield Fault("folder.bad-name", file=FILE, column=column, values={"name": name})

    def _agreements(self) -> Iterator[Fault]:
        """Scopes that do not parse, or that name places and parties nobody knows; terms nobody could keep."""
        parties = {*self._settings.parties, *self._custodians}
        for row in self._rows("agreements"):
            yield from self._terms(row)
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

    def _terms(self, row: Row) -> Iterator[Fault]:
        """Duties, words that suspend it and countries that nobody knows; an assurance of no country."""
        bound = row.listed("parties")
        told: list[tuple[str, Callable[[], object]]] = [
            *(("duties", partial(read_duty, one, bound)) for one in row.listed("duties")),
            ("suspends_on", partial(read_pauses, row.listed("suspends_on"))),
        ]
        code = row.get("country", str)
        if code or row.get("kind", str) == "assurance":
            told.append(("country", partial(country, code or "")))
        for column, read in told:
            try:
                read()
            except Malformed as error:
                yield from (self._fault("agreements", row, column, one.rule, **one.values) for one in error.faults)


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


def _clash(one: str, other: str) -> bool:
    """Whether one of two roles keeps machines and the other moves people."""
    return (keeps_machines(one) and moves_people(other)) or (keeps_machines(other) and moves_people(one))


def _alike(one: str, other: str) -> bool:
    """Whether two short names differ only in case, spaces, dashes or doubled letters."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    bare = "".join(sign for sign in name.casefold() if sign.isalnum())
    return "".join(sign for at, sign in enumerate(bare) if at == 0 or sign != bare[at - 1])
