"""What is said of an item after it came in: only its originator marks it, only its source agrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.evidence.items import Items
from musterbook.operation import casework, casework_marks
from musterbook.operation.casework import Incoming, add_item
from musterbook.operation.casework_release import Leaving, judge_request
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Malformed, Refused
from tests.operation.evidence import MAN, asked, book_with_evidence
from tests.operation.making import DESK, HARBOUR, MORNING, WILLOW, acting

REL = "SECRET//REL TO USA, DEU"


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book with one item of two portions, whose originator is Harbour."""
    with book_with_evidence(tmp_path) as beside:
        (tmp_path / "one.txt").write_bytes(b"a statement")
        coming = Incoming(
            tmp_path / "one.txt", "archive", REL, MORNING, "Willow", "team 4", policy="open-source",
            originators=frozenset({"harbour"}), item="IT-1",
            portions=(("(S//REL TO USA, DEU)", "who"), ("(U)", "when")),
        )  # fmt: skip
        add_item(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1), coming)
        two = acting({"v.reviewer": "evidence-reviewer", "x.examiner": "examiner"}, DESK, minutes=2)
        casework.link(beside, two, "IT-1", MAN, grade="B2", claim="fact", because="his own words", settles=True)
        reviewer = acting("v.reviewer/evidence-reviewer", DESK, minutes=3)
        casework.build_dossier(beside, reviewer, "D-77", MAN, ["IT-1"], recruited="no")
        yield beside


def test_the_originator_marks_a_portion_otherwise_and_the_item_cannot_leave_under_its_old_banner(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    assert asked(beside) == "allow"
    origin = acting("n.origin/originator", HARBOUR, minutes=5)

    casework_marks.remark(beside, origin, "IT-1", 2, mark="(S//NF)", authority="guide 4", because="it names a source")

    assert casework.known_item(beside, "IT-1").marks == ("(S//REL TO USA, DEU)", "(S//NF)")
    differs = casework_marks.banner_differs(beside, "IT-1")
    assert differs is not None
    assert differs.values["rolled_up"] == "SECRET//NOFORN"
    assert judge_request(beside, "R-1", Leaving()).machine == "deny"
    everything = b"".join(one.read_bytes() for one in (tmp_path / "willow" / "book").rglob("*") if one.is_file())
    assert b"it names a source" not in everything


def test_nobody_but_an_originator_marks_a_portion(beside: EvidenceBeside) -> None:
    reviewer = acting("v.reviewer/originator", DESK, minutes=5)

    with pytest.raises(Refused, match=r"evidence\.not-the-originator"):
        casework_marks.remark(beside, reviewer, "IT-1", 1, mark="(U)", authority="guide 4", because="it is known")

    assert casework.known_item(beside, "IT-1").marks[0] == "(S//REL TO USA, DEU)"


def test_a_portion_that_is_not_there_and_a_mark_that_is_none_are_all_named_at_once(beside: EvidenceBeside) -> None:
    origin = acting("n.origin/originator", HARBOUR, minutes=5)

    with pytest.raises(Malformed) as malformed:
        casework_marks.remark(beside, origin, "IT-1", 3, mark="SECRET", authority=" ", because="")

    assert [one.rule for one in malformed.value.faults] == [
        "evidence.says-nothing", "evidence.says-nothing", "evidence.no-such-portion", "evidence.marking-invalid",
    ]  # fmt: skip


def test_sg15_consent_taken_back_blocks_and_consent_given_again_passes(beside: EvidenceBeside) -> None:
    assert asked(beside) == "allow"
    said = []

    for minutes, verb in ((5, casework_marks.withdraw_consent), (6, casework_marks.note_consent)):
        spoke = acting("v.reviewer/evidence-reviewer", DESK, minutes=minutes)
        verb(beside, spoke, "IT-1", scope="in her own words", countries=["DEU"], uses=["prosecution"])
        said.append(judge_request(beside, "R-1", Leaving()))

    assert [one.machine for one in said] == ["deny", "allow"]
    assert [one.rule for one in said[0].stops()] == ["evidence.consent"]
    assert beside.book.reading(Items).source_was_asked("IT-1")


def test_consent_without_a_country_or_for_a_use_nobody_knows_is_malformed(beside: EvidenceBeside) -> None:
    spoke = acting("v.reviewer/evidence-reviewer", DESK, minutes=5)

    with pytest.raises(Malformed) as malformed:
        casework_marks.note_consent(beside, spoke, "IT-1", scope="yes", countries=["Germany"], uses=["propaganda"])
    with pytest.raises(Malformed, match=r"evidence\.says-nothing"):
        casework_marks.note_consent(beside, spoke, "IT-1", scope="yes", countries=[], uses=["prosecution"])

    assert [one.rule for one in malformed.value.faults] == ["evidence.country-unknown", "evidence.word"]
