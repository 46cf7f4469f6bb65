"""Invented fingers kept as pictures, so that a rehearsal enrols people from pictures in a second and not in a minute.

Grown once by `python -m tools.rehearsal_prints` from a seed, in eight greys, with the points LEADER found in them: the
same on every machine, and there where LEADER is not (decision 0790). They are nobody's.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from PIL import Image as Picture

from musterbook.biometrics.capture.pictures import read
from musterbook.biometrics.capture.quality import judged
from musterbook.biometrics.engines import DPI, Extractor, Image, Points
from musterbook.biometrics.kept_points import read_points, write_points
from musterbook.biometrics.synthesis.chance import drawn_for
from musterbook.biometrics.synthesis.folder import finger_picture
from musterbook.biometrics.synthesis.masters import master_finger

FILE: Final = "prints-1.zip"
SAID: Final = "said.json"
SEED: Final = 20260213
GREYS: Final = 8
FINGERS: Final = (2, 7)
"""Both index fingers."""
TWICE: Final = range(3)
"""Who may be registered under two numbers: two presses of each finger."""
LISTED: Final = range(3, 5)
"""Who may stand on a list of others: one press for the list, one at the station."""
MIXED_UP: Final = (5, 6)
"""Two who may be mixed up at the station: the first is captured for both, then each for himself."""
OTHERS: Final = range(7, 19)
"""A dozen more; the first two were captured again."""
AGAIN: Final = OTHERS[:2]
PRESSES: Final[Mapping[int, int]] = {
    **dict.fromkeys(OTHERS, 1), **dict.fromkeys((*TWICE, *LISTED, *AGAIN), 2), MIXED_UP[0]: 3, MIXED_UP[1]: 1,
}  # fmt: skip
"""How often each presses his fingers."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of the fingers kept of somebody.

    Attributes:
        pictures: PNG at 500 dpi by position.
        points: by position.
        quality: 0 to 100 by position.
    """

    pictures: Mapping[int, bytes]
    points: Mapping[int, Points]
    quality: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class KeptPrints:
    """Every press in the file, by invented person and press.

    Attributes:
        presses: as they are kept.
        extractor: name and version of what found the points.
        digest: SHA-256 of the file.
    """

    presses: Mapping[tuple[int, int], Pressed]
    extractor: str
    digest: str


@cache
def kept_prints() -> KeptPrints:
    """The file in the box."""
    raw = files("musterbook.rehearsal").joinpath(FILE).read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        content = {name: box.read(name) for name in box.namelist()}
    said = json.loads(content[SAID])
    presses = {}
    for person, press in sorted((person, press) for person, count in PRESSES.items() for press in range(count)):
        name = f"{person}-{press}"
        presses[person, press] = Pressed(
            {one: content[f"{name}-{one}.png"] for one in FINGERS},
            read_points(content[f"{name}.points"]),
            {int(one): int(quality) for one, quality in said["quality"][name].items()},
        )
    return KeptPrints(presses, str(said["extractor"]), hashlib.sha256(raw).hexdigest())


def grown(extractor: Extractor, *, seed: int = SEED) -> bytes:
    """The file, made again: pictures grown, in few greys, and their points found. About a minute."""
    out, told = io.BytesIO(), dict[str, dict[int, int]]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as box:
        for person, presses in sorted(PRESSES.items()):
            masters = {position: master_finger(drawn_for(seed, person, position)) for position in FINGERS}
            for press in range(presses):
                points, quality = dict[int, Points](), dict[int, int]()
                for position in FINGERS:
                    drawn = finger_picture(seed, person, position, press, master=masters[position])
                    content = _few_greys(drawn)
                    image = Image(read(content).pixels, DPI, position)
                    points[position] = extractor.points(image).best(0.4)
                    quality[position] = judged(image, points[position]).shown
                    _put(box, f"{person}-{press}-{position}.png", content)
                _put(box, f"{person}-{press}.points", write_points(points))
                told[f"{person}-{press}"] = quality
        made = f"{extractor.made.name} {extractor.made.version}"
        _put(box, SAID, json.dumps({"extractor": made, "seed": seed, "quality": told}, sort_keys=True).encode())
    return out.getvalue()


def _few_greys(image: Image) -> bytes:
    """The picture in eight greys, without further loss."""
    told = np.rint(image.pixels / 255 * (GREYS - 1)).astype(np.uint8) * (255 // (GREYS - 1))
    out = io.BytesIO()
    Picture.fromarray(told.astype(np.uint8)).save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def _put(box: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Without a time of day, so that the same content is the same file."""
    box.writestr(zipfile.ZipInfo(name, (2026, 1, 17, 0, 0, 0)), content)
