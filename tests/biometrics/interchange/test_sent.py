"""What a transaction of others brings: plain pictures read, resolution from the record, points, what is missing."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from musterbook.biometrics.capture.folder import Asked, from_pictures
from musterbook.biometrics.engines import Points
from musterbook.biometrics.interchange import itl
from musterbook.biometrics.interchange.itl import Field, Record, plain
from musterbook.biometrics.interchange.sent import FACE, missing_of, pictures_of, points_of
from tests.biometrics.capture.drawn import ridges

SAMPLES = Path(__file__).parents[3] / "../shared/data/fingerprints/an2"
PIXELS = ridges(seed=3)
HEIGHT, WIDTH = PIXELS.shape


def head(**more: int | str) -> Record:
    fields: dict[int, Field] = {4: plain("TEST"), 11: plain("19.69"), 12: plain("19.69")}
    fields |= {int(name.removeprefix("f")): plain(value) for name, value in more.items()}
    return Record(1, 0, MappingProxyType(fields))


def fixed(*, scanned: int, data: bytes = PIXELS.tobytes(), position: int = 2) -> Record:
    """Type 4, not compressed."""
    numbers = {3: 0, 4: position, 5: scanned, 6: WIDTH, 7: HEIGHT, 8: 0}
    return Record(4, 1, MappingProxyType({one: plain(value) for one, value in numbers.items()}), data)


def variable(kind: int, *, scale: int, across: int, data: bytes = PIXELS.tobytes(), which: str = "7") -> Record:
    """Types 10 and 14, not compressed."""
    fields = {
        6: plain(WIDTH),
        7: plain(HEIGHT),
        8: plain(scale),
        9: plain(across),
        10: plain(across),
        11: plain("NONE"),
    }
    fields |= {3: plain("FACE")} if kind == 10 else {13: plain(which)}
    return Record(kind, 1, MappingProxyType(fields), data)


@pytest.mark.parametrize(
    ("record", "native", "dpi"),
    [
        (fixed(scanned=0), "39.37", 500),
        (fixed(scanned=1), "39.37", 1000),
        (fixed(scanned=1), "nonsense", None),
        (variable(14, scale=1, across=500), "00.00", 500),
        (variable(14, scale=2, across=197), "00.00", 500),
        (variable(14, scale=0, across=1), "00.00", None),
    ],
)
def test_resolution_is_the_records_and_nobodys_where_it_is_silent(record: Record, native: str, dpi: int | None) -> None:
    (one,), faults = pictures_of([head(f11=native), record], "t.an2")

    assert (one.dpi, one.file, faults) == (dpi, "t.an2 record 2", ())


def test_a_plain_picture_is_read_at_its_records_resolution_and_dpi_is_told_only_where_it_is_silent() -> None:
    records = [head(f11="39.37"), fixed(scanned=1), variable(14, scale=0, across=1), variable(10, scale=1, across=300)]
    pictures, _ = pictures_of(records, "t.an2")

    found = from_pictures("INT-1", pictures, Asked(dpi=500, positions=()), missing={}, seen={})

    assert [(one.position, one.image.dpi) for one in found.fingers] == [(2, 1000), (7, 500)]
    assert found.refused  # one picture under two fingers
    assert all(np.array_equal(one.image.pixels, PIXELS) for one in found.fingers if one.position == 2)
    assert [one.position for one in pictures] == [2, 7, FACE]
    assert found.face is not None


def test_a_picture_with_pixels_too_few_or_of_no_said_finger_is_named_and_the_rest_is_kept() -> None:
    records = [head(), fixed(scanned=0, data=b"\x80" * 99), fixed(scanned=0, position=0), fixed(scanned=0)]

    pictures, faults = pictures_of(records, "t.an2")

    assert [one.position for one in pictures] == [2]
    assert [(one.rule, one.file) for one in faults] == [
        ("itl.pixels", "t.an2 record 2"), ("itl.no-position", "t.an2 record 3"),
    ]  # fmt: skip


def test_points_written_in_a_transaction_are_read_back_within_half_a_pixel_and_a_degree() -> None:
    rows = (("1", "100", "50", "45", "1", "90"), ("2", "10", "20", "0", "2", "0"))
    numbers = {128: 400, 129: 300, 130: 2, 131: 197, 132: 197, 134: 3}
    fields: dict[int, Field] = {one: plain(value) for one, value in numbers.items()} | {137: rows}
    told = [head(), Record(9, 1, MappingProxyType(fields)), Record(9, 2, MappingProxyType({134: plain(4)}))]

    found = points_of(told)

    assert sorted(found) == [3]
    points: Points = found[3]
    assert points.x.tolist() == pytest.approx([99.9, 10.0], abs=0.1)  # 197 a centimetre is 500.4 an inch
    assert points.direction[0] == pytest.approx(np.pi / 2)
    assert points.ending.tolist() == [1.0, 0.0]
    assert points.confidence.tolist() == pytest.approx([0.9, 0.5])


def test_fingers_said_to_be_missing_are_missing() -> None:
    record = Record(14, 1, MappingProxyType({13: plain(7), 18: (("7", "XX"),)}))

    assert missing_of([head(), record]) == {7: "amputated"}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="NIST's sample files are not beside the tree")
def test_of_nists_own_samples_each_picture_is_taken_or_named() -> None:
    taken = 0
    for file in sorted(SAMPLES.glob("*.an2")):
        records = itl.read(file.read_bytes())
        pictures, faults = pictures_of(records, file.name)
        wanted = sum(bool(one.data) and one.type in (4, 14) for one in records)
        fingers = [one for one in pictures if one.position != FACE]
        assert len(fingers) + len(faults) >= wanted, file.name
        taken += len(fingers)
    assert taken > 0
