"""Redacted pages: boxes cover whole pixels however a page is turned, cut or measured, and the same bytes come twice."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from musterbook.cli.app import run
from musterbook.evidence.redaction import Region, Regions, read_regions, redact_pdf
from musterbook.evidence.redaction.painting import pixels_of
from musterbook.terms.errors import Malformed, Refused

WORD = "KESTREL"


def page_with_word(*, x: float = 200, y: float = 700, rotate: int = 0, unit: float = 1, crop: bool = False) -> bytes:
    """One page of 400 by 800 units with a word set in 20 points at x, y."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(400, 800), invariant=1)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(x, y, WORD)
    canvas.save()
    with pikepdf.open(drawn) as pdf:
        page = pdf.pages[0].obj
        page.Rotate = rotate
        if unit != 1:
            page.UserUnit = unit
        if crop:
            page.CropBox = pikepdf.Array([100, 500, 400, 800])
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def boxes(*listed: tuple[float, float, float, float], page: int = 1) -> Regions:
    """Boxes with the code SRC on one page."""
    return Regions(None, tuple(Region(page, box, "SRC") for box in listed))


def pixels(content: bytes, dpi: int = 100) -> Image.Image:
    """The first page as it is shown."""
    with pypdfium2.PdfDocument(content) as document:
        shown = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        assert isinstance(shown, Image.Image)
        return shown


def darkest(shown: Image.Image) -> int:
    """The darkest grey in a picture."""
    return next(grey for grey, count in enumerate(shown.histogram()) if count)


SHOWN: dict[str, tuple[dict[str, Any], tuple[float, float, float, float]]] = {
    "upright": ({}, (195, 690, 305, 725)),
    "turned right": ({"rotate": 90}, (690, 95, 725, 205)),
    "on its head": ({"rotate": 180}, (95, 75, 205, 110)),
    "turned left": ({"rotate": 270}, (75, 195, 110, 305)),
    "cropped": ({"crop": True}, (95, 190, 205, 225)),
    "cropped and turned": ({"crop": True, "rotate": 90}, (190, 95, 225, 205)),
    "in units of two points": ({"unit": 2}, (390, 1380, 610, 1450)),
}
"""How the page is made, and where its word is shown: 200 + up to 105 across, 700 − 5 to + 15 up, then turned or cut."""


@pytest.mark.parametrize("how", SHOWN)
def test_a_box_covers_the_word_as_shown_however_the_page_lies(how: str) -> None:
    made, box = SHOWN[how]
    page = page_with_word(**made)

    redacted = redact_pdf(page, boxes(box), dpi=100)

    left, top, right, bottom = redacted.covered[0].pixels
    shown = pixels(redacted.content)
    before = redact_pdf(page, boxes((0, 0, 5, 5)), dpi=100)
    ink = pixels(before.content).crop((left, top, right, bottom))
    assert darkest(ink) < 100, "the box lies where the word was"
    outside = shown.copy()
    outside.paste(255, (left - 8, top - 8, right + 8, bottom + 8))
    assert darkest(outside) > 200, "no part of the word stands outside the box"


def test_the_page_keeps_its_size_and_says_nothing_but_its_picture() -> None:
    redacted = redact_pdf(page_with_word(crop=True, rotate=90), boxes((190, 95, 225, 205)))

    with pikepdf.open(io.BytesIO(redacted.content)) as pdf:
        page = pdf.pages[0]
        assert [float(one) for one in page.mediabox] == [0, 0, 300, 300]
        assert set(page.obj.keys()) == {"/Type", "/MediaBox", "/Parent", "/Contents", "/Resources"}
        assert "/Info" not in pdf.trailer
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert list(page.get_images()) == ["/Page"]


def test_the_same_file_and_boxes_give_the_same_bytes() -> None:
    page = page_with_word()

    first, second = (redact_pdf(page, boxes((195, 690, 305, 725)), uniform=True).content for _ in range(2))

    assert first == second


@given(st.integers(20, 300), st.floats(0, 390), st.floats(0, 790), st.floats(0.01, 200), st.floats(0.01, 200))
def test_boxes_are_rounded_outwards_at_any_scale(dpi: int, left: float, low: float, wide: float, high: float) -> None:
    size = (400.0, 800.0)
    whole = (round(400 * dpi / 72) + 1, round(800 * dpi / 72) + 1)
    region = Region(1, (left, low, left + wide, low + high), "SRC")

    begins, top, ends, bottom = pixels_of(region, size, whole)

    across, down = whole[0] / 400, whole[1] / 800
    assert begins <= max(0, (left - 1) * across)
    assert ends >= min(whole[0], (left + wide + 1) * across)
    assert top <= max(0, (800 - low - high - 1) * down)
    assert bottom >= min(whole[1], (800 - low + 1) * down)


def test_uniform_boxes_of_short_and_long_words_are_one_length() -> None:
    short, long = (195, 690, 250, 725), (195, 690, 305, 725)

    lengths = {redact_pdf(page_with_word(), boxes(one), uniform=True).covered[0].pixels[::2] for one in (short, long)}

    assert len(lengths) == 1


def test_only_the_pages_asked_for_leave() -> None:
    two = io.BytesIO()
    canvas = Canvas(two)
    for _ in range(2):
        canvas.drawString(100, 100, WORD)
        canvas.showPage()
    canvas.save()

    redacted = redact_pdf(two.getvalue(), Regions((2,), boxes((90, 90, 200, 120), page=2).regions), dpi=72)

    with pikepdf.open(io.BytesIO(redacted.content)) as pdf:
        assert len(pdf.pages) == 1


def test_broken_and_locked_files_are_malformed() -> None:
    whole = page_with_word()
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user=""))

    for content, rule in (
        (whole[: len(whole) // 2], "pdf.broken"), (whole[:-120], "pdf.broken"), (locked.getvalue(), "pdf.encrypted"),
        (b"PK\x03\x04 a letter", "pdf.not-one"),
    ):  # fmt: skip
        with pytest.raises(Malformed) as told:
            redact_pdf(content, boxes((1, 1, 2, 2)))
        assert [fault.rule for fault in told.value.faults] == [rule]


@pytest.mark.parametrize(
    ("region", "rule"),
    [
        ({"page": 1, "box": [500, 10, 600, 20], "code": "SRC"}, "region.off-page"),
        ({"page": 99, "box": [10, 10, 20, 20], "code": "SRC"}, "region.no-such-page"),
        ({"page": 1, "box": [30, 10, 20, 20], "code": "SRC"}, "region.box-inside-out"),
        ({"page": 1, "box": [10, 10, 20], "code": "SRC"}, "region.no-box"),
        ({"page": True, "box": [10, 10, 20, 20], "code": "SRC"}, "region.bad-page"),
        ({"page": 1, "box": [10, 10, 20, 20], "code": "the words themselves"}, "region.bad-code"),
        ({"page": 1, "box": [10, 10, float("inf"), 20], "code": "SRC"}, "region.no-box"),
        ("box", "region.no-box"),
    ],
)
def test_boxes_that_are_none_are_malformed_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], region: object, rule: str
) -> None:
    (tmp_path / "in.pdf").write_bytes(page_with_word())
    (tmp_path / "r.json").write_text(json.dumps({"version": 1, "pages": "all", "regions": [region]}))

    code = run(
        ["redact", str(tmp_path / "in.pdf"), "--regions", str(tmp_path / "r.json"), "--out", str(tmp_path / "out.pdf"),
         "--report", str(tmp_path / "report.json")]
    )  # fmt: skip

    assert code == 4
    assert f"[{rule}]" in capsys.readouterr().err
    assert {one.name for one in tmp_path.iterdir()} == {"in.pdf", "r.json"}


@pytest.mark.parametrize("listed", [[], [{"page": 1, "box": [10, 10, 10, 10], "code": "SRC"}]])
def test_boxes_that_cover_nothing_are_refused(listed: list[object]) -> None:
    with pytest.raises(Refused, match="nothing-removed"):
        read_regions(json.dumps({"version": 1, "pages": "all", "regions": listed}).encode())


def test_the_command_writes_the_file_and_its_report(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(page_with_word())
    region = {"page": 1, "box": [195, 690, 305, 725], "code": "SRC", "label": "source"}
    (tmp_path / "r.json").write_text(json.dumps({"version": 1, "pages": "all", "regions": [region]}))
    asked = ["redact", str(tmp_path / "in.pdf"), "--regions", str(tmp_path / "r.json"), "--dpi", "100"]

    code = run([*asked, "--out", str(tmp_path / "out.pdf"), "--report", str(tmp_path / "report.json")])

    report = json.loads((tmp_path / "report.json").read_text())
    assert code == 0
    assert report["regions"][0]["code"] == "SRC"
    assert report["dpi"] == 100
    assert run([*asked, "--out", str(tmp_path / "in.pdf")]) == 4, "never over its input"
    assert run([*asked, "--out", str(tmp_path / "out.doc")]) == 4


def test_pictures_come_back_as_fresh_pixels(tmp_path: Path) -> None:
    picture = Image.new("RGB", (60, 40), "white")
    picture.putpixel((10, 5), (0, 0, 0))
    exif = Image.Exif()
    exif[0x010E] = WORD
    picture.save(tmp_path / "in.jpg", exif=exif, comment=WORD.encode())
    region = {"page": 1, "box": [5, 30, 20, 38], "code": "SRC"}
    (tmp_path / "r.json").write_text(json.dumps({"version": 1, "regions": [region]}))

    code = run(
        ["redact", str(tmp_path / "in.jpg"), "--regions", str(tmp_path / "r.json"), "--out", str(tmp_path / "out.png")]
    )

    with Image.open(tmp_path / "out.png") as fresh:
        assert code == 0
        assert fresh.size == (60, 40)
        assert fresh.getpixel((5, 3)) == 0
        assert not fresh.info
    assert WORD.encode() not in (tmp_path / "out.png").read_bytes()


def test_video_and_sound_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.pdf").write_bytes(b"\0\0\0\x18ftypmp42")
    (tmp_path / "r.json").write_text('{"version": 1, "regions": [{"page": 1, "box": [1, 1, 2, 2], "code": "SRC"}]}')

    code = run(
        ["redact", str(tmp_path / "in.pdf"), "--regions", str(tmp_path / "r.json"), "--out", str(tmp_path / "out.pdf")]
    )

    assert code == 3
    assert "[redaction.video-or-sound]" in capsys.readouterr().err
