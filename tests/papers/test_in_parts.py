"""Long papers: set in parts and joined, to the same bytes each time, and as whole a document as one set at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from musterbook.operation.book import Book
from musterbook.operation.on_paper.kinds import PAPERS
from musterbook.operation.on_paper.signed import FACTS, read_facts, told_again
from musterbook.papers import in_parts as setting_in_parts
from musterbook.papers.checking import check_paper
from musterbook.papers.framed import print_told
from musterbook.papers.framed_again import differences
from musterbook.papers.in_parts import ROWS, is_long, part_papers, set_in_parts
from musterbook.papers.joining import Joining, pages_in
from musterbook.papers.printing import around_of
from musterbook.papers.setting import PRINTED
from musterbook.terms.errors import Tampered
from tests.papers.printed_book import NOW, SUBJECTS, printed_book

ROWS_AT_ONCE = 3
COPIES = 2


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    found = printed_book(tmp_path_factory.mktemp("long"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def long(book: Book) -> bytes:
    """A manifest in two copies, three rows set at once."""
    return in_parts(book, owners=("giver", "receiver"))


def in_parts(book: Book, *, owners: tuple[str, ...] = (), language: str = "en") -> bytes:
    told = PAPERS["manifest"].make(book, SUBJECTS["manifest"], NOW, {})
    around = replace(around_of(book, told, language=language), rows=ROWS_AT_ONCE)
    return print_told(replace(told, owners=owners), around)


class Kept:
    """Joins by putting behind each other."""

    def __init__(self) -> None:
        self.made = b""

    def add(self, document: bytes, *, below: bool) -> None:
        del below
        self.made += document

    def finish(self) -> bytes:
        return self.made


def table(rows: int, head: str = "") -> dict[str, Any]:
    return {"type": "table", "head": head, "rows": [[str(row)] for row in range(rows)]}


def parts(most: int, *blocks: dict[str, Any]) -> list[list[tuple[str, int, str]]]:
    """Of each part its blocks: type, rows, head."""
    found = part_papers({ROWS: most, "blocks": list(blocks)})
    return [[(one["type"], len(one.get("rows", ())), one.get("head", "")) for one in part["blocks"]] for part in found]


def test_a_table_goes_on_in_the_next_part_without_its_head_and_what_follows_it_stands_behind() -> None:
    figures, signatures = {"type": "figures"}, {"type": "signatures"}

    assert parts(4, figures, table(2, "a"), table(7, "b"), signatures, table(1, "c")) == [
        [("figures", 0, ""), ("table", 2, "a"), ("table", 2, "b")],
        [("table", 4, "")],
        [("table", 1, ""), ("signatures", 0, ""), ("table", 1, "c")],
    ]
    assert parts(3, table(3, "a"), table(3, "b"), table(0, "c")) == [
        [("table", 3, "a")], [("table", 3, "b"), ("table", 0, "c")],
    ]  # fmt: skip


def test_as_many_rows_as_are_set_at_once_are_one_part_and_a_form_to_fill_in_is_never_parted() -> None:
    paper = {"corners": [], "blocks": [table(2), table(3)]}

    assert (is_long(paper, 4), is_long(paper, 5)) == (True, False)
    assert not is_long({**paper, "corners": [[8, 8]]}, 4)


@pytest.mark.parametrize(
    ("pages", "set_times", "counted_times"),
    [
        ([4], 2, 1), ([4, 3], 4, 2), ([4, 3, 2], 6, 3), ([4, 3, 3, 3, 2], 10, 3),  # as guessed: once for each copy
        ([4, 3, 3, 5, 2], 14, 4), ([4, 3, 5, 3, 2], 13, 5),  # one that is longer: what was set until then is lost
    ],
)  # fmt: skip
def test_a_part_that_comes_out_otherwise_than_guessed_has_all_set_again_with_the_right_numbers(
    pages: list[int], set_times: int, counted_times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int, int]] = []
    counted: list[int] = []
    monkeypatch.setattr(setting_in_parts, "pages_in", lambda made: pages[int(made)])
    monkeypatch.setattr(setting_in_parts, "Joining", Kept)

    def number_of(paper: Mapping[str, Any]) -> int:
        return int(paper["blocks"][0]["rows"][0][0])

    def count(paper: Mapping[str, Any]) -> int:
        counted.append(number_of(paper))
        return pages[number_of(paper)]

    def set_one(paper: Mapping[str, Any]) -> bytes:
        told.append((paper["part"]["copy"], paper["part"]["before"], paper["part"]["pages"]))
        return b"%d" % number_of(paper)

    paper = {ROWS: 1, "blocks": [table(len(pages))], "copies": ["a", "b"], "attached": []}
    joined = set_in_parts(paper, count=count, set_one=set_one, let_go=lambda: None)

    assert joined == b"".join(b"%d" % number for number in range(len(pages))) * 2
    right = [(copy, sum(pages[:number]), sum(pages)) for copy in range(2) for number in range(len(pages))]
    assert told[-len(right) :] == right
    assert (len(told), len(counted)) == (set_times, counted_times)


def test_a_long_paper_has_the_same_bytes_when_made_again_and_says_what_the_book_gives(book: Book) -> None:
    found = check_paper(in_parts(book, language="ar"), "long.pdf")
    inside = read_facts(found.inside[FACTS], "long.pdf")
    then, again = told_again(book, inside, "long.pdf")

    assert (found.template, found.paper[ROWS]) == ("framed_part.typ", ROWS_AT_ONCE)
    assert differences(then, again, found, named=False) == []
    other = {**found.paper, "blocks": found.paper["blocks"][:-1]}
    assert differences(then, again, replace(found, paper=other), named=False) != []


def test_its_pages_are_numbered_through_each_copy_and_every_row_stands_on_one_of_them(long: bytes) -> None:
    (listed,) = (one["rows"] for one in check_paper(long, "long.pdf").paper["blocks"] if one.get("head") == "People")
    rows = [f"{number} {person[1:-1]}\n" for number, person, *_ in listed]

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(long)).pages]

    each = len(pages) // COPIES
    assert each > 1
    for number, page in enumerate(pages):
        copy, place = divmod(number, each)
        assert f"Page {place + 1} of {each}" in page
        assert f"Copy {copy + 1} of {COPIES}" in page
    for own in (pages[:each], pages[each:]):
        assert [sum(row in page for page in own) for row in rows] == [1] * len(rows)


def test_a_reader_aloud_finds_every_word_of_it_in_order_and_each_cell_below_its_heads(long: bytes) -> None:
    with pikepdf.open(io.BytesIO(long)) as pdf:
        tree = pdf.Root["/StructTreeRoot"]
        listed = list(tree["/ParentTree"]["/Nums"])
        parents = {int(key): list(value) for key, value in zip(listed[::2], listed[1::2], strict=True)}
        names = [str(one) for one in list(tree["/IDTree"]["/Names"])[::2]]
        elements = list(walked(tree["/K"][0]))
        heads = [str(one["/S"]) for one in elements if str(one["/S"]) in {"/H1", "/H2"}]
        cells = [name for one in elements for name in called(one)]

        assert pdf.check_pdf_syntax() == []
        assert sorted(parents) == list(range(len(pdf.pages))) == list(range(int(tree["/ParentTreeNextKey"])))
        for page in pdf.pages:
            marked = set(map(int, re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())))
            said = parents[int(page.obj["/StructParents"])]
            assert marked == set(range(len(said)))
            assert all(one["/Pg"].objgen == page.obj.objgen for one in said)
        assert names == sorted(set(names))
        assert {str(one["/ID"]) for one in elements if "/ID" in one} == set(names) >= set(cells)
        assert heads == ["/H1", "/H2", "/H2"] * COPIES


def test_it_is_of_the_kind_that_archives_keep_and_the_files_inside_lie_in_it_once(long: bytes) -> None:
    with pikepdf.open(io.BytesIO(long)) as pdf:
        about = pdf.open_metadata()

        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("3", "B", "1")
        assert int(about["{http://ns.adobe.com/xap/1.0/t/pg/}NPages"]) == len(pdf.pages)
        assert {FACTS, PRINTED} <= set(pdf.attachments)
        assert long.count(b"/Type/EmbeddedFile") == len(pdf.attachments)
        assert len(pdf.objects) == int(pdf.trailer["/Size"]) - 1


def test_a_byte_changed_on_a_page_of_a_later_part_is_found_there(long: bytes) -> None:
    reader = PdfReader(io.BytesIO(long))
    last = reader.pages[-1].raw_get("/Contents").idnum
    place = long.index(b"stream", long.index(f"\n{last} 0 obj".encode())) + 40
    changed = long[:place] + bytes([long[place] ^ 1]) + long[place + 1 :]

    with pytest.raises(Tampered) as caught:
        check_paper(changed, "long.pdf")

    assert (caught.value.rule, caught.value.values["page"]) == ("paper.changed-page", len(reader.pages))


def test_what_typst_did_not_write_is_not_joined() -> None:
    with pytest.raises(ValueError, match="nothing like"):
        Joining().add(b"%PDF-1.7\nof somebody else")
    with pytest.raises(ValueError, match="nothing like"):
        pages_in(b"%PDF-1.7\nof somebody else")


def test_the_pages_of_a_document_are_those_a_reader_counts(long: bytes) -> None:
    assert pages_in(long) == len(PdfReader(io.BytesIO(long)).pages)


def walked(element: Any) -> Iterator[Any]:  # noqa: ANN401  a dictionary of a PDF
    """An element of the tree and all below it, in reading order."""
    yield element
    for one in element.get("/K", ()):
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield from walked(one)


def called(element: Any) -> list[str]:  # noqa: ANN401  as above
    """The head cells that a cell names."""
    own = [one for one in element.get("/A", ()) if "/Headers" in one]
    return [str(name) for one in own for name in one["/Headers"]]
