"""`muster verify FILE.pdf` reads back a paper of every kind the program prints: a kind without it fails here."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from musterbook.cli.context import Asked
from musterbook.cli.verifying_papers import verify_paper
from musterbook.custody.sheets.known import built_in
from musterbook.operation import receipts
from musterbook.operation.book import Book
from musterbook.operation.last_roll import last_roll_of
from musterbook.operation.on_paper.kinds import PAPERS
from musterbook.operation.on_paper.own import (
    OWN,
    facts_of_brief,
    facts_of_receipts,
    facts_of_report,
    facts_of_roll,
    facts_of_sheets,
)
from musterbook.operation.on_paper.signed import FACTS
from musterbook.operation.rolls import roll_of
from musterbook.operation.sheets_shown import shown
from musterbook.operation.sitrep.issued import issue
from musterbook.operation.sitrep.report import report_of
from musterbook.papers.brief_page import SIGNATURE, print_brief
from musterbook.papers.case_letter import CaseLetter, print_letter
from musterbook.papers.checking import CheckedPaper, check_paper
from musterbook.papers.escort_sheet import Around, print_sheets
from musterbook.papers.escort_sheet_blank import print_blank
from musterbook.papers.framed import print_told
from musterbook.papers.last_roll import print_last_roll
from musterbook.papers.printing import around_of, printed_paper
from musterbook.papers.receipt import print_receipts
from musterbook.papers.setting import PRINTED, TEMPLATES, Attached, Press
from musterbook.papers.sitrep import FIGURES, printed
from musterbook.papers.sitrep_json import report_bytes
from musterbook.papers.watch_from_book import brief_from, signed_by
from musterbook.terms.errors import Tampered
from musterbook.terms.people import PersonId
from tests.cli.asking import Asking, done
from tests.operation.making import DESK, WILLOW, acting, open_small_book
from tests.papers.printed_book import NOW, SUBJECTS, printed_book

AROUND = Around("willow", "EXERCISE", "en", "UTC", NOW)
MARKED = "EXERCISE"


def receipts_of_two(book: Book) -> bytes:
    """Two men of Willow get their receipts, one in Arabic."""
    people = [PersonId(one) for one in roll_of(book, WILLOW)][-2:]
    guard = acting("w.officer/site-officer", WILLOW, minutes=300)
    entry, made = receipts.give(book, guard, dict(zip(people, ("en", "ar"), strict=True)))
    said = [
        {**one.content, "language": one.language, "digest": one.digest, "mark": one.mark, "read_aloud": one.read_aloud}
        for one in made
    ]
    at, marking = entry.happened_at, book.settings.marking
    return print_receipts(said, marking=marking, printed_at=at, facts=facts_of_receipts(book, entry, at))


def long_manifest(book: Book) -> bytes:
    """A manifest of more rows than are set at once, were three set at once."""
    told = PAPERS["manifest"].make(book, SUBJECTS["manifest"], NOW, {})
    return print_told(told, replace(around_of(book, told, language="en", also="ckb"), rows=3))


def sheets_of_two(book: Book) -> bytes:
    """Two for whom nobody has filled in a sheet; one that was filled in is verified where it is (`test_sheets`)."""
    at = max(entry.happened_at for entry in book.entries())
    sheets = [shown(book, PersonId(one), at, signed_only=True) for one in roll_of(book, WILLOW)[:2]]
    around = Around(book.settings.name, book.settings.marking, "ckb", book.settings.time_zone, at)
    return print_sheets(sheets, around, facts=facts_of_sheets(book, sheets, at))


def roll_of_willow(book: Book) -> bytes:
    """Everyone there, with what was opened of them."""
    roll, zone = last_roll_of(book, WILLOW), book.settings.time_zone
    facts = partial(facts_of_roll, book, roll, as_of=NOW)
    return next(print_last_roll(roll, language="en", zone=zone, printed_at=NOW, facts=facts))


def report_that_left(book: Book) -> bytes:
    """A situation report, issued by the desk."""
    report = report_of(book, NOW)
    desk = acting("o.desk/operation-desk", DESK, minutes=481)
    issued = issue(book, desk, report, report_bytes(report, "en"))
    return printed(report, "en", "pdf", facts=facts_of_report(book, report, issued))


def brief_of_today(book: Book) -> bytes:
    """The watch's daily sheet, signed by the desk."""
    told = brief_from(book, NOW, reader="principals")
    facts = facts_of_brief(book, (one.alert for one in told.alerts), NOW)
    signature = signed_by(book, told, "o.desk")
    return print_brief(told, language="en", printed_at=NOW, signature=signature, facts=facts).pdf


OTHERS: Mapping[str, Callable[[Book], bytes]] = {
    "framed_part.typ": long_manifest,
    "receipt.typ": receipts_of_two,
    "escort_sheet.typ": sheets_of_two,
    "escort_sheet_blank.typ": lambda _book: print_blank(built_in()["escort-sheet-1"], AROUND),
    "case_letter.typ": lambda _book: print_letter(
        CaseLetter("first-notice", "C-TUN-0001", "TUN", "the desk", "2026-01-21", MARKED), language="en", printed_at=NOW
    ),
    "last_roll.typ": roll_of_willow,
    "sitrep.typ": report_that_left,
    "watch_brief.typ": brief_of_today,
}
"""Template of a paper with a verb of its own -> one of them."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The folder of a book, and a paper of each kind, all of one book."""
    folder = tmp_path_factory.mktemp("every")
    book = printed_book(folder)
    papers = {kind: printed_paper(book, kind, SUBJECTS[kind], NOW, language="en").parts[0] for kind in PAPERS}
    papers |= {template: make(book) for template, make in OTHERS.items()}
    book.close()
    return folder / "willow", papers


def verified(folder: Path, path: Path) -> tuple[int, CheckedPaper]:
    """What `muster verify` says of a file in a folder with a book; the file is ours, so no process of its own."""
    seen: list[CheckedPaper] = []

    def check(content: bytes, file: str) -> CheckedPaper:
        seen.append(check_paper(content, file))
        return seen[-1]

    asked = Asked(
        folder, (), None, "", "", "en", json=True, yes=False, trace=False, serve=lambda **_: None
    )  # fmt: skip
    try:
        return verify_paper(asked, path, check=check), seen[0]
    finally:
        asked.close()


def test_a_paper_of_every_kind_is_read_back_and_held_against_the_book_it_was_read_from(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, papers = made
    templates, compared, codes = set[str](), set[str](), dict[str, int]()

    for name, content in papers.items():
        (tmp_path / "paper.pdf").write_bytes(content)
        codes[name], found = verified(folder, tmp_path / "paper.pdf")
        told = json.loads(capsys.readouterr().out)
        templates.add(found.template)
        assert told["made_again"], name
        assert (FACTS in found.inside) == ("entries" in told), name
        compared |= {told["paper"]} if told.get("differs") == [] else set()

    assert {name for name, code in codes.items() if code} == set()
    assert templates == {one.name for one in TEMPLATES.glob("*.typ")}, "each template that there is was printed here"
    assert compared == {*PAPERS, *OWN}, "each value of these was compared with the book"


def text_of(content: bytes) -> str:
    """All that a reader can mark on the pages, in one line."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        pages = [pdf[number].get_textpage() for number in range(len(pdf))]
        said = " ".join(one.get_text_bounded() for one in pages)
        return " ".join(said.translate({0x2068: None, 0x2069: None, 0x200B: None, 0xFFFE: "-"}).split())
    finally:
        pdf.close()


def on_pages(content: bytes) -> Mapping[str, Any]:
    """The values on the pages of a paper; of several with pages of their own, those of the first."""
    told: dict[str, Any] = json.loads(PdfReader(io.BytesIO(content)).attachments[PRINTED][0])["paper"]
    several: list[dict[str, Any]] = next(
        (one for name in ("sheets", "pages") if isinstance(one := told.get(name), list)), [{}]
    )
    return {**told, **several[0]}


def stands(said: object, text: str) -> bool:
    """Whether something is said and stands in a text word by word; of Arabic letter by letter, as they join."""
    plain = str(said or "").translate({0x2068: None, 0x2069: None}).replace("-", " ")
    parts = plain.split() if plain.isascii() else [one for one in plain if one.isalpha()]
    return bool(parts) and all(one in text.replace("-", " ") for one in parts)


LACKS: Mapping[str, frozenset[str]] = {
    "bands": frozenset(("title", "copy", "foot", "page")),
    "case_letter.typ": frozenset(("title", "copy", "code", "foot")),
}
"""What of the frame a paper has no room for (a band of 28 mm), or goes abroad without."""


def test_every_paper_has_the_frame_around_it(made: tuple[Path, dict[str, bytes]]) -> None:
    """Marking, copy, title in two languages, code, what it rests on, how to verify it, page of pages (section 15)."""
    _, papers = made

    for name, content in papers.items():
        text, paper = text_of(content), on_pages(content)
        has = {
            "marking": stands(paper["marking"], text),
            "title": stands(paper.get("other_title"), text) and paper["other_language"] != paper["language"],
            "copy": stands(paper.get("copy") or next(iter(paper.get("copies", ())), ""), text),
            "code": "qr" in str(paper.get("code") or paper.get("codes") or paper.get("cards")),
            "foot": "muster verify " in text,
            "page": stands(
                str(paper.get("page_of") or paper.get("page") or "").replace("@", "").replace("#", ""), text
            ),
        }
        assert {part for part, there in has.items() if not there} == LACKS.get(name, set()), name


@pytest.mark.parametrize("change", ["holder", "code", "entries"])
def test_a_receipt_printed_again_with_other_words_or_for_another_man_is_refused(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path, change: str
) -> None:
    folder, papers = made
    good = check_paper(papers["receipt.typ"], "good.pdf")
    (first, *rest), inside = good.paper["pages"], good.inside[FACTS]
    if change == "holder":
        first = {**first, "rows": [*first["rows"][:1], ["held by", "the sea"], *first["rows"][2:]]}
    elif change == "code":
        first = {**first, "code": {**first["code"], "qr": "MB1 KHA-9999-M abc def"}}
    else:
        inside = json.dumps({**json.loads(inside), "entries": []})
    other = Press(good.template).pdf(
        {**good.paper, "pages": [first, *rest]}, at=good.at,
        attached=[Attached(FACTS, inside, "application/json", "entries")],
    )  # fmt: skip
    (tmp_path / "other.pdf").write_bytes(other)

    with pytest.raises(Tampered, match=r"paper\.says-other"):
        verified(folder, tmp_path / "other.pdf")

    assert PRINTED not in good.inside


def test_a_report_a_roll_and_a_brief_printed_again_with_other_values_are_refused(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    folder, papers = made
    sheet = check_paper(papers["watch_brief.typ"], "good.pdf")
    officer = {**sheet.inside, SIGNATURE: sheet.inside[SIGNATURE].replace("o.desk", "p.planner")}
    report, roll = (check_paper(papers[name], "good.pdf") for name in ("sitrep.typ", "last_roll.typ"))
    figures = {**report.inside, FIGURES: report.inside[FIGURES].replace('"value": 12', '"value": 13')}
    (first, *others), (head, *sections) = roll.paper["people"], report.paper["sections"]
    line = {"line": "Answered for: 13", "loud": True}
    forgeries = (
        (report, report.paper, figures, FIGURES),
        (report, {**report.paper, "sections": [{**head, "parts": [line]}, *sections]}, report.inside, "sections/0"),
        (roll, {**roll.paper, "people": [{**first, "number": "KHA-9999-M"}, *others]}, roll.inside, "people/0/number"),
        (sheet, sheet.paper, officer, SIGNATURE),
        (sheet, {**sheet.paper, "horizon": "no danger"}, sheet.inside, "horizon"),
    )  # fmt: skip

    wrong = []
    for found, paper, files, _ in forgeries:
        beside = [Attached(name, text, "application/json", "entries") for name, text in files.items()]
        (tmp_path / "other.pdf").write_bytes(Press(found.template).pdf(paper, at=found.at, attached=beside))
        with pytest.raises(Tampered, match=r"paper\.says-other") as caught:
            verified(folder, tmp_path / "other.pdf")
        wrong.append(str(caught.value.values["first"]))

    assert figures != report.inside
    assert all(said.startswith(place) for said, (*_, place) in zip(wrong, forgeries, strict=True)), wrong


def test_a_receipt_given_by_the_command_is_read_back_with_its_book_and_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = open_small_book(tmp_path)
    man = roll_of(book, WILLOW)[0]
    book.close()
    muster, pdf = Asking(capsys, tmp_path / "willow"), tmp_path / "receipt.pdf"

    done(muster.write("08:00", "--key", "w.officer", "receipt", man, "--language", "ar", "--out", str(pdf)))
    here = muster("--json", "verify", str(pdf))
    shut = Asking(capsys, tmp_path)("--json", "verify", str(pdf))

    assert (done(here).json["paper"], here.json["differs"]) == ("receipts-of-persons", [])
    assert (done(shut).json["against_book"], len(shut.json["entries"])) == (None, 1)
