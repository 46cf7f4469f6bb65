"""A pair is settled by two who agree, or by two of three; whoever is too near to it has no say."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.biometrics.adjudication import ANSWERS, Adjudication, Pair, answer_of
from musterbook.ledger.entry import Entry
from tests.biometrics.stories import PROPOSED, judgements, signed, story


def pair_of(entries: list[Entry]) -> Pair:
    """How P-1 stands."""
    pair = Adjudication.of(entries).pair("P-1")
    assert pair is not None
    return pair


@pytest.mark.parametrize(
    ("answers", "answer", "wants"),
    [
        ((), "", "examiner"),
        (("same",), "", "examiner"),
        (("same", "same"), "same", ""),
        (("different", "different"), "different", ""),
        (("same", "different"), "", "senior"),
        (("unsure", "unsure"), "", "senior"),
        (("same", "different", "same"), "same", ""),
        (("same", "different", "different"), "different", ""),
        (("same", "different", "unsure"), "unsettled", ""),
        (("unsure", "unsure", "same"), "unsettled", ""),
        (("unsure", "same", "same"), "same", ""),
    ],
)
def test_two_alike_settle_it_and_otherwise_a_third_senior(answers: tuple[str, ...], answer: str, wants: str) -> None:
    pair = pair_of(story(PROPOSED + judgements(*answers)))

    assert (pair.answer, pair.wants) == (answer, wants)


def test_the_same_examiner_twice_is_one_answer() -> None:
    pair = pair_of(
        story(
            PROPOSED
            + """
        08:00 desk biometrics.judged proposal=P-1 examiner=ex-1 answer=same
        08:10 desk biometrics.judged proposal=P-1 examiner=ex-1 answer=same
        """
        )
    )

    assert pair.answer == ""
    assert len(pair.not_counted) == 1


@pytest.mark.parametrize("operator", ["k.zahra", "k.salim"])
def test_whoever_captured_one_of_the_two_has_no_say(operator: str) -> None:
    entries = story(PROPOSED)
    told = f"08:00 desk biometrics.judged proposal=P-1 examiner={operator} answer=same"

    adjudication = Adjudication.of(story(told, upon=entries))

    assert pair_of(story(told, upon=entries)).judgements == ()
    assert adjudication.queue(operator) == ()
    assert [one.rule for one in adjudication.barred(pair_of(entries), operator)] == ["biometrics.own-capture"]


def test_whoever_declared_an_interview_has_no_say_from_then_on() -> None:
    declared = "07:30 desk biometrics.interview-declared person=D-0002 officer=ex-1"
    later = "08:05 desk biometrics.interview-declared person=D-0002 officer=ex-1"

    before = pair_of(story(PROPOSED + declared + "\n" + judgements("same", "same")))
    after = pair_of(story(PROPOSED + judgements("same", "same") + "\n" + later))

    assert [one.examiner for one in before.judgements] == ["ex-2"]
    assert after.answer == "same"


def test_whoever_stepped_aside_is_not_offered_the_pair_again() -> None:
    entries = story(PROPOSED + "07:30 desk biometrics.stepped-aside proposal=P-1 examiner=ex-1")
    adjudication = Adjudication.of(entries)

    assert adjudication.queue("ex-1") == ()
    assert [one.number for one in adjudication.queue("ex-2")] == ["P-1"]


def test_the_third_must_be_senior() -> None:
    pair = pair_of(
        story(
            PROPOSED
            + judgements("same", "different")
            + "\n09:00 desk biometrics.judged proposal=P-1 examiner=ex-9 answer=same"
        )
    )

    assert pair.wants == "senior"
    assert len(pair.not_counted) == 1


def test_an_answer_in_another_examiners_name_does_not_count() -> None:
    *before, judged = story(PROPOSED + judgements("same"))

    assert len(pair_of([*before, signed(judged, "ex-1")]).judgements) == 1
    assert pair_of([*before, signed(judged, "ex-7")]).judgements == ()


def test_an_answer_given_with_open_eyes_does_not_count() -> None:
    entries = story(PROPOSED + "08:00 desk biometrics.judged proposal=P-1 examiner=ex-1 answer=same blind=no")

    assert pair_of(entries).judgements == ()


def test_the_queue_is_oldest_first_and_a_disagreement_waits_for_a_senior_alone() -> None:
    entries = story(
        PROPOSED
        + judgements("same", "different")
        + "\n08:30 karkh biometrics.proposed proposal=P-2 kind_of=swap left=E-1 right=E-2"
        + "\n06:50 karkh biometrics.proposed proposal=P-0 kind_of=duplicate left=E-1 right=E-2"
    )

    adjudication = Adjudication.of(entries)

    assert [one.number for one in adjudication.queue("ex-7")] == ["P-0", "P-2"]
    assert [one.number for one in adjudication.queue("ex-7", senior=True)] == ["P-0", "P-1", "P-2"]


def test_a_proposal_is_found_whichever_of_the_two_stands_left() -> None:
    adjudication = Adjudication.of(story(PROPOSED))

    assert adjudication.between("E-1", "E-2") == adjudication.between("E-2", "E-1") == adjudication.pair("P-1")
    assert adjudication.between("E-1", "E-3") is None


@given(st.lists(st.sampled_from(ANSWERS), max_size=5))
def test_an_answer_once_reached_never_changes(answers: list[str]) -> None:
    reached = [answer_of(answers[:size]) for size in range(len(answers) + 1)]

    settled = [one for one in reached if one]

    assert len(set(settled)) <= 1
    assert all(answer_of(answers) for _ in settled)


def test_the_order_of_three_answers_never_changes_what_two_of_them_say() -> None:
    for answers in itertools.product(ANSWERS, repeat=3):
        whole = {answer_of(order) for order in itertools.permutations(answers)}
        assert len(whole) == 1


@given(st.permutations(list(range(4))))
def test_carrying_on_reads_the_same_as_reading_afresh(order: list[int]) -> None:
    lines = judgements("same", "unsure", "same", "different").splitlines()
    entries = story(PROPOSED + "\n".join(lines[place] for place in order))
    carried = Adjudication.of(entries[:3])

    for entry in entries[3:]:
        assert carried.add(entry)

    assert carried.pairs() == Adjudication.of(entries).pairs()
