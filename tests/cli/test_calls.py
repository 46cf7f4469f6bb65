"""The daily call at the desk, verb by verb, on the small operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.asking import Asking, done
from tests.operation.making import TABLES, open_small_book

OFFICERS = {"officers": (*TABLES["officers"], ("u.lead", "desk", "agency-lead"), ("m.lead", "desk", "agency-lead"))}


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about an opened book with two agencies."""
    open_small_book(tmp_path, changed=OFFICERS).close()
    asks = Asking(capsys, tmp_path / "willow")
    for name, lead in (("UNX", "u.lead"), ("MOI", "m.lead")):
        done(asks.write("06:10", "agency", "join", name, "--lead", lead, "--key", "c.coord"))
    return asks


def test_a_call_from_opening_to_read_back(muster: Asking, tmp_path: Path) -> None:
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("Beds are to be confirmed.", encoding="utf-8")
    opened = done(
        muster.write("07:00", "call", "open", "--chair", "c.coord", "--attending", "UNX:present", "--key", "c.coord")
    )
    done(muster.write("07:05", "call", "attend", "MOI", "--as", "deputy", "--person", "m.lead", "--key", "c.coord"))
    due = "2026-01-21T10:00:00+03:00"
    done(muster.write("07:10", "action", "add", "confirm beds", "--agency", "UNX", "--due", due, "--key", "c.coord"))
    words = ("decide", "Suspend?", "--option", "yes", "--authority", "mandate", "--affects", "agreement:AGR-01")
    done(muster.write("07:20", *words, "--key", "c.coord", "--key", "o.desk"))
    done(muster.write("07:25", "concur", "DEC-001", "--agency", "MOI", "--as", "non-concur", "--reason", "not asked",
                      "--key", "m.lead"))  # fmt: skip
    done(muster.write("07:30", "call", "close", "--minutes", str(minutes), "--key", "c.coord"))
    done(muster.write("08:00", "call", "agree", "--agency", "UNX", "--key", "u.lead"))

    agenda = done(muster("--happened-at", "2026-01-21T11:00:00+03:00", "call", "agenda")).out
    owed = done(muster("--happened-at", "2026-01-21T11:00:00+03:00", "action", "due", "--json")).json
    open_ones = done(muster("decisions", "--without-effect", "--json")).json

    assert "CALL-001: open, 12 people on the roll" in opened.out
    for said in ("MOI", "silent", "not asked", "confirm beds", "agreement:AGR-01", "coordination.stale-book"):
        assert said in agenda
    assert [(row["action"], [one["to"] for one in row["heard"]]) for row in owed] == [
        ("ACT-001", ["deputy", "owner", "lead"])
    ]
    assert [row["decision"] for row in open_ones] == ["DEC-001"]


def test_actions_questions_and_who_takes_part(muster: Asking) -> None:
    due = "2026-01-21T12:00:00+03:00"
    done(muster.write("07:10", "action", "add", "confirm beds", "--agency", "UNX", "--due", due, "--key", "c.coord"))
    done(muster.write("07:20", "action", "take", "ACT-001", "--key", "u.lead"))
    done(muster.write("07:25", "action", "block", "ACT-001", "--because", "no line", "--key", "u.lead"))
    done(muster.write("07:30", "action", "hand-on", "ACT-001", "--agency", "MOI", "--because", "theirs",
                      "--key", "u.lead"))  # fmt: skip
    done(muster.write("07:40", "action", "due", "ACT-001", "--move-to", "2026-01-21T13:00:00+03:00", "--because", "x",
                      "--key", "c.coord"))  # fmt: skip
    done(muster.write("07:50", "action", "done", "ACT-001", "--proof", "list", "--key", "m.lead"))
    own = muster.write("07:55", "action", "verify", "ACT-001", "--key", "m.lead")
    done(muster.write("08:00", "action", "verify", "ACT-001", "--key", "u.lead"))
    done(muster.write("08:10", "question", "ask", "How many beds?", "--agency", "UNX", "--to", "MOI", "--due", due,
                      "--key", "u.lead"))  # fmt: skip
    done(muster.write("08:20", "question", "answer", "ASK-001", "Four hundred", "--key", "m.lead"))
    done(muster.write("08:30", "agency", "leave", "MOI", "--because", "mandate ended", "--key", "c.coord"))

    assert own.code == 3
    assert "somebody else must verify it" in own.err
    assert "nothing is owed" in done(muster("action", "due")).out
    assert [row["agency"] for row in done(muster("agency", "list", "--json")).json] == ["UNX"]


def test_an_agreement_from_draft_to_end(muster: Asking, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"a paper")
    words = ("agreement", "add", "AGR-02", "--kind", "consent", "--party", "willow", "--act", "relocation",
             "--scope", "giver = willow", "--text", str(paper), "--total", "12", "--duty", "visit=30",
             "--suspends-on", "duty overdue 14 d", "--key", "c.coord")  # fmt: skip
    done(muster.write("07:00", *words))
    done(muster.write("07:05", "agreement", "sign", "AGR-02", "--party", "willow", "--key", "c.coord"))
    person = done(muster("roll", "willow", "--json")).json["roll"][0]
    covered = done(muster("agreement", "would", person)).out
    rows = done(muster("agreement", "matrix", "--json")).json
    done(muster.write("07:10", "agreement", "suspend", "AGR-02", "--party", "willow", "--because", "storm",
                      "--key", "c.coord"))  # fmt: skip
    suspended = done(muster("agreement", "would", person)).out
    done(muster.write("07:20", "agreement", "resume", "AGR-02", "--because", "over", "--key", "c.coord",
                      "--key", "o.desk"))  # fmt: skip
    done(muster.write("07:30", "agreement", "duty", "AGR-02", "visit", "--evidence", str(paper), "--key", "c.coord"))
    done(muster.write("07:40", "agreement", "finding", "AGR-02", "no interpreter", "--grave", "--key", "c.coord"))
    done(muster.write("07:50", "agreement", "answer", "AGR-02-F-001", "one hired", "--key", "c.coord",
                      "--key", "o.desk"))  # fmt: skip
    done(muster.write("08:00", "agreement", "close", "AGR-02", "--reason", "fulfilled", "--key", "c.coord",
                      "--key", "o.desk"))  # fmt: skip

    assert "under AGR-02" in covered
    assert sum(row["people"] for row in rows) == 12
    assert "AGR-02 suspended" in suspended
    stages = {row["agreement"]: row["stage"] for row in done(muster("agreement", "list", "--json")).json}
    assert stages["AGR-02"] == "revoked"


def test_words_the_desk_cannot_mean_are_named(muster: Asking) -> None:
    strange = muster.write("07:00", "call", "attend", "UNX", "--key", "c.coord")
    nobody = muster.write("07:00", "action", "take", "ACT-009", "--key", "u.lead")

    assert (strange.code, nobody.code) == (4, 4)
    assert "no call was ever opened" in strange.err.replace("No call", "no call")
    assert "there is no action “ACT-009”" in nobody.err.replace("There", "there")
