"""Tests of the lost site: nobody disappears from the book, and whoever is seen again is found one by one."""

from __future__ import annotations

from collections import Counter

from musterbook.custody.facts import Corrected, CorrectionAgreed, Departed, Recovered
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId, unaccounted
from tests.rehearsal.small import PEOPLE, RECAPTURED

AT_DOORS = ("seal-broken", "medicine-missing", "sheet-doubted")
"""What receivers named at doors is another story (`test_seen_to`)."""


def test_everyone_of_the_lost_site_is_on_an_account(book: Book) -> None:
    roll = book.reading(Roll)
    lost = [one for one in roll.where if str(roll.history(one)[0].to_account) == "shaddadi/in-hand"]

    where = Counter(str(roll.where[one]) for one in lost)

    # 14 at the site: 7 recaptured, 2 escaped and 1 dead are known; of 4 nothing is.
    assert len(lost) == PEOPLE["shaddadi"]
    assert where == {"hasakah/in-hand": 7, "far/escaped": 2, "far/deceased": 1, "shaddadi/unaccounted": 4}


def test_whoever_is_recaptured_is_held_by_the_finder_and_not_moved_on(book: Book) -> None:
    found = [one.fact for one in book.entries() if isinstance(one.fact, Recovered) and one.fact.how == "recaptured"]

    (wrong,) = (one.fact for one in book.entries() if isinstance(one.fact, Corrected))
    right = [fact.person for fact in found if fact.person not in wrong.people]

    assert len(right) == RECAPTURED == len(found) - 1
    assert {book.reading(Roll).holder(person) for person in right} == {"hasakah"}


def test_whose_number_was_read_wrong_on_the_radio_is_unaccounted_for_again_once_both_have_signed(book: Book) -> None:
    (said,) = (one for one in book.entries() if isinstance(one.fact, Corrected))
    (agreed,) = (one for one in book.entries() if isinstance(one.fact, CorrectionAgreed))
    (person,) = said.named()
    discrepancies = book.reading(Roll).discrepancies

    assert (said.by, agreed.by) == ("hasakah", "shaddadi")
    assert book.reading(Roll).where[person] == unaccounted(CustodianId("shaddadi"))
    assert {one.kind for one in discrepancies.about(person) if not discrepancies.closed_by(one.id)} == {"control-lost"}


def test_what_stays_open_is_the_lost_sites_because_it_never_answers(book: Book) -> None:
    still = [one for one in book.reading(Roll).discrepancies.open if one.kind not in AT_DOORS]

    assert Counter((one.kind, one.owner) for one in still) == {
        ("one-sided", "shaddadi"): 5, ("control-lost", "shaddadi"): 4,
    }  # fmt: skip


def test_an_escape_and_a_death_need_papers(book: Book) -> None:
    told = [one.fact for one in book.entries() if isinstance(one.fact, Departed) and one.act.by == "shaddadi"]

    assert Counter(fact.outcome for fact in told) == {"escaped": 2, "deceased": 1}
    assert all(fact.papers for fact in told)
