"""watch brief: the daily sheet for those who decide, one page, with its figures inside and an officer's signature."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("brief")(brief)


def brief(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option(help="The file; by default watch-brief, its hour and language.")] = None,
    reader: Annotated[str, typer.Option(help="In which role it is read, such as watch-analyst.")] = "principals",
) -> None:
    """Print the daily sheet as a PDF page: sites by urgency, open alerts, losses of 30 days, what is not known.

    --lang ar prints it in Arabic. With --key an officer signs its figures, which lie inside as JSON. --as-of prints
    what was known then. Nothing is written in the book.
    """
    from musterbook.operation.on_paper.own import facts_of_brief  # noqa: PLC0415  heavy
    from musterbook.papers.brief_page import print_brief  # noqa: PLC0415  heavy
    from musterbook.papers.watch_from_book import brief_from, signed_by  # noqa: PLC0415  heavy
    from musterbook.words.printed import languages_of  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    if asked.on_paper not in (printed_in := languages_of("watch_brief")):
        raise Malformed.because("papers.language", typed=asked.on_paper, known=", ".join(printed_in))
    book = asked.book(dated=True, signing=bool(asked.officers))
    past = asked.past()
    told = brief_from(book, past or asked.seen_at(book), reader=reader, language=asked.on_paper, past=past is not None)
    signature = signed_by(book, told, asked.officers[0]) if asked.officers else None
    at = asked.now()
    facts = facts_of_brief(book, (one.alert for one in told.alerts), at)
    printed = print_brief(told, language=asked.on_paper, printed_at=at, signature=signature, facts=facts)
    path = out or Path(printed.name)
    path.write_bytes(printed.pdf)
    left = len(told.sites) - printed.sites
    counted = in_words(", {left} of them only counted", left=left) if left else ""
    signed = in_words("signed by {officer}", officer=signature.officer) if signature else in_words("not signed")
    asked.show(
        {
            "file": str(path),
            "digest": told.digest,
            "signed_by": signature.officer if signature else None,
            "sites": len(told.sites),
            "sites_on_the_page": printed.sites,
            "alerts": len(told.alerts),
            "losses": len(told.losses),
        },
        [
            in_words(
                "{path}: {sites} sites{counted}; figures {digest}, {signed}", path=path, sites=len(told.sites),
                counted=counted, digest=told.digest[:8], signed=signed,
            )
        ],
    )  # fmt: skip
