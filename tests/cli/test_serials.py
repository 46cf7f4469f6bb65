"""One serial changed from the command: other hours, not at all, other seats."""

from __future__ import annotations

from tests.cli.asking import Asking, done


def _only(muster: Asking) -> dict[str, object]:
    (serial,) = muster("serials", "--json").json
    return dict(serial)


def test_a_slipped_serial_keeps_its_people_and_has_other_hours(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    before = _only(muster)
    name = str(before["serial"])

    words = ("serial", "slip", name, "--leaves", "2026-01-21T20:00:00+00:00", "--because", "weather")
    alone = muster.write("08:20", *words, "--key", "o.desk")
    said = done(muster.write("08:20", *words, "--key", "o.desk", "--second-key", "p.planner"))

    after = _only(muster)
    assert alone.code == 3
    assert "is inside the freeze line" in alone.err
    assert said.out.startswith(f"{name}: leaves 212000ZJAN26, arrives ")
    assert after["leaves"] != before["leaves"]
    assert after["seated"] == before["seated"]


def test_a_serial_cannot_arrive_before_it_leaves(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    name, leaves = str(_only(muster)["serial"]), "2026-01-21T20:00:00+00:00"

    words = ("serial", "slip", name, "--leaves", leaves, "--arrives", "2026-01-21T19:00:00+00:00")
    answer = muster.write("08:20", *words, "--because", "weather", "--key", "o.desk")

    assert answer.code == 4
    assert "later --arrives" in answer.err


def test_a_scrubbed_serial_says_how_many_lose_their_seats(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    before = _only(muster)
    name = str(before["serial"])

    words = ("serial", "scrub", name, "--because", "no crew", "--key", "p.planner", "--second-key", "o.desk")
    said = done(muster.write("08:20", *words))

    assert f"{name}: does not run, {before['seated']} people lose their seats" in said.out
    assert _only(muster)["scrubbed"] == "no crew"


def test_whoever_has_not_the_role_cannot_change_a_serial(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted

    words = ("serial", "scrub", str(_only(muster)["serial"]), "--because", "no crew")
    answer = muster.write("08:20", *words, "--key", "w.counter")

    assert answer.code == 3


def test_people_cannot_be_seated_on_a_serial_nobody_knows(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    name = str(_only(muster)["serial"])

    words = ("serial", "reseat", name, "--to", "bus-9/9", "--because", "full")
    answer = muster.write("08:20", *words, "--key", "p.planner")

    assert answer.code == 4
    assert "bus-9/9" in answer.err


def test_a_change_is_refused_when_the_list_is_another_than_was_seen(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    name = str(_only(muster)["serial"])

    words = ("serial", "scrub", name, "--because", "no crew", "--key", "p.planner", "--second-key", "o.desk")
    answer = muster.write("08:20", *words, "--seen", "00000000")

    assert answer.code == 3
    assert f"{name} has changed since you looked" in answer.err
    assert not _only(muster)["scrubbed"]


def test_nobody_stands_second_to_himself(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    words = ("serial", "scrub", str(_only(muster)["serial"]), "--because", "no crew", "--key", "p.planner")

    answer = muster.write("08:20", *words, "--second-key", "p.planner")

    assert answer.code == 3
    assert "p.planner cannot stand second here. o.desk can" in answer.err
