"""What is said: the person or the place first, the fact, what to do, and the rule in brackets; and nothing raises."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.custody import facts as _facts  # noqa: F401  a fact is known once its file is loaded
from musterbook.custody.discrepancies import Together
from musterbook.custody.findings import Found
from musterbook.ledger.chain import TurnedAway
from musterbook.ledger.facts import Digest
from musterbook.ledger.notation import told
from musterbook.ledger.standing import Flagged, NotStanding
from musterbook.lift.dispatch.unmoved import Unmoved
from musterbook.lift.rules import Finding
from musterbook.rights.verdict import Verdict
from musterbook.tables import SCHEMAS, read_table
from musterbook.tables.sheet import Notice
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.words.catalogue import read_catalogue
from musterbook.words.say import known, sentence
from musterbook.words.sentences import texts
from musterbook.words.templates import filled

ENGLISH = read_catalogue("en")
EVERY_TEXT = [text for key, one in ENGLISH.sentences.items() for text in texts(one, key)]
AT = datetime(2026, 1, 21, 6, 10, tzinfo=UTC)
MISSED = Found(
    "0123456789ab", "missing", PersonId("D-0002"), CustodianId("hasakah"), None, (Digest("a"),), Digest("a"), AT
)


def test_an_objection_names_the_person_first_and_the_rule_last() -> None:
    objection = Objection("eligibility.child", PersonId("D-0002"), {"child": "yes", "basis": "seen"})

    assert sentence(objection) == "D-0002: a child. Move in a protective lot only [eligibility.child]"


def test_an_objection_to_a_whole_move_begins_with_a_capital() -> None:
    objection = Objection("lift.capacity", None, {"serial": "S-7", "people": 1200, "escorts": 150, "seats": 1300})

    assert sentence(objection) == (
        "Serial S-7 has 1,300 seats; 1,200 people and 150 escorts need more. "
        "Offer fewer people, or take a larger carrier [lift.capacity]"
    )


def test_a_name_that_begins_a_sentence_keeps_its_letters() -> None:
    assert sentence(Objection("number.no-block", None, {"custodian": "hasakah"})).startswith("hasakah has no numbers")


def test_a_hold_says_in_words_why_and_who_can_lift_it() -> None:
    by_gate = Objection("eligibility.hold", PersonId("D-0002"), {"ground": "witness", "lift_by": "security-officer"})
    by_desk = replace(by_gate, values={"ground": "witness", "authority": "security-officer"})

    assert sentence(by_gate) == "D-0002: held: a witness. Only a security officer can lift this hold [eligibility.hold]"
    assert sentence(by_desk) == sentence(by_gate)


def test_a_fault_says_file_row_and_column_and_what_to_do() -> None:
    fault = Fault("date.ambiguous", "people.csv", 1014, "born", {"one": "DD/MM/YYYY", "other": "MM/DD/YYYY"})

    assert sentence(fault) == (
        "people.csv row 1014 column born: this date can be read in two ways, DD/MM/YYYY or MM/DD/YYYY. "
        "Say which with --dates day-first or --dates month-first [date.ambiguous]"
    )


def test_a_fault_of_a_settings_file_names_the_setting_and_no_column() -> None:
    fault = Fault("settings.no-such-zone", file="operation.toml", column="time_zone", values={"zone": "Iraq"})

    assert sentence(fault).startswith("operation.toml time_zone: there is no time zone “Iraq”")


def test_a_notice_of_a_table_is_said_as_a_fault_is() -> None:
    assert sentence(Notice("rows.hidden", file="sites.xlsx", values={"rows": 1})) == (
        "sites.xlsx: 1 row is hidden and was read all the same [rows.hidden]"
    )
    assert "3 rows are hidden" in sentence(Notice("rows.hidden", file="sites.xlsx", values={"rows": 3}))


def test_a_count_says_both_numbers_and_the_difference() -> None:
    values = {"roll": 1812, "mustered": 1811, "difference": -1}
    few = replace(MISSED, kind="number-differs", person=None, values=values)
    many = replace(few, values={"roll": 811, "mustered": 813, "difference": 2})

    assert (
        sentence(few) == "hasakah: 1,812 on the roll, 1,811 mustered, 1 too few. Count again, by name [number-differs]"
    )
    assert "811 on the roll, 813 mustered, 2 too many" in sentence(many)


def test_a_discrepancy_about_one_person_names_him_and_about_many_counts_them() -> None:
    left = Found(
        "ab", "offered-not-accepted", PersonId("D-0002"), CustodianId("hasakah"), CustodianId("chinook"), (),
        Digest("c"), AT, {"handover": "H1"},
    )  # fmt: skip
    six = tuple(replace(left, person=PersonId(f"D-000{number}")) for number in range(1, 7))
    together = Together("offered-not-accepted", CustodianId("hasakah"), Digest("c"), AT, six)

    assert sentence(left).startswith("D-0002: offered by hasakah in H1 and not accepted by chinook")
    assert sentence(together).startswith("hasakah, 6 people: offered by hasakah in H1 and not accepted by chinook")
    assert "D-000" not in sentence(together)


def test_how_many_people_a_custodian_with_a_latin_name_has_does_not_turn_round() -> None:
    lost = Found("ab", "control-lost", PersonId("D-0002"), CustodianId("hasakah"), None, (), Digest("c"), AT)
    found = (lost, replace(lost, person=PersonId("D-0003")))
    both = Together("control-lost", CustodianId("hasakah"), Digest("c"), AT, found)

    for language, people in (("ckb", "2 کەس"), ("ar", "شخصان")):
        head = sentence(both, language).partition(":")[0]

        assert head == f"\u2068\u2068hasakah\u2069، {people}\u2069"  # first in it by direction is what is not set apart


def test_how_somebody_left_is_said_in_words_within_a_discrepancy() -> None:
    gone = Found(
        "ab", "departed-without-incident", PersonId("D-0002"), CustodianId("hasakah"), None, (), Digest("c"), AT,
        {"outcome": "released-in-error"},
    )  # fmt: skip

    assert "left custody as released in error, and" in sentence(gone)
    assert "released-in-error" not in sentence(gone, "ckb")


def test_an_account_is_said_in_words() -> None:
    over = replace(MISSED, kind="over", values={"account": "karkh/in-hand"})
    gone = replace(MISSED, kind="over", values={"account": "far/escaped"})

    assert "the book says in the hands of karkh." in sentence(over)
    assert "the book says escaped." in sentence(gone)


def test_sizes_spans_and_times_are_said_as_people_say_them() -> None:
    large = Fault("file.too-large", file="people.xlsx", values={"bytes": 61_000_000, "most": 52_428_800})
    old = Objection("custody.identity-check", None, {"why": "too-old", "hours": 12, "minutes": 1500})
    ended = Objection(
        "eligibility.clearance", None, {"lack": "expired", "until": "2026-01-21T23:48:00+03:00", "destination": "karkh"}
    )

    assert "this file is 61.0 MB, and 52.4 MB is the most" in sentence(large)
    assert "was 1 d 1 h ago" in sentence(old)
    assert "ended at 212048ZJAN26" in sentence(ended)


def test_an_entry_that_does_not_stand_says_who_wrote_what_and_why_not() -> None:
    (entry,) = told("06:00 hasakah custody.registered person=D-0001")
    aside = NotStanding(
        entry, "waiting", "needs-second-signature", {"officer": "h-1", "needed": "site-officer, counting-officer"}
    )

    assert sentence(aside) == (
        "hasakah, a registration: one officer signed (h-1), and it counts when a second signs in another role. "
        "Have a site officer or a counting officer sign [needs-second-signature]"
    )
    assert "dated 45 min later than it came in" in sentence(Flagged(entry, "ahead-of-arrival", 45))


def test_a_finding_of_the_plan_check_says_only_what_it_found() -> None:
    finding = Finding("R12", "bus-07", 340, {"node": "hasakah", "seats_needed": 50, "seats": 44})

    assert sentence(finding) == ("bus-07 at minute 340: it leaves hasakah too full; seats needed: 50, there: 44 [R12]")


def test_a_group_left_behind_is_said_with_its_count() -> None:
    left = Unmoved("hasakah-low", 1200, "lift.no-beds", {"compartment": "A", "beds": 800, "taken": 800})

    assert sentence(left) == (
        "group hasakah-low, 1,200 people: no beds are left in compartment A: 800 of 800 taken. "
        "Open more beds at the destination [lift.no-beds]"
    )


def test_a_frame_turned_away_is_said() -> None:
    assert sentence(TurnedAway("frame.count")).endswith("Have the bundle made again [frame.count]")


def test_a_verdict_on_rights_is_said_without_its_entry() -> None:
    verdict = Verdict("not-entitled", "no-roots", {"kind": "rights.root-set"})

    assert sentence(verdict) == "No root keys are set yet, so nobody can sign this. Set them first [no-roots]"


def test_an_error_of_many_parts_has_one_line_for_each() -> None:
    refused = Refused(Objection("handover.unknown", values={"handover": "H1"}), Objection("store.closing"))

    assert len(sentence(refused).splitlines()) == 2
    assert sentence(Malformed.because("muster.negative", counted=-4)).startswith("A count cannot be -4")
    assert sentence(Tampered("store.damaged", file="book.db")).startswith("Stop and investigate: book.db is damaged")


def test_an_error_of_ours_says_so_and_shows_nothing_of_what_it_held() -> None:
    said = sentence(KeyError("al-Demo"))

    assert "our fault" in said
    assert "al-Demo" not in said


def test_an_unknown_rule_is_said_with_its_values() -> None:
    assert sentence(Objection("weather.sandstorm", None, {"visibility_m": 50})) == "weather.sandstorm: visibility_m=50"
    assert sentence(Fault("weather.haze", file="a.csv", row=2)) == "a.csv row 2: - [weather.haze]"
    assert not known("weather.sandstorm")


def test_a_table_about_people_never_shows_a_cell(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "site,number,name,name_latin,sex,born\nhasakah,KHA-4712-X,وهمي,al-Wahmi,perhaps,31/02/1990x\n", encoding="utf-8"
    )

    faults = read_table(people, SCHEMAS["people"]).faults

    assert faults
    for fault in faults:
        assert all(cell not in sentence(fault) for cell in ("al-Wahmi", "وهمي", "perhaps,", "31/02", "KHA-4712"))


@pytest.mark.parametrize(("key", "text"), EVERY_TEXT, ids=[key for key, _ in EVERY_TEXT])
def test_no_sentence_shows_a_gap_when_no_value_came(key: str, text: str) -> None:
    said = filled(text, {}, codes=ENGLISH.codes, plural=ENGLISH.plural)

    assert said or key.startswith("place.")
    assert not re.search(r"[{}]|\[\[|\]\]| [;,]| \.(?!\w)|\.\.|  |[:;,] ?[.;,]|^[ .;:,]", said)


@settings(deadline=None)  # the first of a language reads its catalogue
@given(
    st.sampled_from([*ENGLISH.sentences, "no.such-rule"]),
    st.dictionaries(
        st.sampled_from(["why", "lack", "person", "people", "count", "difference", "text", "near", "needed", "found"]),
        st.none() | st.integers() | st.text(max_size=12),
    ),
    st.sampled_from(["en", "ar", "ckb", "kmr", ""]),
)
def test_nothing_that_can_be_said_ever_raises(rule: str, values: dict[str, str | int | None], language: str) -> None:
    things = (
        Objection(rule, None, values), Fault(rule, "a.csv", 3, "b", values), Tampered(rule, **values),
        Finding(rule, "bus-07", None, {}), Unmoved("g", 1, rule), replace(MISSED, kind=rule, values=values),
    )  # fmt: skip

    for thing in things:
        assert rule in sentence(thing, language)


@pytest.mark.parametrize("rule", ["book.exists", "rehearsal.folder-not-empty", "rehearsal.real-book"])
def test_a_fault_of_a_folder_names_it_once(rule: str) -> None:
    said = sentence(Fault(rule, file="willow"))

    assert said.startswith("willow: there ")
    assert said.count("willow") == 1
    assert "?" not in said
