"""A person's enrolment as a transaction: records of types 1, 2, 4, 9, 10, 14 and 17 of ANSI/NIST-ITL 1-2011:2015.

Section 10 of biometrics.md. What goes into the descriptive record (type 2) is the profile's to say. Nothing is
invented: what is not known is said in the profile's own code, or the transaction is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

import numpy as np

from musterbook.biometrics.engines import DPI, Image, Points
from musterbook.biometrics.interchange import compressing
from musterbook.biometrics.interchange.itl import Field, Record, plain
from musterbook.biometrics.interchange.minutiae import AT_MOST, INCITS, SURE_ENOUGH
from musterbook.biometrics.interchange.profile import Profile, descriptive
from musterbook.biometrics.positions import FINGERS

LIVE_PLAIN: Final = 0
NO_RESOLUTION: Final = "00.00"
"""1.011 and 1.012 of a transaction without type 4 records."""
AT_500_DPI: Final = "19.69"
"""Pixels a millimetre."""
CANNOT: Final = MappingProxyType(
    {"amputated": "XX", "bandaged": "UP", "worn": "UP", "refused": "UP", "not-possible": "UP"}
)
"""Field 14.018: amputated, or unable to print."""
OWNER, TYPE = "27", "513"
"""Of the format INCITS 378 without extended block, in 9.126 (CBEFF registry)."""


@dataclass(frozen=True, slots=True, eq=False)
class Finger:
    """One finger to be sent: a picture, or why there is none."""

    position: int
    image: Image | None = None
    missing: str = ""
    """One of `positions.MISSING` where there is no picture."""
    points: Points | None = None
    quality: int | None = None
    """0 to 100."""


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """A face (type 10) or an iris (type 17), carried as it was captured."""

    type: int
    data: bytes
    compression: str
    width: int
    height: int
    dpi: int = DPI
    eye: int = 0
    """Of an iris: 0 not said, 1 right, 2 left."""
    grey: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """What a transaction is made of."""

    number: str
    """Its own number (1.009), never a person's."""
    at: datetime
    """UTC."""
    sender: str
    receiver: str
    fingers: Sequence[Finger]
    others: Sequence[Other] = ()
    known: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What is known and may be said of the person, by the profile's words: `name`, `sex`, `born` and so on."""
    fixed_resolution: bool = False
    """True for type 4 records at 500 dpi, which old services want, instead of type 14."""


def transaction(sent: Sent, profile: Profile) -> tuple[Record, ...]:
    """The records, the first of type 1; `itl.write` makes bytes of them.

    Raises:
        Malformed: a mandatory field of the profile is not known and the profile has no code for that.
        Refused: a library that packs pictures is not installed.
    """
    body = [_descriptive(sent, profile)]
    for finger in sent.fingers:
        body += _finger(sent, finger, first=len(body))
    body += [_carried(sent, other, idc) for idc, other in enumerate(sent.others, len(body))]
    return (_first(sent, profile), *body)


def _first(sent: Sent, profile: Profile) -> Record:
    scanned = AT_500_DPI if sent.fixed_resolution else NO_RESOLUTION
    fields: dict[int, Field] = {
        4: plain(profile.transaction), 5: plain(_day(sent)), 7: plain(sent.receiver), 8: plain(sent.sender),
        9: plain(sent.number), 11: plain(scanned), 12: plain(scanned),
        14: plain(sent.at.strftime("%Y%m%d%H%M%SZ")),
    }  # fmt: skip
    if profile.domain:
        fields[13] = (tuple(profile.domain),)
    return Record(1, 0, MappingProxyType(fields))


def _descriptive(sent: Sent, profile: Profile) -> Record:
    missing = [(finger.position, finger.missing) for finger in sent.fingers if finger.missing]
    known = {**sent.known, "printed": _day(sent)}
    amputated: Field = tuple((f"{position:02d}", CANNOT[why]) for position, why in missing)
    return Record(2, 0, MappingProxyType(descriptive(profile, known, amputated)))


def _finger(sent: Sent, finger: Finger, *, first: int) -> Iterator[Record]:
    """The picture of a finger, or the code for its absence; then its points, if any are sure enough."""
    if finger.image is not None and sent.fixed_resolution:
        yield _fixed(finger, finger.image, first)
    elif not sent.fixed_resolution:
        yield _variable(sent, finger, first)
    if finger.points is not None and len(finger.points.best(SURE_ENOUGH)):
        yield _points(finger, finger.points, first)


def _variable(sent: Sent, finger: Finger, idc: int) -> Record:
    fields: dict[int, Field] = {3: plain(LIVE_PLAIN), 4: plain(sent.sender), 5: plain(_day(sent))}
    data = b""
    if finger.image is not None:
        code, data = compressing.compressed(finger.image)
        height, width = finger.image.pixels.shape
        fields |= {
            6: plain(width), 7: plain(height), 8: plain(1), 9: plain(finger.image.dpi), 10: plain(finger.image.dpi),
            11: plain(code), 12: plain(8),
        }  # fmt: skip
    fields[13] = plain(finger.position)
    if finger.missing:
        fields[18] = ((str(finger.position), CANNOT[finger.missing]),)
    if finger.quality is not None:
        fields[24] = ((str(finger.position), str(finger.quality), "0000", "0"),)
    return Record(14, idc, MappingProxyType(fields), data)


def _fixed(finger: Finger, image: Image, idc: int) -> Record:
    height, width = image.pixels.shape
    fields = {
        3: plain(LIVE_PLAIN), 4: plain(finger.position), 5: plain(0), 6: plain(width), 7: plain(height), 8: plain(1)
    }  # fmt: skip
    return Record(4, idc, MappingProxyType(fields), compressing.wsq(image))


def _points(finger: Finger, points: Points, idc: int) -> Record:
    """Type 9 with the block of INCITS 378 (9.126 to 9.137)."""
    best = points.best(SURE_ENOUGH)
    kept = min(len(best), AT_MOST)
    steps = np.round(np.degrees(best.direction) / INCITS.step).astype(int) % 180
    rows = tuple(
        (
            str(place + 1), str(round(float(best.x[place]))), str(round(float(best.y[place]))), str(int(steps[place])),
            "1" if best.ending[place] >= 0.5 else "2", str(max(1, round(100 * float(best.confidence[place])))),
        )
        for place in range(kept)
    )  # fmt: skip
    fields: dict[int, Field] = {
        3: plain(LIVE_PLAIN), 4: plain("U"), 126: ((OWNER, TYPE, "0"),), 127: (("NONE", "0"),),
        128: plain(points.width), 129: plain(points.height), 130: plain(1), 131: plain(DPI), 132: plain(DPI),
        133: plain(0), 134: plain(finger.position), 136: plain(kept), 137: rows,
    }  # fmt: skip
    if finger.quality is not None:
        fields[135] = ((str(finger.quality), "0000", "0"),)
    return Record(9, idc, MappingProxyType(fields))


def _carried(sent: Sent, other: Other, idc: int) -> Record:
    fields: dict[int, Field] = {
        3: plain("FACE" if other.type == 10 else other.eye), 4: plain(sent.sender), 5: plain(_day(sent)),
        6: plain(other.width), 7: plain(other.height), 8: plain(1), 9: plain(other.dpi), 10: plain(other.dpi),
        11: plain(other.compression), 12: plain(("GRAY" if other.grey else "SRGB") if other.type == 10 else 8),
    }  # fmt: skip
    if other.type == 10:
        fields[13] = plain(0)
    else:
        fields[13] = plain("GRAY" if other.grey else "SRGB")
    return Record(other.type, idc, MappingProxyType(fields), other.data)


def _day(sent: Sent) -> str:
    return sent.at.strftime("%Y%m%d")


def fingers_missing(fingers: Sequence[Finger]) -> tuple[int, ...]:
    """Positions of which neither a picture nor a reason is there: a transaction of ten fingers must not have one."""
    said = {finger.position for finger in fingers if finger.image is not None or finger.missing}
    return tuple(position for position in FINGERS if position not in said)
