"""rights table: the safeguards of people, the rule that keeps each, and the tests that show it."""

from __future__ import annotations

from dataclasses import asdict

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table as aligned

rights = typer.Typer(help="The safeguards of the people moved.", no_args_is_help=True)

SAYS = {
    "gate": "stands in the way", "clock": "a clock", "register": "is written down", "display": "is shown so",
    "later": "NOT KEPT by this version",
}  # fmt: skip


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
        (one.id, one.safeguard, SAYS[one.form], " ".join(one.rules) or "–", len({*one.blocks, *one.passes}))
        for one in safeguards()
    ]
    kept = sum(one.form != "later" for one in safeguards())
    asked.show(
        [asdict(one) for one in safeguards()],
        [
            *aligned(("Id", "Safeguard", "How", "Rule", "Tests"), rows, right=(4,)),
            "",
            f"{kept} of {len(rows)} kept. Sources, acts, who may lift each and its tests by name: --json",
            "Not every source was read: a lawyer checks each before it is cited.",
        ],
    )  # fmt: skip
