"""What leaves and what comes in on the command line: files for one reader, positions of carriers, a table of people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book
from tests.tables.formats import checkers


@pytest.fixture
def opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    open_small_book(
        tmp_path, officers=(("p.protect", "desk", "protection-officer"), ("n.notify", "desk", "notifier"))
    ).close()
    return Asking(capsys, tmp_path / "willow")


def test_each_format_is_written_to_a_file_that_is_ours(opened: Asking, tmp_path: Path) -> None:
    desk = ("--to", "air liaison", "--key", "o.desk", "--out")
    verbs = {
        "a.ics": ("export", "plan"), "b.json": ("export", "map"), "c.kml": ("export", "map", "--as", "kml"),
        "d.cot": ("export", "map", "--as", "cot"), "e.xml": ("export", "handovers", "willow"),
        "f.xml": ("export", "moved", "willow"), "g.csv": ("export", "feed", "moves"),
    }  # fmt: skip

    for place, (name, words) in enumerate(verbs.items()):
        done(opened.write(f"09:{place:02}", *words, *desk, str(tmp_path / name)))
        assert done(opened("export", "verify", str(tmp_path / name))).out.startswith("ours")
        assert (tmp_path / name).stat().st_mode & 0o077 == 0

    assert list(checkers.calendar_faults((tmp_path / "a.ics").read_bytes())) == []
    assert list(checkers.tracking_faults((tmp_path / "f.xml").read_bytes())) == []


def test_who_may_be_found_is_said_by_two_and_taken_back_by_one(opened: Asking, tmp_path: Path) -> None:
    man = opened("roll", "willow", "--json").json["roll"][0]
    words = ("locator", "allow", man, "--until", "2026-03-01T00:00:00Z")

    alone = opened.write("09:00", *words, "--key", "p.protect")
    done(opened.write("09:01", *words, "--key", "p.protect", "--key", "n.notify"))
    listed = opened("locator", "list", "--json").json
    out = ("--to", "finder", "--domain", "locator.example.org", "--because", "families asked for their sons")
    done(opened.write("09:02", "export", "found", *out, "--key", "n.notify", "--out", str(tmp_path / "p.xml")))
    done(opened.write("09:03", "locator", "end", man, "--because", "he asked for it", "--key", "n.notify"))

    assert alone.code == 3
    assert [row["person"] for row in listed] == [man]
    assert list(checkers.finder_faults((tmp_path / "p.xml").read_bytes())) == []
    assert opened("locator", "list", "--json").json == []


def test_a_table_is_looked_through_taken_in_once_and_positions_are_taken(opened: Asking, tmp_path: Path) -> None:
    sheet, fixes = tmp_path / "new.csv", tmp_path / "bus.jsonl"
    sheet.write_text("name,sex,born,nationality,site\nFaris al-Demo,male,1984,Syria,WLW\nHadi,male,never,Syria,WLW\n")
    fixes.write_text('{"carrier": "bus-1", "at": "2026-01-21T03:00:00Z", "lat": 36.0, "lon": 40.5}\n')
    words = ("import", str(sheet), "--bad", str(tmp_path / "bad.csv"), "--key", "w.clerk", "--json")

    dry = opened("import", str(sheet), "--dry-run", "--json")
    first, again = opened.write("09:00", *words), opened.write("09:01", *words)
    took = opened("--happened-at", "2026-01-21T06:30:00+03:00", "position", "take", str(fixes), "--json")

    assert (dry.code, dry.json["good"], dry.json["registered"]) == (4, 1, [])
    assert len(first.json["registered"]) == 1
    assert (again.json["registered"], bool(again.json["taken_in_before"])) == ([], True)
    assert "Hadi" in (tmp_path / "bad.csv").read_text("utf-8-sig")
    assert [(row["new"], row["carriers"]) for row in done(took).json] == [(1, ["bus-1"])]
    assert opened("position", "list", "--json").json == []
    assert "seen" in opened("serials", "--json").out or opened("serials", "--json").json == []
