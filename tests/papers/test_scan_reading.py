"""Scanned forms: each is known by its code, set upright by its corners, its ticks are read; people read the rest."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import msgspec
import pytest
from PIL import Image

from musterbook.operation.on_paper.forms import TICKS, read_code
from musterbook.operation.on_paper.scanned import Read, ticked
from musterbook.papers.apart import Limits, Spent, done_apart
from musterbook.papers.printing import printed_paper
from musterbook.papers.scan import PAGES_MAX
from musterbook.papers.scan_reading import read_page, read_sheets
from tests.papers.filled_in import aslant, file_of, page_of, smudged, turned, written
from tests.papers.filled_in import ticked as with_ticks
from tests.papers.printed_book import NOW, printed_book

ALL = (True, True, True, True)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Image.Image]:
    """The first form of each kind, written from the left and from the right."""
    book = printed_book(tmp_path_factory.mktemp("scanned"))
    made = {
        (kind, language): printed_paper(book, kind, "willow 1 7KQ2MD", NOW, language=language).parts[0]
        for kind, language in (("blanks", "en"), ("blanks", "ar"), ("acceptances", "en"), ("acceptances", "ckb"))
    }
    book.close()
    return {key: page_of(pdf) for key, pdf in made.items()}


@pytest.fixture(scope="module")
def form(pages: dict[tuple[str, str], Image.Image]) -> Image.Image:
    """A form for a count, its second box ticked and a number written on it."""
    return written(with_ticks(pages["blanks", "en"], [1]), "AHA-1111-H", (20, 110))


def test_each_kind_of_form_in_each_direction_is_known_and_its_boxes_are_empty(
    pages: dict[tuple[str, str], Image.Image],
) -> None:
    for (kind, _), page in pages.items():
        read = read_page(1, page)

        code = read_code(read.codes[0])
        assert code is not None
        assert (code.kind, code.place, code.form) == (kind, "willow", "willow-211100ZJAN26-7KQ2MD-001")
        assert read.corners == ALL
        assert ticked(read.ticks, TICKS[kind]) == dict.fromkeys(TICKS[kind], False)


@pytest.mark.parametrize(
    ("how", "degrees"),
    [
        (lambda page: page, 0),
        (lambda page: turned(page, 180), 180),
        (lambda page: turned(page, -11), 11),
        (lambda page: smudged(turned(page, 90)), -90),
        (lambda page: aslant(page, 0.08), 0),
        (lambda page: smudged(aslant(page, 0.05)), 0),
    ],
    ids=["straight", "upside-down", "crooked", "on-its-side-and-dim", "aslant", "aslant-and-dim"],
)  # fmt: skip
def test_however_a_sheet_lies_it_is_set_upright_and_its_ticks_are_read(
    form: Image.Image, how: Callable[[Image.Image], Image.Image], degrees: int
) -> None:
    read = read_page(1, how(form))

    assert read.corners == ALL
    assert abs(read.turned - degrees) <= 6
    assert ticked(read.ticks, TICKS["blanks"]) == {"all-here": False, "some-missing": True, "others-here": False}
    with Image.open(io.BytesIO(read.upright)) as upright:
        again = read_page(1, upright.convert("L"))
    assert (again.corners, abs(again.turned) <= 1) == (ALL, True)


def test_a_sheet_torn_in_two_is_not_set_upright_and_its_lower_half_has_no_code(form: Image.Image) -> None:
    wide, high = form.size
    upper, lower = form.crop((0, 0, wide, high // 2)), form.crop((0, high // 2, wide, high))

    above, below = read_page(1, upper), read_page(1, lower)

    assert (len(above.codes), above.corners, above.upright) == (1, (False,) * 4, b"")
    assert (below.codes, below.upright) == ((), b"")
    assert above.came.startswith(b"\xff\xd8")


def test_a_sheet_with_one_corner_folded_over_is_read_all_the_same(form: Image.Image) -> None:
    folded = form.copy()
    folded.paste(255, (0, form.height - 150, 150, form.height))

    read = read_page(1, folded)

    assert read.corners == (True, True, True, False)
    assert ticked(read.ticks, TICKS["blanks"])["some-missing"] is True


def test_two_sheets_on_one_picture_and_a_picture_too_small_are_said(
    form: Image.Image, pages: dict[tuple[str, str], Image.Image]
) -> None:
    other = pages["acceptances", "ckb"].transpose(Image.Transpose.ROTATE_180)
    beside = Image.new("L", (form.width * 2, form.height), 255)
    beside.paste(form, (0, 0))
    beside.paste(other, (form.width, 0))

    two, small = read_page(1, beside), read_page(1, form.resize((300, 424)))

    assert {one.split()[1] for one in two.codes} == {"blanks", "acceptances"}
    assert two.upright == b""
    assert (small.small, small.codes) == (True, ())


def test_a_scanners_pdf_and_a_cameras_picture_are_read_and_nothing_else_is(form: Image.Image) -> None:
    pdf = read_sheets(file_of(form, turned(form, 180)))
    camera = read_sheets(file_of(form, kind="JPEG"))

    assert [page.turned for page in pdf.pages] == [0, 180]
    assert len(camera.pages) == 1
    for strange in (b"", b"%PDF-1.7\nnothing", b"GIF89a" + bytes(90), file_of(form, kind="PNG")[:4000]):
        assert read_sheets(strange).wrong == "unreadable"


def test_too_many_pages_and_too_many_pixels_are_turned_away_before_they_are_drawn() -> None:
    blank = Image.new("L", (8, 8), 255)
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))

    assert read_sheets(file_of(*[blank] * (PAGES_MAX + 1))).wrong == "too-many-pages"
    assert read_sheets(bomb).wrong == "too-many-pixels"


def test_a_file_is_read_in_a_process_of_its_own_which_may_take_only_so_much(form: Image.Image) -> None:
    module = "musterbook.papers.scan_reading"

    read = msgspec.msgpack.decode(done_apart(module, "read_file", file_of(form, kind="PNG")), type=Read)

    assert read.pages[0].corners == ALL
    with pytest.raises(Spent):
        done_apart(module, "read_file", b"", Limits(bytes=60_000_000))
