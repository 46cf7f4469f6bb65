"""Handing people to another authority or their country, on a book: what is asked, by whom it is lifted, what is off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.coordination.facts import AgreementMade
from musterbook.custody.facts import Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.asked import GatesAsked
from musterbook.eligibility.facts import AsylumClaimed, FearHeard, RefoulementAssessed
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation import case_board, clearing, handing_over, returning
from musterbook.operation.authorities import authority_of, country_of
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.deeds.deed import nothing_to_do
from musterbook.operation.deeds.every import GROUPS
from musterbook.operation.gates import objections_to
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.sitrep.report import report_of
from musterbook.repatriation.facts import (
    BasisSet,
    CaseOpened,
    ContactCleared,
    CountryAnswered,
    Factor,
    HostHeld,
    IdentityConfirmed,
    Notified,
    PapersIssued,
    RightsAssessed,
    Scheduled,
)
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, WILLOW, acting, fill

PAPER = Digest("ab" * 32)
YEAR = MORNING + timedelta(days=365)
OFFICERS = (
    *TABLES["officers"], ("i.review", "desk", "independent-reviewer"), ("p.guard", "desk", "protection-officer"),
    ("k.desk", "desk", "repatriation-desk"), ("x.exam", "desk", "examiner"), ("j.court", "desk", "judicial-liaison"),
    ("f.escort", "paris", "escort-commander"),
)  # fmt: skip
SITES = (*TABLES["sites"], ("PAR", "Paris", "باريس", "prison", "receiving", "48.8", "2.3", "50", "60", "paris"))
ONE_AUTHORITY = '[parties]\ncoast = ["willow", "harbour"]\n'
TWO_AUTHORITIES = '[parties]\ngiving = ["willow"]\nreceiving = ["harbour"]\nFRA = ["paris"]\n'
OFF = '\n[gates_off]\n"eligibility.refoulement" = "storm"\n"eligibility.fear-heard" = "storm"\n'


def opened(folder: Path, parties: str) -> Book:
    place = fill(folder / "willow", {"officers": OFFICERS, "sites": SITES})
    file = place / "operation.toml"
    file.write_text(file.read_text("utf-8").replace(ONE_AUTHORITY, parties), encoding="utf-8")
    return open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of two authorities and a country."""
    found = opened(tmp_path, TWO_AUTHORITIES)
    yield found
    found.close()


def man(book: Book) -> PersonId:
    return min(book.reading(Roll).on(in_hand(WILLOW)))


def move(book: Book, *, to: CustodianId = HARBOUR, hours: int = 3) -> Move:
    at = MORNING + timedelta(hours=hours)
    return Move(frozenset((man(book),)), WILLOW, CustodianId("bus-1"), at, destination=to, day="2026-01-21")


def returned(book: Book, *, hours: int = 3) -> Move:
    return replace(move(book, to=CustodianId("paris"), hours=hours), stage="returning", kind="repatriation")


def rules(book: Book, asked: Move) -> list[str]:
    ours = ("eligibility.refoulement", "eligibility.fear-heard", "repatriation.")
    return [one.rule for one in objections_to(book, asked) if one.rule.startswith(ours)]


def write(book: Book, who: str, fact: Fact, *, minutes: int = 60) -> None:
    by = dict(one.split("/") for one in who.split("+"))
    book.write(acting(by, DESK, minutes=minutes).draft(fact))


def hear(book: Book) -> None:
    heard = FearHeard(person=man(book), heard="yes", asked_at=MORNING, interpreter="arabic", answer=PAPER)
    write(book, "l.legal/legal-reviewer", heard)


def assess(book: Book, *, to: str, outcome: str = "no-risk") -> None:
    found = RefoulementAssessed(person=man(book), to=to, outcome=outcome, reasons=PAPER, until=YEAR)
    write(book, "i.review/independent-reviewer", found)


def test_a_change_of_authority_asks_what_awaits_him_and_what_he_fears(book: Book) -> None:
    assert rules(book, move(book)) == ["eligibility.refoulement", "eligibility.fear-heard"]

    hear(book)
    assess(book, to="receiving")

    assert rules(book, move(book)) == []


def test_an_assessment_about_one_authority_is_none_about_another(book: Book) -> None:
    hear(book)
    assess(book, to="giving")

    assert rules(book, move(book)) == ["eligibility.refoulement"]


def test_within_one_authority_neither_is_asked(tmp_path: Path) -> None:
    book = opened(tmp_path, ONE_AUTHORITY)

    assert rules(book, move(book)) == []
    book.close()


def test_a_custodian_no_party_names_is_an_authority_of_its_own(tmp_path: Path) -> None:
    book = opened(tmp_path, "")

    assert (authority_of(book, WILLOW), authority_of(book, HARBOUR)) == ("willow", "harbour")
    assert rules(book, move(book)) == ["eligibility.refoulement", "eligibility.fear-heard"]
    book.close()


def test_gates_turned_off_are_facts_of_the_book_and_are_not_asked(tmp_path: Path) -> None:
    book = opened(tmp_path, TWO_AUTHORITIES + OFF)

    assert [(one.rule, one.because) for one in book.reading(GatesAsked).off()] == [
        ("eligibility.fear-heard", "storm"), ("eligibility.refoulement", "storm"),
    ]  # fmt: skip
    assert rules(book, move(book)) == []
    book.close()


def test_a_gate_nobody_may_turn_off_and_one_without_a_reason_are_faults(tmp_path: Path) -> None:
    off = '\n[gates_off]\n"eligibility.child" = "storm"\n"eligibility.refoulement" = ""\n'

    with pytest.raises(Malformed) as error:
        opened(tmp_path, ONE_AUTHORITY + off)

    assert [one.rule for one in error.value.faults] == ["settings.gate-stays-on", "settings.wrong-type"]


def test_a_country_is_a_party_with_its_code_or_a_custodian_of_that_name(book: Book) -> None:
    assert [country_of(book, CustodianId(name)) for name in ("paris", "fra", "willow")] == ["FRA", "FRA", ""]


def make_ready(book: Book) -> None:
    """A case with everything in it, and he was heard."""
    hear(book)
    for who, fact in (
        ("k.desk/repatriation-desk", CaseOpened(case="C1", person=man(book), country="FRA")),
        ("p.guard/protection-officer",
         ContactCleared(case="C1", consulted_person=True, consent="yes", reviewer="p.guard")),
        ("k.desk/repatriation-desk", Notified(case="C1", letter=PAPER, channel="embassy")),
        ("k.desk/repatriation-desk", CountryAnswered(case="C1", answer="accepts", dated=MORNING)),
        ("k.desk/repatriation-desk+x.exam/examiner",
         IdentityConfirmed(case="C1", factors=(Factor(kind_of="document"), Factor(kind_of="biometric")))),
        ("l.legal/legal-reviewer", BasisSet(case="C1", kind_of="agreement", text=PAPER)),
        ("i.review/independent-reviewer", RightsAssessed(case="C1", outcome="no-risk", reasons=PAPER, until=YEAR)),
        ("k.desk/repatriation-desk", PapersIssued(case="C1", kind_of="passport", number=PAPER, until=YEAR)),
        ("k.desk/repatriation-desk", Scheduled(case="C1", at=MORNING, escort=CustodianId("bus-1"))),
    ):  # fmt: skip
        write(book, who, fact)


def test_a_return_asks_the_case_and_its_assessment_answers_for_refoulement(book: Book) -> None:
    assert rules(book, returned(book)) == ["eligibility.refoulement", "eligibility.fear-heard", "repatriation.case"]

    make_ready(book)

    assert rules(book, returned(book)) == []


def test_boarding_for_a_return_asks_what_a_return_asks(book: Book) -> None:
    boarding = replace(returned(book), stage="boarding")

    assert "repatriation.case" in rules(book, boarding)


def test_a_hold_of_the_host_a_minute_before_boarding_stops_it(book: Book) -> None:
    make_ready(book)
    held = HostHeld(case="C1", authority="court", until_review=YEAR)
    write(book, "j.court/judicial-liaison", held, minutes=179)

    assert rules(book, returned(book, hours=3)) == ["repatriation.host-hold"]


def test_sg26_a_claim_of_asylum_stops_it_until_a_reviewer_decides(book: Book) -> None:
    make_ready(book)
    write(book, "l.legal/legal-reviewer",
          AsylumClaimed(person=man(book), claim=PAPER), minutes=100)  # fmt: skip

    assert rules(book, returned(book)) == ["repatriation.contact", "repatriation.rights"]

    ended = AsylumClaimed(person=man(book), claim=PAPER, outcome="refused", reviewer="i.review")
    write(book, "i.review/independent-reviewer", ended, minutes=120)

    assert rules(book, returned(book)) == []


def cleared(book: Book) -> None:
    """What every other gate wants of him: a clearance to Paris, an agreement about returns, his identity checked."""
    reviewer = acting("e.reviewer/eligibility-reviewer", DESK, minutes=120)
    paris = CustodianId("paris")
    clearing.clear(book, reviewer, [man(book)], destination=paris, legal_basis="agreement")
    agreed = AgreementMade(
        agreement="AGR-FRA", kind_of="note-verbale", parties=frozenset(("FRA",)), acts=frozenset(("return",)),
        scope="sex = male", text=PAPER, from_=MORNING, signers=frozenset(("FRA",)),
    )  # fmt: skip
    write(book, "c.coord/coordinator", agreed)
    if book.settings.custody.identity_check_hours:
        handing_over.check_identities(
            book, acting("w.officer/site-officer", WILLOW, minutes=170), "", [man(book)], how="photo"
        )


BEFORE_A_RETURN = {"set-basis", "assess-rights", "note-papers", "schedule-return", "note-host-hold"}


def of_no_use(book: Book, case: str) -> set[str]:
    """Deeds about a case that a page need not offer."""
    return {one.name for one in GROUPS["returns"] if one.about == "case" and nothing_to_do(one, book, case)}


def test_a_whole_return_closes_his_case_when_his_country_accepts_him(book: Book) -> None:
    make_ready(book)
    cleared(book)
    person, bus, paris = man(book), CustodianId("bus-1"), CustodianId("paris")
    at = acting("w.officer/site-officer", WILLOW, minutes=180)
    due_by = at.at + timedelta(hours=1)

    first = returning.offer_return(book, at, [person], to=bus, country=paris, due_by=due_by)
    assert isinstance(first.fact, Offered)
    handing_over.accept(book, acting("b.escort/escort-commander", bus, minutes=190), first.fact.handover, [person])
    escort = acting("b.escort/escort-commander", bus, minutes=200)
    onward = returning.offer_return(book, escort, [person], to=paris, country=paris, due_by=due_by)
    assert isinstance(onward.fact, Offered)
    (case,) = case_board.listed(book, person=person)
    assert case["open"]
    assert not BEFORE_A_RETURN & of_no_use(book, case["case"])
    handing_over.accept(book, acting("f.escort/escort-commander", paris, minutes=210), onward.fact.handover, [person])

    assert [(one["stage"], one["open"]) for one in case_board.listed(book, person=person)] == [("received", False)]
    assert of_no_use(book, case["case"]) >= BEFORE_A_RETURN
    assert not {"report-return-outcome", "note-country-answer"} & of_no_use(book, case["case"])
    line = case_board.board_of(book, at=MORNING + timedelta(hours=4)).line("FRA")
    assert line is not None
    assert (line.returned, line.open, line.projected.returns) == (1, 0, 1)
    assert [one.days for one in case_board.due_of(book, at=MORNING + timedelta(days=31))] == [30]
    report = report_of(book, MORNING + timedelta(hours=4))
    assert report.figures()["returns.open"].value == 0


def test_a_return_nobody_prepared_is_refused_with_every_objection_at_once(book: Book) -> None:
    at = acting("w.officer/site-officer", WILLOW, minutes=180)

    with pytest.raises(Refused) as error:
        returning.offer_return(
            book, at, [man(book)], to=CustodianId("bus-1"), country=CustodianId("paris"),
            due_by=at.at + timedelta(hours=1),
        )  # fmt: skip

    assert {"repatriation.case", "eligibility.refoulement", "eligibility.fear-heard"} <= {
        one.rule for one in error.value.objections
    }
