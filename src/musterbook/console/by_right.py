"""What a page shows by right: health to clinicians and inspectors, complaints never to the one complained of.

Rows carry the compartment they belong to; here, in one place, what the looker may not read is taken out of a page and
out of its twins alike. Who signed nothing in has no right: unknown protects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.care_rows import DueRow, IncidentRow, IncidentsView, IncidentView
from musterbook.console.custody_rows import KeptLine, KeptPart
from musterbook.console.dossier_rows import DossiersView, DossierView
from musterbook.console.source import EntryRow, EntryView, Reads
from musterbook.evidence.secrecy import HIGHEST
from musterbook.operation.reading_right import COMPLAINTS

COMPLAINT: Final = "complaint"


def opens(asked: Asked, compartment: str) -> bool:
    """Whether whoever asks may read what lies in a compartment: `health`, `security` or `complaint`."""
    return asked.looker.may_open(compartment)


def seen_of(asked: Asked, parts: Iterable[KeptPart]) -> tuple[KeptPart, ...]:
    """What is kept for a person, as far as whoever asks may read it; the rest is counted under its compartment."""
    return tuple(_part(asked, part) for part in parts)


def incidents_seen(asked: Asked, view: IncidentsView) -> IncidentsView:
    """Incidents; to whom those of health happened is left out where he may not read of health."""
    return replace(view, rows=tuple(incident_seen(asked, row) for row in view.rows))


def incident_seen(asked: Asked, row: IncidentRow) -> IncidentRow:
    """One incident as a row."""
    return replace(row, numbers=()) if row.health and not opens(asked, "health") else row


def whole_incident_seen(asked: Asked, view: IncidentView) -> IncidentView:
    """One incident whole: without numbers, papers and what contradicts them, where it is about health and not his."""
    row = incident_seen(asked, view.row)
    if row.numbers == view.row.numbers:
        return view
    return replace(view, row=row, papers=(), contradictions=())


def due_seen(
    asked: Asked, rows: Iterable[DueRow], *, holders: Mapping[str, str] | None = None
) -> tuple[DueRow, ...]:  # fmt: skip
    """What is owed; who complained is left out where he may not read complaints, and all of it for him they name.

    `holders` says on whose account each number is: what is owed to people whom whoever asks need not know of is shown
    without their numbers.
    """
    shown, known = [], holders or {}
    for row in rows:
        if row.about in known and not asked.looker.sees(row.about, known[row.about]):
            shown.append(replace(row, about="", link=""))
        elif row.what != "complaint":
            shown.append(row)
        elif asked.looker.officer not in row.never:
            shown.append(row if opens(asked, "complaint") else replace(row, about="", link="", never=frozenset()))
    return tuple(shown)


def entries_seen(asked: Asked, rows: Iterable[EntryRow], kept: Iterable[KeptPart] = ()) -> tuple[EntryRow, ...]:
    """Entries about one person, but those he may not read, and complaints against himself."""
    barred = {line.entry for part in kept for line in part.lines if asked.looker.officer in line.never}
    return tuple(row for row in rows if row.digest not in barred and _reads(asked, row.kind, row.level))


def entry_seen(asked: Asked, view: EntryView) -> bool:
    """Whether an entry opens: a complaint names whom it is against, so only to who may read it, and never to him."""
    if view.row.kind not in COMPLAINTS:
        return _reads(asked, view.row.kind, view.row.level)
    return opens(asked, COMPLAINT) and f'"against": "{asked.looker.officer}"' not in view.text


def reading_of(asked: Asked) -> Reads | None:
    """What a list of entries asks of each; None for the whole book where nobody is asked who he is."""
    if not asked.looker.asked and "person" not in asked.filters:
        return None
    return lambda kind, level: _reads(asked, kind, level)


def dossiers_seen(asked: Asked, view: DossiersView) -> DossiersView:
    """Dossiers that are not marked above whoever asks, and what was asked and left of these; the rest is not there."""
    kept = tuple(one for one in view.dossiers if asked.looker.reads_marked(one.level))
    gone = {one.dossier for one in view.dossiers} - {one.dossier for one in kept}
    known = {one.dossier for one in kept}
    whole = asked.looker.reads_marked(HIGHEST)  # what is of no dossier here may be of any
    return replace(
        view, dossiers=kept,
        requests=tuple(one for one in view.requests if one.dossier in known or (whole and one.dossier not in gone)),
        parcels=tuple(one for one in view.parcels if one.dossier in known or (whole and one.dossier not in gone)),
    )  # fmt: skip


def dossier_seen(asked: Asked, view: DossierView | None) -> DossierView | None:
    """One dossier whole; none where it is marked above whoever asks."""
    return view if view is not None and asked.looker.reads_marked(view.row.level) else None


def _reads(asked: Asked, kind: str, level: int) -> bool:
    if kind in COMPLAINTS:
        return opens(asked, COMPLAINT)
    return asked.looker.reads_entry(kind, level)


def _part(asked: Asked, part: KeptPart) -> KeptPart:
    kept: list[KeptLine] = []
    withheld: dict[str, int] = {}
    for line in part.lines:
        if not line.room or (opens(asked, line.room) and asked.looker.officer not in line.never):
            kept.append(line)
        elif line.instead:
            kept.append(replace(line, what=line.instead, more="", tone="", entry=""))
        elif line.room != COMPLAINT:
            withheld[line.room] = withheld.get(line.room, 0) + 1
    if part.key == "complaints" and not opens(asked, COMPLAINT):
        # Said whether there is one or not, so that nobody reads from it that somebody complained.
        withheld[COMPLAINT] = 1
    return replace(part, lines=tuple(kept), withheld=withheld)
