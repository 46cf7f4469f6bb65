"""A carrier is withdrawn, the plan in force planned again from the book, and the new one adopted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.asking import Asking, done

GONE = ("carrier", "withdraw", "bus-1", "--since", "2026-01-21T05:00:00+00:00", "--key", "p.planner")


def _running(muster: Asking) -> list[dict[str, object]]:
    return [one for one in muster("serials", "--json").json if not one["scrubbed"]]


def _only(muster: Asking) -> dict[str, object]:
    (serial,) = _running(muster)
    return serial


def test_a_withdrawn_carrier_names_the_serials_it_was_to_run(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    serial = str(_only(muster)["serial"])

    said = done(muster.write("08:20", *GONE, "--until", "2026-01-21T20:00:00+00:00", "--because", "broken"))

    assert said.out.startswith("bus-1: cannot be had from 210500ZJAN26 to 212000ZJAN26")
    assert f"1 serials cannot run so: {serial}" in said.out


def test_the_plan_in_force_is_planned_again_and_its_people_go_when_the_carrier_is_back(
    adopted: tuple[Asking, list[str]],
) -> None:
    muster, _ = adopted
    before = _only(muster)
    done(muster.write("08:20", *GONE, "--until", "2026-01-21T20:00:00+00:00", "--because", "broken"))

    again = done(muster.write("08:25", "plan", "replan", "--freeze", "0"))
    digest = again.out.strip().rpartition(" ")[2]
    keys = ("--key", "o.desk", "--key", "p.planner", "--second-key", "p.planner")
    done(muster.write("08:30", "plan", "adopt", digest, "--because", "broken", *keys))

    after = _running(muster)
    assert sum(int(str(one["seated"])) for one in after) == before["seated"]
    assert min(str(one["leaves"]) for one in after) >= "212000ZJAN26" > str(before["leaves"])
    scrubbed = [one for one in muster("serials", "--json").json if one["scrubbed"]]
    assert [(one["serial"], one["scrubbed"]) for one in scrubbed] == [(before["serial"], "superseded")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("carrier", "withdraw", "bus-9", "--until", "212000ZJAN26"), "There is no carrier bus-9 in the folder"),
        (("carrier", "withdraw", "bus-1", "--until", "200000ZJAN26"), "The carrier would be back at 200000ZJAN26"),
    ],
)
def test_a_carrier_that_cannot_be_withdrawn_so_is_said_in_words(
    words: tuple[str, ...], said: str, adopted: tuple[Asking, list[str]]
) -> None:
    muster, _ = adopted

    answer = muster.write("08:20", *words, "--because", "broken", "--key", "p.planner")

    assert answer.code == 4
    assert said in answer.err


def test_planning_again_from_files_wants_all_of_them(adopted: tuple[Asking, list[str]], tmp_path: Path) -> None:
    muster, _ = adopted

    answer = muster("plan", "replan", "--problem", str(tmp_path / "none.json"))

    assert answer.code == 4
    assert "--adopted, --problem and --at are all needed" in answer.err


def test_a_carrier_to_be_taken_away_in_a_rehearsal_is_named_with_its_time(muster: Asking, tmp_path: Path) -> None:
    book = ("--book", str(tmp_path / "book"))

    wrong = muster("rehearse", *book, "--take-away", "bus-03")

    assert wrong.code == 4
    assert "Write it as bus-03@280600ZJAN26/48" in wrong.err
    assert not (tmp_path / "book").exists()
