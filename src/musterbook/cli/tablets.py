"""tablets add | show | end: tablets that may reach this machine's console over the local network."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.store.tablets import Tablet

tablets = typer.Typer(help="Tablets that may reach this console over the local network.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What is written on the tablet.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(tablets, name="tablets")


@tablets.command("add")
def add(ctx: typer.Context, name: Name) -> None:
    """Show a pass as a code, which lets one tablet in, once, within 15 minutes; --key is a keeper of machines."""
    from musterbook.operation.letting_tablets_in import offer_pass  # noqa: PLC0415  heavy
    from musterbook.store.tablets import Tablets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    keeper = _keeper(asked)
    place = find_book(asked.folder)
    where, groups = _where(place)
    made = offer_pass(Tablets(place), name, by=keeper, at=_seconds())
    way = f"{where}/enrol-tablet?pass={made}"
    told = {"tablet": name, "address": way, "fingerprint": groups}
    asked.show(told, [*_code(way), way, "", in_words("Fingerprint, the same on the tablet: {groups}", groups=groups)])


@tablets.command("show")
def show(ctx: typer.Context) -> None:
    """Show every tablet: since when it is let in, by whom, when it was last seen, and which were shut out."""
    from musterbook.store.tablets import Tablets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = [_told(one) for one in Tablets(find_book(asked.folder)).everyone()]
    cells = [[row[name] or "–" for name in ("tablet", "since", "by", "seen", "ended")] for row in told]
    head = ("Tablet", "Let in", "By", "Last seen", "Shut out")
    asked.show(told, table(head, cells) if told else [in_words("no tablet was let in")])


@tablets.command("end")
def end(ctx: typer.Context, name: Name) -> None:
    """Shut a tablet out at once; --key is a keeper of machines."""
    from musterbook.operation.letting_tablets_in import shut_out  # noqa: PLC0415  heavy
    from musterbook.store.tablets import Tablets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    asked.confirm(in_words("Shut out {name}?", name=name))
    _keeper(asked)
    shut_out(Tablets(find_book(asked.folder)), name, at=_seconds())
    asked.show({"tablet": name, "ended": True}, [in_words("{name} is shut out", name=name)])


def _keeper(asked: Asked) -> str:
    """Who keeps machines, as his key shows."""
    from musterbook.operation.letting_in import keeps  # noqa: PLC0415  heavy

    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    keeps(asked.book(signing=True), asked.officers[0])
    return asked.officers[0]


def _where(place: Path) -> tuple[str, str]:
    """Where the console is on the network, and the groups of its authority's fingerprint."""
    from musterbook.store.lan_authority import FOLDER, SERVING, groups_of  # noqa: PLC0415  heavy

    try:
        said = json.loads((place / FOLDER / SERVING).read_text(encoding="utf-8"))
        return str(said["address"]), groups_of(place)
    except (OSError, ValueError, KeyError):
        raise Malformed.because("tablet.no-address") from None


def _code(way: str) -> list[str]:
    """The code, drawn for a terminal; nothing where the answer goes to a program."""
    if not sys.stdout.isatty():
        return []
    import segno  # noqa: PLC0415  heavy

    drawing = io.StringIO()
    segno.make(way, error="l", micro=False).terminal(drawing, compact=True)
    return drawing.getvalue().splitlines()


def _told(one: Tablet) -> dict[str, str]:
    return {
        "tablet": one.name, "since": _hour(one.enrolled_at), "by": one.made_by, "seen": _hour(one.seen_at),
        "ended": _hour(one.ended_at),
    }  # fmt: skip


def _hour(seconds: int | None) -> str:
    return "" if seconds is None else zulu(datetime.fromtimestamp(seconds, UTC))


def _seconds() -> int:
    """This machine's clock: a pass lasts by it, whatever hour the operation has."""
    return int(datetime.now(UTC).timestamp())
