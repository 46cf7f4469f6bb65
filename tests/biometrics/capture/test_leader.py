"""The network finds the points it found where it was measured, and says so when it is not here or not itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from musterbook.biometrics.capture import weights
from musterbook.biometrics.capture.leader import Leader
from musterbook.biometrics.engines import Image
from musterbook.terms.errors import Malformed, Refused, Tampered
from tests.biometrics.capture.drawn import ridges
from tests.house.tracked import ROOT

PRINTS = ROOT / "../shared/data/fingerprints"
HERE = pytest.mark.skipif(not weights.PLACE.is_file(), reason="set-up has not fetched the network's weights here")
MEASURED = pytest.mark.skipif(not PRINTS.is_dir(), reason="the prints it was measured on are not on this machine")


@pytest.fixture(scope="module")
def leader() -> Leader:
    return Leader()


def test_absent_weights_are_said_with_what_they_are_called(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        Leader(tmp_path / "leader-1.onnx")

    assert [objection.rule for objection in caught.value.objections] == ["capture.weights-absent"]


@HERE
def test_one_flipped_bit_of_the_weights_stops_everything(tmp_path: Path) -> None:
    content = bytearray(weights.PLACE.read_bytes())
    content[2_000_000] ^= 1
    (tmp_path / "leader-1.onnx").write_bytes(content)

    with pytest.raises(Tampered) as caught:
        Leader(tmp_path / "leader-1.onnx")

    assert (caught.value.rule, caught.value.exit_code) == ("capture.weights-altered", 5)


@HERE
@MEASURED
@pytest.mark.parametrize("name", ["fvc2002_DB3_B/105_4"])
def test_the_points_are_those_found_where_it_was_measured(name: str, leader: Leader) -> None:
    with PIL.Image.open(PRINTS / "fvc_png" / f"{name}.png") as opened:
        pixels = np.asarray(opened.convert("L"))
    with np.load(PRINTS / "leader_minutiae_fvc2002.npz") as told:
        wanted = {(int(row[0]), int(row[1])): row for row in told[name]}

    points = leader.points(Image(pixels, 500))

    rows = zip(points.x, points.y, points.direction, points.confidence, strict=True)
    found = {(int(x), int(y)): (direction, confidence) for x, y, direction, confidence in rows}
    assert len(found.keys() ^ wanted.keys()) <= 1
    for place in found.keys() & wanted.keys():
        assert abs(np.sin((found[place][0] - wanted[place][2]) / 2)) < 0.01
        assert found[place][1] == pytest.approx(wanted[place][4], abs=0.01)


@HERE
def test_points_lie_at_500_dpi_whatever_the_picture_has_and_the_surest_comes_first(leader: Leader) -> None:
    pixels = np.kron(ridges(96, 96), np.ones((2, 2), np.uint8))

    at_500, at_1000 = leader.points(Image(pixels, 500)), leader.points(Image(pixels, 1000))

    assert len(at_500) > 0
    assert np.allclose(at_500.x / 2, at_1000.x)
    assert np.allclose(at_500.y / 2, at_1000.y)
    assert (at_500.width, at_1000.width) == (192, 96)
    assert (np.diff(at_500.confidence) <= 0).all()
    assert at_500.confidence.min() >= 0.1


@HERE
def test_a_blank_picture_has_no_points(leader: Leader) -> None:
    assert len(leader.points(Image(np.full((96, 128), 255, np.uint8), 500))) == 0


class Broken:
    """A network that answers with what is no number."""

    def run(self, _: None, given: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]) -> list[object]:
        return [np.full((*given["input"].shape[:3], 4), np.nan, np.float32)]


@HERE
def test_what_is_no_number_is_named_and_not_handed_on(leader: Leader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "_session", Broken())

    with pytest.raises(Malformed) as caught:
        leader.points(Image(ridges(), 500))

    assert caught.value.faults[0].rule == "capture.no-numbers"
