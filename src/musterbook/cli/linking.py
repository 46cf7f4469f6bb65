"""person link | unlink | part | merge | unmerge: who belongs to whom, and which two numbers are one body."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import text_of
from musterbook.cli.numbers import number_in
from musterbook.cli.showing import people
from musterbook.words.lines import in_words

Person = Annotated[str, typer.Argument(help="Number of the person.")]
Other = Annotated[str, typer.Argument(help="Number of the other person.")]
Because = Annotated[str, typer.Option(help="Why.")]


def join(app: typer.Typer) -> None:  # noqa: ARG001  the verbs join a group that is there already
    """Add the verbs to `person`."""
    for name, verb in (("link", link), ("unlink", unlink), ("part", part), ("merge", merge), ("unmerge", unmerge)):
        people.command(name)(verb)


def link(
    ctx: typer.Context, person: Person, other: Other,
    relation: Annotated[str, typer.Option(help="parent-of, spouse, sibling, guardian-of or travels-with.")],
    source: Annotated[str, typer.Option(help="claimed, document, examiner or other.")] = "claimed",
) -> None:  # fmt: skip
    """Write that two people belong together; neither is moved without the other unless a protection officer decides."""
    from musterbook.custody.facts import Linked  # noqa: PLC0415  heavy
    from musterbook.operation import linking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        one, two = number_in(book, person), number_in(book, other)
        entry = linking.link(book, asked.acting(book, Linked), one, two, relation=relation, source=source)
        asked.wrote(entry, f"{one} {relation} {two}")


def unlink(ctx: typer.Context, person: Person, other: Other, because: Because) -> None:
    """Write, as a protection officer, that a link was a mistake."""
    from musterbook.custody.facts import Unlinked  # noqa: PLC0415  heavy
    from musterbook.operation import linking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        one, two = number_in(book, person), number_in(book, other)
        entry = linking.unlink(book, asked.acting(book, Unlinked), one, two, because=because)
        asked.wrote(entry, in_words("{one} and {other}: no longer linked", one=one, other=two))


def part(
    ctx: typer.Context,
    person: Annotated[list[str], typer.Argument(help="Numbers of the linked people, two or more.")],
    because: Because,
    best_interest: Annotated[Path | None, typer.Option(help="File: what is best for a child; it is sealed.")] = None,
) -> None:
    """Decide, as a protection officer, that linked people may be parted; nothing else lets a family be."""
    from musterbook.eligibility.facts import PartingDecided  # noqa: PLC0415  heavy
    from musterbook.operation import linking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person]
        acting = asked.acting(book, PartingDecided)
        words = "" if best_interest is None else text_of(best_interest)
        entry = linking.part(book, acting, numbers, because=because, best_interest=words)
        asked.wrote(entry, in_words("{numbers}: may be parted", numbers=", ".join(numbers)))


def merge(
    ctx: typer.Context,
    keeps: Annotated[str, typer.Argument(help="The number that stays.")],
    absorbs: Annotated[str, typer.Argument(help="The number found to be the same person.")],
    because: Because,
    examination: Annotated[str, typer.Option(help="First signs of the entry that found it.")] = "",
) -> None:
    """Write that two numbers are one body: a custodian and an examiner sign, and it can be undone."""
    from musterbook.custody.facts import Merged  # noqa: PLC0415  heavy
    from musterbook.operation import linking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        one, two = number_in(book, keeps), number_in(book, absorbs)
        acting = asked.acting(book, Merged)
        entry = linking.merge(book, acting, one, two, because=because, examination=examination)
        asked.wrote(entry, in_words("{other} is {one}; both numbers answer", other=two, one=one))


def unmerge(
    ctx: typer.Context,
    keeps: Annotated[str, typer.Argument(help="The number that stayed.")],
    absorbs: Annotated[str, typer.Argument(help="The number that was absorbed.")],
    because: Because,
) -> None:
    """Write that a merging was wrong: the absorbed number returns to the account it was taken from; two sign."""
    from musterbook.custody.facts import Unmerged  # noqa: PLC0415  heavy
    from musterbook.operation import linking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        one, two = number_in(book, keeps), number_in(book, absorbs)
        entry = linking.unmerge(book, asked.acting(book, Unmerged), one, two, because=because)
        asked.wrote(entry, in_words("{other} is not {one}", other=two, one=one))
