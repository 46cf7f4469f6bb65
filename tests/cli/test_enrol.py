"""enrol at the command line: every bad picture and person is named, the rest goes in, and a second run goes on."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.synthesis.folder import finger_picture, png
from musterbook.operation.enrolling import Coming, enrol
from musterbook.terms.people import PersonId
from tests.cli.asking import Asking
from tests.operation.biometrics import STATION, book_with_prints, opened_again, operator, people_of
from tests.operation.making import NAMES

GOOD, BLANK, CAT, TWICE, CHILD, CUT, TOO_YOUNG = range(7)
BORN = {NAMES[CHILD]: "2014", NAMES[TOO_YOUNG]: "2022"}


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three grown fingers of nobody, as files."""
    folder = tmp_path_factory.mktemp("prints")
    for place in range(3):
        (folder / f"{place}.png").write_bytes(png(finger_picture(41, place, 2, 0)))
    return folder


@pytest.fixture
def numbers(tmp_path: Path) -> list[PersonId]:
    """The small book with officers of prints; its people by name."""
    with book_with_prints(tmp_path, born=BORN) as beside:
        people = people_of(beside)
    return [people[name] for name in NAMES]


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(capsys, tmp_path / "willow")


def cat() -> Image.Image:
    """A picture of something round and furry that is no finger."""
    chance = np.random.default_rng(3)
    y, x = np.mgrid[0:300, 0:300]
    round_ = np.hypot(x - 150, y - 160) < 110
    ears = (np.abs(x - 90) + np.abs(y - 70) < 40) | (np.abs(x - 210) + np.abs(y - 70) < 40)
    fur = 120 + 60 * chance.standard_normal((300, 300))
    return Image.fromarray(np.where(round_ | ears, fur, 235).clip(0, 255).astype(np.uint8))


def station(folder: Path, numbers: list[PersonId], prints: Path) -> Path:
    """A folder with each thing that can come: good, blank, a cat, one picture twice, a child, a file cut short."""
    for place in (GOOD, BLANK, CAT, TWICE, CHILD, CUT, TOO_YOUNG):
        (folder / numbers[place]).mkdir(parents=True)
        missing = "\n".join(f'{finger} = "not-possible"' for finger in range(1, 11) if finger not in (2, 3))
        (folder / numbers[place] / "missing.toml").write_text(missing, encoding="utf-8")
    put(folder / numbers[GOOD] / "2.png", prints / "0.png")
    put(folder / numbers[GOOD] / "3.png", prints / "1.png")
    Image.new("L", (300, 300), 255).save(folder / numbers[BLANK] / "2.png", dpi=(500, 500))
    put(folder / numbers[BLANK] / "3.png", prints / "2.png")
    cat().save(folder / numbers[CAT] / "2.png", dpi=(500, 500))
    cat().rotate(40).save(folder / numbers[CAT] / "3.png", dpi=(500, 500))
    for finger in (2, 3):
        put(folder / numbers[TWICE] / f"{finger}.png", prints / "0.png", quarter=1)
    for place, quarter in ((CHILD, 2), (TOO_YOUNG, 3)):
        put(folder / numbers[place] / "2.png", prints / "0.png", quarter=quarter)
        put(folder / numbers[place] / "3.png", prints / "1.png", quarter=quarter)
    (folder / numbers[CUT] / "2.wsq").write_bytes(b"\xff\xa0\xff\xa8\x00\x10NIST_COM")
    put(folder / numbers[CUT] / "3.png", prints / "1.png", quarter=1)
    (folder / "somebody").mkdir()
    return folder


def put(to: Path, source: Path, *, quarter: int = 0) -> None:
    """The picture, turned so that it is not the same picture."""
    if not quarter:
        shutil.copy(source, to)
        return
    Image.open(source).rotate(90 * quarter, expand=True).save(to, dpi=(500, 500))


def test_each_bad_thing_is_named_and_the_rest_goes_in(
    muster: Asking, numbers: list[PersonId], prints: Path, tmp_path: Path
) -> None:
    folder, out = station(tmp_path / "station", numbers, prints), tmp_path / "rejected.csv"

    told = muster.write("07:00", "enrol", str(folder), "--key", "w.prints", "--rejected", str(out))

    assert told.code == 4
    with opened_again(tmp_path) as beside:
        enrolments = beside.book.reading(Enrolments)
        went_in = {place for place in range(7) if enrolments.current(numbers[place]) is not None}
    assert went_in == {GOOD, BLANK, CAT, CHILD, CUT}
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert {(row["person"], row["rule"]) for row in rows} >= {
        (numbers[TWICE], "capture.same-picture"), (numbers[TOO_YOUNG], "biometrics.too-young"),
        ("somebody", "biometrics.no-number"),
    }  # fmt: skip
    assert all(f"{numbers[place]}/2." in told.err for place in (BLANK, CAT, CUT))
    assert "cut short" in told.err
    assert f"{numbers[CHILD]}: may be under 14, and nobody under 14 is searched for" in told.out
    assert "5 went in, 0 enrolled before, 3 did not" in told.out


def test_a_second_run_passes_over_who_is_in_and_a_dry_one_writes_nothing(
    muster: Asking, numbers: list[PersonId], prints: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "station"
    (folder / numbers[GOOD]).mkdir(parents=True)
    shutil.copy(prints / "0.png", folder / numbers[GOOD] / "2.png")
    rest = "\n".join(f'{finger} = "bandaged"' for finger in range(1, 11) if finger != 2)
    (folder / numbers[GOOD] / "missing.toml").write_text(rest, encoding="utf-8")
    words = ("enrol", str(folder), "--key", "w.prints", "--json")

    dry = muster.write("07:00", *words, "--dry-run").json
    first = muster.write("07:10", *words).json
    second = muster.write("07:20", *words).json
    again = muster.write("07:30", *words, "--again").json

    assert (dry["enrolled"][0]["enrolment"], first["enrolled"][0]["enrolment"]) == ("", "E-willow-1")
    assert (second["enrolled"], second["passed"]) == ([], [numbers[GOOD]])
    assert again["enrolled"][0]["enrolment"] == "E-willow-2"


def test_who_is_not_enrolled_is_written_with_the_day_of_another_look(muster: Asking, numbers: list[PersonId]) -> None:
    told = muster.write("07:00", "enrol", "refuse", numbers[GOOD], "--because", "injured", "--key", "w.prints")
    bad = muster.write("07:01", "enrol", "refuse", numbers[GOOD], "--because", "tired", "--key", "w.prints")

    assert (told.code, bad.code) == (0, 4)
    assert "Write one of" in bad.err


def test_points_are_found_later_and_pictures_destroyed_by_two(
    muster: Asking, numbers: list[PersonId], prints: Path, tmp_path: Path
) -> None:
    content = (prints / "0.png").read_bytes()
    with opened_again(tmp_path) as beside:
        sitting = Coming(numbers[GOOD], pictures={"2": content})
        enrol(beside, operator(1), sitting, STATION)
    two = ("--key", "k.lists", "--key", "v.inspect")

    found = muster.write("07:00", "biometrics", "reindex", "--key", "w.prints")
    alone = muster.write("07:10", "biometrics", "destroy", "E-willow-1", "--authority", "his day has come", *two[:2])
    gone = muster.write("07:20", "biometrics", "destroy", "E-willow-1", "--authority", "his day has come", *two)

    assert (found.code, "points found of 1 sittings" in found.out) == (0, True)
    assert (alone.code, gone.code) == (3, 0)
    with opened_again(tmp_path) as beside:
        assert beside.book.reading(Enrolments).current(numbers[GOOD]) is None
