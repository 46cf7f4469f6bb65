"""Rows of beds, incidents, duties and of a person's rights from a small book, as the book has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.console.book_source import BookSource
from musterbook.custody.beds.places import Bed
from musterbook.custody.facts import Departed, Linked
from musterbook.ledger.facts import Digest
from musterbook.operation import bedding, complaining, contesting, happening, making_room, mustering
from musterbook.operation.book import Book
from musterbook.terms.people import PersonId
from tests.operation.making import MORNING, WILLOW, acting, open_small_book

BEDS = (
    *(Bed(f"A-1-1/{bed}", "dormitory-place") for bed in range(1, 4)), Bed("A-2-1", "juvenile"),
    Bed("B-1-1", "dormitory-place", out_of_use=True),
)  # fmt: skip
LATER = timedelta(hours=3)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Two have a bed; there was a fight, somebody hurt himself and died; one contests his age, one complains."""
    book = open_small_book(tmp_path_factory.mktemp("care"))
    guard = acting("w.officer/site-officer", WILLOW, minutes=30)
    making_room.open_place(book, guard, "WLW", maximum=60, working=5, out_of_use=1, beds=BEDS)
    men = mustering.roll_of(book, WILLOW)
    bedding.assign(book, guard, "WLW", {men[0]: "A-1-1/1", men[1]: "A-1-1/2"})
    fight = happening.Report(what="assault", words="two men fought over bread", people=frozenset(men[:2]), place="WLW")
    happening.report(book, guard, fight)
    hurt = happening.Report(what="death", words="found in the morning", people=frozenset(men[2:3]), place="WLW")
    happening.report(book, guard, hurt)
    paper = Departed(person=men[2], outcome="deceased", papers=Digest("ab" * 32), authority="certificate")
    book.write(guard.then(MORNING + timedelta(minutes=40)).draft(paper))
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=50)
    book.write(clerk.draft(Linked(person=men[3], other=men[4], relation="sibling", source="claimed")))
    contesting.contest(book, clerk, men[3], about="name", statement="they wrote my uncle's name")
    complaining.complain(book, clerk, men[4], statement="he took my coat", against="w.officer")
    yield book
    book.close()


def source(book: Book) -> BookSource:
    return BookSource(book, now=lambda: MORNING + LATER)


def test_room_of_a_place_is_the_sum_of_its_lines_and_beds_say_who_lies_there(book: Book) -> None:
    (room,) = (one for one in source(book).beds().rooms if one.custodian == WILLOW)
    view = source(book).bed_place("WLW")

    assert room.free == room.working - room.out_of_use - 11
    assert view is not None
    assert [(bed.bed, len(bed.people), bed.out_of_use) for bed in view.beds] == [
        ("A-1-1/1", 1, False), ("A-1-1/2", 1, False), ("A-1-1/3", 0, False), ("A-2-1", 0, False), ("B-1-1", 0, True),
    ]  # fmt: skip
    assert view.bedless_people == 9 == len(view.bedless)
    assert sum(bool(one.proposed) for one in view.bedless) == 2
    assert all(one.proposed or one.why for one in view.bedless)
    assert not any(why.startswith(one.number) for one in view.bedless for why in one.why)
    assert source(book).bed_place("willow") == view
    assert source(book).bed_place("nowhere") is None


def test_an_incident_stands_with_its_words_unless_it_is_of_health_and_with_its_papers(book: Book) -> None:
    death, fight = sorted(source(book).incidents().rows, key=lambda row: row.what, reverse=True)[0:2]

    assert [death.health, fight.health] == [True, False]
    of_fight, of_death = source(book).incident(fight.reference), source(book).incident(death.reference)
    assert of_fight is not None
    assert of_death is not None
    assert [line.words for line in of_fight.said] == ["two men fought over bread"]
    assert [line.words for line in of_death.said] == [""]
    assert [(one.outcome, one.authority, one.papers[:4]) for one in of_death.papers] == [
        ("deceased", "certificate", "abab")
    ]
    assert (of_death.contradictions, of_fight.papers) == ((), ())
    assert source(book).incident("I-nobody-9") is None


def test_what_is_owed_is_the_same_as_on_the_command_line_and_links_to_whom_it_is_about(book: Book) -> None:
    rows = source(book).due().rows

    contest = next(row for row in rows if row.what == "contest")
    complaint = next(row for row in rows if row.what == "complaint")
    assert contest.link == f"/people/{contest.about}"
    assert complaint.never == frozenset({"w.officer"})
    assert {row.owner for row in rows} >= {"legal-reviewer", "protection-officer"}


def test_of_a_person_bed_kin_incident_contest_and_complaint_are_kept(book: Book) -> None:
    men = sorted(PersonId(row.number) for row in source(book).people())

    def lines(number: PersonId, key: str) -> list[str]:
        part = next(one for one in source(book).kept_for(number) if one.key == key)
        return [line.what for line in part.lines]

    assert lines(men[0], "bed") == ["bed-has"]
    assert lines(men[0], "incidents") == ["incident-ASSAULT"]
    assert lines(men[2], "incidents") == ["incident-DEATH_PRISONER", "papers-deceased"]
    assert (lines(men[3], "kin"), lines(men[4], "kin")) == (["kin-sibling"], ["kin-sibling"])
    assert lines(men[3], "contests") == ["contest-open"]
    assert lines(men[3], "deadlines") == ["due-contest"]
    assert lines(men[4], "complaints") == ["complaint-open"]
    assert lines(men[5], "complaints") == []
