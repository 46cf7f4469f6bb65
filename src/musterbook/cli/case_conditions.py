"""case condition | met: what a country or the host asks for before a return, and by whom it was met."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of
from musterbook.words.lines import in_words

CaseName = Annotated[str, typer.Argument(help="Name of the case, such as FRA-0007.")]


def join(cases: typer.Typer) -> None:
    """Add the verbs to `case`."""
    cases.command("condition")(condition)
    cases.command("met")(met)


def condition(
    ctx: typer.Context,
    case: CaseName,
    kind: Annotated[str, typer.Option(help="documents, escort, medical, payment, assurance or other.")],
    text: Annotated[Path, typer.Option(help="File with what is asked for; it is sealed.")],
    of: Annotated[str, typer.Option(help="Who asks for it: country or host.")] = "country",
) -> None:
    """Write down a condition of a return; while it is not met nobody is handed over."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import ConditionSet  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    content = bytes_of(text)
    with asked.writing() as book:
        acting = asked.acting(book, ConditionSet)
        entry = returning.set_condition(book, acting, case, set_by=of, kind=kind, text=content)
        number = entry.fact.condition if isinstance(entry.fact, ConditionSet) else ""
        asked.wrote(
            entry,
            in_words("{case}: condition {number} of the {of}, {kind}", case=case, number=number, of=of, kind=kind),
        )


def met(
    ctx: typer.Context,
    case: CaseName,
    condition: Annotated[str, typer.Argument(help="Number of the condition, as muster case show gives it.")],
    by: Annotated[str, typer.Option(help="The office that met it, without a name.")],
    evidence: Annotated[Path, typer.Option(help="The paper that shows it; it is sealed.")],
    dropped: Annotated[bool, typer.Option("--dropped", help="Whoever set it no longer asks for it.")] = False,
) -> None:
    """Write that a condition is met, by whom and on what evidence. Two people sign (--key twice)."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import ConditionMet  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    content, how = bytes_of(evidence), "dropped" if dropped else "met"
    with asked.writing() as book:
        acting = asked.acting(book, ConditionMet)
        entry = returning.meet_condition(book, acting, case, condition, by=by, evidence=content, how=how)
        asked.wrote(
            entry,
            in_words(
                "{case}: condition {condition} {how} by {by}", case=case, condition=condition,
                how=in_words("dropped" if dropped else "met"), by=by,
            ),
        )  # fmt: skip
