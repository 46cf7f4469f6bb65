"""Addresses that read: every list, one thing of each, the front of the API, and its OpenAPI document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.api.answers import heads_of, listed, one, steady
from musterbook.console.api.asking import (
    LIMIT,
    LIMIT_MOST,
    Ask,
    Part,
    asked_for,
    cursor_of,
    key_of,
    known_to,
    part_of,
    read_cursor,
)
from musterbook.console.api.collections import COLLECTIONS, Collection
from musterbook.console.api.openapi import document
from musterbook.console.api.registering import Register
from musterbook.console.api.source import ListSource
from musterbook.console.asked import Asked
from musterbook.console.by_right import reading_of
from musterbook.console.errands import Errands
from musterbook.console.listed_rows import JobRow
from musterbook.console.page_kinds import API
from musterbook.console.seeing import Sees, seen_rows, sees_of
from musterbook.console.source import EntryRow
from musterbook.console.wrong import nothing_here
from musterbook.terms.errors import Malformed
from musterbook.terms.people import read_number


def reading_routes(source: ListSource, errands: Errands, register: Register | None) -> list[HTTPRouteHandler]:
    """The addresses; with a register, what a program opens of one person or case is written there."""
    made = [handler for each in COLLECTIONS for handler in (_list(source, each), _one(source, each, register))]
    return [*made, _jobs(source, errands), _front(source), _document()]


def found_row(source: ListSource, collection: Collection, asked: Asked, name: str, sees: Sees) -> object | None:
    """Everything about one thing, as far as whoever asks may see it; None for what is not there or not his to see."""
    if collection.one is not None:
        found = collection.one(source, asked, name, sees)
    else:
        found = next((row for row in collection.rows(source, asked) if key_of(collection, row) == name), None)
    shown = None if found is None else seen_rows([found], sees)
    return shown[0] if shown else None


def _list(source: ListSource, collection: Collection) -> HTTPRouteHandler:
    @get(f"{API}/{collection.name}", sync_to_thread=False, name=f"api {collection.name}")
    def show(request: Ask) -> Response[Any]:
        asked = asked_for(request, known_to(collection))
        sees = sees_of(asked.looker, lambda: source.people(asked.as_of))
        if collection.row is EntryRow:
            part = _entries(source, asked, sees)
        else:
            part = part_of(collection, asked, seen_rows(collection.rows(source, asked), sees))
        seen = request.headers.get("if-none-match", "")
        return listed(asked, source.stamp(asked.as_of), collection.name, part, seen=seen)

    return show


def _one(source: ListSource, collection: Collection, register: Register | None) -> HTTPRouteHandler:
    @get(f"{API}/{collection.name}/{{name:path}}", sync_to_thread=False, name=f"api one of {collection.name}")
    def show(request: Ask) -> Response[Any]:
        asked = asked_for(request, ())
        name = str(request.path_params["name"]).strip("/")
        sees = sees_of(asked.looker, lambda: source.people(asked.as_of))
        found = found_row(source, collection, asked, name, sees)
        if found is None:
            return nothing_here(request)
        if collection.opens and register is not None and asked.looker.officer:
            register.opened(asked.looker, name, f"{API}/{collection.name}")
        return one(source.stamp(asked.as_of), found, seen=request.headers.get("if-none-match", ""))

    return show


def _entries(source: ListSource, asked: Asked, sees: Sees) -> Part:
    """Entries, the newest first. The cursor is the place and digest of the last: what was written since shifts it."""
    about = read_number(asked.filters.get("person", ""))
    if "person" in asked.filters and (about is None or not sees(about)):
        return Part((), 0, None)
    wanted = {name: asked.filters[name] for name in ("kind", "by", "log", "person") if name in asked.filters}
    limit = asked.number("limit", least=1, most=LIMIT_MOST, otherwise=LIMIT)
    start = _after_entry(source, asked.filters.get("after", ""), wanted, asked)
    page = source.entries(after=start, limit=limit, filters=wanted, as_of=asked.as_of, reads=reading_of(asked))
    last = f"{page.rows[-1].digest}~{start + len(page.rows)}" if page.rows else ""
    return Part(page.rows, page.total, cursor_of(last) if page.after is not None else None)


def _after_entry(source: ListSource, after: str, wanted: Mapping[str, str], asked: Asked) -> int:
    if not after:
        return 0
    digest, place = read_cursor(after)
    for start in (max(place - 1, 0), *range(0, 1_000_000, LIMIT_MOST)):
        page = source.entries(after=start, limit=LIMIT_MOST, filters=wanted, as_of=asked.as_of, reads=reading_of(asked))
        found = next((at for at, row in enumerate(page.rows) if row.digest == digest), None)
        if found is not None:
            return int(start + found + 1)
        if not page.rows and start >= place:
            break
    raise Malformed.because("api.cursor", text=after[:20])


def _jobs(source: ListSource, errands: Errands) -> HTTPRouteHandler:
    @get(f"{API}/jobs", sync_to_thread=False)
    def jobs(request: Ask) -> Response[Any]:
        asked = asked_for(request, ())
        rows: Sequence[JobRow] = [
            JobRow(hashlib.sha256(question.encode()).hexdigest()[:12], one.ways, one.done, one.state)
            for question, one in errands.known()
        ]
        seen = request.headers.get("if-none-match", "")
        return listed(asked, source.stamp(), "jobs", Part(tuple(rows), len(rows), None), seen=seen)

    return jobs


def _front(source: ListSource) -> HTTPRouteHandler:
    @get(API, sync_to_thread=False)
    def front(request: Ask) -> Response[Any]:
        told = {
            "openapi": f"{API}/openapi.json",
            "lists": {each.name: f"{API}/{each.name}" for each in COLLECTIONS} | {"jobs": f"{API}/jobs"},
        }
        return steady(told, heads_of(source.stamp()), seen=request.headers.get("if-none-match", ""))

    return front


def _document() -> HTTPRouteHandler:
    @get(f"{API}/openapi.json", sync_to_thread=False)
    def openapi(request: Ask) -> Response[Any]:
        return steady(document(), {"Cache-Control": "no-cache"}, seen=request.headers.get("if-none-match", ""))

    return openapi
