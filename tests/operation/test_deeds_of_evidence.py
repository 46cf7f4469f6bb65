"""Deeds about evidence, identity, reports and statements are each done once, as their forms read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.identities import Identities
from musterbook.coordination.facts import ReportIssued, StatementCleared
from musterbook.custody.roll import Roll
from musterbook.evidence.facts import ReleaseJudged
from musterbook.evidence.links import Links
from musterbook.evidence.releases import Releases
from musterbook.ledger.entry import Entry, new_act_id
from musterbook.ledger.facts import Digest
from musterbook.operation import examining
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.book import Book
from musterbook.operation.casework_sheet import import_folder
from musterbook.operation.deeds.doing import acting_for, key_of, perform, written_under
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import read_said
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.papers.of_deeds import PRINTS
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from tests.operation.evidence import book_with_evidence, row, sheet
from tests.operation.making import MORNING, WILLOW, acting
from tests.operation.reporting import agree, open_reporting_book, state
from tests.operation.test_examining import PAIR, WHY
from tests.operation.test_examining import beside as _prints

prints = _prints
ITEM = "IT-000001"


def done(book: Book, name: str, officers: str, minutes: int, *, key: str = "", **said: str) -> Sequence[Entry]:
    """A deed read as typed, signed by one or two, and written."""
    deed, signing = DEEDS[name], officers.split()
    values = read_said(book, deed, {field: [one] for field, one in said.items()})
    hand = acting_for(book, deed, values, signing, MORNING + timedelta(minutes=minutes), key=key)
    return perform(book, deed, hand, values, officers=signing, prints=PRINTS)


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book with one item in it, an officer who may read nothing that is marked, and a link to a man of the roll."""
    with book_with_evidence(tmp_path, more=(("z.case", "desk", "case-officer", "0"),)) as beside:
        import_folder(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1), sheet(tmp_path / "in", row()))
        done(
            beside.book, "link-item", "v.reviewer x.examiner", 10, item=ITEM, person=man(beside.book), graded="b2",
            claim="fact", because="his own words", settles="yes",
        )  # fmt: skip
        yield beside


def man(book: Book) -> str:
    return min(book.reading(Roll).on(in_hand(WILLOW)))


def test_a_link_that_is_contested_is_answered_by_two_who_did_not_make_it(evidence: EvidenceBeside) -> None:
    book, why = evidence.book, "another man of that name was meant"

    (contest,) = done(book, "contest-link", "k.case", 20, item=ITEM, person=man(book), because=why)
    answer = {"contested": contest.digest[:12], "outcome": "kept", "because": "the pictures show him"}
    with pytest.raises(Refused, match=r"evidence\.own-link"):
        done(book, "answer-link-contest", "v.reviewer l.legal", 30, **answer)
    with pytest.raises(Refused):
        done(book, "answer-link-contest", "u.reviewer", 30, **answer)
    with pytest.raises(Malformed, match=r"evidence\.no-such-contest"):
        read_said(book, DEEDS["answer-link-contest"], {"contested": [contest.digest]}, sees=lambda _: False)
    done(book, "answer-link-contest", "u.reviewer l.legal", 30, **answer)

    found = book.reading(Links).contest(contest.digest)
    assert found is not None
    assert found.outcome == "kept"


def test_a_dossier_is_built_asked_for_judged_and_answered_in_the_originators_name(evidence: EvidenceBeside) -> None:
    book, asking = evidence.book, {"country": "deu", "office": "the court of a city", "purpose": "prosecution"}
    key = key_of(new_act_id(MORNING))

    done(book, "build-dossier", "v.reviewer", 20, dossier="D-1", person=man(book), items=ITEM, recruited="no")
    asked, judged = done(book, "ask-release", "k.case", 30, dossier="D-1", **asking)
    (again,) = done(book, "judge-release", "k.case", 40, key=key, request="R-0001", withheld=f"{ITEM}=SRC")
    with pytest.raises(Malformed, match=r"evidence\.item-equals"):
        done(book, "judge-release", "k.case", 41, request="R-0001", instead=ITEM)
    with pytest.raises(Refused):
        done(book, "answer-release", "k.case", 50, request="R-0001", originator="harbour", say="approve")
    done(book, "answer-release", "n.origin", 50, request="R-0001", originator="harbour", say="refuse", code="SRC")
    done(book, "pass-item", "q.acquirer", 60, item=ITEM, to="desk", where="the safe", seal="B-7")

    said = {"item": ITEM, "statement": "he may read it in court", "countries": "deu"}
    done(book, "note-consent", "v.reviewer", 70, **said, uses="prosecution")
    done(book, "withdraw-consent", "v.reviewer", 80, **said)

    assert isinstance(judged.fact, ReleaseJudged)
    assert (judged.signed, isinstance(again.fact, ReleaseJudged)) == ((), True)
    assert written_under(book, key) == (again,)
    one = book.reading(Releases).request("R-0001")
    assert one is not None
    assert [refusal.fact.reason for refusal in one.refusals] == ["SRC"]
    assert asked.fact.country == "DEU"  # type: ignore[attr-defined]  # the fact of this deed has it


def test_what_is_marked_above_whoever_signs_is_to_him_as_what_nobody_has(evidence: EvidenceBeside) -> None:
    book, asking = evidence.book, {"country": "DEU", "office": "the court", "purpose": "prosecution"}
    done(book, "build-dossier", "v.reviewer", 20, dossier="D-1", person=man(book), items=ITEM)
    done(book, "ask-release", "k.case", 30, dossier="D-1", **asking)

    told = []
    for name, about in (
        ("ask-release", {"dossier": "D-1", **asking}), ("ask-release", {"dossier": "D-9", **asking}),
        ("judge-release", {"request": "R-0001"}), ("judge-release", {"request": "R-0009"}),
    ):  # fmt: skip
        with pytest.raises(Malformed) as caught:
            done(book, name, "z.case", 40, **about)
        told.append(caught.value.faults[0].rule)

    assert told == ["evidence.no-such-dossier"] * 2 + ["evidence.no-such-request"] * 2


def test_a_pair_is_answered_by_two_identified_agreed_to_told_contested_and_kept(prints: BiometricsBeside) -> None:
    book = prints.book
    for minute, name in ((10, "x.one"), (20, "x.two")):
        examining.open_pair(prints, PAIR, name, at=MORNING + timedelta(minutes=minute))
        done(book, "judge-pair", name, minute + 2, pair=PAIR, found="same", because=WHY)

    (found,) = done(book, "identify-pair", "x.one", 30, pair=PAIR, because=WHY, resting_on="finger")
    start = found.digest[:16]
    with pytest.raises(Malformed, match=r"biometrics\.no-identification"):
        read_said(book, DEEDS["agree-identification"], {"identification": [start]}, sees=lambda _: False)
    done(book, "agree-identification", "i.identity", 40, identification=start, because=WHY)
    done(book, "tell-identification", "i.identity", 50, identification=start, told="in-person")
    (contest,) = done(book, "contest-identification", "l.legal", 60, identification=start, because="he says not he")
    done(
        book, "answer-identification-contest", "n.review v.inspect", 70, contested=contest.digest[:16], outcome="kept",
        because=WHY,
    )  # fmt: skip

    one = book.reading(Identities).identification(start)
    assert one is not None
    assert (one.stands, one.told, [each.outcome for each in one.contests]) == (True, True, ["kept"])
    done(book, "withdraw-identification", "i.identity", 80, identification=start, because=WHY)
    after = book.reading(Identities).identification(start)
    assert after is not None
    assert after.withdrawn is not None


def test_who_steps_aside_or_has_interviewed_somebody_is_not_asked_and_the_third_answer_is_a_seniors(
    prints: BiometricsBeside,
) -> None:
    book = prints.book
    person = min(next(iter(book.reading(Adjudication).pairs())).people)
    for minute, name, answer in ((10, "x.one", "same"), (20, "x.two", "different")):
        examining.open_pair(prints, PAIR, name, at=MORNING + timedelta(minutes=minute))
        done(book, "judge-pair", name, minute + 2, pair=PAIR, found=answer, because=WHY)

    with pytest.raises(Refused):
        done(book, "judge-pair", "w.prints", 30, pair=PAIR, found="same", because=WHY)
    done(book, "declare-interview", "w.prints", 31, person=person)
    done(book, "refuse-enrolment", "w.prints", 33, person=person, lacking="injured")
    done(book, "step-aside", "x.senior", 32, pair=PAIR)

    pair = book.reading(Adjudication).pair(PAIR)
    assert pair is not None
    assert {one.rule for one in book.reading(Adjudication).barred(pair, "w.prints")} >= {"biometrics.interviewed"}
    assert book.reading(Adjudication).barred(pair, "x.senior")


def kept(book: Book, digest: Digest) -> bytes:
    assert book.folder is not None
    return b"".join(path.read_bytes() for path in book.folder.rglob(f"{digest}*"))


def test_an_agreed_number_is_cleared_and_a_report_issued_each_with_its_text_kept(tmp_path: Path) -> None:
    book = open_reporting_book(tmp_path)
    with pytest.raises(Refused, match="nothing-stated"):
        done(book, "clear-statement", "s.word m.head", 90, which="on-the-roll")
    agree(book, state(book))

    (cleared,) = done(book, "clear-statement", "s.word m.head", 200, which="on-the-roll")
    (issued,) = done(book, "issue-report", "o.desk", 210)

    assert isinstance(cleared.fact, StatementCleared)
    assert cleared.fact.said["on-the-roll"] == 12
    assert b"12" in kept(book, cleared.fact.text)
    assert isinstance(issued.fact, ReportIssued)
    assert issued.fact.report.encode() in kept(book, issued.fact.text)
    book.close()
