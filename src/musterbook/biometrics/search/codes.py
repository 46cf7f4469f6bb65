"""A finger as 128 numbers, so that a hundred thousand people are looked through in milliseconds (biometrics.md, 6).

A code says only who may be worth a closer look. Its parameters are fitted on invented prints (`fitting`) and belong to
one engine's templates; a code made with other parameters is never compared.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from musterbook.terms.errors import Malformed, Tampered

LENGTH: Final = 128
CENTRES: Final = 32
SHORT: Final = 64
"""Numbers a point's neighbourhood is told in before it is shared out among the centres."""
NEAR: Final = 324
CELLS: Final = 54
SHARPNESS: Final = 8.0
FINGERS: Final = 10
FILE: Final = "codes-1.npz"
SHA256: Final = "c5b322e8f307ad2f6a40bf66db13f80082e41d96d8d015a52619ccaf885aa227"

Singles = NDArray[np.float32]


class Described(Protocol):
    """What a code is made of: the neighbourhoods of a finger's points, as the matcher in the box describes them."""

    @property
    def near(self) -> Singles:
        """N x 324, 0 to 1."""
        ...

    @property
    def valid(self) -> Singles:
        """N x 54 or more: 1 where the cell lies on the print."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Coder:
    """Fitted parameters. Reading them is cheap; `digest` names them wherever a code is kept."""

    mean: Singles
    """324."""
    short: Singles
    """324 x 64: orthonormal, no whitening."""
    centres: Singles
    """32 x 64."""
    shared_mean: Singles
    """2,048."""
    axes: Singles
    """2,048 x 128, each axis divided by the fourth root of its variance."""
    seed: int
    digest: str = ""
    """SHA-256 of the file they stand in."""

    def code(self, finger: Described) -> Singles:
        """128 numbers of unit length; all 0 for a finger without points."""
        if not len(finger.near):
            return np.zeros(LENGTH, np.float32)
        told = (shared(self, finger) - self.shared_mean) @ self.axes
        return np.asarray(told / max(float(np.linalg.norm(told)), 1e-9), np.float32)

    def person(self, fingers: Mapping[int, Described]) -> Singles:
        """Ten codes side by side by position, 1,280 numbers; zeros where a finger is missing."""
        found = np.zeros((FINGERS, LENGTH), np.float32)
        for position, finger in fingers.items():
            found[position - 1] = self.code(finger)
        return found.reshape(-1)


def shared(coder: Coder, finger: Described) -> Singles:
    """What each centre gathers of a finger's points: 2,048 numbers of unit length, before the last reduction."""
    told = (np.sqrt(finger.near) - coder.mean) @ coder.short
    apart = (told**2).sum(1)[:, None] - 2 * told @ coder.centres.T + (coder.centres**2).sum(1)
    weight = np.exp(-SHARPNESS * (apart - apart.min(1, keepdims=True)) / max(float(apart.mean()), 1e-9))
    weight *= (finger.valid.sum(1) / CELLS / weight.sum(1))[:, None]
    total = weight.sum(0)
    gathered = weight.T @ told - total[:, None] * coder.centres
    gathered *= (np.sqrt(total) / np.maximum(np.linalg.norm(gathered, axis=1), 1e-9))[:, None]
    flat = gathered.reshape(-1)
    flat = np.sign(flat) * np.sqrt(np.abs(flat))
    return np.asarray(flat / max(float(np.linalg.norm(flat)), 1e-9), np.float32)


def written(coder: Coder) -> bytes:
    """The parameters as they are kept: half precision, the same bytes for the same numbers."""
    found = io.BytesIO()
    arrays = {name: getattr(coder, name).astype(np.float16) for name in _SHAPES}
    np.savez_compressed(found, allow_pickle=False, seed=np.int64(coder.seed), **arrays)
    return found.getvalue()


def read(raw: bytes) -> Coder:
    """The parameters in these bytes.

    Raises:
        Malformed: `codes.file` where they are none, or not of this shape.
    """
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            arrays = {name: np.asarray(found[name], np.float32) for name in _SHAPES}
            seed = int(found["seed"])
    except (BadZipFile, ValueError, OSError, EOFError, KeyError) as fault:
        raise Malformed.because("codes.file") from fault
    if any(arrays[name].shape != shape or not np.isfinite(arrays[name]).all() for name, shape in _SHAPES.items()):
        raise Malformed.because("codes.file")
    return Coder(**arrays, seed=seed, digest=hashlib.sha256(raw).hexdigest())


@cache
def built_in() -> Coder:
    """The parameters in the box, fitted on invented prints.

    Raises:
        Tampered: they are not the ones this version was made with.
    """
    raw = files("musterbook.biometrics.search").joinpath(FILE).read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise Tampered("codes.altered")
    return read(raw)


def read_file(file: Path) -> Coder:
    """The parameters in a file that `fit-codes` wrote.

    Raises:
        Malformed: it is none.
    """
    return read(file.read_bytes())


_SHAPES: Final[Mapping[str, tuple[int, ...]]] = {
    "mean": (NEAR,), "short": (NEAR, SHORT), "centres": (CENTRES, SHORT), "shared_mean": (CENTRES * SHORT,),
    "axes": (CENTRES * SHORT, LENGTH),
}  # fmt: skip
