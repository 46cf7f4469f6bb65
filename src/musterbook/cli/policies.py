"""policy show | set: who signs what and who may see what, from here on, signed by two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.keys import registrar
from musterbook.cli.render import table
from musterbook.words.lines import in_words

policy = typer.Typer(help="Who signs what and who may see what, in this operation.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(policy, name="policy")


@policy.command("show")
def show(ctx: typer.Context) -> int:
    """Show the policy in force: since when, its digests, and every rule it sets; 6 when this version cannot read it."""
    from musterbook.operation.setting_policy import policy_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = policy_told(asked.book())
    rows = [
        (
            one["kind"], f"{one['field']} {' '.join(one['values'])}".strip(), " ".join(one["first"]),
            " ".join(one["second"]),
        )
        for one in told["rules"]
    ]  # fmt: skip
    since = (
        in_words("set {n} times, last at entry {since} of the register", n=told["set"], since=told["since"])
        if told["set"]
        else in_words("never set")
    )
    lines = [
        in_words("policy: {since}", since=since),
        in_words("seeing {policy}, by schema {schema}", policy=told["policy"][:8], schema=told["schema"][:8]),
    ]
    if not told["understood"]:
        lines.append(
            in_words(
                "this version cannot read what was set about seeing and keeps to what it could: install a newer one"
            )
        )
    asked.show(told, [*lines, *(table(("Kind", "Where", "Signed by", "And by"), rows) if rows else [])])
    return 0 if told["understood"] else 6


@policy.command("set")
def set_(
    ctx: typer.Context,
    rules: Annotated[
        Path | None, typer.Option(help="Who signs: [[rule]] as in the table of rights. Without one, the software's.")
    ] = None,
    seeing: Annotated[
        Path | None, typer.Option(help="Who may see, open and break glass, in Cedar. Without one, the software's.")
    ] = None,
) -> None:
    """Let a policy decide from here on; what was signed before is judged by the policy of its day. Two sign."""
    from musterbook.operation.setting_policy import set_policy  # noqa: PLC0415  heavy
    from musterbook.rights.facts import PolicySet  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = set_policy(book, registrar(asked, book, PolicySet), rules=rules, seeing=seeing)
        asked.wrote(entry, in_words("the policy decides from here on, on every machine that has this entry"))
