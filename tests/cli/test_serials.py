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


def _under_way(muster: Asking, serial: str) -> None:
    """Everyone of a serial is with its escort."""
    reference = muster.write("08:50", "offer", serial, "--key", "w.officer", "--json").json["handover"]
    done(muster.write("08:55", "let-go", reference, "--key", "w.officer"))
    done(muster.write("08:57", "accept", reference, "--count", "10", "--key", "b.escort"))


def test_nothing_is_offered_let_go_or_accepted_on_another_list_than_was_seen(
    adopted: tuple[Asking, list[str]],
) -> None:
    muster, _ = adopted
    serial = str(_only(muster)["serial"])
    seen = ("--seen", muster("manifest", serial, "--json").json["digest"][:8])
    stale = ("--seen", "00000000")

    refused = [muster.write("08:49", "offer", serial, "--key", "w.officer", *stale)]
    reference = done(muster.write("08:50", "offer", serial, "--key", "w.officer", "--json", *seen)).json["handover"]
    refused.append(muster.write("08:54", "let-go", reference, "--key", "w.officer", *stale))
    done(muster.write("08:55", "let-go", reference, "--key", "w.officer", *seen))
    refused.append(muster.write("08:56", "accept", reference, "--count", "10", "--key", "b.escort", *stale))
    done(muster.write("08:57", "accept", reference, "--count", "10", "--key", "b.escort", *seen))
    words = ("willow", "--reason", "weather", "--arrives", "2026-01-21T10:00:00+00:00", "--key", "b.escort")
    refused.append(muster.write("09:20", "serial", "divert", serial, *words, *stale))
    done(muster.write("09:20", "serial", "divert", serial, *words, *seen))

    assert [one.code for one in refused] == [3, 3, 3, 3]
    assert all(f"{serial} has changed since you looked" in one.err for one in refused)


def test_a_list_cannot_be_compared_where_people_are_offered_without_a_serial(
    adopted: tuple[Asking, list[str]],
) -> None:
    muster, people = adopted

    words = ("offer", "-", "--person", people[0], "--to", "harbour", "--key", "w.officer", "--seen", "00000000")
    answer = muster.write("08:49", *words)

    assert answer.code == 4
    assert "handed over without one" in answer.err


def test_a_serial_that_has_not_left_cannot_be_diverted(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    name = str(_only(muster)["serial"])

    words = ("serial", "divert", name, "willow", "--reason", "weather", "--arrives", "2026-01-21T10:00:00+00:00")
    answer = muster.write("08:20", *words, "--key", "b.escort")

    assert answer.code == 4
    assert "nothing to divert" in answer.err


def test_a_diverted_serial_is_bound_elsewhere_and_its_people_are_handed_over_there(
    adopted: tuple[Asking, list[str]],
) -> None:
    muster, _ = adopted
    name = str(_only(muster)["serial"])
    _under_way(muster, name)

    words = ("serial", "divert", name, "willow", "--reason", "weather", "--arrives", "2026-01-21T10:00:00+00:00")
    said = done(muster.write("09:20", *words, "--key", "b.escort"))
    offered = done(muster.write("10:05", "offer", name, "--onward", "--key", "b.escort", "--json")).json

    assert said.out.startswith(f"{name}: goes to willow, arrives 211000ZJAN26")
    assert _only(muster)["receiver"] == "willow"
    onward = next(line for line in muster("tell").out.splitlines() if offered["digest"][:8] in line or "10:05" in line)
    assert "receiver=willow" in onward


def test_a_diversion_has_a_reason_of_the_list_and_an_officer_who_may(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    name = str(_only(muster)["serial"])
    _under_way(muster, name)

    words = ("serial", "divert", name, "willow", "--arrives", "2026-01-21T10:00:00+00:00", "--reason")
    mood = muster.write("09:20", *words, "mood", "--key", "b.escort")
    counter = muster.write("09:20", *words, "weather", "--key", "w.counter")

    assert (mood.code, counter.code) == (4, 3)
    assert "weather" in mood.err
    assert "may not sign a diversion" in counter.err


def test_who_would_be_asked_for_a_freed_seat_stands_under_the_manifest(
    adopted_in_two: tuple[Asking, list[str]],
) -> None:
    muster, _ = adopted_in_two
    first, second = (row["serial"] for row in muster("serials", "--json").json)
    going, waiting = (muster("manifest", one, "--json").json["people"] for one in (first, second))
    asked = ("--ground", "medical", "--review-by", "2026-01-22T09:00:00+03:00", "--key", "d.doctor")
    done(muster.write("08:15", "hold", "add", waiting[2], *asked))
    done(
        muster.write(
            "08:16", "hold", "lift", waiting[2], "--ground", "medical", "--because", "fit", "--key", "d.doctor"
        )
    )

    done(muster.write("08:17", "serial", "scrub", second, "--because", "no crew", "--key", "p.planner"))
    said = done(muster("manifest", first)).out.splitlines()

    in_turn = [waiting[2], waiting[0], waiting[1], waiting[3]]
    assert said[1] == "who they are: 6 claimed"
    assert said[2:-1] == [f"  {number}" for number in going]
    assert said[-1] == f"for a freed seat, in this order: {', '.join(in_turn)}"
