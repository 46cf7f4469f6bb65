"""Opening: a seed only in an exercise, one founding, the same seed the same book, and a book read again as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.custody.care.property import Property
from musterbook.custody.dues.authority import Authorities
from musterbook.custody.facts import BlockIssued
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.kinds import KINDS
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.situation import situation
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import number_at
from tests.operation.making import MORNING, TABLES, fill, open_small_book


def test_a_seed_is_refused_in_earnest_and_nothing_is_written(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow", exercise=False)

    with pytest.raises(Malformed) as caught:
        open_folder(read_folder(folder, today=MORNING), Founding(folder / "book", MORNING, seed=1))

    assert [one.rule for one in caught.value.faults] == ["exercise.seed-in-earnest"]
    assert not (folder / "book").exists()


def test_a_book_is_not_founded_twice(tmp_path: Path, book: Book) -> None:
    folder = tmp_path / "willow"
    head = book.head()

    with pytest.raises(Malformed) as caught:
        open_folder(read_folder(folder, today=MORNING), Founding(folder / "book", MORNING, seed=1))

    assert [one.rule for one in caught.value.faults] == ["book.exists"]
    assert book.head() == head


def test_the_same_seed_gives_the_same_head_and_another_seed_another(tmp_path: Path) -> None:
    heads = []
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        book = open_small_book(tmp_path / name, seed=seed)
        heads.append(book.head())
        book.close()

    assert heads[0] == heads[1] != heads[2]


def test_a_book_read_again_beside_its_writer_gives_the_same_head_and_figures(tmp_path: Path, book: Book) -> None:
    again = open_book(tmp_path / "willow")

    assert again.head() == book.head()
    assert [one.digest for one in again.entries()] == [one.digest for one in book.entries()]
    assert situation(again, MORNING).told() == situation(book, MORNING).told()
    again.close()


def test_a_second_writer_is_refused(tmp_path: Path, book: Book) -> None:
    with pytest.raises(Refused) as caught:
        open_book(tmp_path / "willow", read_only=False, pass_phrase=lambda _: "")

    assert [one.rule for one in caught.value.objections] == ["store.in-use"]
    assert book.entries()


def test_everything_a_book_begins_with_stands_and_is_understood(book: Book) -> None:
    assert not book.not_standing()
    assert {entry.act.kind for entry in book.entries()} <= KINDS
    book.check_invariants()


def test_the_table_of_people_is_not_kept_beside_the_book(tmp_path: Path, book: Book) -> None:
    kept = {path.name for path in (tmp_path / "willow" / "book" / "operation").iterdir()}

    assert book.settings.name == "Willow"
    assert {"operation.toml", "sites.csv", "officers.csv"} <= kept
    assert not {"people.csv", "keepapart.csv"} & kept


def test_a_block_that_two_custodians_bring_has_one_owner(tmp_path: Path) -> None:
    head, *rows = TABLES["people"]
    sites = ("WLW", "WLW", "HRB")
    people = [
        (*head, "number"),
        *((*rows[place][:5], site, rows[place][6], number_at("PP", place)) for place, site in enumerate(sites)),
    ]
    book = open_small_book(tmp_path, changed={"people": people})

    blocks = [entry.fact for entry in book.entries() if isinstance(entry.fact, BlockIssued)]
    owners = [fact.to for fact in blocks if fact.block == "PP"]

    assert owners == ["willow"], "who brings two of its numbers, and not who brings one"
    book.close()


def test_papers_and_seals_of_the_table_are_in_the_book_from_the_first_day(tmp_path: Path) -> None:
    head, *rows = TABLES["people"]
    more = (*head, "authority_kind", "authority_issuer", "property_seals")
    told = [(*rows[0], "order", "court of Willow", "S-1; S-2"), *((*row, "", "", "") for row in rows[1:])]
    place = fill(tmp_path / "willow", {"people": (more, *told)})
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[custody]\nproperty_asked = true\n")

    opened = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))

    (owner,) = opened.reading(Property).owners()
    assert [one.seal for one in opened.reading(Property).of_person(owner)] == ["S-1", "S-2"]
    noted = opened.reading(Authorities).of_person(owner)
    assert noted is not None
    assert (noted.kind, noted.issuer, noted.ends) == ("order", "court of Willow", None)
    opened.close()


def test_a_paper_that_nobody_could_note_is_a_fault_of_its_row(tmp_path: Path) -> None:
    head, *rows = TABLES["people"]
    told = ((*head, "authority_kind"), *((*row, "none" if row is rows[2] else "") for row in rows))
    officers = [row for row in TABLES["officers"] if row[2] not in ("register-clerk", "legal-reviewer")]

    read = read_folder(fill(tmp_path / "willow", {"people": told, "officers": officers}), today=MORNING)

    assert [(one.rule, one.row) for one in read.faults if one.column == "authority_kind"] == [
        ("folder.nobody-notes-papers", 4)
    ]  # fmt: skip
