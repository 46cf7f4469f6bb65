"""What stands where on printed papers: nothing over anything else, and what belongs together on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import ImageFont, features

from musterbook.operation.on_paper.told import BOX, Block, Told, table, to_fill
from musterbook.papers.brief_page import print_brief
from musterbook.papers.framed import Around, paper_of, print_told
from musterbook.papers.framed_blocks import NARROW
from musterbook.papers.receipt import print_receipts
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.markings import EXERCISE, RESTRICTED
from musterbook.words.printed import Tongue
from tests.papers.invented import PRINTED, alert, answer, brief, busy_morning
from tests.papers.test_checking import RECEIPT

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the typefaces of papers have not been fetched here")

NOON = datetime(2026, 1, 17, 12, tzinfo=UTC)
LANGUAGES = ("en", "ar", "ckb", "kmr")
MM = 72 / 25.4
FOOT_MM = 23
"""Height of the lower margin of a framed paper."""
LINE_MM = 7.5
"""Height of a line to write on."""
INSET = 6
"""Between a marking and its frame, in points."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


def around(language: str = "en", *, marking: str = EXERCISE) -> Around:
    return Around("EXERCISE WILLOW", marking, "Asia/Damascus", language, "ar" if language == "en" else "en")


def told(*blocks: Block, kind: str = "count-sheet", marking: str = "") -> Told:
    return Told(kind, "willow", "willow", NOON, blocks, marking=marking)


def boxes(pdf: bytes, text: str) -> Iterator[tuple[int, Box]]:
    """Where a text stands: each time it does, the page from 0, and the box around it."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            words = page.get_textpage()
            search = words.search(text, match_case=True)
            while (found := search.get_next()) is not None:
                each = [words.get_charbox(one) for one in range(found[0], found[0] + found[1])]
                yield number, (
                    min(one[0] for one in each), min(one[1] for one in each),
                    max(one[2] for one in each), max(one[3] for one in each),
                )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "kmr"])
def test_the_rung_of_an_alert_stands_beside_the_name_of_its_site_and_not_over_it(language: str) -> None:
    usual = alert(3, overdue=True, answers=(answer("taken"),))
    fact = replace(usual.fact, site="Wadi-al-Dhiab", owner="kharab-al-jir.officer")
    tongue = Tongue(language, "watch_brief")

    whole = brief(busy_morning(), alerts=[replace(usual, fact=fact)])
    (line,) = whole.alerts
    wordy = replace(whole, alerts=(replace(line, signals=("census", "emptying", "guards")),))
    pdf = print_brief(wordy, language=language, printed_at=PRINTED).pdf

    (_, site) = list(boxes(pdf, "Wadi-al-Dhiab"))[-1]
    rung, cause = (list(boxes(pdf, tongue.told(f"head.{head}")))[-1][1] for head in ("rung", "cause"))
    assert site[2] < rung[0] < rung[2] < cause[0]


def test_a_long_marking_does_not_stand_over_the_name_of_the_program() -> None:
    pdf = print_receipts([{**RECEIPT, "language": "kmr"}], marking=EXERCISE, printed_at=NOON)

    ((_, app),) = boxes(pdf, "MUSTERBOOK")
    (_, marking), *_ = boxes(pdf, "TETBÎQAT")
    assert app[2] < marking[0] - INSET


@pytest.mark.parametrize("rows", [34, 36, 38])
def test_lines_to_write_on_stay_on_the_page_of_their_label(rows: int) -> None:
    listed = table(("place", "number", "first"), [(row, "A-0001", BOX) for row in range(1, rows + 1)])

    pdf = print_told(told(listed, to_fill("not-listed", 4)), around())

    ((_, label),) = boxes(pdf, Tongue("en", "framed").told("fill.not-listed"))
    assert label[1] / MM > FOOT_MM + 4 * LINE_MM


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_a_narrow_column_fits_into_it(language: str) -> None:
    arabic = language in ("ar", "ckb")
    if arabic and not features.check("raqm"):
        pytest.skip("letters are not joined here, so nothing can be said of their width")
    file = "ibm-plex-sans-arabic-700.ttf" if arabic else "noto-sans-700.ttf"
    font, tongue = ImageFont.truetype(str(FOLDER / file), 75), Tongue(language, "framed")  # ten times 7.5 points

    def width_mm(word: str) -> float:
        return font.getlength(word) / 10 / MM

    edges_mm = 6 / MM
    wide = {
        name: word
        for name, width in NARROW.items()
        for word in tongue.told(f"column.{name}").split()
        if width_mm(word) + edges_mm > width
    }

    assert wide == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_of_an_invented_dossier_says_below_its_banner_that_this_is_an_exercise(language: str) -> None:
    cover = told(kind="dossier-cover", marking="SECRET//NOFORN")

    in_exercise = str(paper_of(cover, around(language))["marking"])
    in_earnest = str(paper_of(cover, around(language, marking=RESTRICTED))["marking"])

    assert in_exercise.split("\n") == ["SECRET//NOFORN", Tongue(language, "framed").marking(EXERCISE)]
    assert "EXERCISE" in in_exercise
    assert in_earnest == "SECRET//NOFORN"


def test_a_paper_marked_as_its_operation_is_marked_once() -> None:
    minutes = told(kind="minutes", marking=EXERCISE)

    assert paper_of(minutes, around())["marking"] == EXERCISE
