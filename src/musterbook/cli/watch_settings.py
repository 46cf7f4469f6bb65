"""watch settings: every value the watch assumes with its range, mark and source, and one of them changed."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("settings")(settings)


def settings(
    ctx: typer.Context,
    change: Annotated[str, typer.Option("--set", help="KEY=VALUE, such as relief.absent=0.5.")] = "",
    why: Annotated[str, typer.Option(help="Why it is changed.")] = "",
    source: Annotated[str, typer.Option(help="On what the new value rests.")] = "",
    mark: Annotated[str, typer.Option(help="M measured, S a source, J judged, B believed.")] = "J",
    low: Annotated[float | None, typer.Option(help="How low it may be; by rule when nobody says.")] = None,
    high: Annotated[float | None, typer.Option(help="How high it may be; by rule when nobody says.")] = None,
) -> None:
    """Show what the watch assumes, or change one value. Lowering what an open alert rests on asks for two keys."""
    asked: Asked = ctx.obj
    if change:
        _change(asked, change, why=why, source=source, mark=mark, low=low, high=high)
        return
    from musterbook.operation.reporting import assumed  # noqa: PLC0415  heavy

    found = assumed(asked.book()).now
    told = [
        {"key": one.key, "value": one.value, "low": one.low, "high": one.high, "mark": str(one.mark),
         "source": one.source, "set_on": one.set_on.isoformat()}
        for one in found.settings.values()
    ]  # fmt: skip
    rows = [
        (
            one.key,
            f"{one.value:g}",
            f"{one.low:g}–{one.high:g}" if one.low < one.high else in_words("fixed"),
            str(one.mark),
            one.source,
        )
        for one in found.settings.values()
    ]
    asked.show(told, table(("Setting", "Value", "Range", "Mark", "Source"), rows, right=(1,)))


def _change(
    asked: Asked, change: str, *, why: str, source: str, mark: str, low: float | None, high: float | None
) -> None:
    from musterbook.operation.reporting import assumed, report  # noqa: PLC0415  heavy
    from musterbook.watch.facts import SettingChanged  # noqa: PLC0415  heavy
    from musterbook.watch.numbers import number  # noqa: PLC0415  heavy

    key, value = _key_and_value(change)
    with asked.writing() as book:
        before = assumed(book)
        known = before.now.settings.get(key.replace(".", "_"))
        lowers = "yes" if before.lowers_open(key, value) else ""
        fact = SettingChanged(
            key=key, was=number(value if known is None else known.value), becomes=number(value), mark=mark,
            source=source or why, because=why, low=None if low is None else number(low),
            high=None if high is None else number(high), lowers_open=lowers,
        )  # fmt: skip
        entry = report(book, asked.acting(book, SettingChanged, lowers_open=lowers), fact)
        asked.wrote(entry, in_words("{key}: {was} becomes {becomes}", key=key, was=fact.was, becomes=fact.becomes))


def _key_and_value(typed: str) -> tuple[str, float]:
    key, equals, value = typed.partition("=")
    try:
        return key.strip(), float(value if equals else "")
    except ValueError:
        raise Malformed.because("watch.setting-shape", typed=typed) from None
