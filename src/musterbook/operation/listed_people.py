"""The people of a list of others as they lie sealed: an index, and volumes of points and of pictures beside it.

A volume is opened when somebody of it is asked for and let go when the next one is, so that a list of a hundred
thousand people is packed for a search without a gigabyte of points in the clear (decision 0890).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.kept_points import read_points, write_points
from musterbook.ledger.facts import Digest
from musterbook.operation.biometrics_beside import BiometricsBeside

VOLUME_BYTES: Final = 8_000_000
"""Sealed together: few enough bytes that a pair opens at once, many enough that a list is few files."""


@dataclass(frozen=True, slots=True)
class KeptPictures:
    """Where the pictures of somebody of a list lie: in which volume, at which place, of which fingers."""

    volume: Digest
    place: int
    fingers: tuple[int, ...]


class ListedPeople(Mapping[str, Enrolment]):
    """The people of an open list by their owner's reference; gone through volume by volume."""

    def __init__(self, beside: BiometricsBeside, contents: Digest) -> None:
        self._beside = beside
        self._index: dict[str, dict[str, Any]] = json.loads(beside.picture(contents))
        self._open: tuple[Digest, zipfile.ZipFile] | None = None

    def __getitem__(self, reference: str) -> Enrolment:
        """Somebody's points and qualities."""
        said = self._index[reference]
        volume, place = said["points"]
        quality = {int(position): int(one) for position, one in said["quality"].items()}
        return Enrolment(reference, read_points(self._volume(Digest(volume)).read(str(place))), quality)

    def __iter__(self) -> Iterator[str]:
        """References in the order in which their points lie, so that each volume is opened once."""
        volumes = {volume: at for at, volume in enumerate(dict.fromkeys(one["points"][0] for one in self._said()))}
        places = ((volumes[said["points"][0]], said["points"][1], one) for one, said in self._index.items())
        return (reference for _, _, reference in sorted(places))

    def __len__(self) -> int:
        """How many people."""
        return len(self._index)

    def pictures(self, reference: str) -> KeptPictures | None:
        """Where somebody's pictures lie; None of one who came without any."""
        said = self._index[reference]
        if "pictures" not in said:
            return None
        volume, place, fingers = said["pictures"]
        return KeptPictures(Digest(volume), int(place), tuple(fingers))

    def _said(self) -> Iterator[dict[str, Any]]:
        return iter(self._index.values())

    def _volume(self, digest: Digest) -> zipfile.ZipFile:
        if self._open is None or self._open[0] != digest:
            self._open = digest, zipfile.ZipFile(io.BytesIO(self._beside.picture(digest)))
        return self._open[1]


class Volumes:
    """Things put together until they are worth a seal; what was sealed before a fault is known, to be destroyed."""

    def __init__(self, beside: BiometricsBeside) -> None:
        self._beside = beside
        self.sealed: list[Digest] = []
        self._waiting: list[Mapping[str, bytes]] = []
        self._bytes = 0

    def put(self, contents: Mapping[str, bytes]) -> tuple[int, int]:
        """Number of the volume these will be in, and their place there; of one thing alone its name is the place."""
        found = len(self.sealed), len(self._waiting)
        self._waiting.append(contents)
        self._bytes += sum(map(len, contents.values()))
        if self._bytes >= VOLUME_BYTES:
            self._seal()
        return found

    def closed(self) -> list[Digest]:
        """Every volume by its number."""
        if self._waiting:
            self._seal()
        return self.sealed

    def _seal(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as volume:
            for place, contents in enumerate(self._waiting):
                for name, content in sorted(contents.items()):
                    volume.writestr(zipfile.ZipInfo(f"{place}/{name}" if name else str(place)), content)
        self.sealed.append(self._beside.keep_picture(out.getvalue()))
        self._waiting, self._bytes = [], 0


class Binder:
    """Puts people into volumes of points and of pictures, and keeps the index of who lies where."""

    def __init__(self, beside: BiometricsBeside) -> None:
        self.points, self.pictures = Volumes(beside), Volumes(beside)
        self._index: dict[str, dict[str, Any]] = {}

    def put(self, enrolment: Enrolment, pictures: Mapping[int, bytes]) -> None:
        """Put somebody in."""
        told: dict[str, Any] = {
            "points": self.points.put({"": write_points(enrolment.fingers)}),
            "quality": {str(position): quality for position, quality in enrolment.quality.items()},
        }
        if pictures:
            by_name = {str(finger): content for finger, content in pictures.items()}
            told["pictures"] = (*self.pictures.put(by_name), sorted(pictures))
        self._index[str(enrolment.person)] = told

    def closed(self) -> dict[str, dict[str, Any]]:
        """The index, with volumes by their digests."""
        points, pictures = self.points.closed(), self.pictures.closed()
        for said in self._index.values():
            volume, place = said["points"]
            said["points"] = points[volume], place
            if "pictures" in said:
                volume, place, fingers = said["pictures"]
                said["pictures"] = pictures[volume], place, fingers
        return self._index

    @property
    def sealed(self) -> frozenset[Digest]:
        """Every volume there is by now."""
        return frozenset((*self.points.sealed, *self.pictures.sealed))

    def __len__(self) -> int:
        """How many people."""
        return len(self._index)
