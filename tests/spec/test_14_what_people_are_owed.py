"""What people are owed: a basis, a receipt, word of their move, notices with clocks, and an answer by somebody else.

A notice sent twice is one notice. A contest of who he is holds him until somebody answers who did not write it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.custody.dues.authority import Authorities
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import Contests
from musterbook.custody.dues.notices import NoticesSent, Occasion
from musterbook.custody.dues.receipts import Receipts
from musterbook.custody.dues.tellings import Tellings
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

ONE = PersonId("D-0001")


def at(hour: int, minute: int = 0, *, day: int = 21) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def held_by(text: str, hour: int, *, day: int = 21) -> str:
    """Why nobody may hold D-0001 at an hour; `an authority that runs` while one does."""
    lack = Authorities.of(entries(text)).lack(ONE, at(hour, day=day))
    return "an authority that runs" if lack is None else lack.why


def notice(text: str, hour: int) -> str:
    """How word to counsel about D-0001, who came at six, stands at an hour of the next day."""
    owed = Occasion("counsel", ONE, "hasakah", at(6), at(6) + timedelta(hours=24))
    return NoticesSent.of(entries(text)).standing(owed, at(hour, day=22)).stage(at(hour, day=22))


def held_up(text: str) -> list[str]:
    """The people an open contest keeps from boarding."""
    move = Move(frozenset((ONE, PersonId("D-0002"))), CustodianId("hasakah"), CustodianId("chinook"), at(12))
    return [str(one.person) for one in Contests.of(entries(text)).objections(move)]


def test_nobody_is_held_without_an_authority_that_is_written_down_and_runs() -> None:
    text = "06:00 desk custody.authority-noted people=D-0001 kind_of=warrant issuer=court from=06:00 until=18:00"

    assert held_by("", 12) == "none"
    assert held_by(text, 12) == "an authority that runs"
    assert held_by(text, 18) == "expired"


def test_whoever_has_served_his_sentence_is_to_be_released_and_so_is_whom_a_court_lets_go() -> None:
    sentence = "06:00 desk custody.authority-noted people=D-0001 kind_of=sentence issuer=court from=06:00 until=18:00"
    let_go = f"{sentence}\n09:00 desk custody.authority-noted people=D-0001 kind_of=release issuer=court from=10:00"

    assert held_by(sentence, 18) == "release-due"
    assert held_by(let_go, 9) == "an authority that runs"
    assert held_by(let_go, 10) == "release-due"


def test_a_new_paper_counts_from_when_it_was_written_down() -> None:
    text = """
        06:00 desk custody.authority-noted people=D-0001 kind_of=warrant issuer=court from=06:00 until=18:00
        17:00 desk custody.authority-noted people=D-0001 kind_of=order   issuer=court from=17:00
        """

    assert held_by(text, 20) == "an authority that runs"


def test_a_receipt_is_owed_again_by_whoever_holds_him_next() -> None:
    text = f"06:30 hasakah custody.receipt-given receipts=D-0001:{'a' * 64}:ar:given:no:-"
    receipts = Receipts.of(entries(text))

    assert receipts.has(ONE, holder=CustodianId("hasakah"), since=at(6)) is True
    assert receipts.has(ONE, holder=CustodianId("karkh"), since=at(9)) is False


def test_he_is_told_where_he_goes_before_he_goes_and_again_if_he_did_not_understand() -> None:
    text = (
        "08:00 hasakah custody.told people=D-0001,D-0002 what=move handover=H1 custodian=chinook not_understood=D-0002"
    )
    tellings = Tellings.of(entries(text))
    whither = frozenset(("chinook",))

    assert tellings.knows_of_move(ONE, since=at(6), handover="H1", whither=whither) is True
    assert tellings.knows_of_move(PersonId("D-0002"), since=at(6), handover="H1", whither=whither) is False
    assert tellings.knows_of_move(ONE, since=at(6), handover="H2", whither=whither) is False


def test_a_notice_that_nobody_sent_is_overdue_when_its_hours_are_over() -> None:
    assert notice("", 5) == "due"
    assert notice("", 6) == "overdue"


def test_a_notice_sent_twice_is_one_notice_and_acknowledged_once() -> None:
    sent = "09:00 hasakah custody.notified notice=counsel people=D-0001 whom=counsel"
    again = f"{sent}\n{sent.replace('09:00', '11:00')}"
    answered = f"{again}\n12:00 hasakah custody.notified notice=counsel people=D-0001 acknowledged_at=11:30"

    assert notice(sent, 10) == "sent"
    assert notice(again, 10) == "sent"
    assert notice(answered, 10) == "acknowledged"


def test_whoever_wants_nobody_told_is_not_asked_again() -> None:
    assert notice("05:00 hasakah custody.notified notice=counsel people=D-0001 how=declined", 10) == "settled"


def test_an_open_contest_of_his_age_keeps_him_here_and_one_of_his_property_does_not() -> None:
    assert held_up("08:00 hasakah custody.contested person=D-0001 about=age") == ["D-0001"]
    assert held_up("08:00 hasakah custody.contested person=D-0001 about=property") == []


def test_the_answer_to_a_contest_lets_him_go_on() -> None:
    text = """
        08:00 hasakah custody.contested        person=D-0001 about=name @it
        09:00 desk    custody.contest-answered person=D-0001 contest=@it outcome=rejected
        """

    assert held_up(text) == []


def test_a_complaint_that_was_handed_on_still_waits_for_its_answer() -> None:
    text = """
        08:00 hasakah custody.complained         person=D-0001 against=w.officer @it
        09:00 desk    custody.complaint-answered person=D-0001 complaint=@it outcome=handed-on
        """
    answered = f"{text}10:00 desk custody.complaint-answered person=D-0001 complaint=@it outcome=upheld"

    assert len(Complaints.of(entries(text)).open()) == 1
    assert len(Complaints.of(entries(answered)).open()) == 0
