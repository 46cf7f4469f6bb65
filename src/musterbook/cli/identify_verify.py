"""identify verify: one person's fingers, just captured, against his own prints, as at a handover."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.cli.enrol import extractor_here
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words


def join(group: typer.Typer) -> None:
    """Add the verb to the group."""
    group.command("verify")(verify)


def verify(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="His number.")],
    folder: Annotated[Path, typer.Argument(help="His fingers as just captured: 2.png, 7.png and so on.")],
    handover: Annotated[str, typer.Option(help="The handover it is for.")] = "",
    attempt: Annotated[int, typer.Option(help="1: two fingers; 2: captured again; 3: all ten.")] = 1,
    check: Annotated[bool, typer.Option("--check", help="Sign the check, where the answer allows it.")] = False,
    dpi: Annotated[int | None, typer.Option(help="Dots an inch, where the pictures do not say it.")] = None,
) -> None:
    """Hold somebody's fingers against his own prints: two, once more, then ten, then people decide."""
    from musterbook.biometrics.capture import folder as folders  # noqa: PLC0415  heavy
    from musterbook.biometrics.matching.ours import Ours  # noqa: PLC0415  heavy
    from musterbook.custody.facts import Checked  # noqa: PLC0415  heavy
    from musterbook.operation import checking_prints  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    extractor = extractor_here(asked)
    if extractor is None or not folder.is_dir():
        raise Malformed.because("biometrics.cannot-verify", folder=folder.name)
    captured = folders.read_person(folder, folders.Asked(dpi=dpi, extractor=extractor, positions=()))
    fingers = {one.position: one.points for one in captured.fingers if one.points is not None}
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Checked)
        compared = checking_prints.verify(
            beside, acting, PersonId(person), fingers, Ours(), handover=handover, attempt=attempt
        )
        lines = [
            in_words("{person}: {answer}; next: {next}", person=person, answer=compared.answer, next=compared.next)
        ]
        if check:
            entry = checking_prints.write_check(beside, acting, PersonId(person), compared, handover)
            found = in_words("he is himself") if compared.answer == "same" else in_words("he is not the one enrolled")
            lines.append(in_words("checked by finger: {found}; entry {digest}", found=found, digest=entry.digest[:8]))
    asked.show({"person": person, "answer": compared.answer, "next": compared.next}, lines)
