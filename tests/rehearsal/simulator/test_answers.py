"""What a simulated store was answered stands until something is written on which it rests."""

from __future__ import annotations

from dataclasses import fields

from musterbook.rehearsal.simulator.answers import Answers
from musterbook.store.shared_statements import shared_statements
from musterbook.store.statements import FOR_SQLITE

ONE, OTHER = b"\x01" * 32, b"\x02" * 32
ROWS = [(1, b"root", b"range")]
SHARED = shared_statements(FOR_SQLITE.dialect)


def written(answers: Answers, statement: str, values: tuple[object, ...]) -> None:
    answers.note(statement, [values])
    answers.forget()


def test_an_answer_about_one_log_stands_while_another_grows() -> None:
    answers = Answers()
    answers.keep(FOR_SQLITE.newest, (ONE,), ROWS)

    written(answers, FOR_SQLITE.add_checkpoint, (OTHER, 2, b"", "", b""))
    kept = answers.find(FOR_SQLITE.newest, (ONE,))
    written(answers, FOR_SQLITE.add_checkpoint, (ONE, 2, b"", "", b""))

    assert kept == ROWS
    assert answers.find(FOR_SQLITE.newest, (ONE,)) is None


def test_an_answer_about_all_logs_falls_when_any_is_written() -> None:
    answers = Answers()
    answers.keep(SHARED.parted, (), [])
    answers.keep(FOR_SQLITE.received, (ONE,), [])

    written(answers, SHARED.add_branch, (OTHER, b"", 2, 1, "", b"", 0, ""))
    written(answers, FOR_SQLITE.add_entry, (OTHER, 0, ONE, b"", 0, ""))

    assert answers.find(SHARED.parted, ()) is None
    assert answers.find(FOR_SQLITE.received, (ONE,)) is None


def test_nothing_stands_when_nobody_can_tell_what_was_written() -> None:
    answers = Answers()
    answers.keep(FOR_SQLITE.newest, (ONE,), ROWS)

    written(answers, "VACUUM", ())

    assert answers.find(FOR_SQLITE.newest, (ONE,)) is None


def test_an_answer_read_while_something_is_being_written_falls_with_it() -> None:
    answers = Answers()
    answers.note(FOR_SQLITE.add_checkpoint, [(ONE, 2, b"", "", b"")])
    answers.keep(FOR_SQLITE.newest, (ONE,), ROWS)

    answers.forget()

    assert answers.find(FOR_SQLITE.newest, (ONE,)) is None


def test_every_question_of_a_store_says_what_it_rests_on() -> None:
    for said in (FOR_SQLITE, SHARED):
        texts = [getattr(said, one.name) for one in fields(said) if one.name != "dialect"]
        for text in (one for one in texts if one.startswith("SELECT")):
            answers = Answers()
            answers.keep(text, (ONE,), ROWS)

            assert answers.find(text, (ONE,)) == ROWS, text
