"""Tests of people seen to one by one in a rehearsal: at court, watched, at doors, before a bus, by panel and clerk."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from musterbook.custody.care.facts import PropertyOpened, WelfareGiven
from musterbook.custody.care.property import Property
from musterbook.custody.dues.facts import Complained, ComplaintAnswered, RetentionHeld
from musterbook.custody.facts import Departed, LetGo, Offered, Withdrawn
from musterbook.custody.incidents.facts import CourtStep, IncidentAdded, Passed
from musterbook.custody.incidents.milestones import COURT_STEPS, FREED_BY
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.facts import SheetAmended, WatchSet
from musterbook.custody.sheets.watches import Watches
from musterbook.eligibility.facts import AgeDecided, AgeDoubted, HoldLifted
from musterbook.lift.facts import LegCancelled, LegPlanned, LodgingPlanned, Unseated
from musterbook.operation.book import Book
from musterbook.operation.kinds import KINDS
from musterbook.terms.custodians import CustodianId, in_hand
from tests.rehearsal.conftest import Played

NEVER_PLAYED = {
    "custody.control-regained", "custody.counted-not-here", "custody.destroyed", "custody.emptied",
    "custody.locator-allowed", "custody.locator-ended", "custody.table-taken-in",
    "eligibility.escorts-counted", "eligibility.gate-set", "lift.serial-scrubbed", "lift.serial-slipped",
    "lift.track-kept",
}  # fmt: skip
"""Kinds that this operation does not come to: nobody holds the lost site again, every node holds everybody, no site
empties while somebody is held there, nothing is old enough to be destroyed, no woman is moved, gates are set in its
folder, no serial is late, no carrier has a tracker, nobody is looked up from outside, and nobody comes by a table once
the book is open."""
BY_SEED = {"custody.merged", "custody.unmerged", "custody.taken-back", "custody.retention-ended"}
"""Kinds that only some seeds, or only thousands of people, come to."""
PLAYED_LEAST = 100
"""So many kinds of custody, eligibility and lift were played when this was written; a newer one may wait."""


def test_the_kinds_of_custody_eligibility_and_lift_are_played_but_those_named(book: Book) -> None:
    written = {entry.act.kind for entry in book.entries()}

    asked = {kind for kind in KINDS if kind.startswith(("custody.", "eligibility.", "lift."))}
    assert len(asked & written - BY_SEED) >= PLAYED_LEAST
    assert NEVER_PLAYED.isdisjoint(written), "it is played now: take it off the list"


def test_every_step_at_a_court_is_taken_and_whoever_is_freed_is_let_go_by_two_within_the_day(book: Book) -> None:
    steps = [(one, one.fact) for one in book.entries() if isinstance(one.fact, CourtStep)]
    gone = {one.fact.person: one for one in book.entries()
            if isinstance(one.fact, Departed) and one.fact.outcome == "released"}  # fmt: skip
    freed = {person: one.happened_at for one, step in steps if step.step in FREED_BY for person in step.people}

    assert {step.step for _, step in steps} == set(COURT_STEPS)
    assert len(gone) == 2
    assert freed.keys() - gone.keys() == {min(freed.keys() - gone.keys())}, "of one nobody follows the order"
    for person, entry in gone.items():
        assert timedelta(hours=12) < entry.happened_at - freed[person] < timedelta(hours=40)
        assert len({one.officer for one in entry.signed}) == 2
        assert all(bag.returned_at is not None for bag in book.reading(Property).of_person(person) if not bag.kept_at)


def test_whoever_went_to_court_is_back_the_same_day(book: Book) -> None:
    out, back = ([one for one in book.entries() if isinstance(one.fact, Passed) and one.fact.point == point
                  and one.by == "nasiriyah"] for point in ("out", "back"))  # fmt: skip

    assert [one.named() for one in out] == [one.named() for one in back]
    assert all(one.fact.due_back is not None and two.happened_at < one.fact.due_back
               for one, two in zip(out, back, strict=True) if isinstance(one.fact, Passed))  # fmt: skip


def test_the_watched_are_looked_at_within_the_hour_and_one_watch_is_left_to_lapse(book: Book) -> None:
    looks = sorted(
        one.happened_at for one in book.entries()
        if isinstance(one.fact, WelfareGiven) and one.by == "karkh" and one.fact.what == "looked-at"
    )  # fmt: skip
    words = Counter(one.fact.person for one in book.entries() if isinstance(one.fact, WatchSet))

    assert max(later - earlier for earlier, later in pairwise(looks)) <= timedelta(hours=1)
    assert sorted(words.values()) == [1, 4, 4], "set, renewed twice, ended; and one never renewed"
    (standing,) = book.reading(Watches).standing()
    assert words[standing] == 1


def test_each_thing_named_at_a_door_is_followed_up_or_stays_with_whoever_brought_it(small: Played, book: Book) -> None:
    opened = [one.fact for one in book.entries() if isinstance(one.fact, PropertyOpened)]
    amended = [one for one in book.entries() if isinstance(one.fact, SheetAmended)]
    told = small.account["people_seen_to"]

    assert [(one.because, one.resealed) for one in opened] == [("damaged", f"{opened[0].seal}-R")]
    assert (told["sheets_doubted"], told["doubts_open"], told["bags_kept_back"]) == (2, 1, 2)
    assert any("escape-risk" in one.fact.fields for one in amended if isinstance(one.fact, SheetAmended))


def test_a_witness_is_taken_off_his_bus_and_goes_once_he_was_heard(book: Book) -> None:
    (person,) = {one.fact.person for one in book.entries()
                 if isinstance(one.fact, HoldLifted) and one.fact.ground == "witness"}  # fmt: skip
    off = [one for one in book.entries() if isinstance(one.fact, Unseated) and person in one.fact.people]

    assert [one.fact.because for one in off if isinstance(one.fact, Unseated)] == ["eligibility.hold"]
    assert person in book.reading(Roll).on(in_hand(CustodianId("karkh")))


def test_an_offer_called_off_lets_nobody_go_and_is_made_anew(book: Book) -> None:
    (off,) = (one.fact for one in book.entries() if isinstance(one.fact, Withdrawn))
    let_go = {one.fact.handover for one in book.entries() if isinstance(one.fact, LetGo)}
    offers = [one.fact for one in book.entries() if isinstance(one.fact, Offered) and one.fact.people == off.people]

    assert off.handover not in let_go
    assert {one.handover for one in offers} - {off.handover} <= let_go


def test_complaints_are_answered_by_another_than_the_one_complained_of_and_one_waits(book: Book) -> None:
    said = {one.digest: one for one in book.entries() if isinstance(one.fact, Complained)}
    answers = [one for one in book.entries() if isinstance(one.fact, ComplaintAnswered)]

    assert (len(said), len(answers)) == (3, 2)
    for answer in answers:
        assert isinstance(answer.fact, ComplaintAnswered)
        heard = said[answer.fact.complaint]
        officers = {one.officer for one in answer.signed}
        assert not officers & {one.officer for one in heard.signed}
        assert getattr(heard.fact, "against", "") not in officers


def test_three_decide_a_doubted_age_within_a_day_and_find_two_children_among_adults(book: Book) -> None:
    (doubt,) = (one for one in book.entries() if isinstance(one.fact, AgeDoubted))
    decided = {one.fact.person: one for one in book.entries() if isinstance(one.fact, AgeDecided)
               and one.happened_at > doubt.happened_at}  # fmt: skip
    children = [
        one.fact.person for one in book.entries() if isinstance(one.fact, AgeDecided) and one.fact.child == "yes"
    ]

    (person,) = doubt.named()
    assert decided[person].happened_at - doubt.happened_at < timedelta(days=1)
    assert len(children) == 2
    assert set(children) <= book.reading(Roll).on(in_hand(CustodianId("hasakah")))


def test_a_death_waits_for_its_inquiry_and_nothing_kept_of_the_dead_is_destroyed(book: Book) -> None:
    dead = {one.fact.person for one in book.entries()
            if isinstance(one.fact, Departed) and one.fact.outcome == "deceased"}  # fmt: skip
    held = {person for one in book.entries() if isinstance(one.fact, RetentionHeld) for person in one.fact.people}

    assert held == dead
    assert any(isinstance(one.fact, IncidentAdded) and one.fact.stage == "ON_HOLD" for one in book.entries())


def test_a_leg_planned_is_planned_otherwise_for_the_weather_and_the_night_is_longer(book: Book) -> None:
    legs = [one.fact.leg for one in book.entries() if isinstance(one.fact, LegPlanned)]
    (gone,) = (one.fact for one in book.entries() if isinstance(one.fact, LegCancelled))
    nights = [one.fact for one in book.entries() if isinstance(one.fact, LodgingPlanned)]

    assert (len(legs), gone.because) == (3, "weather")
    assert f"{gone.leg}-b" in legs
    assert [one.replaces is None for one in sorted(nights, key=lambda one: one.until)] == [True, False]
