"""Deeds that say something sealed, signed outside: closed while they wait, sealed for their readers when all signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from musterbook.custody.care.facts import ConditionNoted, Treated
from musterbook.custody.dues.facts import Complained
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.compartments import open_in
from musterbook.operation.folder import open_book
from musterbook.store.program_tables import opened
from musterbook.terms.custodians import in_hand
from tests.console.api.calling import Calls
from tests.operation.making import DESK, WILLOW, acting, open_small_book

W, NURSE, PROTECTION = "w.officer", "w.nurse", "p.protection"
WORDS = "The guard of the east wing took his blanket."
FOUND = "a bruise on the left arm"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sealing")
    open_small_book(
        place, officers=((PROTECTION, "desk", "protection-officer"), (NURSE, "willow", "clinician"))
    ).close()
    return place / "willow" / "book"


@pytest.fixture(scope="module")
def calls(folder: Path) -> Calls:
    made = Calls(folder)
    made.let_in(W, NURSE, PROTECTION, "w.clerk")
    return made


@pytest.fixture(scope="module")
def people(calls: Calls) -> list[str]:
    return sorted(calls.book.reading(Roll).on(in_hand(WILLOW)))


def deed(calls: Calls, of: str, officer: str, /, **said: Any) -> Any:  # noqa: ANN401  JSON of any shape
    return calls.post(f"/api/v1/deeds/{of}", officer, {"said": said})


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def digests_here(folder: Path, *digests: Digest) -> int:
    book = open_book(folder, pass_phrase=lambda _: "")
    try:
        assert book.sealed is not None
        return len(book.sealed.where(digests))
    finally:
        book.close()


def read(folder: Path, officer: str, role: str, digest: Digest) -> bytes:
    book: Book = open_book(folder, read_only=False, pass_phrase=lambda _: "")
    try:
        hand = acting(f"{officer}/{role}", DESK, minutes=100)
        return open_in(book, hand, [digest], "the weekly review of what people say")[digest]
    finally:
        book.close()


def test_a_complaint_is_signed_outside_and_opens_to_who_may_read_complaints_and_to_no_file_before(
    calls: Calls, people: list[str], folder: Path
) -> None:
    draft = deed(calls, "complain", W, person=people[0], statement=WORDS)
    assert draft.status_code == 202, draft.text
    waiting, (digest,) = everything_in(folder), _digests(draft.json())
    there = digests_here(folder, digest)

    done = calls.signed(draft.json(), W)

    assert done.status_code == 201, done.text
    assert there == 0, "nothing is sealed before it is signed"
    entry = calls.book.entry(done.json()["entries"][0])
    assert entry is not None
    assert isinstance(entry.fact, Complained)
    assert entry.fact.statement == digest
    assert read(folder, PROTECTION, "protection-officer", digest) == WORDS.encode()
    for held in (waiting, everything_in(folder), draft.content, done.content):
        assert WORDS.encode() not in held
        assert WORDS.encode("utf-16-le") not in held


def test_injuries_and_treatment_are_sealed_to_clinicians(calls: Calls, people: list[str], folder: Path) -> None:
    offered = deed(calls, "note-condition", W, person=people[1], handover="H-1", side="giver", injuries="1",
                   findings=FOUND)  # fmt: skip
    noted = calls.signed(offered.json(), W)
    treated = calls.done(
        "/api/v1/deeds/treat",
        NURSE,
        {"said": {"person": people[1], "what": "aid", "findings": "the bruise is dressed"}},
    )
    dressed = calls.book.entry(treated.json()["entries"][0])

    assert noted.status_code == 201, (offered.text, noted.text)
    entry = calls.book.entry(noted.json()["entries"][0])
    assert entry is not None
    assert isinstance(entry.fact, ConditionNoted)
    (digest,) = _digests(offered.json())
    assert read(folder, NURSE, "clinician", digest) == FOUND.encode()
    assert dressed is not None
    assert isinstance(dressed.fact, Treated)
    assert dressed.fact.findings is not None
    assert read(folder, NURSE, "clinician", dressed.fact.findings) == b"the bruise is dressed"
    assert FOUND.encode() not in everything_in(folder)


def _digests(draft: dict[str, Any]) -> list[Digest]:
    """What the act that is to be signed names as sealed: the 64 digits in its fact."""
    found: list[Digest] = []

    def walk(said: Any) -> None:  # noqa: ANN401  JSON of any shape
        if isinstance(said, dict):
            for one in said.values():
                walk(one)
        elif isinstance(said, list):
            for one in said:
                walk(one)
        elif isinstance(said, str) and len(said) == 64:
            found.append(Digest(said))

    walk(draft["acts"][0]["fact"])
    return found


def test_what_nobody_signs_leaves_nothing_sealed_behind(calls: Calls, people: list[str], folder: Path) -> None:
    draft = deed(calls, "complain", W, person=people[2], statement="Nobody will ever sign this.")

    (digest,) = _digests(draft.json())

    assert draft.status_code == 202
    assert digests_here(folder, digest) == 0
    assert b"ever sign this" not in everything_in(folder)


def test_a_draft_that_was_changed_on_the_disk_is_not_written(calls: Calls, people: list[str]) -> None:
    draft = deed(calls, "complain", W, person=people[3], statement="The water was cold.").json()
    with opened(calls.programs.path) as base:
        (said,) = base.execute("select said from draft where id = ?", (draft["draft"],)).fetchone()
        base.execute("update draft set said = ? where id = ?", (said[:-1] + bytes((said[-1] ^ 1,)), draft["draft"]))
    before = calls.source.stamp().entries

    answer = calls.signed(draft, W)

    assert answer.status_code == 503
    assert calls.source.stamp().entries == before


def test_who_may_not_read_complaints_finds_no_deed_to_answer_them(calls: Calls, people: list[str]) -> None:
    done = calls.done(
        "/api/v1/deeds/complain", W, {"said": {"person": people[4], "statement": "No visit for a month."}}
    )
    start = done.json()["entries"][0][:8]
    said = {"start": start, "outcome": "upheld", "text": "A visit is arranged."}

    barred = deed(calls, "answer-complaint", "w.clerk", **said)
    answered = calls.done("/api/v1/deeds/answer-complaint", PROTECTION, {"said": said})

    assert barred.status_code == 404
    assert start not in barred.text
    assert answered.status_code == 201, answered.text


def test_a_contest_whose_answer_puts_particulars_right_is_left_to_the_page(calls: Calls, people: list[str]) -> None:
    done = calls.done(
        "/api/v1/deeds/contest", W, {"said": {"person": people[5], "about": "name", "statement": "I am Karim."}}
    )

    answer = deed(calls, "answer-contest", PROTECTION, start=done.json()["entries"][0][:8], outcome="upheld",
                  because="He is.", name="Karim")  # fmt: skip

    assert done.status_code == 201
    assert answer.status_code == 409
    assert answer.json()["objections"][0]["rule"] == "api.deed-in-steps"
