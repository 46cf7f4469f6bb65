"""Faults planted where sealed things are given, erased and kept, in worlds that have them."""

# ruff: noqa: ANN401  what is planted stands in for functions of every kind

from __future__ import annotations

from typing import Any, Final

import pytest
from sqlalchemy import delete, false

from musterbook.operation import carrying_sealed, erasing
from musterbook.store import sealed
from musterbook.store.sealed_tables import wrap_table
from tests.rehearsal.simulator.planted import Plant


def wraps_kept_after_erasure(patch: pytest.MonkeyPatch) -> None:
    def spared(table: Any) -> Any:
        return delete(table).where(false()) if table is wrap_table else delete(table)

    patch.setattr("musterbook.store.sealed.delete", spared)


def destruction_answered_and_not_done(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sealed.SealedStore, "destroy_all", lambda *_: 0)


def pages_not_overwritten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sealed.SealedStore, "_sweep", lambda _: None)


def holds_not_heeded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "keeping", lambda *_: ())


def given_to_whoever_asks(patch: pytest.MonkeyPatch) -> None:
    def everybody(book: Any, _log: str) -> tuple[frozenset[Any], dict[Any, Any]]:
        return frozenset(entry.fact.person for entry in book.entries() if entry.act.kind == "custody.registered"), {}

    patch.setattr(carrying_sealed, "_held_by", everybody)


def sealed_things_not_carried(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(carrying_sealed.SealedBeside, "give", lambda *_: [])


def kept_in_clear(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        "musterbook.store.sealed.closed", lambda _key, _digest, _person, _kind, *, salted, nonce: nonce + salted
    )


SEALED: Final[dict[Plant, int]] = {
    wraps_kept_after_erasure: 1,
    destruction_answered_and_not_done: 1,
    pages_not_overwritten: 1,
    holds_not_heeded: 4,
    given_to_whoever_asks: 1,
    sealed_things_not_carried: 1,
    kept_in_clear: 1,
}
"""Each fault with the first seed that finds it, in worlds in which two people's things are ordered to be destroyed."""
