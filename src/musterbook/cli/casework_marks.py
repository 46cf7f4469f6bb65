"""item remark | consent | withdraw-consent: what is said of an item after it came in."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.casework_beside import writing_beside
from musterbook.cli.casework_items import items
from musterbook.cli.context import Asked
from musterbook.words.lines import in_words

Item = Annotated[str, typer.Argument(help="Its number.")]
Words = Annotated[str, typer.Option("--words", help="What the source said, in its own words; sealed.")]
__all__ = ["items"]

Uses = Annotated[
    list[str] | None, typer.Option("--use", help="prosecution, identification, tracing, protection or intelligence.")
]
Countries = Annotated[list[str] | None, typer.Option("--country", help="Three letters, such as DEU; several times.")]


@items.command("remark")
def remark(
    ctx: typer.Context,
    item: Item,
    portion: Annotated[int, typer.Argument(help="Which portion, from 1.")],
    mark: Annotated[str, typer.Option(help="Its new mark, in brackets, such as (S//NF).")],
    authority: Annotated[str, typer.Option(help="On whose word, or under which guide.")],
    because: Annotated[str, typer.Option(help="Why, in words; they are sealed.")],
    by: Annotated[str, typer.Option(help="The originator, when the officer acts for several.")] = "",
) -> None:
    """Mark a portion otherwise; only an originator of the item can."""
    from musterbook.evidence.facts import PortionRemarked  # noqa: PLC0415  heavy
    from musterbook.operation import casework_marks  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, PortionRemarked, by=by)
        entry = casework_marks.remark(beside, acting, item, portion, mark=mark, authority=authority, because=because)
        differs = casework_marks.banner_differs(beside, item)
        told = {"digest": entry.digest, "item": item, "portion": portion, "mark": mark, "leaves": differs is None}
        lines = [
            in_words(
                "{item}: portion {portion} is now {mark}; entry {digest}", item=item, portion=portion, mark=mark,
                digest=entry.digest[:8],
            )
        ]  # fmt: skip
        asked.show(told, [*lines, *([sentence(differs, asked.lang)] if differs else [])])


@items.command("consent")
def consent(ctx: typer.Context, item: Item, words: Words, country: Countries = None, use: Uses = None) -> None:
    """Write what the source of an item agreed to: in which countries and for which uses."""
    from musterbook.evidence.facts import ConsentNoted  # noqa: PLC0415  heavy
    from musterbook.operation import casework_marks  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ConsentNoted)
        entry = casework_marks.note_consent(
            beside, acting, item, scope=words, countries=country or (), uses=use or ()
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words(
                "{item}: agreed to {use} in {country}", item=item, use=", ".join(use or ()),
                country=", ".join(country or ()),
            ),
        )  # fmt: skip


@items.command("withdraw-consent")
def withdraw_consent(ctx: typer.Context, item: Item, words: Words, country: Countries = None, use: Uses = None) -> None:
    """Write that the source takes consent back, for all where no country or use is named, and list who had the item."""
    from musterbook.evidence.facts import ConsentWithdrawn  # noqa: PLC0415  heavy
    from musterbook.operation import casework_marks  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ConsentWithdrawn)
        entry = casework_marks.withdraw_consent(
            beside, acting, item, scope=words, countries=country or (), uses=use or ()
        )  # fmt: skip
        had = [
            {"package": parcel.fact.package, "country": request.fact.country, "authority": request.fact.authority}
            for parcel, request in casework_marks.who_had(beside, item)
        ]
        lines = [
            in_words(
                "had it before: {authority}, {country}, in {package}", authority=one["authority"],
                country=one["country"], package=one["package"],
            )
            for one in had
        ]  # fmt: skip
        asked.show(
            {"digest": entry.digest, "had": had},
            [
                in_words("{item}: consent taken back; entry {digest}", item=item, digest=entry.digest[:8]),
                *(lines or [in_words("nobody had it before")]),
            ],
        )
