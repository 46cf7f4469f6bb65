"""Examining: nobody answers blind who is barred or has not looked; two alike settle it, and another agrees."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.facts import Proposed
from musterbook.biometrics.identities import Identification, Identities
from musterbook.console.book_source import BookSource
from musterbook.console.serve import clock_of
from musterbook.ledger.entry import Entry
from musterbook.operation import examining
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, enrol
from musterbook.operation.examining import OpenedFinger
from musterbook.operation.journey import journey
from musterbook.operation.open_pairs import open_pairs, untold
from musterbook.terms.errors import Malformed, Refused
from musterbook.words.say import sentence
from tests.console.asking import pages_on
from tests.console.test_pages import text_of
from tests.operation.biometrics import ORACLE, STATION, book_with_prints, operator, people_of, points_of
from tests.operation.making import DESK, MORNING, acting

PAIR = "P-1"
WHY = "ridges and forks agree in twelve places"


def picture(slant: float) -> bytes:
    """Stripes, as a file of 500 dots an inch."""
    y, x = np.mgrid[0:120, 0:100]
    out = io.BytesIO()
    waves = 128 + 100 * np.sin((x * np.cos(slant) + y * np.sin(slant)) * 2 * np.pi / 9)
    Image.fromarray(waves.astype(np.uint8)).save(out, "PNG", dpi=(500, 500))
    return out.getvalue()


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[BiometricsBeside]:
    """Two sittings of one invented body under two numbers, captured by w.prints, and the pair of them."""
    with book_with_prints(tmp_path) as beside:
        first, second = sorted(people_of(beside).values())[:2]
        numbers = [
            enrol(beside, operator(place), Coming(
                person, pictures={"2": picture(0.3 + place), "7": picture(0.6 + place)},
                points={2: points_of(1), 7: points_of(2)}, qualities={"2": 40, "7": 60}, made=ORACLE,
            ), STATION).fact.enrolment  # type: ignore[attr-defined]  # an enrolment
            for place, person in enumerate((first, second), 1)
        ]  # fmt: skip
        found = beside.keep_found(PAIR, {"seeded": "", "fingers": [[2, 2, [[10, 20, 30, 40]]]]})
        fact = Proposed(proposal=PAIR, kind_of="duplicate", left=numbers[1], right=numbers[0], evidence=found)
        beside.book.write(Acting(DESK, (), MORNING).draft(fact))
        yield beside


def examiner(name: str, minutes: int) -> Acting:
    role = "senior-examiner" if name == "x.senior" else "examiner"
    return acting(f"{name}/{role}", DESK, minutes=minutes)


def answered(beside: BiometricsBeside, name: str, answer: str, minutes: int) -> Entry:
    """Looked at for two minutes, then answered."""
    looked = examiner(name, minutes)
    examining.open_pair(beside, PAIR, name, at=looked.at)
    return examining.judge(beside, examiner(name, minutes + 2), PAIR, answer, reason=WHY)


def found(beside: BiometricsBeside) -> Identification:
    """The pair judged the same by two, and written as such by the first."""
    answered(beside, "x.one", "same", 10)
    answered(beside, "x.two", "same", 20)
    entry = examining.identify_as(beside, examiner("x.one", 30), PAIR, reason=WHY)
    one = beside.book.reading(Identities).identification(entry.digest)
    assert one is not None
    return one


def test_a_pair_opens_with_pictures_and_paired_points_and_the_register_says_who_looked(
    beside: BiometricsBeside,
) -> None:
    fingers = examining.open_pair(beside, PAIR, "x.one", at=MORNING)

    assert fingers == (OpenedFinger(2, 2, picture(2.3), picture(1.3), ((10, 20, 30, 40),)),)
    assert [line.officer for line in beside.consultations.lines(subject=PAIR)] == ["x.one"]


def test_nobody_answers_what_he_has_not_opened(beside: BiometricsBeside) -> None:
    with pytest.raises(Refused, match="not-looked-at"):
        examining.judge(beside, examiner("x.one", 5), PAIR, "same", reason=WHY)


def test_who_captured_one_of_the_two_may_neither_open_nor_answer(beside: BiometricsBeside) -> None:
    with pytest.raises(Refused, match="own-capture"):
        examining.open_pair(beside, PAIR, "w.prints", at=MORNING)
    with pytest.raises(Refused, match="own-capture"):
        examining.judge(beside, examiner("w.prints", 5), PAIR, "same", reason=WHY)


def test_who_interviewed_one_of_the_two_is_barred_and_who_stepped_aside_too(beside: BiometricsBeside) -> None:
    person = next(iter(beside.book.reading(Adjudication).pairs()[0].people))
    examining.declare_interview(beside, examiner("x.one", 5), person)
    examining.step_aside(beside, examiner("x.two", 6), PAIR)

    assert examining.next_pair(beside, "x.one") is None
    assert examining.next_pair(beside, "x.two") is None
    assert examining.next_pair(beside, "x.senior") is not None


def test_the_same_examiner_does_not_answer_twice_and_words_must_say_something(beside: BiometricsBeside) -> None:
    answered(beside, "x.one", "same", 10)

    with pytest.raises(Refused, match="judged-already"):
        examining.judge(beside, examiner("x.one", 15), PAIR, "same", reason=WHY)
    examining.open_pair(beside, PAIR, "x.two", at=examiner("x.two", 16).at)
    with pytest.raises(Refused, match="no-reason"):
        examining.judge(beside, examiner("x.two", 17), PAIR, "same", reason="same")
    with pytest.raises(Malformed, match=r"biometrics\.answer"):
        examining.judge(beside, examiner("x.two", 17), PAIR, "perhaps", reason=WHY)


def test_two_who_differ_are_followed_by_a_senior_examiner_and_nobody_else(beside: BiometricsBeside) -> None:
    answered(beside, "x.one", "same", 10)
    answered(beside, "x.two", "different", 20)

    with pytest.raises(Refused, match="wants-senior"):
        examining.judge(beside, examiner("f.third", 25), PAIR, "same", reason=WHY)
    last = answered(beside, "x.senior", "different", 30)
    pair = beside.book.reading(Adjudication).pair(PAIR)

    assert pair is not None
    assert (pair.answer, pair.judgements[-1].entry, pair.judgements[-1].seconds) == ("different", last.digest, 120)
    with pytest.raises(Refused, match="not-the-same"):
        examining.identify_as(beside, examiner("x.one", 40), PAIR, reason=WHY)


def test_an_identification_stands_when_somebody_without_a_part_agrees_and_is_told_and_contested(
    beside: BiometricsBeside,
) -> None:
    one = found(beside)
    officer = acting("i.identity/identity-officer", DESK, minutes=40)
    start = one.entry[:16]
    with pytest.raises(Refused, match="own-finding"):
        examining.agree(beside, examiner("x.two", 35), start, because=WHY)
    with pytest.raises(Refused, match="does-not-stand"):
        examining.tell(beside, officer, start, how="interpreter")

    examining.agree(beside, officer, start, because=WHY)
    examining.tell(beside, officer, start, how="interpreter")
    said = examining.contest(beside, officer, start, because="he says that he has a brother here")
    two = {"i.identity": "identity-officer", "n.review": "independent-reviewer"}
    with pytest.raises(Refused, match="own-finding"):
        examining.answer_contest(beside, acting(two, DESK, minutes=50), said.digest, "withdrawn", because=WHY)
    apart = acting({"n.review": "independent-reviewer", "v.inspect": "inspector"}, DESK, minutes=60)
    examining.answer_contest(beside, apart, said.digest[:16], "withdrawn", because="the brother was found")
    now = beside.book.reading(Identities).identification(start)

    assert now is not None
    assert (one.settled, one.stands, now.stands, now.told) == (True, False, False, True)


def test_a_finding_is_written_once_and_names_both_numbers(beside: BiometricsBeside) -> None:
    one = found(beside)

    assert {one.fact.person, one.fact.other} == beside.book.reading(Adjudication).pairs()[0].people
    with pytest.raises(Refused, match="identified-already"):
        examining.identify_as(beside, examiner("x.two", 35), PAIR, reason=WHY)


def test_the_second_examiner_sees_nothing_of_the_first_on_any_page(beside: BiometricsBeside) -> None:
    answered(beside, "x.one", "different", 10)
    fingers = examining.open_pair(beside, PAIR, "x.two", at=MORNING)
    source = BookSource(beside.book, now=clock_of(beside.book, started=MORNING), opened={PAIR: fingers})
    ask = pages_on(source)
    people = [str(person) for person in beside.book.reading(Adjudication).pairs()[0].people]

    for path in (f"/identity/{PAIR}", f"/identity/{PAIR}.json", "/identity", "/identity.json", "/identity.csv"):
        page = ask(path).text
        hidden = [word for word in ("different", "unsettled", "duplicate", *people) if word in _apart_from_acts(page)]
        assert hidden == [], path
    assert ask(f"/identity/{PAIR}?points=yes").text.count("data:image/png") == 2
    assert "x.one, x.senior, x.two" in text_of(ask(f"/identity/{PAIR}").text)


def test_pictures_of_a_pair_nobody_opened_stay_sealed(beside: BiometricsBeside) -> None:
    source = BookSource(beside.book, now=clock_of(beside.book, started=MORNING))

    page = pages_on(source)(f"/identity/{PAIR}").text

    assert "data:image" not in page
    assert "Pictures are sealed. Only an examiner opens them, to judge the pair." in text_of(page)


def _apart_from_acts(page: str) -> str:
    """The page without the commands by which each of the three answers is given, and the answers one can filter by."""
    for words in (f"identify judge {PAIR} different", "They are two persons", "?answer=different", "?answer=unsettled"):
        page = page.replace(words, "")
    return page


def proposed(beside: BiometricsBeside, number: str, left: str, right: str, *, kind: str, seeded: str = "") -> None:
    """One more pair."""
    evidence = beside.keep_found(number, {"seeded": seeded, "fingers": []})
    fact = Proposed(proposal=number, kind_of=kind, left=left, right=right, evidence=evidence)
    beside.book.write(Acting(DESK, (), MORNING).draft(fact))


def test_an_open_pair_is_read_before_a_departure_until_it_is_answered_and_a_known_one_never(
    beside: BiometricsBeside,
) -> None:
    first, second = sorted(beside.book.reading(Adjudication).pairs()[0].people)
    proposed(beside, "P-2", "E-willow-1", "E-willow-2", kind="swap", seeded="different")
    proposed(beside, "P-3", "E-willow-2", "E-willow-1", kind="swap")
    proposed(beside, "P-4", "E-willow-2", "INT-7", kind="gallery")

    waiting = [(one.proposal, one.stands) for one in open_pairs(beside, [first])]
    answered(beside, "x.one", "different", 10)
    answered(beside, "x.two", "different", 20)
    after = open_pairs(beside, [first, second])

    assert waiting == [("P-1", "waits"), ("P-3", "waits")]
    assert [(one.person, one.proposal) for one in after] == [(first, "P-3"), (second, "P-3")]
    assert "exchanged at capture (P-3)" in sentence(after[0].warning())
    assert {one.proposal for one in untold(beside.book, [first])} == {"P-2", "P-3"}


def test_a_pair_judged_the_same_is_told_of_until_the_two_are_one_and_the_person_shows_what_stands(
    beside: BiometricsBeside,
) -> None:
    one = found(beside)
    first, second = sorted(one.people)
    before = journey(beside.book, second)
    officer = acting("i.identity/identity-officer", DESK, minutes=40)

    examining.agree(beside, officer, one.entry[:16], because=WHY)
    after = journey(beside.book, second)
    page = text_of(
        pages_on(BookSource(beside.book, now=clock_of(beside.book, started=MORNING)))(f"/people/{second}").text
    )

    assert [each.stands for each in open_pairs(beside, [second])] == ["same"]
    assert before.prints.found == ()
    assert [(each.other, each.told, each.contested) for each in after.prints.found] == [(str(first), False, False)]
    assert after.prints.enrolled is not None
    assert (after.prints.enrolled.fingers, after.prints.enrolled.face) == (2, False)
    assert any(line.startswith(f"identified as {first}; he was not told yet") for line in after.lines())
    assert f"Identified as {first}" in page
    assert "2 fingers" in page
