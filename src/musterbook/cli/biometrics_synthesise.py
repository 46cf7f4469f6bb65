"""biometrics synthesise: a folder of invented people, fingers and a card for a face, as `muster enrol` reads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.progress import Progress
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import read_number
from musterbook.words.lines import in_words, to_say

SEED_MAX = 2**32 - 1
NEVER_EVIDENCE = to_say("invented prints: they never show how well a search does on people")


def join(group: typer.Typer) -> None:
    """Add the verb."""
    group.command("synthesise")(synthesise)


def synthesise(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(help="Folder to write.")],
    people: Annotated[int, typer.Option(help="How many people; with --numbers, as many as it names.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same fingers.", min=0, max=SEED_MAX)] = 1,
    fingers: Annotated[int, typer.Option(help="Fingers of each person, from position 1 on.", min=1, max=10)] = 10,
    impressions: Annotated[
        int, typer.Option(help="Sittings of each person; more than one are folders of their own.", min=1, max=99)
    ] = 1,
    duplicates: Annotated[int, typer.Option(help="So many of them are the first ones again.", min=0)] = 0,
    numbers: Annotated[Path | None, typer.Option(help="File with a number of the book on each line.")] = None,
    cores: Annotated[int, typer.Option(help="Processes to use; 0 for as many as there are cores.", min=0)] = 1,
) -> None:
    """Grow invented fingers and write them as `muster enrol` reads them; never evidence of how well a search does."""
    from musterbook.biometrics.synthesis.folder import Wanted, numbers_of, write_folder  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    known = _read_numbers(numbers) if numbers else numbers_of(people)
    if not known or duplicates * 2 > len(known):
        raise Malformed.because("synthesis.too-few", people=len(known), duplicates=duplicates)
    if out.exists() and any(out.iterdir()) and not asked.yes:
        raise Malformed(Fault("cli.file-exists", values={"file": out.name}))
    wanted = Wanted(seed, known, tuple(range(1, fingers + 1)), impressions, duplicates)
    pictures = len(known) * fingers * impressions
    progress = Progress(in_words("growing fingers"))
    for made in write_folder(wanted, out, cores=cores or os.cpu_count() or 1):
        progress(made, pictures)
    told = {"people": len(known), "pictures": pictures, "seed": seed, "duplicates": duplicates, "says": NEVER_EVIDENCE}
    asked.show(
        told,
        [
            in_words(
                "{out}: {known} people, {pictures} pictures, seed {seed:plain}", out=out, known=len(known),
                pictures=pictures, seed=seed,
            ),
            in_words(NEVER_EVIDENCE),
        ],
    )  # fmt: skip


def _read_numbers(file: Path) -> tuple[str, ...]:
    """The numbers of the book in a file, one a line; every line that is none is named."""
    faults, found = [], dict[str, None]()
    for row, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        number = read_number(line.strip())
        if number is None or number in found:
            rule = "synthesis.no-number" if number is None else "synthesis.number-twice"
            faults.append(Fault(rule, file.name, row))
        else:
            found[number] = None
    if faults:
        raise Malformed.of(faults)
    return tuple(found)
