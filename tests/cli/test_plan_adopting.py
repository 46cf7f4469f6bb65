"""Plans side by side at the command, and what adopting another one asks for."""

from __future__ import annotations

from tests.cli.asking import Asking, done


def without(muster: Asking, person: str) -> str:
    """A new plan after one man is held: the bus that is about to leave takes nine and not ten."""
    done(muster.write("08:12", "hold", "add", person, "--ground", "medical", "--key", "w.officer"))
    return another(muster, "08:14")


def another(muster: Asking, at: str, *words: str) -> str:
    made = done(muster.write(at, "plan", "make", "--seconds", "1", "--days", "2", "--seed", "2", "--json", *words))
    return str(made.json["plan"])


def test_every_plan_is_listed_with_its_loss_and_a_bound_no_plan_can_be_below(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    another(muster, "08:20", "--bound", "1")

    newest, oldest = muster("plan", "list", "--json").json
    said = done(muster("plan", "list")).out

    for one in (newest, oldest):
        assert 0 < one["bound"] <= one["objective"]["weighted-loss-milli"] / 1000
        assert f"{one['bound']:.2f}" in said
    assert (oldest["in_force"], oldest["findings"]) == (True, [])
    assert "the plan now" in said


def test_a_plan_beside_the_one_in_force_says_what_changes_about_to_leave(adopted: tuple[Asking, list[str]]) -> None:
    muster, people = adopted
    plan = without(muster, people[0])

    told = muster("--happened-at", "2026-01-21T08:15:00+03:00", "plan", "compare", plan[:8], "--json").json

    assert told["counts"] == {"moved": 1}
    assert [one["frozen"] for one in told["changes"]] == [True]


def test_adopting_inside_the_freeze_line_wants_a_second_key_and_the_plan_seen(
    adopted: tuple[Asking, list[str]],
) -> None:
    muster, people = adopted
    plan = without(muster, people[0])
    keys = ("--key", "o.desk", "--key", "p.planner")

    alone = muster.write("08:15", "plan", "adopt", plan[:8], *keys)
    stale = muster.write("08:15", "plan", "adopt", plan[:8], *keys, "--second-key", "p.planner", "--seen", "0000")
    done(muster.write("08:15", "plan", "adopt", plan[:8], *keys, "--second-key", "p.planner"))

    assert (alone.code, stale.code) == (3, 3)
    assert "about to leave would change" in alone.err
    assert "[lift.stale-plan]" in stale.err
    assert "[lift.second-key" not in stale.err
    assert muster("plan", "list", "--json").json[0]["in_force"]
