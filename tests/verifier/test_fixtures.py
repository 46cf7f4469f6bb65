"""The fixtures beside the verifier are what the tests' own writer makes, and are told as written there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier.loading import VERIFIER, verify_bytes
from tests.verifier.making import Book, first_night, frame_of, note_of, public_of, sealed, sha

FOLDER = VERIFIER.parent / "fixtures"


def withdrawn_key() -> bytes:
    book = first_night()
    book.right("key-withdrawn", officer="h.guard", key=public_of("h.guard"), because="lost",
               heads={public_of("hasakah"): 2})  # fmt: skip
    return book.bytes()


def forged() -> bytes:
    book = first_night()
    book.registered("D-0004", forged={"h.guard": "thief"})
    book.registered("D-0005", bend=lambda entry: entry["signed"][0].update(role="register-clerk"))
    return book.bytes()


def wrong_root() -> bytes:
    book = Book()
    book.registered("D-0001")
    log = book.logs["hasakah"]
    note = note_of(log, 1, register=book.position(), root=sha(b"another"))
    return sealed([*book.parts()[:2], b"\1" + frame_of(log, 0, 1, note)])


def rewritten() -> bytes:
    book = first_night()
    bodies = book.logs["hasakah"].bodies
    bodies[0] = bodies[0].replace(b"D-0001", b"D-0007")
    return book.bytes()


MADE: dict[str, Callable[[], bytes]] = {
    "first-night": lambda: first_night().bytes(), "withdrawn-key": withdrawn_key, "forged": forged,
    "wrong-root": wrong_root, "rewritten": rewritten,
}  # fmt: skip


def told(raw: bytes) -> str:
    code, lines = verify_bytes(raw)
    return "\n".join([*lines, f"exit {code}", ""])


def write_fixtures(folder: Path) -> None:
    """Write every fixture afresh; run when the format gains something."""
    for name, make in MADE.items():
        (folder / f"{name}.mbk").write_bytes(make())
        (folder / f"{name}.txt").write_text(told(make()), "utf-8")


@pytest.mark.parametrize("name", MADE)
def test_a_fixture_is_what_its_writer_makes_and_is_told_as_written(name: str) -> None:
    raw = (FOLDER / f"{name}.mbk").read_bytes()

    assert told(MADE[name]()) == told(raw)
    assert told(raw) == (FOLDER / f"{name}.txt").read_text("utf-8")


def test_every_fixture_has_its_writer() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(MADE)
