"""Pictures in, every pair out: what is compared, what is kept, and that others get the same figures from the table."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from musterbook.biometrics.engines import Image, Made, Points
from musterbook.biometrics.evaluation import scores_file
from musterbook.biometrics.evaluation.comparing import compared
from musterbook.biometrics.evaluation.gathering import Gathered, gather, points_of_file
from musterbook.biometrics.evaluation.sets import Sample, samples_of
from musterbook.biometrics.evaluation.told import figures
from musterbook.biometrics.matching.ours import Ours
from musterbook.terms.errors import Malformed
from tests.biometrics.matching.invented import finger, impression


class Drawn:
    """An extractor that finds what the bytes of a picture name, and counts how often it is asked."""

    def __init__(self) -> None:
        self.made = Made("drawn", "1")
        self.asked = 0

    def points(self, image: Image) -> Points:
        self.asked += 1
        number = int(image.pixels[0, 0])
        of = finger(np.random.default_rng(number // 10))
        return impression(of, np.random.default_rng(number))


def picture(content: bytes, dpi: int | None) -> Image:
    if not content.isdigit():
        raise Malformed.because("capture.unreadable")
    return Image(np.full((2, 2), int(content), np.uint8), dpi or 500)


def folder_of(place: Path) -> Path:
    """Two sets of three fingers and two impressions; one picture is damaged and one named otherwise."""
    for number, name in enumerate(("north", "south")):
        (place / name).mkdir(parents=True)
        for of in range(1, 4):
            for press in (1, 2):
                content = b"torn" if (number, of, press) == (1, 3, 2) else b"%d" % (100 * number + 10 * of + press)
                (place / name / f"{of}_{press}.png").write_bytes(content)
    (place / "south" / "notes.png").write_bytes(b"1")
    return place


def gathered_of(place: Path, extractor: Drawn, kept: Path) -> tuple[list[Sample], Gathered]:
    samples, _ = samples_of(place, (".png",))
    return samples, gather(samples, lambda: extractor, read=picture, kept=kept, jobs=2)


def test_pictures_are_found_in_order_and_those_named_otherwise_are_told(tmp_path: Path) -> None:
    (tmp_path / "sets.toml").write_text("[south]\ndpi = 569\n")
    samples, odd = samples_of(folder_of(tmp_path), (".png",))

    assert [(one.set_name, one.name, one.dpi) for one in samples[::5]] == [
        ("north", "1_1", None), ("north", "3_2", None), ("south", "3_1", 569)
    ]  # fmt: skip
    assert [one.name for one in odd] == ["notes.png"]


@pytest.mark.parametrize(
    ("told", "rule"),
    [("dpi = [", "sets-unreadable"), ("[south]\ndpi = 72", "dpi-out-of-range"), ("[south]\ndpi = true", "dpi-out-of")],
)
def test_resolutions_that_cannot_be_are_named(tmp_path: Path, told: str, rule: str) -> None:
    folder_of(tmp_path)
    (tmp_path / "sets.toml").write_text(told)

    with pytest.raises(Malformed, match=rule):
        samples_of(tmp_path, (".png",))


def test_one_name_with_two_pictures_is_named(tmp_path: Path) -> None:
    folder_of(tmp_path)
    shutil.copy(tmp_path / "north" / "1_1.png", tmp_path / "north" / "1_1.bmp")

    with pytest.raises(Malformed, match=r"north/1_1\.png"):
        samples_of(tmp_path, (".png", ".bmp"))


def test_a_second_run_asks_the_extractor_only_for_what_was_not_kept(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "images")
    first, again = Drawn(), Drawn()
    _, before = gathered_of(folder, first, tmp_path / "kept")
    damaged = next((tmp_path / "kept").rglob("*.points"))
    damaged.write_bytes(damaged.read_bytes()[:50])

    _, after = gathered_of(folder, again, tmp_path / "kept")

    assert (first.asked, again.asked) == (11, 1)
    assert [one is None for one in after.points] == [False] * 11 + [True]
    assert [fault.file for fault in after.faults] == ["south/3_2.png"]
    assert all(
        np.array_equal(one.x, other.x)
        for one, other in zip(before.points, after.points, strict=True)
        if one is not None and other is not None
    )


def test_every_pair_stands_once_and_a_lost_picture_scores_nothing(tmp_path: Path) -> None:
    samples, gathered = gathered_of(folder_of(tmp_path / "images"), Drawn(), tmp_path / "kept")
    scores = list(compared(gathered.points, Ours(), jobs=2))
    out = tmp_path / "scores.csv"

    scores_file.write(out, samples, ((row, row * 0) for row in scores), {"extractor": "drawn 1"})

    rows = [line.split(",") for line in out.read_text().splitlines()[2:]]
    assert len(rows) == 12 * 11 // 2
    assert rows == sorted(rows, key=lambda row: row[:4])
    assert {row[5] for row in rows if row[2:4] == ["south", "3_2"]} == {"0"}
    assert sum(int(row[4]) for row in rows) == 6
    again = scores_file.read(out)
    assert again.told == {"extractor": "drawn 1"}
    assert again.pairs.score == pytest.approx(np.concatenate(scores), rel=1e-8)


def test_blocks_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, gathered = gathered_of(folder_of(tmp_path / "images"), Drawn(), tmp_path / "kept")
    whole = list(compared(gathered.points, Ours()))

    monkeypatch.setattr("musterbook.biometrics.evaluation.comparing.BLOCK", 5)

    assert all(np.array_equal(a, b) for a, b in zip(whole, compared(gathered.points, Ours()), strict=True))


def test_by_the_rule_of_the_competitions_first_impressions_alone_are_compared_with_others(tmp_path: Path) -> None:
    samples, gathered = gathered_of(folder_of(tmp_path / "images"), Drawn(), tmp_path / "kept")

    found = list(figures(samples, list(compared(gathered.points, Ours())), fvc=True))

    assert [(one.name, one.rule, one.rates.same, one.rates.different) for one in found] == [
        ("pooled", "all", 6, 60), ("north", "all", 3, 12), ("north", "fvc", 3, 3),
        ("south", "all", 3, 12), ("south", "fvc", 3, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("a,1_1,a,1_2,1,x,0", "not-a-number"),
        ("a,1_1,a,1_2,1,nan,0", "not-a-number"),
        ("a,1_1,a,1_2,0,1,0", "same-finger"),
        ("a,one,a,1_2,1,1,0", "scores.name"),
        ("a,1_1", "scores"),
    ],
)
def test_a_row_that_cannot_be_is_named_by_its_number(tmp_path: Path, row: str, rule: str) -> None:
    table = tmp_path / "scores.csv"
    table.write_text(f"# by: hand\nset_a,name_a,set_b,name_b,same_finger,score,weight\na,1_1,a,1_2,1,3,0\n{row}\n")

    with pytest.raises(Malformed, match=rule) as refused:
        scores_file.read(table)

    assert refused.value.faults[0].row == 4


def unknown(set_name: str) -> None:
    del set_name


def as_scanned(set_name: str) -> int:
    del set_name
    return 500


def test_points_without_a_resolution_or_shape_are_named(tmp_path: Path) -> None:
    for name, columns in (("a", 5), ("b", 4)):
        with zipfile.ZipFile(tmp_path / f"{name}.npz", "w") as archive, archive.open("set/1_1.npy", "w") as file:
            np.save(file, np.zeros((5, columns)))
    (tmp_path / "c.npz").write_bytes(b"no archive")

    for name, rule in (("a", "which-dpi"), ("b", "points-unreadable"), ("c", "points-unreadable")):
        with pytest.raises(Malformed, match=rule):
            points_of_file(tmp_path / f"{name}.npz", {"which-dpi": unknown}.get(rule, as_scanned))
