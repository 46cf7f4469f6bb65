"""Redaction told to the book: a redacted file comes in as an item, and another than the redactor checked it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from musterbook.evidence.facts import Channel, Redacted, RedactionChecked
from musterbook.evidence.items import Items
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.casework import Incoming, add_item, known_item, measured, next_item
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

VERDICTS = ("clean", "found", "not-run")
COLUMNS = ("channel", "verdict", "where")


def note_redaction(
    beside: EvidenceBeside, acting: Acting, item: str, file: Path, *, regions: Path, banner: str,
    portions: tuple[str, ...] = (),
) -> Entry:  # fmt: skip
    """Bring in a redacted file as an item made of another, and write who made it from which regions.

    Raises:
        Malformed: the item is unknown, the regions are none, or the redacted bytes are those of the original.
    """
    source = known_item(beside, item).fact
    words = _regions(regions)
    into = next_item(beside.book.reading(Items))
    coming = Incoming(
        file, source.owner, banner, acting.at, source.acquired_where, str(acting.by), "redacted", source.policy,
        source.originators, tuple((mark, "") for mark in portions), frozenset({item}), source.media, item=into,
    )  # fmt: skip
    if measured(file)[0] == source.content:
        raise Malformed.because("evidence.nothing-removed", item=item)
    add_item(beside, acting, coming)
    fact = Redacted(
        item=item, into=into, regions=beside.sealed_words(into, words), settings=beside.sealed_words(into, "{}")
    )
    return beside.book.write(acting.draft(fact))


def note_check(beside: EvidenceBeside, acting: Acting, item: str, verdicts: Path) -> Entry:
    """Write what a check found, channel by channel.

    Raises:
        Malformed: the item was not redacted, or the file is no table of channels.
        Refused: whoever redacted it may not check it.
    """
    one = beside.book.reading(Items).redaction(item)
    if one is None:
        raise Malformed.because("evidence.not-redacted", item=item)
    own = one.redactors & {officer for officer, _ in acting.officers}
    if own:
        raise Refused(Objection("evidence.own-redaction", values={"item": item, "officer": min(own)}))
    channels = _channels(verdicts)
    clean = all(channel.verdict == "clean" for channel in channels)
    return beside.book.write(acting.draft(RedactionChecked(item=item, channels=channels, clean=clean)))


def _channels(path: Path) -> tuple[Channel, ...]:
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    faults = [
        Fault("evidence.not-a-verdict", file=path.name, row=number, column="verdict")
        for number, row in enumerate(rows, start=2)
        if row.get("verdict") not in VERDICTS or not row.get("channel")
    ]
    if faults or not rows:
        raise Malformed.of(faults or [Fault("evidence.not-a-verdict", file=path.name, row=1, column="channel")])
    return tuple(
        Channel(channel=row["channel"], verdict=row["verdict"], where=(row.get("where") or "")[:200]) for row in rows
    )


def _regions(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
        regions = json.loads(text)["regions"]
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    except (UnicodeDecodeError, ValueError, KeyError, TypeError):
        raise Malformed(Fault("evidence.no-regions", file=path.name)) from None
    if not isinstance(regions, list) or not regions:
        raise Malformed(Fault("evidence.no-regions", file=path.name))
    return text
