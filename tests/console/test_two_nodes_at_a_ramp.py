"""Two laptops at one ramp: the giver's and the escort's, each with a console and a log of its own, and no network.

The giver lets go and signs on his; the escort counts blind and signs on his. What each wrote is carried across, as a
bundle on a stick and as codes on a screen. Each console is a server on a port of its own.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from musterbook.console.book_source import BookSource
from musterbook.custody.door.counts import DoorCounts
from musterbook.custody.handovers import Handover, Handovers
from musterbook.operation.by_light import codes_of, take_seen
from musterbook.operation.copying import back_up, take_in
from musterbook.operation.folder import open_book
from musterbook.operation.syncing import here
from musterbook.operation.verifying import verify_book
from tests.console.asking import served
from tests.console.at_a_ramp import ESCORT, GIVER, REFERENCE, prepared
from tests.console.test_pages import text_of
from tests.operation.making import BUS, MORNING

LATER = MORNING + timedelta(minutes=80)


@dataclass
class Laptop:
    """One machine: its folder, its console's address, and the side its officer stands on."""

    folder: Path
    address: str
    side: str
    source: BookSource

    @property
    def handover(self) -> Handover:
        """The handover, as this copy has it."""
        return self.source.register_book().reading(Handovers).called(REFERENCE)[-1]

    @property
    def way(self) -> str:
        """Where its page is."""
        return f"{self.address}/handovers/hand/{self.handover.offer[:16]}?side={self.side}"

    def counts(self) -> list[tuple[int | None, bool, bool]]:
        """What this copy knows of the receiver's counts."""
        made = self.source.register_book().reading(DoorCounts).made(self.handover.offer, self.handover.receiver)
        return [(one.counted, one.shown, one.false) for one in made]

    def page(self) -> str:
        """What its officer reads."""
        return text_of(httpx.get(self.way, headers={"accept": "text/html"}, timeout=30).text)

    def press(self, step: str, **said: str | Sequence[str]) -> int:
        """Fill in one form of the page, and what was answered."""
        shown = httpx.get(self.way, headers={"accept": "text/html"}, timeout=30).text
        key = re.search(r'name="key" value="([^"]+)"', shown)
        assert key is not None
        origin = {"origin": self.address, "accept": "text/html"}
        return httpx.post(self.way, data={"key": key[1], "step": step, **said}, headers=origin, timeout=60).status_code


@dataclass
class Ramp:
    """Both laptops."""

    giver: Laptop
    escort: Laptop
    place: Path

    def carry_by_stick(self) -> None:
        """What the giver's laptop holds comes to the escort's as one file."""
        file = self.place / "stick.mbk"
        back_up(self.giver.folder, file)
        book = open_book(self.escort.folder, read_only=False)
        assert take_in(book, file, at=LATER).turned_away == []
        book.close()

    def carry_by_light(self) -> None:
        """The escort's last acts are shown as codes on his screen and read by the giver's laptop."""
        texts, _ = codes_of(here(self.escort.folder, node="escort"), 20)
        seen = self.place / "seen.txt"
        seen.write_text("\n".join(reversed(texts)), "utf-8")
        book = open_book(self.giver.folder, read_only=False)
        assert take_seen(book, seen, at=LATER).turned_away == []
        book.close()


@pytest.fixture
def ramp(tmp_path: Path) -> Iterator[Ramp]:
    folder = prepared(tmp_path / "made", nodes={"escort": frozenset({BUS})})
    with ExitStack() as open_now:
        laptops = []
        for side in ("giver", "receiver"):
            place = shutil.copytree(folder, tmp_path / side) / "book"
            book = open_book(place)
            open_now.callback(book.close)
            source = BookSource(book, now=lambda: LATER)
            laptops.append(Laptop(place, open_now.enter_context(served(source, pen=source)), side, source))
        yield Ramp(laptops[0], laptops[1], tmp_path)


def test_giver_and_receiver_sign_on_two_laptops_without_a_network_and_differ_by_one_man(ramp: Ramp) -> None:
    giver, escort, people = ramp.giver, ramp.escort, sorted(ramp.giver.handover.people)

    assert escort.press("count", officer=ESCORT, counted="8") == 303
    assert escort.press("recount", officer=ESCORT) == 303
    assert escort.press("count", officer=ESCORT, counted="9") == 303
    ramp.carry_by_light()
    blind = giver.page()
    assert giver.counts() == [(None, False, False)] * 2
    assert "The receiver set one count aside" in blind
    assert "He had counted" not in blind
    assert "1 too few" not in blind
    assert giver.press("let-go", officer=GIVER, taken=people) == 303
    assert "The receiver has counted on his machine." in giver.page()
    assert "It waits for the giver" in escort.page()

    ramp.carry_by_stick()
    assert "10 let go, 9 counted, 1 too few." in escort.page()
    said = {f"why-{people[0]}": "missing"}
    assert escort.press("accept", officer=ESCORT, taken=people[1:], **said) == 303
    assert giver.handover.stage == "handing-over"

    ramp.carry_by_light()
    assert giver.handover.stage == "accepted-with-exceptions"
    done = giver.page()
    assert "He had counted 8." in done
    assert "one device" not in done
    assert giver.counts() == [(8, False, False), (9, False, False)]
    ramp.carry_by_stick()
    assert giver.source.stamp().head == escort.source.stamp().head
    assert [verify_book(one.folder).failed for one in (giver, escort)] == [[], []]
