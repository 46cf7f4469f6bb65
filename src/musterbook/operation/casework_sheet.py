"""A folder of files with `items.csv` comes in: bad rows are named, a file that differs is left out, the rest loads."""

from __future__ import annotations

import csv
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from musterbook.evidence.facts import ConsentNoted
from musterbook.evidence.items import PURPOSES, Items
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.casework import Incoming, add_item, link
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Fault, Malformed, Tampered
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment

SHEET: Final = "items.csv"
NEEDED: Final = ("file", "owner", "banner", "acquired_at", "acquired_where", "acquired_by")
KNOWN: Final = (
    *NEEDED, "item", "sha256", "originator", "policy", "acquired_how", "portions", "consent_scope", "person", "grade",
    "derived_from", "media",
)  # fmt: skip
ROWS_MAX: Final = 100_000
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_COUNTRY: Final = re.compile(r"[A-Z]{3}")


@dataclass(slots=True)
class CameIn:
    """What came of a folder.

    Attributes:
        added: entries written, an item each.
        already: files whose bytes came in before from the same owner at the same time.
        faults: rows that cannot be read, each by row and column.
        tampered: files whose bytes are not those the sheet says: stop and investigate.
    """

    added: list[Entry] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    tampered: list[Tampered] = field(default_factory=list)


def import_folder(beside: EvidenceBeside, acting: Acting, folder: Path, *, linking: Acting | None = None) -> CameIn:
    """Bring in every file the sheet of a folder names.

    Args:
        beside: what lies beside the book.
        acting: the acquiring officer.
        folder: with `items.csv` and the files it names.
        linking: the reviewer who links items to the persons the sheet names; without one nobody is linked.

    Raises:
        Malformed: there is no sheet, or a column it needs is missing.
    """
    came = CameIn()
    for row, said in _rows(folder / SHEET):
        try:
            _bring_in(beside, acting, folder, said, linking=linking, came=came)
        except Malformed as malformed:
            came.faults += (
                Fault(one.rule, file=SHEET, row=row, column=one.column, values=one.values) for one in malformed.faults
            )
        except Tampered as tampered:
            came.tampered.append(tampered)
    return came


def _bring_in(
    beside: EvidenceBeside,
    acting: Acting,
    folder: Path,
    said: Mapping[str, str],
    *,
    linking: Acting | None,
    came: CameIn,
) -> None:
    coming, consent = _incoming(folder, said), _consent(said)
    if not said.get("item") and _is_here(beside, coming):
        came.already.append(coming.path.name)
        return
    entry = add_item(beside, acting, coming)
    came.added.append(entry)
    item = getattr(entry.fact, "item", "")
    if consent is not None:
        countries, uses = consent
        scope = beside.sealed_words(item, said["consent_scope"])
        beside.book.write(acting.draft(ConsentNoted(item=item, scope=scope, countries=countries, uses=uses)))
    if said.get("person") and linking is not None:
        person, grade = PersonId(said["person"]), said.get("grade", "")
        link(beside, linking, item, person, grade=grade, claim="assessment", because=f"{SHEET}: {coming.path.name}")


def _is_here(beside: EvidenceBeside, coming: Incoming) -> bool:
    """Whether the same acquisition is in the book: the sheet's digest, owner and hour."""
    items = beside.book.reading(Items)
    for name in items.names():
        item = items.item(name)
        if item is None or (item.fact.owner, item.fact.acquired_at) != (coming.owner, coming.acquired_at):
            continue
        if coming.sha256.lower() == item.fact.content or _same_bytes(coming.path, item.fact.content):
            return True
    return False


def _same_bytes(path: Path, content: str) -> bool:
    import hashlib  # noqa: PLC0415  only rows that may be here already are read twice

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == content
    except OSError:
        return False


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise Malformed(Fault("evidence.no-sheet", file=SHEET)) from None
    except UnicodeDecodeError:
        raise Malformed(Fault("evidence.sheet-not-utf8", file=SHEET)) from None
    reader = csv.reader(text.splitlines(keepends=True))
    head = [name.strip().lower() for name in next(reader, [])]
    lacking = [name for name in NEEDED if name not in head]
    strange = [name for name in head if name not in KNOWN]
    if lacking or strange:
        faults = [Fault("evidence.column-lacking", file=SHEET, values={"wanted": name}) for name in lacking]
        faults += [Fault("evidence.column-strange", file=SHEET, column=name) for name in strange]
        raise Malformed.of(faults)
    for row, cells in enumerate(reader, start=2):
        if row > ROWS_MAX:
            raise Malformed(Fault("evidence.too-many-rows", file=SHEET, row=row))
        if any(cell.strip() for cell in cells):
            yield row, {name: cell.strip() for name, cell in zip(head, cells, strict=False)}


def _incoming(folder: Path, said: Mapping[str, str]) -> Incoming:
    """One row as a file on its way in; Malformed with every fault of the row."""
    faults = [Fault("evidence.cell-empty", column=name) for name in NEEDED if not said.get(name)]
    name, at = said.get("file", ""), None
    pure = PurePosixPath(name.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts:
        faults.append(Fault("evidence.file-outside", column="file"))
    if said.get("sha256") and _SHA256.fullmatch(said["sha256"]) is None:
        faults.append(Fault("evidence.not-a-digest", column="sha256"))
    try:
        at = read_moment(said.get("acquired_at", ""))
    except Malformed:
        faults.append(Fault("evidence.not-a-moment", column="acquired_at"))
    if faults or at is None:
        raise Malformed.of(faults)
    return _whole(folder / pure, said, at)


def _whole(path: Path, said: Mapping[str, str], at: datetime) -> Incoming:
    media = said.get("media") or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Incoming(
        path, said["owner"], said["banner"], at, said["acquired_where"], said["acquired_by"],
        said.get("acquired_how", ""), said.get("policy", ""), _set(said.get("originator", "")),
        tuple((mark, "") for mark in _list(said.get("portions", ""))), _set(said.get("derived_from", "")), media,
        said.get("sha256", ""), said.get("item", ""),
    )  # fmt: skip


def _consent(said: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]] | None:
    """`DEU FRA: prosecution tracing` as countries and uses; None where the cell is empty."""
    cell = said.get("consent_scope", "")
    if not cell:
        return None
    countries, _, uses = cell.partition(":")
    lands, wanted = frozenset(re.split(r"[\s;,]+", countries.strip())), frozenset(re.split(r"[\s;,]+", uses.strip()))
    if not all(map(_COUNTRY.fullmatch, lands)) or not wanted <= set(PURPOSES):
        raise Malformed(Fault("evidence.consent-scope", column="consent_scope", values={"uses": ", ".join(PURPOSES)}))
    return lands, wanted


def _list(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]


def _set(cell: str) -> frozenset[str]:
    return frozenset(_list(cell))
