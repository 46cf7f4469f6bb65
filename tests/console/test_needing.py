"""Need to know at the console: lists and pages by the policy, broken glass, oversight; on a real book of twelve."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.page_kinds import API, KIND_OF, KIND_OF_LIST, KIND_OF_PART
from musterbook.console.porch import Porch
from musterbook.console.routes import FRAGMENTS, NAMED, PLAIN
from musterbook.console.settings import Settings
from musterbook.custody.roll import Roll
from musterbook.operation import glass
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.rights.facts import GlassBroken
from musterbook.rights.glass import Glass
from musterbook.store.consultations import Consultations
from musterbook.store.peers import Peer, Tried, unmet, with_tried
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.console.signing import Front
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book

if TYPE_CHECKING:
    from musterbook.store.keeping import Keeping

REASON = "found collapsed at the gate, who is he and who looks after him"


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    inspectors = (("v.inspector", "desk", "inspector"), ("n.nobody", "desk", "spokesman"))
    open_small_book(folder, officers=inspectors).close()
    return folder


@pytest.fixture
def book(opened_once: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(opened_once, tmp_path, dirs_exist_ok=True)
    opened = open_book(tmp_path / "willow", read_only=False)
    yield opened
    opened.close()


@pytest.fixture
def front(book: Book) -> Front:
    """A console with accounts on the book: its clock stands at the book's day."""
    assert book.folder is not None
    made = Front(book.folder)
    made.clock.at = int(MORNING.timestamp()) + 3_600
    porch = Porch.beside(book.folder, book, lambda: MORNING)
    porch.clock, porch.cost = made.clock, made.porch.cost
    made.porch = porch
    made.app = create_app(BookSource(book, now=lambda: MORNING), settings=Settings(), porch=porch)
    made.account("w.officer", "h.officer", "a.admin", "v.inspector", "n.nobody")
    return made


def somebody(book: Book) -> PersonId:
    return min(book.reading(Roll).on(in_hand(WILLOW)))


def in_as(front: Front, officer: str) -> None:
    front.cookies.clear()
    front.clock.at += 60
    assert front.sign_in(officer).status_code == 303


def test_a_person_is_shown_to_his_holder_and_to_oversight_and_is_not_there_for_others(front: Front, book: Book) -> None:
    number = somebody(book)
    seen = {}
    for officer in ("w.officer", "h.officer", "a.admin", "v.inspector"):
        in_as(front, officer)
        seen[officer] = (
            front.get(f"/people/{number}").status_code,
            len(front.get("/people.json", accept="*/*").json().get("people", ())),
        )

    assert seen == {"w.officer": (200, 12), "h.officer": (404, 0), "a.admin": (404, 0), "v.inspector": (200, 12)}
    in_as(front, "h.officer")
    assert front.get("/people/KHA-4712-M").text == front.get(f"/people/{number}").text


def test_pages_open_by_role_and_the_navigation_lists_no_other(front: Front) -> None:
    in_as(front, "n.nobody")

    assert front.get("/watch").status_code == 200
    for path in ("/people", "/book", "/dossiers", "/rights", "/consultations", "/identity", "/handovers"):
        assert front.get(path).status_code == 404
        assert f'<li><a href="{path}"' not in front.get("/").text
    assert front.get("/people.json", accept="*/*").status_code == 404


def test_every_address_has_been_given_a_kind() -> None:
    routes = [*(one[0] for one in PLAIN), *(one[0] for one in NAMED)]

    lacking = {path for path in routes if path.strip("/").partition("/")[0] not in KIND_OF}
    lacking |= {path for path, _ in FRAGMENTS if path.rpartition("/")[2] not in KIND_OF_PART}
    assert not lacking, "say in console/page_kinds.py what these show"


def test_no_page_part_or_list_tells_a_number_to_who_need_not_know_of_it(front: Front, book: Book) -> None:
    numbers = {str(one) for one in book.reading(Roll).where}
    pages = [path.rstrip("/") or "/overview" for path, *_ in PLAIN]
    asked = ["/", "/eligibility", "/due", "/due.csv", *(f"{path}.json" for path in pages)]
    asked += [*(path for path, _ in FRAGMENTS), *(f"{API}/{name}" for name in KIND_OF_LIST if name)]
    asked += [f"/fragments/axis?number={min(numbers)}", "/grid/people.json"]
    in_as(front, "h.officer")

    told = {path for path in asked if any(number in front.get(path, accept="*/*").text for number in numbers)}

    assert told == set()


def test_a_part_of_a_page_opens_for_whom_its_page_opens(front: Front) -> None:
    in_as(front, "n.nobody")

    opens = {path for path, _ in FRAGMENTS if front.get(path).status_code == 200}

    assert opens == {f"/fragments/{name}" for name in ("map", "board", "lists", "watch-map")}


def test_glass_is_broken_in_both_books_before_anything_opens_and_lasts_an_hour(front: Front, book: Book) -> None:
    number = somebody(book)

    entry = glass.break_glass(book, "h.officer", number, REASON, at=MORNING)

    assert book.folder is not None
    (line,) = Consultations(book.folder).lines()
    assert (line.officer, line.subject, line.page) == ("h.officer", number, "glass")
    assert isinstance(entry.fact, GlassBroken)
    assert number.encode() not in entry.body
    in_as(front, "h.officer")
    assert front.get(f"/people/{number}").status_code == 200
    assert number in front.get("/account").text
    others = min(book.reading(Roll).on(in_hand(WILLOW)) - {number})
    assert front.get(f"/people/{others}").status_code == 404
    assert front.porch.sessions.glass("h.officer", int(MORNING.timestamp()) + 3_601) == {}


@pytest.mark.parametrize(
    ("officer", "because", "rule"),
    [
        ("h.officer", "query", "glass.no-reason"),
        ("w.officer", REASON, "glass.not-needed"),
        ("a.admin", REASON, "glass.not-his"),
        ("n.nobody", REASON, "glass.not-his"),
        ("x.stranger", REASON, "glass.not-his"),
    ],
)
def test_glass_stays_whole_for_want_of_a_reason_a_need_or_a_right(
    book: Book, officer: str, because: str, rule: str
) -> None:
    with pytest.raises(Refused) as refused:
        glass.break_glass(book, officer, somebody(book), because, at=MORNING)

    assert refused.value.objections[0].rule == rule
    assert book.folder is not None
    assert Consultations(book.folder).lines() == []
    assert book.reading(Glass).looks() == ()


def test_a_look_nobody_reviewed_in_a_day_is_a_discrepancy_until_an_inspector_writes_why(
    front: Front, book: Book
) -> None:
    from datetime import timedelta  # noqa: PLC0415  only here

    from musterbook.operation.agreeing import discrepancies_of  # noqa: PLC0415  only here

    glass.break_glass(book, "h.officer", somebody(book), REASON, at=MORNING)
    (look,) = book.reading(Glass).looks()
    kinds = [[one.kind for one in discrepancies_of(book, MORNING + timedelta(hours=hours)).open] for hours in (23, 24)]
    assert kinds == [[], ["glass-unreviewed"]]
    in_as(front, "v.inspector")
    assert "to be reviewed" in front.get("/rights").text
    opened = front.get("/consultations?officer=h.officer").text
    assert "h.officer" in opened
    assert "a look behind glass" in opened

    inspector = acting("v.inspector/inspector", DESK, minutes=90)
    glass.review(book, inspector, look, "justified", "the nurse wrote it up the same evening")

    assert discrepancies_of(book, MORNING + timedelta(hours=48)).open == ()
    with pytest.raises(Refused, match=r"glass\.reviewed"):
        glass.review(book, inspector, glass.look_named(book, look.entry.digest[:8]), "justified", REASON)


def test_machines_are_shown_to_who_keeps_them_with_their_age_and_what_is_wrong(front: Front, book: Book) -> None:
    keeping = cast("Keeping", book.store)
    stranger = "ab" * 32
    keeping.note_peer(Peer(stranger, "", "https://far", MORNING, timedelta(minutes=9), {stranger: 4}, rolled_back=True))
    tried = Tried("https://away", MORNING, None, "sync.cut", 7)
    keeping.note_peer(with_tried(Peer(unmet("https://away"), address="https://away"), tried))
    keeping.turn_away("frame.root", b"bytes of nobody", came_from="call:abababababababab", at=MORNING)
    in_as(front, "a.admin")

    text, told = front.get("/nodes").text, front.get("/nodes.json", accept="*/*").json()

    rows = {row["log"]: row for row in told["nodes"]}
    assert set(rows[stranger]["remarks"]) >= {"unknown", "behind", "rolled-back", "skew"}
    assert [row["rule"] for row in told["turned_away"]] == ["frame.root"]
    assert "has less than it once signed" in text
    assert unmet("https://away") not in rows
    assert [(row["address"], row["wrong"], row["to_come"]) for row in told["links"]] == [
        ("https://away", "sync.cut", 7)
    ]
    assert "he line was cut before everything had come and gone" in text
    assert told["waiting"] == []
    in_as(front, "n.nobody")
    hidden, nowhere = front.get("/nodes"), front.get("/no-such-page")
    assert (hidden.status_code, hidden.text) == (404, nowhere.text)
    assert hidden.headers["content-type"] == nowhere.headers["content-type"] == "text/html; charset=utf-8"
