"""The stamp: what every file that leaves says of itself, in one line that is the same in every format."""

from __future__ import annotations

import csv
import html
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.terms.times import written

HEAD: Final = "musterbook export"
HEAD_SIGNS: Final = 16
"""So many signs of the book's head stand in a stamp."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file says of itself.

    Attributes:
        export: its number, such as `E-karkh-3`.
        to: the one reader it is for.
        of: what it lists, and the filter it went through, such as `roll:willow`.
        as_of: the moment it speaks of.
        head: the book's head then.
        marking: how it is to be handled.
        operation: the operation's name.
    """

    export: str
    to: str
    of: str
    as_of: datetime
    head: str
    marking: str
    operation: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The stamp as cells of a row."""
        said = (f"for {self.to}", self.of, written(self.as_of), self.marking, f"head {self.head[:HEAD_SIGNS]}")
        return (HEAD, self.export, *said)

    @property
    def line(self) -> str:
        """The stamp as one line, parted by commas."""
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(self.cells)
        return out.getvalue()

    @property
    def fields(self) -> dict[str, str]:
        """The stamp by name, for formats that have room for it."""
        return {
            "export": self.export, "for": self.to, "of": self.of, "as_of": written(self.as_of),
            "marking": self.marking, "head": self.head, "operation": self.operation,
        }  # fmt: skip


def said_by(content: bytes, export: str) -> bool:
    """Whether a file, in whatever format, says that it is this export."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n ", "").replace("\\,", ",")
    return f"{HEAD},{export}," in html.unescape(text)
