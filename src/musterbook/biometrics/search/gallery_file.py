"""A gallery as bytes: a line that says what follows, and the arrays; whoever keeps them seals them.

Read back it is the same to the last number. Altered by one byte, it is not read; made by another engine or with other
parameters, it is refused and made again from the points (`biometrics reindex`).
"""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile

import numpy as np

from musterbook.biometrics.engines import Made
from musterbook.biometrics.search.gallery import Gallery
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection

FORMAT: Final = b"musterbook gallery 1 "
PIECE: Final = 2**20
ARRAYS: Final = ("codes", "usable", "quality", "starts", "places", "confidence")


def told(gallery: Gallery) -> bytes:
    """The gallery as bytes, its SHA-256 in their first line."""
    body = io.BytesIO()
    made = {"name": gallery.made.name, "version": gallery.made.version, "weights": gallery.made.weights}
    words = {"people": gallery.people, "made": made, "coder": gallery.coder}
    arrays = {name: getattr(gallery, name) for name in ARRAYS}
    raw_words = np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), np.uint8)
    np.savez(body, allow_pickle=False, words=raw_words, **arrays)
    raw = body.getvalue()
    return FORMAT + hashlib.sha256(raw).hexdigest().encode() + b"\n" + raw


def heard(raw: bytes, *, made: Made, coder: str) -> Gallery:
    """The gallery in these bytes: as `heard_in`."""
    return heard_in(io.BytesIO(raw), made=made, coder=coder)


def heard_in(stream: BinaryIO, *, made: Made, coder: str) -> Gallery:
    """The gallery in an open file, for a search by this engine with these parameters of codes; read once into memory.

    Raises:
        Malformed: `gallery.file` where they are none.
        Tampered: `gallery.altered` where they are not what was written.
        Refused: `gallery.another-engine` where another engine, or other parameters, made it.
    """
    first = stream.readline(200).removesuffix(b"\n")
    if not first.startswith(FORMAT):
        raise Malformed.because("gallery.file")
    begin, digest = stream.tell(), hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    if digest.hexdigest().encode() != first.removeprefix(FORMAT):
        raise Tampered("gallery.altered")
    stream.seek(begin)
    try:
        found = _gallery(stream)
    except (BadZipFile, ValueError, OSError, EOFError, KeyError, TypeError) as fault:
        raise Malformed.because("gallery.file") from fault
    check_engine(found, made=made, coder=coder)
    return found


def check_engine(gallery: Gallery, *, made: Made, coder: str) -> None:
    """Let a gallery be searched by the engine that made it, and by no other.

    Raises:
        Refused: `gallery.another-engine`.
    """
    if gallery.made != made or gallery.coder not in (coder, ""):
        theirs = f"{gallery.made.name} {gallery.made.version} {gallery.coder[:8]}".strip()
        ours = f"{made.name} {made.version} {coder[:8]}".strip()
        raise Refused(Objection("gallery.another-engine", values={"theirs": theirs, "ours": ours}))


def _gallery(stream: BinaryIO) -> Gallery:
    with np.load(stream, allow_pickle=False) as kept:
        words: dict[str, Any] = json.loads(kept["words"].tobytes())
        arrays = {name: kept[name] for name in ARRAYS}
    people = tuple(str(one) for one in words["people"])
    found = Gallery(people, Made(**words["made"]), str(words["coder"]), **arrays)
    points, fingers = len(found.places), 10 * len(people)
    whole = (
        found.usable.shape == found.quality.shape == (len(people), 10)
        and len(found.codes) == len(people)
        and found.starts.shape == (fingers + 1,)
        and found.starts[0] == 0
        and found.starts[-1] == points == len(found.confidence)
        and bool((np.diff(found.starts) >= 0).all())
    )
    if not whole:
        raise ValueError
    return found
