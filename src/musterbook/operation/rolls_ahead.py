"""Rolls written ahead: after every count and every departure a place's last good roll lies ready to be carried.

Joins the last good roll with what lies sealed. Nobody's name is opened for it: numbers and codes are signed in the
clear; what is sealed is copied as it lies, for the same readers (decision 0872). A disk that is full stops no count.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from musterbook.custody.people import People
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.last_roll import LastRoll, RollLine, claims_of, last_roll_of
from musterbook.operation.roll_bundle import check_roll, sign_roll
from musterbook.store.envelopes import Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, MusterbookError
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_written

ROLLS: Final = "rolls"
SEALED: Final = "sealed"
SIGNED: Final = ".signed.json"
LINES: Final = ".lines.json"
_SAYS = logging.getLogger(__name__)


def write_ahead(book: Book, site: CustodianId, at: datetime) -> None:
    """Write a place's last good roll beside the book, where it has a folder and is written; escorts are no places.

    Whatever prevents it is kept in `book.not_ahead`, for doors to say; what was counted or signed stands all the same.
    """
    if book.folder is None or not book.store.own_logs() or book.places.place_of(site) is None:
        return
    try:
        _write(book, book.folder / ROLLS, site, at)
        book.not_ahead.pop(site, None)
    except (OSError, MusterbookError) as failed:
        why = os.strerror(failed.errno) if isinstance(failed, OSError) and failed.errno else type(failed).__name__
        book.not_ahead[site] = Objection("roll.not-ahead", values={"site": site, "said": why})
        _SAYS.warning("the roll of %s is not written ahead: %s", site, why)


def read_ahead(book: Book, signed: Path, *, named: bool = False) -> LastRoll:
    """The roll that was written ahead, from its files alone; `named` opens what this machine's reader may open.

    Args:
        book: a copy of the operation's book, whose logs say who may have signed.
        signed: the file that ends in `.signed.json`, with the others beside it.
        named: whoever asks for names has gone through `consult_roll` first.

    Raises:
        Malformed, Tampered: as for `roll_bundle.check_roll`.
    """
    check_roll(signed, operation=book.store.operation, logs=book.store.heads())
    told = orjson.loads(signed.read_bytes())["told"]
    try:
        rows = orjson.loads((signed.parent / f"{told['site']}{LINES}").read_bytes())
        lines = [_line_of(row) for row in rows]
    except (OSError, KeyError, TypeError, ValueError):
        raise Malformed.because("roll.no-bundle", file=signed.name) from None
    if named:
        lines = _opened(book, signed.parent / SEALED, rows, lines)
    counted = read_written(told["counted_at"]) if told["counted_at"] else None
    site = CustodianId(told["site"])
    return LastRoll(
        book.settings.name, site, book.places.named(site), read_written(told["until"]) if told["until"] else None,
        counted, told["head"], named, book.settings.exercise, tuple(lines),
    )  # fmt: skip


def forget_ahead(book: Book, digests: Iterable[Digest]) -> None:
    """Take sealed things out of all rolls written ahead, when they are destroyed."""
    if book.folder is not None:
        for digest in digests:
            (book.folder / ROLLS / SEALED / digest).unlink(missing_ok=True)


def _write(book: Book, folder: Path, site: CustodianId, at: datetime) -> None:
    found = last_roll_of(book, site)
    (folder / SEALED).mkdir(parents=True, exist_ok=True)
    known = book.reading(People)
    rows = [_row(line, known) for line in found.lines]
    _copy_sealed(book, folder / SEALED, rows)
    lines = folder / f"{site}{LINES}"
    raw = orjson.dumps(rows)
    files = {lines.name: Digest(hashlib.sha256(raw).hexdigest())}
    signed = sign_roll(book, found, files, operation=book.store.operation, at=at)
    # The list before its signature: who is interrupted in between has a signature that does not fit, and sees it.
    for path, content in ((lines, raw), (folder / f"{site}{SIGNED}", signed)):
        _replace(path, content)


def _row(line: RollLine, known: People) -> dict[str, Any]:
    one = known.get(line.number)
    return {
        "number": line.number, "band": line.band, "counted": line.counted, "notes": line.notes,
        "particulars": one.particulars if one else None, "photograph": one.photograph if one else None,
    }  # fmt: skip


def _line_of(row: dict[str, Any]) -> RollLine:
    notes = tuple((str(key), int(count)) for key, count in row["notes"])
    return RollLine(PersonId(row["number"]), row["band"], row["counted"], notes)


def _copy_sealed(book: Book, folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """What is sealed about those on the roll, each thing once in a file of its own, as it lies."""
    named = {digest for row in rows for digest in (row["particulars"], row["photograph"]) if digest}
    lacking = named.difference(os.listdir(folder))  # noqa: PTH208  thousands of names, and no path is wanted
    if book.sealed is None or not lacking:
        return
    for part in book.sealed.parts(lacking):
        (folder / part.digest).write_bytes(
            orjson.dumps({
                "person": part.person, "kind": part.kind, "compartment": part.compartment,
                "envelope": _text(part.envelope), "wraps": {one.hex(): _text(box) for one, box in part.wraps.items()},
            })
        )  # fmt: skip


def _opened(book: Book, folder: Path, rows: Iterable[dict[str, Any]], lines: Iterable[RollLine]) -> list[RollLine]:
    """The lines with names and faces, as far as the files beside them open here."""
    if book.sealed is None:
        raise Malformed.because("sealed.no-key")
    found = []
    for row, line in zip(rows, lines, strict=True):
        particulars = _open(book, folder, row["particulars"])
        found.append(line.named(claims_of(particulars) if particulars else {}, _open(book, folder, row["photograph"])))
    return found


def _open(book: Book, folder: Path, digest: str | None) -> bytes | None:
    path = folder / Path(digest or "").name
    if not digest or not path.is_file() or book.sealed is None:
        return None
    said = orjson.loads(path.read_bytes())
    wraps = {bytes.fromhex(reader): _raw(box) for reader, box in said["wraps"].items()}
    part = Part(Digest(digest), said["person"], said["kind"], said["compartment"], _raw(said["envelope"]), wraps)
    return book.sealed.open_part(part)


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside its place, durably, and move it there."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
