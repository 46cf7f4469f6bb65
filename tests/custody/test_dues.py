"""What is owed to people, told as stories: authority, tellings, receipts, notices, contests and complaints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody.dues.authority import Authorities
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import HOLDS, Contests
from musterbook.custody.dues.notices import NoticesSent, Occasion
from musterbook.custody.dues.receipts import Receipts
from musterbook.custody.dues.tellings import Tellings
from musterbook.custody.settings import NOTICE_HOURS, CustodySettings
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

D1, D2 = PersonId("D-0001"), PersonId("D-0002")
HASAKAH, KARKH = CustodianId("hasakah"), CustodianId("karkh")


def at(hour: int, minute: int = 0, *, day: int = 21) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def move(*people: PersonId, hour: int = 12, stage: str = "boarding") -> Move:
    return Move(people=frozenset(people), giver=HASAKAH, receiver=KARKH, at=at(hour), stage=stage)  # type: ignore[arg-type]  # one of three words


WARRANT = """
06:00 desk custody.authority-noted people=D-0001,D-0002 kind_of=warrant issuer="court of Hasakah" from=06:00 until=18:00
"""


def test_whoever_has_a_warrant_that_runs_may_be_held_and_whoever_has_none_may_not() -> None:
    authorities = Authorities.of(told(WARRANT))

    assert authorities.objections(move(D1, D2)) == []
    assert [one.values["why"] for one in authorities.objections(move(PersonId("D-0003")))] == ["none"]


def test_from_the_minute_a_warrant_ends_nobody_may_hold_him_on_it() -> None:
    authorities = Authorities.of(told(WARRANT))

    assert authorities.lack(D1, at(17, 59)) is None
    lack = authorities.lack(D1, at(18))
    assert lack is not None
    assert (lack.why, lack.since, lack.issuer) == ("expired", at(18), "court of Hasakah")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("kind_of=none issuer=- from=06:00", "none"),
        ("kind_of=order issuer=court from=20:00", "not-yet"),
        ("kind_of=order issuer=court from=01:00 until=06:30", "expired"),
        ("kind_of=sentence issuer=court from=01:00 until=06:30", "release-due"),
        ("kind_of=release issuer=court from=11:00", "release-due"),
    ],
)
def test_an_objection_says_why_nobody_may_hold_him(line: str, why: str) -> None:
    authorities = Authorities.of(told(WARRANT + f"07:00 desk custody.authority-noted people=D-0001 {line}"))

    assert [(one.person, one.values["why"]) for one in authorities.objections(move(D1, D2))] == [(D1, why)]
    assert authorities.objections(move(D1, stage="arriving")) == []


def test_a_release_that_begins_tomorrow_is_not_due_today() -> None:
    authorities = Authorities.of(told("06:00 desk custody.authority-noted people=D-0001 kind_of=release issuer=court "
                                      "from=2026-01-22T06:00:00+00:00"))  # fmt: skip

    assert authorities.lack(D1, at(12)) is None
    assert authorities.lack(D1, at(6, day=22)) is not None


def test_who_was_told_of_this_handover_since_he_came_knows_and_who_did_not_understand_does_not() -> None:
    tellings = Tellings.of(
        told(
            "08:00 hasakah custody.told people=D-0001,D-0002 what=move custodian=karkh handover=H1 "
            "not_understood=D-0002"
        )
    )
    asks = {"since": at(6), "handover": "H1", "whither": frozenset(("karkh",))}

    assert tellings.knows_of_move(D1, **asks)  # type: ignore[arg-type]  # as named above
    assert not tellings.knows_of_move(D2, **asks)  # type: ignore[arg-type]
    assert not tellings.knows_of_move(D1, since=at(6), handover="H2", whither=frozenset(("karkh",)))
    assert not tellings.knows_of_move(D1, since=at(9), handover="H1", whither=frozenset(("karkh",)))


def test_a_receipt_counts_for_whoever_gave_it_and_not_for_the_next_who_holds_him() -> None:
    receipts = Receipts.of(told("07:00 hasakah custody.receipt-given receipts=D-0001:" + "a" * 64 + ":ar:given:no:-"))

    assert receipts.has(D1, holder=HASAKAH, since=at(6))
    assert not receipts.has(D1, holder=KARKH, since=at(6))
    assert not receipts.has(D1, holder=HASAKAH, since=at(8))
    assert not receipts.has(D2, holder=HASAKAH, since=at(6))


FAMILY = Occasion("counsel", D1, HASAKAH, at(6), at(6) + timedelta(hours=24))


def test_a_notice_is_due_then_overdue_then_sent_then_acknowledged() -> None:
    sent = told("09:00 hasakah custody.notified notice=counsel people=D-0001 whom=counsel", day="2026-01-22")
    said = told("11:00 hasakah custody.notified notice=counsel people=D-0001 whom=counsel acknowledged_at=10:30",
                day="2026-01-22", upon=sent)  # fmt: skip
    none, one, both = NoticesSent.of([]), NoticesSent.of(sent), NoticesSent.of([*sent, *said])

    assert none.standing(FAMILY, at(5, 59, day=22)).stage(at(5, 59, day=22)) == "due"
    assert none.standing(FAMILY, at(6, day=22)).stage(at(6, day=22)) == "overdue"
    assert one.standing(FAMILY, at(9, day=22)).stage(at(9, day=22)) == "sent"
    assert one.standing(FAMILY, at(9, day=22)).was_late
    assert both.standing(FAMILY, at(11, day=22)).stage(at(11, day=22)) == "acknowledged"


def test_whoever_declined_is_not_asked_again_at_the_next_place() -> None:
    sent = NoticesSent.of(told("05:00 hasakah custody.notified notice=counsel people=D-0001 how=declined"))

    assert sent.standing(FAMILY, at(12)).stage(at(12)) == "settled"


@given(st.lists(st.sampled_from(["07:00", "08:00", "09:00", "22:00"]), min_size=1, max_size=8))
def test_however_often_it_is_sent_it_is_one_notice_first_sent_when_it_was_first_sent(hours: list[str]) -> None:
    story = "\n".join(f"{hour} hasakah custody.notified notice=counsel people=D-0001 whom=counsel" for hour in hours)

    notice = NoticesSent.of(told(story)).standing(FAMILY, at(23))

    assert notice.sent_at == at(int(min(hours)[:2]))
    assert notice.stage(at(23)) == "sent"


CONTEST = "08:00 hasakah custody.contested person=D-0001 about=name barred=w.clerk @the-contest\n"


@pytest.mark.parametrize("about", ["name", "age", "nationality", "family", "injury", "property", "identity", "list"])
def test_an_open_contest_of_who_he_is_is_a_hold_and_no_other(about: str) -> None:
    contests = Contests.of(told(f"08:00 hasakah custody.contested person=D-0001 about={about}"))

    assert bool(contests.objections(move(D1, D2))) == (about in HOLDS)
    assert contests.objections(move(D1, stage="arriving")) == []


def test_a_contest_is_closed_by_its_answer_and_by_no_second_one() -> None:
    contests = Contests.of(
        told(
            CONTEST
            + """
            09:00 desk custody.contest-answered contest=@the-contest person=D-0002 outcome=upheld
            10:00 desk custody.contest-answered contest=@the-contest person=D-0001 outcome=perhaps
            11:00 desk custody.contest-answered contest=@the-contest person=D-0001 outcome=rejected
            12:00 desk custody.contest-answered contest=@the-contest person=D-0001 outcome=upheld
            """
        )
    )

    (one,) = contests.of_person(D1)
    assert (one.outcome, one.answered_at) == ("rejected", at(11))
    assert contests.open() == ()
    assert contests.objections(move(D1)) == []
    assert one.due(7) == at(8, day=28)


def test_a_complaint_handed_on_still_waits_and_one_answered_does_not() -> None:
    told_so_far = told("08:00 hasakah custody.complained person=D-0001 against=w.officer")
    complaint = told_so_far[0].digest
    handed = told_so_far + told(
        f"09:00 desk custody.complaint-answered complaint={complaint} person=D-0001 outcome=handed-on",
        upon=told_so_far,
    )
    answered = handed + told(
        f"10:00 desk custody.complaint-answered complaint={complaint} person=D-0001 outcome=upheld",
        upon=handed,
    )

    assert [one.outcome for one in Complaints.of(handed).open()] == ["handed-on"]
    assert Complaints.of(answered).open() == ()
    assert Complaints.of(answered).all()[0].bars("w.officer")
    assert not Complaints.of(answered).all()[0].bars("p.protect")


def test_settings_take_the_kinds_of_notice_there_are_and_whole_hours() -> None:
    assert CustodySettings().notice_hours == {}
    assert CustodySettings(notice_hours=dict(NOTICE_HOURS)).notice_hours["death"] == 12
    with pytest.raises(Malformed):
        CustodySettings(notice_hours={"neighbours": 24})
    with pytest.raises(Malformed):
        CustodySettings(notice_hours={"family": 0})
