"""case board | due | show | list: who has not answered first, what is owed, and what each case still lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.terms.times import zulu
from musterbook.words.lines import code_words, in_words


def join(cases: typer.Typer) -> None:
    """Add the verbs to `case`."""
    cases.command("board")(board)
    cases.command("due")(due)
    cases.command("show")(show)
    cases.command("list")(list_)


def board(ctx: typer.Context) -> None:
    """Show every country: cases, answers, who went, how long it takes, and what others say; the silent first."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.case_board import board_of, told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    seen = told(board_of(book, at=asked.seen_at(book)))
    rows = sorted(seen["lines"], key=lambda one: (-(one["silent_days"] or -1), one["country"]))
    head = (
        "Country", "Stage", "Whole", "Weight", "Here", "Told", "Accepts", "Refuses", "Silent d", "Kept", "Returned",
        "Died", "Open", "Oldest d", "Weeks", "Others say",
    )  # fmt: skip
    cells = [_cells(one) for one in rows]
    lines = [
        *table(head, cells, right=range(2, len(head) - 1)),
        in_words("{whole} people, {weighted} at their weights", whole=seen["whole"], weighted=seen["weighted"]),
        *(
            in_words("{source} says {whole} of all", source=one["source"], whole=one["whole"])
            for one in seen["claims_of_all"]
        ),
        *(
            in_words(
                "{source}: its countries come to {parts}, and it says {whole}: {difference}", source=source,
                parts=parts, whole=whole, difference=f"{whole - parts:+d}",
            )
            for source, (parts, whole) in seen["parts_against_whole"].items()
        ),
    ]  # fmt: skip
    asked.show(seen, lines)


def due(
    ctx: typer.Context, days: Annotated[int, typer.Option(help="Also what is due within so many days.")] = 0
) -> None:
    """List what is owed: answers, reviews of the host, papers, assessments, outcomes and interviews."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.case_board import due_of, interviews_owed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    rows: list[dict[str, Any]] = [
        {
            "case": one.case,
            "country": one.country,
            "clock": one.clock,
            "days": one.days,
            "due_at": zulu(one.due_at),
            "to": one.to,
            "over": one.is_over(now),
        }
        for one in due_of(book, at=now, within=timedelta(days=days))
    ]
    owed = [{"person": person, "clock": "interview", "due_at": zulu(at), "over": at <= now}
            for person, at in interviews_owed(book, at=now)]  # fmt: skip
    cells = [
        (
            one["case"],
            code_words("return.clock", one["clock"]),
            one["days"] or "",
            one["due_at"],
            code_words("role", one["to"]),
        )
        for one in rows
    ]
    cells += [
        (
            one["person"],
            code_words("return.clock", "interview"),
            "",
            one["due_at"],
            code_words("role", "legal-reviewer"),
        )
        for one in owed
    ]
    told: list[dict[str, Any]] = [*rows, *owed]
    asked.show(told, table(("Case", "Clock", "Days", "Due", "Told"), cells) if cells else [in_words("nothing is due")])


def show(ctx: typer.Context, case: Annotated[str, typer.Argument(help="Name of the case.")]) -> None:
    """Show one case: where it stands, and what is still missing for a return, the longest first."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.operation.case_board import shown  # noqa: PLC0415  heavy
    from musterbook.words.countries import country_said  # noqa: PLC0415  only these lines name one

    asked: Asked = ctx.obj
    book = asked.book()
    seen = shown(book, returning.found(book, case), at=asked.seen_at(book))
    lines = [
        in_words(
            "{case}: {person} and {country}, {track}{open}", case=seen["case"], person=seen["person"],
            country=country_said(seen["country"]), track=code_words("return.track", seen["track"]),
            open="" if seen["open"] else in_words(", over"),
        ),
        *(
            ["  " + in_words("opened for {opened_for}, who is the same man", opened_for=seen["opened_for"])]
            if seen["opened_for"] != seen["person"]
            else []
        ),
        *("  " + in_words("linked with {person}", person=one) for one in seen["linked"]),
        *(f"  {moment[:10]}  {code_words('return.stage', stage)}" for stage, moment in seen["stages"].items()),
        *(
            "  "
            + in_words(
                "condition {condition} of the {set_by}, {kind}:", condition=one["condition"], set_by=one["set_by"],
                kind=one["kind"],
            )
            + " "
            + (
                in_words("{how} by {by} on {met_at}", how=one["how"], by=one["by"], met_at=one["met_at"][:10])
                if one["how"]
                else in_words("not met")
            )
            for one in seen["conditions"]
        ),
        *(
            "  "
            + in_words(
                "missing: {stage} ({why}), usually {lead_days} days", stage=code_words("return.stage", one["stage"]),
                why=code_words("return.why", one["why"]),
                lead_days=one["lead_days"],
            )
            for one in seen["missing"]
        ),
    ]  # fmt: skip
    asked.show(seen, lines)


def list_(
    ctx: typer.Context,
    country: Annotated[str, typer.Option(help="Only this country.")] = "",
    person: Annotated[str, typer.Option(help="Only this person.")] = "",
) -> None:
    """List cases, each with the stage it came to last."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.case_board import listed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = listed(book, country=country.upper(), person=number_in(book, person) if person else None)
    cells = [
        (
            one["case"],
            one["person"],
            code_words("return.track", one["track"]),
            code_words("return.stage", one["stage"]),
            "" if one["open"] else in_words("over"),
        )
        for one in rows
    ]
    asked.show(rows, table(("Case", "Person", "Track", "Stage", ""), cells) if rows else [in_words("no cases")])


def _cells(line: dict[str, Any]) -> tuple[object, ...]:
    from musterbook.words.countries import country_said  # noqa: PLC0415  only these lines name one

    def or_dash(value: object) -> object:
        return "–" if value is None else value

    weeks = in_words("none at this rate") if line["weeks"] is None and line["open"] else or_dash(line["weeks"])
    if line["weeks"] is not None:
        weeks = f"{line['weeks']} ({line['weeks_best']}–{line['weeks_worst'] or in_words('never')})"
    others = "; ".join(f"{one['source']} {one['whole']}" for one in line["claims"])
    return (
        country_said(line["country"]),
        or_dash(line["stage"] and code_words("return.country-stage", line["stage"])),
        line["whole"],
        line["weighted"],
        line["here"],
        line["told"],
        line["accepted"],
        line["refused"],
        or_dash(line["silent_days"]),
        line["host_held"],
        line["returned"],
        line["died"],
        line["open"],
        or_dash(line["oldest_days"]),
        weeks,
        others,
    )
