"""One shard of a gallery in a process elsewhere: bytes in, bytes out, and nothing of Ray.

What goes there is codes and points, never a picture; what comes back is numbers and references, read and judged by
`answers`. Ray's traffic is not private: it belongs inside one protected network (biometrics.md, section 9).
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from musterbook import __version__
from musterbook.biometrics.matching import calibration
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search import answers
from musterbook.biometrics.search.asked import HANDS, Asked, asked
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.gallery_file import heard
from musterbook.biometrics.search.part import Part

ROOM = Path(__file__).parents[1]


class Holder:
    """Holds one shard and answers a search's three questions about it."""

    def __init__(self) -> None:
        self._part: Part | None = None

    def introduce(self) -> dict[str, str]:
        """Who this is, before anything is sent here: version and sources, machine, process, how the door is kept."""
        return {
            "likeness": likeness(), "machine": platform.node(), "process": str(os.getpid()), "door": _door(),
        }  # fmt: skip

    def hold(self, gallery: bytes, weighing: bytes) -> int:
        """Take a shard and the calibration it is searched with; how many people it has."""
        found = heard(gallery, made=Ours.made, coder=built_in().digest)
        self._part = Part(found, Ours(), calibration.read(weighing, "calibration").weights)
        return len(found)

    def near(self, probes: bytes, orders: Sequence[str], most: int) -> bytes:
        """`Part.near`."""
        return answers.near_told(self._held().near(_some(probes, tuple(orders)), most))

    def first(self, probes: bytes, orders: Sequence[str], least: Sequence[float], most: int) -> bytes:
        """`Part.first`."""
        return answers.first_told(self._held().first(_some(probes, tuple(orders)), least, most))

    def whole(self, probes: bytes, orders: Sequence[str], people: Sequence[Sequence[str]]) -> bytes:
        """`Part.whole`."""
        return answers.whole_told(self._held().whole(_some(probes, tuple(orders)), people))

    def _held(self) -> Part:
        assert self._part is not None, "a shard is held before anything is asked of it"
        return self._part


@lru_cache(maxsize=2)
def _some(probes: bytes, orders: tuple[str, ...]) -> list[Asked]:
    """Who is looked for; kept for the questions that follow, since each is asked three."""
    found = heard(probes, made=Ours.made, coder=built_in().digest)
    # Codes come along, since another machine may round them otherwise.
    some = [replace(asked(found.enrolment(row), Ours(), None), code=found.codes[row]) for row in range(len(found))]
    return [one.with_hands_exchanged() if order == HANDS else one for one, order in zip(some, orders, strict=True)]


@cache
def likeness() -> str:
    """The version and a digest over every source of this room and its parameters: those who differ may not help."""
    found = hashlib.sha256()
    for file in sorted([*ROOM.rglob("*.py"), *ROOM.glob("search/*.npz")]):
        for part in (file.relative_to(ROOM).as_posix().encode(), file.read_bytes()):
            found.update(len(part).to_bytes(8, "big") + part)
    return f"{__version__} {found.hexdigest()[:32]}"


def _door() -> str:
    """`token` where the cluster asks for its token; anything else where it asks nobody for anything."""
    raylet = sys.modules.get("ray._raylet")
    if raylet is None:
        return ""
    return "token" if raylet.get_authentication_mode() == raylet.AuthenticationMode.TOKEN else "open"
