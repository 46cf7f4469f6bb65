"""The printed brief: one page in each language, the same bytes each time, and nothing in a name is executed."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import Signature
from musterbook.ledger.signing import sign_told
from musterbook.papers.brief import Brief
from musterbook.papers.brief_page import FIGURES, SIGNATURE, picture_of, print_brief, told_of
from musterbook.papers.checking import check_paper
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.errors import Refused
from musterbook.terms.markings import EXERCISE
from musterbook.watch.rungs import Rung
from tests.papers.invented import (
    ARABIC,
    PRINTED,
    alert,
    alerts,
    brief,
    busy_morning,
    lost,
    many,
    quiet,
    receiving,
    watched,
)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the typefaces of papers have not been fetched here")


def crowded() -> Brief:
    """28 sites and more of everything than a page takes."""
    losses = [lost("abcdef"[index], days=index + 1, rung=None, p=0.03 * index) for index in range(6)]
    return brief([*busy_morning(), *many(22)], alerts=alerts(40), losses=losses)


@cache
def pdf_of(whole: Brief, language: str, signature: Signature | None) -> bytes:
    """The same brief is printed once for all tests that only read it."""
    return print_brief(whole, language=language, printed_at=PRINTED, signature=signature).pdf


def read(whole: Brief, language: str = "en", signature: Signature | None = None) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_of(whole, language, signature)))


def part(whole: Any, *path: str) -> Any:  # noqa: ANN401  PDF objects have no types
    """What lies there inside a PDF."""
    for step in path:
        whole = whole[step].get_object()
    return whole


def text_of(whole: Brief, language: str = "en") -> str:
    """The text of the page, in one line, without the signs that keep a name's direction."""
    text = read(whole, language).pages[0].extract_text()
    return " ".join(re.sub("[\u2068\u2069]", "", text).split())


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "whole",
    [
        brief(),
        brief([], alerts=[], losses=[]),
        crowded(),
        brief([*busy_morning(ARABIC), *many(54), *receiving(12)], alerts=alerts(60), marking="X" * 300),
        brief([watched(quiet(f"s{n}"), lift_days=None, name="W" * 200) for n in range(40)], operation="O" * 90),
    ],
    ids=["six sites", "nothing", "crowded", "sixty sites", "long names"],
)
def test_it_is_always_one_page(whole: Brief, language: str) -> None:
    pages = read(whole, language).pages

    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_prints_are_the_same_bytes_and_a_later_one_is_not(language: str) -> None:
    whole = brief()

    first = print_brief(whole, language=language, printed_at=PRINTED).pdf
    later = print_brief(whole, language=language, printed_at=PRINTED + timedelta(minutes=1)).pdf

    assert check_paper(first, "brief.pdf").template == "watch_brief.typ", "made again, byte for byte"
    assert first != later


def test_it_is_an_archive_file_and_one_a_screen_reader_can_read() -> None:
    document = read(brief())

    described = part(document.trailer, "/Root", "/Metadata").get_data().decode()
    assert re.search(r"pdfaid:part>3<", described)
    assert re.search(r"pdfaid:conformance>B<", described)
    assert re.search(r"pdfuaid:part>1<", described)
    assert part(document.trailer, "/Root", "/Lang") == "en"
    assert document.metadata is not None
    assert document.metadata.title == "Watch brief"
    assert document.metadata.creation_date == PRINTED


def test_the_figures_ride_inside_and_their_digest_stands_at_the_foot() -> None:
    whole = crowded()

    document = read(whole)

    assert [bytes(one) for one in document.attachments[FIGURES]] == [whole.figures]
    assert hashlib.sha256(whole.figures).hexdigest() in document.pages[0].extract_text()
    assert "not signed" in text_of(whole)


def test_a_signature_over_the_figures_rides_beside_them_and_holds() -> None:
    whole, key = brief(), Ed25519PrivateKey.generate()
    signature = sign_told(told_of(whole.figures), officer="analyst.demo", role="watch-analyst", key=key)

    document = read(whole, signature=signature)

    inside = json.loads(document.attachments[SIGNATURE][0])
    key.public_key().verify(base64.b64decode(inside["sig"] + "=="), told_of(document.attachments[FIGURES][0]))
    assert "signed by" in document.pages[0].extract_text()


def test_every_number_a_principal_needs_can_be_read_out_of_it() -> None:
    text = text_of(brief())

    assert text.count(EXERCISE) == 2, "the marking stands at the head and the foot"
    assert "Operation Tajriba · as of 220600ZJAN30 · 22 Jan 09:00 local time" in text
    assert "For: principals" in text
    assert "90% (82–94%) very likely" in text
    assert "19% (11–29%) very unlikely" in text
    assert "up 72 in 100" in text
    assert "11.7 (4.8–28.6)" in text
    assert "16.2 short" in text
    assert "Nobody is on guard." in text
    assert "Guards unknown." in text
    assert "No lift plan." in text
    assert "The lift takes 21 days and the front may be here in 4.8: the move cannot be finished in time." in text
    assert "overdue by 16 h 0 min" in text
    assert "guard report 6 h old" in text
    assert "Wahmi Yard: up from prepare to ready; hostile forces may reach it" in text
    assert "Printed 220612ZJAN30 · 22 Jan 09:12 local time" in text


def test_a_chance_never_stands_without_its_range() -> None:
    text = text_of(crowded())

    chances = re.findall(r"(?:\d+%|below 1 in 100|above 99 in 100)(?! \(\d+–\d+%\))(?!\))", text)
    assert chances == []


def test_four_things_are_offered_and_nothing_else() -> None:
    text = text_of(brief())

    assert "Four things can be done for a site, and no others are offered here" in text
    offers = text.partition("no others are offered here")[2]
    assert [word for word in ("Protect", "Reinforce", "Hand over properly", "Move") if word in offers] == [
        "Protect", "Reinforce", "Hand over properly", "Move",
    ]  # fmt: skip
    assert not re.search(r"\b(release|force|strike|target|kill)\b", text, flags=re.IGNORECASE)


def test_losses_nobody_was_warned_of_come_first_in_words() -> None:
    text = text_of(brief())

    assert (
        "2 Jan: al-Demo Block was lost (200 people out, 120–1,500 said), and we had not warned. "
        "The day before we said 2% (0–6%), almost no chance; rung: watch. "
        "We did not know how many were on guard that day."
    ) in text
    assert text.index("2 Jan: al-Demo Block") < text.index("10 Jan: Wahmi Yard")


@pytest.mark.parametrize("count", [28, 60])
def test_sites_that_do_not_fit_are_counted_by_rung_with_those_that_lack_a_report(count: int) -> None:
    whole = brief([*busy_morning(), *many(count - 6)])
    printed = print_brief(whole, language="en", printed_at=PRINTED)

    left = whole.sites[printed.sites :]
    stale = sum(line.stale for line in left)

    assert printed.sites >= 6
    assert f"and {len(left)} more below watch, {stale} of them without a fresh guard report" in text_of(whole)


def test_what_is_left_out_of_other_lists_is_counted_too() -> None:
    text = text_of(crowded())

    assert re.search(r"and \d+ more, \d+ of them overdue", text)
    assert len(re.findall(r"and \d+ more", text)) >= 4


HOSTILE = (
    '#read("/etc/passwd")', "*bold* _it_ $x^2$ <label> @ref", "\\ // /* */ ~ -- ` ``` = + - [ ] { }",
    "#sys.inputs #panic()", '#import "@preview/x:1.0.0": *', "\u202eevil\u202c\u2066\u2069", "中文 \ue000",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_in_a_name_is_executed_or_turns_anything_round(language: str) -> None:
    sites = [replace(one, name=name) for one, name in zip([*busy_morning(), *many(1)], HOSTILE, strict=True)]
    every = " ".join(HOSTILE)
    alerts_of = [alert(number) for number in range(len(HOSTILE))]
    hostile = [
        replace(one, fact=replace(one.fact, owner=name, cause=name))
        for one, name in zip(alerts_of, HOSTILE, strict=True)
    ]

    whole = brief(sites, operation=every, marking=every, reader=every, alerts=hostile)
    document = read(whole, language)
    text = document.pages[0].extract_text()

    assert len(document.pages) == 1
    assert "root:" not in text
    assert "\u202e" not in text
    assert json.loads(document.attachments[FIGURES][0])["operation"] == every, "the file inside keeps it as it is"


def test_markup_in_a_name_is_printed_as_it_was_written() -> None:
    text = text_of(brief([replace(busy_morning()[0], name='#read("/etc/passwd") *a*')]))

    assert '#read("/etc/passwd") *a*' in text


def test_a_sign_that_cannot_be_printed_is_shown_as_such_and_explained() -> None:
    assert "� stands for a sign that cannot be printed" in text_of(brief([replace(busy_morning()[0], name="Hall 中")]))
    assert "�" not in text_of(brief())


def glyphs_of(letter: str, document: pypdf.PdfReader) -> set[str]:
    """How many different glyphs of one typeface stand for a letter."""
    fonts = part(document.pages[0], "/Resources", "/Font")
    found: set[str] = set()
    for font in fonts.values():
        table = part(font.get_object(), "/ToUnicode").get_data().decode()
        found = max(found, set(re.findall(rf"<(\w+)> <{ord(letter):04X}>", table)), key=len)
    return found


def test_arabic_and_kurdish_letters_are_joined() -> None:
    joined = brief([watched(quiet("f"), lift_days=4, name="ههه ه ڕێبوار")], alerts=[], losses=[])

    document = read(joined, "ar")

    assert len(glyphs_of("ه", document)) == 4, "alone, first, in the middle and last"
    assert len(glyphs_of("ێ", document)) == 1


def test_arabic_is_written_from_the_right_with_its_own_digits() -> None:
    document = read(brief(busy_morning(ARABIC)), "ar")
    text = document.pages[0].extract_text()

    assert part(document.trailer, "/Root", "/Lang") == "ar"
    assert document.metadata is not None
    assert document.metadata.title == "موجز الإنذار"
    assert "٪" in text
    assert set("٠١٢٣٤٥٦٧٨٩") <= set(text)
    assert "220600ZJAN30" in text, "the date-time group is the same in every language"
    assert "Because" not in text


def test_without_typefaces_nothing_is_printed_and_it_is_said_why(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"papers\.fonts-missing"):
        print_brief(brief(), language="en", printed_at=PRINTED, fonts=tmp_path)


def test_a_language_nobody_wrote_is_no_language() -> None:
    with pytest.raises(KeyError):
        print_brief(brief(), language="xx", printed_at=PRINTED)


def test_the_file_says_its_kind_its_hour_and_its_language() -> None:
    assert print_brief(brief(), language="ar", printed_at=PRINTED).name == "watch-brief-220600ZJAN30-ar.pdf"


def test_the_picture_is_a_picture_of_the_page() -> None:
    assert picture_of(brief(), language="en", printed_at=PRINTED).startswith(b"\x89PNG")


def test_a_page_of_one_site_at_rung_now_counts_it_as_urgent() -> None:
    whole = brief([busy_morning()[0]])

    assert whole.sites[0].rung is Rung.NOW
    assert "1 at move or now" in text_of(whole)
