"""The two sides of a bundle: what one is written from, and what one is taken into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.held import Held, Run
from musterbook.ledger.log import Frame
from musterbook.terms.errors import MusterbookError


class Copied(Protocol):
    """What a bundle is written from: any store."""

    def logs(self) -> Mapping[str, str]:
        """Every log, with the name of its node."""
        ...

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log."""
        ...

    def sizes(self, log: str, start: int = 0) -> list[int]:
        """The sizes at which a log has a checkpoint."""
        ...

    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """Its checkpoints as signed notes, smallest first."""
        ...

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned a checkpoint."""
        ...

    def forks(self) -> Mapping[str, bytes]:
        """The proof of every fork known, by log."""
        ...

    def branches(self, log: str) -> Sequence[Frame]:
        """The frames of a forked log beside the branch that came first."""
        ...

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        ...

    def held(self, log: str) -> Sequence[Held]:
        """The places known of such a log."""
        ...

    def runs(self, log: str) -> Sequence[Run]:
        """How they were shown."""
        ...


class Ingesting(Protocol):
    """What a bundle is taken into: any store."""

    def ingest(self, frame: Frame, *, came_from: str, at: datetime) -> object:
        """Judge a frame and keep it if it is accepted."""
        ...

    def take_excerpt(self, excerpt: Excerpt, *, came_from: str, at: datetime) -> object:
        """Judge an excerpt and keep it if it holds."""
        ...

    def keep_checkpoints(self, log: str, notes: Iterable[str]) -> Sequence[MusterbookError]:
        """Keep checkpoints at sizes that are here; what does not hold."""
        ...

    def keep_fork(self, proof: bytes) -> bool:
        """Keep the proof of a fork if it proves one lower than any known."""
        ...
