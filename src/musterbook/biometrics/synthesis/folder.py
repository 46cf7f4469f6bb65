"""A folder of invented people as `muster enrol` reads one: NUMBER/POSITION.png, NUMBER/face.jpg, and what is true.

The same seed writes the same bytes, with however many processes, on one machine; across machines pictures may differ
by one grey level.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from PIL import Image as Picture

from musterbook.biometrics.engines import Image
from musterbook.biometrics.positions import FINGERS
from musterbook.biometrics.synthesis.cards import card
from musterbook.biometrics.synthesis.chance import drawn_for
from musterbook.biometrics.synthesis.impressions import impression
from musterbook.biometrics.synthesis.masters import MasterFinger, master_finger
from musterbook.terms.people import BLOCK_SIZE, number_at

BLOCK: Final = "XX"
"""The block of numbers of invented people when nobody gives numbers."""
SITTING: Final = "sitting-"
TRUTH: Final = "truth.csv"
README: Final = "README.txt"
SAID: Final = """INVENTED PRINTS

Every finger and face in this folder is invented: grown by a program from seed {seed}. They are nobody's.
Nothing found with them says how well a search does on people: fingers of different people are too alike here,
and impressions of one finger a little too easy. Measure on your own prints: muster biometrics evaluate.

NUMBER/POSITION.png  one finger at 500 dpi; position 1 to 10, the right thumb is 1
NUMBER/face.jpg      a drawn card with the number
NUMBER/missing.toml  fingers that were not made
{truth}            which numbers are one invented person
"""


@dataclass(frozen=True, slots=True)
class Sitter:
    """One enrolment to be made: under which number, of which invented person, the how-many-eth press of each finger."""

    folder: str
    number: str
    person: int
    press: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make. The last `duplicates` of `numbers` are people of the first ones again."""

    seed: int
    numbers: tuple[str, ...]
    positions: tuple[int, ...]
    impressions: int = 1
    duplicates: int = 0

    def sitters(self) -> tuple[Sitter, ...]:
        """Every enrolment, in the order of its folders."""
        first = len(self.numbers) - self.duplicates
        return tuple(
            Sitter(
                f"{SITTING}{sitting + 1}" if self.impressions > 1 else "",
                number,
                place if place < first else place - first,
                sitting if place < first else self.impressions + sitting,
            )
            for sitting in range(self.impressions)
            for place, number in enumerate(self.numbers)
        )


def numbers_of(people: int) -> tuple[str, ...]:
    """Numbers of a block that is nobody's, at most `BLOCK_SIZE`."""
    return tuple(number_at(BLOCK, place) for place in range(min(people, BLOCK_SIZE)))


def finger_picture(seed: int, person: int, position: int, press: int, *, master: MasterFinger | None = None) -> Image:
    """One press of one finger of an invented person, always the same for the same four.

    `master` is the finger itself, where it is at hand already.
    """
    grown = master or master_finger(drawn_for(seed, person, position))
    return impression(grown, drawn_for(seed, person, position, 1 + press), position=position)


def png(image: Image) -> bytes:
    """The picture without loss, its resolution with it."""
    written = io.BytesIO()
    Picture.fromarray(image.pixels).save(written, "PNG", dpi=(image.dpi, image.dpi))
    return written.getvalue()


def write_folder(wanted: Wanted, out: Path, *, cores: int = 1) -> Iterator[int]:
    """Write everything; after each finger of each person, how many pictures there are by now.

    A finger is grown once and pressed as often as it is wanted. What stands in `out` already under these names is
    written over; nothing else is touched.
    """
    by_person: dict[int, list[Sitter]] = {}
    for sitter in wanted.sitters():
        by_person.setdefault(sitter.person, []).append(sitter)
        folder = out / sitter.folder / sitter.number
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "face.jpg").write_bytes(card(sitter.number))
        absent = [f'{position} = "not-possible"\n' for position in FINGERS if position not in wanted.positions]
        if absent:
            (folder / "missing.toml").write_text("".join(absent), "utf-8")
    (out / README).write_text(SAID.format(seed=wanted.seed, truth=TRUTH), "utf-8")
    (out / TRUTH).write_text(_truth(wanted), "utf-8")
    asked = [
        (wanted.seed, out, tuple(sitters), position) for sitters in by_person.values() for position in wanted.positions
    ]
    made = 0
    with _workers(cores) as run:
        for count in run(_write_finger, asked):
            made += count
            yield made


def _write_finger(asked: tuple[int, Path, Sequence[Sitter], int]) -> int:
    seed, out, sitters, position = asked
    master = master_finger(drawn_for(seed, sitters[0].person, position))
    for sitter in sitters:
        image = finger_picture(seed, sitter.person, position, sitter.press, master=master)
        (out / sitter.folder / sitter.number / f"{position}.png").write_bytes(png(image))
    return len(sitters)


@contextmanager
def _workers(cores: int) -> Iterator[Any]:
    if cores <= 1:
        yield map
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield pool.map


def _truth(wanted: Wanted) -> str:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["folder", "number", "invented_person", "impression"])
    rows.writerows([one.folder, one.number, one.person + 1, one.press + 1] for one in wanted.sitters())
    return written.getvalue()
