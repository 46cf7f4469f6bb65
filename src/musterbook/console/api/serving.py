"""The API of a console: who may call, where what they open is entered, and every address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from musterbook.console.api.delivering import Deliveries
from musterbook.console.api.reading import reading_routes
from musterbook.console.api.registering import Register
from musterbook.console.api.source import ListSource
from musterbook.console.api.writing import Desk, machine_shut, writing_routes
from musterbook.console.callers import Callers
from musterbook.console.errands import Errands
from musterbook.console.pen import Pen
from musterbook.console.porch import Porch
from musterbook.operation.telling_programs import signer_of
from musterbook.store.opening import open_consultations
from musterbook.store.programs import Programs
from musterbook.store.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Api:
    """The API of one console.

    Attributes:
        source: what is listed. callers: who calls. register: of what they open.
        phrase: the pass-phrase of this machine's log.
        deliveries: to webhooks; None where nothing is told.
    """

    source: ListSource
    callers: Callers
    register: Register
    phrase: Callable[[str], str] = machine_shut
    deliveries: Deliveries | None = None

    @classmethod
    def beside(cls, folder: Path, source: ListSource, porch: Porch, phrase: Callable[[str], str] | None = None) -> Api:
        """The API of the console on the book in `folder`."""
        callers, opens = Callers(Programs(folder), porch), phrase or machine_shut
        told = None
        if isinstance(source, Pen):
            book = source.register_book()
            told = Deliveries(book, source, Webhooks(folder), callers, porch.clock, lambda: signer_of(book, opens))
        return cls(source, callers, Register(open_consultations(folder), porch.now), opens, told)


def api_routes(api: Api, errands: Errands, pen: Pen | None) -> list[HTTPRouteHandler]:
    """Every address of the API; without a pen it only reads."""
    reads = reading_routes(api.source, errands, api.register)
    if pen is None:
        return reads
    desk = Desk(api.source, api.callers.programs, pen, api.phrase, api.callers.porch.clock)
    return [*reads, *writing_routes(desk)]
