"""Exporting: two people send one person's prints; what leaves reads back whole and says no more than was allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.biometrics.facts import Exported
from musterbook.biometrics.interchange import itl, minutiae
from musterbook.biometrics.interchange.checking import faults
from musterbook.biometrics.interchange.profile import profile
from musterbook.operation import exporting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, enrol
from musterbook.operation.exporting import Leaving
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from tests.biometrics.interchange.making import points
from tests.operation.biometrics import ORACLE, STATION, book_with_prints, operator, people_of
from tests.operation.making import DESK, NAMES, acting
from tests.operation.test_examining import picture

WHY = "asked for by the court of an invented country"
TWO = {"i.identity": "identity-officer", "v.inspect": "inspector"}
KNOWN = {"name": "al-Wahmi, Sami", "sex": "male", "retention": "N", "agency": "XX0000000", "reason": "invented"}


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[BiometricsBeside]:
    """The small book with one man enrolled: two fingers, one bandaged, the rest not captured."""
    with book_with_prints(tmp_path) as beside:
        enrol(beside, operator(1), Coming(
            grown_man(beside), pictures={"2": picture(0.3), "7": picture(0.9)}, missing={"3": "bandaged"},
            points={2: points(width=100, height=120), 7: points(5, width=100, height=120)},
            qualities={"2": 40, "7": 61}, made=ORACLE,
        ), STATION)  # fmt: skip
        yield beside


def grown_man(beside: BiometricsBeside) -> PersonId:
    return min(people_of(beside).values())


def leave(beside: BiometricsBeside, **changed: object) -> bytes:
    said: dict[str, object] = {"form": "itl", "recipient": "HARBOUR", "profile": "fbi-ebts-map", "known": KNOWN}
    leaving = Leaving(grown_man(beside), **{**said, **changed})  # type: ignore[arg-type]  # each is checked
    hand = acting(TWO, DESK, minutes=9)
    file = exporting.made(beside, hand, leaving)
    exporting.export(beside, hand, leaving, file, because=WHY)
    return file


def test_a_transaction_reads_back_and_has_no_fault_in_its_receivers_eyes(beside: BiometricsBeside) -> None:
    records = itl.read(leave(beside))

    assert [str(fault) for fault in faults(records, profile("fbi-ebts-map"))] == []
    assert [record.text(13) for record in records if record.type == 14] == [str(n) for n in range(1, 11)]
    assert [len(record.fields[137]) for record in records if record.type == 9] == [12, 5]
    missing = {record.text(13): record.fields[18][0][1] for record in records if record.type == 14 and not record.data}
    assert missing == {str(n): "UP" for n in range(1, 11) if n not in (2, 7)}


def test_nothing_of_him_is_said_that_was_not_allowed(beside: BiometricsBeside) -> None:
    file = leave(beside, profile="itl", known={})

    assert str(grown_man(beside)).encode() not in file
    assert b"al-Wahmi" not in file


@pytest.mark.parametrize(("form", "named"), [("iso", minutiae.ISO), ("incits", minutiae.INCITS)])
def test_points_alone_leave_without_a_picture(beside: BiometricsBeside, form: str, named: minutiae.Form) -> None:
    read, views = minutiae.read(leave(beside, form=form))

    assert read == named
    assert [(view.position, view.quality, len(view.points)) for view in views] == [(2, 40, 12), (7, 61, 5)]


def test_what_left_is_numbered_in_the_book_by_its_digest_and_the_register_says_who_opened(
    beside: BiometricsBeside,
) -> None:
    first, second = leave(beside), leave(beside, form="iso")
    facts = [entry.fact for entry in beside.book.entries() if isinstance(entry.fact, Exported)]

    assert [(fact.export, fact.file) for fact in facts] == [
        ("X-desk-1", hashlib.sha256(first).hexdigest()), ("X-desk-2", hashlib.sha256(second).hexdigest())
    ]  # fmt: skip
    lines = beside.consultations.lines(subject=str(grown_man(beside)))
    assert [(line.officer, line.page) for line in lines] == [("i.identity", "export")] * 2


def test_one_person_alone_sends_nothing(beside: BiometricsBeside) -> None:
    leaving = Leaving(grown_man(beside), "iso", "HARBOUR")
    alone = acting("i.identity/identity-officer", DESK, minutes=9)

    with pytest.raises(Refused, match="needs-second-signature"):
        exporting.export(beside, alone, leaving, b"a file", because=WHY)


@pytest.mark.parametrize(
    ("born", "rule"), [("2010", "minor-not-in-lists"), ("2018", "child-not-searched"), ("", "age-unknown")]
)
def test_whoever_may_be_a_child_is_not_put_where_others_search(tmp_path: Path, born: str, rule: str) -> None:
    with book_with_prints(tmp_path, born={NAMES[0]: born}) as beside:
        leaving = Leaving(people_of(beside)[NAMES[0]], "iso", "HARBOUR")
        with pytest.raises(Refused, match=rule):
            exporting.made(beside, acting(TWO, DESK, minutes=9), leaving)


@pytest.mark.parametrize("text", ["", "[1]", '{"name": 3}'])
def test_what_is_known_must_be_words(text: str) -> None:
    with pytest.raises(Malformed, match="known-no-json"):
        exporting.known_from(text)


def test_a_form_that_is_none_of_ours_is_named(beside: BiometricsBeside) -> None:
    with pytest.raises(Malformed, match="export-form"):
        leave(beside, form="pdf")
