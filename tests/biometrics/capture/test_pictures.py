"""Pictures are read within limits, and what is wrong with one is named."""

from __future__ import annotations

import io
import random
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from musterbook.biometrics.capture import pictures, wsq_apart
from musterbook.biometrics.capture.pictures import read, read_finger
from musterbook.terms.errors import Malformed
from tests.biometrics.capture.drawn import ridges, saved


def rule_of(source: bytes | Path, **how: int | bool) -> str:
    with pytest.raises(Malformed) as caught:
        read_finger(source, **how)  # type: ignore[arg-type]
    return caught.value.faults[0].rule


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_what_loses_nothing_is_read_to_the_last_pixel_with_its_resolution(kind: str) -> None:
    drawn = ridges()

    image, picture = read_finger(saved(drawn, kind), position=2)

    assert np.array_equal(image.pixels, drawn)
    assert (image.dpi, image.position, picture.said) == (500, 2, ())


@pytest.mark.parametrize(("kind", "off"), [("JPEG", 12), ("JPEG2000", 12)])
def test_what_loses_little_is_read_nearly_so(kind: str, off: int) -> None:
    drawn = ridges()

    image, _ = read_finger(saved(drawn, kind), dpi=500)

    assert np.abs(image.pixels.astype(int) - drawn).mean() < off


def test_wsq_is_read_in_a_process_of_its_own_with_the_resolution_told() -> None:
    drawn = ridges()

    image, picture = read_finger(saved(drawn, "WSQ", dpi=None), dpi=500)

    assert image.pixels.shape == drawn.shape
    assert np.abs(image.pixels.astype(int) - drawn).mean() < 20
    assert picture.dpi == 500


def test_resolution_is_never_assumed_and_what_is_told_wins_and_is_said() -> None:
    drawn = ridges()

    assert rule_of(saved(drawn, dpi=None)) == "capture.which-dpi"
    assert rule_of(saved(drawn, dpi=72)) == "capture.dpi-out-of-range"
    assert rule_of(saved(drawn), dpi=1201) == "capture.dpi-out-of-range"
    image, picture = read_finger(saved(drawn, dpi=300), dpi=569)
    assert (image.dpi, picture.said) == (569, ("resolution-as-told",))


def test_a_stretched_picture_is_asked_about() -> None:
    place = io.BytesIO()
    PIL.Image.fromarray(ridges()).save(place, "PNG", dpi=(500, 300))

    assert rule_of(place.getvalue()) == "capture.dpi-uneven"


@pytest.mark.parametrize(("side", "fits"), [(95, False), (96, True), (4096, True), (4097, False)])
def test_a_finger_has_sides_from_96_to_4096_pixels(side: int, *, fits: bool) -> None:
    content = saved(np.full((96, side), 255, np.uint8))

    if fits:
        assert read_finger(content)[0].pixels.shape == (96, side)
    else:
        assert rule_of(content) == "capture.sides"


def test_colours_depth_and_transparency_become_grey_and_it_is_said() -> None:
    drawn = ridges()
    red = np.dstack([drawn, drawn // 2, drawn // 2])
    clear = np.dstack([drawn, drawn, drawn, np.where(drawn < 128, 255, 0).astype(np.uint8)])

    assert read(saved(red)).said == ("colour-to-grey",)
    assert read(saved(clear)).said == ("see-through-on-white",)
    assert read(saved(np.dstack([drawn] * 3))).said == ()
    place = io.BytesIO()
    PIL.Image.fromarray(drawn.astype(np.uint16) * 257).save(place, "PNG")
    deep = read(place.getvalue())
    assert deep.said == ("deep-to-grey",)
    assert np.array_equal(deep.pixels, drawn)
    assert {one for found in (deep, read(saved(red))) for one in found.said} <= pictures.SAID


def test_bright_ridges_on_a_dark_ground_are_asked_about_and_turned_when_told() -> None:
    drawn = ridges()

    assert rule_of(saved(255 - drawn)) == "capture.background-dark"
    image, picture = read_finger(saved(255 - drawn), dark_background=True)
    assert np.array_equal(image.pixels, drawn)
    assert picture.said == ("turned-light",)
    assert np.array_equal(read_finger(saved(255 - drawn), dark_background=False)[0].pixels, 255 - drawn)


def test_all_black_is_no_dark_ground_and_all_white_is_read_too() -> None:
    for grey in (0, 255):
        assert read_finger(saved(np.full((200, 200), grey, np.uint8)))[0].pixels.max() == grey


def test_files_cut_short_empty_or_of_another_kind_are_named() -> None:
    whole, by_wsq = saved(ridges()), saved(ridges(), "WSQ", dpi=None)

    assert rule_of(whole[: len(whole) // 2]) == "capture.cut-short"
    assert rule_of(by_wsq[: len(by_wsq) // 2], dpi=500) == "capture.cut-short"
    assert rule_of(by_wsq[:9], dpi=500) == "capture.cut-short"
    assert rule_of(b"") == "capture.empty-file"
    assert rule_of(b"%PDF-1.7 no picture") == "capture.unreadable"
    assert rule_of(saved(ridges(), "GIF", dpi=None)) == "capture.unreadable"


def test_two_pictures_in_one_file_are_not_one_finger() -> None:
    place = io.BytesIO()
    one = PIL.Image.fromarray(ridges())
    one.save(place, "TIFF", save_all=True, append_images=[one])

    assert rule_of(place.getvalue()) == "capture.several-pages"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has very many pixels."""

    def part(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(1 << 20))) + part(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(6400, 6400), (12000, 12000), (60000, 60000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_named_before_anything_is_unpacked(width: int, height: int) -> None:
    began = time.process_time()

    assert rule_of(bomb(width, height)) in {"capture.too-many-pixels", "capture.unreadable"}
    assert time.process_time() - began < 0.5


def test_wsq_that_says_it_is_huge_is_not_decoded() -> None:
    content = b"\xff\xa0\xff\xa2" + struct.pack(">HBBHH", 17, 0, 255, 60000, 60000) + bytes(20) + b"\xff\xa1"

    assert rule_of(content, dpi=500) == "capture.too-many-pixels"


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    place = tmp_path / "1.png"
    with place.open("wb") as opened:
        opened.truncate(pictures.BYTES_MAX + 1)

    assert rule_of(place) == "capture.too-many-bytes"


def test_one_picture_in_two_formats_looks_the_same_and_another_does_not() -> None:
    drawn = ridges()

    assert read(saved(drawn)).looks == read(saved(drawn, "TIFF")).looks == read(saved(drawn, "BMP")).looks
    assert read(saved(drawn)).looks != read(saved(ridges(seed=2))).looks
    assert read(saved(drawn)).looks != read(saved(drawn.reshape(200, 240))).looks


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, cut, doubled or taken out."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(changed) if chance.random() < 0.5 else min(len(changed), 400))
        way = chance.random()
        if way < 0.6:
            changed[place] = chance.randrange(256)
        elif way < 0.75 and place > 8:
            del changed[place:]
        elif way < 0.9:
            changed[place:place] = chance.randbytes(chance.randrange(1, 9))
        else:
            del changed[place : place + chance.randrange(1, 50)]
        if not changed:
            return b"\xff"
    return bytes(changed)


def outcome(content: bytes) -> str:
    """The rule that names what is wrong, or that it was read."""
    try:
        image, _ = read_finger(content, dpi=500, dark_background=False)
    except Malformed as problem:
        return problem.faults[0].rule
    return "capture.read" if image.pixels.dtype == np.uint8 else "no picture"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "JPEG2000", "BMP", "TIFF"])
def test_no_damage_does_more_than_name_the_picture(kind: str) -> None:
    chance, content = random.Random(7), saved(ridges(120, 112), kind)
    slowest = 0.0

    for _ in range(120):
        began = time.process_time()
        assert outcome(damaged(content, chance)).startswith("capture.")
        slowest = max(slowest, time.process_time() - began)

    assert slowest < 1


def test_damaged_wsq_brings_down_only_the_process_it_is_read_in() -> None:
    chance, content = random.Random(11), saved(ridges(120, 112), "WSQ", dpi=None)

    for _ in range(12):
        assert outcome(damaged(content, chance)).startswith("capture.")


def test_a_decoder_that_dies_is_a_picture_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(ridges(120, 112), "WSQ", dpi=None)
    dies = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(wsq_apart, "_CHILD", dies)

    assert rule_of(content, dpi=500) == "capture.unreadable"
