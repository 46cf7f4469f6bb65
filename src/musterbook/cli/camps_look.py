"""camps balance | outlook: what is missing between counts, what a change of control opened, and what stands beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.camps_project import EXIT_OPEN, say_faults
from musterbook.cli.context import Asked

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
    observed = "unknown" if step.observed is None else f"{step.observed:,}"
    compared = step.since is not None
    figures = (f"{step.expected:,}" if compared else "", observed, f"{step.unexplained:,}" if compared else "",
               f"{step.total:,}" if compared else "")  # fmt: skip
    gap = f", {step.weeks_missing} weeks missing" if step.weeks_missing else ""
    return (step.camp, step.until, step.source, *figures, f"{step.verdict}{gap}")


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
    people = "nobody counted" if newest is None else "unknown: no access" if newest.observed is None else (
        f"{newest.observed:,} on {newest.until}, {newest.verdict}"
    )  # fmt: skip
    beside = [
        f"without access for {one.days_without_access} days" if one.days_without_access is not None else "",
        f"{one.guards[0]} guards seen {one.guards[1]:%Y-%m-%d %H:%M}" if one.guards else "guards not known",
        *(f"{days} days without {kind}" for kind, days in one.gaps.items()),
        f"registered {one.registered[0]} ({one.registered[1]})" if one.registered else "registered share not known",
        f"boys parted {one.boys_parted[0]} ({one.boys_parted[1]})" if one.boys_parted else "boys parted not known",
        f"unaccompanied {one.unaccompanied[0]} ({one.unaccompanied[1]})" if one.unaccompanied
        else "unaccompanied not known",
    ]  # fmt: skip
    lines = [f"{one.camp}: {people}", f"  {'; '.join(filter(None, beside))}"]
    return lines if one.opened is None else [*lines, *_opened_lines(one.opened)]


def _opened_lines(change: Opened) -> list[str]:
    who = f"{change.change.from_ or 'nobody'} to {change.change.to or 'nobody'}"
    frozen = (
        "never counted before" if change.frozen is None else f"last count {change.frozen[1]:,} on {change.frozen[0]}"
    )
    lines = [f"  control passed from {who} on {change.change.at:%Y-%m-%d %H:%M}; {frozen}"]
    if change.recount is None:
        lines.append("  owed: a recount")
    if change.told_at is None:
        lines.append("  owed: word to the protecting body")
    if change.look_by is not None:
        lines.append(f"  owed: a look by {change.look_by:%Y-%m-%d %H:%M}; {change.looks_missed} hours without one")
    if change.unexplained is not None:
        lines.append(f"  {change.found:,} found elsewhere of {change.unexplained:,} unexplained")
    for at in change.follow_on:
        own = "never counted" if at.counted is None else f"{at.counted[1]:,} there on {at.counted[0]}"
        lines.append(f"  follow-on site {at.camp}: {at.found:,} came from here; {own}")
    return lines
