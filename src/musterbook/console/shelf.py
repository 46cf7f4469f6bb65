"""Files the console serves: its own, and the assets fetched at set-up when they are there. Known by name at start."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import zstandard

HERE: Final = Path(__file__).parent
MEDIA: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_PACKED_ALREADY: Final = {".woff2"}
_ZSTD_LEVEL: Final = 15
"""A tenth of what gzip sends is saved; the largest file takes 0.17 s of processor, once after a start."""


SHEETS: Final = ("fonts", "tokens", "frame", "parts", "drawings", "lift", "watch", "camps", "casework", "call", "sign",
                 "care", "doors", "print")  # fmt: skip
"""What a page looks like, sheet after sheet: sources are apart, and a page asks once for all of them."""
PAGES: Final = "css/pages.css"
FACES: Final = "css/fonts.css"
"""Left out where the faces were not fetched at set-up."""
FACE: Final = "assets/inter-latin-wght-normal.woff2"


@dataclass(frozen=True)
class Leaf:
    """One file: its bytes, what they are, and the same bytes packed for the wire where that is shorter."""

    path: Path

    @property
    def media(self) -> str:
        """The media type by the file's ending."""
        return MEDIA[self.path.suffix]

    @cached_property
    def whole(self) -> bytes:
        """The bytes."""
        return self.path.read_bytes()

    @cached_property
    def packed(self) -> bytes | None:
        """The bytes gzipped; None for what is packed already."""
        return None if self.path.suffix in _PACKED_ALREADY else gzip.compress(self.whole, 6, mtime=0)

    @cached_property
    def packed_smaller(self) -> bytes | None:
        """The bytes in Zstandard (RFC 8878), for browsers that read it; None for what is packed already."""
        if self.path.suffix in _PACKED_ALREADY:
            return None
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(self.whole)

    def sent_as(self, accepted: str) -> tuple[bytes, str]:
        """The bytes for a browser that accepts these codings, and the coding's name; empty where they go whole."""
        told = [one.partition(";") for one in accepted.split(",")]
        codings = {name.strip() for name, _, weight in told if weight.strip() != "q=0"}
        if "zstd" in codings and (smaller := self.packed_smaller) is not None:
            return smaller, "zstd"
        if "gzip" in codings and self.packed is not None:
            return self.packed, "gzip"
        return self.whole, ""


@dataclass(frozen=True)
class Joined(Leaf):
    """Several files one after another, under one name."""

    parts: tuple[Leaf, ...] = ()

    @cached_property
    def whole(self) -> bytes:
        """The bytes of all."""
        return b"\n".join(one.whole for one in self.parts)


class Shelf:
    """All files by the name in their address. `version` changes with any byte, so answers may be kept for ever."""

    def __init__(self, own: Path = HERE / "static", assets: Path = HERE / "assets") -> None:
        self.leaves: dict[str, Leaf] = {**_leaves(own, ""), **_assets(assets)}
        sheets = [f"css/{name}.css" for name in SHEETS]
        found = [name for name in sheets if name in self.leaves and (name != FACES or FACE in self.leaves)]
        self.leaves[PAGES] = Joined(Path(PAGES), tuple(self.leaves[name] for name in found))
        told = "\n".join(f"{name} {len(leaf.whole)} {_digest(leaf)}" for name, leaf in sorted(self.leaves.items()))
        self.version = hashlib.sha256(told.encode()).hexdigest()[:12]

    def has(self, name: str) -> bool:
        """A file of this name is there."""
        return name in self.leaves

    def address(self, name: str) -> str:
        """Where a page finds the file."""
        return f"/static/{self.version}/{name}"


def _leaves(folder: Path, under: str) -> Mapping[str, Leaf]:
    return {
        under + path.relative_to(folder).as_posix(): Leaf(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in MEDIA
    }


def _assets(folder: Path) -> dict[str, Leaf]:
    """Assets by bare file name, wherever set-up put them inside the folder."""
    found = _leaves(folder, "") if folder.is_dir() else {}
    return {f"assets/{Path(name).name}": leaf for name, leaf in found.items()}


def _digest(leaf: Leaf) -> str:
    return hashlib.sha256(leaf.whole).hexdigest()
