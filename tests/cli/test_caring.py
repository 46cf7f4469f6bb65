"""Care from the command line: what stops an offer, what the receiver finds, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from tests.cli.asking import Asking, done
from tests.operation.making import MORNING, fill

ASKED = """
[custody]
condition_hours = 12
medicine_hours = 24
property_asked = true
welfare_minutes = 60

[eligibility]
fitness_hours = 72
"""


def test_two_people_from_the_bag_to_the_bruise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    muster, (one, two, *_) = _opened(tmp_path, capsys)
    offer = ("offer", "-", "--person", one, "--person", two, "--to", "bus-1", "--key", "w.officer")
    bags = tmp_path / "bags.txt"
    bags.write_text(f"{one}:P-77:clothes+papers:signed:20USD\n{two}:P-78:clothes:refused\n", encoding="utf-8")

    done(muster.write("07:10", "property", "seal", "--list", str(bags), "--key", "w.officer"))
    done(muster.write("07:12", "medicine", "need", one, "--key", "d.doctor"))
    refused = muster.write("07:15", *offer)
    done(muster.write("07:16", "fitness", "certify", one, two, "--mode", "road", "--until",
                      "2026-01-22T07:00:00+03:00", "--key", "d.doctor"))  # fmt: skip
    due = "2026-01-21T09:00:00+03:00"
    done(
        muster.write("07:17", "medicine", "hand", f"{one}:4:insulin:{due}", "--carrier", "bus-1", "--key", "w.officer")
    )
    handover = _next(muster, offer, one, two)
    done(muster.write("07:30", "let-go", handover, "--key", "w.officer"))
    done(muster.write("07:32", "accept", handover, "--count", "2", "--key", "b.escort"))
    missing = muster("--happened-at", "2026-01-21T07:35:00+03:00", "discrepancies", "--json")
    done(muster.write("07:40", "condition", "note", handover, "--side", "receiver", "--injured",
                      f"{two}:1:bruise, left arm", "--place", "gate 2", "--key", "b.escort"))  # fmt: skip
    shown = muster("condition", "show", handover, "--json")
    early = muster("--happened-at", "2026-01-21T08:00:00+03:00", "welfare", "due")
    late = muster("--happened-at", "2026-01-21T09:15:00+03:00", "overdue")
    done(muster.write("09:20", "welfare", "given", handover, "--what", "medicine-given", "--person", one, "--key",
                      "b.escort"))  # fmt: skip
    done(muster.write("09:20", "welfare", "given", handover, "--what", "looked-at", "--key", "b.escort"))
    after = muster("--happened-at", "2026-01-21T09:25:00+03:00", "medicine", "due", "--hours", "12")

    assert refused.code == 3
    for said in ("custody.condition", "custody.medicine", "custody.property", "eligibility.fitness", "P-77"):
        assert said in refused.err + refused.out
    assert missing.out.count("condition-missing") == 2
    (injury,) = shown.json["injuries"]
    assert (injury["person"], injury["holder"], injury["seen_at"]) == (two, "willow", "gate 2")
    assert early.code == 0
    assert "in 30 min" in early.out
    assert late.code == 6
    assert "looked-at" in late.out
    assert "medicine for 1" in late.out
    assert "no dose is due" in after.out


def test_what_cannot_be_right_is_named_with_its_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    muster, (one, two, *_) = _opened(tmp_path, capsys)
    bags = tmp_path / "bags.txt"
    bags.write_text(
        f"{one}:P-1:clothes:signed\n{two}:P-1:clothes:signed\n{two}:P-2:gold:signed\n{two}:P-3:clothes:maybe:lots\n",
        encoding="utf-8",
    )

    answer = muster.write("07:10", "property", "seal", "--list", str(bags), "--key", "w.officer")
    short = muster.write("07:10", "medicine", "hand", one, "--carrier", "bus-1", "--key", "d.doctor")
    elsewhere = muster.write(
        "07:10", "condition", "note", "S1", "--side", "giver", "--person", one, "--key", "b.escort"
    )

    assert answer.code == short.code == elsewhere.code == 4
    for said in ("P-1", "row 2", "gold", "row 3", "maybe", "lots", "row 4"):
        assert said in answer.err
    assert "NUMBER:DOSES:MEDICINE" in short.err
    assert "not in the hands of bus-1" in elsewhere.err


def _opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Asking, list[str]]:
    place = fill(tmp_path / "willow")
    with (place / "operation.toml").open("a", encoding="utf-8") as file:
        file.write(ASKED)
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1)).close()
    muster = Asking(capsys, place)
    for party in ("willow", "harbour"):
        done(muster.write("06:30", "agreement", "sign", "AGR-01", "--party", party, "--key", "c.coord"))
    done(muster.write("07:00", "clear", "--at", "willow", "--key", "e.reviewer"))
    return muster, muster("roll", "willow", "--json").json["roll"]


def _next(muster: Asking, offer: Sequence[str], *people: str) -> str:
    """Look at people for the next handover, and offer them with all that is theirs; its reference."""
    named = [word for one in people for word in ("--person", one)]
    done(muster.write("07:20", "condition", "note", "next", "--side", "giver", *named, "--key", "w.officer"))
    return str(done(muster.write("07:25", *offer, "--seal", "all", "--json")).json["handover"])
