"""muster case …: a return from the claim to the day, typed as an officer would; who may not be named is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.asking import Asking, done
from tests.operation.making import TABLES, open_small_book

OFFICERS = (
    *TABLES["officers"], ("i.review", "desk", "independent-reviewer"), ("p.guard", "desk", "protection-officer"),
    ("k.desk", "desk", "repatriation-desk"), ("x.exam", "desk", "examiner"), ("j.court", "desk", "judicial-liaison"),
)  # fmt: skip


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about an opened book with the officers of returns."""
    open_small_book(tmp_path, changed={"officers": OFFICERS}).close()
    (tmp_path / "paper.txt").write_text("Ahmad al-Demo", encoding="utf-8")
    return Asking(capsys, tmp_path / "willow")


def _person(muster: Asking) -> str:
    return str(muster("roll", "willow", "--json").json["roll"][0])


def test_a_return_is_typed_from_the_claim_to_the_day(muster: Asking, tmp_path: Path) -> None:
    person, paper = _person(muster), str(tmp_path / "paper.txt")
    desk = ("--key", "k.desk")

    for hour, words in enumerate(
        (
            ("case", "open", person, "fra", *desk),
            ("case", "assess", "FRA-0001", "--share", "FRA=0.7", "--share", "TUN=0.2", *desk, "--key", "x.exam"),
            ("case", "clear-contact", "FRA-0001", "--consent", "yes", "--key", "p.guard"),
            ("case", "notify", "FRA-0001", "--letter", paper, *desk),
            ("case", "answered", "FRA-0001", "--answer", "accepts", *desk),
            ("case", "confirm", "FRA-0001", "--factor", "document", "--factor", "family", *desk, "--key", "x.exam"),
            ("case", "basis", "FRA-0001", "--text", paper, "--key", "l.legal"),
            ("case", "rights", "FRA-0001", "--outcome", "no-risk", "--reasons", paper, "--key", "i.review"),
            ("case", "papers", "FRA-0001", "--until", "2026-12-31T00:00:00+00:00", "--paper", paper, *desk),
            ("case", "evidence", "FRA-0001", *desk),
            ("case", "schedule", "FRA-0001", "--at", "2026-01-25T00:00:00+00:00", "--escort", "bus-1", *desk),
        ),
        start=7,
    ):
        done(muster.write(f"{hour:02}:00", *words))

    seen = done(muster("case", "show", "FRA-0001", "--json")).json
    assert (seen["missing"], seen["open"], len(seen["stages"])) == ([], True, 11)

    done(muster.write("18:00", "case", "hold", "FRA-0001", "--authority", "court", "--key", "j.court"))

    assert [one["stage"] for one in muster("case", "show", "FRA-0001", "--json").json["missing"]] == ["host-held"]
    board = muster("case", "board", "--json").json
    assert (board["whole"], board["weighted"]) == (12, "12.00")
    assert [(one["country"], one["weighted"], one["whole"]) for one in board["lines"]] == [
        ("FRA", "0.70", 1), ("TUN", "0.20", 0), ("unknown", "11.10", 11),
    ]  # fmt: skip
    assert muster("case", "due", "--json").json == []
    assert [one["clock"] for one in muster("case", "due", "--days", "31", "--json").json] == ["host-review"]
    assert "12 people" in muster("case", "board").out
    told = muster("case", "list").out + muster("case", "board").out + muster("case", "show", "FRA-0001").out
    assert "France (FRA)" in told
    assert "held by the host" in told
    assert not re.search("host-held|contact-cleared|no-contact", told), "nobody reads a code"
    assert [one["case"] for one in muster("case", "list", "--country", "FRA", "--json").json] == ["FRA-0001"]


def test_nobody_is_named_to_his_country_who_was_not_asked(muster: Asking, tmp_path: Path) -> None:
    paper = str(tmp_path / "paper.txt")
    done(muster.write("07:00", "case", "open", _person(muster), "FRA", "--key", "k.desk"))

    refused = muster.write("08:00", "case", "notify", "FRA-0001", "--letter", paper, "--key", "k.desk")

    assert refused.code == 3
    assert "[repatriation.contact]" in refused.err
    done(muster.write("09:00", "case", "notify", "FRA-0001", "--letter", paper, "--kind", "refusal", "--key", "k.desk"))


def test_sg26_who_asks_for_protection_is_not_named_until_a_reviewer_decides(muster: Asking, tmp_path: Path) -> None:
    person, paper = _person(muster), str(tmp_path / "paper.txt")
    done(muster.write("07:00", "case", "open", person, "FRA", "--key", "k.desk"))
    done(muster.write("07:10", "case", "clear-contact", "FRA-0001", "--consent", "yes", "--key", "p.guard"))
    done(muster.write("07:20", "asylum", person, "--claim", paper, "--key", "l.legal"))

    assert muster.write("08:00", "case", "notify", "FRA-0001", "--letter", paper, "--key", "k.desk").code == 3

    decided = ("asylum", person, "--claim", paper, "--outcome", "refused")
    assert muster.write("08:10", *decided, "--key", "l.legal").code == 3
    done(muster.write("08:20", *decided, "--key", "i.review"))
    done(muster.write("08:30", "case", "notify", "FRA-0001", "--letter", paper, "--key", "k.desk"))


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("case", "open", "PERSON", "FR", "--key", "k.desk"), "country.unknown"),
        (("case", "show", "FRA-0009"), "case.not-here"),
        (("case", "confirm", "FRA-0001", "--factor", "document", "--key", "k.desk", "--key", "x.exam"),
         "case.two-factors"),
        (("case", "free", "FRA-0001", "--because", "luck", "--key", "j.court"), "case.unknown-choice"),
        (("case", "assess", "FRA-0001", "--share", "FRA=lots", "--key", "k.desk", "--key", "x.exam"), "case.weight"),
        (("case", "notify", "FRA-0001", "--letter", "gone.pdf", "--key", "k.desk"), "file.unreadable"),
        (("fear", "PERSON", "--key", "l.legal"), "fear.in-his-language"),
        (("fear", "PERSON", "--put-off", "73", "--because", "x", "--key", "l.legal"), "fear.put-off"),
        (("ask-gate", "eligibility.child", "--off", "--because", "x", "--key", "a.admin"), "settings.gate-stays-on"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_named_with_its_rule(muster: Asking, words: tuple[str, ...], rule: str) -> None:
    person = _person(muster)
    done(muster.write("07:00", "case", "open", person, "FRA", "--key", "k.desk"))

    answer = muster.write("08:00", *(person if word == "PERSON" else word for word in words))

    assert answer.code == 4
    assert f"[{rule}]" in answer.err


def test_an_interview_put_off_is_owed_and_held(muster: Asking, tmp_path: Path) -> None:
    person = _person(muster)
    keys = ("--key", "l.legal", "--key", "c.coord")
    done(muster.write("07:00", "fear", person, "--put-off", "72", "--because", "no interpreter", *keys))

    assert [one["person"] for one in muster("case", "due", "--json").json] == [person]

    paper = ("--answer", str(tmp_path / "paper.txt"), "--interpreter", "arabic", "--key", "l.legal")
    done(muster.write("08:00", "fear", person, *paper))

    assert muster("case", "due", "--json").json == []


def test_public_totals_are_claims_with_every_bad_row_named(muster: Asking, tmp_path: Path) -> None:
    sheet = tmp_path / "totals.csv"
    sheet.write_text(
        "source,as_of,country,men,women,total\ncourt,2026-01-10,SYR,467,,\ncourt,2026-01-10,IRQ,4253,,\n"
        "court,2026-01-10,TUN,983,,\ncourt,2026-01-10,,,,5704\npress,2026-01-10,FRA,-1,,\npress,2026-01-10,FRX,3,,\n"
        "press,2026-01-10,DEU,~300,,\npress,2026-01-10,ITA,,,\n",
        encoding="utf-8",
    )

    answer = muster.write("07:00", "case", "figures", str(sheet), "--key", "k.desk")

    assert answer.code == 4
    assert "4 figures" in answer.out
    assert all(f"row {row}" in answer.err for row in (6, 7, 8, 9))
    assert muster.write("08:00", "case", "figures", str(sheet), "--key", "k.desk").out.startswith("totals.csv: 0")
    board = muster("case", "board", "--json").json
    assert board["parts_against_whole"] == {"court": [5703, 5704]}
    assert "court: its countries come to 5,703, and it says 5,704: +1" in muster("case", "board").out


def test_no_name_stands_in_a_fact(muster: Asking, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    words = ("case", "open", _person(muster), "FRA", "--basis", str(paper), "--key", "k.desk")
    done(muster.write("07:00", *words))

    assert "al-Demo" not in muster("tell").out
    assert json.loads(muster("case", "list", "--json").out)[0]["case"] == "FRA-0001"


def test_sg27_identifiers_below_the_minimum_are_not_printed(muster: Asking, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    out = tmp_path / "letter.pdf"
    words = ("case", "letter", "FRA-0001", "--kind", "identifiers", "--language", "fr", "--out", str(out))
    done(muster.write("07:00", "case", "open", _person(muster), "FRA", "--key", "k.desk"))

    assert "[repatriation.contact]" in muster(*words, "--prints").err
    done(muster.write("07:10", "case", "clear-contact", "FRA-0001", "--consent", "yes", "--key", "p.guard"))

    refused = muster(*words)

    assert (refused.code, out.exists()) == (3, False)
    assert "missing: one-of" in refused.err
    printed = done(muster(*words, "--prints", "--json")).json
    assert printed["fields"] == ["forename", "name", "prints", "sex", "year-of-birth"]
    assert out.read_bytes().startswith(b"%PDF")
    assert "al-Demo" not in muster("tell").out
