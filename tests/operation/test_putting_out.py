"""Whom a site that holds only its people stops holding, when nobody was ever posted with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from musterbook.custody import facts as _kinds  # noqa: F401  read, its kinds are known
from musterbook.ledger.notation import told
from musterbook.operation.book import Book
from musterbook.operation.holding import holding_of
from musterbook.operation.putting_out import to_put_out
from musterbook.rights import facts as _also  # noqa: F401  as above
from musterbook.terms.custodians import CustodianId

SITE = CustodianId("bus-7")
DAY = datetime(2026, 1, 21, 12, tzinfo=UTC)
ALONE = """
06:00 hasakah custody.registered person=D-0001
06:11 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook @first
06:11 hasakah custody.offered    handover=H2 people=D-0001 receiver=bus-7 after= @second
06:20 chinook custody.accepted   handover=H1 people=D-0001 after=@first @a1
06:20 bus-7   custody.accepted   handover=H2 people=D-0001 after=@second @a2
"""
SETTLED = """
2026-02-10
09:00 hasakah custody.explained discrepancy=two-hands as=found people=D-0001 heads=@a1,@a2 at=chinook/in-hand
"""


def site_of(text: str) -> Book:
    """As much of a site's book as putting out asks."""
    entries, readings = told(text), dict[Any, Any]()

    def reading(kind: Any) -> Any:  # noqa: ANN401  any reading
        return readings.setdefault(kind, kind.of(entries))

    held = holding_of(reading, "", frozenset([SITE]))
    settings = SimpleNamespace(custody=SimpleNamespace(retention_days=0))
    return cast("Book", SimpleNamespace(holding=held, reading=reading, settings=settings))


@pytest.mark.parametrize(("text", "days", "gone"), [
    (ALONE, 40, set()), (ALONE + SETTLED, 40, set()), (ALONE + SETTLED, 60, {"D-0001"}),
], ids=["still contested", "settled a while ago", "settled long ago"])  # fmt: skip
def test_whom_a_site_wrote_it_took_and_another_has_is_put_out_long_after_that_was_settled(
    text: str, days: int, gone: set[str]
) -> None:
    site = site_of(text)

    assert site.holding is not None
    assert "D-0001" in site.holding.people
    assert to_put_out(site, DAY + timedelta(days=days)) == gone


def test_whom_a_site_registered_though_another_had_is_held_while_nobody_has_explained_it() -> None:
    twice = "06:00 hasakah custody.registered person=D-0001\n07:00 bus-7 custody.registered person=D-0001\n"

    assert to_put_out(site_of(twice), DAY + timedelta(days=400)) == frozenset()


def test_whom_a_site_took_again_after_he_had_left_is_held_while_that_is_contested() -> None:
    later = """
    06:00 bus-7   custody.registered person=D-0001
    06:10 bus-7   custody.offered    handover=H1 people=D-0001 receiver=chinook
    06:20 chinook custody.accepted   handover=H1 people=D-0001
    2026-02-15
    09:15 bus-7   custody.recovered  person=D-0001 from_account=far/escaped how=recaptured
    """

    assert [to_put_out(site_of(later), DAY + timedelta(days=days)) for days in (31, 400)] == [frozenset()] * 2
