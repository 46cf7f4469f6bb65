"""The checker: a transaction of ours has no fault, and each thing that can be wrong is named with its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from musterbook.biometrics.interchange import itl
from musterbook.biometrics.interchange.checking import faults
from musterbook.biometrics.interchange.itl import Field, Record, plain
from musterbook.biometrics.interchange.profile import names, profile
from musterbook.biometrics.interchange.transactions import Finger, transaction
from tests.biometrics.interchange.making import KNOWN, points, sent, stripes

EVERYTHING = {**KNOWN, "arrested": "2026-01-20", "charge": "invented"}
FINGERS = (Finger(1, stripes(1), points=points(), quality=61), Finger(2, missing="bandaged"))
MAP = profile("fbi-ebts-map")


def read() -> list[Record]:
    return list(itl.read(itl.write(transaction(sent(*FINGERS), MAP))))


def changed(record: Record, fields: Mapping[int, Field | None]) -> Record:
    """The record with fields changed, or taken out."""
    kept = {**record.fields, **fields}
    return replace(record, fields=MappingProxyType({n: value for n, value in kept.items() if value is not None}))


@pytest.mark.parametrize("name", names())
def test_what_we_write_for_a_profile_has_no_fault_in_it(name: str) -> None:
    made = itl.write(transaction(sent(*FINGERS, known=EVERYTHING), profile(name)))

    assert [str(fault) for fault in faults(itl.read(made), profile(name))] == []


@pytest.mark.parametrize(
    ("place", "fields", "found"),
    [
        (0, {4: plain("CAR")}, ("itl.other-transaction", "1.004")),
        (0, {3: (("1", "1"), ("2", "0"))}, ("itl.contents", "1.003")),
        (0, {9: None}, ("itl.missing-field", "1.009")),
        (1, {24: plain("man")}, ("itl.bad-value", "2.024")),
        (1, {24: (("M",), ("F",))}, ("itl.too-often", "2.024")),
        (1, {18: None}, ("itl.missing-field", "2.018")),
        (2, {6: plain(0)}, ("itl.bad-side", "14.006")),
        (2, {13: None}, ("itl.missing-field", "14.013")),
        (2, {13: plain(2)}, ("itl.position-twice", "14.013")),
        (3, {136: plain(3)}, ("itl.points-counted", "9.136")),
        (3, {128: plain(20)}, ("itl.point-outside", "9.137")),
        (3, {137: (("1", "2"),) * 12}, ("itl.point-broken", "9.137")),
        (4, {18: None}, ("itl.no-picture", "14.999")),
    ],
)
def test_each_fault_is_named_with_its_field(
    place: int, fields: Mapping[int, Field | None], found: tuple[str, str]
) -> None:
    records = read()
    records[place] = changed(records[place], fields)

    assert found in [(fault.rule, fault.column) for fault in faults(records, MAP)]


def test_too_few_pictures_are_counted() -> None:
    records = [record for record in read() if record.type in (1, 2)]

    assert "itl.pictures" in [fault.rule for fault in faults(records, MAP)]
