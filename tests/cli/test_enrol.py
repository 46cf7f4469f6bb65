"""enrol at the command line: every bad picture and person is named, the rest goes in, and a second run goes on."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from musterbook.biometrics.facts import Proposed
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.interchange import minutiae
from musterbook.biometrics.interchange.minutiae import ISO, View
from musterbook.operation.acting import Acting
from musterbook.operation.enrolling import Coming, enrol
from musterbook.operation.searching import not_searched
from musterbook.terms.people import PersonId
from tests.biometrics.capture.drawn import fur, ridges, saved
from tests.biometrics.interchange.making import points
from tests.cli.asking import Asking
from tests.operation.biometrics import STATION, book_with_prints, coming, opened_again, operator, people_of
from tests.operation.making import DESK, MORNING, NAMES

GOOD, BLANK, CAT, TWICE, CHILD, CUT, TOO_YOUNG, ONE, OTHER = range(9)
BORN = {NAMES[CHILD]: "2014", NAMES[TOO_YOUNG]: "2022"}


@pytest.fixture
def numbers(tmp_path: Path) -> list[PersonId]:
    """The small book with officers of prints; its people by name."""
    with book_with_prints(tmp_path, born=BORN) as beside:
        people = people_of(beside)
    return [people[name] for name in NAMES]


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(capsys, tmp_path / "willow")


def finger(seed: int) -> bytes:
    """A drawn finger: small, so that its points are found fast."""
    return saved(ridges(176, 176, seed=seed))


def station(folder: Path, numbers: list[PersonId]) -> Path:
    """Each thing that can come: good, blank, a cat, one picture twice or under two people, a child, a cut file."""
    for place in range(9):
        put(folder, numbers[place], finger(place), but=(2, 3) if place in (TWICE, CUT) else (2,))
    (folder / numbers[BLANK] / "2.png").write_bytes(saved(np.full((176, 176), 255, np.uint8)))
    (folder / numbers[CAT] / "2.png").write_bytes(saved(fur(176, 176)))
    shutil.copy(folder / numbers[TWICE] / "2.png", folder / numbers[TWICE] / "3.png")
    shutil.copy(folder / numbers[ONE] / "2.png", folder / numbers[OTHER] / "2.png")
    (folder / numbers[CUT] / "3.wsq").write_bytes(b"\xff\xa0\xff\xa8\x00\x10NIST_COM")
    (folder / "somebody").mkdir()
    return folder


def put(folder: Path, number: PersonId, content: bytes, *, but: tuple[int, ...] = (2,)) -> Path:
    """Finger 2 of somebody, and why the others are not there."""
    (folder / number).mkdir(parents=True)
    missing = "\n".join(f'{one} = "bandaged"' for one in range(1, 11) if one not in but)
    (folder / number / "missing.toml").write_text(missing, encoding="utf-8")
    (folder / number / "2.png").write_bytes(content)
    return folder


def test_each_bad_thing_is_named_the_rest_goes_in_and_is_searched_for(
    muster: Asking, numbers: list[PersonId], tmp_path: Path
) -> None:
    folder, out = station(tmp_path / "station", numbers), tmp_path / "rejected.csv"

    told = muster.write("07:00", "enrol", str(folder), "--key", "w.prints", "--rejected", str(out))

    assert told.code == 4
    with opened_again(tmp_path) as beside:
        enrolments = beside.book.reading(Enrolments)
        went_in = {place for place in range(9) if enrolments.current(numbers[place]) is not None}
        waiting = not_searched(beside)
    assert went_in == {GOOD, BLANK, CAT, CHILD, CUT}
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert {(row["person"], row["rule"]) for row in rows} >= {
        (numbers[TWICE], "capture.same-picture"), (numbers[TOO_YOUNG], "biometrics.too-young"),
        ("somebody", "biometrics.no-number"), (numbers[ONE], "capture.same-picture-as"),
        (numbers[OTHER], "capture.same-picture-as"),
    }  # fmt: skip
    assert all(f"{numbers[place]}/{name}." in told.err for place, name in ((BLANK, 2), (CAT, 2), (CUT, 3)))
    assert "cut short" in told.err
    assert f"{numbers[CHILD]}: may be under 14, and nobody under 14 is searched for" in told.out
    assert "5 went in, 0 enrolled before, 5 did not" in told.out
    assert "searched for: 4; pairs put before examiners: 0" in told.out
    assert waiting == ()


def test_a_second_run_passes_over_who_is_in_and_a_dry_one_writes_nothing(
    muster: Asking, numbers: list[PersonId], tmp_path: Path
) -> None:
    folder = put(tmp_path / "station", numbers[GOOD], finger(1))
    words = ("enrol", str(folder), "--key", "w.prints", "--json")

    dry = muster.write("07:00", *words, "--dry-run").json
    first = muster.write("07:10", *words, "--no-search").json
    second = muster.write("07:20", *words, "--on", "local:0")
    new = muster.write("07:30", *words).json

    assert (dry["enrolled"][0]["enrolment"], first["enrolled"][0]["enrolment"]) == ("", "E-willow-1")
    assert (dry["search"]["searched"], first["search"]["searched"]) == (0, 0)
    assert (second.code, "local:0 says no number of processes" in second.err) == (4, True)
    assert (new["enrolled"], new["passed"], new["search"]) == (
        [], [numbers[GOOD]], {"searched": 1, "pairs": 0, "missing": []}
    )  # fmt: skip
    put(folder, numbers[CUT], b"")
    (folder / numbers[CUT] / "2.png").unlink()
    (folder / numbers[CUT] / "2.tif").write_bytes(saved(ridges(176, 176, seed=1), "TIFF"))
    shared = muster.write("07:40", *words, "--rejected", str(tmp_path / "out.csv"))
    assert (shared.code, f"the very picture that {numbers[GOOD]} was enrolled with" in shared.err) == (4, True)


def test_files_of_others_become_a_list_and_what_is_open_is_read_before_a_departure(
    muster: Asking, numbers: list[PersonId], tmp_path: Path
) -> None:
    (tmp_path / "INT-7.fmr").write_bytes(minutiae.write([View(2, 60, points())], ISO))
    (tmp_path / "INT-8.an2").write_bytes(b"nothing at all")
    with opened_again(tmp_path) as beside:
        for place in (GOOD, CUT):
            enrol(beside, operator(1 + place), coming(numbers[place], 1, impression=place), STATION)
        found = beside.keep_found("P-1", {"seeded": ""})
        pair = Proposed(proposal="P-1", kind_of="duplicate", left="E-willow-1", right="E-willow-2", evidence=found)
        beside.book.write(Acting(DESK, (), MORNING).draft(pair))
    paper = tmp_path / "order.txt"
    paper.write_text("released by the court", encoding="utf-8")
    saying = ("--owner", "interior", "--purpose", "tracing", "--basis", "order 4 of the court")
    two = ("--until", "2026-02-01T00:00:00Z", "--key", "k.lists", "--key", "l.legal")
    files = (str(tmp_path / "INT-7.fmr"), str(tmp_path / "INT-8.an2"))
    leaving = ("depart", numbers[GOOD], "--outcome", "released", "--papers", str(paper))

    listed = muster.write("08:00", "biometrics", "import", *files, "--gallery", "G1", *saying, *two)
    gone = muster.write("08:10", *leaving, "--despite", "P-1", "--key", "w.officer", "--key", "l.legal", "--json")

    assert (listed.code, "1 people, 1 left out; 1 without a picture: cannot be judged" in listed.out) == (0, True)
    assert "INT-8.an2" in listed.err
    assert gone.code == 0
    assert [(one["proposal"], one["stands"]) for one in gone.json["warned"]] == [("P-1", "waits")]
    assert "P-1 may be his under another number" in gone.err


def test_who_is_not_enrolled_is_written_with_the_day_of_another_look(muster: Asking, numbers: list[PersonId]) -> None:
    told = muster.write("07:00", "enrol", "refuse", numbers[GOOD], "--because", "injured", "--key", "w.prints")
    bad = muster.write("07:01", "enrol", "refuse", numbers[GOOD], "--because", "tired", "--key", "w.prints")

    assert (told.code, bad.code) == (0, 4)
    assert "Write one of" in bad.err


def test_points_are_found_later_and_pictures_destroyed_by_two(
    muster: Asking, numbers: list[PersonId], tmp_path: Path
) -> None:
    content = finger(1)
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
