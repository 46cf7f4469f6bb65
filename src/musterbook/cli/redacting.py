"""redact: take out what boxes cover and build the file anew of its pixels; verify that nothing was left behind."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from musterbook.cli.context import Asked
from musterbook.cli.first_verb import first_verb
from musterbook.cli.outputs import must_differ, write_whole
from musterbook.cli.render import table
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.words.lines import counted_words, in_words

if TYPE_CHECKING:
    from musterbook.evidence.redaction import Redacted, Regions

FIRST: Final = "pages"
"""The verb that is meant when a file stands where a verb would."""


redact = typer.Typer(
    cls=first_verb(FIRST),
    help="Take out what boxes cover, by pixels; `redact IN.pdf` is `redact pages IN.pdf`.",
    no_args_is_help=True,
)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    redact.command(FIRST)(pages)
    redact.command("verify")(verify)
    app.add_typer(redact, name="redact")


def pages(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="PDF, PNG, JPEG or TIFF; office files are made PDF first.")],
    regions: Annotated[Path, typer.Option(help="JSON with the pages that leave, and the boxes to be covered.")],
    out: Annotated[Path, typer.Option(help="The new file; never the one that is read.")],
    dpi: Annotated[int, typer.Option(help="Dots an inch, 72 to 600.")] = 200,
    report: Annotated[Path | None, typer.Option(help="JSON with what was covered where, and both digests.")] = None,
    uniform: Annotated[bool, typer.Option("--uniform", help="Boxes from margin to margin: no length is told.")] = False,
    colour: Annotated[bool, typer.Option("--colour", help="Keep colours; grey otherwise.")] = False,
) -> None:
    """Cover boxes and build the file anew of pixels alone: no text, metadata, forms, attachments or older revisions.

    Each box grows by a point and bears its code in white. The same file and boxes give the same bytes. What fails
    writes nothing.
    """
    from musterbook.evidence.redaction import read_regions  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    outputs = [out, *([report] if report else [])]
    for one in outputs:
        must_differ(one, file, regions)
    if report:
        must_differ(report, out)
    content = read_bytes(file)
    wanted = read_regions(read_bytes(regions), file=regions.name)
    with naming(file, regions):
        redacted = _redacted(asked, file, out, content, wanted, dpi=dpi, uniform=uniform, colour=colour)
    told = _told(content, redacted, dpi=dpi, uniform=uniform, colour=colour)
    if report:
        write_whole(report, json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n")
    write_whole(out, redacted.content)
    asked.show(told, [_line(redacted, out)])


def verify(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The redacted PDF.")],
    absent: Annotated[Path | None, typer.Option(help="Words that must be nowhere, one a line.")] = None,
    original: Annotated[Path | None, typer.Option(help="The PDF it was made of, to compare pixels.")] = None,
    regions: Annotated[Path | None, typer.Option(help="The boxes it was made with, to compare pixels.")] = None,
    out: Annotated[Path | None, typer.Option(help="CSV with channel, verdict and where.")] = None,
) -> None:
    """Look into every channel of a redacted PDF for what may be left behind; words are never printed.

    Ends with 0 when nothing was found, 3 when something was, 4 when it is no PDF. A channel that did not run says why.
    """
    from musterbook.evidence.redaction import read_regions  # noqa: PLC0415  heavy
    from musterbook.evidence.redaction.verify import read_words, verify_pdf  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if (original is None) != (regions is None):
        raise Malformed.because("redaction.half-asked")
    if out:
        must_differ(out, *(one for one in (file, absent, original, regions) if one))
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    content = read_bytes(file)
    words = read_words(read_bytes(absent), file=absent.name) if absent else None
    source, boxes = (read_bytes(one) if one else None for one in (original, regions))
    wanted = read_regions(boxes, file=regions.name) if boxes is not None and regions else None
    with naming(file, regions):
        verified = verify_pdf(content, words=words, original=source, regions=wanted)
    rows = [(row.channel, row.verdict, row.where) for row in verified.rows]
    if out:
        sheet = io.StringIO()
        csv.writer(sheet, lineterminator="\n").writerows([("channel", "verdict", "where"), *rows])
        write_whole(out, sheet.getvalue().encode())
    asked.show([asdict(row) for row in verified.rows], table(("Channel", "Verdict", "Where"), rows))
    if not verified.clean:
        raise Refused(
            *(Objection("redaction.left-behind", values={"channel": row.channel, "where": row.where})
              for row in verified.rows if row.verdict == "found")
        )  # fmt: skip


def read_bytes(path: Path) -> bytes:
    """A file whole; Malformed when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None


@contextmanager
def naming(file: Path, regions: Path | None = None) -> Iterator[None]:
    """Faults name the file they are in: that of the boxes where a box is wrong, else the one that is redacted."""
    try:
        yield
    except Malformed as error:
        boxes = regions.name if regions is not None else file.name
        raise Malformed.of(
            Fault(one.rule, one.file or (boxes if one.rule.startswith("region.") else file.name), one.row, one.column,
                  one.values)
            for one in error.faults
        ) from None  # fmt: skip


def _redacted(
    asked: Asked, file: Path, out: Path, content: bytes, wanted: Regions, *, dpi: int, uniform: bool, colour: bool
) -> Redacted:
    """A picture as a picture, everything else as PDF."""
    from musterbook.evidence.redaction import redact_pdf  # noqa: PLC0415  heavy
    from musterbook.evidence.redaction.pictures import FORMATS, redact_picture, refuse_moving  # noqa: PLC0415  heavy

    refuse_moving(file, content)
    picture = file.suffix.lower() in FORMATS
    endings = tuple(FORMATS) if picture else (".pdf",)
    if out.suffix.lower() not in endings:
        raise Malformed(Fault("redaction.other-ending", file=out.name, values={"endings": ", ".join(endings)}))
    if picture:
        return redact_picture(content, wanted, ending=out.suffix.lower(), uniform=uniform, colour=colour)
    show = asked.progress("Pages")
    return redact_pdf(content, wanted, dpi=dpi, uniform=uniform, colour=colour, done=show)


def _told(content: bytes, redacted: Redacted, **asked: int) -> dict[str, Any]:
    """The report: digests, settings, and each box in pixels of the new page."""
    places = {page: at for at, page in enumerate(redacted.pages, start=1)}
    return {
        "version": 1,
        "original_sha256": hashlib.sha256(content).hexdigest(),
        "sha256": hashlib.sha256(redacted.content).hexdigest(),
        **asked,
        "pages": list(redacted.pages),
        "regions": [
            {
                "page": one.region.page, "new_page": places[one.region.page], "box": list(one.region.box),
                "pixels": list(one.pixels), "code": one.region.code, "label": one.region.label,
            }
            for one in redacted.covered
        ],
    }  # fmt: skip


def _line(redacted: Redacted, out: Path) -> str:
    boxes, count = len(redacted.covered), len(redacted.pages)
    digest = hashlib.sha256(redacted.content).hexdigest()
    return in_words(
        "{name}: {pages}, {boxes} covered, SHA-256 {digest}", name=out.name,
        pages=counted_words("{n} page", "{n} pages", count), boxes=counted_words("{n} box", "{n} boxes", boxes),
        digest=digest[:16],
    )  # fmt: skip
