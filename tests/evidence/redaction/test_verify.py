"""The verifier: words in every writing, pixels changed in one place, and its exit codes; words are never told."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from musterbook.cli.app import run
from musterbook.evidence.redaction import Regions, redact_pdf
from musterbook.evidence.redaction.rebuild import jpeg
from musterbook.evidence.redaction.regions import Region
from musterbook.evidence.redaction.verify import Words, read_words, verify_pdf
from musterbook.evidence.redaction.verify.verifier import CHANNELS
from tests.evidence.redaction.planted import Planted, planted

PLAIN = planted(1, 0)
NAME = "محمد الوهمي"


def verdicts(content: bytes, file: Planted = PLAIN) -> dict[str, str]:
    """Channel → verdict, with everything given."""
    verified = verify_pdf(content, words=Words(file.words), original=file.content, regions=file.regions)
    return {row.channel: row.verdict for row in verified.rows}


@pytest.mark.parametrize(
    "written",
    [
        b"the kestrel file", b"K E S T R E L", "KESTREL".encode("utf-16-be"), "xKESTREL".encode("utf-16-le"),
        b"4b455354 52454c", b"<4B4553\n54524 54C>", b"LERTSEK", "ke\u00adstrel".encode("utf-16-be"),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(written: bytes) -> None:
    assert Words(("Kestrel", NAME)).in_bytes(b"\x00\x9c" * 20 + written) == (1,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("said", [NAME, NAME[::-1], "محمد الوهمي".replace(" ", ""), "محـمد الوهـمي"])
def test_an_arabic_name_is_found_however_it_is_written(encoding: str, said: str) -> None:
    assert Words((NAME,)).in_bytes(said.encode(encoding)) == (1,)
    assert Words((NAME,)).in_bytes(said.encode(encoding).hex().upper().encode()) == (1,)


def test_presentation_forms_and_a_reversed_ligature_are_found() -> None:
    word = Words(("سلام",))

    assert word.in_text("ﺳﻼﻡ") == (1,)
    assert word.in_text("".join(reversed("ﺳﻼﻡ"))) == (1,)


@given(st.binary(max_size=400))
def test_a_long_word_is_not_found_in_what_does_not_hold_it(content: bytes) -> None:
    assert Words(("ABCDEFGHIJKL",)).in_bytes(content) == ()


@pytest.mark.parametrize("content", [b"abc\n", b"KESTREL\n\nab\n", b"\xff\xfe", b"\n"])
def test_words_too_short_to_be_looked_for_are_malformed_and_not_told(content: bytes) -> None:
    with pytest.raises(Exception, match=r"absent\.too-short|file\.unreadable") as told:
        read_words(content)

    assert "KESTREL" not in str(told.value)
    assert "KESTREL" not in repr(Words(("KESTREL",)))


def test_every_channel_has_its_row_and_one_not_run_says_why() -> None:
    rows = verify_pdf(redact_pdf(PLAIN.content, PLAIN.regions, dpi=100).content).rows

    assert [row.channel for row in rows] == list(CHANNELS)
    assert len(rows) == 22
    assert all(row.where for row in rows if row.verdict == "not-run")


def test_text_of_any_kind_is_found_where_no_words_are_given() -> None:
    found = {row.channel for row in verify_pdf(PLAIN.content).rows if row.verdict == "found"}

    assert {"text-pdfium", "text-pypdf"} <= found


def test_a_box_drawn_on_top_leaves_the_text_and_only_the_pixels_clean() -> None:
    with pikepdf.open(io.BytesIO(PLAIN.content)) as pdf:
        left, low, right, high = PLAIN.regions.regions[0].box
        box = f"q 0 g {left - 1} {low - 1} {right - left + 2} {high - low + 2} re f Q"
        pdf.pages[0].contents_add(pdf.make_stream(box.encode()))
        drawn = io.BytesIO()
        pdf.save(drawn)

    told = verdicts(drawn.getvalue())

    assert told["pixels"] == "clean"
    assert {channel for channel, verdict in told.items() if verdict == "found"} >= {
        "streams",
        "shown-text",
        "text-pdfium",
    }


@pytest.mark.parametrize("where", ["inside a box", "outside the boxes"])
def test_one_word_more_in_the_pixels_is_found(where: str) -> None:
    redacted = redact_pdf(PLAIN.content, PLAIN.regions, dpi=100)
    left, top, _, bottom = redacted.covered[0].pixels
    with pikepdf.open(io.BytesIO(redacted.content)) as pdf:
        stored = pdf.pages[0].Resources.XObject.Page
        picture = Image.open(io.BytesIO(stored.read_raw_bytes()))
        at = (left + 2, top + 2, left + 20, bottom - 2) if where == "inside a box" else (600, 900, 660, 920)
        ImageDraw.Draw(picture).rectangle(at, fill=255 if where == "inside a box" else 0)
        stored.write(jpeg(picture), filter=pikepdf.Name.DCTDecode)
        changed = io.BytesIO()
        pdf.save(changed)

    assert verdicts(redacted.content)["pixels"] == "clean"
    assert verdicts(changed.getvalue())["pixels"] == "found"


def test_boxes_from_margin_to_margin_and_in_colour_are_clean_too() -> None:
    redacted = redact_pdf(PLAIN.content, PLAIN.regions, dpi=100, uniform=True, colour=True)

    assert "found" not in verdicts(redacted.content).values()


def test_pages_asked_for_are_compared_with_their_own_originals() -> None:
    file = planted(19, 0)
    second = Regions((2,), file.regions.on(2))

    redacted = redact_pdf(file.content, second, dpi=100)

    rows = verify_pdf(redacted.content, words=Words(file.words), original=file.content, regions=second).rows
    assert all(row.verdict != "found" for row in rows)


def test_bytes_after_the_end_and_objects_beside_the_table_are_found() -> None:
    whole = redact_pdf(PLAIN.content, Regions(None, (Region(1, (1, 1, 9, 9), "SRC"),)), dpi=72).content

    assert verdicts(whole)["revisions"] == "clean"
    assert verdicts(whole + b"more")["revisions"] == "found"
    assert verdicts(whole.replace(b"\nxref\n", b"\n900 0 obj\n(x)\nendobj\nxref\n"))["revisions"] == "found"
    assert verdicts(whole.replace(b"startxref", b"900 0 obj\n(x)\nendobj\nstartxref"))["revisions"] == "found"


def test_the_command_ends_with_0_3_and_4_and_never_tells_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    regions = [{"page": one.page, "box": list(one.box), "code": one.code} for one in PLAIN.regions.regions]
    (tmp_path / "in.pdf").write_bytes(PLAIN.content)
    (tmp_path / "r.json").write_text(json.dumps({"version": 1, "pages": "all", "regions": regions}))
    (tmp_path / "words.txt").write_text("\n".join(PLAIN.words), encoding="utf-8")
    beside = ["--original", str(tmp_path / "in.pdf"), "--regions", str(tmp_path / "r.json")]
    out, table = str(tmp_path / "out.pdf"), tmp_path / "v.csv"

    made = run(["redact", *beside[1:], "--out", out, "--dpi", "100"])
    clean = run(["redact", "verify", out, "--absent", str(tmp_path / "words.txt"), *beside, "--out", str(table)])
    found = run(["redact", "verify", str(tmp_path / "in.pdf"), "--absent", str(tmp_path / "words.txt")])
    no_pdf = run(["redact", "verify", str(tmp_path / "words.txt")])

    said = capsys.readouterr()
    assert (made, clean, found, no_pdf) == (0, 0, 3, 4)
    assert table.read_text().splitlines()[0] == "channel,verdict,where"
    assert not [word for word in PLAIN.words if word in said.out + said.err + table.read_text()]
