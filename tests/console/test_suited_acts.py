"""A person's page: how he stands first, then the acts that suit it, then every other one, and none is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.deed_rows import Offer
from musterbook.console.deeds import OF_A_PERSON
from musterbook.console.suited_acts import ALWAYS, BY_GROUND, BY_MILESTONE, GONE, parted
from musterbook.custody.roll import Roll
from musterbook.eligibility.grounds import AUTHORITY
from musterbook.operation.book import Book
from musterbook.operation.deeds.every import ABOUT_A_PERSON, DEEDS, GROUPS
from musterbook.operation.folder import open_book
from musterbook.terms.custodians import in_hand
from musterbook.words.page_words import EN
from tests.console.asking import Console, console_of
from tests.operation.making import MORNING, WILLOW, open_small_book

EVERY = {
    group: [Offer(one.name, one.name, "") for one in GROUPS[group] if one.about in ABOUT_A_PERSON]
    for group in OF_A_PERSON
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = tmp_path_factory.mktemp("suited")
    open_small_book(place).close()
    opened = open_book(place / "willow" / "book")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def console(book: Book) -> Console:
    return console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))


def names(groups: object) -> list[str]:
    assert isinstance(groups, dict)
    return [one.name for ones in groups.values() for one in ones]


@pytest.mark.parametrize("milestone", [*BY_MILESTONE, "escaped", "unaccounted", "deceased"])
def test_every_act_stands_first_or_among_the_others_and_few_stand_first(milestone: str) -> None:
    first, rest = parted(EVERY, milestone=milestone, grounds=("possible-child",))

    assert sorted(names(first) + names(rest)) == sorted(names(EVERY))
    assert len(names(first)) <= 13
    assert all(ones for ones in (*first.values(), *rest.values()))


def test_who_may_be_a_child_is_looked_into_first_and_who_is_gone_can_be_held_again() -> None:
    child, _ = parted(EVERY, milestone="in-hand", grounds=("possible-child",))
    man, other = parted(EVERY, milestone="in-hand", grounds=())
    gone, _ = parted(EVERY, milestone="escaped", grounds=())

    assert {"decide-age", "lift-hold", "clear"} <= set(names(child))
    assert "decide-age" in names(other)
    assert "recover" in names(gone)
    assert "clear" not in names(gone)
    assert "clear" in names(man)


def test_everything_that_stands_first_is_there_to_be_done_and_every_milestone_is_one() -> None:
    acts = {*ALWAYS, *GONE, *BY_GROUND.values()}.union(*BY_MILESTONE.values())

    assert acts <= DEEDS.keys()
    assert [one for one in BY_MILESTONE if f"milestone.{one}" not in EN] == []
    assert BY_GROUND.keys() <= AUTHORITY.keys()


def test_a_page_says_how_he_stands_before_what_may_be_done_and_folds_the_rest_away(
    console: Console, book: Book
) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    page = console.get(f"/people/{person}").text

    order = [
        page.index(f"<h2>{one}</h2>")
        for one in ("Holds", "How he stands", "Hands", "What may be done", "Entries that name this person")
    ]
    folded = re.search(r"<details><summary>Other acts.*?</details>", page, re.DOTALL)
    assert order == sorted(order)
    assert folded is not None
    assert "/do/hold?" in page.replace(folded[0], "")
    assert "/do/hold?" not in folded[0]
    assert "/do/contest?" in folded[0]
