"""Redaction in the book: sealed bytes are redacted in memory into an item of their own, and another checks the item.

Nothing clear is written beside the book: the source is opened for a reason that is written first, and what is made of
it is sealed before it is named. Regions and settings are sealed with it. Source: casework.md sections 8 and 10.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from musterbook.evidence.facts import Channel, ItemAdded, Redacted, RedactionChecked
from musterbook.evidence.items import Items, Redaction, is_clean
from musterbook.evidence.redaction import Regions, read_regions, redact_pdf
from musterbook.evidence.redaction.rebuild import DPI
from musterbook.evidence.redaction.verify import read_words, verify_pdf
from musterbook.ledger.entry import Entry, canonical
from musterbook.operation.acting import Acting
from musterbook.operation.casework import Incoming, add_item, known_item, measured, next_item
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

VERDICTS: Final = ("clean", "found", "not-run")
COLUMNS: Final = ("channel", "verdict", "where")
WHERE_MAX: Final = 200
"""Letters of a channel's place that the book keeps."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How pages are drawn: dots an inch, boxes from margin to margin, colours kept."""

    dpi: int = DPI
    uniform: bool = False
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What a redaction came to: a name, its bytes, and the regions and settings it was made with."""

    path: Path
    content: bytes
    regions: bytes
    settings: str


def redact_item(
    beside: EvidenceBeside, acting: Acting, item: str, regions: Path, *, why: str, banner: str,
    portions: tuple[str, ...] = (), drawing: Drawing = Drawing(),
    done: Callable[[int, int], None] = lambda _page, _pages: None,
) -> Entry:  # fmt: skip
    """Open an item, redact it, bring the result in as an item made of it, and write who did so; the last entry.

    Args:
        beside: what lies beside the book.
        acting: the redactor.
        item: a PDF in the book.
        regions: file of boxes (casework.md section 10).
        why: why he opens it; written down before it opens.
        banner: the marking of what is made.
        portions: its portions' marks, in order.
        drawing: how pages are drawn.
        done: told after each page how many of how many are done.

    Raises:
        Malformed: the item is unknown or no PDF, or the regions are none of it.
        Refused: no reason, nobody's key, or no box covers anything.
    """
    source, told = known_item(beside, item).fact, _read(regions)
    boxes = read_regions(told, file=regions.name)
    content = _opened(beside, acting, item, why, page="dossier redact")
    made = redact_pdf(
        content, boxes, dpi=drawing.dpi, uniform=drawing.uniform, colour=drawing.colour, done=done
    ).content  # fmt: skip
    settings = canonical(asdict(drawing)).decode()
    whole = Made(regions.with_suffix(".pdf"), made, told, settings)
    return _bring_in(beside, acting, source, whole, banner=banner, portions=portions)


def note_redaction(
    beside: EvidenceBeside, acting: Acting, item: str, file: Path, *, regions: Path, banner: str,
    portions: tuple[str, ...] = (),
) -> Entry:  # fmt: skip
    """Bring in a file that was redacted elsewhere, as a picture is, as an item made of another.

    Raises:
        Malformed: the item is unknown, the regions are none, or the redacted bytes are those of the original.
        Refused: no box covers anything.
    """
    source, told = known_item(beside, item).fact, _read(regions)
    read_regions(told, file=regions.name)
    if measured(file)[0] == source.content:
        raise Malformed.because("evidence.nothing-removed", item=item)
    settings = canonical({"made": "elsewhere"}).decode()
    whole = Made(file, _read(file), told, settings)
    return _bring_in(beside, acting, source, whole, banner=banner, portions=portions)


def check_item(beside: EvidenceBeside, acting: Acting, item: str, *, why: str, absent: Path | None = None) -> Entry:
    """Look into every channel of a redacted item, its pixels held against those it was made of, and write the verdicts.

    Args:
        beside: what lies beside the book.
        acting: a reviewer who did not redact it.
        item: the redacted item.
        why: why it and its source are opened; written down first.
        absent: words that must be nowhere in it, one a line; they are neither kept nor written.

    Raises:
        Malformed: the item was not redacted or is no PDF, or the words are too short to be looked for.
        Refused: whoever redacted it may not check it; no reason; the bytes are not here.
    """
    one = _redaction_by_another(beside, acting, item)
    words = read_words(_read(absent), file=absent.name) if absent else None
    content = _opened(beside, acting, item, why, page="dossier checked")
    original = _opened(beside, acting, one.source, why, page="dossier checked")
    verified = verify_pdf(content, words=words, original=original, regions=_sealed_regions(beside, one))
    channels = tuple(
        Channel(channel=row.channel, verdict=row.verdict, where=row.where[:WHERE_MAX]) for row in verified.rows
    )
    return _write_check(beside, acting, item, channels)


def note_check(beside: EvidenceBeside, acting: Acting, item: str, verdicts: Path) -> Entry:
    """Write what a check made elsewhere found, channel by channel.

    Raises:
        Malformed: the item was not redacted, or the file is no table of channels.
        Refused: whoever redacted it may not check it.
    """
    _redaction_by_another(beside, acting, item)
    return _write_check(beside, acting, item, _channels(verdicts))


def _bring_in(
    beside: EvidenceBeside, acting: Acting, source: ItemAdded, made: Made, *, banner: str, portions: tuple[str, ...]
) -> Entry:
    """The made bytes as an item of the source's owner, policy and originators, and that it was redacted."""
    into = next_item(beside.book.reading(Items))
    coming = Incoming(
        made.path, source.owner, banner, acting.at, source.acquired_where, str(acting.by), "redacted", source.policy,
        source.originators, tuple((mark, "") for mark in portions), frozenset({source.item}), source.media, item=into,
    )  # fmt: skip
    add_item(beside, acting, coming, held=made.content)
    fact = Redacted(
        item=source.item, into=into, regions=beside.sealed_words(into, made.regions.decode("utf-8")),
        settings=beside.sealed_words(into, made.settings),
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def _opened(beside: EvidenceBeside, acting: Acting, item: str, why: str, *, page: str) -> bytes:
    """The clear bytes of an item for whoever acts, whose key shows that it is he; the reason is written first."""
    officer = acting.officers[0][0] if acting.officers else ""
    if not officer or beside.book.keyring is None:
        raise Refused(Objection("evidence.nobody-asks", values={"item": item}))
    beside.book.keyring.private_key(officer)
    content = known_item(beside, item).fact.content
    return b"".join(beside.opened(content, item, officer=officer, why=why, page=page, at=acting.at))


def _redaction_by_another(beside: EvidenceBeside, acting: Acting, item: str) -> Redaction:
    one = beside.book.reading(Items).redaction(item)
    if one is None:
        raise Malformed.because("evidence.not-redacted", item=item)
    own = one.redactors & {officer for officer, _ in acting.officers}
    if own:
        raise Refused(Objection("evidence.own-redaction", values={"item": item, "officer": min(own)}))
    return one


def _sealed_regions(beside: EvidenceBeside, one: Redaction) -> Regions:
    """The regions it was made with, as they were sealed."""
    if beside.book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    return read_regions(beside.book.sealed.open(one.regions), file=one.into)


def _write_check(beside: EvidenceBeside, acting: Acting, item: str, channels: tuple[Channel, ...]) -> Entry:
    clean = all(is_clean(channel) for channel in channels)
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
        Channel(channel=row["channel"], verdict=row["verdict"], where=(row.get("where") or "")[:WHERE_MAX])
        for row in rows
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
