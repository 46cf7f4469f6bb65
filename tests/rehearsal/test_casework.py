"""Tests of what follows the move in a rehearsal: calls, evidence, a return home, a camp; and of their account."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from musterbook.camps.facts import Counted
from musterbook.cli.render import account_lines
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import FearHeard, RefoulementAssessed
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.facts import Packaged
from musterbook.operation.account import account_of
from musterbook.operation.book import Book
from musterbook.operation.case_board import due_of
from musterbook.operation.package_checking import receipt_holds
from musterbook.operation.sitrep.heads import book_at
from musterbook.rehearsal.acts import ACTS
from musterbook.rehearsal.casework_camp import SHARES
from musterbook.rehearsal.casework_evidence import FOLDER
from musterbook.repatriation.cases import Cases
from musterbook.repatriation.facts import CaseOpened, HostFreed, HostHeld
from musterbook.words.account_sentences import casework_lines
from tests.rehearsal.conftest import Played
from tests.rehearsal.small import BOYS, LIFTABLE

SECTIONS = (
    "calls", "evidence", "returns", "camps", "prints", "care", "requests", "beds", "aboard", "way", "incidents",
)  # fmt: skip
DAY_AFTER_THE_MOVE = "2026-02-13"


def test_whatever_follows_the_move_comes_after_it(small: Played) -> None:
    told = small.account

    moments = [one["decided_at"] for one in told["calls"]["dissent"]]
    moments += [one["asked_at"] for one in told["evidence"]["requests"]]
    moments += [one["claimed_at"] for one in told["returns"]["returned"] if not one["outcomes"]]
    moments += [one["control_changed_at"] for one in told["camps"]]

    assert len(moments) == 5
    assert min(moments) > DAY_AFTER_THE_MOVE


def test_a_decision_is_made_against_one_agency_and_one_action_is_late(small: Played) -> None:
    told = small.account["calls"]

    assert (told["calls"], told["decisions"], told["actions"], told["done"]) == (2, 1, 2, 1)
    assert [(one["decision"], one["agency"]) for one in told["dissent"]] == [("DEC-001", "protection")]
    assert [(one["call"], one["agency"]) for one in told["silent"]] == [("CALL-001", "host"), ("CALL-002", "host")]
    (late,) = told["late"]
    # Owed for twenty hours after 19:20Z on the 13th, and asked of at 22:00Z on the 16th: 54 h and 40 min.
    assert (late["agency"], late["hours_late"]) == ("host", 54)
    assert late["heard"] == ["deputy", "owner", "lead", "chair", "principals"]


def test_one_package_is_signed_by_two_and_received_and_one_originator_says_no(small: Played) -> None:
    told = small.account["evidence"]

    (package,) = told["packages"]
    approved, refused = told["requests"]

    assert (told["items"], told["dossiers"], package["items"]) == (5, 1, 4)
    assert (package["country"], package["signatures"], package["stage"]) == ("DEU", 2, "received")
    assert package["packaged_at"] < package["sent_at"] < package["received_at"]
    assert (approved["stage"], approved["refused"]) == ("received", [])
    assert refused["stage"] == "refused"
    assert [(one["by"], one["reason"]) for one in refused["refused"]] == [("hasakah", "DEATH-PENALTY")]


def test_the_package_lies_sealed_and_its_receipt_holds_without_the_book(small: Played, book: Book) -> None:
    (packaged,) = (one.fact for one in book.entries() if isinstance(one.fact, Packaged))
    folder = small.folder / FOLDER

    raw = (folder / "P-0001.mbp").read_bytes()

    assert b"invented" not in raw
    assert receipt_holds(folder / "P-0001.receipt.json", manifest=packaged.manifest, public=packaged.recipient)
    assert len(json.loads((folder / "P-0001.keys.json").read_text("utf-8"))) == 2


def test_nothing_of_the_evidence_lies_open_beside_the_book(small: Played) -> None:
    words = ("what a witness saw", "four pictures", "who told it must not be known")

    everything = b"".join(path.read_bytes() for path in small.folder.rglob("*") if path.is_file())

    assert [one for one in words if one.encode() in everything] == []


def test_one_goes_home_by_two_handovers_after_the_hosts_court_has_let_him_go(small: Played, book: Book) -> None:
    told = small.account["returns"]
    before, home = told["returned"]
    offers = {
        one.digest: one.by
        for one in book.entries()
        if isinstance(one.fact, Offered) and one.fact.move == "repatriation"
    }
    accepted = [
        (offers[one.fact.offer], one.by)
        for one in book.entries()
        if isinstance(one.fact, Accepted) and one.fact.offer in offers
    ]

    assert (told["cases"], told["open"], told["host_held"]) == (2, 0, 0)
    assert (before["held_at"], before["received_at"] < home["claimed_at"]) == (None, True)
    assert home["claimed_at"] < home["held_at"] < home["freed_at"] < home["handed_over_at"] < home["received_at"]
    assert accepted == [("karkh", "flight-1"), ("flight-1", "germany")] * 2
    assert small.account["accounts"]["germany/in-hand"] == 2
    assert "refused [repatriation.host-hold]" in small.account["invented"]["return"]


def test_what_became_of_whoever_went_first_is_due_and_told_after_thirty_days_and_not_a_day_before(
    small: Played, book: Book
) -> None:
    before, home = small.account["returns"]["returned"]
    received = datetime.fromisoformat(before["received_at"])
    ends = received + timedelta(days=30)
    (told,) = before["outcomes"]

    def owed(at: datetime) -> list[tuple[str, int]]:
        then = book_at(book, at)
        return [(one.case, one.days) for one in due_of(then, at=at) if one.clock == "outcome"]

    assert owed(ends - timedelta(minutes=1)) == []
    assert owed(ends) == [(before["case"], 30)]
    assert (told["days"], told["outcome"], told["source"]) == (30, "tried", "visit")
    assert datetime.fromisoformat(told["at"]) > ends
    assert owed(ends + timedelta(days=60)) == [(home["case"], 30)]
    assert owed(ends + timedelta(days=151)) == [(home["case"], 30), (before["case"], 180)]


def test_a_condition_of_his_country_was_met_by_an_office_before_he_went(small: Played, book: Book) -> None:
    home = small.account["returns"]["returned"][1]
    case = Cases.of(book.entries()).case(home["case"])

    assert case is not None
    (condition,) = case.conditions()
    assert condition.met is not None
    assert condition.met.fact.by == "clinic of the host"


def test_every_gate_is_asked_and_nobody_came_into_other_hands_unheard_or_unassessed(small: Played, book: Book) -> None:
    first = list(reversed(book.entries()))
    heard = {one.fact.person: one.happened_at for one in first if isinstance(one.fact, FearHeard)}
    found = {
        one.fact.person: (one.happened_at, one.fact.outcome)
        for one in first
        if isinstance(one.fact, RefoulementAssessed) and one.fact.to == "iraq"
    }
    arrived = [
        (person, one.happened_at)
        for one in book.entries()
        if isinstance(one.fact, Accepted) and one.by == "karkh"
        for person in one.fact.people
    ]

    assert "gates_off" not in small.account
    assert len(arrived) >= LIFTABLE - BOYS
    assert [person for person, at in arrived if not heard[person] < at] == []
    assert [person for person, at in arrived if found[person][0] > at or found[person][1] != "no-risk"] == []


def test_whoever_is_in_danger_or_perhaps_stays_and_is_stopped_by_that_gate(book: Book) -> None:
    in_doubt = {
        one.fact.person
        for one in book.entries()
        if isinstance(one.fact, RefoulementAssessed) and one.fact.outcome != "no-risk"
    }
    roll = book.reading(Roll)

    # Nobody knows who two at derik are, and who the seven are whom hasakah caught again.
    assert Counter(roll.holder(one) for one in in_doubt) == {"derik": 2, "hasakah": 7}


def test_he_is_a_moved_man_of_that_country_no_boy_and_the_one_the_dossier_is_about(book: Book) -> None:
    opened = [one.fact for one in book.entries() if isinstance(one.fact, CaseOpened)][-1]
    held = [one.happened_at for one in book.entries() if isinstance(one.fact, HostHeld | HostFreed)]
    dossier = book.reading(Dossiers).dossier("D-0001")

    codes = book.reading(Classes).codes(opened.person)

    assert len(held) == 2
    assert (codes.nationality, codes.child, opened.country) == ("DEU", "no", "DEU")
    assert dossier is not None
    assert dossier.person == opened.person


def test_a_camp_is_an_alert_then_empties_and_the_protecting_body_is_told(small: Played) -> None:
    (camp,) = small.account["camps"]

    # 9,840 - 9,610 = 230 are above 1 % and below 10 %; 9,610 - 7,055 = 2,555 are above 10 %.
    assert [(one["people"], one["verdict"]) for one in camp["counts"]] == [
        (9840, "first"), (9610, "alert"), (7055, "emptying"), (3120, "emptying"),
    ]  # fmt: skip
    assert (camp["unexplained"], camp["found"]) == (9840 - 3120, 640)
    assert camp["control_changed_at"] < camp["told_at"]
    assert camp["signals"] == 0, "nobody keeps a watch in this rehearsal"


def test_every_count_of_the_camp_sums_to_its_people(book: Book) -> None:
    counts = [one.fact for one in book.entries() if isinstance(one.fact, Counted)]

    assert [sum(cell.count for cell in one.cells) for one in counts] == [9840, 9610, 7055, 3120]
    assert sum(share for *_, share in SHARES) < 100


def test_the_account_prints_a_section_for_each(small: Played) -> None:
    text = "\n".join(account_lines(small.account))

    assert "DEC-001 was made against protection" in text
    assert "R-0002 for USA: refused by hasakah at 142300ZFEB26 [DEATH-PENALTY]" in text
    assert "P-0001 for DEU: 4 items, signed by 2, left 141500ZFEB26, receipt 151100ZFEB26" in text
    assert "DEU-0002: the host's court kept him from 150600ZFEB26 to 160500ZFEB26" in text
    assert "DEU-0001: after 30 days tried, told at 161400ZFEB26, source: visit" in text
    assert "tall-demo: 9,840 counted on 2026-02-12, 3,120 on 2026-02-15: emptying" in text


def test_the_account_names_nobody(small: Played, book: Book) -> None:
    opened = [one.fact.person for one in book.entries() if isinstance(one.fact, CaseOpened)]

    told = json.dumps({name: small.account[name] for name in SECTIONS})

    assert [person for person in opened if person in told] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_printed_only_where_there_is_one(small: Played, section: str) -> None:
    alone = casework_lines({section: small.account[section]})

    assert casework_lines({}) == []
    assert alone[0] == ""
    assert len(alone) > 2


def test_a_count_that_nobody_could_make_is_said_and_not_nought() -> None:
    camp: Mapping[str, Any] = {
        "camp": "shut", "counts": [{"day": "2026-02-12", "people": None, "verdict": "no-access"}], "worst": "",
        "control_changed_at": None, "told_at": None, "unexplained": None, "found": 0, "looks_missed": 0, "signals": 0,
        "answered": 0,
    }  # fmt: skip

    assert casework_lines({"camps": [camp]}) == ["", "Camps", "  shut: nobody could count yet"]


def test_the_account_drawn_up_from_the_book_alone_is_the_same(small: Played, book: Book) -> None:
    again = account_of(book, datetime.fromisoformat(small.account["as_of"])).told()

    assert {name: again[name] for name in SECTIONS} == {name: small.account[name] for name in SECTIONS}


def test_every_table_of_casework_is_an_act() -> None:
    assert {name for name, _ in ACTS if name.startswith("casework.")} == {
        "casework.call", "casework.evidence", "casework.return", "casework.return_before", "casework.camp",
    }  # fmt: skip
