"""camps balance | outlook: what is missing between counts, what a change of control opened, and what stands beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.camps_project import EXIT_OPEN, say_faults
from musterbook.cli.context import Asked
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.camps.balance import Step
    from musterbook.camps.control import Opened
    from musterbook.operation.camps_today import CampToday


def join(camps: typer.Typer) -> None:
    """Add the verbs to `camps`."""
    camps.command("balance")(balance)
    camps.command("outlook")(outlook)


def balance(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Counts and passages; of the book when none is given.")
    ] = None,
    camp: Annotated[str, typer.Option(help="Only this camp.")] = "",
) -> int:
    """Show each count of a camp beside the one before: expected, observed, unexplained, and whether it empties.

    Ends with 6 when the newest count of a camp is an alert or an emptying, or when rows of a file were put aside.
    """
    from musterbook.camps.balance import LOSING  # noqa: PLC0415  heavy
    from musterbook.camps.census import Census  # noqa: PLC0415  heavy
    from musterbook.camps.settings import DEFAULT  # noqa: PLC0415  heavy
    from musterbook.cli.render import table  # noqa: PLC0415  heavy
    from musterbook.operation.camp_files import read_camp_file  # noqa: PLC0415  heavy
    from musterbook.operation.camps_today import census_of_files, steps_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    read = [read_camp_file(path) for path in files or ()]
    faults = [fault for one in read for fault in one.faults]
    say_faults(asked, faults)
    book = None if read else asked.book()
    census = census_of_files(read) if book is None else book.reading(Census)
    settings = DEFAULT if book is None else book.settings.camps
    steps = [step for name, one in sorted(census.camps.items()) if camp in ("", name)
             for step in steps_of(one, asked.moment(), settings)]  # fmt: skip
    head = ("camp", "until", "source", "expected", "observed", "unexplained", "in all", "")
    asked.show([_told(one) for one in steps], table(head, map(_row, steps), right=(3, 4, 5, 6)))
    newest = {one.camp: one for one in steps}
    return EXIT_OPEN if faults or any(one.verdict in LOSING for one in newest.values()) else 0


def outlook(
    ctx: typer.Context,
    leaves: Annotated[
        Path | None, typer.Option("--leaving", help="Write the newest counts there as they may leave: under 5 hidden.")
    ] = None,
) -> None:
    """Show each camp with what is owed after a change of control, access, guards, gaps and children; no score."""
    import csv  # noqa: PLC0415  as the rest

    from musterbook.camps.census import Census  # noqa: PLC0415  heavy
    from musterbook.operation.camps_today import camps_today, leaving  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    census = book.reading(Census)
    found = camps_today(census, asked.seen_at(book), book.settings.camps)
    if leaves is not None:
        with leaves.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows((one.camp, *line) for one in found for line in leaving(one, census))
    asked.show([_camp_told(one) for one in found], [line for one in found for line in _camp_lines(one)])


def _told(step: Step) -> dict[str, Any]:
    compared = step.since is not None
    return {
        "camp": step.camp, "source": step.source, "definition": step.definition, "until": f"{step.until}",
        "since": f"{step.since}" if compared else None, "previous": step.previous if compared else None,
        "came": step.came, "left": step.left, "expected": step.expected if compared else None,
        "observed": step.observed, "unexplained": step.unexplained if compared else None,
        "total": step.total if compared else None, "verdict": step.verdict, "weeks_missing": step.weeks_missing,
    }  # fmt: skip


def _row(step: Step) -> tuple[object, ...]:
    observed = in_words("unknown") if step.observed is None else f"{step.observed:,}"
    compared = step.since is not None
    figures = (f"{step.expected:,}" if compared else "", observed, f"{step.unexplained:,}" if compared else "",
               f"{step.total:,}" if compared else "")  # fmt: skip
    gap = in_words(", {weeks_missing} weeks missing", weeks_missing=step.weeks_missing) if step.weeks_missing else ""
    return (step.camp, step.until, step.source, *figures, f"{code_words('camps.verdict', step.verdict)}{gap}")


def _camp_told(one: CampToday) -> dict[str, Any]:
    change = one.opened
    return {
        "camp": one.camp, "newest": _told(one.steps[-1]) if one.steps else None,
        "days_without_access": one.days_without_access,
        "guards": None if one.guards is None else {"seen": one.guards[0], "at": one.guards[1].isoformat()},
        "service_gaps_days": one.gaps, "registered_share": one.registered, "boys_parted": one.boys_parted,
        "unaccompanied": one.unaccompanied,
        "control": None if change is None else {
            "at": change.change.at.isoformat(), "from": change.change.from_, "to": change.change.to,
            "frozen": change.frozen, "recount": change.recount,
            "body_told_at": None if change.told_at is None else change.told_at.isoformat(),
            "looks_missed": change.looks_missed,
            "look_by": None if change.look_by is None else change.look_by.isoformat(),
            "unexplained": change.unexplained, "found": change.found,
            "follow_on": [{"camp": at.camp, "found": at.found, "counted": at.counted} for at in change.follow_on],
        },
    }  # fmt: skip


def _camp_lines(one: CampToday) -> list[str]:
    newest = one.steps[-1] if one.steps else None
    people = (
        in_words("nobody counted")
        if newest is None
        else in_words("unknown: no access")
        if newest.observed is None
        else (
            in_words(
                "{observed} on {until}, {verdict}",
                observed=newest.observed,
                until=newest.until,
                verdict=code_words("camps.verdict", newest.verdict),
            )
        )
    )
    beside = [
        in_words("without access for {days_without_access} days", days_without_access=one.days_without_access)
        if one.days_without_access is not None
        else "",
        in_words("{n} guards seen {at}", n=one.guards[0], at=f"{one.guards[1]:%Y-%m-%d %H:%M}")
        if one.guards
        else in_words("guards not known"),
        *(
            in_words("{days} days without {kind}", days=days, kind=code_words("choice.note-camp-gap.kind", kind))
            for kind, days in one.gaps.items()
        ),
        in_words(
            "registered {share} ({day})", share=one.registered[0], day=one.registered[1]
        )
        if one.registered
        else in_words("registered share not known"),
        in_words(
            "boys parted {share} ({day})", share=one.boys_parted[0],
            day=one.boys_parted[1],
        )
        if one.boys_parted
        else in_words("boys parted not known"),
        in_words(
            "unaccompanied {share} ({day})", share=one.unaccompanied[0],
            day=one.unaccompanied[1],
        )
        if one.unaccompanied
        else in_words("unaccompanied not known"),
    ]  # fmt: skip
    lines = [f"{one.camp}: {people}", f"  {'; '.join(filter(None, beside))}"]
    return lines if one.opened is None else [*lines, *_opened_lines(one.opened)]


def _opened_lines(change: Opened) -> list[str]:
    who = in_words(
        "{from_} to {to}", from_=change.change.from_ or in_words("nobody"), to=change.change.to or in_words("nobody")
    )
    frozen = (
        in_words("never counted before")
        if change.frozen is None
        else in_words("last count {n} on {day}", n=change.frozen[1], day=change.frozen[0])
    )
    lines = [
        "  "
        + in_words(
            "control passed from {who} on {at}; {frozen}", who=who, at=f"{change.change.at:%Y-%m-%d %H:%M}",
            frozen=frozen,
        )
    ]  # fmt: skip
    if change.recount is None:
        lines.append("  " + in_words("owed: a recount"))
    if change.told_at is None:
        lines.append("  " + in_words("owed: word to the protecting body"))
    if change.look_by is not None:
        lines.append(
            "  "
            + in_words(
                "owed: a look by {look_by}; {looks_missed} hours without one",
                look_by=f"{change.look_by:%Y-%m-%d %H:%M}", looks_missed=change.looks_missed,
            )
        )  # fmt: skip
    if change.unexplained is not None:
        lines.append(
            "  "
            + in_words(
                "{found} found elsewhere of {unexplained} unexplained", found=change.found,
                unexplained=change.unexplained,
            )
        )  # fmt: skip
    for at in change.follow_on:
        own = (
            in_words("never counted")
            if at.counted is None
            else in_words("{n} there on {day}", n=at.counted[1], day=at.counted[0])
        )
        lines.append(
            "  "
            + in_words("follow-on site {camp}: {found} came from here; {own}", camp=at.camp, found=at.found, own=own)
        )
    return lines
