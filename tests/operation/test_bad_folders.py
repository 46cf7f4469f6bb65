"""A folder spoilt in every way we can think of: each fault is named with its place, and nothing is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.settings import read_settings
from musterbook.operation.template import make_folder
from musterbook.tables import Birth
from musterbook.terms.errors import Malformed
from tests.operation.making import MORNING, fill
from tests.operation.spoiling import (
    Spoil,
    bomb,
    cell,
    file,
    gone,
    header_of,
    instead,
    many_rows,
    more,
    settings,
    without_column,
    without_rows,
    workbook_with,
)

Place = tuple[str, str | None, int | None, str | None]
"""Rule, file, row and column."""


def _all(*spoils: Spoil) -> Spoil:
    def spoil(folder: Path) -> None:
        for one in spoils:
            one(folder)

    return spoil


def _numbers(*given: str) -> Spoil:
    return _all(*(cell("people", row, "number", number) for row, number in enumerate(given, start=2)))


APART = ("AFA-1111-C", "AFC-2879-J", "site", "FEUD", "", "", "", "", "s.security")
BAD: dict[str, tuple[Spoil, Place]] = {
    "a column is missing": (without_column("people", "site"), ("column.missing", "people.csv", 1, "site")),
    "sites say no custodian": (without_column("sites", "custodian"), ("column.missing", "sites.csv", 1, "custodian")),
    "an authority nobody answers for": (
        file("policies.toml", b"[authorities]\nFDO = 'harbor'\n"),
        ("evidence.policy-nobody", "policies.toml", None, "authorities"),
    ),
    "owners' policies in an unknown word": (
        file("policies.toml", b"[policy.x]\nuses = ['fun']\n"), ("evidence.policy-word", "policies.toml", None, None),
    ),
    "a column stands twice": (
        file("roads.csv", b"from,to,km,km\nWLW,HRB,118,118\n"), ("column.twice", "roads.csv", 1, "km"),
    ),
    "one site in two spellings": (
        more("sites", "WL-W", "Willow", "", "prison", "origin", "35.9", "40.3", "", "", "willow"),
        ("row.key-twice", "sites.csv", 4, "site"),
    ),
    "one site in two spellings a reader would miss": (
        more("sites", "WLLW", "Willow", "", "prison", "origin", "35.9", "40.3", "", "", "willow"),
        ("folder.two-spellings", "sites.csv", 4, "site"),
    ),
    "people at a site of another spelling": (
        cell("people", 3, "site", "WLV"), ("folder.unknown-site", "people.csv", 3, "site"),
    ),
    "people at no site": (cell("people", 3, "site", ""), ("cell.missing", "people.csv", 3, "site")),
    "a person without name or number": (cell("people", 3, "name", ""), ("row.none-filled", "people.csv", 3, "number")),
    "negative seats": (cell("fleet", 2, "seats", "-40"), ("number.negative", "fleet.csv", 2, "seats")),
    "no seats": (cell("fleet", 2, "seats", "0"), ("number.too-small", "fleet.csv", 2, "seats")),
    "half a seat": (cell("fleet", 2, "seats", "40.5"), ("number.not-whole", "fleet.csv", 2, "seats")),
    "seats in words": (cell("fleet", 2, "seats", "many"), ("number.not-a-number", "fleet.csv", 2, "seats")),
    "about so many seats": (cell("fleet", 2, "seats", "~40"), ("number.about", "fleet.csv", 2, "seats")),
    "a latitude of no place": (cell("sites", 2, "lat", "135.9"), ("number.too-large", "sites.csv", 2, "lat")),
    "an agreement that ends before it begins": (
        cell("agreements", 2, "until", "2026-01-10"), ("row.out-of-order", "agreements.csv", 2, "until"),
    ),
    "a road that opens before it closes": (
        _all(cell("roads", 2, "closed_from", "2026-01-22"), cell("roads", 2, "closed_until", "2026-01-20")),
        ("row.out-of-order", "roads.csv", 2, "closed_until"),
    ),
    "earliest birth after the latest": (
        _all(cell("people", 3, "born", ""), cell("people", 3, "born_low", "1990-01-01"),
             cell("people", 3, "born_high", "1980-01-01")),
        ("row.out-of-order", "people.csv", 3, "born_high"),
    ),
    "a birth to come": (cell("people", 3, "born", "2031-05-06"), ("birth.yet-to-come", "people.csv", 3, "born")),
    "a birth on 29 February 2001": (
        cell("people", 3, "born", "2001-02-29"), ("date.no-such-day", "people.csv", 3, "born"),
    ),
    "a birth of another calendar": (
        cell("people", 3, "born", "1410-05-06"), ("date.other-calendar", "people.csv", 3, "born"),
    ),
    "a birth in two readings": (cell("people", 3, "born", "03/04/1990"), ("date.ambiguous", "people.csv", 3, "born")),
    "an age for a birth": (cell("people", 3, "born", "34"), ("birth.age-given", "people.csv", 3, "born")),
    "one number twice": (_numbers("AFA-1111-C", "afa1111c"), ("row.key-twice", "people.csv", 3, "number")),
    "a number that fails its check letter": (_numbers("AFA-1111-D"), ("person.bad-number", "people.csv", 2, "number")),
    "a relative who is not there": (
        cell("people", 2, "family_of", "AFC-2879-J"), ("folder.unknown-person", "people.csv", 2, "family_of"),
    ),
    "an order about nobody": (more("keepapart", *APART), ("folder.unknown-person", "keepapart.csv", 2, "a")),
    "an order and nobody who may give it": (
        _all(_numbers("AFA-1111-C", "AFC-2879-J"), more("keepapart", *APART),
             without_rows("officers", "role", "security-officer")),
        ("folder.no-officer", "officers.csv", None, None),
    ),
    "an agreement for an unknown place": (
        cell("agreements", 2, "scope", "giver = elsewhere"),
        ("folder.unknown-custodian", "agreements.csv", 2, "scope"),
    ),
    "a scope that does not parse": (
        cell("agreements", 2, "scope", "giver = willow and and"), ("scope.unknown-field", "agreements.csv", 2, "scope"),
    ),
    "an agreement with nobody": (
        cell("agreements", 2, "parties", "willow;nobody"),
        ("folder.unknown-custodian", "agreements.csv", 2, "parties"),
    ),
    "an agreement of no kind": (
        cell("agreements", 2, "kind", "wink"), ("choice.not-in-list", "agreements.csv", 2, "kind"),
    ),
    "a duty that does not say how often": (
        cell("agreements", 2, "duties", "visit"), ("agreement.bad-duty", "agreements.csv", 2, "duties"),
    ),
    "a duty that nobody bound by it owes": (
        cell("agreements", 2, "duties", "visit every 30 days by nobody"),
        ("agreement.no-such-owner", "agreements.csv", 2, "duties"),
    ),
    "an agreement suspended by words nobody knows": (
        cell("agreements", 2, "suspends_on", "full moon"),
        ("agreement.unknown-pause", "agreements.csv", 2, "suspends_on"),
    ),
    "an assurance of no country": (
        cell("agreements", 2, "kind", "assurance"), ("country.unknown", "agreements.csv", 2, "country"),
    ),
    "an assurance of a country that is none": (
        cell("agreements", 2, "country", "UKX"), ("country.unknown", "agreements.csv", 2, "country"),
    ),
    "an error of the spreadsheet, as text": (
        cell("people", 3, "born", "#REF!"), ("cell.excel-error", "people.csv", 3, "born"),
    ),
    "an error of the spreadsheet": (
        instead("people", "people.xlsx", workbook_with("#REF!")), ("cell.excel-error", "people.xlsx", 2, "born"),
    ),
    "200,001 rows": (
        instead("people", "people.csv", many_rows(200_001)), ("file.too-many-rows", "people.csv", None, None),
    ),
    "a bomb": (instead("people", "people.xlsx", bomb), ("file.unpacks-too-large", "people.xlsx", None, None)),
    "an empty file": (file("people.csv", b""), ("file.empty", "people.csv", None, None)),
    "a letter for a table": (
        file("people.csv", b"dear sir,\nhere they are\n"), ("header.not-found", "people.csv", None, None),
    ),
    "a web page for a table": (
        file("people.csv", b"<html><body><table></table></body></html>"), ("file.web-page", "people.csv", None, None),
    ),
    "a broken workbook": (file("people.csv", b"PK\x03\x04rubbish"), ("file.broken-package", "people.csv", None, None)),
    "an invisible sign": (cell("people", 3, "name", "Basil\x00"), ("text.control-sign", "people.csv", 3, "name")),
    "no people": (gone("people.csv"), ("folder.file-missing", "people.csv", None, None)),
    "no officers": (gone("officers.csv"), ("folder.file-missing", "officers.csv", None, None)),
    "two files for one table": (
        lambda folder: workbook_with("1980")(folder / "people.xlsx"), ("folder.two-files", "people.csv", None, None),
    ),
    "an officer of nobody": (
        more("officers", "x.ghost", "elsewhere", "site-officer"),
        ("folder.unknown-custodian", "officers.csv", 18, "custodian"),
    ),
    "an officer without a role we know": (
        more("officers", "x.ghost", "willow", "king"), ("choice.not-in-list", "officers.csv", 18, "role"),
    ),
    "an officer whose name climbs out of the folder": (
        more("officers", "../../x", "willow", "site-officer"), ("folder.bad-name", "officers.csv", 18, "officer"),
    ),
    "a custodian with a slash": (
        cell("sites", 3, "custodian", "har/bour"), ("folder.bad-name", "sites.csv", 3, "custodian"),
    ),
    "no registrar": (without_rows("officers", "role", "registrar"), ("folder.no-officer", "officers.csv", None, None)),
    "registrar and administrator are one": (
        cell("officers", 3, "officer", "r.registrar"), ("register.needs-two", "officers.csv", None, None),
    ),
    "the administrator moves people": (
        more("officers", "a.admin", "willow", "site-officer"), ("folder.keeper-moves", "officers.csv", 18, "role"),
    ),
    "nobody may register at a site": (
        _all(*(without_rows("officers", "custodian", "willow") for _ in "1")),
        ("folder.no-officer", "officers.csv", None, None),
    ),
    "carriers and no planner": (
        without_rows("officers", "role", "planner"), ("folder.no-officer", "officers.csv", None, None),
    ),
    "a key that is none": (
        cell("officers", 3, "public_key", "not hex"), ("folder.bad-key", "officers.csv", 3, "public_key"),
    ),
    "a carrier told twice": (
        more("fleet", "bus-1", "bus", "road", "40", "60", "900", "WLW", "", "yes"),
        ("row.key-twice", "fleet.csv", 3, "carrier"),
    ),
    "a carrier that stands nowhere": (cell("fleet", 2, "base", "XXX"), ("folder.unknown-site", "fleet.csv", 2, "base")),
    "a carrier in the hands of a site": (
        cell("fleet", 2, "custodian", "willow"), ("folder.escort-is-a-site", "fleet.csv", 2, "custodian"),
    ),
    "a custodian who gives and receives": (
        more("sites", "HRC", "Harbour C", "", "prison", "origin", "35.9", "40.3", "", "", "harbour"),
        ("folder.two-parts", "sites.csv", 4, "role"),
    ),
    "a road to itself": (cell("roads", 2, "to", "WLW"), ("row.same-twice", "roads.csv", 2, "to")),
    "no settings": (gone("operation.toml"), ("folder.file-missing", "operation.toml", None, None)),
    "settings that are not TOML": (
        settings("[operation]", "[operation"), ("settings.not-toml", "operation.toml", None, None),
    ),
    "settings of another encoding": (
        file("operation.toml", b'name = "Sch\xe4fer"'), ("settings.not-toml", "operation.toml", None, None),
    ),
    "a setting nobody knows": (
        settings('desk = "desk"', 'colour = "red"'), ("settings.unknown-field", "operation.toml", None, "colour"),
    ),
    "a table nobody knows": (
        settings("[operation]", "[weather]\n[operation]"),
        ("settings.unknown-table", "operation.toml", None, "weather"),
    ),
    "a setting of the wrong kind": (
        settings("exercise = true", 'exercise = "yes"'), ("settings.wrong-type", "operation.toml", None, "exercise"),
    ),
    "a number where a table should be": (
        settings("[operation]", "clocks = 3\n[operation]"), ("settings.wrong-type", "operation.toml", None, "clocks"),
    ),
    "a party that is no list": (
        settings('coast = ["willow", "harbour"]', 'us = "willow"'),
        ("settings.wrong-type", "operation.toml", None, "parties.us"),
    ),
    "a party of nobody": (
        settings('coast = ["willow", "harbour"]', 'us = ["wilow"]'),
        ("folder.unknown-custodian", "operation.toml", None, "parties.us"),
    ),
    "a hazard that is no number": (
        settings("[operation]", '[hazard]\nwillow = "high"\n[operation]'),
        ("settings.wrong-type", "operation.toml", None, "hazard.willow"),
    ),
    "a hazard beyond certainty": (
        settings("[operation]", "[hazard]\nwillow = 1.5\n[operation]"),
        ("settings.out-of-bounds", "operation.toml", None, "hazard.willow"),
    ),
    "a hazard of nowhere": (
        settings("[operation]", "[hazard]\nwilow = 0.1\n[operation]"),
        ("folder.unknown-site", "operation.toml", None, "hazard.wilow"),
    ),
    "owners of nowhere": (
        settings("[operation]", '[watch.owners.WLX]\ndefault = ["o.desk"]\n[operation]'),
        ("folder.unknown-site", "operation.toml", None, "watch.owners.WLX"),
    ),
    "a clock that runs backwards": (
        settings("[operation]", "[custody]\noverdue_minutes = -5\n[operation]"),
        ("settings.not-positive", "operation.toml", None, "custody"),
    ),
    "a time zone nobody knows": (
        settings("Asia/Damascus", "Asia/Damask"), ("settings.no-such-zone", "operation.toml", None, "time_zone"),
    ),
    "no name": (settings('name = "Willow"', 'name = ""'), ("settings.lacking", "operation.toml", None, "name")),
    "a destination of another spelling": (
        settings('destination = "harbour"', 'destination = "harbor"'),
        ("folder.unknown-custodian", "operation.toml", None, "destination"),
    ),
}  # fmt: skip


def test_a_new_folder_asks_every_gate_of_custody_it_can(tmp_path: Path) -> None:
    make_folder(tmp_path / "new")

    settings = read_settings(tmp_path / "new" / "operation.toml")

    assert settings.custody.off == ()
    assert settings.eligibility.fitness_hours > 0


@pytest.mark.parametrize("spoilt", BAD)
def test_every_fault_is_named_with_its_place_and_nothing_is_written(tmp_path: Path, spoilt: str) -> None:
    spoil, expected = BAD[spoilt]
    folder = fill(tmp_path / "willow")
    spoil(folder)

    catalogue = read_folder(folder, today=MORNING)
    with pytest.raises(Malformed):
        open_folder(catalogue, Founding(folder / "book", MORNING, seed=1))

    assert expected in [(one.rule, one.file, one.row, one.column) for one in catalogue.faults]
    assert not (folder / "book").exists()


def test_a_faulty_row_brings_no_faults_in_the_tables_that_name_it(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    cell("sites", 2, "lat", "135.9")(folder)

    faults = read_folder(folder, today=MORNING).faults

    assert [(one.rule, one.file) for one in faults] == [("number.too-large", "sites.csv")]


def test_numbers_near_a_misread_one_are_offered(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    cell("people", 2, "number", "AFA-1111-D")(folder)

    (fault,) = read_folder(folder, today=MORNING).faults

    assert "AFA-1111-C" in str(fault.values["near"]), "the number whose check letter was read D for C"


def test_a_date_in_two_readings_is_asked_and_the_answer_is_taken(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    cell("people", 3, "born", "03/04/1990")(folder)

    asked = read_folder(folder, today=MORNING)
    answered = read_folder(folder, dates="day-first", today=MORNING)

    assert [one.rule for one in asked.faults] == ["date.ambiguous"]
    assert not answered.faults
    assert answered.rows("people")[1].must("born", Birth) == Birth(date(1990, 4, 3), date(1990, 4, 3))


def test_arabic_headers_and_digits_are_read(tmp_path: Path) -> None:
    make_folder(tmp_path / "english")
    make_folder(tmp_path / "arabic", language="ar")
    folder = fill(tmp_path / "willow")
    cell("fleet", 2, "seats", "٤٠")(folder)
    for name in ("fleet", "people"):
        arabic = dict(zip(*(header_of(tmp_path / one / f"{name}.csv") for one in ("english", "arabic")), strict=True))
        for column in header_of(folder / f"{name}.csv"):
            cell(name, 1, column, arabic[column])(folder)

    catalogue = read_folder(folder, today=MORNING)

    assert "seats" not in header_of(folder / "fleet.csv")
    assert not catalogue.faults
    assert catalogue.rows("fleet")[0].must("seats", int) == 40
    assert len(catalogue.rows("people")) == 12
