"""What a face matcher is, and how the one an operator states in a file is opened, if every byte of it is as stated.

The file says which matcher and which models, each with path, SHA-256, licence and what it was trained on:

    matcher = "opencv"
    [[model]]
    name = "detector"
    path = "/srv/models/detector.onnx"
    sha256 = "…"
    licence = "MIT"
    trained_on = "…"

Outside matchers announce themselves in the entry-point group `musterbook.face_matchers` (biometrics.md section 11).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics import installed
from musterbook.biometrics.engines import Made
from musterbook.terms.errors import Fault, Malformed, Refused, Tampered
from musterbook.terms.moves import Objection

Face = NDArray[np.float32]
FIELDS: Final = ("name", "path", "sha256", "licence", "trained_on")
PIECE: Final = 2**20


class FaceMatcher(Protocol):
    """Compares two faces."""

    @property
    def made(self) -> Made:
        """By what it makes what it makes; `weights` is the digest of all that was stated."""
        ...

    def template(self, content: bytes) -> Face | None:
        """What it compares instead of a picture; None where not exactly one face is found.

        Raises:
            Malformed: it is no picture.
        """
        ...

    def score(self, one: Face, other: Face) -> float:
        """How alike they are, 0 or more."""
        ...


@dataclass(frozen=True, slots=True)
class Model:
    """One file of a model, as its operator states it."""

    name: str
    path: Path
    sha256: str
    licence: str
    trained_on: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What an operator states of his face matcher."""

    matcher: str
    models: tuple[Model, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over everything but the paths: the same models elsewhere are the same matcher."""
        told = hashlib.sha256(self.matcher.encode())
        for one in self.models:
            for part in (one.name, one.sha256, one.licence, one.trained_on):
                told.update(b"\x1f" + part.encode())
        return told.hexdigest()

    @property
    def licences(self) -> str:
        """Of all its models, for people."""
        return "; ".join(sorted({f"{one.name}: {one.licence}" for one in self.models}))

    @property
    def trained_on(self) -> str:
        """Of all its models, for people."""
        return "; ".join(sorted({f"{one.name}: {one.trained_on}" for one in self.models}))


def read_stated(file: Path) -> Stated:
    """The operator's file.

    Raises:
        Malformed: `faces.unreadable`, or `faces.not-stated` with what is missing.
    """
    try:
        told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Malformed(Fault("faces.unreadable", file=file.name)) from None
    models, rows = [], told.get("model", [])
    wanted: list[tuple[str, object]] = [("matcher", told.get("matcher")), ("model", rows)]
    rows = rows if isinstance(rows, list) and all(isinstance(one, dict) for one in rows) else []
    wanted += [(f"model.{name}", one.get(name)) for one in rows for name in FIELDS]
    lacking = [name for name, said in wanted if not said or (name != "model" and not isinstance(said, str))]
    if lacking:
        raise Malformed.of(Fault("faces.not-stated", file=file.name, column=name) for name in sorted(set(lacking)))
    for one in rows:
        words = {name: str(one[name]) for name in FIELDS}
        models.append(Model(**{**words, "path": file.parent / words["path"]}))  # type: ignore[arg-type]  # the path is one
    return Stated(str(told["matcher"]), tuple(models))


def opened(stated: Stated) -> FaceMatcher:
    """The matcher, with its models.

    Raises:
        Malformed: no such matcher is announced here.
        Refused: `faces.model-absent`, or what else it needs is not here.
        Tampered: `faces.model-altered`: a file is not the one stated.
    """
    for one in stated.models:
        if not one.path.is_file():
            raise Refused(Objection("faces.model-absent", values={"model": one.name}))
        if _digest(one.path) != one.sha256.lower():
            raise Tampered("faces.model-altered", model=one.name)
    maker = installed.attribute(installed.chosen("face_matchers", stated.matcher))
    paths: Mapping[str, Path] = {one.name: one.path for one in stated.models}
    matcher: FaceMatcher = maker(paths, stated.digest)
    return matcher


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()
