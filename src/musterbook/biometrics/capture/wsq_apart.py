"""WSQ decoded in a process of its own: the library for it is C code that a damaged file brings down.

Of 2,800 damaged files nine brought the library's process down (decision 0751), so that process holds nothing, may
write nothing, and has a second of processor time and a gigabyte. A crash is then a picture that cannot be read.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

PROCESSOR_SECONDS_MAX: Final = 2
SECONDS_MAX: Final = 20
"""By the clock on the wall, for a machine with much else to do."""
BYTES_MAX: Final = 1 << 30
FRAME: Final = b"\xff\xa2"
_END: Final = b"\xff\xa1"
_START: Final = b"\xff\xa0"
_TABLES: Final = {0xA4, 0xA5, 0xA6, 0xA7, 0xA8}

_CHILD: Final = f"""
import os, struct, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, ({PROCESSOR_SECONDS_MAX}, {PROCESSOR_SECONDS_MAX}))
    resource.setrlimit(resource.RLIMIT_AS, ({BYTES_MAX}, {BYTES_MAX}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
except ImportError:
    pass
import _wsq
pixels, width, height, dpi = _wsq.decompress(sys.stdin.buffer.read())
sys.stdout.buffer.write(struct.pack(">iii", width, height, dpi) + bytes(pixels))
sys.stdout.buffer.flush()
os._exit(0)
"""


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A WSQ file's picture and what it says of its resolution."""

    pixels: NDArray[np.uint8]
    dpi: int | None


def sides(content: bytes) -> tuple[int, int]:
    """Width and height as the frame header has them; nothing is decoded.

    Raises:
        Malformed: `capture.unreadable`, or `capture.cut-short` where the end of the picture is not there.
    """
    place = 2
    while content[:2] == _START and place + 4 <= len(content) and content[place] == 0xFF:
        if content[place : place + 2] == FRAME:
            if content.rfind(_END) < place:
                raise Malformed.because("capture.cut-short")
            height, width = struct.unpack_from(">HH", content.ljust(place + 10, b"\0"), place + 6)
            return width, height
        if content[place + 1] not in _TABLES:
            break
        place += 2 + int(struct.unpack_from(">H", content, place + 2)[0])
    raise Malformed.because("capture.unreadable" if content[:2] != _START else "capture.cut-short")


def decoded(content: bytes) -> Decoded:
    """The picture of a WSQ file, of which somebody has already seen that its sides are sound.

    Raises:
        Malformed: `capture.unreadable`: damaged, or decoding took more than the time or memory it may.
        Refused: `capture.no-wsq`: the library is not on this machine.
    """
    if find_spec("_wsq") is None:
        raise Refused(Objection("capture.no-wsq", values={"package": "wsq"}))
    width, height = sides(content)
    try:
        done = subprocess.run(  # noqa: S603  our own words, run by the Python that runs us
            [sys.executable, "-I", "-c", _CHILD], input=content, capture_output=True, check=False, timeout=SECONDS_MAX
        )
    except subprocess.TimeoutExpired:
        raise Malformed.because("capture.unreadable") from None
    answer = done.stdout
    if done.returncode != 0 or len(answer) != 12 + width * height:
        raise Malformed.because("capture.unreadable")
    found_width, found_height, dpi = struct.unpack_from(">iii", answer)
    if (found_width, found_height) != (width, height):
        raise Malformed.because("capture.unreadable")
    pixels = np.frombuffer(answer, np.uint8, offset=12).reshape(height, width)
    return Decoded(pixels, dpi if dpi > 0 else None)
