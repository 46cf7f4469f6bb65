"""The committed vectors are those the tool makes today."""

from __future__ import annotations

from tools import vectors as tool

from tests.ledger.vectors import OURS


def test_the_committed_vectors_are_current() -> None:
    assert OURS.read_text(encoding="utf-8") == tool.text()
