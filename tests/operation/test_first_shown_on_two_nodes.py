"""Two nodes show one discrepancy before they hear of each other; and a site that holds only its people shows theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.custody.facts import Mustered
from musterbook.custody.roll import Roll
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.first_shown import notice
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, WILLOW, acting
from tests.operation.partly import OAK, Nodes, begun, founded

NOON = MORNING + timedelta(hours=6)
COUNTERS = {
    WILLOW: {"w.counter": "counting-officer", "w.officer": "site-officer"},
    OAK: {"k.counter": "counting-officer", "k.officer": "site-officer"},
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    book = founded(tmp_path_factory.mktemp("shown"))
    yield book
    book.close()


def counted(nodes: Nodes, custodian: CustodianId) -> PersonId:
    """A count that misses the first of a custodian's people; who he is."""
    first, *others = sorted(nodes.whole.reading(Roll).on(in_hand(custodian)))
    fact = Mustered(muster=f"{custodian}/1", present=frozenset(others), counters=tuple(COUNTERS[custodian]))
    nodes.whole.write(acting(COUNTERS[custodian], custodian, minutes=next(nodes.minutes)).draft(fact))
    return first


def clocks(book: Book) -> dict[PersonId, object]:
    found = discrepancies_of(book, NOON)
    return {one.person: found.noticed_at(one.id) for one in found.open if one.person is not None}


def test_each_starts_a_clock_and_when_they_meet_the_earlier_one_runs_on_both(base: Book) -> None:
    nodes = begun(base)
    gone = counted(nodes, WILLOW)
    nodes.meet()
    nodes.site.hold_key(nodes.identity.key)
    site = nodes.book()
    early, late = NOON, NOON + timedelta(minutes=20)
    notice(nodes.whole, late)
    notice(site, early)
    apart = clocks(nodes.whole)[gone], clocks(site)[gone]

    nodes.meet()
    nodes.whole.read_afresh()
    again = notice(nodes.whole, late + timedelta(hours=1)), notice(nodes.book(), late + timedelta(hours=1))

    assert apart == (late, early)
    assert (clocks(nodes.whole)[gone], clocks(nodes.book())[gone]) == (early, early)
    assert again == ([], [])


def test_a_site_that_holds_only_its_people_notices_what_is_about_them(base: Book) -> None:
    nodes = begun(base)
    ours, theirs = counted(nodes, WILLOW), counted(nodes, OAK)
    nodes.meet()
    nodes.site.hold_key(nodes.identity.key)
    site = nodes.book()

    (entry,) = notice(site, NOON)

    assert (entry.by, entry.named()) == (WILLOW, frozenset((ours,)))
    assert theirs not in clocks(site)


def test_what_the_desk_noticed_of_others_with_them_is_nothing_to_the_site(base: Book) -> None:
    nodes = begun(base)
    counted(nodes, WILLOW)
    counted(nodes, OAK)
    notice(nodes.whole, NOON)

    nodes.meet()
    site = nodes.book()

    assert {one.by for one in site.entries() if one.act.kind == "custody.noticed"} == {DESK}
    assert clocks(site).keys() < clocks(nodes.whole).keys()
    assert discrepancies_of(site, NOON).settled == ()
