"""Deliveries to webhooks, beside the loop that serves: what is new is noted down, told, and tried again until taken.

The book is only read. Answers are not read beyond their number, no redirect is followed, and no setting of this
machine's surroundings changes where a note goes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from musterbook.console.api.source import ListSource
from musterbook.console.callers import Callers
from musterbook.console.entry_lines import level_of_entry
from musterbook.console.looking import Looker
from musterbook.console.seeing import sees_of
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.telling_programs import Signer, compartment_of, newer_than, note_of
from musterbook.rights.policy import PageKind, may_see_page
from musterbook.store.webhooks import Delivery, Webhook, Webhooks

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 1.0
TIMEOUT_SECONDS: Final = 10.0
SHOWN_AS: Final[dict[str, PageKind]] = {
    "custody": "movement", "eligibility": "movement", "lift": "movement", "coordination": "counts", "watch": "counts",
    "camps": "counts", "biometrics": "identity", "evidence": "evidence", "repatriation": "returns", "rights": "rights",
}  # fmt: skip
"""Room → the pages that show its facts: who may see those may be told of them."""


@dataclass
class Deliveries:
    """What is told to programs.

    Attributes:
        book: opened to read. source: for who is held where. hooks: who is told.
        callers: what each program may see. seconds: this machine's clock.
        signer: this machine's log; Refused where it stays shut.
        client: calls; made anew where none is given.
    """

    book: Book
    source: ListSource
    hooks: Webhooks
    callers: Callers
    seconds: Callable[[], int]
    signer: Callable[[], Signer]
    client: httpx.AsyncClient | None = None
    _signer: Signer | None = field(default=None, init=False)

    async def run(self) -> None:
        """Tell, for as long as the console is served."""
        client = self.client or httpx.AsyncClient(
            follow_redirects=False, timeout=TIMEOUT_SECONDS, trust_env=False, limits=httpx.Limits(max_connections=8)
        )
        async with client:
            while True:
                try:
                    await self.round(client)
                except Exception:  # noqa: BLE001  nobody is told for now, and the console goes on
                    log.warning("webhooks: a round was not finished")
                await asyncio.sleep(EVERY_SECONDS)

    async def round(self, client: httpx.AsyncClient) -> int:
        """Note what is new and try what is due; how many were taken."""
        hooks = self.hooks.everyone()
        if not hooks:
            return 0
        self.source.stamp()  # takes in what other processes wrote
        for hook in hooks:
            sizes, wanted = newer_than(self.book, hook)
            if sizes != hook.sizes:
                self.hooks.read_on(hook, sizes, wanted, self.seconds())
        due = self.hooks.due(self.seconds())
        told = await asyncio.gather(
            *(self._tell(client, hook, [one for one in due if one.webhook == hook.id]) for hook in hooks)
        )
        return sum(told)

    async def _tell(self, client: httpx.AsyncClient, hook: Webhook, due: Sequence[Delivery]) -> int:
        """Tell one program what is due, in order; the first that is not taken ends the round for it."""
        taken = 0
        for one in due:
            body = self._note(hook, one)
            if body is None:
                self.hooks.done(one)
                continue
            answer = await self._send(client, hook, one, body)
            if answer:
                self.hooks.failed(one, answer, self.seconds())
                log.warning("webhook %s: not taken, %s, try %d", hook.id, answer, one.tries + 1)
                break
            self.hooks.done(one)
            taken += 1
        return taken

    async def _send(self, client: httpx.AsyncClient, hook: Webhook, one: Delivery, body: bytes) -> str:
        """Send one note; why it was not taken, empty when it was."""
        heads = (await self._opened()).heads(f"mbw_{hook.id}_{one.digest}", body, at=self.seconds())
        try:
            async with client.stream("POST", hook.address, content=body, headers=heads) as answer:
                return "" if answer.is_success else f"HTTP {answer.status_code}"
        except httpx.HTTPError as error:
            return type(error).__name__

    def _note(self, hook: Webhook, one: Delivery) -> bytes | None:
        """The note; None where the entry does not stand, or the program may not hear of it as its rights are now."""
        entry, looker = self.book.entry(Digest(one.digest)), self.callers.of_officer(hook.officer, "webhook")
        if entry is None or not looker.officer or not may_hear(looker, entry.act.kind):
            return None
        if not looker.reads_entry(entry.act.kind, level_of_entry(entry, self.book)):
            return None
        return note_of(self.book, hook, entry, sees=sees_of(looker, lambda: self.source.people(None)))

    async def _opened(self) -> Signer:
        if self._signer is None:
            self._signer = await asyncio.to_thread(self.signer)  # beside the loop: it opens a key
        return self._signer


def may_hear(looker: Looker, kind: str) -> bool:
    """Whether somebody may hear that a fact of this kind was written."""
    shows = SHOWN_AS.get(kind.partition(".")[0], "consultations")
    closed = compartment_of(kind)
    return may_see_page(looker.asker, shows) and (not closed or looker.may_open(closed))
