"""Tests of whole rehearsals: repeatable, whole under every seed, and careful with what lies in their folder."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.rehearsal.director import rehearse
from musterbook.rehearsal.scenario import find_scenario, run_named
from musterbook.rehearsal.setting import set_stage
from musterbook.terms.errors import Malformed
from tests.rehearsal.conftest import EXPLAINED, Played
from tests.rehearsal.small import BOYS, LIFTABLE, PEOPLE, REGISTERED, small_scenario

FREED = 2
"""Two of those who made room were freed by a court, and let go."""


def test_accounts_sum_to_everyone_registered(small: Played) -> None:
    assert small.account["people"] == REGISTERED == sum(small.account["accounts"].values())


def test_everyone_who_may_be_moved_is_moved_and_no_boy(small: Played) -> None:
    assert small.account["moved"] == LIFTABLE - BOYS


def test_another_seed_gives_another_head(small: Played, seeded: tuple[int, Played]) -> None:
    assert seeded[1].account["head"] != small.account["head"]


def test_another_run_gives_another_head(small: Played, small_as_published: Played) -> None:
    assert small.account["head"] != small_as_published.account["head"]


def test_under_every_seed_everyone_who_may_be_moved_is_moved(seeded: tuple[int, Played]) -> None:
    account = seeded[1].account

    assert account["moved"] == LIFTABLE - BOYS
    assert sum(account["accounts"].values()) == account["people"] == REGISTERED
    assert account["not_standing"] == {"bad-signature": 1, "no-authority": 1, "replayed": 1}


def test_under_every_seed_nobody_is_left_on_the_ramp_or_with_an_escort(seeded: tuple[int, Played]) -> None:
    account = seeded[1].account

    left = {
        name: people for name, people in account["accounts"].items() if name.partition("/")[0] not in (*PEOPLE, "far")
    }

    taken_back = "taken back" in account["invented"]["last-person"]
    elsewhere = {"nasiriyah/in-hand": PEOPLE["karkh"] - 1 - FREED, "germany/in-hand": 2}
    assert left == elsewhere | ({"kharab-al-jir/in-hand": 1} if taken_back else {})


def test_the_one_person_is_explained_by_two_and_nothing_about_him_stays_open(seeded: tuple[int, Played]) -> None:
    seed, played = seeded
    opened = played.book()

    try:
        discrepancies = opened.reading(Roll).discrepancies
        missing = [one for one in discrepancies.all if one.kind == "missing" and one.owner == "karkh"]
        closing = [opened.entry(digest) for one in missing if (digest := discrepancies.closed_by(one.id)) is not None]

        assert len(missing) == 1
        assert len(closing) == 1
        assert closing[0] is not None
        assert [one for one in discrepancies.open if one.person == missing[0].person] == []
        assert played.account["invented"]["last-person"].startswith("invented: ")
        assert _where(opened, missing[0].person) == ENDS[EXPLAINED[seed]]
    finally:
        opened.close()


ENDS = {"merged": "far/merged", "taken-back": "kharab-al-jir/in-hand", "died-on-arrival": "far/deceased"}


def _where(book: Book, person: object) -> str:
    return next(str(account) for one, account in book.reading(Roll).where.items() if one == person)


def test_gates_say_how_many_were_ever_stopped_and_still_are(small: Played) -> None:
    gates = small.account["gates"]

    # At the four origin sites and with the boys: 10 adults in doubt were decided, everyone else is still stopped.
    assert all(one.keys() == {"ever", "still"} and one["ever"] >= one["still"] for one in gates.values())
    assert gates["eligibility.child"]["ever"] - gates["eligibility.child"]["still"] == 10


def test_times_of_the_machine_are_not_in_the_book(book: Book) -> None:
    newest = max(entry.written_at for entry in book.entries())

    assert newest <= datetime.fromisoformat("2026-02-16T22:00:00+00:00")


def test_each_site_writes_a_log_of_its_own(small: Played, book: Book) -> None:
    by_log: dict[str, Counter[str]] = {}
    for entry in book.entries():
        by_log.setdefault(entry.log, Counter())[entry.act.by] += 1

    # The register, the desk with all carriers, eight sites and the forward node.
    assert len(by_log) == small.account["logs"] == 11


def test_a_real_book_in_the_folder_is_refused_and_not_touched(tmp_path: Path) -> None:
    into = tmp_path / "book"
    into.mkdir()
    (into / "book.toml").write_text(
        'operation = "real"\nregister_log = "00"\nexercise = false\nreader = "desk"\n', encoding="utf-8"
    )
    (into / "book.db").write_bytes(b"real")

    with pytest.raises(Malformed) as caught:
        rehearse(small_scenario(tmp_path / "tables"), into=into, run="gated", seed=1)

    assert [fault.rule for fault in caught.value.faults] == ["rehearsal.real-book"]
    assert (into / "book.db").read_bytes() == b"real"


def test_a_rehearsal_stopped_before_its_book_was_founded_starts_clean(tmp_path: Path) -> None:
    into = tmp_path / "book"

    def stop(_what: str, done: int, _whole: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        set_stage(small_scenario(tmp_path / "tables"), into=into, run="gated", seed=1, progress=stop)
    left = into.exists()
    stage = set_stage(small_scenario(tmp_path / "again"), into=into, run="gated", seed=1, progress=lambda *_: None)
    stage.book.close()

    assert not left
    assert (into / "book.toml").is_file()


def test_a_folder_with_anything_else_in_it_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "letters"
    into.mkdir()
    (into / "letter.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(Malformed) as caught:
        rehearse(small_scenario(tmp_path / "tables"), into=into, run="gated", seed=1)

    assert [fault.rule for fault in caught.value.faults] == ["rehearsal.folder-not-empty"]
    assert [one.name for one in into.iterdir()] == ["letter.txt"]


def test_an_unknown_scenario_and_an_unknown_run_are_named() -> None:
    with pytest.raises(Malformed) as no_scenario:
        find_scenario("atlantis")
    with pytest.raises(Malformed) as no_run:
        run_named("gateless")

    assert [no_scenario.value.faults[0].rule, no_run.value.faults[0].rule] == ["rehearsal.unknown", "rehearsal.run"]
