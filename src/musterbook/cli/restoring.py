"""restore, nodes new-site: a machine is started, from a backup or from this one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.keys import phrase_of, registrar
from musterbook.cli.node_keeping import nodes
from musterbook.operation.book_folder import read_book_file
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words, to_copy

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.starting import Restored
    from musterbook.operation.synced import Synced

Into = Annotated[Path, typer.Option(help="Folder to make, as on a stick.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("restore")(restore)
    nodes.command("new-site")(new_site)


def restore(
    ctx: typer.Context,
    copy: Annotated[Path, typer.Argument(help="A backup, .mbk.")],
    into: Into,
    node: Annotated[str, typer.Option(help="The machine that was lost, by its name; the new one is called so too.")],
    beside: Annotated[
        Path | None,
        typer.Option(help="The folder written beside the backup, or any machine's folder of this operation's book."),
    ] = None,
) -> int:
    """Start a machine from a backup in the place of a lost one, with a new log: the old one is never written again.

    It writes nothing before the registrar has opened its log and it has met a machine that knows so.
    """
    from musterbook.operation.starting import BESIDE, Start, restore_copy  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    like = beside or copy.with_suffix(BESIDE)
    asked.confirm(in_words("Restore {node} into {into}?", node=node, into=into))
    exercise = (like / "book.toml").is_file() and read_book_file(like).exercise
    phrase = "" if exercise else asked.new_pass_phrase()("")
    told = restore_copy(copy, like, Start(into, node, phrase), place_of=node, at=asked.now())
    asked.show(_told(told), _restored_lines(told, node, into))
    return told.exit_code


def new_site(
    ctx: typer.Context,
    node: Annotated[str, typer.Argument(help="The machine's name.")],
    custodian: Annotated[list[str], typer.Option(help="For whom it writes; repeatable.")],
    into: Into,
    holds: Annotated[str, typer.Option(help="its-people, or everything.")] = "its-people",
    previous: Annotated[str, typer.Option(help="The node or log it takes the place of, which closes here.")] = "",
    keys: Annotated[
        bool, typer.Option("--keys/--no-keys", help="Take along closed key files of officers who act for these alone.")
    ] = True,
    as_: Annotated[str, typer.Option("--as", help="Which node this is, where the keys of several lie here.")] = "",
) -> int:
    """Make the folder of a site's machine here, opened in the register and with all it may hold: carry it there."""
    from musterbook.operation.keeping_rights import HOLDS, ITS_PEOPLE  # noqa: PLC0415  heavy
    from musterbook.operation.starting import Start, officers_of, start_site  # noqa: PLC0415  heavy
    from musterbook.operation.syncing import here  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if holds not in HOLDS:
        raise Malformed.because("register.holds", said=holds)
    whose = [CustodianId(one) for one in custodian]
    asked.confirm(
        in_words("Write in the book of {name}, and make {into}?", name=asked.folder.resolve().name, into=into)
    )
    desk = here(asked.folder, node=as_, pass_phrase=asked.pass_phrase_of)
    book = asked.book()
    taken = officers_of(book, whose) if keys else ()
    start, entries = Start(into, node, phrase_of(asked, book), taken), list[str]()

    def register(log: str) -> None:
        with asked.writing(again=True) as writing:
            entries.extend(_opened(asked, writing, node, log, whose, previous=previous, holds=holds))

    synced = start_site(start, desk, register, whole=holds != ITS_PEOPLE, now=asked.now, entropy=os.urandom)
    names = [path.stem for path in taken]
    told = {"node": node, "folder": str(into), "entries": synced.new, "officers": names, "written": entries}
    asked.show({**told, "holds": holds}, _site_lines(synced, node, into, names))
    return synced.exit_code


def _opened(
    asked: Asked, book: Book, node: str, log: str, whose: list[CustodianId], *, previous: str, holds: str
) -> list[str]:  # fmt: skip
    """The register opens the log, and says what its machine holds; digests of what was written."""
    from musterbook.operation.keeping_rights import ITS_PEOPLE, node_named, open_node, set_holding  # noqa: PLC0415
    from musterbook.rights.facts import NodeHolds, NodeOpened  # noqa: PLC0415  heavy

    opening, holding = registrar(asked, book, NodeOpened), registrar(asked, book, NodeHolds)
    before = node_named(book, previous).log if previous else ""
    entries = [open_node(book, opening, node, log, whose, previous=before)]
    if holds == ITS_PEOPLE:
        entries.append(set_holding(book, holding, node_named(book, log), holds))
    return [one.digest for one in entries]


def _told(told: Restored) -> dict[str, object]:
    return {
        "log": told.log, "previous": told.previous, "at_size": told.at_size, "custodians": sorted(told.custodians),
        "entries": told.entries, "not_standing": told.not_standing,
        "turned_away": [str(one) for one in told.turned_away],
    }  # fmt: skip


def _restored_lines(told: Restored, node: str, into: Path) -> list[str]:
    custodians = " ".join(f"--custodian {one}" for one in sorted(told.custodians))
    return [
        in_words(
            "{into}: {entries} entries stand, {not_standing} do not; of {node} itself {at_size}", into=into,
            entries=told.entries, not_standing=told.not_standing, node=node, at_size=told.at_size,
        ),
        *(in_words("not taken in: {one}", one=one) for one in told.turned_away),
        in_words("its new log is {log}", log=told.log),
        to_copy(
            in_words(
                "the registrar types: muster nodes open {node} --log {log} {custodians} --previous {previous}",
                node=node, log=told.log, custodians=custodians, previous=told.previous[:16],
            )
        ),
        in_words("then meet headquarters (muster sync): before that nothing is written here"),
    ]  # fmt: skip


def _site_lines(synced: Synced, node: str, into: Path, officers: list[str]) -> list[str]:
    lines = [
        in_words("{into}: {node}, {new} entries; its log is open in the register", into=into, node=node, new=synced.new)
    ]
    if officers:
        names = ", ".join(officers)
        lines.append(
            in_words(
                "keys taken along, closed: {names}; destroy their files here once they are in use there", names=names
            )
        )
    return [*lines, to_copy(in_words("carry it there, and type: muster -C {name} verify", name=into.name))]
