"""Planning takes minutes: meanwhile others write in the book, and the plan says what it was posed from."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.cli.context import Asked
from musterbook.cli.plan_again import again_from_book
from musterbook.cli.plan_from_book import planned_from_book
from musterbook.cli.plan_made import since_line
from musterbook.cli.plan_making import Made, Wanted
from musterbook.lift.facts import PlanProposed
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.replan import replan
from musterbook.lift.replanned import Replanned
from musterbook.operation import agreeing, clearing
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.planning import paper_of
from musterbook.operation.posing import problem_of
from tests.cli.asking import Asking
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book

AT = MORNING + timedelta(minutes=90)


@contextmanager
def opened(folder: Path, *, read_only: bool = True) -> Iterator[Book]:
    book = open_book(folder, read_only=read_only)
    try:
        yield book
    finally:
        book.close()


def wanted(meanwhile: Callable[[], None]) -> Wanted:
    """A plan by rules; `meanwhile` happens as soon as the planner says how far it is."""
    happened: list[bool] = []

    def progress(_done: int, _whole: int) -> None:
        if not happened:
            happened.append(True)
            meanwhile()

    return Wanted("most-at-risk-first", 1, 1.0, None, lambda: False, progress)


def asked(folder: Path) -> Asked:
    return Asked(
        folder, (), None, AT.isoformat(), "", "en", json=False, yes=True, trace=False, serve=lambda *_: None,
    )  # fmt: skip


def hold_one(folder: Path) -> None:
    """Another officer holds somebody of Willow."""
    with opened(folder, read_only=False) as book:
        person = clearing.clearable(book, WILLOW)[0]
        clearing.hold(book, acting("d.doctor/clinician", DESK, minutes=95), person, ground="medical", authority="")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = open_small_book(tmp_path)
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=30), "AGR-01", party)
    book.close()
    return tmp_path / "willow"


def heads(book: Book, made: Made) -> list[int]:
    """How many people the problem of the proposal in the book counts, group by group."""
    (fact,) = (one.fact for one in book.entries() if isinstance(one.fact, PlanProposed))
    assert fact.plan == made.digest
    return [group.count for group in read_problem(paper_of(book, fact.problem)).groups]


def test_somebody_is_held_while_it_is_planned_and_the_proposal_names_what_it_was_posed_from(folder: Path) -> None:
    with opened(folder) as book:
        (before,) = (group.count for group in problem_of(book, at=AT, days=2).groups)

    made = planned_from_book(asked(folder), wanted(lambda: hold_one(folder)), days=2)

    with opened(folder) as book:
        assert heads(book, made) == [before]
        assert [group.count for group in problem_of(book, at=AT, days=2).groups] == [before - 1]
    assert made.since == 1


def test_a_book_nobody_wrote_in_meanwhile_has_nothing_the_plan_does_not_know(folder: Path) -> None:
    made = planned_from_book(asked(folder), wanted(lambda: None), days=2)

    assert made.since == 0


def test_who_is_writing_when_the_plan_is_ready_is_waited_for(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeping: list[Book] = []
    let_go: list[threading.Timer] = []

    def keep_the_book() -> None:
        keeping.append(open_book(folder, read_only=False))
        let_go.append(threading.Timer(1.6, keeping[0].close))
        let_go[0].start()

    began = time.monotonic()
    made = planned_from_book(asked(folder), wanted(keep_the_book), days=2, out=tmp_path / "plan.json")

    let_go[0].join()
    assert time.monotonic() - began > 1.5
    assert "Another Musterbook is writing in" in capsys.readouterr().err
    assert (tmp_path / "plan.json").is_file()
    with opened(folder) as book:
        assert heads(book, made)


def people_of(book: Book, plan: str) -> int:
    """How many people the problem of a proposal counts."""
    (fact,) = (one.fact for one in book.entries() if isinstance(one.fact, PlanProposed) and one.fact.plan == plan)
    return sum(group.count for group in read_problem(paper_of(book, fact.problem)).groups)


def test_somebody_is_held_while_the_plan_in_force_is_planned_again(
    adopted: tuple[Asking, list[str]],
) -> None:
    folder = adopted[0].folder
    with opened(folder) as book:
        before = sum(group.count for group in problem_of(book, at=AT, days=2).groups)

    def search(problem: Problem, plan: Plan, *, now_minute: int, freeze_minute: int, checked: bool) -> Replanned:
        hold_one(folder)
        return replan(problem, plan, now_minute=now_minute, freeze_minute=freeze_minute, checked=checked, trials=1)

    made = again_from_book(asked(folder), search, freeze=0, seed=1)

    with opened(folder) as book:
        assert people_of(book, made.digest) == before
        assert sum(group.count for group in problem_of(book, at=AT, days=2).groups) == before - 1
    assert made.since == 1


def test_a_plan_made_again_is_saved_before_the_book_is_opened_for_it(
    adopted: tuple[Asking, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = adopted[0].folder, tmp_path / "again.json"
    saved: list[bool] = []
    let_go: list[threading.Timer] = []

    def search(problem: Problem, plan: Plan, *, now_minute: int, freeze_minute: int, checked: bool) -> Replanned:
        keeping = open_book(folder, read_only=False)

        def close() -> None:
            saved.append(out.is_file())
            keeping.close()

        let_go.append(threading.Timer(1.6, close))
        let_go[0].start()
        return replan(problem, plan, now_minute=now_minute, freeze_minute=freeze_minute, checked=checked, trials=1)

    made = again_from_book(asked(folder), search, freeze=0, seed=1, out=out)

    let_go[0].join()
    assert saved == [True]
    assert "Another Musterbook is writing in" in capsys.readouterr().err
    assert made.since == 0


@pytest.mark.parametrize(("since", "said"), [(1, "1 entry came"), (2_000, "2,000 entries came")])
def test_what_came_meanwhile_is_counted_in_words(since: int, said: str) -> None:
    assert since_line(since).startswith(f"{said} into the book meanwhile")
