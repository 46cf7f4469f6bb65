"""biometrics fit-codes: new parameters of the codes that make a search fast, from invented prints alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.progress import Progress
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import in_words


def join(group: typer.Typer) -> None:
    """Add the verb."""
    group.command("fit-codes")(fit_codes)


def fit_codes(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(help="File to write, about half a megabyte.")],
    people: Annotated[int, typer.Option(help="Invented people, one finger of each, three times.", min=200)] = 1000,
    pictures: Annotated[
        int, typer.Option(help="So many more people, four pictures of one finger each; 3 s a person.", min=0)
    ] = 0,
    seed: Annotated[int, typer.Option(help="The same seed fits the same parameters.", min=0, max=2**32 - 1)] = 1,
) -> None:
    """Fit the parameters of search codes to invented prints; a gallery made with others must then be made again."""
    from musterbook.biometrics.matching.ours import Ours  # noqa: PLC0415  heavy
    from musterbook.biometrics.search import fitting  # noqa: PLC0415  heavy
    from musterbook.biometrics.search.codes import read, written  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if out.exists() and not asked.yes:
        raise Malformed(Fault("cli.file-exists", values={"file": out.name}))
    ours, prints = Ours(), []
    progress = Progress(in_words("describing invented prints"))
    for told in fitting.invented_prints(ours, people=people, seed=seed):
        prints.append(told)
        progress(len(prints), people * fitting.PRESSES)
    if pictures:
        from musterbook.biometrics.capture.leader import Leader  # noqa: PLC0415  heavy

        progress, grown = Progress(in_words("growing invented prints")), []
        for told in fitting.invented_pictures(Leader(), ours, people=pictures, seed=seed):
            grown.append(told)
            progress(len(grown), pictures * fitting.PICTURES_OF_ONE)
        prints += grown * fitting.COUNTED_AS
    raw = written(fitting.fit(prints, seed))
    out.write_bytes(raw)
    digest = read(raw).digest
    asked.show(
        {"people": people, "pictures": pictures, "seed": seed, "sha256": digest, "bytes": len(raw)},
        [
            in_words(
                "{out}: {raw} bytes, {people} people without and {pictures} with pictures, seed {seed:plain}", out=out,
                raw=len(raw), people=people, pictures=pictures, seed=seed,
            ),
            in_words("sha256 {digest}", digest=digest),
        ],
    )  # fmt: skip
