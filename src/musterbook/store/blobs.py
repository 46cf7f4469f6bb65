"""Blobs: the bytes of evidence beside the book, by content, each sealed under a key that lies with the sealed things.

`blobs/<content>.sealed` is a stream (`streams.py`) whose key is one more sealed thing of `sealed.db`, wrapped for the
readers there; whoever takes the machine and no pass-phrase has digests and lengths. The name is the SHA-256 the book's
fact holds anyway. Identical bytes are kept once, under one key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from musterbook.ledger.facts import Digest
from musterbook.store.disk import whole_file
from musterbook.store.envelopes import SALT_BYTES
from musterbook.store.keys import Noise
from musterbook.store.sealed import SealedStore
from musterbook.store.streams import PIECE_BYTES, Sealing, open_stream, read_header
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

FOLDER: Final = "blobs"
KEY_BYTES: Final = 32


class Blobs:
    """The blobs in a book's folder, as far as its sealed things open them.

    Args:
        folder: the book's folder.
        sealed: where the keys lie.
        noise: where keys and salts come from.
    """

    def __init__(self, folder: Path, sealed: SealedStore, *, noise: Noise = os.urandom) -> None:
        self._folder = folder / FOLDER
        self._sealed = sealed
        self._noise = noise

    def keep(self, source: IO[bytes], content: Digest) -> None:
        """Keep bytes under their SHA-256; durable when this returns. Bytes that are here already are kept once.

        Raises:
            Tampered: the bytes are not those of the digest, as when a file changes while it is read; nothing is kept.
        """
        target = self._path(content)
        if target.exists():
            return
        self._folder.mkdir(exist_ok=True)
        key = self._noise(KEY_BYTES)
        sealed_key = self._sealed.seal(_subject(content), "blob-key", key, salt=self._noise(SALT_BYTES))
        measured = hashlib.sha256()
        with whole_file(target) as file:
            sealing = Sealing(key, file, {"content": content, "key": sealed_key, "v": 1})
            while piece := source.read(PIECE_BYTES):
                measured.update(piece)
                sealing.write(piece)
            sealing.close()
            if measured.hexdigest() != content:
                raise Tampered("sealed.differs", digest=content[:8])

    def has(self, content: Digest) -> bool:
        """Whether the bytes are here."""
        return self._path(content).is_file()

    def pieces(self, content: Digest) -> Iterator[bytes]:
        """The clear bytes, piece by piece, and held against their digest at the end.

        Raises:
            Refused: they are not here, or not for this reader.
            Tampered: they are not what was kept.
        """
        if not self.has(content):
            raise Refused(Objection("sealed.not-here", values={"digest": content[:8]}))
        measured = hashlib.sha256()
        with self._path(content).open("rb") as file:
            header = read_header(file, content[:8])
            key = self._sealed.open(Digest(str(header.get("key"))))
            for piece in open_stream(key, file, header, content[:8]):
                measured.update(piece)
                yield piece
        if measured.hexdigest() != content:
            raise Tampered("sealed.differs", digest=content[:8])

    def holds(self, content: Digest) -> bool | None:
        """Whether the bytes here are those of the digest; None when they are not here or cannot be opened here."""
        try:
            for _ in self.pieces(content):
                pass
        except Refused:
            return None
        except Tampered:
            return False
        return True

    def here(self) -> frozenset[Digest]:
        """The contents kept here, as far as their files say so."""
        return frozenset(Digest(path.stem) for path in self._folder.glob("*.sealed"))

    def drop_halves(self) -> int:
        """Take away what was cut off while it was being kept; how many files. Nobody may be keeping anything."""
        halves = list(self._folder.glob("*.part"))
        for path in halves:
            path.unlink(missing_ok=True)
        return len(halves)

    def destroy(self, content: Digest) -> bool:
        """Destroy the key and the bytes; whether they were here."""
        here = self.has(content)
        self._sealed.destroy(_subject(content))
        self._path(content).unlink(missing_ok=True)
        return here

    def _path(self, content: Digest) -> Path:
        return self._folder / f"{content}.sealed"


def _subject(content: Digest) -> PersonId:
    """Under what name the key of a content is sealed; no person's number looks like it."""
    return PersonId(f"content:{content}")
