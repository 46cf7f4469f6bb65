"""Tests of the prints of a rehearsal: who is enrolled from what, what was planted and found, what examiners say."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from musterbook.biometrics.adjudication import Adjudication, Pair
from musterbook.biometrics.differentials import share
from musterbook.biometrics.facts import Enrolled, GalleryOpened, Judged, Proposed, Searched
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.identities import Identities
from musterbook.custody.facts import Merged, Unmerged
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.rehearsal.population import invent_population
from musterbook.rehearsal.prints_examining import Answers
from musterbook.rehearsal.prints_kept import FINGERS, PRESSES, kept_prints
from musterbook.rehearsal.prints_planted import Planted
from musterbook.rehearsal.scenario import find_scenario
from musterbook.terms.custodians import far
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.words.account_sentences import casework_lines
from tests.rehearsal.conftest import Played
from tests.rehearsal.small import small_scenario


def test_everything_planted_is_found_and_nothing_else_is_judged_the_same(small: Played) -> None:
    planted = small.account["planted"]

    assert planted["twice"] == {"planted": 3, "found": 3, "judged": 3}
    assert planted["mixed_up"] == {"planted": 1, "found": 1, "judged": 1}
    assert (planted["listed"]["planted"], planted["listed"]["found"]) == (2, 2)
    assert planted["false"]["judged"] == 0
    assert planted["children_searched"] == 0


def test_a_few_are_enrolled_from_pictures_and_the_others_from_points_and_it_is_said(small: Played, book: Book) -> None:
    enrolments = book.reading(Enrolments)
    sittings = [enrolments.current(person) for person in enrolments.people()]
    pictured = sum(bool(one and one.fingers) for one in sittings)

    told = small.account["prints"]

    # Three with two numbers, two on the list, two mixed up, and four for no reason: 6 + 2 + 2 + 4.
    assert (told["enrolled"], told["with_pictures"], told["without_pictures"]) == (
        len(sittings),
        14,
        len(sittings) - 14,
    )
    assert pictured == 14
    assert told["captured_again"] == 4, "two of those four, and the two mixed up"
    assert {one.engine.name for one in sittings if one and one.engine} == {"rehearsal"}


def test_the_two_numbers_of_a_man_are_captured_on_two_days_and_those_mixed_up_on_one(book: Book) -> None:
    merged = {frozenset(one.named()) for one in book.entries() if isinstance(one.fact, Merged) and one.fact.examination}
    enrolments = book.reading(Enrolments)
    days: dict[str, set[int]] = {"duplicate": set(), "swap": set()}
    for pair in book.reading(Adjudication).pairs():
        if len(pair.people) > 1 and (pair.fact.kind_of == "swap" or pair.people in merged):
            sides = [enrolments.sitting(side) for side in (pair.fact.left, pair.fact.right)]
            days[pair.fact.kind_of].add(len({one.at.date() for one in sides if one is not None}))

    assert days == {"duplicate": {2}, "swap": {1}}


def test_two_examiners_answer_each_pair_and_a_senior_one_where_they_differ(book: Book) -> None:
    waiting, pairs = book.reading(Adjudication).waiting(), book.reading(Adjudication).pairs()

    assert [(one.fact.gallery, len(one.judgements)) for one in waiting] == [("list-a", 0)], "left for whoever plays"
    for one in (one for one in pairs if not one.wants):
        answers = [each.answer for each in one.judgements]
        assert len({each.examiner for each in one.judgements}) == len(answers) >= 2
        agreed = answers[0] == answers[1] != "unsure"
        assert len(answers) == (2 if agreed else 3)
        assert agreed or one.judgements[2].examiner == "desk.senior"
    assert not any(one.not_counted for one in pairs)


def test_whoever_is_found_on_the_list_is_judged_by_the_pictures_its_owner_gave(book: Book) -> None:
    listed = [one for one in book.reading(Adjudication).pairs() if one.fact.gallery]
    stand = {one.fact.reference for one in book.reading(Identities).all() if one.fact.gallery and one.stands}

    assert len(listed) == 2
    assert {each.answer for each in listed[0].judgements} - {"unsure"}, "there is something to see, right or wrong"
    assert stand == {one.fact.right for one in listed if one.answer == "same"}


def test_numbers_are_merged_by_facility_and_examiner_on_what_another_agreed_to_and_one_is_taken_back(
    small: Played, book: Book
) -> None:  # fmt: skip
    merged = [one for one in book.entries() if isinstance(one.fact, Merged) and one.fact.examination is not None]
    again = [one for one in book.entries() if isinstance(one.fact, Unmerged)]
    standing = {one.entry for one in book.reading(Identities).all() if one.stands}

    assert (len(merged), len(again)) == (3, 1)
    assert {role for one in merged for role in (each.role for each in one.signed)} == {"site-officer", "examiner"}
    assert sum(isinstance(one.fact, Merged) and one.fact.examination in standing for one in merged) == 2
    assert small.account["accounts"][str(far("merged"))] >= 2
    assert book.reading(Roll).registered == small.account["people"]


def test_the_error_of_examiners_stands_beside_the_rate_they_were_given(small: Played, book: Book) -> None:
    told = small.account["planted"]
    judged = [one.fact for one in book.entries() if isinstance(one.fact, Judged)]

    assert told["given"] == {"errs": 0.05, "unsure": 0.05}
    assert 2 * told["known_pairs"] >= told["known"]["of"] - told["known_pairs"]
    assert all(one["low"] <= one["count"] / max(one["of"], 1) <= one["high"] for one in (told["known"], told["all"]))
    assert small.account["prints"]["judgements"] == len(judged)


def test_of_many_examinations_the_interval_holds_the_rate_that_was_given_about_as_often_as_it_says() -> None:
    fact = Proposed(proposal="P-1", kind_of="duplicate", left="E-1", right="E-2", evidence=Digest("0" * 64))
    pair = Pair(fact, Digest("1" * 64), datetime(2026, 2, 14, tzinfo=UTC), frozenset())
    held = 0
    for seed in range(40):
        planted = Planted((), (), (), body_of=dict.fromkeys(("E-1", "E-2"), PersonId("A")), pictured={"E-1", "E-2"})
        drawn = Answers(seed, planted, errs=0.05, unsure=0.05)
        for _ in range(300):
            drawn.answer(pair)
        interval = share(drawn.count["wrong"], drawn.count["sure"])
        held += interval.low <= 0.05 <= interval.high

    # 38 of 40 are expected; fewer than 33 come once in two hundred.
    assert held >= 33


def test_whoever_is_looked_for_is_looked_for_here_and_on_the_list_that_two_people_opened(book: Book) -> None:
    searched = Counter(one.fact.gallery for one in book.entries() if isinstance(one.fact, Searched))
    (opened,) = (one for one in book.entries() if isinstance(one.fact, GalleryOpened))

    assert searched["operation"] == searched["list-a"] == 14 + 4 + 2, "with pictures, others, and the two captured anew"
    assert {one.role for one in opened.signed} == {"gallery-keeper", "legal-reviewer"}


def test_nobody_of_whose_age_there_is_doubt_is_enrolled_before_it_is_decided(small: Played, book: Book) -> None:
    said = small_scenario(small.folder.with_name("for-prints"), prints=True).said
    truth = invent_population(said, run="gated", seed=1).truth
    enrolled = {one.fact.person for one in book.entries() if isinstance(one.fact, Enrolled)}

    assert not truth.boys & enrolled
    assert {one for pair in truth.twice for one in pair} <= enrolled


def test_the_account_prints_a_section_of_the_book_and_one_of_the_rehearsal(small: Played) -> None:
    text = "\n".join(casework_lines(small.account))

    assert "14 with pictures, " in text
    assert "men with two numbers: 3 of 3 found, 3 judged the same" in text
    assert "they were given 5 %" in text
    assert "1 contested, 1 withdrawn; 3 numbers merged, 1 taken back" in text
    assert "later found to be children" not in text


def test_the_kept_prints_are_all_there_and_small_and_nobodys() -> None:
    kept = kept_prints()

    assert kept.extractor == "leader 1"
    assert len(kept.presses) == sum(PRESSES.values())
    for one in kept.presses.values():
        assert set(one.points) == set(one.quality) == set(FINGERS)
        assert set(one.pictures) == set(FINGERS)
        assert all(len(points) > 8 for points in one.points.values())


def test_everyone_is_enrolled_where_that_is_asked_for_and_nothing_else_may_be() -> None:
    scenario = find_scenario("syria-2026")

    assert scenario.enrolling("all").said["enrolling"]["one_in"] == 1
    assert scenario.enrolling("sample").said == scenario.said
    with pytest.raises(Malformed, match="sample"):
        scenario.enrolling("some")
