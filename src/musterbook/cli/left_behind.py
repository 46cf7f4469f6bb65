"""left-behind: who is still at a place, and for each of them every reason why, counted first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, people
from musterbook.cli.render import table
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.staying import Counted, Staying, StillThere
    from musterbook.terms.moves import Objection


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("left-behind")(left_behind)


def left_behind(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose people.")],
    counts: Annotated[bool, typer.Option("--counts", help="The counts alone, and nobody by number.")] = False,
) -> None:
    """Say for each person still there every reason why he has not moved, and who can change it; counts first."""
    from musterbook.operation.staying import still_at  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    there = still_at(book, custodian_in(book, custodian), at=asked.seen_at(book))
    if there.is_end:
        asked.show(
            _told(there, counts=counts),
            [in_words("{custodian} receives people: nobody is left behind there", custodian=custodian)],
        )
        return
    lines = [*_counted(there), *_summed(there)]
    if not counts:
        lines += ["", *_of_each(there, asked.lang)] if not all(one.may_go for one in there.people) else []
    kept = sum(not one.may_go for one in there.people)
    asked.show(
        _told(there, counts=counts),
        [*lines, in_words("{kept} at {custodian} may not be moved", kept=kept, custodian=custodian)],
    )


def _told(there: StillThere, *, counts: bool) -> dict[str, Any]:
    from musterbook.operation.staying import owner_of  # noqa: PLC0415  heavy

    def said(one: Objection) -> dict[str, Any]:
        return {"rule": one.rule, "values": dict(one.values), "owner": owner_of(one)}

    told: dict[str, Any] = {
        "is_end": there.is_end,
        "counts": [
            {"rule": one.rule, "why": one.why, "owner": one.owner, "people": one.people} for one in there.counts()
        ],
        "of_all": [
            {**said(one.objection), "serial": one.serial, "people": one.people} for one in there.shared
        ],
    }  # fmt: skip
    if counts:
        return told
    return {**told, "people": [
        {"person": one.person, "may_go": one.may_go, "reasons": list(map(said, one.reasons)), "owner": one.owner,
         "next_step": one.next_step, "protective": one.protective, "lot": one.lot, "serial": one.serial,
         "leaves_at": None if one.leaves_at is None else one.leaves_at.isoformat(), "late": one.late}
        for one in there.people
    ]}  # fmt: skip


def _counted(there: StillThere) -> list[str]:
    """The table of counts: each gate and reason with how many it keeps and who can change it."""
    from musterbook.words.catalogue import read_catalogue  # noqa: PLC0415  heavy
    from musterbook.words.languages import spoken  # noqa: PLC0415  heavy

    roles = read_catalogue(spoken()).codes["role"]
    rows = [
        (f"{one.people:,}", one.rule, _why(one),
         roles.get(one.owner, one.owner) if one.owner != "nobody" else in_words("nobody: mend what it says"))
        for one in there.counts()
    ]  # fmt: skip
    return table(("People", "Gate", "Why", "Who can change it"), rows, right=(0,)) if rows else []


def _why(one: Counted) -> str:
    """The ground of a hold in words; of any other gate what it found, and what is lacking."""
    from musterbook.words.catalogue import read_catalogue  # noqa: PLC0415  heavy
    from musterbook.words.languages import spoken  # noqa: PLC0415  heavy
    from musterbook.words.on_papers import gate_said  # noqa: PLC0415  heavy

    ground, found = read_catalogue(spoken()).codes["ground"].get(one.why), gate_said(one.rule)
    lacking = one.why.replace("-", " ") if one.why not in ("", "none") else ""
    return ground or ": ".join(filter(None, (found, lacking)))


def _summed(there: StillThere) -> Iterator[str]:
    """Those who wait for a protective lot, for a seat, or for their hour."""
    from musterbook.operation.staying import waiting_by_serial  # noqa: PLC0415  heavy

    protective = [one for one in there.people if one.protective]
    lots = sorted({one.lot for one in protective if one.lot})
    if protective:
        named = (
            in_words("; planned: {lots}", lots=", ".join(lots))
            if lots
            else in_words("; none is planned: ask for one with muster request make")
        )
        yield in_words(
            "{people} would go with a protective lot: own carriers, own destination{named}",
            people=people(len(protective)), named=named,
        )  # fmt: skip
    for serial, count, leaves, late in waiting_by_serial(there.people):
        yield in_words(
            "{people} may go and {late} on {serial} at {leaves}", people=people(count),
            late=in_words("should have left") if late else in_words("leave"), serial=serial, leaves=zulu(leaves),
        )  # fmt: skip
    unseated = sum(one.may_go and not one.serial for one in there.people)
    if unseated:
        yield in_words("{people} may go and have no seat: a planner seats them", people=people(unseated))


def _of_each(there: StillThere, language: str) -> Iterator[str]:
    """What stands against everybody of a lot, then everyone's own reasons; who only lacks a seat is in the counts."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    for whole in there.shared:
        lot = (
            in_words("everyone on {serial}", serial=whole.serial)
            if whole.serial
            else in_words("{people} without a seat", people=people(whole.people))
        )
        yield f"{lot}: {sentence(whole.objection, language)}"
    for one in there.people:
        yield from (sentence(reason, language) for reason in _own(one))
        if one.lot:
            yield in_words("{person}: would go with the protective lot {lot}", person=one.person, lot=one.lot)


def _own(one: Staying) -> tuple[Objection, ...]:
    return () if one.may_go else one.reasons
