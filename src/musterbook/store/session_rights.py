"""What one session may see of a database: the second wall, held by the database's own row-level security.

The first wall is what the product asks for; this one holds when a question was wrong. Every row of a log is seen only
by a session that named the log, every sealed row only by one that named its compartment, and what a session named ends
with its transaction, so a pooled connection carries nothing over to whoever has it next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from musterbook.terms.errors import Malformed

CONSULTATIONS: Final = "consultations"
TURNED_AWAY: Final = "turned-away"
PEERS: Final = "peers"
"""Compartments of rows that are nobody's particulars: who opened what, what was not taken in, and which nodes were met.

A node may be met, or called in vain, before any entry of its log is here: no log can stand for it.
"""

ALWAYS_THERE: Final = ("", CONSULTATIONS, TURNED_AWAY, PEERS)
"""Compartments of every book."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9._/,-]*")


@dataclass(frozen=True, slots=True)
class SessionRights:
    """What a session names.

    Attributes:
        logs: ids of logs; None for every log of the book, which is what folding it takes.
        compartments: of sealed things, by what they are for (`health`, not `health/3f…`); None for all that are there.
    """

    logs: frozenset[str] | None = None
    compartments: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """Malformed when a name has letters that no log and no compartment has."""
        for name in (*(self.logs or ()), *(self.compartments or ())):
            if _PLAIN.fullmatch(name) is None:
                raise Malformed.because("store.name", name=name)

    def named(self) -> str:
        """The SQL that names these for the rest of a transaction; both settings are read as arrays of text or bytes."""
        return (
            f"SELECT set_config('musterbook.logs', coalesce({self._logs()}, '{{}}'), true), "
            f"set_config('musterbook.compartments', coalesce({self._compartments()}, '{{}}'), true)"
        )

    def _logs(self) -> str:
        if self.logs is None:
            return "(SELECT array_agg(log)::text FROM log)"
        listed = _listed("\\x" + one for one in sorted(self.logs))
        return f"(SELECT array_agg(log)::text FROM log WHERE log IN ({listed}))"  # noqa: S608  names are plain

    def _compartments(self) -> str:
        if self.compartments is None:
            return _EVERY_COMPARTMENT
        return f"(ARRAY[{_listed(sorted(self.compartments))}]::text[])::text"


EVERYTHING: Final = SessionRights()

_EVERY_COMPARTMENT: Final = "(SELECT array_agg(name)::text FROM compartment)"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "NULL"
