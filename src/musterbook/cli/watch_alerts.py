"""watch alerts | answer | call-off: what the watch asks somebody to do, by when, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.times import zulu
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from datetime import datetime

    from musterbook.watch.alert_book import Alert


def join(watch: typer.Typer) -> None:
    """Add the verbs to `watch`."""
    watch.command("alerts")(alerts)
    watch.command("answer")(answer)
    watch.command("call-off")(call_off)


def alerts(
    ctx: typer.Context,
    site: Annotated[str, typer.Option(help="Only of this site.")] = "",
    whole: Annotated[bool, typer.Option("--all", help="Those that have ended too.")] = False,
) -> None:
    """List the open alerts, those that nobody answered in time first."""
    from musterbook.operation.reporting import overdue_first  # noqa: PLC0415  heavy
    from musterbook.watch.alert_book import Alerts  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now, known = asked.seen_at(book), book.reading(Alerts)
    there = [one for one in (known.all if whole else known.open()) if site in ("", one.fact.site)]
    shown = overdue_first(there, now)
    rows = [_cells(one, now) for one in shown]
    head = ("Alert", "Site", "Rung", "Cause", "Chance", "Owner", "Answer by", "")
    asked.show([_told(one, now) for one in shown], table(head, rows) if rows else [in_words("no alert is open")])


def answer(
    ctx: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its number, or the first signs of it.")],
    said: Annotated[str, typer.Option("--as", help="taken, acted, handed-on or declined.")],
    to: Annotated[str, typer.Option(help="Handed on: the officer it goes to.")] = "",
    because: Annotated[str, typer.Option(help="Why; needed when it is declined.")] = "",
) -> None:
    """Answer an alert. Nothing is closed by silence, and to hand it on is no answer: the next owner owes one."""
    from musterbook.operation.reporting import alert_of  # noqa: PLC0415  heavy
    from musterbook.operation.reporting import answer as write  # noqa: PLC0415  heavy
    from musterbook.watch.facts import AlertAnswered  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        found = alert_of(book, alert)
        acting = asked.acting(book, AlertAnswered)
        entry = write(book, acting, found, said=said, to=to, because=because)
        asked.wrote(entry, in_words("{alert}: {said}[[ to {to}]]", alert=found.fact.alert, said=said, to=to))


def call_off(
    ctx: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its number, or the first signs of it.")],
    because: Annotated[str, typer.Option(help="Why.")],
    report: Annotated[str, typer.Option(help="Digest of the report that was false; it then has no effect.")] = "",
) -> None:
    """End an alert that rested on a false report; that it was raised stays in the book."""
    from musterbook.operation.reporting import alert_of, entry_of  # noqa: PLC0415  heavy
    from musterbook.operation.reporting import report as write  # noqa: PLC0415  heavy
    from musterbook.watch.facts import AlertCalledOff  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        found = alert_of(book, alert).fact.alert
        misled = entry_of(book, report).digest if report else None
        fact = AlertCalledOff(alert=found, because=because, report=misled)
        entry = write(book, asked.acting(book, AlertCalledOff), fact)
        asked.wrote(entry, in_words("{found}: called off", found=found))


def _cells(one: Alert, now: datetime) -> tuple[str, ...]:
    from musterbook.words.chances import figure  # noqa: PLC0415  heavy

    state = (
        in_words("ended")
        if not one.open
        else in_words("overdue")
        if one.overdue(now)
        else in_words("answered")
        if one.answered
        else ""
    )
    fact = one.fact
    return (
        fact.alert,
        fact.site,
        code_words("watch.rung", fact.rung),
        code_words("watch.cause", fact.cause),
        figure(float(fact.p)),
        one.owner,
        zulu(one.answer_by),
        state,
    )


def _told(one: Alert, now: datetime) -> dict[str, Any]:
    fact = one.fact
    return {
        "alert": fact.alert,
        "site": fact.site,
        "rung": fact.rung,
        "cause": fact.cause,
        "p": float(fact.p),
        "owner": one.owner,
        "raised_at": one.raised_at.isoformat(),
        "answer_by": one.answer_by.isoformat(),
        "answered": one.answered,
        "overdue": one.overdue(now),
        "open": one.open,
        "changed_since": list(fact.changed_since),
        "reasons": [why.name for why in fact.reasons],
    }
