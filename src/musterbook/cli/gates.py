"""gates, override give | list: why somebody may not be moved, who could change it, and who let whom pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in, numbers_in, people
from musterbook.cli.render import table
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from datetime import datetime

    from musterbook.operation.asking_gates import Said
    from musterbook.operation.book import Book
    from musterbook.terms.moves import Move

overrides = typer.Typer(help="Let named people pass one gate.", no_args_is_help=True)
VERDICTS = {
    "objects": to_say("objects"),
    "silent": to_say("nothing"),
    "not-asked": to_say("not asked here"),
    "off": to_say("off"),
}
NOTE = to_say(
    "‡ from knowledge of the text, not checked against it; ✓ wording seen; (s) public source; (j) judged by us"
)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("gates")(gates)
    app.add_typer(overrides, name="override")


def gates(
    ctx: typer.Context,
    named: Annotated[str, typer.Argument(metavar="PERSON|HANDOVER", help="A person's number, or a handover.")],
    to: Annotated[str, typer.Option(help="Destination of a person; the operation's by default.")] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Every gate: what it says, who could change it, its source.")
    ] = False,
) -> None:
    """Say why someone, or a handover, may not be moved now, and who could change it."""
    from musterbook.operation.asking_gates import said_of  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    objections, noticed, move = _asked_about(book, named, CustodianId(to), now)
    told = [
        {"rule": one.rule, "person": one.person, "values": dict(one.values), "says": sentence(one),
         "stops": one in objections, **_who(one.rule)}
        for one in (*objections, *noticed)
    ]  # fmt: skip
    if not every:
        lines = [line for one in objections for line in (sentence(one), *_who_lines(one.rule))]
        asked.show(
            told,
            [
                *(lines or [in_words("nothing is in the way")]),
                *(in_words("noticed: {sentence}", sentence=sentence(one)) for one in noticed),
            ],
        )
        return
    rows = said_of(book, move) if move is not None else []
    cells = [(one.gate.rule, in_words(VERDICTS[one.verdict]), *_cells(one)) for one in rows]
    head = ("Gate", "Says", "Who can change it", "Who may override it", "Source")
    data = [{"rule": one.gate.rule, "verdict": one.verdict, "objections": len(one.objections), **_who(one.gate.rule)}
            for one in rows]  # fmt: skip
    asked.show(data, [*table(head, cells), in_words(NOTE)])


@overrides.command("give")
def give(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(help="The gate, such as custody.beds.")],
    person: Annotated[list[str] | None, typer.Argument(help="Each person, by number.")] = None,
    because: Annotated[str, typer.Option(help="Why; it stands on the day's sheet.")] = "",
    handover: Annotated[str, typer.Option(help="The one handover it is for.")] = "",
    names: Annotated[Path | None, typer.Option("--list", help="File with one number a line.")] = None,
    in_danger: Annotated[
        str,
        typer.Option(
            help="People are moved out of danger: the one serial it is for, of a protective or emergency lot."
        ),
    ] = "",
    until: Annotated[str, typer.Option(help="Until when; as long as the operation allows by default.")] = "",
) -> None:
    """Let named people pass one gate: two sign, for one handover, or out of danger for one serial."""
    from musterbook.eligibility.facts import Overridden  # noqa: PLC0415  heavy
    from musterbook.operation import overriding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        who = [number_in(book, one) for one in person or ()] + (numbers_in(names) if names is not None else [])
        saying = {"rule": rule, "in_danger": "yes" if in_danger else "no"}
        entry = overriding.override(
            book, asked.acting(book, Overridden, **saying), rule, who, because=because, handover=handover,
            serial=in_danger, in_danger=bool(in_danger), until=read_moment(until) if until else None,
        )  # fmt: skip
        assert isinstance(entry.fact, Overridden)
        ends = zulu(entry.fact.until)
        asked.wrote(
            entry,
            in_words(
                "{people} pass {rule} until {ends} at the latest, for {in_danger}", people=people(len(who)), rule=rule,
                ends=ends, in_danger=in_danger or handover,
            ),
        )  # fmt: skip


@overrides.command("list")
def list_(ctx: typer.Context) -> None:
    """List every override, with who signed it, whom it names and until when."""
    from musterbook.operation.overriding import overrides_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = overrides_told(book, asked.seen_at(book))
    cells = [
        (row["rule"], row["serial"] or row["handover"], len(row["people"]), ", ".join(row["signers"]),
         row["until"] if row["holds"] else in_words("over"), row["because"])
        for row in rows
    ]  # fmt: skip
    head = ("Gate", "For", "People", "Signed by", "Until", "Because")
    asked.show(rows, table(head, cells, right=(2,)) if rows else [in_words("nobody has overridden anything")])


def _asked_about(book: Book, named: str, to: CustodianId, now: datetime) -> tuple[list[Any], list[Any], Move | None]:
    """What stands against, what the watch would have known, and the move itself."""
    from musterbook.operation import asking_gates  # noqa: PLC0415  heavy
    from musterbook.operation.gates import beside, objections_to, why_not  # noqa: PLC0415  heavy

    found = asking_gates.handovers_called(book, named)
    try:
        number = number_in(book, named)
    except Malformed:
        if not found:
            raise
        move = asking_gates.move_of_handover(book, found[-1], at=now)
        return objections_to(book, move), [], move
    ends = why_not(book, number, at=now, destination=to), beside(book, number, at=now, destination=to)
    return *ends, asking_gates.move_of_person(book, number, at=now, destination=to)


def _who(rule: str) -> dict[str, Any]:
    """Who could change what a gate objects to, who may override it, and its source; empty for what is no gate."""
    from musterbook.eligibility.gates import GATES  # noqa: PLC0415  heavy

    line = GATES.get(rule)
    if line is None:
        return {}
    return {
        "lift_by": line.lift_by, "override": sorted(line.override), "in_danger": line.emergency, "source": line.source,
    }  # fmt: skip


def _who_lines(rule: str) -> list[str]:
    said = _who(rule)
    if not said:
        return []
    source = in_words("; from {source}", source=said["source"]) if said["source"] else ""
    return [
        "  "
        + in_words(
            "lifted by {changes}; passed over by {overrides}{source}", changes=_changes(said),
            overrides=_overrides(said), source=source,
        )
    ]  # fmt: skip


def _cells(one: Said) -> tuple[str, str, str]:
    said = _who(one.gate.rule)
    return _changes(said), _overrides(said), said["source"]


def _changes(said: dict[str, Any]) -> str:
    return in_words("nobody: mend what it says") if said["lift_by"] == "nobody" else _role(said["lift_by"])


def _overrides(said: dict[str, Any]) -> str:
    second = " " + in_words("with a second person") if said["override"] else ""
    may = " or ".join(_role(one) for one in said["override"]) + second
    danger = in_words("two people, out of danger") if said["in_danger"] else ""
    return "; or ".join(one for one in (may, danger) if one) or in_words("nobody")


def _role(name: str) -> str:
    from musterbook.words.catalogue import read_catalogue  # noqa: PLC0415  heavy

    return read_catalogue("en").codes["role"].get(name, name)
