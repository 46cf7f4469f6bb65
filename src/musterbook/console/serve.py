"""Serving the console on this machine alone: one worker, loopback, no access log."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import uvicorn

from musterbook.console.api.serving import Api
from musterbook.console.api.writing import machine_shut
from musterbook.console.app import Beside, create_app
from musterbook.console.book_source import BookSource
from musterbook.console.lan import Lan, address_here, names_here
from musterbook.console.lift_rows import WholeSource
from musterbook.console.pen import Pen
from musterbook.console.porch import Porch
from musterbook.console.serving_lan import TRUST_PORT, Listeners, lan_of, listening_at, run_all
from musterbook.console.settings import HOSTS, Settings
from musterbook.evidence.policies import FILE, read_policies
from musterbook.operation.book import Book
from musterbook.operation.book_folder import find_book
from musterbook.operation.examining import OpenedFinger
from musterbook.operation.folder import open_book
from musterbook.operation.telling_programs import LAN_SECRET, secret_of_log
from musterbook.store.at_hand import answering
from musterbook.store.kept import Kept
from musterbook.terms.errors import MusterbookError, Refused
from musterbook.terms.moves import Objection
from musterbook.words.pages import page

HOST: Final = "127.0.0.1"


def serve(
    folder: Path, *, host: str = HOST, port: int = 8100,
    opened: Mapping[str, Sequence[OpenedFinger]] | None = None, phrase: Callable[[str], str] | None = None,
    lan: bool = False, trust_port: int = TRUST_PORT, opens: Callable[[str], str] | None = None,
    at_hand: Callable[[Path, Book], Callable[[bytes], bytes]] | None = None,
) -> None:  # fmt: skip
    """Serve the console on the book in `folder` until stopped by Ctrl+C. Its address is said on standard error.

    With `lan` it is served to tablets on the local network too, over TLS, at `host` where that is an address of one;
    `trust_port` is where they find the authority's certificate.

    `opens` is asked, with `lan`, for the pass-phrase of this machine's log, from which the secret of its keys follows.

    `phrase` gives the pass-phrase of this machine's log, so that programs can have acts written; it is asked for no
    officer's key. `opened` are pairs of prints an examiner has opened; their pictures are held in memory as long as
    this runs. `at_hand` makes, of the book's folder and the book, what other processes of this user are answered.

    Raises:
        Refused: the address is not this machine's own (`console.host-not-loopback`), or on a network nobody would be
            asked who he is (`console.lan-nobody-signs-in`); the port is in use
            (`console.port-in-use`) or may not be opened by this user (`console.port-not-allowed`).
        Malformed, Tampered: what `open_book` finds.
    """
    if host not in HOSTS and not lan:
        raise Refused(Objection("console.host-not-loopback", values={"host": host}))
    listening, there = open_port(port), None
    try:
        book = open_book(folder)
        policies = read_policies(find_book(folder) / "operation" / FILE)
        clock = clock_of(book, started=datetime.now(UTC))
        source = BookSource(book, now=clock, policies=policies, opened=opened)
        source.people()  # folded and opened once before the address is said, so that the first page comes at once
        porch = Porch.beside(find_book(folder), book, clock)
        settings = Settings(port=port, clocks=book.settings.clocks or Settings().clocks)
        api = Api.beside(find_book(folder), source, porch, phrase)
        listen = book.store.listen if isinstance(book.store, Kept) else None
        if lan:
            at = address_here("" if host in HOSTS else host)
            asks = opens or phrase or machine_shut
            there = lan_of(
                find_book(folder), porch, at, names_here(), port=port, trust_port=trust_port,
                secret=lambda: secret_of_log(book, asks, LAN_SECRET),
            )  # fmt: skip
        answer = at_hand(find_book(folder), book) if at_hand is not None else None
        serve_source(
            source, listening, settings=settings, porch=porch, pen=source, listen=listen, api=api, there=there,
            beside=_answering(find_book(folder), source, answer) if answer is not None else None,
        )  # fmt: skip
    finally:
        listening.close()


def serve_source(
    source: WholeSource, listening: socket.socket, *, settings: Settings, porch: Porch | None = None,
    pen: Pen | None = None, listen: Callable[[Callable[[], None]], Callable[[], None]] | None = None,
    api: Api | None = None, there: tuple[Lan, Listeners] | None = None, beside: Beside | None = None,
) -> None:  # fmt: skip
    """Serve any source on a socket that listens already, and, where `there` is given, on a network beside it.

    `listen` has what it is given called whenever another process has written, and returns how to end that: then
    whoever watches sees it at once and not at the next second. `beside` runs as long as the console does.
    """
    app = create_app(
        source, settings=settings, porch=porch, pen=pen, api=api, lan=there[0] if there is not None else None,
        beside=beside,
    )  # fmt: skip
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        proxy_headers=False,  # nothing stands before it, so that nobody else says over what somebody came
        timeout_graceful_shutdown=1,
    )
    address = f"http://localhost:{listening.getsockname()[1]}/"
    sys.stderr.write(page("console.serving", address=address) + "\n")
    with ExitStack() as after:
        if listen is not None:
            after.callback(listen(app.state.hub.nudge))
        server = uvicorn.Server(config)
        if there is None:
            server.run(sockets=[listening])
            return
        lan, listeners = there
        sys.stderr.write("\n".join(_said_of(lan)) + "\n")
        run_all(server, listening, app, lan, listeners)


def _answering(folder: Path, source: WholeSource, answer: Callable[[bytes], bytes]) -> Beside:
    """Answers, beside the console, who asks for what it has at hand, with what others wrote until then."""

    def up_to_date(question: bytes) -> bytes:
        try:
            source.stamp()
            return answer(question)
        except MusterbookError:
            return b""  # who asked reads the book himself, and is told what is wrong with it

    return lambda: answering(folder, up_to_date)


def _said_of(lan: Lan) -> list[str]:
    """What whoever sits at this machine is told of the network."""
    told = [page("console.lan-at", address=lan.address), page("console.lan-trust", address=lan.trust)]
    told.append(page("console.lan-fingerprint", groups=lan.files.groups))
    if lan.files.renewed:
        told.append(page("console.lan-new-authority"))
    return told


def clock_of(book: Book, *, started: datetime) -> Callable[[], datetime]:
    """The operation's clock. In an exercise it goes on from the book's last hour; otherwise it is the machine's."""
    if not book.settings.exercise or not book.entries():
        return lambda: datetime.now(UTC).replace(microsecond=0)
    last = max(entry.happened_at for entry in book.entries()).astimezone(UTC)
    return lambda: (last + (datetime.now(UTC) - started) + timedelta(seconds=1)).replace(microsecond=0)


def open_port(port: int) -> socket.socket:
    """A listening socket on the loopback address; port 0 takes any that is free. Refused when it cannot be had."""
    return listening_at(HOST, port)
