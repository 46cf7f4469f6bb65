"""Invented fingers as pictures, and the folder of them."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from musterbook.biometrics.synthesis.chance import drawn_for
from musterbook.biometrics.synthesis.folder import Wanted, finger_picture, numbers_of, png, write_folder
from musterbook.biometrics.synthesis.growth import grown
from musterbook.biometrics.synthesis.impressions import HEIGHT, WIDTH
from musterbook.biometrics.synthesis.masters import MasterFinger, master_finger
from musterbook.terms.people import read_number


@pytest.fixture(scope="module")
def master() -> MasterFinger:
    return master_finger(drawn_for(2, 0, 1))


def test_ridges_lie_along_the_orientation_asked_for_and_as_far_apart() -> None:
    shape = (120, 120)
    noise = drawn_for(1).standard_normal(shape).astype(np.float32)

    level = grown(noise, np.zeros(shape), np.full(shape, 9.0))[20:100, 20:100]

    edges = (np.diff(np.sign(level), axis=0) != 0).sum(axis=0).mean()
    assert np.abs(np.diff(level, axis=1)).mean() < 0.25 * np.abs(np.diff(level, axis=0)).mean()
    assert 8.3 <= 2 * 80 / edges <= 9.7


def test_a_picture_is_dark_ridges_on_bright_glass(master: MasterFinger) -> None:
    image = finger_picture(2, 0, 1, 0, master=master)

    assert image.pixels.shape == (HEIGHT, WIDTH)
    assert image.dpi == 500
    assert np.median(image.pixels[:5]) > 230
    assert 0.02 < (image.pixels < 100).mean() < 0.5


def test_the_same_press_gives_the_same_bytes_and_the_next_another_picture(master: MasterFinger) -> None:
    one, again, other = (finger_picture(2, 0, 1, press, master=master) for press in (0, 0, 1))

    assert png(one) == png(again)
    assert np.abs(one.pixels.astype(int) - other.pixels).mean() > 5


def test_a_folder_holds_what_enrol_reads_and_says_that_it_is_invented(tmp_path: Path) -> None:
    wanted = Wanted(4, numbers_of(2), (2,), impressions=1, duplicates=1)

    made = list(write_folder(wanted, tmp_path))

    first, again = wanted.numbers
    with Picture.open(tmp_path / first / "2.png") as picture:
        assert round(picture.info["dpi"][0]) == 500
        assert np.array_equal(np.asarray(picture), finger_picture(4, 0, 2, 0).pixels)
    assert made == [2]
    assert (tmp_path / first / "2.png").read_bytes() != (tmp_path / again / "2.png").read_bytes()
    assert (tmp_path / first / "face.jpg").read_bytes() != (tmp_path / again / "face.jpg").read_bytes()
    assert tomllib.loads((tmp_path / first / "missing.toml").read_text())["1"] == "not-possible"
    assert "INVENTED" in (tmp_path / "README.txt").read_text()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "truth.csv").read_text())))
    assert [row["invented_person"] for row in rows] == ["1", "1"]
    assert all(read_number(row["number"]) == row["number"] for row in rows)


def test_each_sitting_of_several_is_a_folder_of_its_own() -> None:
    wanted = Wanted(4, numbers_of(3), (1, 2), impressions=2, duplicates=1)

    told = [(one.folder, one.person, one.press) for one in wanted.sitters()]

    assert told == [
        ("sitting-1", 0, 0), ("sitting-1", 1, 0), ("sitting-1", 0, 2),
        ("sitting-2", 0, 1), ("sitting-2", 1, 1), ("sitting-2", 0, 3),
    ]  # fmt: skip
