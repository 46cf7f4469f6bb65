"""The verbs about plans: without a book from files, with one about people; what is bad is said, and how it ends."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from musterbook.cli.search_progress import SearchProgress
from musterbook.lift.check import check
from musterbook.lift.plan import serials
from musterbook.lift.plan_file import read_plan, write_plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import problem_values, read_problem, write_problem
from tests.cli.asking import SOURCE, Asking, done
from tests.lift.explain.asking import planned, with_bus, with_node
from tests.lift.making import plain_problem, small_problem


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks in a folder that holds `problem.json` and `plan.json`, and no book."""
    problem, plan = planned()
    write_problem(problem, tmp_path / "problem.json")
    write_plan(plan, tmp_path / "plan.json")
    return Asking(capsys, tmp_path)


def place(files: Asking, name: str) -> str:
    return str(files.folder / name)


def posed(files: Asking, problem: Problem) -> str:
    write_problem(problem, files.folder / "other.json")
    return place(files, "other.json")


def test_make_writes_a_plan_the_check_accepts_and_counts_on_standard_error(files: Asking) -> None:
    answer = files(
        "plan", "make", "--problem", place(files, "problem.json"), "--seconds", "2", "--seed", "3",
        "--out", place(files, "made.json.gz"),
    )  # fmt: skip

    assert answer.code == 0, answer.err
    assert answer.out.startswith("plan: ")
    assert "18 delivered, 0 left behind" in answer.out
    assert "planning: " in answer.err
    assert check(plain_problem(), read_plan(files.folder / "made.json.gz")).feasible
    assert files("plan", "check", place(files, "problem.json"), place(files, "made.json.gz")).code == 0


def test_make_is_never_worse_than_the_plan_it_starts_from(files: Asking) -> None:
    before = files("plan", "check", place(files, "problem.json"), place(files, "plan.json"), "--json").json

    made = files(
        "plan", "make", "--problem", place(files, "problem.json"), "--planner", "nearest-first", "--seconds", "1",
        "--start", place(files, "plan.json"), "--json",
    ).json  # fmt: skip

    assert made["weighted_loss"] <= before["objective"]["weighted_loss"] + 1e-9


def test_a_robust_plan_is_a_plan_too(files: Asking) -> None:
    answer = files(
        "plan", "make", "--problem", place(files, "problem.json"), "--planner", "most-at-risk-first", "--seconds", "1",
        "--robust", "--out", place(files, "made.json"),
    )  # fmt: skip

    assert answer.code == 0, answer.err
    assert check(plain_problem(), read_plan(files.folder / "made.json")).feasible


@pytest.mark.parametrize("option", ["--workers", "--trials"])
def test_a_planner_that_takes_no_such_option_says_so(files: Asking, option: str) -> None:
    answer = files("plan", "make", "--problem", place(files, "problem.json"), "--planner", "nearest-first", option, "2")

    assert (answer.code, "takes no --" in answer.err) == (4, True)


def test_what_cannot_be_moved_is_said_with_what_would_do(files: Asking) -> None:
    problem = posed(files, with_bus(plain_problem(), stretchers_max=0))

    answer = files("plan", "make", "--problem", problem, "--seconds", "1")

    assert answer.code == 0
    assert "2 people of lying at site are not moved" in answer.out
    assert "No carrier that comes to site (road) and goes on from there takes a stretcher" in answer.out


def test_nobody_who_can_be_moved_is_refused_with_the_reason(files: Asking) -> None:
    problem = posed(files, with_node(plain_problem(), "base", escorts=((0, 1),)))

    answer = files("plan", "make", "--problem", problem, "--seconds", "1", "--out", place(files, "none.json"))

    assert answer.code == 3
    assert "1 more escort at base would do: there are 1" in answer.out
    assert not (files.folder / "none.json").exists()


def test_a_site_not_empty_in_time_is_a_best_effort_and_not_feasible(files: Asking) -> None:
    problem = posed(files, with_node(plain_problem(), "site", must_clear_by=50))

    answer = files("plan", "make", "--problem", problem, "--seconds", "1", "--out", place(files, "late.json"))

    assert answer.code == 3
    assert "[R18]" in answer.out
    assert "nobody can leave it before Sat 10 Jan 01:21Z, 31 min too late" in answer.out
    assert read_plan(files.folder / "late.json").stops


def test_explain_tells_each_site_and_one_alone(files: Asking) -> None:
    words = ("plan", "explain", place(files, "plan.json"), "--problem", place(files, "problem.json"))

    whole, one, told = files(*words), files(*words, "--site", "site"), files(*words, "--json").json

    assert "The plan is expected to lose 0.1 weighted people" in whole.out
    assert one.out.startswith("site: 18 of 18 people leave on 3 serials")
    assert told["sites"][0]["says"] in whole.out
    assert [row["serial"] for row in told["serial_delays"]] == ["BUS/1", "VAN/1", "BUS/2"]
    assert files(*words, "--site", "nowhere").code == 4


def test_why_not_answers_and_says_what_it_would_take(files: Asking) -> None:
    problem = posed(files, with_node(plain_problem(), "base", escorts=((0, 1),)))
    (files.folder / "empty.json").write_text('{"format":"muster-lift-plan/1","instance":"plain","vehicles":{}}')
    words = (
        "plan", "why-not", place(files, "empty.json"), "--problem", problem, "--vehicle", "BUS", "--site", "site",
        "--within", "30", "--to", "dest",
    )  # fmt: skip

    by_minute = files(*words, "--at", "60")
    by_time = files(*words, "--at", "2026-01-10T01:00:00Z", "--json").json
    priced = files(*words, "--at", "60", "--what-would-it-take", "--seconds", "0.5", "--json").json

    assert by_minute.code == 0
    assert "Escorts: the serial needs 2, and base has 1 free then." in by_minute.out
    assert "With 1 more escort at base, it would leave site at Sat 10 Jan 01:21Z" in by_minute.out
    assert by_time["helps"][0]["relaxations"] == [{"kind": "escorts", "place": "base", "amount": 1}]
    assert by_minute.out.splitlines() == by_time["says"]
    assert priced["prices"][0]["saved"] > 10, "all eighteen go with one more escort"
    assert "Searched anew for a while, the whole plan would lose " in priced["says"][1]


def test_why_not_writes_the_plan_with_the_serial_where_it_can_be_had(files: Asking) -> None:
    problem, out = place(files, "problem.json"), place(files, "with.json")
    (files.folder / "empty.json").write_text('{"format":"muster-lift-plan/1","instance":"plain","vehicles":{}}')
    words = ("plan", "why-not", place(files, "empty.json"), "--vehicle", "BUS", "--site", "site", "--at", "60")
    few = posed(files, with_node(plain_problem(), "base", escorts=((0, 1),)))

    had = done(files(*words, "--problem", problem, "--out", out))
    judged = done(files("plan", "check", problem, out))
    lacking = done(files(*words, "--problem", few, "--out", place(files, "without.json")))

    assert had.out.splitlines()[-1] == "with.json: the plan with the serial in it"
    assert judged.code == 0
    assert len(serials(read_plan(files.folder / "with.json"))) == 1
    assert lacking.out.splitlines()[-1].startswith("without.json: not written")
    assert not (files.folder / "without.json").exists()


@pytest.mark.parametrize(
    "words",
    [("--site", "site", "--at", "60"), ("--vehicle", "BUS", "--site", "site", "--at", "9999"),
     ("--vehicle", "TANK", "--site", "site", "--at", "60"), ("--vehicle", "BUS", "--site", "site", "--at", "soon")],
    ids=["no carrier", "too late", "unknown carrier", "no time"],
)  # fmt: skip
def test_why_not_refuses_what_it_cannot_ask(files: Asking, words: tuple[str, ...]) -> None:
    answer = files("plan", "why-not", place(files, "plan.json"), "--problem", place(files, "problem.json"), *words)

    assert answer.code == 4, answer.out


def test_bound_proves_a_number_below_the_plan_and_says_the_gap(files: Asking) -> None:
    words = ("plan", "bound", "--problem", place(files, "problem.json"), "--seconds", "2")

    alone = files(*words)
    told = files(*words, "--plan", place(files, "plan.json"), "--json").json

    assert alone.code == 0, alone.err
    assert "no plan whatever loses less than" in alone.out
    assert "earliest: " in alone.err
    assert 0 < told["value"] <= told["plan_loss"]
    assert told["gap"] == pytest.approx((told["plan_loss"] - told["value"]) / told["plan_loss"])


def test_the_bound_for_prompt_plans_is_told_apart_and_no_gap_of_another_plan_is(files: Asking) -> None:
    words = ("plan", "bound", "--problem", place(files, "problem.json"), "--seconds", "2", "--prompt")
    plan = read_plan(files.folder / "plan.json")
    sitting = {
        name: tuple(replace(one, service_end=one.service_end + 2000) if one.alight else one for one in stops)
        for name, stops in plan.stops.items()
    }
    write_plan(replace(plan, stops=sitting), files.folder / "waiting.json")

    prompt = files(*words, "--plan", place(files, "plan.json"))
    other = files(*words, "--plan", place(files, "waiting.json"))

    assert "no plan in which nobody waits in a parked carrier loses less than" in prompt.out
    assert "could be saved by another such plan" in prompt.out
    assert "the number does not hold for it" in other.out
    assert "could be saved" not in other.out


def test_robust_tells_the_spread_and_the_fragile(files: Asking) -> None:
    words = ("plan", "robust", place(files, "plan.json"), "--problem", place(files, "problem.json"), "--futures", "50")

    said, told = files(*words), files(*words, "--seed", "2", "--json").json

    assert said.code == 0, said.err
    assert "50 futures" in said.out
    assert "a pessimist's figure" in said.out
    assert told["futures"] == 50
    assert told["loss"]["p50"] <= told["loss"]["p90"]


def test_robust_plans_again_in_some_futures_if_asked(files: Asking) -> None:
    words = ("plan", "robust", place(files, "plan.json"), "--problem", place(files, "problem.json"), "--futures", "20")

    said, told = files(*words, "--replan", "3"), files(*words, "--replan", "3", "--json").json["replanned"]

    assert said.code == 0, said.err
    assert "3 of these futures" in said.out
    assert "Never planned again" in said.out
    assert told["futures"] == 3


def test_a_varied_plan_says_the_seed_that_draws_it_again(files: Asking) -> None:
    words = ("plan", "make", "--problem", place(files, "problem.json"), "--trials", "60", "--vary", "--json")

    first = files(*words)
    seed = first.err.splitlines()[0].removeprefix("seed ")
    again, plain = files(*words, "--seed", seed), files(*words[:-2], "--seed", seed, "--json")

    assert first.code == 0, first.err
    assert first.json["weighted_loss"] == again.json["weighted_loss"]
    assert first.json["seed"] == int(seed)
    assert first.json["weighted_loss"] <= 1.01 * plain.json["weighted_loss"] + 1e-6


def test_replan_keeps_what_has_begun(files: Asking) -> None:
    answer = files(
        "plan", "replan", "--adopted", place(files, "plan.json"), "--problem", place(files, "problem.json"),
        "--at", "30", "--out", place(files, "new.json"), "--json",
    )  # fmt: skip

    assert answer.code == 0, answer.err
    assert answer.json["kept"] == 3
    assert answer.json["changes"] == []
    assert check(plain_problem(), read_plan(files.folder / "new.json")).feasible


def test_replan_says_why_each_serial_changes_and_what_it_is_worth(files: Asking) -> None:
    problem = plain_problem()
    site = next(node for node in problem.nodes if node.kind == "site")
    shut = posed(files, with_node(problem, site.id, open=dict.fromkeys(site.open, ((2000, 5760),))))

    answer = files("plan", "replan", "--adopted", place(files, "plan.json"), "--problem", shut, "--at", "0",
                   "--freeze", "0", "--trials", "4")  # fmt: skip

    assert answer.code == 0, answer.err
    assert "the place is shut then" in answer.out
    assert "Of 0 serials the news does not touch 0 change" in answer.out
    assert "With as little change as can be" in answer.out


def test_replan_refuses_a_plan_that_no_news_explains(files: Asking) -> None:
    plan = json.loads((files.folder / "plan.json").read_text(encoding="utf-8"))
    for stops in plan["vehicles"].values():
        for stop in stops:
            stop["escorts_on"] = stop["escorts_off"] = 0
    (files.folder / "bare.json").write_text(json.dumps(plan), encoding="utf-8")

    answer = files("plan", "replan", "--adopted", place(files, "bare.json"), "--problem", place(files, "problem.json"),
                   "--before", place(files, "problem.json"), "--at", "0")  # fmt: skip

    assert answer.code == 3
    assert "no news explains it" in answer.err


def test_a_plan_for_another_instance_is_said_so(files: Asking) -> None:
    other = posed(files, small_problem(2))

    answer = files("plan", "explain", place(files, "plan.json"), "--problem", other)

    assert answer.code == 4
    assert "The plan names BUS" in answer.err


def test_a_plan_file_without_its_instance_is_said_so(files: Asking) -> None:
    answer = files("plan", "explain", place(files, "plan.json"))

    assert (answer.code, "Give --problem" in answer.err) == (4, True)


def _spoil(*path: str | int, to: object) -> Callable[[Any], None]:
    def spoil(values: Any) -> None:  # noqa: ANN401  JSON of any shape
        for key in path[:-1]:
            values = values[key]
        values[path[-1]] = to

    return spoil


SPOILT = {
    "unknown-node": _spoil("groups", 0, "site", to="nowhere"),
    "unknown-type": _spoil("vehicles", 0, "type", to="tank"),
    "overlapping": _spoil("nodes", 1, "open", "road", to=[[0, 100], [50, 200]]),
    "negative-rate": _spoil("nodes", 1, "hazard", to=[[0, -0.1]]),
    "beds-fall": _spoil("nodes", 3, "beds", "c", to=[[0, 30], [100, 20]]),
    "epoch-without-zone": _spoil("epoch", to="2026-01-10T00:00:00"),
    "not-a-number": _spoil("vehicle_types", 0, "speed_kmh", to=float("nan")),
    "twice": _spoil("groups", 1, "id", to="g"),
}


@pytest.mark.parametrize("rule", SPOILT)
def test_a_bad_instance_is_malformed_and_nothing_is_planned(files: Asking, rule: str) -> None:
    values = problem_values(plain_problem())
    SPOILT[rule](values)
    (files.folder / "bad.json").write_text(json.dumps(values))

    answer = files("plan", "make", "--problem", place(files, "bad.json"), "--out", place(files, "made.json"))

    assert answer.code == 4
    assert f"[lift.{rule}]" in answer.err
    assert not (files.folder / "made.json").exists()


def test_all_faults_are_collected_and_the_first_fifty_shown(files: Asking) -> None:
    values = problem_values(plain_problem())
    for spoil in SPOILT.values():
        spoil(values)
    values["groups"] += [{**values["groups"][0], "id": f"x{i}", "count": -1} for i in range(60)]
    with gzip.open(files.folder / "bad.json.gz", "wt") as packed:
        json.dump(values, packed)

    answer = files("plan", "make", "--problem", place(files, "bad.json.gz"), "--json")

    faults = json.loads(answer.err)["faults"]
    assert answer.code == 4
    assert len(faults) == 51
    assert faults[-1]["rule"] == "lift.more-faults"


@pytest.mark.skipif(os.name == "nt", reason="this system has no SIGINT to send")
def test_ctrl_c_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    problem = Path(__file__).parents[1] / "lift" / "instances" / "M1.json"
    out = tmp_path / "plan.json"
    words = ["plan", "make", "--problem", str(problem), "--seconds", "120", "--out", str(out)]
    muster = subprocess.Popen(
        [sys.executable, "-m", "musterbook", *words], env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert muster.stderr is not None
    begun = next((line for line in muster.stderr if line.startswith("planning")), None)
    assert begun, "it has begun"

    time.sleep(0.5)
    muster.send_signal(signal.SIGINT)
    printed, _ = muster.communicate(timeout=90)

    assert muster.returncode == 0
    assert printed.startswith("plan: ")
    assert check(read_problem(problem), read_plan(out)).feasible


def test_why_not_a_person_says_he_is_aboard_or_what_holds_him(adopted: tuple[Asking, list[str]]) -> None:
    muster, people = adopted
    (serial,) = muster("serials", "--json").json
    seated = set(muster("manifest", serial["serial"], "--json").json["people"])
    held = next(one for one in people if one not in seated)

    aboard = done(muster("plan", "why-not", min(seated), serial["serial"]))
    left = done(muster("plan", "why-not", held, serial["serial"]))

    assert aboard.out == f"{min(seated)} is on {serial['serial']}.\n"
    assert left.out.startswith(f"{held}: ")
    assert "[eligibility." in left.out
    assert muster("plan", "why-not", held, "bus-9/1").code == 4


def test_explain_and_why_not_ask_the_book_for_the_plan_in_force(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted

    explained = done(muster("plan", "explain"))
    answer = done(muster("plan", "why-not", "--vehicle", "bus-1", "--site", "WLW", "--at", "10", "--json")).json

    assert "WLW: 10 of 10 people leave on one serial" in explained.out
    assert answer["question"]["vehicle"] == "bus-1"


def test_the_book_is_written_as_an_instance(adopted: tuple[Asking, list[str]], tmp_path: Path) -> None:
    muster, _ = adopted

    said = done(muster("plan", "problem", "--at", "now", "--days", "2", "--out", str(tmp_path / "now.json.gz")))

    problem = read_problem(tmp_path / "now.json.gz")
    assert "10 people in 1 groups, 1 carriers" in said.out
    assert [(group.site, group.count) for group in problem.groups] == [("WLW", 10)]


def test_the_same_seed_and_trials_give_the_same_bytes(files: Asking) -> None:
    for name in ("one.json", "two.json"):
        words = ("plan", "make", "--problem", place(files, "problem.json"), "--trials", "20", "--seed", "5")
        assert files(*words, "--out", place(files, name)).code == 0

    assert (files.folder / "one.json").read_bytes() == (files.folder / "two.json").read_bytes()


def test_a_search_tells_its_gains_and_each_tenth_of_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    progress = SearchProgress(10.0)

    progress(20.0, 0.5, 10, None)
    progress(20.0, 0.6, 12, None)
    progress(18.0, 0.7, 15, 9.5)
    progress(18.0, 1.2, 20, 9.5)

    assert capsys.readouterr().err.splitlines() == [
        "planning: weighted loss 20.00, 10 trials, 10 s left",
        "planning: weighted loss 18.00, at least 9.50, 15 trials, 9 s left",
        "planning: weighted loss 18.00, at least 9.50, 20 trials, 9 s left",
    ]
