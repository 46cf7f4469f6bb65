"""rights table: the safeguards of people, the rule that keeps each, and the tests that show it."""

from __future__ import annotations

from dataclasses import asdict

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table as aligned
from musterbook.words.lines import in_words, to_say

rights = typer.Typer(help="The safeguards of the people moved.", no_args_is_help=True)

SAYS = {
    "gate": to_say("stands in the way"),
    "clock": to_say("a clock"),
    "register": to_say("is written down"),
    "display": to_say("is shown so"),
    "later": to_say("NOT KEPT by this version"),
}


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    rights.command("table")(table)
    app.add_typer(rights, name="rights")


@rights.callback()
def group() -> None:
    """The safeguards of the people moved."""


def table(ctx: typer.Context) -> None:
    """Print the thirty safeguards: source, the rule that keeps it, who may lift it, and how many tests show it."""
    from musterbook.operation.safeguards import safeguards  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    rows = [
        (one.id, one.safeguard, in_words(SAYS[one.form]), " ".join(one.rules) or "–", len({*one.blocks, *one.passes}))
        for one in safeguards()
    ]
    kept = sum(one.form != "later" for one in safeguards())
    asked.show(
        [asdict(one) for one in safeguards()],
        [
            *aligned(("Id", "Safeguard", "How", "Rule", "Tests"), rows, right=(4,)),
            "",
            in_words(
                "{kept} of {rows} kept. Sources, acts, who may lift each and its tests by name: --json", kept=kept,
                rows=len(rows),
            ),
            in_words("Not every source was read: a lawyer checks each before it is cited."),
        ],
    )  # fmt: skip
