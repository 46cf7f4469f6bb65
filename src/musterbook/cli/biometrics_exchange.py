"""biometrics check: whether a file of prints or points is what its receiver reads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of
from musterbook.terms.errors import Fault, Malformed


def join(group: typer.Typer) -> None:
    """Add the verb to the group."""
    group.command("check")(check)


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
        lines = [f"{form.name}: {len(views):,} fingers, nothing wrong"]
        lines += [f"  finger {one['position']}: {one['points']} points, quality {one['quality']}" for one in fingers]
        asked.show({"form": form.name, "fingers": fingers, "faults": 0}, lines)
        return
    _transaction(asked, file, data, profile)


def _transaction(asked: Asked, file: Path, data: bytes, name: str) -> None:
    from musterbook.biometrics.interchange import checking, itl  # noqa: PLC0415
    from musterbook.biometrics.interchange.profile import profile  # noqa: PLC0415

    rules = profile(name)
    records = itl.read(data)
    found = checking.faults(records, rules)
    types = Counter(record.type for record in records)
    kinds = ", ".join(f"{times} of type {kind}" for kind, times in sorted(types.items()))
    asked.show(
        {"transaction": records[0].text(4), "records": dict(sorted(types.items())), "profile": name,
         "faults": len(found)},
        [f"{records[0].text(4)}, {len(records):,} records: {kinds}", f"  held against {name} ({rules.source}): "
         + (f"{len(found):,} faults" if found else "nothing wrong")],
    )  # fmt: skip
    if found:
        raise Malformed.of(
            Fault(one.rule, file=file.name, row=one.row, column=one.column, values=one.values) for one in found
        )
