"""Headquarters can print a lost place's roll without the place: names and faces come sealed, and what lacks shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from musterbook.biometrics.synthesis.cards import card
from musterbook.custody.roll import Roll
from musterbook.operation import mustering
from musterbook.operation.book import Book
from musterbook.operation.carrying_sealed import SealedBeside
from musterbook.operation.happening import photograph
from musterbook.operation.last_roll import last_roll_of
from musterbook.operation.rolls_here import RollHere, rolls_here
from musterbook.papers.last_roll import print_last_roll
from musterbook.store.sealed import SealedStore
from musterbook.terms.custodians import in_hand
from musterbook.terms.moves import Objection
from tests.operation.making import MORNING, NAMES, WILLOW, acting
from tests.operation.partly import OAK, Nodes, begun, founded

LATER = MORNING + timedelta(hours=5)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    book = founded(tmp_path_factory.mktemp("rolls"))
    yield book
    book.close()


class Two:
    """The site of Willow, where everything lies, and headquarters, whose own sealed things begin empty."""

    def __init__(self, base: Book, folder: Path) -> None:
        assert base.sealed is not None
        self.nodes: Nodes = begun(base)
        theirs = base.sealed
        self.here = SealedStore(folder, bytes(range(32)))
        self.nodes.whole.sealed = base.sealed
        site = SealedBeside(lambda: self.nodes.whole, lambda: nullcontext(theirs), self.nodes.identity.key)
        desk = SealedBeside(lambda: self.nodes.whole, lambda: nullcontext(self.here), self.nodes.desk.key)
        self.site, self.desk = site, desk

    def counted(self) -> None:
        """One of Willow is photographed, and all of them are counted by name."""
        people = sorted(self.nodes.whole.reading(Roll).on(in_hand(WILLOW)))
        clerk = acting("w.clerk/register-clerk", WILLOW, minutes=30)
        photograph(self.nodes.whole, clerk, people[0], card(people[0]), taken_at=clerk.at)
        two = acting({"w.counter": "counting-officer", "w.officer": "site-officer"}, WILLOW, minutes=60)
        mustering.enter_names(self.nodes.whole, two, "M-1", people, counters=["w.counter", "w.officer"])

    def meet(self) -> None:
        """What is sealed travels as the site brings it: asked first, and held against the book on arrival."""
        mine = self.site.for_node(self.nodes.desk.log)
        for blob in self.site.give(self.nodes.desk.log, self.desk.lacking(mine)):
            assert self.desk.keep(blob) == ""

    def ready(self) -> dict[str, RollHere]:
        """What headquarters says of each roll."""
        self.nodes.whole.sealed = self.here
        return {one.custodian: one for one in rolls_here(self.nodes.whole, LATER)}


@pytest.fixture
def two(base: Book, tmp_path: Path) -> Iterator[Two]:
    found = Two(base, tmp_path)
    found.counted()
    yield found
    found.here.close()


def test_a_roll_that_has_not_come_is_late_an_hour_after_its_count(two: Two) -> None:
    willow = two.ready()[WILLOW]

    assert (willow.people, willow.photographs, willow.named, willow.lacking) == (12, 1, 13, 13)
    assert willow.late
    assert not {one.custodian: one for one in rolls_here(two.nodes.whole, MORNING + timedelta(hours=1.5))}[WILLOW].late


def test_headquarters_prints_a_lost_places_roll_without_the_place(two: Two) -> None:
    two.meet()
    ready = two.ready()
    roll = last_roll_of(two.nodes.whole, WILLOW, named=True)
    (printed,) = print_last_roll(roll, language="en", zone="UTC", printed_at=LATER)

    assert (ready[WILLOW].lacking, ready[WILLOW].late, ready[OAK].lacking) == (0, False, 0)
    assert {line.name for line in roll.lines} == set(NAMES)
    assert sum(line.photograph is not None for line in roll.lines) == 1
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed))
    assert all(name in text for name in NAMES)


def test_only_headquarters_is_given_them_and_only_names_and_faces(two: Two, base: Book) -> None:
    assert base.sealed is not None
    given = two.site.for_node(two.nodes.desk.log)

    assert len(given) == 21
    people = set(base.sealed.digests("particulars")) | set(base.sealed.digests("photograph"))
    assert set(given) <= people
    assert set(two.site.for_node(two.nodes.log)) < set(given)
    assert two.site.for_node("ab" * 32) == []


def test_what_could_not_be_written_ahead_here_is_said(two: Two) -> None:

    two.meet()
    two.ready()
    two.nodes.whole.not_ahead[WILLOW] = Objection("roll.not-ahead", values={"site": WILLOW, "said": "no space"})
    (first, *_) = rolls_here(two.nodes.whole, LATER)
    two.nodes.whole.not_ahead.clear()

    assert (first.custodian, first.behind, first.late) == (WILLOW, True, True)
