"""Incidents, the way and requests at the door, on one small book."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

W, B, D = ("--key", "w.officer"), ("--key", "b.escort"), ("--key", "o.desk")
AT = "2026-01-21T{}:00+03:00"


@pytest.fixture
def people(tmp_path: Path) -> list[str]:
    """A book at the small operation, and two who are at Willow."""
    book = open_small_book(tmp_path)
    numbers = sorted(book.reading(Roll).where)[:2]
    book.close()
    return [str(one) for one in numbers]


def test_a_day_of_things_that_happen(tmp_path: Path, capsys: pytest.CaptureFixture[str], people: list[str]) -> None:
    muster, (one, two) = Asking(capsys, tmp_path / "willow"), people
    later = ("--happened-at", AT.format("20:00"))

    reported = done(muster.write("08:00", "incident", "report", "assault", "--words", "two men fought in the yard",
                                 "--person", one, "--place", "yard", *W))  # fmt: skip
    done(muster.write("08:30", "incident", "add", "I-willow-1", "--words", "the second man", "--person", two, *W))
    nameless = muster.write("08:40", "incident", "report", "bad-mood", "--words", "x", *W)
    silent = muster.write("08:40", "incident", "report", "other-minor", "--words", " ", *W)
    shown = done(muster("incident", "show", "I-willow-1")).out
    done(muster.write("09:00", "incident", "report", "escape", "--words", "over the wall", "--person", two, *W))
    found = muster(*later, "discrepancies", "--json")
    done(muster.write("09:10", "depart", two, "--outcome", "escaped", "--incident", "I-willow-2", *W))
    settled = muster(*later, "discrepancies", "--json")
    done(muster.write("11:00", "incident", "close", "I-willow-1", "--words", "both were spoken to", *D))
    left = muster("incident", "list", "--json")
    done(muster.write("11:10", "incident", "report", "self-harm", "--words", "a cut on the arm", "--person", one, *W))
    closed = done(muster("incident", "show", "I-willow-3")).out
    read = done(muster("incident", "show", "I-willow-3", "--because", "to treat him now", "--key", "d.doctor")).out
    other = muster("incident", "show", "I-willow-3", "--because", "to treat him now", *W)

    assert "I-willow-1: assault, 1 person, by willow" in reported.out
    assert (nameless.code, silent.code) == (4, 4)
    assert "two men fought" in shown
    assert "the second man" in shown
    assert [(row["kind"], row["person"]) for row in found.json] == [("incident-without-departure", two)]
    assert settled.json == []
    assert [(row["what"], row["stage"]) for row in left.json] == [("ESCAPE_FROM_PRISON", "AWAITING_REVIEW")]
    assert ("a cut" in closed, "a cut" in read, other.code) == (False, True, 3)

    done(muster.write("12:00", "pass", "out", "--person", one, "--place", "hospital", "--due-back", AT.format("16:00"),
                      *W))  # fmt: skip
    aimless = muster.write("12:00", "pass", "out", "--person", one, *W)
    done(muster.write("12:10", "pass", "leg-begun", "--person", one, "--leg", "L1", *B))
    done(muster.write("12:30", "court", "bail-granted", "--at-court", "derik", "--person", one, *W))
    done(muster.write("12:40", "remark", "asks for his brother", "--person", one, *B))
    done(muster.write("12:50", "lockout", "--place", "HRB", "--reason", "no_space", "--person", one, *B))
    wordless = muster.write("12:55", "lockout", "--place", "HRB", "--reason", "other", "--person", one, *B)
    done(muster.write("13:00", "lodge", "--place", "DRK", "--until", AT.format("23:00"), "--person", one, *B))
    done(muster.write("13:10", "announce", "eta", "--to", "harbour", "--expected", AT.format("23:30"), "--person", one,
                      *B))  # fmt: skip
    done(muster.write("13:20", "under", "tornado", "--authority", "desk", "--person", one, *D))
    on_the_way = muster(*later, "under-way", "--json")
    late = muster(*later, "overdue")
    done(muster.write("21:00", "lodge-end", "--place", "DRK", "--person", one, *B))

    assert (aimless.code, wordless.code) == (4, 4)
    assert "--words" in wordless.err
    assert on_the_way.code == 6
    assert [row["late"] for row in on_the_way.json["legs"]] == [True]
    assert [row["place"] for row in on_the_way.json["out"]] == ["hospital"]
    assert [row["person"] for row in on_the_way.json["lodged"]] == [one]
    assert [(row["person"], row["days"]) for row in on_the_way.json["overheld"]] == [(one, 0)]
    assert "leg L1" in late.out


def test_a_move_is_asked_for_approved_put_off_and_called_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], people: list[str]
) -> None:
    muster, (one, two) = Asking(capsys, tmp_path / "willow"), people
    window = ("--from", AT.format("14:00"), "--until", AT.format("20:00"))

    made = done(muster.write("08:00", "request", "make", "--to", "harbour", *window, "--person", one, "--person", two,
                             *W))  # fmt: skip
    nobody = muster.write("08:00", "request", "make", "--to", "harbour", *window, *W)
    done(muster.write("08:10", "request", "approve", "M-willow-1", "--as", "population-desk", *D))
    approved = done(muster.write("08:20", "request", "approve", "M-willow-1", "--as", "carrier", *B))
    done(muster.write("08:30", "request", "move", "M-willow-1", "--to", AT.format("15:00"), *D))
    done(muster.write("08:40", "leg", "plan", "L1", "--from", "WLW", "--to", "HRB", "--leaves", AT.format("15:00"),
                      "--arrives", AT.format("17:00"), "--request", "M-willow-1", *B))  # fmt: skip
    done(muster.write("08:41", "leg", "cancel", "L1", "--reason", "declined", *B))
    done(muster.write("08:42", "night", "plan", "N1", "--place", "DRK", *window, *B))
    done(muster.write("08:43", "night", "cancel", "N1", *B))
    wrong = muster.write("08:50", "request", "cancel", "M-willow-1", "--reason", "bad-mood", *D)
    done(muster.write("08:51", "request", "cancel", "M-willow-1", "--reason", "hold_raised", "--person", two, *D))
    done(muster.write("08:52", "request", "make", "--to", "harbour", *window, "--count", "40", "--propose", *W))
    done(muster.write("08:53", "request", "decline", "M-willow-2", "--reason", "no_agreement", *D))
    shown = done(muster("request", "list", "--json")).json
    stages = done(muster("request", "list", "M-willow-1", "--json")).json[0]["stages"]

    assert "M-willow-1: requested, 2 people to harbour" in made.out
    assert (nobody.code, wrong.code) == (4, 4)
    assert "approved" in approved.out
    assert [(row["request"], row["stage"], row["people"]) for row in shown] == [
        ("M-willow-1", "approved", 1), ("M-willow-2", "declined", 40),
    ]  # fmt: skip
    assert stages == {one: "approved", two: "cancelled"}


def test_what_a_card_is_worth_whether_a_place_is_empty_and_whose_a_list_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], people: list[str]
) -> None:
    muster, one = Asking(capsys, tmp_path / "willow"), people[0]
    out, other = tmp_path / "list.csv", tmp_path / "other.csv"
    other.write_text("number\nKHA-4712-M\n", encoding="utf-8")

    held = done(muster("band", one, "--here", "willow")).out
    done(muster.write("08:00", "incident", "report", "escape", "--words", "gone", "--person", one, *W))
    done(muster.write("08:10", "depart", one, "--outcome", "escaped", "--incident", "I-willow-1", *W))
    gone = muster("band", one, "--here", "willow")
    counted = muster("--happened-at", AT.format("20:00"), "count", "due", "--json")
    passed = muster("passed-over", "--json")
    seen = ("--seen-by", "w.officer", "--seen-by", "w.counter")
    refused = muster.write("09:00", "empty", "willow", *seen, *W, "--key", "w.counter")
    emptied = done(muster.write("09:10", "empty", "harbour", *seen, "--key", "h.officer", "--key", "h.counter"))
    exported = done(muster.write("09:20", "export", "roll", "willow", "--to", "court", "--out", str(out), *D))
    ours, foreign = muster("export", "verify", str(out), "--json"), muster("export", "verify", str(other))

    assert "held here" in held
    assert (gone.code, "he has left custody" in gone.out) == (3, True)
    assert {row["custodian"]: row["light"] for row in counted.json} == {"willow": "amber"}
    assert [(row["site"], row["people"]) for row in passed.json] == [("WLW", 11)]
    assert refused.code == 3
    assert "harbour: empty" in emptied.out
    assert "E-desk-1: 11 numbers for court" in exported.out
    assert (ours.code, ours.json["verdict"], ours.json["to"]) == (0, "ours", "court")
    assert (foreign.code, "foreign" in foreign.out) == (5, True)
