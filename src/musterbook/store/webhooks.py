"""Webhooks: programs outside that are told of entries, how far each was told, and what still waits to reach it.

They lie in `programs.db`. How far a webhook has read each log moves in the same change that puts what it is to be told
into the list of deliveries, so that neither a kill nor a power cut loses or doubles one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.store.program_tables import NAME, opened, writing

TRIES_MOST: Final = 24
WAIT_SECONDS_MAX: Final = 3 * 3600
"""The wait doubles from a second up to this: after 24 tries, about a day and a half, a delivery is dead."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program that is told.

    Attributes:
        id: its name. officer: the program, by the name the register knows it under.
        address: where it is told.
        kinds: of facts, each whole or a room with an asterisk.
        numbers: it is told of whom, as far as it needs to know.
        made_at: seconds since 1970. made_by: who gave the address.
        sizes: log → how many entries of it were read for this webhook.
    """

    id: str
    officer: str
    address: str
    kinds: tuple[str, ...]
    numbers: bool
    made_at: int
    made_by: str
    sizes: Mapping[str, int]

    def wants(self, kind: str) -> bool:
        """Whether it is told of facts of this kind."""
        return kind in self.kinds or f"{kind.partition('.')[0]}.*" in self.kinds


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry a webhook is to be told of; `answer` is what came of the last try, `dead_at` when it was given up."""

    webhook: str
    digest: str
    log: str
    seq: int
    tries: int
    not_before: int
    answer: str
    dead_at: int | None


class Webhooks:
    """The webhooks of one book."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def add(self, hook: Webhook) -> None:
        """Tell a program from now on."""
        with writing(self._path) as base:
            base.execute(
                "insert into webhook values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    hook.id, hook.officer, hook.address, " ".join(hook.kinds), int(hook.numbers), hook.made_at,
                    hook.made_by, json.dumps(dict(hook.sizes)).encode(),
                ),
            )  # fmt: skip

    def everyone(self) -> list[Webhook]:
        """Every webhook, the oldest first."""
        if not self._path.is_file():
            return []
        with opened(self._path) as base:
            rows = base.execute("select * from webhook order by made_at, id").fetchall()
        return [
            Webhook(row[0], row[1], row[2], tuple(row[3].split()), bool(row[4]), row[5], row[6], json.loads(row[7]))
            for row in rows
        ]

    def end(self, name: str) -> bool:
        """Tell a program no more; what waits for it is forgotten. False when there was none."""
        with writing(self._path) as base:
            base.execute("delete from delivery where webhook = ?", (name,))
            return base.execute("delete from webhook where id = ?", (name,)).rowcount == 1

    def read_on(self, hook: Webhook, sizes: Mapping[str, int], wanted: Iterable[tuple[str, str, int]], at: int) -> None:
        """Note how far a webhook has read, and with it what it is to be told: (digest, log, seq) of each."""
        with writing(self._path) as base:
            base.executemany(
                "insert or ignore into delivery (webhook, digest, log, seq, not_before) values (?, ?, ?, ?, ?)",
                [(hook.id, digest, log, seq, at) for digest, log, seq in wanted],
            )
            base.execute(
                "update webhook set sizes = ? where id = ?", (json.dumps(dict(sizes)).encode(), hook.id)
            )  # fmt: skip

    def due(self, at: int, *, most: int = 50) -> list[Delivery]:
        """What may be tried now, in the order of the logs, so many of each webhook: one not reached holds up itself.

        Nothing of a webhook is due while its oldest still waits for its hour, so that all comes in order.
        """
        if not self._path.is_file():
            return []
        with opened(self._path) as base:
            rows = base.execute(
                "select webhook, digest, log, seq, tries, not_before, answer, dead_at from ("
                "select *, rowid as place, row_number() over waits as nth, first_value(not_before) over waits as first "
                "from delivery where dead_at is null window waits as (partition by webhook order by rowid)"
                ") where nth <= ? and first <= ? and not_before <= ? order by webhook, place",
                (most, at, at),
            ).fetchall()
        return [Delivery(*row) for row in rows]

    def done(self, one: Delivery) -> None:
        """It was taken; or there is nothing to tell any more."""
        with writing(self._path) as base:
            base.execute("delete from delivery where webhook = ? and digest = ?", (one.webhook, one.digest))

    def failed(self, one: Delivery, answer: str, at: int) -> None:
        """It was not taken: it is tried again later, each time after twice as long, and given up in the end."""
        tries = one.tries + 1
        wait = min(2**one.tries, WAIT_SECONDS_MAX)
        dead_at = at if tries >= TRIES_MOST else None
        with writing(self._path) as base:
            base.execute(
                "update delivery set tries = ?, not_before = ?, answer = ?, dead_at = ? "
                "where webhook = ? and digest = ?",
                (tries, at + wait, answer[:100], dead_at, one.webhook, one.digest),
            )

    def again(self, name: str, at: int) -> int:
        """Try everything of a webhook again at once, what was given up too; how many there are."""
        with writing(self._path) as base:
            return base.execute(
                "update delivery set tries = 0, not_before = ?, dead_at = null where webhook = ?", (at, name)
            ).rowcount

    def waiting(self) -> dict[str, tuple[int, int, str]]:
        """Webhook → how many deliveries wait, how many were given up, and what came of the last try."""
        if not self._path.is_file():
            return {}
        with opened(self._path) as base:
            rows = base.execute(
                "select webhook, sum(dead_at is null), sum(dead_at is not null), max(answer) "
                "from delivery group by webhook"
            ).fetchall()
        return {row[0]: (row[1], row[2], row[3]) for row in rows}
