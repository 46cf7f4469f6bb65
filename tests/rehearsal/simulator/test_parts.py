"""Parts of a long run: every seed once, whatever was stopped in between, and added up."""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from musterbook.rehearsal.simulator import parts
from musterbook.rehearsal.simulator.parts import read_lines, run_into
from musterbook.rehearsal.simulator.running import Ended, Tally
from musterbook.terms.errors import Malformed

ADDING = runpy.run_path(str(Path(__file__).resolve().parents[3] / "benchmarks/simulator.py"))
LINE = '{"seed": 7, "broken": "", "counts": {"crashes": 3}, "seconds": 0.5}\n'


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "part.jsonl"
    path.write_text(LINE + LINE.replace("7", "8")[:30], "utf-8")

    for tally, _ in run_into(path, [7, 9]):
        told = tally.told()

    assert (told["seeds"], told["violations"]) == (2, 0)
    assert told["crashes"] >= 3
    assert [line.seed for line in read_lines(path)] == [7, 9]


def test_a_run_that_only_reads_its_lines_back_tells_the_same_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def each_takes_a_little(seeds: Iterable[int]) -> Iterator[tuple[Tally, Ended]]:
        for number, seed in enumerate(seeds, 1):
            yield Tally(seconds=number * 0.3784), Ended(seed, "", Counter(), "")

    monkeypatch.setattr(parts, "run_seeds", each_takes_a_little)
    played, read_back = (list(run_into(tmp_path / "part.jsonl", [3, 4, 5]))[-1][0].told() for _ in range(2))

    assert read_back == played


def test_parts_are_added_up_and_a_seed_in_two_of_them_counts_once(tmp_path: Path) -> None:
    (tmp_path / "1").write_text(LINE, "utf-8")
    (tmp_path / "2").write_text(LINE + LINE.replace("7", "9").replace('""', '"2: lost"'), "utf-8")

    lines = ADDING["added"]([tmp_path / "1", tmp_path / "2"])
    page = ADDING["report"](lines, "abc")

    assert [line.seed for line in lines] == [7, 9]
    assert "**2 seeds, 1 violations.**" in page
    assert "| crashes | 6 |" in page
    assert "muster rehearse --simulate --seed 9 --trace" in page


def test_the_report_says_on_which_commit_each_part_was_played(tmp_path: Path) -> None:
    one, other = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    ADDING["commits_beside"](one).write_text("aaaa\naaaa\n", "utf-8")

    alone = ADDING["played_on"]([one], "")
    beside = ADDING["played_on"]([one, other], "bbbb")
    ADDING["commits_beside"](other).write_text("aaaa\ncccc\n", "utf-8")
    on = ADDING["played_on"]([one, other], "")

    assert alone == "aaaa"
    assert beside == "not the same in all parts (1.jsonl: aaaa; 2.jsonl: bbbb)"
    assert on == "not the same in all parts (1.jsonl: aaaa; 2.jsonl: aaaa, then cccc)"


def test_a_line_of_another_shape_is_named_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "part.jsonl"
    path.write_text(LINE + '{"seed": 8}\n', "utf-8")

    with pytest.raises(Malformed, match="row=2"):
        read_lines(path)
