"""watch replay of a book: figures come out as they were frozen, and what differs is named where they do not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.ledger.facts import Digest
from musterbook.operation import warning
from musterbook.operation.book import Draft
from musterbook.operation.folder import open_book
from musterbook.operation.loading import load, read_file
from musterbook.operation.replaying_watch import frozen_until, replayed
from musterbook.store.incidents import IncidentStore
from musterbook.watch.facts import OutlookIssued, SettingChanged
from musterbook.watch.numbers import number
from tests.cli.asking import Asking, done
from tests.operation.making import DESK, MORNING, acting
from tests.operation.test_loading import HEAD, ucdp
from tests.operation.watching import ANALYST, at, guards, open_watched_book, write

UNTIL = ("watch", "replay", "--until", "2026-01-25")


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Two looks, a file and a changed setting between them, and a report that came after both."""
    made = open_watched_book(tmp_path)
    guards(made, 9, hours=0)
    warning.warn(made, made.incidents, at(1))
    made.close()
    book = open_book(tmp_path / "willow", read_only=False)
    store = IncidentStore.writing(tmp_path / "willow" / "book")
    rows = HEAD + ucdp("1", "2026-01-15") + ucdp("2", "2026-01-18")
    (tmp_path / "jan.csv").write_text(rows.replace(",35,40,", ",35.9,40.3,"), encoding="utf-8")
    read = read_file(tmp_path / "jan.csv", arrived_at=MORNING + timedelta(hours=2))
    load(book, store, read, acting("a.analyst/watch-analyst", DESK, minutes=120))
    store.close()
    change = SettingChanged(
        key="guards.exponent", was=number(1.5), becomes=number(2.5), mark="J", source="the desk", because="seen",
    )  # fmt: skip
    write(book, DESK, ANALYST, change, hours=3)
    warning.warn(book, book.incidents, at(4))
    guards(book, 2, hours=5)
    book.close()
    return Asking(capsys, tmp_path / "willow")


def test_every_figure_comes_out_as_it_was_frozen(muster: Asking) -> None:
    rows = done(muster(*UNTIL, "--json")).json

    assert len(rows) == 16
    assert all(one["agrees"] for one in rows)
    assert max(abs(one["p"] - one["again"]) for one in rows) <= 1e-9
    shown = done(muster(*UNTIL)).out
    assert "16 outlooks worked out again with the settings of then: 16 as they were frozen" in shown


def test_the_settings_of_now_give_other_figures_and_are_named(muster: Asking) -> None:
    rows = done(muster(*UNTIL, "--settings", "now", "--site", "WLW", "--json")).json

    assert {one["site"] for one in rows} == {"WLW"}
    assert [one["differs"] for one in rows] == [["assumptions"]] * 4 + [[]] * 4


def test_a_forged_figure_is_found_and_a_day_can_be_chosen(muster: Asking) -> None:
    book = open_book(muster.folder, read_only=False)
    fact = next(one for one in frozen_until(book, at(4), sites=["WLW"]) if one.as_of == at(4))
    fields = {name: getattr(fact, name) for name in fact.__dataclass_fields__}
    forged = OutlookIssued(**(fields | {"as_of": at(6), "p": fact.low}))
    book.write_all([Draft(DESK, forged, (), at(6))])
    later = OutlookIssued(**(fields | {"as_of": at(7), "p": fact.low, "model": "another-1"}))
    book.write_all([Draft(DESK, later, (), at(7))])
    book.close()

    answer = muster(*UNTIL, "--since", at(5).isoformat(), "--json")
    whole = muster(*UNTIL)

    assert (answer.code, whole.code) == (6, 6)
    assert [one["differs"] for one in answer.json] == [["inputs"], ["model", "inputs"]]
    assert "18 outlooks worked out again with the settings of then: 16 as they were frozen" in whole.out
    assert "model, inputs" in whole.out


def test_a_figure_with_the_right_digests_is_named_itself(muster: Asking) -> None:
    book = open_book(muster.folder)
    (first, *_) = frozen_until(book, at(4))
    fields = {name: getattr(first, name) for name in first.__dataclass_fields__}
    forged = OutlookIssued(**(fields | {"p": number(0.5)}))
    other = OutlookIssued(**(fields | {"p": number(0.5), "assumptions": Digest("0" * 64)}))

    found = [one.differs for one in replayed(book, [forged, other])]
    book.close()

    assert found == [("figure",), ("assumptions",)]


def test_wrong_words_are_said(muster: Asking) -> None:
    for words in (("--settings", "soon"), ("--site", "Z9"), ("--hostile", "one")):
        answer = muster(*UNTIL, *words)

        assert answer.code == 4
        assert answer.err
