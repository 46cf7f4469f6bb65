"""dossier redact | checked: what was taken out of an item, and what another found when he looked into the rest."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.casework_beside import writing_beside
from musterbook.cli.casework_dossiers import dossiers
from musterbook.cli.context import Asked
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.entry import Entry

__all__ = ["dossiers"]

Because = Annotated[str, typer.Option(help="Why you open it; it is written down before it opens.")]


@dossiers.command("redact")
def redact(
    ctx: typer.Context,
    item: Annotated[str, typer.Argument(help="The item, a PDF in the book.")],
    regions: Annotated[Path, typer.Option(help="JSON with the pages that leave, and the boxes to be covered.")],
    banner: Annotated[str, typer.Option(help="The marking of the redacted item.")],
    because: Because = "",
    portion: Annotated[list[str] | None, typer.Option(help="A portion's mark, in order; several times.")] = None,
    dpi: Annotated[int, typer.Option(help="Dots an inch, 72 to 600.")] = 200,
    uniform: Annotated[bool, typer.Option("--uniform", help="Boxes from margin to margin: no length is told.")] = False,
    colour: Annotated[bool, typer.Option("--colour", help="Keep colours; grey otherwise.")] = False,
    file: Annotated[Path | None, typer.Option(help="It was redacted elsewhere, as a picture is: the file.")] = None,
) -> None:
    """Redact an item of the book in memory; the result is sealed as an item of its own, made of the other."""
    from musterbook.evidence.facts import Redacted  # noqa: PLC0415  heavy
    from musterbook.operation.casework_redaction import Drawing, note_redaction, redact_item  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    marks = tuple(portion or ())
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, Redacted)
        if file is not None:
            entry = note_redaction(beside, acting, item, file, regions=regions, banner=banner, portions=marks)
        else:
            entry = redact_item(
                beside, acting, item, regions, why=because, banner=banner, portions=marks,
                drawing=Drawing(dpi, uniform, colour), done=asked.progress("Pages"),
            )  # fmt: skip
        asked.wrote(entry, in_words("{item}: redacted as {into}", item=item, into=getattr(entry.fact, "into", "")))


@dossiers.command("checked")
def checked(
    ctx: typer.Context,
    item: Annotated[str, typer.Argument(help="The redacted item.")],
    because: Because = "",
    absent: Annotated[Path | None, typer.Option(help="Words that must be nowhere, one a line; not kept.")] = None,
    verdicts: Annotated[
        Path | None, typer.Option(help="It was checked elsewhere: what muster redact verify --out wrote.")
    ] = None,
) -> None:
    """Look into every channel of a redacted item and write the verdicts; not the redactor. Ends with 3 if unclean."""
    from musterbook.evidence.facts import RedactionChecked  # noqa: PLC0415  heavy
    from musterbook.operation.casework_redaction import check_item, note_check  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, RedactionChecked)
        if verdicts is not None:
            entry = note_check(beside, acting, item, verdicts)
        else:
            entry = check_item(beside, acting, item, why=because, absent=absent)
    _show(asked, item, entry)


def _show(asked: Asked, item: str, entry: Entry) -> None:
    """Every channel with its verdict; refused when the item cannot leave."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.evidence.facts import RedactionChecked  # noqa: PLC0415  heavy
    from musterbook.evidence.items import is_clean  # noqa: PLC0415  heavy

    fact = entry.fact
    assert isinstance(fact, RedactionChecked)
    rows = [(one.channel, one.verdict, one.where) for one in fact.channels]
    channels = [{"channel": channel, "verdict": verdict, "where": where} for channel, verdict, where in rows]
    told = {"digest": entry.digest, "item": item, "clean": fact.clean, "channels": channels}
    head = in_words(
        "{item}: {clean}; entry {digest}", item=item, clean=in_words("clean") if fact.clean else in_words("not clean"),
        digest=entry.digest[:8],
    )  # fmt: skip
    asked.show(told, [*table(("Channel", "Verdict", "Where"), rows), head])
    if not fact.clean:
        raise Refused(
            *(Objection("redaction.left-behind", values={"channel": one.channel, "where": one.where or one.verdict})
              for one in fact.channels if not is_clean(one))
        )  # fmt: skip
