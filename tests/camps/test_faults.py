"""What cannot be so of a camp is named with its column; what a book holds of that kind has no effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from musterbook.camps.facts import (
    AccessChanged,
    BoysParted,
    Cell,
    ControlChanged,
    Counted,
    GuardsSeen,
    PassedThrough,
    ProtectingBodyTold,
    RegisteredShare,
    ServiceGap,
    Unaccompanied,
)
from musterbook.camps.faults import SHAPES, faults_of
from musterbook.ledger.facts import Fact, Number, from_json, kinds, to_json
from tests.camps.counting import counted

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
COUNT = counted("2026-01-18", 24_000)
PASSAGE = PassedThrough(camp="demo", from_="2026-01-12", until="2026-01-18", kind_of="births", count=12)
CHANGE = ControlChanged(camp="demo", from_="SDF", to="", at=NOW, source="liaison")
GUARDS = GuardsSeen(camp="demo", at=NOW, source="liaison", count=0)
SHARE = RegisteredShare(camp="demo", as_of="2026-01-18", value=Number("0.62"))
SOUND: tuple[Fact, ...] = (
    COUNT,
    counted("2026-01-18", 0, access="none"),
    PASSAGE,
    CHANGE,
    GUARDS,
    SHARE,
    AccessChanged(camp="demo", at=NOW, source="agency", access="none"),
    ServiceGap(camp="demo", from_="2026-01-12", days=3, kind_of="water", source="agency"),
    ProtectingBodyTold(camp="demo", at=NOW, body="ICRC"),
    BoysParted(camp="demo", as_of="2026-01-18", value=12),
    Unaccompanied(camp="demo", as_of="2026-01-18", value=9),
)


@pytest.mark.parametrize("fact", SOUND, ids=lambda fact: fact.kind)
def test_what_can_be_so_has_no_fault_and_reads_back(fact: Fact) -> None:
    assert faults_of(fact, NOW) == ()
    assert from_json(type(fact).kind, 1, to_json(fact)) == fact


def test_every_kind_of_the_room_has_a_shape() -> None:
    assert {fact.kind for fact in SHAPES} == {kind for kind in kinds() if kind.startswith("camps.")}


def test_no_fact_of_the_room_can_name_anybody() -> None:
    assert all(not fact.named() for fact in SOUND)


def cell(**said: object) -> Counted:
    return replace(COUNT, cells=(Cell(**{"count": 5, **said}),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "rule", "column"),
    [
        (replace(COUNT, camp=" "), "camps.empty", "camp"),
        (replace(COUNT, as_of="18.1.2026"), "camps.no-such-day", "as_of"),
        (replace(COUNT, as_of="2026-01-22"), "camps.in-future", "as_of"),
        (replace(COUNT, access="none"), "camps.counted-without-access", "access"),
        (replace(COUNT, cells=()), "camps.nothing-counted", "count"),
        (replace(COUNT, cells=(Cell(count=1), Cell(count=2))), "camps.cell-twice", "count"),
        (cell(count=-1), "camps.out-of-bounds", "count"),
        (cell(low=6), "camps.range", "count"),
        (cell(high=4), "camps.range", "count"),
        (cell(sex="x"), "camps.unknown-choice", "sex"),
        (cell(age=14, band="12-17"), "camps.two-ages", "born"),
        (cell(age=131), "camps.out-of-bounds", "age"),
        (cell(band="17-12"), "camps.no-such-band", "band"),
        (cell(born="2010-13"), "camps.no-such-birth", "born"),
        (cell(born="2010-03-02"), "camps.no-such-birth", "born"),
        (cell(born="2026-02"), "camps.born-later", "born"),
        (replace(PASSAGE, until="2026-01-11"), "camps.reversed", "until"),
        (replace(PASSAGE, kind_of="escapes"), "camps.unknown-choice", "kind_of"),
        (replace(CHANGE, to="SDF"), "camps.same-hands", "to"),
        (replace(GUARDS, at=datetime(2026, 1, 20, 13, tzinfo=UTC)), "camps.in-future", "at"),
        (replace(SHARE, value=Number("62")), "camps.not-a-share", "value"),
    ],
)
def test_what_cannot_be_so_is_named_with_its_column(fact: Fact, rule: str, column: str) -> None:
    found = [(one.rule, one.column) for one in faults_of(fact, NOW)]

    assert found == [(rule, column)]
