"""Claimed: a table of published numbers, read without a book, its parts held against their wholes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from musterbook.custody.figures import Claim
from musterbook.custody.wholes import PartsTold, parts_told
from musterbook.ledger.facts import Digest
from musterbook.tables import SCHEMAS, Reading, Row, read_table
from musterbook.terms.errors import Malformed


def parts_in(file: Path) -> tuple[PartsTold, ...]:
    """The parts of every whole in a table of claims; Malformed with file, row and column of every bad row.

    Days are compared with days, so that it does not matter whose they are; they are read as those of UTC.
    """
    read = read_table(file, SCHEMAS["claims"], Reading(zone=UTC))
    if read.faults:
        raise Malformed.of(list(read.faults))
    return parts_told(_claim(row) for row in read.rows)


def _claim(row: Row) -> Claim:
    said = [row.must("source", str), row.must("scope", str)]
    value, at = row.must("value", int), row.must("as_of", datetime)
    name = Digest(hashlib.sha256(f"{said} {value} {at}".encode()).hexdigest())
    return Claim(name, said[0], at, said[1], value, row.get("note", str) or "", row.get("part_of", str) or "")
