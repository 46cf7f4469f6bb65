"""Doctor: disk, clock, files and keys of a book's folder, looked at; what is amiss and what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.operation.folder import KEYS, open_book
from musterbook.store.disk import ROOM_FOR_OFFERS_BYTES, ROOM_WARNED_BYTES, file_system, room_left_bytes
from musterbook.terms.errors import MusterbookError

Line = tuple[str, bool, str]


def look(folder: Path, now: datetime) -> list[Line]:
    """What was looked at, whether it is sound, and in words what it is or what to do."""
    place = find_book(folder)
    file = read_book_file(place)
    room = room_left_bytes(place)
    free, least = room // 1_000_000, ROOM_FOR_OFFERS_BYTES // 1_000_000
    lines: list[Line] = [
        ("disk", room >= ROOM_WARNED_BYTES, f"{free} MB free; offers stop below {least} MB"),
        ("file system", True, file_system(place) or "not known"),
    ]  # fmt: skip
    roots = sorted((place / KEYS / "roots").glob("*.key"))
    apart = file.exercise or not roots
    lines.append(("root keys", apart, "apart" if apart else f"{len(roots)} still here: take them away and keep apart"))
    try:
        book = open_book(folder)
    except MusterbookError as error:
        return [*lines, ("book", False, str(error))]
    newest = max((entry.written_at for entry in book.entries()), default=now)
    early = newest > now + timedelta(minutes=10)
    lines.append(("clock", not early, "before the newest entry: set it" if early else "not before the newest entry"))
    lines.append(("book", True, f"{len(book.entries())} entries stand, {len(book.not_standing())} do not"))
    book.close()
    return lines
