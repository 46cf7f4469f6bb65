"""More faults planted in the product: in the store, in the order of reading, in rights, and in copies in part.

As in `planted.py`, each is a small change that somebody could make by mistake.
"""

# ruff: noqa: ANN401  what is planted stands in for functions of every kind

from __future__ import annotations

from typing import Any, Final

import pytest

from musterbook.ledger import standing
from musterbook.ledger.chains import order_key
from musterbook.operation import allowing, book
from musterbook.rehearsal.simulator import links
from musterbook.rehearsal.simulator.stores import SimulatedStore
from musterbook.rights import entitlement, signatures
from musterbook.store import keeping_shared, kept_held
from musterbook.sync import bringing_part, contact
from tests.rehearsal.simulator.planted import Plant


def failed_commit_trusted(patch: pytest.MonkeyPatch) -> None:
    def believed(self: Any, _doubt: Any) -> bool:
        self._let_go()
        return True

    patch.setattr(SimulatedStore, "_recovered", believed)


def links_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(standing.Standing, "_obstacle", lambda *_: None)


def clocks_before_links(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(standing, "in_order", lambda entries: sorted(entries, key=order_key))
    patch.setattr(standing, "reading_key", lambda entry, _parents: (order_key(entry),))


def warm_readings_kept_too_long(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(book.Book, "_keep_warm", lambda *_: None)


def forks_not_read_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(book.Book, "take_in_forks", lambda _: False)


def other_branches_not_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping_shared.KeepingShared, "_keep_branch", lambda *_, **__: None)


def anybody_may_be_the_second(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(signatures, "may_second", lambda *_: True)


def adoption_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entitlement.Entitlement, "_adopted_by_others", lambda *_: False)


def given_to_copies_in_part_whole(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(allowing.AllowedTo, "whole", lambda *_: True)


def what_bars_is_not_given(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(allowing, "_bars", lambda *_: set())


def known_by_digest_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kept_held.KeptHeld, "known_by_digest", lambda _: {})


def nothing_fetched_later(patch: pytest.MonkeyPatch) -> None:
    def nothing(*_: Any) -> Any:
        yield from ()

    patch.setattr(contact, "fetch_lacking", nothing)
    patch.setattr(bringing_part, "_lacking", lambda *_: iter(()))


def forks_not_shown_to_copies_in_part(patch: pytest.MonkeyPatch) -> None:
    def nothing(*_: Any) -> Any:
        yield from ()

    patch.setattr(contact, "show_fork", nothing)


def what_was_outgrown_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(links, "outgrown", lambda _book: lambda _log, _places: [])


ELSEWHERE: Final[dict[Plant, int]] = {
    failed_commit_trusted: 1,
    links_ignored: 1,
    clocks_before_links: 1,
    warm_readings_kept_too_long: 1,
    forks_not_read_again: 6,
    other_branches_not_kept: 6,
    anybody_may_be_the_second: 2,
    adoption_does_nothing: 3,
}
"""Each fault with the first seed that finds it."""

IN_PART: Final[dict[Plant, int]] = {
    given_to_copies_in_part_whole: 1,
    what_bars_is_not_given: 1,
    known_by_digest_forgotten: 1,
    nothing_fetched_later: 1,
    forks_not_shown_to_copies_in_part: 9,
    what_was_outgrown_kept: 10,
}
"""The same, of worlds in which two nodes hold only their people whatever the seed draws."""
