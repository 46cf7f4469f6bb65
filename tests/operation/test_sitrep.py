"""The situation report: every figure is a reading at heads, and sources that differ stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.camps.facts import Counted
from musterbook.coordination.facts import AgencyJoined, Concurred, Decided
from musterbook.custody.facts import ControlLost
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Held
from musterbook.ledger.facts import Digest
from musterbook.operation import agreeing, negotiating
from musterbook.operation.book import Book, Draft
from musterbook.operation.sitrep import differing
from musterbook.operation.sitrep.figures import Line, Report, Said, Table
from musterbook.operation.sitrep.issued import Issued, issue
from musterbook.operation.sitrep.report import Options, report_of
from musterbook.operation.sitrep.sources import Sources
from musterbook.terms.errors import Malformed, Refused, Tampered
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, acting, open_small_book
from tests.operation.reporting import NOON, agree, claim, claim_published, open_reporting_book, state


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = open_reporting_book(tmp_path)
    yield made
    made.close()


def values(report: Report) -> dict[str, object]:
    return {key: one.value for key, one in report.figures().items()}


def lines(report: Report, code: str) -> list[Line]:
    return [one for section in report.sections for one in section.parts if isinstance(one, Line) and one.code == code]


def hold_one(book: Book, *, minutes: int) -> None:
    """The security officer holds one man back."""
    person = min(book.reading(Roll).where)
    fact = Held(person=person, ground="security", authority="security-officer")
    hand = acting("s.security/security-officer", DESK, minutes=minutes)
    book.write(Draft(DESK, fact, hand.officers, hand.at))


def test_the_twelve_at_willow_are_answered_for_and_nobody_has_moved(book: Book) -> None:
    found = values(report_of(book, NOON))

    assert (found["headcount.answered-for"], found["headcount.answered-for/willow"]) == (12, 12)
    assert (found["moved.planned"], found["moved.arrived"], found["moved.refused"]) == (0, 0, 0)
    assert (found["holds.people"], found["agreement.cap/AGR-01"], found["agreement.used/AGR-01"]) == (2, 12, 0)


def test_every_figure_is_the_answer_to_the_question_that_stands_beside_it(book: Book) -> None:
    claim_published(book)
    agree(book, state(book))
    report = report_of(book, NOON)

    sources = Sources(book, report.as_of, report.since)

    assert len(report.figures()) > 40
    for one in report.figures().values():
        assert (sources.ask(one.query), one.heads) == (one.value, book.head())


def test_the_same_heads_moment_and_options_give_the_same_report_after_other_entries_came(book: Book) -> None:
    before, heads = report_of(book, NOON), book.store.heads()
    hold_one(book, minutes=30)

    again, now = report_of(book, NOON, heads=heads), report_of(book, NOON)

    assert again == before
    assert values(now)["holds.on/security"] == 1
    assert "holds.on/security" not in values(again)


def test_what_happened_after_the_moment_is_in_no_figure(book: Book) -> None:
    hold_one(book, minutes=480)

    assert "holds.on/security" not in values(report_of(book, NOON))


def test_changes_are_counted_from_the_last_report_to_the_same_reader(book: Book) -> None:
    hand = acting("o.desk/operation-desk", DESK, minutes=120)
    first = report_of(book, hand.at)

    issue(book, hand, first, b"{}")
    second = report_of(book, NOON)

    assert (first.number, first.since) == ("SITREP-0001", hand.at - timedelta(days=1))
    assert (second.number, second.since) == ("SITREP-0002", hand.at)
    assert report_of(book, NOON, Options(MORNING)).since == MORNING
    assert book.reading(Issued).last_to("another") is None


def test_an_issued_report_stands_in_the_book_with_every_whole_number(book: Book) -> None:
    hand = acting("o.desk/operation-desk", DESK, minutes=120)
    report = report_of(book, hand.at)

    entry = issue(book, hand, report, b"the text")

    said = entry.fact
    assert said.figures == {key: one for key, one in values(report).items() if isinstance(one, int)}  # type: ignore[attr-defined]
    assert book.papers.read(said.text) == b"the text"  # type: ignore[attr-defined]


def test_the_published_parts_of_5704_are_shouted_because_they_are_5703(book: Book) -> None:
    claim_published(book)

    (line,) = lines(report_of(book, NOON), "parts.apart")

    assert line.loud
    assert [line.put_in[name].value for name in ("sum", "whole", "apart")] == [5703, 5704, 1]  # type: ignore[union-attr]


def test_a_claim_stands_beside_the_books_own_number_with_the_difference(book: Book) -> None:
    entry = claim(book, "registered", 15)

    found = values(report_of(book, NOON))

    assert [found[f"claim.{name}/{entry.digest[:12]}"] for name in ("value", "book", "difference")] == [15, 12, 3]


def test_a_claim_that_the_book_says_as_well_is_only_counted(book: Book) -> None:
    claim(book, "registered", 12)

    found = values(report_of(book, NOON))

    assert (found["claims.alike"], found["claims.all"]) == (1, 1)
    assert not [key for key in found if key.startswith("claim.")]


def test_a_figure_nobody_agreed_says_so_loudly(book: Book) -> None:
    def loud() -> list[bool]:
        tables = [
            one for section in report_of(book, NOON).sections for one in section.parts if not isinstance(one, Line)
        ]
        return [row.loud for table in tables if table.code == "stated" for row in table.rows]

    stated = state(book)
    before = loud()
    agree(book, stated)

    assert (before, loud()) == ([True], [False])


def test_a_whole_of_our_own_that_is_not_its_parts_is_shouted(book: Book) -> None:
    figures = report_of(book, NOON).figures()
    sound = differing.own_parts(figures.values())
    figures["headcount.answered-for"] = replace(figures["headcount.answered-for"], value=13)

    (line,) = differing.own_parts(figures.values())

    assert sound == []
    assert (line.code, line.loud) == ("parts.own", True)


def test_heads_this_copy_does_not_have_are_refused_and_other_bytes_are_tampered(book: Book) -> None:
    log, (size, root) = next(iter(book.store.heads().items()))

    with pytest.raises(Refused, match="report"):
        report_of(book, NOON, heads=dict(book.store.heads()) | {log: (size + 1, root)})
    with pytest.raises(Tampered, match="report"):
        report_of(book, NOON, heads=dict(book.store.heads()) | {log: (size, "0" * 64)})


def test_a_question_nobody_answers_is_malformed(book: Book) -> None:
    with pytest.raises(Malformed, match="no-such-question"):
        Sources(book, NOON, MORNING).ask("weather?site=WLW")


def test_no_number_of_a_person_is_in_a_report(book: Book) -> None:
    hold_one(book, minutes=30)

    said = repr(report_of(book, NOON).sections)
    assert not [person for person in book.reading(Roll).where if person in said]


def join(book: Book, agency: str, *reads: str) -> None:
    """An agency takes part from the morning on."""
    hand = acting("c.coord/coordinator", DESK, minutes=10)
    book.write(hand.draft(AgencyJoined(agency=agency, lead="h.officer", reads=frozenset(reads))))


def test_an_agency_gets_the_sections_it_may_read_and_is_told_how_many_it_does_not(tmp_path: Path) -> None:
    made = open_reporting_book(tmp_path)
    join(made, "relief")
    join(made, "allies", "SECRET//REL TO USA, GBR")
    marked = {"gates": "SECRET//REL TO USA, GBR", "differing": "TLP:RED"}
    made.settings = replace(made.settings, report_marks=marked)

    whole, allies, relief = (report_of(made, NOON, Options(recipient=one)) for one in ("", "allies", "relief"))
    made.close()

    names = [{one.name for one in report.sections} for report in (whole, allies, relief)]
    assert (names[0] - names[1], names[0] - names[2]) == ({"differing"}, {"gates", "differing"})
    assert [one.dropped for one in (whole, allies, relief)] == [0, 1, 2]
    assert not [key for key in relief.figures() if key.startswith(("gates.", "holds.", "claim"))]


def test_an_agency_that_takes_no_part_gets_nothing(book: Book) -> None:
    with pytest.raises(Refused, match="no-such-agency"):
        report_of(book, NOON, Options(recipient="relief"))


def test_dissent_is_on_the_report_while_the_decision_is_in_force(book: Book) -> None:
    join(book, "relief")
    hand, digest = acting("c.coord/coordinator", DESK, minutes=20), Digest("a" * 64)
    decided = Decided(
        decision="DEC-001", question=digest, options=(digest,), chosen=digest, decider="o.desk",
        authority_basis="order", from_=hand.at, until=NOON + timedelta(hours=1),
    )  # fmt: skip
    dissent = Concurred(decision="DEC-001", agency="relief", how="non-concur", reason=digest)
    with_desk = acting("o.desk/operation-desk", DESK, minutes=20)
    book.write(with_desk.draft(decided))
    book.write(acting("o.desk/operation-desk", DESK, minutes=30).draft(dissent))

    now, later = (values(report_of(book, moment)) for moment in (NOON, NOON + timedelta(hours=2)))

    assert (now["decisions.standing"], now["decisions.with-dissent"]) == (1, 1)
    assert (later["decisions.standing"], later["decisions.with-dissent"]) == (0, 0)


def test_camps_and_returns_are_left_out_where_the_book_speaks_of_none(book: Book) -> None:
    assert not {"camps", "returns"} & {one.name for one in report_of(book, NOON).sections}


def test_a_camp_without_access_is_not_known_and_never_zero(tmp_path: Path) -> None:
    made = open_small_book(tmp_path, changed={"officers": (*TABLES["officers"], ("k.camps", "desk", "camp-monitor"))})
    hand = acting("k.camps/camp-monitor", DESK, minutes=20)
    made.write(hand.draft(Counted(camp="North", as_of="2026-01-21", source="agency", definition="all", access="none")))

    report = report_of(made, NOON)
    made.close()

    assert values(report)["camps.counted/North"] is None


def test_an_agreement_that_the_loss_of_a_place_suspends_is_not_in_force_on_the_report(book: Book) -> None:
    hand = acting("c.coord/coordinator", DESK, minutes=1)
    negotiating.make(
        book, hand, "AGR-01", kind="consent", parties=["willow"], acts=["relocation"],
        scope="giver = willow and receiver = harbour", text=Digest("0" * 64), from_=MORNING,
        until=NOON + timedelta(days=3), suspends_on=["loss of control of a receiving site"],
    )  # fmt: skip
    agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=2), "AGR-01", "willow")
    before = _stage_and_ending(report_of(book, NOON))
    lost = acting("h.officer/receiving-officer", HARBOUR, minutes=60)
    book.write(lost.draft(ControlLost(site=HARBOUR, since=lost.at, because="shelling")))

    assert (before, _stage_and_ending(report_of(book, NOON))) == (("in-force", 1), ("suspended", 0))


def _stage_and_ending(report: Report) -> tuple[str, object]:
    (section,) = (one for one in report.sections if one.name == "agreements")
    (table,) = (one for one in section.parts if isinstance(one, Table))
    stage = table.rows[0].cells[1]
    assert isinstance(stage, Said)
    return stage.text, values(report)["agreements.ending"]
