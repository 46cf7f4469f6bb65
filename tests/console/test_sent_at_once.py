"""Forms sent at the same moment: each is judged, signed and written before the next, as decision 1018 has it."""

from __future__ import annotations

import ast
import asyncio
import random
from datetime import timedelta
from pathlib import Path

import httpx

from musterbook.console.book_source import BookSource
from musterbook.custody.dues.facts import Contested
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Held
from musterbook.operation.folder import open_book
from musterbook.terms.custodians import in_hand
from tests.console.asking import Console, console_of
from tests.console.test_deeds import key_in
from tests.house.tracked import python_files
from tests.operation.making import MORNING, WILLOW, open_small_book

Form = tuple[str, dict[str, str]]
MAY_NOT = "p.planner"
NO_BOOK = ("contextlib.suppress(", "speaking(")
"""What may be waited in: no book is lent there."""


def sent_together(console: Console, forms: list[Form]) -> list[int]:
    """The number each form is answered with, all of them under way at once."""

    async def send() -> list[int]:
        way = httpx.ASGITransport(app=console.app)  # type: ignore[arg-type]  # the same shape
        async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100") as client:
            answers = await asyncio.gather(*(client.post(path, data=said) for path, said in forms))
        return [answer.status_code for answer in answers]

    return asyncio.run(send())


def test_of_forms_sent_at_once_each_is_written_once_one_refused_takes_none_with_it_and_chains_stay_single(
    tmp_path: Path,
) -> None:
    open_small_book(tmp_path).close()
    book = open_book(tmp_path / "willow" / "book")
    console = console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))
    about = sorted(book.reading(Roll).on(in_hand(WILLOW)))[:4]
    forms: list[Form] = []
    for number, person in enumerate(about):
        guard = MAY_NOT if number == 1 else "s.security"
        said = {"hold": {"ground": "security", "officer": guard}}
        said["contest"] = {"about": "list", "statement": "I do not belong here", "officer": "w.counter"}
        for deed, fields in said.items():
            path = f"/do/{deed}?about={person}"
            key = key_in(console.get(path).text)
            forms.append((path, {"key": key, "step": "sign", "person": person, **fields}))
    random.Random(8).shuffle(forms)

    answers = sent_together(console, forms)
    again = sent_together(console, forms)

    refused = [said["person"] for (_, said), number in zip(forms, answers, strict=True) if number != 303]
    stored = open_book(tmp_path / "willow" / "book")
    held = [one.fact.person for one in stored.entries() if isinstance(one.fact, Held) and one.fact.ground == "security"]
    contested = [one.fact.person for one in stored.entries() if isinstance(one.fact, Contested)]
    assert (refused, again) == ([about[1]], answers)
    assert sorted(held) == [about[0], *about[2:]]
    assert sorted(contested) == about
    assert [len(stored.chains.heads_of(frozenset({person}))) for person in about] == [1, 1, 1, 1]
    assert (stored.not_standing(), stored.head()) == ([], book.head())
    stored.close()
    book.close()


def test_nothing_is_waited_for_while_a_book_is_lent() -> None:
    """Another request would find it open to write, and be judged against what is not written yet."""
    lent, waited = 0, set()
    for path in python_files("src/musterbook/console"):
        for block in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(block, ast.With):
                continue
            what = ", ".join(ast.unparse(item.context_expr) for item in block.items)
            inside = [one for statement in block.body for one in ast.walk(statement)]
            lent += ".writing(" in what
            if any(isinstance(one, ast.Await | ast.AsyncFor | ast.AsyncWith) for one in inside):
                waited.add(what)

    assert lent > 5
    assert {what for what in waited if not what.startswith(NO_BOOK)} == set()
