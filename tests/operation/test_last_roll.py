"""The last good roll on paper, what became of everyone on it, and photographs: of a small book whose place is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from musterbook.biometrics.synthesis.cards import card
from musterbook.custody.facts import ControlLost, Departed, FigureClaimed
from musterbook.custody.people import People
from musterbook.ledger.facts import Digest
from musterbook.operation import mustering
from musterbook.operation.after_loss import loss_of
from musterbook.operation.book import Book
from musterbook.operation.clearing import keep_apart
from musterbook.operation.exports.names import open_faces
from musterbook.operation.happening import photograph
from musterbook.operation.last_roll import LastRoll, consult_roll, last_roll_of
from musterbook.operation.on_paper.own import facts_of_roll, facts_of_sheets
from musterbook.operation.on_paper.signed import FACTS, read_facts
from musterbook.operation.photographing import SIZE, prepared
from musterbook.operation.roll_bundle import check_roll, sign_roll
from musterbook.operation.rolls import roll_of
from musterbook.operation.sheets_shown import shown
from musterbook.papers.checking import check_paper
from musterbook.papers.escort_sheet import Around, print_sheets
from musterbook.papers.last_roll import documents, print_last_roll, table_of
from musterbook.papers.own_again import own_differences
from musterbook.store.consultations import Consultations
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book

CLERK, GUARD = "w.clerk/register-clerk", "w.officer/site-officer"


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Twelve were counted by name; one was photographed, two are kept apart; then Willow is lost."""
    book = open_small_book(tmp_path_factory.mktemp("lost"))
    people = [PersonId(one) for one in roll_of(book, WILLOW)]
    clerk = acting(CLERK, WILLOW, minutes=5)
    photograph(book, clerk, people[0], card(people[0]), taken_at=clerk.at)
    keep_apart(
        book, acting("s.security/security-officer", DESK, minutes=6), [(people[0], people[1])], reach="site",
        because="FEUD",
    )  # fmt: skip
    two = acting({"w.counter": "counting-officer", "w.officer": "site-officer"}, WILLOW, minutes=60)
    called = acting(GUARD, WILLOW, minutes=50)
    mustering.call(book, called, "M-1", custodian=WILLOW, by="name", reason="routine", due_by=two.at)
    mustering.enter_names(book, two, "M-1", people, counters=["w.counter", "w.officer"])
    desk = acting("o.desk/operation-desk", DESK, minutes=120)
    book.write(desk.draft(FigureClaimed(source="radio", as_of=desk.at, scope="escaped:willow", value=9)))
    since = acting(GUARD, WILLOW, minutes=100)
    book.write(since.draft(ControlLost(site=WILLOW, since=since.at, last_seen=since.at, because="overrun")))
    (digest,) = book.seal([(people[2], "papers", b"seen on the road")])
    escape = acting(GUARD, WILLOW, minutes=130)
    book.write(escape.draft(Departed(person=people[2], outcome="escaped", papers=digest)))
    yield book
    book.close()


def named(book: Book) -> LastRoll:
    return last_roll_of(book, WILLOW, named=True)


def words_of(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(document)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_the_roll_says_who_was_counted_what_to_mind_and_shows_the_face_that_was_taken(lost: Book) -> None:
    roll = named(lost)

    assert len(roll.lines) == 12
    assert all(line.counted for line in roll.lines)
    assert roll.lines[0].photograph is not None
    assert roll.lines[0].notes[0] == ("apart", 1)
    assert ("escaped", 1) in roll.lines[2].notes
    by_name = {line.name: dict(line.notes) for line in roll.lines}
    assert "ground.possible-child" in by_name["Ziad al-Tajriba"]
    assert "ground.age-unknown" in by_name["Yusuf al-Wahmi"]


def test_without_a_right_and_a_reason_there_are_numbers_and_no_names(lost: Book, tmp_path: Path) -> None:
    del tmp_path
    roll = last_roll_of(lost, WILLOW)

    assert {line.name for line in roll.lines} == {""}
    assert {line.photograph for line in roll.lines} == {None}
    with pytest.raises(Refused, match=r"roll\.no-names"):
        consult_roll(lost, acting("p.planner/planner", DESK, minutes=140), WILLOW, "to find those who fled")
    with pytest.raises(Refused, match=r"compartment\.no-reason"):
        consult_roll(lost, acting(GUARD, WILLOW, minutes=140), WILLOW, "")
    consult_roll(lost, acting(GUARD, WILLOW, minutes=140), WILLOW, "to find those who fled")
    assert lost.folder is not None
    assert [line.subject for line in Consultations(lost.folder).lines(officer="w.officer")] == [
        "last good roll of willow"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "danger"), [("en", "DANGER: never with one other person"), ("ar", "\u0635\u0648\u0631")]
)
def test_the_paper_has_everybody_twelve_a_page_and_the_same_bytes_each_time(
    lost: Book, language: str, danger: str
) -> None:
    roll = named(lost)

    (document,) = print_last_roll(roll, language=language, zone="Asia/Damascus", printed_at=MORNING)

    said = words_of(document)
    assert check_paper(document, "roll.pdf").template == "last_roll.typ", "made again, byte for byte"
    assert len(pypdfium2.PdfDocument(document)) == 2
    assert language == "ar" or all(line.number in said for line in roll.lines)
    assert danger in said
    assert roll.lines[0].photograph is not None
    assert roll.lines[0].photograph in document, "the photograph was encoded again"
    assert documents(roll) == 1
    assert len(table_of(roll, language=language)) == 13


def test_a_roll_with_names_is_told_again_from_the_book_without_opening_one(lost: Book) -> None:
    roll = named(lost)
    facts = partial(facts_of_roll, lost, roll, as_of=MORNING)
    zone = lost.settings.time_zone

    (document,) = print_last_roll(roll, language="en", zone=zone, printed_at=MORNING, facts=facts)
    found = check_paper(document, "roll.pdf")
    inside = read_facts(found.inside[FACTS], "roll.pdf")
    other = replace(found, paper={**found.paper, "people": found.paper["people"][1:]})

    assert own_differences(lost, inside, found, "roll.pdf") == []
    assert own_differences(lost, inside, other, "roll.pdf") == ["people"]
    assert roll.lines[0].name not in found.inside[FACTS]
    assert facts_of_roll(lost, replace(roll, head=Digest("0" * 64)), [], MORNING) == "", "a roll written ahead"


def test_an_escort_sheet_shows_the_face_that_was_taken_to_whoever_looks_for_people_and_says_why(lost: Book) -> None:
    people = [line.number for line in last_roll_of(lost, WILLOW).lines[:2]]
    at = max(entry.happened_at for entry in lost.entries())
    guard, why = acting(GUARD, WILLOW, minutes=140), "to know them at the gate"
    around = Around(lost.settings.name, lost.settings.marking, "ar", lost.settings.time_zone, at)

    faces = open_faces(lost, guard, people, why)
    sheets = [shown(lost, one, at, signed_only=True) for one in people]
    document = print_sheets(sheets, around, facts=facts_of_sheets(lost, sheets, at, faces=True), faces=faces)
    found = check_paper(document, "sheets.pdf")

    assert faces[people[0]] in document
    assert faces[people[1]] == b"", "nobody photographed him"
    assert [bool(one["no_photograph"]) for one in found.paper["sheets"]] == [False, True]
    assert own_differences(lost, read_facts(found.inside[FACTS], "sheets.pdf"), found, "sheets.pdf") == []
    with pytest.raises(Refused, match=r"sheet\.no-faces"):
        open_faces(lost, acting("p.planner/planner", DESK, minutes=140), people, why)
    assert lost.folder is not None
    seen = Consultations(lost.folder).lines(officer="w.officer")
    assert {line.subject for line in seen} >= set(people)


def test_a_changed_file_of_a_carried_roll_shows_and_so_does_a_changed_list(lost: Book, tmp_path: Path) -> None:
    roll = last_roll_of(lost, WILLOW)
    table = tmp_path / "roll.csv"
    table.write_bytes(b"the roll")
    files = {"roll.csv": Digest(sha256(b"the roll").hexdigest())}
    signed = tmp_path / "roll.signed.json"
    signed.write_bytes(sign_roll(lost, roll, files, operation="Willow", at=MORNING))
    logs = lost.store.heads()

    assert check_roll(signed, operation="Willow", logs=logs) == (12, ("roll.csv",))
    with pytest.raises(Tampered, match=r"roll\.not-signed"):
        check_roll(signed, operation="Poplar", logs=logs)
    table.write_bytes(b"another roll")
    with pytest.raises(Tampered, match=r"roll\.file-differs"):
        check_roll(signed, operation="Willow", logs=logs)
    told = json.loads(signed.read_bytes())
    told["told"]["people"].pop()
    signed.write_text(json.dumps(told, sort_keys=True, separators=(",", ":")))
    with pytest.raises((Tampered, Malformed)):
        check_roll(signed, operation="Willow", logs=logs)


def test_after_the_loss_escapes_are_a_bracket_and_a_claim_stands_beside(lost: Book) -> None:
    found = loss_of(lost, WILLOW)

    assert found.known.escapes == (1, 12)
    assert found.told()["escapes"] == {"at_least": 1, "at_most": 12}
    assert [(one.source, one.value) for one in found.claims] == [("radio", 9)]
    assert "escapes: between 1 and 12" in found.lines()


def test_a_photograph_is_kept_small_upright_and_without_what_the_camera_wrote(lost: Book) -> None:
    large = Image.new("RGB", (3000, 2000), "white")
    exif = large.getexif()
    exif[0x0112], exif[0x010F] = 6, "a camera"  # turned by a quarter; maker
    held = io.BytesIO()
    large.save(held, "JPEG", exif=exif)

    people = lost.reading(People)
    kept = Image.open(io.BytesIO(prepared(held.getvalue())))

    assert kept.size == (300, 450)
    assert kept.size[0] <= SIZE[0]
    assert not kept.getexif()
    assert sum(bool(one and one.photograph) for one in map(people.get, people.numbers())) == 1


@pytest.mark.parametrize("raw", [b"", b"not a picture", b"\xff\xd8\xff\xe0" + bytes(40)])
def test_what_is_no_picture_is_turned_away(raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"photo\.unreadable"):
        prepared(raw, file="face.jpg")


def test_a_picture_too_small_to_know_anybody_by_is_turned_away() -> None:
    held = io.BytesIO()
    Image.new("L", (100, 400)).save(held, "PNG")

    with pytest.raises(Malformed, match=r"photo\.size"):
        prepared(held.getvalue())
