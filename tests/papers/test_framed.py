"""Papers in the common frame: each kind in each language, made again byte for byte, verified against the book."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from musterbook.ledger.entry import read_entry
from musterbook.operation.book import Book
from musterbook.operation.manifest_issues import CHANGES_MOST, issue_of
from musterbook.operation.on_paper.kinds import PAPERS, people_on
from musterbook.operation.on_paper.signed import FACTS, Stand, check_manifest, held_against, read_facts, told_again
from musterbook.papers.checking import CheckedPaper, check_paper
from musterbook.papers.framed import paper_of, parts_of, print_told
from musterbook.papers.framed_again import differences
from musterbook.papers.printing import PrintedPaper, around_of, printed_paper
from musterbook.papers.setting import PRINTED, Attached, Press
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.people import PersonId
from musterbook.words.say import sentence
from tests.operation.making import DESK, MORNING
from tests.papers.printed_book import NAMES, NOW, SUBJECTS, printed_book, seated, write

LANGUAGES = ("en", "ar", "ckb", "kmr")
BASELINE_PT: Final = 4
TWO_BOXES_PT: Final = 17 * 72 / 25.4 * 0.8
"""The first letters of two words in the middle of neighbouring groups are at least so far apart."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    found = printed_book(tmp_path_factory.mktemp("printed"))
    yield found
    found.close()


def printed(book: Book, kind: str, language: str = "en", *, named: bool = True) -> PrintedPaper:
    names = dict.fromkeys(people_on(book, kind, SUBJECTS[kind], NOW), NAMES) if named and PAPERS[kind].named else {}
    return printed_paper(book, kind, SUBJECTS[kind], NOW, language=language, names=names)


def found_wrong(content: bytes) -> str:
    """The rule that a changed paper breaks."""
    with pytest.raises(Tampered) as caught:
        check_paper(content, "paper.pdf")
    assert "paper.pdf" in sentence(caught.value)
    return caught.value.rule


def told_otherwise(book: Book, found: CheckedPaper) -> list[str]:
    """Where a paper says other than the book."""
    inside = read_facts(found.inside[FACTS], "paper.pdf")
    then, again = told_again(book, inside, "paper.pdf")
    return differences(then, again, found, named=inside.named)


def forged(
    found: CheckedPaper, *, template: str = "", inside: Mapping[str, str] | None = None, **values: object
) -> bytes:
    """A paper printed again by somebody with other values; sound by itself."""
    files = found.inside if inside is None else inside
    attached = [Attached(name, text, "application/json", "entries") for name, text in files.items()]
    return Press(template or found.template).pdf({**found.paper, **values}, at=found.at, attached=attached)


def test_every_kind_is_printed_here() -> None:
    assert SUBJECTS.keys() == PAPERS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_each_paper_in_each_language_is_made_again_and_says_what_the_book_gives(
    book: Book, kind: str, language: str
) -> None:
    done = printed(book, kind, language)

    found = check_paper(done.parts[0], done.name)
    inside = read_facts(found.inside[FACTS], done.name)
    assert held_against(book, inside, done.name) == Stand(len(set(done.told.cites)), (), ())
    assert told_otherwise(book, found) == []
    assert found.paper["language"] == language


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ("day", "month", "hour", "minutes")), ("ar", ("اليوم", "الشهر", "الساعة", "الدقائق")),
        ("ckb", ("ڕۆژ", "مانگ", "کاتژمێر", "خولەک")), ("kmr", ("roj", "meh", "saet", "deqe")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["acceptances", "blanks"])
def test_what_the_boxes_of_an_hour_are_for_stands_below_them_from_left_to_right(
    book: Book, kind: str, language: str, names: tuple[str, ...]
) -> None:
    text = pypdfium2.PdfDocument(printed(book, kind, language).parts[0])[0].get_textpage()
    months = places_of(text, names[1])
    assert len(months) == 1
    level = round(months[0][1])
    row = [[left for left, low in places_of(text, name) if abs(low - level) <= BASELINE_PT] for name in names]

    assert [len(one) for one in row] == [1, 1, 1, 1]
    lefts = [one[0] for one in row]
    assert lefts == sorted(lefts)
    assert min(later - earlier for earlier, later in pairwise(lefts)) > TWO_BOXES_PT


def places_of(page: pypdfium2.PdfTextPage, word: str) -> list[tuple[float, float]]:
    """Left and lower edge, in points, of a letter of each word on a page; the reader turns some Arabic ones round."""
    places = []
    for spelt in {word, word[::-1]}:
        found = page.search(spelt, match_case=True)
        while (at := found.get_next()) is not None:
            left, low, _, _ = page.get_charbox(at[0])
            places.append((left, low))
    return places


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_a_paper_is_of_the_kind_that_archives_keep_and_its_typefaces_lie_in_it(book: Book, kind: str) -> None:
    with pikepdf.open(io.BytesIO(printed(book, kind, "ar").parts[0])) as pdf:
        about = pdf.open_metadata()
        described = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one]
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]

        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "B")
        assert about["pdfuaid:part"] == "1"
        assert [str(one["/S"]) for one in pdf.Root["/OutputIntents"]] == ["/GTS_PDFA1"]
        assert str(pdf.Root["/ViewerPreferences"]["/Direction"]) == "/R2L"
        assert {str(pdf.attachments[name].obj["/AFRelationship"]) for name in pdf.attachments} == {"/Source"}
        assert len(pdf.Root["/AF"]) == len(pdf.attachments) >= 2
        assert described
        assert all("/FontDescriptor" not in one or "/FontFile2" in one["/FontDescriptor"] for one in fonts)
        assert "/Encrypt" not in pdf.trailer


def test_whatever_byte_is_changed_is_found_and_where(book: Book) -> None:
    whole, chance = printed(book, "receipt").parts[0], random.Random(1)
    reader = PdfReader(io.BytesIO(whole))
    page = whole.index(b"stream", whole.index(f"{reader.pages[0].raw_get('/Contents').idnum} 0 obj".encode())) + 40

    found = {}
    for place in [page, *(chance.randrange(9, len(whole)) for _ in range(12))]:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        found[place] = found_wrong(bytes(changed))

    assert all(rule.startswith("paper.") for rule in found.values())
    assert found[page] == "paper.changed-page"
    assert found_wrong(whole[:-7]) == "paper.unreadable"
    assert found_wrong(whole + b" ") == "paper.changed"


def test_what_is_no_paper_of_ours_is_malformed_and_another_edition_is_said(book: Book) -> None:
    done = printed(book, "count-sheet")
    inside = {name: parts[0].decode() for name, parts in PdfReader(io.BytesIO(done.parts[0])).attachments.items()}
    told = json.loads(inside[PRINTED])
    older = json.dumps({**told, "press": "typst 0.1 framed.typ 0000000000000000"})
    bare = Press(told["template"]).pdf({**told["paper"], "attached": []}, at=NOW)
    forged = pikepdf.open(io.BytesIO(bare))
    forged.attachments[PRINTED] = older.encode()
    written = io.BytesIO()
    forged.save(written)

    with pytest.raises(Malformed):
        check_paper(b"%PDF-1.7\nof somebody else", "other.pdf")
    with pytest.raises(Refused) as refused:
        check_paper(written.getvalue(), "older.pdf")

    assert "typst 0.1" in sentence(refused.value)


def test_a_paper_made_again_with_other_values_is_sound_by_itself_and_not_by_the_book(book: Book) -> None:
    found = check_paper(printed(book, "manifest").parts[0], "m.pdf")
    blocks = [dict(block) for block in found.paper["blocks"]]
    table = next(block for block in blocks if block["type"] == "table" and len(block["columns"]) > 5)
    table["rows"] = table["rows"][1:]
    files = [Attached(name, text, "application/json", "entries") for name, text in found.inside.items()]
    forged = Press(found.template).pdf({**found.paper, "blocks": blocks}, at=NOW, attached=files)

    taken = check_paper(forged, "forged.pdf")
    assert told_otherwise(book, taken) == ["blocks/3/rows"]


def test_a_foot_a_code_a_date_and_another_template_of_somebody_else_are_found(book: Book) -> None:
    found = check_paper(printed(book, "receipt", named=False).parts[0], "r.pdf")
    foot = ["Rests on entry 0000 with the key of nobody", *found.paper["foot"][1:]]
    other = check_paper(printed(book, "gate-list", named=False).parts[0], "g.pdf")

    told = [
        told_otherwise(book, check_paper(forged(found, **values), "forged.pdf"))
        for values in ({"foot": foot}, {"codes": other.paper["codes"]})
    ]
    later = Press(found.template).pdf(found.paper, at=NOW + timedelta(hours=1), attached=[
        Attached(name, text, "application/json", "entries") for name, text in found.inside.items()
    ])  # fmt: skip
    facts = found.inside[FACTS].replace('"named":false', '"named":true')
    named = check_paper(forged(found, inside={**found.inside, FACTS: facts}), "named.pdf")
    cards = check_paper(printed(book, "bands", named=False).parts[0], "bands.pdf").paper["cards"]
    moved = check_paper(forged(found, template="band.typ", cards=cards), "band.pdf")

    assert told == [["foot/0"], ["codes/0/qr"]]
    assert told_otherwise(book, check_paper(later, "later.pdf")) == ["date"]
    assert told_otherwise(book, named) == []
    assert "template" in told_otherwise(book, moved)


def test_a_notice_with_the_number_of_somebody_else_is_found_whatever_names_stand_on_it(book: Book) -> None:
    found = check_paper(printed(book, "receipt").parts[0], "r.pdf")
    blocks = [dict(block) for block in found.paper["blocks"]]
    box = next(block for block in blocks if block["type"] == "notice")
    right = box["lines"]
    number = right[0].split("\u2069")[0].removeprefix("\u2068")

    forgeries = []
    for line in (right[0].replace(number, "D-0009"), f"{right[0]} · \u2068D-0009\u2069", right[0].rpartition(" · ")[0]):
        box["lines"] = [line, *right[1:]]
        forgeries.append(told_otherwise(book, check_paper(forged(found, blocks=blocks), "forged.pdf")))

    assert NAMES["name"] in right[0]
    assert forgeries == [["blocks/2/lines/0"]] * 3


def test_values_that_nobody_prints_are_tampered_and_never_an_error_of_ours(book: Book) -> None:
    found = check_paper(printed(book, "blanks").parts[0], "b.pdf")
    said = json.loads(found.inside[FACTS])
    endless = found.inside[FACTS].replace('"heads":{', '"heads":{"aa":[1e999,""],')
    texts = [
        json.dumps({**said, **one}) for one in ({"kind": "poster"}, {"subject": "willow x"}, {"subject": "nowhere"})
    ]

    for text in (endless, "[" * 100_000):
        with pytest.raises(Tampered, match=r"paper\.facts"):
            read_facts(text, "b.pdf")
    for text in texts[:2]:
        with pytest.raises(Tampered, match=r"paper\.facts"):
            told_again(book, read_facts(text, "b.pdf"), "b.pdf")


def test_values_that_no_template_can_set_are_tampered(book: Book) -> None:
    done = printed(book, "count-sheet").parts[0]
    inside = {name: parts[0].decode() for name, parts in PdfReader(io.BytesIO(done)).attachments.items()}
    told = json.loads(inside[PRINTED])

    for paper in ({}, {**told["paper"], "blocks": 7}, {**told["paper"], "copies": [[[]]]}):
        with pikepdf.open(io.BytesIO(done)) as pdf:
            pdf.attachments[PRINTED] = json.dumps({**told, "paper": paper}).encode()
            written = io.BytesIO()
            pdf.save(written)
        assert found_wrong(written.getvalue()) == "paper.unreadable"


def test_an_entry_set_aside_later_or_not_here_yet_makes_no_honest_paper_a_changed_one(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = check_paper(printed(book, "receipt").parts[0], "r.pdf")
    inside = read_facts(found.inside[FACTS], "r.pdf")
    cited = tuple(entry.digest for entry in inside.entries)
    moved = [
        replace(inside, entries=tuple(
            read_entry(entry.body.replace(b'"seq":%d,' % entry.seq, b'"seq":%d,' % seq)) for entry in inside.entries
        ))
        for seq in (0, 1_000)
    ]  # fmt: skip

    monkeypatch.setattr(book, "entry", lambda _: None)

    assert held_against(book, inside, "r.pdf") == Stand(0, cited, ())
    assert held_against(book, moved[1], "r.pdf").not_here == tuple(entry.digest for entry in moved[1].entries)
    with pytest.raises(Tampered, match=r"paper\.not-in-book"):
        held_against(book, moved[0], "r.pdf")


def test_a_paper_of_yesterday_tells_what_stood_yesterday_and_is_sound(book: Book) -> None:
    then = MORNING + timedelta(minutes=115)
    early = printed_paper(book, "receipt", SUBJECTS["receipt"], then, language="en")
    found = check_paper(early.parts[0], "early.pdf")

    assert len(early.told.cites) == 2
    assert told_otherwise(book, found) == []


def test_minutes_whose_words_lie_sealed_are_sound_whoever_opens_them_and_other_words_are_not(book: Book) -> None:
    opened = check_paper(printed(book, "minutes").parts[0], "m.pdf")
    sealed, book.sealed = book.sealed, None
    shut = check_paper(printed(book, "minutes").parts[0], "m.pdf")
    without = told_otherwise(book, opened)
    book.sealed = sealed
    blocks = json.loads(json.dumps(opened.paper["blocks"]).replace("the sick", "the rich"))
    other = check_paper(forged(opened, blocks=blocks), "m.pdf")

    assert "the sick" in json.dumps(opened.paper["blocks"])
    assert "the sick" not in json.dumps(shut.paper["blocks"])
    assert (without, told_otherwise(book, opened), told_otherwise(book, shut)) == ([], [], [])
    assert len(told_otherwise(book, other)) == 1


def test_a_manifest_that_nobody_signed_and_an_entry_of_another_book_are_found(book: Book) -> None:
    found = check_paper(printed(book, "receipt").parts[0], "r.pdf")
    inside = read_facts(found.inside[FACTS], "r.pdf")
    said = json.loads(found.inside[FACTS])
    other = json.dumps({**said, "operation": "Juniper"})
    altered = json.dumps({**said, "entries": [one.replace("AHA-1111-H", "AHC-2222-X") for one in said["entries"]]})

    check_manifest(inside, found.inside, "r.pdf")
    with pytest.raises(Tampered, match=r"paper\.manifest"):
        check_manifest(inside, {"manifest.json": found.inside["manifest.json"] + " "}, "r.pdf")
    with pytest.raises(Tampered, match=r"paper\.other-operation"):
        held_against(book, read_facts(other, "r.pdf"), "r.pdf")
    with pytest.raises(Tampered, match=r"paper\.not-in-book"):
        held_against(book, read_facts(altered, "r.pdf"), "r.pdf")
    with pytest.raises(Tampered, match=r"paper\.facts"):
        read_facts(found.inside[FACTS].replace(":", ";", 1), "r.pdf")


def test_a_receipt_names_who_is_missing_and_is_printed_for_three(book: Book) -> None:
    done = printed(book, "receipt")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(done.parts[0])).pages]
    left = sorted(people_on(book, "receipt", SUBJECTS["receipt"], NOW))[3]

    assert [page.count("Copy ") and page[page.index("Copy ") :][:11] for page in pages] == [
        f"Copy {n} of 3:"[:11] for n in (1, 2, 3)
    ]
    assert all("4 offered, 3 of them accepted" in page and f"{left}" in page for page in pages)
    assert all("Page 1 of 1" in page for page in pages)


def test_a_fifth_change_makes_a_new_issue_and_four_stand_in_the_block(book: Book) -> None:
    people = sorted(people_on(book, "count-sheet", "willow", NOW))
    entries = list(book.entries())

    before = issue_of(entries, "S-001")

    assert (before.number, len(before.people), [one.on for one in before.changes]) == (1, 6, [False, True])
    assert CHANGES_MOST == 4
    write(book, "p.planner/planner", DESK, 72, seated(*(PersonId(one) for one in people[-3:])))
    after = issue_of(book.entries(), "S-001")
    assert (after.number, len(after.people), after.changes) == (2, 9, ())
    assert (before.replaces, after.replaces) == (None, before.issued)
    told = PAPERS["manifest"].make(book, "S-001", NOW, {})
    (facts, *_) = paper_of(told, around_of(book, told, language="en"))["blocks"]
    (replaced,) = (said for label, said in facts["rows"] if label == "Replaces issue")
    assert before.issued is not None
    assert replaced.startswith("1; ")
    assert before.issued.entry[:8] in replaced


def test_six_thousand_bands_are_set_two_hundred_and_fifty_at_a_time(book: Book) -> None:
    told = PAPERS["bands"].make(book, "willow", NOW, {})
    card = told.blocks[0]["cards"][0]
    many = type(told)("bands", "willow", "willow", NOW, ({"cards": [card] * 601},), title=told.title)

    assert [len(part.blocks[0]["cards"]) for part in parts_of(many)] == [250, 250, 101]
    assert parts_of(told) == [told]
    assert NOW + timedelta(0) == told.as_of


def test_a_part_of_many_bands_holds_the_entries_its_own_bands_rest_on_and_no_others(book: Book) -> None:
    told = PAPERS["bands"].make(book, "willow", NOW, {})
    parts = parts_of(told, most=5)

    found = [check_paper(print_told(one, around_of(book, one, language="ckb")), "part.pdf") for one in parts]

    assert [len(one.paper["cards"]) for one in found] == [5, 3]
    for part, one in zip(parts, found, strict=True):
        inside = read_facts(one.inside[FACTS], "part.pdf")
        assert {entry.digest for entry in inside.entries} == {card["rests"] for card in part.blocks[0]["cards"]}
        assert differences(book, part, one, named=False) == []
