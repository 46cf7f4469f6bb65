"""Tests of the days: musters, age panels, claims beside the book's own numbers, and the agreed figure."""

from __future__ import annotations

import csv
from datetime import date

from musterbook.custody.facts import Mustered
from musterbook.custody.figures import Figures
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.operation.book import Book
from musterbook.rehearsal.population import invent_population
from musterbook.rehearsal.scenario import find_scenario
from musterbook.terms.custodians import CustodianId, in_hand
from tests.rehearsal.conftest import Played
from tests.rehearsal.small import BOYS, DOUBTED, LIFTABLE, small_scenario


def test_every_published_number_stands_beside_the_books_own(small: Played) -> None:
    with (find_scenario("syria-2026").folder / "claims.csv").open(encoding="utf-8", newline="") as read:
        published = {(row["source"], row["scope"], int(row["value"])) for row in csv.DictReader(read)}

    told = small.account["claims"]

    assert {(one["source"], one["scope"], one["claimed"]) for one in told} == published
    assert all(one["difference"] == one["claimed"] - one["book"] for one in told)


def test_a_day_that_was_published_is_compared_with_the_end_of_that_day(small: Played) -> None:
    night = {one["source"]: one for one in small.account["claims"] if one["as_of"].startswith("2026-01-22")}

    # 16 were offered on the first night and 14 accepted; the others came two hours after local midnight.
    assert (night["CENTCOM"]["claimed"], night["CENTCOM"]["book"], night["CENTCOM"]["difference"]) == (150, 14, 136)


def test_the_two_sides_agree_on_one_figure(book: Book) -> None:
    (statement,) = book.reading(Figures).statements

    assert statement.agreed_by == ("karkh",)


def test_every_site_with_people_is_counted_every_morning(book: Book) -> None:
    at_derik = [one for one in book.entries() if isinstance(one.fact, Mustered) and one.act.by == "derik"]

    days = {one.happened_at.date() for one in at_derik}

    assert {date(2026, 1, day) for day in range(18, 32)} | {date(2026, 2, day) for day in range(1, 17)} <= days


def test_the_morning_miscount_is_counted_by_name_and_explained(book: Book) -> None:
    discrepancies = book.reading(Roll).discrepancies

    (found,) = (one for one in discrepancies.all if one.kind == "number-differs" and one.owner == "alaya")

    assert discrepancies.closed_by(found.id) is not None


def test_age_panels_decide_everyone_in_doubt_but_the_boys(small: Played, book: Book) -> None:
    truth = invent_population(small_scenario(small.folder.with_name("for-truth")).said, run="gated", seed=1).truth
    classes, roll = book.reading(Classes), book.reading(Roll)

    assert len(truth.doubted) == DOUBTED
    assert {classes.codes(one).child for one in truth.doubted} == {"no"}
    assert len(truth.boys) == BOYS
    assert all(classes.codes(one).may_be_child for one in truth.boys)
    assert not truth.boys & roll.on(in_hand(CustodianId("karkh")))


def test_as_published_the_boys_are_moved_and_found_to_be_children_afterwards(small_as_published: Played) -> None:
    (claim,) = (one for one in small_as_published.account["claims"] if one["scope"] == "children")
    opened = small_as_published.book()

    try:
        truth = invent_population(
            small_scenario(small_as_published.folder.with_name("for-boys")).said, run="as-published", seed=1
        ).truth
        classes, roll = opened.reading(Classes), opened.reading(Roll)

        assert small_as_published.account["moved"] == LIFTABLE
        assert claim["book"] == BOYS
        assert {classes.codes(one).child for one in truth.boys} == {"yes"}
        assert truth.boys <= roll.on(in_hand(CustodianId("karkh")))
    finally:
        opened.close()


def test_officers_see_what_does_not_add_up_and_its_clock_is_kept_or_missed(small: Played) -> None:
    told = small.account["clocks"]

    assert told["shown"] == sum(count for name, count in told.items() if name != "shown")
    assert told["late"] > 0, "whom the lost site answered for was explained hours later"
    assert told["overdue"] > 0, "it never answered for the last of them"
    assert told["settled"] > 0, "six came on the second aircraft"
