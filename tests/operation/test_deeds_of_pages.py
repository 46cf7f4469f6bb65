"""Deeds of the call, the watch, camps, returns, plans and figures: each is written by its name, as its page asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.camps.facts import GuardsSeen
from musterbook.coordination.actions import Actions
from musterbook.coordination.facts import Decided
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Sees, fields_of, nothing_to_do
from musterbook.operation.deeds.doing import acting_for, perform
from musterbook.operation.deeds.every import DEEDS, GROUPS
from musterbook.operation.deeds.reading import Said, knows, read_said
from musterbook.operation.one_body import cases_of
from musterbook.operation.stating import statement_of
from musterbook.repatriation.facts import CountryAnswered
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from musterbook.watch.facts import GuardsReported, ScenarioEntered, SettingChanged
from tests.operation.making import MORNING, WILLOW, open_small_book

OFFICERS = (
    ("a.watch", "desk", "watch-analyst"), ("m.camps", "desk", "camp-monitor"),
    ("r.desk", "desk", "repatriation-desk"), ("f.protects", "desk", "protection-officer"),
    ("i.looks", "desk", "inspector"),
)  # fmt: skip


def hidden_from(_: PersonId) -> bool:
    return False


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    opened = open_small_book(Path(tmp_path_factory.mktemp("pages")), officers=OFFICERS)
    yield opened
    opened.close()


def done(book: Book, name: str, said: Said, *officers: str, minutes: int) -> Sequence[Entry]:
    deed = DEEDS[name]
    values = read_said(book, deed, said)
    acting = acting_for(book, deed, values, officers, MORNING + timedelta(minutes=minutes))
    return perform(book, deed, acting, values, officers=officers)


def test_a_call_is_opened_its_action_done_and_its_minutes_agreed_to(book: Book) -> None:
    assert nothing_to_do(DEEDS["close-call"], book, "")

    done(book, "join-agency", {"agency": ["guard"], "lead": ["c.coord"]}, "c.coord", minutes=1)
    done(book, "open-call", {"chair": ["c.coord"], "present": ["guard"]}, "c.coord", minutes=2)
    owed = {"what": ["count the beds"], "agency": ["guard"], "due": ["2026-02-01T06:00Z"], "owner": ["c.coord"]}
    done(book, "set-action", owed, "c.coord", minutes=3)
    done(book, "take-action", {"action": ["ACT-001"]}, "c.coord", minutes=4)
    done(book, "do-action", {"action": ["ACT-001"], "proof": ["seen"]}, "c.coord", minutes=5)
    done(book, "close-call", {"call": ["CALL-001"], "minutes": ["beds are counted"]}, "c.coord", minutes=6)
    done(book, "agree-minutes", {"call": ["CALL-001"], "agency": ["guard"]}, "c.coord", minutes=7)

    assert [one.stage for one in book.reading(Actions).all()] == ["done"]
    assert not nothing_to_do(DEEDS["verify-action"], book, "")


def test_a_decision_that_touches_a_gate_wants_two(book: Book) -> None:
    said = {"question": ["may they go"], "options": ["yes\nno"], "authority": ["the call"],
            "affects": ["agreement:A-1"]}  # fmt: skip

    with pytest.raises(Refused):
        done(book, "decide", said, "c.coord", minutes=10)
    (alone,) = done(book, "decide", {**said, "affects": []}, "c.coord", minutes=11)

    assert isinstance(alone.fact, Decided)
    assert (alone.fact.affects_gate, len(alone.fact.options)) == ("no", 2)


def test_what_is_seen_of_a_site_and_of_a_camp_is_reported(book: Book) -> None:
    shift = {"site": ["willow"], "minimum": ["12"], "filled": ["9"], "armed": ["partly"]}
    may = {"site": ["willow"], "scenario": ["SC-1"], "sentence": ["the road is cut"], "begins": ["2026-02-01T06:00Z"],
           "ends": ["2026-02-05T06:00Z"], "chance": ["0.25"], "loss_given": ["0.5"]}  # fmt: skip

    (guards,) = done(book, "report-guards", shift, "a.watch", minutes=12)
    (entered,) = done(book, "enter-scenario", may, "a.watch", minutes=13)
    (revised,) = done(book, "revise-scenario", {"scenario": ["SC-1"], "chance": ["0.5"]}, "a.watch", minutes=14)
    (camp,) = done(book, "see-camp-guards", {"camp": ["reed"], "guards": ["0"], "source": ["visit"]}, "m.camps",
                   minutes=15)  # fmt: skip
    (changed,) = done(book, "change-setting", {"setting": ["relief.absent"], "value": ["0.5"], "because": ["seen"]},
                      "a.watch", minutes=16)  # fmt: skip

    assert isinstance(guards.fact, GuardsReported)
    assert (guards.fact.posts_filled, guards.fact.shift_hours, guards.fact.on_site) == (9, 12, True)
    assert isinstance(entered.fact, ScenarioEntered)
    assert isinstance(revised.fact, ScenarioEntered)
    assert (entered.fact.probability, revised.fact.probability, revised.fact.loss_given) == ("0.25", "0.5", "0.5")
    assert isinstance(camp.fact, GuardsSeen)
    assert camp.fact.count == 0
    assert isinstance(changed.fact, SettingChanged)
    with pytest.raises(Malformed, match="no-number"):
        done(book, "enter-scenario", {**may, "chance": ["often"]}, "a.watch", minutes=17)


def test_a_case_is_opened_and_answered_by_its_country(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))

    done(book, "open-case", {"person": [person], "country": ["FRA"]}, "r.desk", minutes=20)
    name = cases_of(book).all()[0].name
    told = {"case": [name], "answer": ["conditional"], "asks": ["papers first"]}
    (answered,) = done(book, "note-country-answer", told, "r.desk", minutes=21)
    with pytest.raises(Malformed, match="no-share"):
        done(book, "assess-nationality", {"case": [name], "shares": ["FRA"]}, "r.desk", minutes=22)

    assert isinstance(answered.fact, CountryAnswered)
    assert answered.fact.conditions is not None


def test_of_a_case_of_somebody_a_reader_need_not_know_of_he_is_told_what_he_is_told_of_none(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)), key=lambda one: one[::-1])
    done(book, "open-case", {"person": [person], "country": ["TUN"]}, "r.desk", minutes=23)
    name, nobody = "TUN-0001", "TUN-9999"

    for deed in (one for one in GROUPS["returns"] if one.about == "case"):
        told = [faults_of(book, deed.name, case, about) for case in (name, nobody) for about in ("", case)]
        assert [one.replace(name, nobody) for one in told] == [told[2], told[3]] * 2
        assert "case.not-here" in told[0]
        assert "case.not-here" not in faults_of(book, deed.name, name, "", sees=lambda _: True)
        assert [knows(book, deed, name, hidden_from), knows(book, deed, nobody, lambda _: True)] == [False, False]


def faults_of(book: Book, deed: str, case: str, about: str, *, sees: Sees = hidden_from) -> str:
    """What a form says where only the case is named."""
    with pytest.raises(Malformed) as wrong:
        read_said(book, DEEDS[deed], {"case": [case], "nothing": ["x"]}, about=about, sees=sees)
    return str(wrong.value.faults)


def test_a_form_lists_no_contest_of_somebody_a_reader_need_not_know_of(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    (entry,) = done(book, "contest", {"person": [person], "about": ["injury"], "statement": ["I am not he"]},
                    "w.officer", minutes=24)  # fmt: skip
    answer = DEEDS["answer-contest"]

    assert [one.words for one in fields_of(answer, book) if one.name == "start"] == [(entry.digest[:8],)]
    assert [one.words for one in fields_of(answer, book, sees=hidden_from) if one.name == "start"] == [()]
    assert nothing_to_do(answer, book, "", sees=hidden_from)
    with pytest.raises(Malformed, match="none-open"):
        read_said(book, answer, {"start": [entry.digest[:8]]}, sees=hidden_from)


def test_a_figure_is_stated_and_the_one_who_stated_it_does_not_agree_to_it(book: Book) -> None:
    (stated,) = done(book, "state-figure", {}, "o.desk", minutes=30)

    assert statement_of(book).entry == stated.digest
    with pytest.raises(Refused, match=r"figure\.own"):
        done(book, "agree-figure", {"figure": [stated.digest[:12]]}, "o.desk", minutes=31)
