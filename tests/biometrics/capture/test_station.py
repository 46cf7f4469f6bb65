"""A station is answered at once: quality, one sentence, three tries, and the best of them is what is enrolled."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from musterbook.biometrics.capture.folder import Asked, read_person
from musterbook.biometrics.capture.station import Station
from musterbook.biometrics.engines import Image, Made, Points
from musterbook.cli.app import run as muster
from tests.biometrics.capture.drawn import ridges, saved


@dataclass
class ByBrightness:
    """Finds the more points the darker the picture is: what a test paints is how good it is."""

    made: Made = field(default=Made("brightness", "1"))

    def points(self, image: Image) -> Points:
        count = int(image.pixels[0, 0])
        place, sure = np.arange(count, dtype=np.float32), np.full(count, 0.95, np.float32)
        return Points(place, place, sure, sure, sure, image.pixels.shape[1], image.pixels.shape[0])


def finger(good: int) -> bytes:
    """A drawn finger in which so many points are found."""
    drawn = ridges(200, 200, seed=good)
    drawn[0, 0] = good
    return saved(drawn)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    (tmp_path / "P").mkdir()
    return Station(tmp_path, Asked(extractor=ByBrightness(), positions=()))


def test_a_poor_finger_is_asked_for_three_times_and_the_best_try_is_kept_and_marked(
    station: Station, tmp_path: Path
) -> None:
    told = []
    for name, good in (("2.png", 5), ("2-2.png", 9), ("2-3.png", 6)):
        (tmp_path / "P" / name).write_bytes(finger(good))
        assert list(station.look()) == [], "it may not be whole yet"
        told += list(station.look())

    assert [(one.quality, one.tries, one.next) for one in told] == [
        (10, 1, "again"), (18, 2, "again"), (12, 3, "keep-marked"),
    ]  # fmt: skip
    assert [one.fault is not None for one in told] == [True, True, False]
    assert told[-1].best == "P/2-2.png"
    assert list(station.look()) == []
    taken = read_person(tmp_path / "P", Asked(extractor=ByBrightness(), positions=()))
    assert [(one.position, one.file, one.quality) for one in taken.fingers] == [(2, "P/2-2.png", 18)]


def test_a_good_finger_is_kept_at_once_and_one_overwritten_is_answered_again(station: Station, tmp_path: Path) -> None:
    file = tmp_path / "P" / "7.png"
    file.write_bytes(finger(4))
    _, first = list(station.look()), list(station.look())
    file.write_bytes(finger(60))
    _, second = list(station.look()), list(station.look())

    assert [one.next for one in (*first, *second)] == ["again", "keep"]


def test_what_is_no_picture_or_says_no_finger_is_named(station: Station, tmp_path: Path) -> None:
    (tmp_path / "P" / "3.png").write_bytes(b"nothing")
    (tmp_path / "P" / "thumb-print.png").write_bytes(finger(60))
    (tmp_path / "P" / "missing.toml").write_text('4 = "worn"', encoding="utf-8")

    told = [*station.look(), *station.look()]

    assert [(one.next, one.fault.rule) for one in told if one.fault] == [
        ("mend", "capture.unreadable"), ("mend", "capture.unknown-file"),
    ]  # fmt: skip


def test_at_the_command_line_it_needs_neither_book_nor_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "AFA-1111-C").mkdir()
    (tmp_path / "AFA-1111-C" / "2.png").write_bytes(b"nothing")

    code = muster(["enrol", "watch", str(tmp_path), "--once"])

    assert code == 0
    assert "AFA-1111-C/2.png" in capsys.readouterr().out
