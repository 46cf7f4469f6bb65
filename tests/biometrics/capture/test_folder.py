"""A station's folder: what is good is taken, what is wrong is named with its file, and nobody else pays for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from musterbook.biometrics.capture.captured import Captured
from musterbook.biometrics.capture.folder import Asked, finding, from_pictures, position_of, read
from musterbook.biometrics.capture.shared import Owner, Seen
from musterbook.biometrics.engines import Image, Made, Points
from musterbook.biometrics.interchange.sent import Picture
from musterbook.biometrics.positions import FINGERS
from musterbook.terms.errors import Malformed
from tests.biometrics.capture.drawn import fur, ridges, saved, slap


@dataclass
class Grid:
    """Finds a sure point wherever a dark pixel lies on a grid; answers nonsense for position 9."""

    made: Made = field(default=Made("grid", "1"))

    def points(self, image: Image) -> Points:
        if image.position == 9:
            raise Malformed.because("capture.no-numbers")
        dark = np.argwhere(image.pixels[::16, ::16] < 100).astype(np.float32) * 16
        same = np.full(len(dark), 0.95, np.float32)
        return Points(dark[:, 1], dark[:, 0], same, same, same, image.pixels.shape[1], image.pixels.shape[0])


def put(folder: Path, person: str, **files: bytes | str) -> Path:
    place = folder / person
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = place / name.lstrip("_").replace("__", ".")
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def sitting(folder: Path, asked: Asked | None = None) -> Captured:
    (one,) = read(folder, asked or Asked(positions=(), extractor=Grid()))
    return one


def rules(one: Captured) -> list[tuple[str | None, str]]:
    return [(fault.file, fault.rule) for fault in one.faults]


def finger(seed: int) -> bytes:
    return saved(ridges(seed=seed))


def whole_hand(first: int) -> dict[str, bytes]:
    return {f"_{position}__png": finger(first + position) for position in FINGERS}


def test_a_whole_sitting_is_read_with_points_quality_and_face(tmp_path: Path) -> None:
    face = saved(np.random.default_rng(1).integers(60, 200, (500, 400), np.uint8), "JPEG", dpi=None)
    put(tmp_path, "KHA-1111-A", **{**whole_hand(0), "_9__png": saved(ridges(seed=99), "TIFF")}, face__jpg=face)
    (tmp_path / "KHA-1111-A" / "9.png").rename(tmp_path / "KHA-1111-A" / "left-ring.tif")

    one = sitting(tmp_path, Asked(extractor=Grid()))

    assert [taken.position for taken in one.fingers] == list(FINGERS)
    assert rules(one) == [("KHA-1111-A/left-ring.tif", "capture.no-numbers")]
    assert one.face is not None
    assert one.face.file == "KHA-1111-A/face.jpg"
    assert one.fingers[0].advice == "good"
    assert set(one.enrolment().fingers) == set(FINGERS) - {9}
    assert one.enrolment().quality[1] == one.fingers[0].quality
    assert one.made == Made("grid", "1")


def test_without_an_extractor_pictures_are_read_and_points_wait(tmp_path: Path) -> None:
    one = sitting(put(tmp_path, "P", _1__png=finger(1)), Asked(positions=(1,)))

    assert (one.fingers[0].points, one.fingers[0].quality, one.made, one.faults) == (None, None, None, ())
    points, shown = finding(Grid())(1, one.fingers[0].content)
    assert len(points) > 0
    assert shown > 0


def test_a_blank_a_cat_and_a_torn_file_are_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    wsq = saved(ridges(seed=5), "WSQ", dpi=None)
    blank = saved(np.full((200, 200), 255, np.uint8))
    put(tmp_path, "P", _1__png=blank, _2__png=saved(fur()), _3__png=finger(3), _4__wsq=wsq[: len(wsq) // 2])

    one = sitting(tmp_path)

    assert sorted(rules(one)) == [
        ("P/1.png", "capture.no-print"), ("P/2.png", "capture.no-print"), ("P/4.wsq", "capture.cut-short"),
    ]  # fmt: skip
    assert [(taken.position, taken.advice, len(taken.points or ())) for taken in one.fingers[:2]] == [
        (1, "no-print", 0), (2, "no-print", 0),
    ]  # fmt: skip
    assert one.fingers[2].advice == "good"
    assert one.ask_again() == (1, 2)
    assert not one.refused


def test_one_picture_under_two_positions_refuses_the_person_even_in_two_formats(tmp_path: Path) -> None:
    put(tmp_path, "P", _1__png=finger(1), _2__tif=saved(ridges(seed=1), "TIFF"))

    one = sitting(tmp_path)

    assert rules(one) == [("P/2.tif", "capture.same-picture")]
    assert dict(one.faults[0].values) == {"position": 2, "other_position": 1, "other": "P"}
    assert one.refused


def test_one_picture_under_two_people_refuses_whoever_is_known_to_share_it_and_names_the_other(tmp_path: Path) -> None:
    put(tmp_path, "A", _1__png=finger(1))
    put(tmp_path, "B", _6__png=finger(1), _7__png=finger(2))
    seen: Seen = {}

    first, second = read(tmp_path, Asked(positions=()), before=seen)

    assert (first.refused, second.refused) == (False, True)
    assert rules(second) == [("B/6.png", "capture.same-picture-as")]
    assert second.faults[0].values["other"] == "A"
    again, _ = read(tmp_path, Asked(positions=()), before=seen)
    assert [one.values["other"] for one in again.faults if one.rule == "capture.same-picture-as"] == ["B"]
    enrolled = {first.fingers[0].looks: [Owner("A", 1, "E-1")]}
    mine, theirs = read(tmp_path, Asked(positions=()), before=enrolled)
    assert "capture.same-picture-as" in rules(theirs)[0] or "capture.same-picture-enrolled" in rules(theirs)[0]
    assert not [one for one in mine.faults if one.rule == "capture.same-picture-enrolled"], "his own earlier sitting"


def test_two_blank_pictures_are_not_one_finger(tmp_path: Path) -> None:
    blank = saved(np.full((200, 200), 255, np.uint8))

    assert not sitting(put(tmp_path, "P", _1__png=blank, _2__png=blank)).refused


def test_missing_fingers_have_a_code_and_what_is_neither_there_nor_missing_is_asked(tmp_path: Path) -> None:
    told = '1 = "amputated"\n"right-little" = "bandaged"\n2 = "worn"\n3 = "gone"\n12 = "worn"\n'
    put(tmp_path, "P", _2__png=finger(2), missing__toml=told)

    one = sitting(tmp_path, Asked(positions=(1, 2, 3, 5)))

    assert one.missing == {1: "amputated", 5: "bandaged"}
    assert rules(one) == [
        ("P/missing.toml", "capture.missing-code"),
        ("P/missing.toml", "capture.missing-position"),
        ("P/2.png", "capture.missing-and-there"),
        ("P", "capture.position-unsaid"),
    ]
    assert one.faults[-1].values == {"positions": "3"}


@pytest.mark.parametrize("told", ["3 = amputated", "\udcff", "[" * 5000, "x" * 20_000])
def test_a_torn_list_of_missing_fingers_is_named(told: str, tmp_path: Path) -> None:
    put(tmp_path, "P", missing__toml=told.encode("utf-8", "surrogateescape"))

    assert rules(sitting(tmp_path)) == [("P/missing.toml", "capture.missing-unreadable")]


def test_files_that_say_no_finger_come_twice_or_are_links_are_named(tmp_path: Path) -> None:
    put(tmp_path, "P", _1__png=finger(1), _01__bmp=saved(ridges(seed=2), "BMP"), _11__png=finger(3), notes__txt="x")
    put(tmp_path, "P", Thumbs__db=b"left by a system")
    (tmp_path / "P" / "4.png").symlink_to(tmp_path / "P" / "1.png")
    (tmp_path / "P" / "more").mkdir()

    assert sorted(rules(sitting(tmp_path))) == [
        ("P/01.bmp", "capture.position-twice"), ("P/11.png", "capture.unknown-file"),
        ("P/4.png", "capture.not-a-file"), ("P/more", "capture.not-a-file"), ("P/notes.txt", "capture.unknown-file"),
    ]  # fmt: skip


def test_what_the_operator_tells_about_a_picture_is_kept_with_it(tmp_path: Path) -> None:
    put(tmp_path, "P", _1__bmp=saved(ridges(), "BMP", dpi=None), _2__png=finger(2))

    told, said = sitting(tmp_path, Asked(dpi=500, positions=())).fingers

    assert said.content == (tmp_path / "P" / "2.png").read_bytes()
    assert told.said[-1] == "resolution-written-in"
    assert finding(Grid())(1, told.content)[1] > 0


def test_a_slap_gives_the_fingers_nobody_captured_by_themselves(tmp_path: Path) -> None:
    put(tmp_path, "P", _13__png=saved(slap()), _3__png=finger(77), _14__png=saved(slap(3)))

    one = sitting(tmp_path, Asked(positions=(2, 3, 4, 5), extractor=Grid()))

    assert [(taken.position, taken.said) for taken in one.fingers] == [
        (2, ("cut-from-slap",)), (3, ()), (4, ("cut-from-slap",)), (5, ("cut-from-slap",)),
    ]  # fmt: skip
    assert rules(one) == [("P/14.png", "capture.slap-parts")]


def test_a_folder_that_is_not_there_or_holds_nobody_is_said(tmp_path: Path) -> None:
    for place, rule in ((tmp_path / "absent", "capture.no-folder"), (tmp_path, "capture.nobody")):
        with pytest.raises(Malformed) as caught:
            list(read(place))
        assert caught.value.faults[0].rule == rule


def test_pictures_that_come_in_a_transaction_are_taken_the_same_way() -> None:
    one = from_pictures(
        "P", [Picture(1, "t.an2:4", finger(1)), Picture(2, "t.an2:5", b"x"), Picture(3, "t.an2:6", finger(3), 1000)],
        Asked(positions=()), missing={}, seen={},
    )  # fmt: skip

    assert [(taken.position, taken.image.dpi) for taken in one.fingers] == [(1, 500), (3, 1000)]
    assert rules(one) == [("t.an2:5", "capture.unreadable")]


@pytest.mark.parametrize(
    ("stem", "position"),
    [("1", 1), ("10", 10), ("13", 13), ("11", None), ("0", None), ("right_thumb", 1), ("Left-Little", 10), ("٣", None)],
)
def test_a_files_name_says_its_finger(stem: str, position: int | None) -> None:
    assert position_of(stem) == position


def test_the_drawn_fingers_differ() -> None:
    found: list[NDArray[np.uint8]] = [ridges(seed=seed) for seed in range(12)]

    assert len({one.tobytes() for one in found}) == 12
