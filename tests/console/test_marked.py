"""Who may not read what is marked so high: by no door is it there, not as a row, not as a count, not by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.console.api.delivering import may_hear
from musterbook.console.api.serving import Api
from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.looking import Looker
from musterbook.console.page_kinds import API
from musterbook.evidence.facts import PortionRemarked
from musterbook.evidence.secrecy import HIGHEST, Secrecy, level_of
from musterbook.ledger.facts import Digest
from musterbook.ledger.notation import told as told_in_notation
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.folder import open_book
from musterbook.operation.keeping_rights import grant
from musterbook.operation.reading_marked import all_may_read, dossier_for, item_for
from musterbook.terms.errors import Malformed, Refused
from tests.console.test_deeds_by_right import BookFront, enter
from tests.operation.evidence import OFFICERS, asked, built
from tests.operation.making import DESK, MORNING, acting, open_small_book

LATER = MORNING + timedelta(hours=1)
LOW, HIGH = "l.inspector", "h.inspector"
NAMES = ("D-77", "IT-000001", "R-1", "SECRET//", "evidence.")

ADDED = f"content={'a' * 64} size=1 media=text/plain owner=archive acquired_at=06:00 acquired_where=W"
EDITIONS = f"""
06:00 desk  evidence.item-added  item=IT-1 banner="TOP SECRET" {ADDED} acquired_by=t
06:01 desk  evidence.item-added  item=IT-2 banner=UNCLASSIFIED {ADDED} acquired_by=t
06:02 desk  evidence.item-added  item=IT-3 banner=UNCLASSIFIED derived_from=IT-1 {ADDED} acquired_by=t
06:03 desk  evidence.dossier-built  dossier=D-1 person=D-0001 items=IT-1,IT-2 banner="TOP SECRET"
06:04 desk  evidence.dossier-built  dossier=D-1 person=D-0001 items=IT-2,IT-3 banner=UNCLASSIFIED
06:05 desk  evidence.dossier-built  dossier=D-1 person=D-0001 items=IT-2 banner="TOP SECRET"
06:06 desk  evidence.dossier-built  dossier=D-1 person=D-0001 items=IT-2 banner=UNCLASSIFIED
"""
"""A dossier put together again and again: what stood in it, or over it, once, stays in the book."""


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvidenceBeside]:
    """A secret dossier of one secret thing, asked for; two inspectors of whom one may read what is secret."""
    folder = tmp_path_factory.mktemp("marked")
    people = (*OFFICERS, (LOW, "desk", "inspector", ""), (HIGH, "desk", "inspector", ""))
    open_small_book(folder, changed={"officers": people}).close()
    place = folder / "willow" / "book"
    book = open_book(place, read_only=False)
    beside = evidence_beside(book, place)
    built(beside, folder)
    asked(beside)
    at_register = acting({"r.registrar": "registrar", "a.admin": "administrator"}, DESK, minutes=20)
    signing = Acting(DESK, at_register.officers, at_register.at, log=book.register_log)
    grant(book, signing, HIGH, "inspector", DESK, level=3)
    yield beside
    book.close()


@pytest.fixture(scope="module")
def front(beside: EvidenceBeside, tmp_path_factory: pytest.TempPathFactory) -> BookFront:
    folder = tmp_path_factory.mktemp("accounts")
    made = BookFront(folder, beside.book)
    source = BookSource(beside.book, now=lambda: LATER)
    made.app = create_app(source, porch=made.porch, pen=source, api=Api.beside(folder, source, made.porch))
    made.account(LOW, HIGH)
    return made


def told(front: BookFront, officer: str, book: Book) -> set[str]:
    """Addresses at which an officer is told names of what is secret."""
    built_by = next(one.digest for one in book.entries() if one.act.kind == "evidence.dossier-built")
    asked_for = [
        "/",
        "/dossiers",
        "/dossiers.json",
        "/dossiers.csv",
        "/dossiers/D-77",
        "/book",
        "/book.json",
        "/book.csv",
    ]
    asked_for += ["/book?person=D-0001", "/people/D-0001", "/due.json", "/fragments/lists", f"/book/{built_by}"]
    asked_for += [f"{API}/{name}" for name in ("dossiers", "dossiers/D-77", "entries?limit=1000", "duties")]
    asked_for += [f"{API}/entries?kind=evidence.dossier-built", f"{API}/entries/{built_by}", f"{API}/people/D-0001"]
    enter(front, officer)
    found = set()
    for path in asked_for:
        answer = front.get(path, accept="text/html" if path.startswith("/book/") else "*/*")
        if answer.status_code == 200 and any(name in answer.text for name in NAMES):
            found.add(path)
    front.cookies.clear()
    return found


def test_who_may_not_read_so_high_gets_neither_row_nor_count_nor_name_by_any_address(
    front: BookFront, beside: EvidenceBeside
) -> None:
    high, low = told(front, HIGH, beside.book), told(front, LOW, beside.book)

    assert low == set()
    assert {"/dossiers", "/dossiers.json", "/dossiers/D-77", "/book", f"{API}/dossiers", f"{API}/dossiers/D-77",
            f"{API}/entries?limit=1000", f"{API}/entries?kind=evidence.dossier-built"} <= high  # fmt: skip


def test_counts_of_entries_leave_out_what_is_not_there_for_him(front: BookFront, beside: EvidenceBeside) -> None:
    evidence = sum(one.act.kind.startswith("evidence.") for one in beside.book.entries())
    totals = {}
    for officer in (LOW, HIGH):
        enter(front, officer)
        totals[officer] = front.get("/book.json", accept="*/*").json()["total"]
        front.cookies.clear()

    assert totals[HIGH] - totals[LOW] == evidence > 0


def test_a_command_answers_who_may_not_read_it_as_for_a_name_nobody_has(beside: EvidenceBeside) -> None:
    assert dossier_for(beside, "D-77", HIGH, LATER).name == "D-77"
    assert item_for(beside, "IT-000001", HIGH, LATER).name == "IT-000001"
    said = []
    for name in ("D-77", "D-99"):
        with pytest.raises(Malformed) as unknown:
            dossier_for(beside, name, LOW, LATER)
        said.append([fault.rule for fault in unknown.value.faults])
    with pytest.raises(Malformed, match=r"no-such-item"):
        item_for(beside, "IT-000001", LOW, LATER)

    assert said[0] == said[1]


def test_nobody_packs_what_he_may_not_read(beside: EvidenceBeside) -> None:
    two = acting({"f.disclose": "disclosure-officer", LOW: "inspector"}, DESK, minutes=60)

    with pytest.raises(Refused) as refused:
        all_may_read(beside.book, two, "R-1")

    assert [(one.rule, one.values["officer"]) for one in refused.value.objections] == [("evidence.marked-above", LOW)]
    assert HIGH in str(refused.value.objections[0].values["who"])


def test_a_program_is_told_of_no_entry_above_it(front: BookFront) -> None:
    low, high = (front.porch.let_in(one, through="password") for one in (LOW, HIGH))
    lookers: list[Looker] = [front.porch.looker(getattr(one, "token", "")) for one in (low, high)]

    assert [one.reads_entry("evidence.dossier-built", 3) for one in lookers] == [False, True]
    assert all(may_hear(one, "evidence.dossier-built") for one in lookers)


@pytest.mark.parametrize(
    ("mark", "level"),
    [("UNCLASSIFIED", 0), ("(U)", 0), ("SECRET//REL TO USA, DEU", 3), ("(S//NF)", 3), ("TOP SECRET", 4),
     ("//NATO RESTRICTED", 1), ("TLP:RED", 0), ("SECERT", HIGHEST), ("", HIGHEST)],
)  # fmt: skip
def test_a_mark_has_a_level_and_one_that_nobody_can_read_the_highest(mark: str, level: int) -> None:
    assert level_of(mark) == level


def test_a_name_nobody_knows_is_as_high_as_any(beside: EvidenceBeside) -> None:
    secrecy = beside.book.reading(Secrecy)

    assert [secrecy.dossier("D-77"), secrecy.item("IT-000001"), secrecy.request("R-1")] == [3, 3, 3]
    assert [secrecy.dossier("D-99"), secrecy.item("x"), secrecy.request("x"), secrecy.package("x")] == [HIGHEST] * 4
    remarked = PortionRemarked(item="x", portion=1, mark="(U)", authority="z", because=Digest("0" * 64))
    assert secrecy.fact(remarked) == HIGHEST


def test_an_entry_is_as_high_as_what_it_lists_whatever_its_dossier_is_today() -> None:
    entries = told_in_notation(EDITIONS)
    secrecy = Secrecy.of(entries)

    assert secrecy.dossier("D-1") == 0
    assert [secrecy.fact(one.fact) for one in entries] == [4, 0, 4, 4, 0, 4, 0]
