"""How two copies meet over HTTP: what is stored after a link was cut again and again, and what goes over it.

A desk's log is copied to an empty site, both on SQLite, through the real carrier (`sync.http`) in one process; the
transport tears replies in their bodies or before them, by a seed. Exact: every entry stored once, equal heads.
Gate: the bytes of an uncut copy are at most 1.3 times zstd-3 of the same bodies, 2,000 at a time.

    PYTHONPATH=src python benchmarks/sync.py [--entries 100000] [--cuts 200] [--seed 1]

Exit 0 when all holds, 1 when not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import httpx
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.facts import Mustered
from musterbook.ledger.entry import Act, new_act_id
from musterbook.store.keeping import Keeping
from musterbook.store.sqlite import open_store
from musterbook.sync.answering import Answering
from musterbook.sync.calling import Calling, Contact
from musterbook.sync.contact import contact
from musterbook.sync.copies import Identity
from musterbook.sync.http import Link, SyncApp, carry
from musterbook.sync.taking import Takes
from musterbook.terms.custodians import CustodianId

AT: Final = datetime(2026, 1, 21, 6, tzinfo=UTC)
RATIO_MAX: Final = 1.3
IN_A_COMMIT: Final = 500
KEYS: Final = {name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32)) for name in ("desk", "site")}


class Torn(httpx.SyncByteStream):
    """A body that ends before its end."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        raise httpx.RemoteProtocolError("cut")


@dataclass
class Line(httpx.BaseTransport):
    """The link to a desk in this process. Of its replies `share` are torn while there are cuts left."""

    app: SyncApp
    chance: random.Random
    cuts: int = 0
    share: float = 0.985
    torn: int = 0
    asked: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request; its reply whole, torn, or none."""
        self.asked += 1
        number, headers, body = asyncio.run(self._answered(request))
        if self.torn >= self.cuts or self.chance.random() > self.share or len(body) < 1_000:
            return httpx.Response(number, headers=headers, stream=httpx.ByteStream(body))
        self.torn += 1
        # Mostly within the first of eight frames, so that so many cuts find something to cut.
        end = len(body) // 9 if self.chance.random() < 0.985 else len(body)
        return httpx.Response(number, headers=headers, stream=Torn(body[: self.chance.randrange(end)]))

    async def _answered(self, request: httpx.Request) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.read(), "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401  as ASGI has it
            told.append(message)

        headers = [(name.lower(), value) for name, value in request.headers.raw]
        path, query = request.url.path, request.url.query
        scope = {"type": "http", "method": request.method, "path": path, "query_string": query, "headers": headers}
        await self.app(scope, receive, send)
        kept = [(name, value) for name, value in told[0]["headers"] if name != b"content-length"]
        return told[0]["status"], kept, told[1]["body"]


def main() -> int:
    """Write, copy without a cut, copy with cuts, compare."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--entries", type=int, default=100_000)
    asked.add_argument("--cuts", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    print(
        f"{platform.platform()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, seed {given.seed}"
    )
    with tempfile.TemporaryDirectory() as folder:
        desk = open_store(_made(folder, "desk"), operation="op")
        log = desk.create_log(KEYS["desk"], "desk")
        _fill(desk, log, given.entries)
        holds = _copied(desk, log, Path(folder), cuts=0, seed=given.seed)
        holds &= _copied(desk, log, Path(folder), cuts=given.cuts, seed=given.seed)
        desk.close()
    return 0 if holds else 1


def _copied(desk: Keeping, log: str, folder: Path, *, cuts: int, seed: int) -> bool:
    site = open_store(_made(str(folder), f"site-{cuts}"), operation="op")
    site.create_log(KEYS["site"], "site")
    answers = Answering(_who("desk"), now=lambda: AT, entropy=os.urandom, knows=lambda _: True)
    app = SyncApp(lambda one, token: answers.answer(desk, one, token=token), admits=answers.may_take)
    line = Line(app, random.Random(seed), cuts=cuts)
    began, contacts, came = time.process_time(), 0, 0
    while True:
        contacts += 1
        so_far, bytes_in = _met(site, line)
        came += bytes_in
        if so_far.done:
            break
    seconds = time.process_time() - began
    stored = sum(1 for _ in site.digests(log))
    once = len(set(site.digests(log)))
    whole = sum(len(zstandard.ZstdCompressor(level=3).compress(raw)) for raw in _packed(desk, log))
    ratio, alike = came / whole, site.heads()[log] == desk.heads()[log]
    print(
        f"{cuts} cuts asked, {line.torn} made in {line.asked} requests of {contacts} contacts: stored {stored:,}, "
        f"twice {stored - once}, heads {'equal' if alike else 'DIFFER'}; {came:,} bytes came, {ratio:.3f} of zstd-3 of "
        f"the bodies; {stored / seconds:,.0f} entries a CPU-second"
    )
    site.close()
    sound = alike and stored == once == desk.size_of(log) and line.torn == cuts
    return sound and (bool(cuts) or ratio <= RATIO_MAX)


def _met(site: Keeping, line: Line) -> tuple[Contact, int]:
    so_far, who = Contact(), _who("site")
    with Link("http://localhost:1", transport=line) as link:
        takes = Takes(site, who, came_from="benchmark", at=AT)
        carry(contact(Calling(site, who, takes, lambda _: True, lambda: AT, os.urandom), so_far), link.ask)
        return so_far, link.bytes_in


def _who(name: str) -> Identity:
    return Identity(KEYS[name], "00" * 32)


def _made(folder: str, name: str) -> Path:
    place = Path(folder) / name
    place.mkdir()
    return place


def _fill(store: Keeping, log: str, count: int) -> None:
    numbers = iter(range(count))
    while some := list(islice(numbers, IN_A_COMMIT)):
        acts = [
            (
                Act(
                    new_act_id(AT, random.Random(number).randbytes(10)), CustodianId("hasakah"),
                    Mustered(muster=f"M{number}", counted=number % 900, place="yard"), (), (0, "0" * 64), AT, AT,
                ),
                (),
            )
            for number in some
        ]  # fmt: skip
        store.append(log, acts, at=AT, register=(0, "0" * 64))


def _packed(store: Keeping, log: str) -> Iterator[bytes]:
    bodies = store.bodies(log)
    while some := list(islice(bodies, 2_000)):
        yield b"".join(struct.pack("<I", len(body)) + body for body in some)


if __name__ == "__main__":
    sys.exit(main())
