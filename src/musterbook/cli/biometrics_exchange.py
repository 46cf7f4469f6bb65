"""biometrics check | export: whether a file of prints is what its receiver reads; and one person's prints as a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of, text_of
from musterbook.cli.outputs import write_whole
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words


def join(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("check")(check)
    group.command("export")(export)


def check(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="An ANSI/NIST-ITL transaction, or points (ISO/IEC 19794-2, INCITS 378).")
    ],
    profile: Annotated[str, typer.Option(help="Whose rules: itl, fbi-ebts-map, fbi-ebts-car or dod-ebts-car.")] = "itl",
) -> None:
    """Look whether a file of prints or points is whole, and is what its receiver reads; every fault with its field."""
    from musterbook.biometrics.interchange import minutiae  # noqa: PLC0415  arrays come only with this verb

    asked: Asked = ctx.obj
    data = bytes_of(file)
    if data.startswith(b"FMR\0"):
        form, views = minutiae.read(data)
        fingers = [{"position": view.position, "points": len(view.points), "quality": view.quality} for view in views]
        lines = [in_words("{name}: {views} fingers, nothing wrong", name=form.name, views=len(views))]
        lines += [
            "  "
            + in_words(
                "finger {position}: {points} points, quality {quality}", position=one["position"], points=one["points"],
                quality=one["quality"],
            )
            for one in fingers
        ]  # fmt: skip
        asked.show({"form": form.name, "fingers": fingers, "faults": 0}, lines)
        return
    _transaction(asked, file, data, profile)


def export(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="His number.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    recipient: Annotated[str, typer.Option("--to", help="Who gets it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in words; they are sealed.")],
    form: Annotated[str, typer.Option("--as", help="itl (pictures and points), iso or incits (points alone).")] = "itl",
    profile: Annotated[str, typer.Option(help="Whose rules a transaction keeps.")] = "itl",
    known: Annotated[
        Path | None, typer.Option(help="JSON of what may be said of him: name, sex, born and so on; nothing else is.")
    ] = None,
    sender: Annotated[str, typer.Option(help="Our code in the receiver's system.")] = "MUSTERBOOK",
) -> None:
    """Write one person's prints as a standard file; two people sign, and its digest stands in the book."""
    from musterbook.biometrics.facts import Exported  # noqa: PLC0415  heavy
    from musterbook.operation import exporting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    said = exporting.known_from(text_of(known)) if known else {}
    leaving = exporting.Leaving(PersonId(person), form, recipient, profile, said, sender)
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Exported)
        file = exporting.made(beside, acting, leaving)
        half = out.with_name(out.name + ".half")
        write_whole(half, file)  # the disk has room for it before the book says that it left
        try:
            entry = exporting.export(beside, acting, leaving, file, because=reason)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        half.replace(out)
        asked.wrote(
            entry, in_words("{name}: {file} bytes for {recipient}", name=out.name, file=len(file), recipient=recipient)
        )


def _transaction(asked: Asked, file: Path, data: bytes, name: str) -> None:
    from musterbook.biometrics.interchange import checking, itl  # noqa: PLC0415
    from musterbook.biometrics.interchange.profile import profile  # noqa: PLC0415

    rules = profile(name)
    records = itl.read(data)
    found = checking.faults(records, rules)
    types = Counter(record.type for record in records)
    kinds = ", ".join(
        in_words("{times} of type {kind}", times=times, kind=kind) for kind, times in sorted(types.items())
    )
    asked.show(
        {
            "transaction": records[0].text(4),
            "records": dict(sorted(types.items())),
            "profile": name,
            "faults": len(found),
        },
        [
            in_words("{text}, {records} records: {kinds}", text=records[0].text(4), records=len(records), kinds=kinds),
            "  "
            + in_words("held against {name} ({source}):", name=name, source=rules.source)
            + " "
            + (in_words("{found} faults", found=len(found)) if found else in_words("nothing wrong")),
        ],
    )
    if found:
        raise Malformed.of(
            Fault(one.rule, file=file.name, row=one.row, column=one.column, values=one.values) for one in found
        )
