"""The door itself: its front page, its exit codes, its JSON, and options on either side of the verb."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
import typer

from musterbook.cli.app import app, run
from musterbook.cli.front import asks_for_front_page, front_page, hoisted
from tests.cli.asking import SOURCE, Asking, in_its_own_process

HELP_CPU_MILLISECONDS_MAX = 150


def _verbs(command: Any, before: str = "") -> set[str]:  # noqa: ANN401  the parser's own classes are private
    found: set[str] = set()
    for name, inner in dict(getattr(command, "commands", {})).items():
        if hasattr(inner, "commands"):
            found |= _verbs(inner, f"{before}{name} ")
        if not hasattr(inner, "commands") or inner.invoke_without_command:
            found.add(f"{before}{name}")
    return found


def test_the_front_page_names_every_verb_there_is_and_no_other() -> None:
    verbs = _verbs(typer.main.get_command(app))

    named = set(re.findall(r"^  ([a-z][a-z-]*(?: [a-z-]+){0,2})  +[A-Z]", front_page(), re.MULTILINE))

    assert named == verbs
    assert all(len(line) <= 120 for line in front_page().splitlines())


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["--json", "-h"], ["-C", "there", "--help"]])
def test_help_alone_asks_for_the_front_page(words: list[str]) -> None:
    assert asks_for_front_page(words)


@pytest.mark.parametrize("words", [["verify", "--help"], ["--version"], ["verify"]])
def test_anything_else_does_not(words: list[str]) -> None:
    assert not asks_for_front_page(words)


def test_shared_options_may_stand_on_either_side_of_the_verb() -> None:
    assert hoisted(["verify", "--json", "-C", "there"]) == ["--json", "-C", "there", "verify"]
    assert hoisted(["roll", "--as-of=210900ZJAN26", "willow"]) == ["--as-of=210900ZJAN26", "roll", "willow"]
    assert hoisted(["clear", "--", "--json"]) == ["clear", "--", "--json"]


@pytest.mark.skipif(os.name == "nt", reason="this system does not tell a child's CPU time")
def test_help_takes_less_than_a_blink() -> None:
    import resource  # noqa: PLC0415  not on every system

    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "musterbook", "--help"], env={**os.environ, "PYTHONPATH": str(SOURCE)}, check=True,
            capture_output=True,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    assert min(spent) * 1000 < HELP_CPU_MILLISECONDS_MAX


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["verify", "--bogus"], 2, "No such option: --bogus"),
        (["nonsense"], 2, "No such command"),
        (["verify"], 4, "there is no book here"),
        (["hold", "add", "AFA-1111-C", "--ground", "medical"], 4, "Add --yes"),
        (["hold", "add", "AFA-1111-C", "--ground", "toothache", "--yes"], 4, "Use one of these: "),
        (["count", "enter", "m", "--counted", "3", "--absent", "x", "--yes"], 4, "in one way only"),
        (["--happened-at", "yesterday", "situation"], 4, "is not a time"),
    ],
)
def test_every_wrong_word_ends_with_a_sentence_and_its_code(
    muster: Asking, words: list[str], code: int, said: str
) -> None:
    answer = muster(*words)

    assert answer.code == code
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not answer.out


def test_an_error_is_json_when_json_was_asked_for(muster: Asking) -> None:
    told = json.loads(muster("verify", "--json").err)

    assert told["type"] == "malformed"
    assert [one["rule"] for one in told["faults"]] == ["book.not-found"]
    assert json.loads(muster("verify", "--json", "--bogus").err)["type"] == "usage"


def test_a_fault_of_ours_is_said_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    code = run(["serve"], serve=broken)

    assert (code, "--trace" in capsys.readouterr().err) == (1, True)
    with pytest.raises(ZeroDivisionError):
        run(["serve", "--trace"], serve=broken)


def test_whoever_is_stopped_ends_with_130() -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    assert run(["serve"], serve=stopped) == 130


def test_unknown_custodians_and_numbers_are_answered_with_near_ones(muster: Asking) -> None:
    muster.write("06:00", "open", str(muster.folder), "--seed", "1")
    first = muster("roll", "willow", "--json").json["roll"][0]
    wrong = first[:-1] + ("C" if first[-1] != "C" else "E")

    assert "perhaps willow" in muster("roll", "wilow").err
    assert first in muster("gates", wrong).err.split("perhaps")[1]
    assert muster("--as-of", "210900ZJAN26", "gates", first).code == 4


def test_a_reader_who_goes_away_is_no_fault(muster: Asking) -> None:
    muster.write("06:00", "open", str(muster.folder), "--seed", "1")

    with subprocess.Popen(
        [sys.executable, "-m", "musterbook", "-C", str(muster.folder), "tell"],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", bufsize=1,
    ) as telling:  # fmt: skip
        assert telling.stdout is not None
        assert telling.stderr is not None
        telling.stdout.close()
        said = telling.stderr.read()

    assert telling.returncode == 0
    assert not said


def test_the_book_is_found_from_inside_its_folder_and_beside_it(muster: Asking) -> None:
    muster.write("06:00", "open", str(muster.folder), "--seed", "1")

    codes = [in_its_own_process("-C", str(place), "verify").code for place in (muster.folder, muster.folder / "book")]

    assert codes == [0, 0]
