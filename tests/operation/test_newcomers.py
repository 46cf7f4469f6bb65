"""Newcomers and lists: who may be on the register already is proposed, written down, and never stands in the way."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.custody.dues.authority import Authorities
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.operation.country_lists import match_list
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.folder import open_book
from musterbook.operation.identifying import Asking, told_by
from musterbook.operation.newcomers import come_in, one, perhaps_known, sheet
from musterbook.tables.births import BirthDay
from musterbook.tables.values import Leaning
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import WILLOW, acting, open_small_book

NOW = datetime(2026, 1, 21, 12, tzinfo=UTC)
ASKING = Asking("w.clerk", "is he on the register already", NOW, "person register")
CLERK = "w.clerk/register-clerk"


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A small book, and what lies beside it."""
    open_small_book(tmp_path).close()
    book = open_book(tmp_path / "willow", read_only=False, pass_phrase=lambda _: "")
    yield evidence_beside(book, tmp_path / "willow" / "book")
    book.close()


def listed(folder: Path, *rows: str, head: str = "name,sex,born,nationality,site") -> Path:
    path = folder / "newcomers.csv"
    path.write_text("\n".join((head, *rows)), "utf-8")
    return path


def test_who_comes_a_second_time_is_proposed_and_registered_all_the_same(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    coming = sheet(beside.book, listed(tmp_path, "Hassan el Wahmy,male,1979,SYR,WLW", "Tariq Kenzi,male,1991,,WLW"))

    known = perhaps_known(beside, ASKING, coming)
    numbers, written = come_in(beside.book, acting(CLERK, WILLOW, minutes=10), coming, how="received")

    assert [len(proposals) > 0 for proposals in known] == [True, False]
    assert known[0][0].pair_p > 0.5
    assert {reason.code for reason in known[0][0].reasons} >= {"aligned"}
    assert [line.page for line in beside.consultations.lines()] == ["person register"]
    assert len(written) >= 4
    assert set(numbers) <= set(beside.book.reading(Roll).where)
    assert known[0][0].person not in numbers


def test_a_single_person_comes_in_as_typed(beside: EvidenceBeside) -> None:
    coming = one({"name_ar": "حسن الوهمي", "born": "1979", "sex": ""})

    [[first, *_]] = perhaps_known(beside, ASKING, coming)

    assert first.claim == "name"
    numbers, _ = come_in(beside.book, acting(CLERK, WILLOW, minutes=10), coming, how="unexpected")
    assert beside.book.reading(People).get(numbers[0]) is not None


def test_a_sheet_with_a_bad_row_brings_in_the_good_ones_and_names_the_bad(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    coming = sheet(beside.book, listed(tmp_path, "Tariq Kenzi,male,sometime,,WLW", "Faris Kenzi,male,1990,,WLW"))

    assert [row["name"] for row in coming.rows] == ["Faris Kenzi"]
    assert [(fault.row, fault.column) for fault in coming.faults] == [(2, "born")]


@pytest.mark.parametrize("typed", [{"sex": "male"}, {"name": "Tariq", "born": "about forty"}])
def test_what_cannot_be_registered_is_said(typed: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        one(typed)


def test_an_unknown_way_of_coming_in_is_malformed(beside: EvidenceBeside) -> None:
    with pytest.raises(Malformed):
        come_in(beside.book, acting(CLERK, WILLOW, minutes=10), one({"name": "Tariq Kenzi"}), how="by post")


def test_nobody_looks_for_no_reason(beside: EvidenceBeside) -> None:
    with pytest.raises(Refused):
        perhaps_known(beside, Asking("w.clerk", "", NOW), one({"name": "Tariq Kenzi"}))

    assert beside.consultations.lines() == []


@pytest.mark.parametrize(("born", "told"), [("1990-05-07", "1990-05-07"), ("1990", "1990"), ("1990-1992", "1990-1992")])
def test_a_birth_is_told_as_it_is_sealed(born: str, told: str) -> None:
    assert told_by({"name": "Tariq", "born": BirthDay().read(born, Leaning())})["born"] == told


def test_those_on_a_list_of_a_country_are_proposed_with_their_cases(
    beside: EvidenceBeside, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table = listed(tmp_path, "A-1,يوسف الوهمي,", "A-2,Bertrand Dupont,1970", "A-3,李明,", head="id,name,dob")
    asking = Asking("w.clerk", "the list that came with their letter", NOW, "case match", "SYR")

    with caplog.at_level(logging.DEBUG):
        matched = match_list(beside, asking, table, country="syr")

    assert [(one.row, one.id, bool(one.proposals)) for one in matched] == [
        (2, "A-1", True), (3, "A-2", False), (4, "A-3", False)
    ]  # fmt: skip
    assert matched[0].cases == ()
    assert [line.subject for line in beside.consultations.lines()] == ["SYR"]
    assert "Wahmi" not in caplog.text
    assert "يوسف" not in caplog.text


def test_a_country_by_name_contradicts_no_code(beside: EvidenceBeside) -> None:
    by_code, by_name = (one({"name": "Yousef al Wahmi", "nationality": land}) for land in ("SYR", "Syria"))

    [[first, *_]], [[other, *_]] = (perhaps_known(beside, ASKING, coming) for coming in (by_code, by_name))

    assert first.pair_p == other.pair_p > 0.9


def test_a_list_of_no_country_is_malformed(beside: EvidenceBeside, tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        match_list(beside, ASKING, listed(tmp_path, "1,Umar", head="id,name"), country="XQZ")


def test_by_what_newcomers_are_held_is_noted_from_the_table_and_a_bad_paper_is_named_by_row(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    head = "name,sex,site,authority_kind,authority_issuer,authority_until"
    rows = (
        "Tariq Kenzi,male,WLW,warrant,court of Willow,2026-02-20", "Adil Kenzi,male,WLW,,,",
        "Badr Kenzi,male,WLW,,,2026-02-20", "Fadi Kenzi,male,WLW,none,,2026-02-20", "Jalal Kenzi,male,WLW,none,,",
    )  # fmt: skip
    coming = sheet(beside.book, listed(tmp_path, *rows, head=head))

    numbers, _ = come_in(beside.book, acting(CLERK, WILLOW, minutes=10), coming, how="received")

    noted = [beside.book.reading(Authorities).of_person(one) for one in numbers]
    assert [(fault.rule, fault.row, fault.column) for fault in coming.faults] == [
        ("row.needs", 4, "authority_until"), ("row.needs", 5, "authority_until"),
    ]  # fmt: skip
    assert [one and (one.kind, one.issuer) for one in noted] == [("warrant", "court of Willow"), None, ("none", "")]
    assert noted[0] is not None
    assert noted[0].ends == datetime(2026, 2, 20, 21, tzinfo=UTC), "its last day is a day of Damascus"


def test_whoever_may_not_note_papers_registers_all_the_same(beside: EvidenceBeside, tmp_path: Path) -> None:
    coming = sheet(beside.book, listed(tmp_path, "Tariq Kenzi,male,WLW,warrant", head="name,sex,site,authority_kind"))

    numbers, _ = come_in(beside.book, acting("w.officer/site-officer", WILLOW, minutes=10), coming, how="received")

    assert numbers[0] in beside.book.reading(Roll).where
    assert beside.book.reading(Authorities).of_person(numbers[0]) is None
