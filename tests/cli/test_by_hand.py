"""The story a person can tell by hand: a folder filled with twelve people, their move, and the account of it."""

from __future__ import annotations

import re

from tests.cli.asking import Answer, Asking, in_its_own_process


def _done(answer: Answer, code: int = 0) -> str:
    assert answer.code == code, answer.err + answer.out
    return answer.out


def test_the_whole_story_from_the_folder_to_the_account(muster: Asking) -> None:
    folder = str(muster.folder)

    assert "nothing to mend; 12 people, 2 sites" in _done(muster("check", folder))
    opened = _done(muster.write("06:00", "open", folder, "--seed", "1"))
    assert "entries, head" in opened
    assert _done(muster("waiting")) == "everything stands\n"
    willow = muster("roll", "willow", "--json").json["roll"]
    assert len(willow) == 12

    _signed_and_cleared(muster, willow)
    serial = _planned(muster)
    lost = _carried(muster, serial)
    _counted_and_explained(muster, lost)
    _accounted_for(muster, lost)
    _proved(muster)


def _signed_and_cleared(muster: Asking, willow: list[str]) -> None:
    unsigned = _done(muster("gates", willow[0]))
    assert "harbour, willow must still sign" in unsigned
    for party in ("willow", "harbour"):
        said = _done(muster.write("06:30", "agreement", "sign", "AGR-01", "--party", party, "--key", "c.coord"))
        assert said.startswith(f"AGR-01: signed by {party}; entry ")
    assert "in force" in _done(muster("agreement", "list"))

    cleared = _done(muster.write("07:00", "clear", "--at", "willow", "--key", "e.reviewer"))
    assert cleared == "10 cleared until 240400ZJAN26\n"
    assert _done(muster("gates", willow[0])) == "nothing is in the way\n"
    behind = _done(muster("left-behind", "willow"))
    assert "of unknown age" in behind
    assert behind.endswith("2 at willow may not be moved\n")


def _planned(muster: Asking) -> str:
    made = muster.write("08:00", "plan", "make", "--seconds", "2", "--days", "2", "--json").json
    assert (made["delivered"], made["left_behind"], made["serials"]) == (10, 0, 1)
    alone = muster.write("08:10", "plan", "adopt", made["plan"][:8], "--key", "o.desk")
    assert (alone.code, "two officers" in alone.err) == (4, True)
    adopted = muster.write("08:10", "plan", "adopt", made["plan"][:8], "--key", "o.desk", "--key", "p.planner")
    assert _done(adopted) == "bus-1/1: 10 seated\n"

    (serial,) = muster("serials", "--json").json
    assert (serial["giver"], serial["receiver"], serial["seated"]) == ("willow", "harbour", 10)
    manifest = _done(muster("manifest", serial["serial"]))
    assert len(re.findall(r"^  [A-Z]{3}-\d{4}-[A-Z]$", manifest, re.MULTILINE)) == 10
    return str(serial["serial"])


def _carried(muster: Asking, serial: str) -> str:
    """The bus takes all ten; Harbour accepts nine. The number of the tenth."""
    unknown = muster.write("08:45", "check-bands", serial, "--how", "guess", "--key", "w.officer")
    assert (unknown.code, "photo" in unknown.err) == (4, True)
    compared = muster.write("08:45", "check-bands", serial, "--how", "photo", "--key", "w.officer")
    assert "10 people compared with their bands by photo" in _done(compared)
    offered = muster.write("08:50", "offer", serial, "--key", "w.officer", "--json").json
    first = offered["handover"]
    assert offered["people"] == 10
    assert "10 people let go by willow" in _done(muster.write("08:55", "let-go", first, "--key", "w.officer"))
    wrong = muster.write("08:57", "accept", first, "--count", "9", "--key", "b.escort")
    assert (wrong.code, "You counted 9" in wrong.err) == (4, True)
    taken = muster.write("08:57", "accept", first, "--count", "10", "--key", "b.escort")
    assert "10 people of 10 offered accepted by bus-1;" in _done(taken)

    nobody = muster.write("08:58", "offer", serial, "--onward", "--key", "w.officer")
    assert (nobody.code, "willow holds nobody of serial" in nobody.err) == (4, True)
    onward = muster.write("11:30", "offer", serial, "--onward", "--key", "b.escort", "--json").json["handover"]
    _done(muster.write("11:35", "let-go", onward, "--key", "b.escort"))
    lost = str(muster("manifest", serial, "--json").json["people"][-1])
    arrived = muster.write(
        "11:45", "accept", onward, "--count", "9", "--except", f"{lost.lower().replace('-', '')}:missing", "--key",
        "h.officer",
    )  # fmt: skip
    assert "9 people of 10 offered accepted by harbour, 1 still outstanding;" in _done(arrived)
    assert _done(muster("unaccounted")) == f"{lost}  bus-1\n"
    return lost


def _counted_and_explained(muster: Asking, lost: str) -> None:
    called = muster.write("12:30", "count", "call", "harbour", "--key", "h.officer", "--json").json["muster"]
    alone = muster.write("12:40", "count", "enter", called, "--counted", "9", "--key", "h.officer")
    assert (alone.code, "second officer" in alone.err) == (3, True)
    counted = muster.write(
        "12:40", "count", "enter", called, "--counted", "9", "--key", "h.officer", "--key", "h.counter"
    )
    assert _done(counted) == "harbour: 9 on the roll, 9 mustered, they agree\n"

    found = muster("discrepancies", "--json")
    assert found.code == 6
    (open_one,) = found.json
    assert (open_one["kind"], open_one["owner"], open_one["person"]) == ("offered-not-accepted", "bus-1", lost)
    explained = muster.write(
        "13:00", "count", "explain", open_one["id"], "--as", "found", "--because", "He was asleep at the back", "--key",
        "b.escort", "--key", "o.desk",
    )  # fmt: skip
    assert "explained as found and closed" in _done(explained)
    assert _done(muster("discrepancies")) == "nothing is open\n"


def _accounted_for(muster: Asking, lost: str) -> None:
    handover = next(
        line.split("handover=")[1].split()[0]
        for line in _done(muster("tell", "--person", lost)).splitlines()
        if "custody.accepted" in line and "harbour" in line
    )
    back = muster.write("13:10", "take-back", handover, "--key", "b.escort")
    assert "1 person taken back by bus-1" in _done(back)

    account = muster("account", "--json").json
    assert account["people"] == 12
    assert account["accounts"] == {"bus-1/in-hand": 1, "harbour/in-hand": 9, "willow/in-hand": 2}
    assert account["discrepancies"] == []
    situation = muster("situation", "--json").json
    assert {name: situation["totals"][name] for name in ("roll", "sites", "escorts", "received", "unaccounted")} == {
        "roll": 12, "sites": 2, "escorts": 1, "received": 9, "unaccounted": 0,
    }  # fmt: skip
    then = muster("--as-of", "210900ZJAN26", "situation", "--json").json["totals"]
    assert (then["received"], then["unaccounted"]) == (9, 1), "as it stood at noon, local time"
    way = _done(muster("person", "show", lost))
    assert "now on bus-1/in-hand" in way
    assert "bus-1/unaccounted" in way


def _proved(muster: Asking) -> None:
    verified = _done(muster("verify"))
    assert "11 accounts: bus-1/in-hand 1, harbour/in-hand 9, willow/in-hand 2" in verified
    copy = muster.folder / "copy.mbk"
    assert "entries" in _done(muster("backup", str(copy)))
    again = muster("backup", str(copy))
    assert (again.code, "is there already" in again.err) == (4, True)
    assert _done(muster("verify", str(copy))) == verified
    taken = _done(muster("--yes", "take-in", str(copy)))
    assert taken.startswith("copy.mbk: 0 new entries")
    assert "✓ book:" in _done(muster("doctor"))
    assert "custody.accepted" in _done(muster("tell"))
    piped = in_its_own_process("-C", str(muster.folder), "situation")
    assert piped.code == 0
    assert "\x1b" not in piped.out
