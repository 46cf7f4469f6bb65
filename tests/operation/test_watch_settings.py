"""Who owns an alert is read from the operation's own file, with every fault in it named."""

from __future__ import annotations

from musterbook.operation.watch_settings import WatchSettings, read_watch
from musterbook.terms.errors import Fault


def test_a_site_has_its_own_owners_and_the_rest_those_of_elsewhere() -> None:
    faults: list[Fault] = []
    said = {
        "duty_officer": "o.desk",
        "owners": {"WLW": {"default": ["one", "two"], "now": ["head"]}, "elsewhere": {"default": ["three"]}},
    }

    read = read_watch(said, faults)
    assert faults == []
    assert read.owners_of("WLW", "ready") == ("one", "two")
    assert read.owners_of("WLW", "now") == ("head",)
    assert read.owners_of("HRB", "now") == ("three",)
    assert WatchSettings().owners_of("HRB", "now") == ()


def test_every_fault_is_named_and_the_rest_is_kept() -> None:
    faults: list[Fault] = []
    said = {
        "duty_officer": 3,
        "superior": "m.head",
        "colour": "red",
        "owners": {"WLW": {"never": ["one"], "now": "one", "ready": ["two"]}, "HRB": 1},
    }

    read = read_watch(said, faults)
    assert read.superior == "m.head"
    assert read.owners_of("WLW", "ready") == ("two",)
    assert sorted(str(one.column) for one in faults) == [
        "watch.colour", "watch.duty_officer", "watch.owners.HRB", "watch.owners.WLW.never", "watch.owners.WLW.now",
    ]  # fmt: skip
