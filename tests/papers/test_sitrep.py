"""The situation report in words: both languages say the same, nothing of a name is markup, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from musterbook.custody.settings import CLOCK_MINUTES
from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Figure, Report, Row, Said, Section, Table
from musterbook.operation.sitrep.report import report_of
from musterbook.operation.sitrep.sources import QUESTIONS
from musterbook.papers.checking import check_paper
from musterbook.papers.sitrep import printed
from musterbook.papers.sitrep_json import read_report, report_bytes
from musterbook.papers.sitrep_page import SaidTable, page_of
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.errors import Malformed
from musterbook.words.catalogue import read_paper
from musterbook.words.printed import Tongue
from musterbook.words.sentences import named_values, texts
from tests.operation.reporting import NOON, claim, claim_published, open_reporting_book, state

ENGLISH, ARABIC = (read_paper(language, "sitrep").sentences for language in ("en", "ar"))
printing = pytest.mark.skipif(not FOLDER.is_dir(), reason="the typefaces of papers have not been fetched here")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = open_reporting_book(tmp_path)
    claim_published(made)
    state(made)
    yield made
    made.close()


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(ENGLISH) == list(ARABIC)


@pytest.mark.parametrize("key", ENGLISH)
def test_a_sentence_asks_for_the_same_values_in_both(key: str) -> None:
    english, arabic = (
        {name for _, text in texts(one[key], key) for name in named_values(text)} for one in (ENGLISH, ARABIC)
    )

    assert english == arabic


@pytest.mark.parametrize("key", ARABIC)
def test_arabic_is_in_arabic_with_arabic_digits(key: str) -> None:
    for _, text in texts(ARABIC[key], key):
        assert not re.search(r"[A-Za-z0-9]", re.sub(r"\{\w+\}|MUSTERBOOK|SHA-256", "", text))


def test_a_difference_bears_its_sign_where_arabic_has_it(book: Book) -> None:
    """On the right of the number: the Arabic letter mark makes a sign one of right-to-left text (CLDR, ar)."""
    claim(book, "karkh", 9)
    text = printed(report_of(book, NOON), "ar", "md").decode()

    signs = {text[at - 1] for at in range(1, len(text)) if text[at] in "+\u2212" and text[at + 1] in "٠١٢٣٤٥٦٧٨٩"}

    assert signs == {"\u061c"}


def test_every_question_has_a_definition_and_every_definition_a_question() -> None:
    assert {key.removeprefix("define.") for key in ENGLISH if key.startswith("define.")} == set(QUESTIONS)


def test_kinds_of_discrepancies_in_words_are_kinds_of_the_book() -> None:
    assert {key.removeprefix("kind.") for key in ENGLISH if key.startswith("kind.")} <= set(CLOCK_MINUTES)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", ["md", "html", "json", pytest.param("pdf", marks=printing)])
def test_the_same_report_gives_the_same_bytes(book: Book, kind: str, language: str) -> None:
    first, second = (printed(report_of(book, NOON), language, kind) for _ in range(2))

    assert first == second


def test_the_page_shouts_that_the_parts_of_5704_are_5703(book: Book) -> None:
    said = printed(report_of(book, NOON), "en", "md").decode()

    (line,) = [one for one in said.splitlines() if "PARTS DO NOT SUM" in one]
    assert line.startswith("- **")
    assert all(number in line for number in ("5,704", "5,703", "+1"))


def test_no_figure_of_the_page_is_not_in_the_json(book: Book) -> None:
    report = report_of(book, NOON)
    told = json.loads(report_bytes(report, "en"))
    known = {f"{abs(one['value']):,}" for one in told["figures"] if isinstance(one["value"], int)}

    page = printed(report, "en", "html").decode()

    cells = re.findall(r"<td[^>]*>[+−\u2068]*([\d,]+)\u2069?</td>", page)
    assert cells
    assert set(cells) <= known


def test_numbers_stand_below_each_other_and_moments_and_words_do_not(book: Book) -> None:
    page = page_of(report_of(book, NOON), "en", file="f", digest="d")
    tables = [part for section in page.sections for part in section.parts if isinstance(part, SaidTable)]

    figures = {heads[0]: {heads[at] for at in part.figures} for part in tables for heads in [part.heads]}
    assert figures.pop("Custodian") == {
        "Answered for",
        "Accounted for",
        "Not confirmed lately",
        "Unaccounted",
        "Change",
    }
    assert not {"As of", "Source", "What is counted", "By", "Agreed by"} & set().union(*figures.values())


def test_a_country_is_called_by_its_name(book: Book) -> None:
    row = Row((Said("name", "DEU"), figure_of(report_of(book, NOON))))
    report = replace(
        report_of(book, NOON), sections=(Section("returns", (Table("returns", ("country", "cases"), (row,)),)),)
    )

    said = {language: printed(report, language, "md").decode() for language in ("en", "ar")}

    assert "| Germany (DEU) |" in said["en"].replace("\u2068", "").replace("\u2069", "")
    assert "ألمانيا" in said["ar"]


def figure_of(report: Report) -> Figure:
    return next(iter(report.figures().values()))


def test_every_figure_of_the_json_says_what_it_is_and_how_to_make_it_again(book: Book) -> None:
    told = json.loads(report_bytes(report_of(book, NOON), "en"))

    assert {frozenset(one) for one in told["figures"]} == {
        frozenset(("key", "value", "as_of", "definition", "query", "heads"))
    }
    assert all(one["definition"] and one["heads"] == book.head() for one in told["figures"])


@pytest.mark.parametrize(("language", "said"), [("en", "Syria"), ("ckb", "سووریا"), ("kmr", "Sûrîye")])
def test_a_number_of_one_nationality_names_it_in_the_language_of_the_report(
    book: Book, language: str, said: str
) -> None:
    claim(book, "nationality:SYR", 3)
    claim(book, "nationality:other-arab", 2)

    text = printed(report_of(book, NOON), language, "md").decode()

    assert said in text
    assert "other-arab" not in text


def test_a_page_whose_reader_has_latin_digits_has_no_other_in_a_sentence_either() -> None:
    page, paper = Tongue("ckb", "sitrep", eastern=False), Tongue("ckb", "sitrep")

    assert "14" in page.told("section.outlooks")
    assert page.told("percent.below") == "کەمتر لە 1%"
    assert "١٤" in paper.told("section.outlooks")


def test_a_source_that_writes_markup_writes_text(book: Book) -> None:
    claim(book, "registered", 3, source="<script>|*x*| #panic()")
    report = report_of(book, NOON)

    assert "<script>" not in printed(report, "en", "html").decode()
    assert "\\<script\\>\\|\\*x\\*" in printed(report, "en", "md").decode()


@printing
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_figures_ride_inside_the_pdf(book: Book, language: str) -> None:
    report = report_of(book, NOON)

    pdf = printed(report, language, "pdf")
    inside = pypdf.PdfReader(io.BytesIO(pdf)).attachments

    assert inside["sitrep.json"] == [report_bytes(report, language)]
    assert check_paper(pdf, "sitrep.pdf").inside["sitrep.json"] == report_bytes(report, language).decode()


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"\xff", b'{"form":"musterbook/sitrep/1"}', b"[" * 100_000,
     b'{"form":"musterbook/sitrep/1","sections":[{"parts":[{"rows":[{}]}]}]}'],
)  # fmt: skip
def test_what_is_no_report_is_malformed(text: bytes) -> None:
    with pytest.raises(Malformed, match="not-one"):
        read_report(text, "x.json")
