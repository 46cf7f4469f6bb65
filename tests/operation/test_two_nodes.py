"""Two copies of one book: a forward site cut off from the desk judges by what it knows and by how old that is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from musterbook.coordination.caps import Overrun, overruns
from musterbook.coordination.settings import CoordinationSettings
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation import agreeing, negotiating, old_copy
from musterbook.operation.accepted_under import WITHOUT
from musterbook.operation.acting import Acting
from musterbook.operation.agreeing import agreements_of, used_of
from musterbook.operation.book import Book
from musterbook.operation.briefing import agenda
from musterbook.operation.catalogue import read_folder
from musterbook.operation.copying import back_up, take_in
from musterbook.operation.folder import open_book
from musterbook.operation.gates import objections_to
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.situation import open_discrepancies
from musterbook.terms.custodians import in_hand
from musterbook.terms.moves import Move
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, TABLES, WILLOW, acting, fill

MIDNIGHT = datetime(2026, 1, 21, 21, tzinfo=UTC)
"""Of the giver: Damascus keeps +03:00."""
HEAD = (*TABLES["agreements"][0], "until", "country")
SCOPE = "giver = willow and receiver = harbour and sex = male"
AGREEMENTS = {
    "agreements": (
        HEAD,
        ("AGR-01", "memorandum", "willow;harbour", "relocation", SCOPE, "12", "2026-01-20", "2026-01-21", ""),
        ("AGR-02", "memorandum", "willow;harbour", "relocation", f"{SCOPE} and kind = emergency", "", "2026-01-20",
         "2026-01-31", ""),
        ("AGR-03", "memorandum", "willow;harbour", "relocation", SCOPE, "2", "2026-01-23", "", ""),
        ("ASS-01", "assurance", "harbour", "return", "sex = male", "", "2026-01-20", "2026-01-25", "DEU"),
    )
}  # fmt: skip
CHAIRS = {"c.coord": "coordinator", "o.desk": "operation-desk"}


class Nodes:
    """The desk's book and the forward site's, alike until the line between them breaks."""

    def __init__(self, folder: Path) -> None:
        place = fill(folder / "desk", AGREEMENTS)
        forward = {"forward": frozenset({WILLOW, BUS})}
        book = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=forward))
        for name in ("AGR-01", "AGR-02", "AGR-03"):
            for party in ("willow", "harbour"):
                agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=1), name, party)
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=1), "ASS-01", "harbour")
        book.close()
        shutil.copytree(place / "book", folder / "forward" / "book")
        self.folder = folder
        self.desk, self.forward = (_opened(folder / name) for name in ("desk", "forward"))

    def meet(self) -> None:
        """What the forward site wrote is carried to the desk, and what the desk wrote to the site."""
        for source, target in (("forward", self.desk), ("desk", self.forward)):
            file = self.folder / f"{source}.mbk"
            back_up(self.folder / source, file)
            taken = take_in(target, file, at=MORNING + timedelta(days=3))
            assert taken.turned_away == []


def _opened(folder: Path) -> Book:
    book = open_book(folder, read_only=False)
    book.settings = replace(book.settings, coordination=CoordinationSettings(stale_book_hours=12))
    return book


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    found = Nodes(tmp_path)
    yield found
    found.desk.close()
    found.forward.close()


def move(book: Book, when: datetime, *, serial: str = "S-001", kind: str = "evacuation", count: int = 4) -> Move:
    people = frozenset(sorted(book.reading(Roll).on(in_hand(WILLOW)))[:count])
    day = when.astimezone(book.settings.zone).date().isoformat()
    return Move(
        people=people, giver=WILLOW, receiver=BUS, destination=HARBOUR, at=when, day=day, serial=serial, handover="H1",
        kind=kind,
    )  # fmt: skip


def rules(book: Book, asked: Move) -> set[str]:
    found = {one.rule for one in objections_to(book, asked)}
    return {one for one in found if one.startswith("coordination.")}


def taken_along(book: Book, *, minutes: int, count: int) -> None:
    """The site gives people to the bus and the bus takes them, whatever gates would have said."""
    people = frozenset(sorted(book.reading(Roll).on(in_hand(WILLOW)))[:count])
    offered = Offered(
        handover=f"W-{minutes}", manifest=Digest("0" * 64), people=people, receiver=BUS, destination=HARBOUR,
        due_by=MORNING + timedelta(days=4), carrier="bus-1",
    )  # fmt: skip
    offer = book.write(acting("w.officer/site-officer", WILLOW, minutes=minutes).draft(offered))
    fact = Accepted(handover=offered.handover, offer=offer.digest, people=people)
    book.write(acting("b.escort/escort-commander", BUS, minutes=minutes + 5).draft(fact, after=(offer.digest,)))


def minutes(days: float) -> int:
    return int(days * 24 * 60)


def test_both_copies_say_the_same_of_the_same_entries(nodes: Nodes) -> None:
    for hours in (1, 13, 30, 60):
        asked = MORNING + timedelta(hours=hours)

        assert rules(nodes.desk, move(nodes.desk, asked)) == rules(nodes.forward, move(nodes.forward, asked))


def test_an_agreement_ends_at_midnight_of_the_giver_on_a_copy_that_hears_nothing_and_it_was_said_before(
    nodes: Nodes,
) -> None:
    noon = MORNING + timedelta(hours=6)
    last_bus = move(nodes.forward, MIDNIGHT - timedelta(minutes=1))
    too_late = move(nodes.forward, MIDNIGHT)
    old_copy.confirm(nodes.forward, _escort(minutes(0.7)), "S-001", by="duty officer", at=MORNING + timedelta(hours=16))

    said_before = {row["agreement"] for row in agenda(nodes.forward, noon).expiring}

    assert said_before == {"AGR-01", "ASS-01"}
    assert (rules(nodes.forward, last_bus), rules(nodes.forward, too_late)) == (set(), {"coordination.agreement"})
    assert agreements_of(nodes.forward).all()[3].stage(MORNING + timedelta(days=5)) == "expired"


def test_an_agreement_whose_day_comes_opens_movement_on_a_copy_that_hears_nothing(nodes: Nodes) -> None:
    opens = datetime(2026, 1, 22, 21, tzinfo=UTC)
    asked = [move(nodes.forward, opens + timedelta(minutes=late), count=2) for late in (-1, 0)]

    found = [rules(nodes.forward, one) for one in asked]

    assert found == [{"coordination.agreement", "coordination.stale-book"}, {"coordination.stale-book"}]


def test_after_twelve_hours_only_a_word_by_radio_opens_one_serial(nodes: Nodes) -> None:
    asked = move(nodes.forward, MORNING + timedelta(hours=14))
    other = replace(asked, serial="S-002")
    before = rules(nodes.forward, asked)

    old_copy.confirm(nodes.forward, _escort(13 * 60), "S-001", by="duty officer", at=MORNING + timedelta(hours=12.5))

    assert (before, rules(nodes.forward, asked)) == ({"coordination.stale-book"}, set())
    assert rules(nodes.forward, other) == {"coordination.stale-book"}


def test_what_the_desk_revoked_unheard_shows_on_both_copies_once_they_meet(nodes: Nodes) -> None:
    hand = acting(CHAIRS, DESK, minutes=60)
    negotiating.revoke(nodes.desk, hand, "AGR-01", because="withdrawn", from_=hand.at)
    unheard = rules(nodes.forward, move(nodes.forward, MORNING + timedelta(hours=2)))
    known = rules(nodes.desk, move(nodes.desk, MORNING + timedelta(hours=2)))
    taken_along(nodes.forward, minutes=120, count=3)
    alone = open_discrepancies(nodes.forward)

    nodes.meet()

    assert (unheard, known, alone) == (set(), {"coordination.agreement"}, ())
    found = [
        {(one.id, one.kind, one.owner) for one in open_discrepancies(book)} for book in (nodes.desk, nodes.forward)
    ]  # fmt: skip
    assert found[0] == found[1]
    assert {kind for _, kind, _ in found[0]} == {WITHOUT}
    assert len(found[0]) == 3


def test_a_cap_that_a_cut_off_site_overran_is_shown_when_copies_meet(nodes: Nodes) -> None:
    for book, at in ((nodes.forward, minutes(2)), (nodes.forward, minutes(2.1))):
        taken_along(book, minutes=at, count=2)

    nodes.meet()

    used = used_of(nodes.desk)
    assert overruns(agreements_of(nodes.desk).all(), used) == [Overrun("AGR-03", "total", "", 4, 2)]


def _escort(at: int) -> Acting:
    return acting("b.escort/escort-commander", BUS, minutes=at)
