"""keys new | issue | withdraw | rotate | list; register age; countersign; adopt: whose signature counts, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words, to_copy

if TYPE_CHECKING:
    from musterbook.ledger.facts import Fact
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book
    from musterbook.operation.keeping_rights import Seen

keys = typer.Typer(help="Keys of officers: made, issued, withdrawn, changed.", no_args_is_help=True)
register = typer.Typer(help="The register of nodes, officers, keys and roles.", no_args_is_help=True)

Because = Annotated[str, typer.Option("--because", "--reason", help="Why; it stands in the register in clear.")]
Heads = Annotated[
    list[str] | None,
    typer.Option(
        "--seen", help="NODE=SIZE: less of a node's log than this copy has; only what lies below stands. Repeatable."
    ),
]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(keys, name="keys")
    app.add_typer(register, name="register")
    app.command("countersign")(countersign)
    app.command("adopt")(adopt)


def registrar(asked: Asked, book: Book, kind: type[Fact]) -> Acting:
    """Who writes about rights, in the register: a registrar first, and a second person."""
    from musterbook.operation.keeping_rights import in_register  # noqa: PLC0415  heavy

    return in_register(book, asked.acting(book, kind))


def phrase_of(asked: Asked, book: Book) -> str:
    """The pass-phrase of a key about to be made; an exercise's is known to everyone and nobody is asked."""
    return "" if book.settings.exercise else asked.new_pass_phrase()("")


def seen(book: Book, said: list[str] | None) -> Seen:
    """How far each log was seen: as far as this copy goes, or less where a node is named with a size."""
    from musterbook.operation.keeping_rights import Seen, node_named  # noqa: PLC0415  heavy

    heads = dict(Seen.here(book).heads)
    for one in said or ():
        name, _, size = one.partition("=")
        if not size.isdigit():
            raise Malformed.because("register.seen-how", text=one)
        log = node_named(book, name).log
        heads[log] = min(int(size), heads.get(log, 0))
    return Seen(heads)


@keys.command("new")
def new(
    ctx: typer.Context,
    officer: Annotated[str, typer.Option(help="Officer the key is for; the node with --node.")],
    custodian: Annotated[str, typer.Option(help="For whom he acts; names him there if nobody has.")] = "",
    node: Annotated[
        bool, typer.Option("--node", help="A node's log and its key, begun here and opened by the registrar.")
    ] = False,
) -> None:
    """Make a key under a pass-phrase of its own. With --key REGISTRAR --key SECOND it is issued at once.

    Without them the public half is printed: carry it to the registrar, who types keys issue.
    """
    from musterbook.operation.keeping_keys import make_key, new_log  # noqa: PLC0415  heavy
    from musterbook.operation.keeping_rights import issue_key, name_officer  # noqa: PLC0415  heavy
    from musterbook.rights.facts import KeyIssued, OfficerNamed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if node:
        with asked.writing() as book:
            public = new_log(book, officer, phrase_of(asked, book))
        _made(asked, officer, public, in_words("nodes open {officer} --log {public}", officer=officer, public=public))
        return
    if not asked.officers:
        book = asked.book()
        public = make_key(book, "officer", officer, phrase_of(asked, book))
        _made(asked, officer, public, in_words("keys issue {officer} {public}", officer=officer, public=public))
        return
    with asked.writing() as book:
        named = {name for name, whom in book.register.officers() if custodian in ("", whom)}
        naming = registrar(asked, book, OfficerNamed)
        issuing = registrar(asked, book, KeyIssued)
        if officer not in named and custodian:
            name_officer(book, naming, officer, CustodianId(custodian))
        public = make_key(book, "officer", officer, phrase_of(asked, book))
        entry = issue_key(book, issuing, officer, public)
        asked.wrote(
            entry,
            in_words("{officer}: key {public} made and issued", officer=officer, public=public[:16]),
            public=public,
        )


def _made(asked: Asked, name: str, public: str, verb: str) -> None:
    """Say the public half of a key just made, and what the registrar types."""
    types = to_copy(in_words("the registrar types: muster {verb}", verb=verb))
    asked.show({"name": name, "public": public}, [in_words("made: {public}", public=public), types])


@keys.command("issue")
def issue(
    ctx: typer.Context,
    officer: Annotated[str, typer.Argument(help="Whose.")],
    public: Annotated[str, typer.Argument(help="The public half, 64 digits, as keys new printed it.")],
) -> None:
    """Let an officer sign with a key made on another machine; a registrar signs with a second person."""
    from musterbook.operation.keeping_rights import issue_key  # noqa: PLC0415  heavy
    from musterbook.rights.facts import KeyIssued  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = issue_key(book, registrar(asked, book, KeyIssued), officer, public.lower())
        asked.wrote(entry, in_words("{officer}: key {public} issued", officer=officer, public=public[:16]))


@keys.command("withdraw")
def withdraw(
    ctx: typer.Context,
    officer: Annotated[str, typer.Argument(help="Whose key.")],
    because: Because,
    key: Annotated[str, typer.Option("--id", help="Only this key; all of his otherwise.")] = "",
    seen_of: Heads = None,
) -> None:
    """Withdraw an officer's key: what it signed below what was seen of each log stands, what comes after does not."""
    from musterbook.operation.keeping_rights import withdraw_key  # noqa: PLC0415  heavy
    from musterbook.rights.facts import KeyWithdrawn  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = registrar(asked, book, KeyWithdrawn)
        entries = withdraw_key(book, acting, officer, because, key=key, seen=seen(book, seen_of))
        aside = sum(one.rule == "key-withdrawn" for one in book.not_standing())
        said = in_words(
            "{officer}: {entries} withdrawn; {aside} entries set aside", officer=officer, entries=len(entries),
            aside=aside,
        )  # fmt: skip
        asked.wrote(entries[-1], said, withdrawn=len(entries), set_aside=aside)


@keys.command("rotate")
def rotate(
    ctx: typer.Context,
    officer: Annotated[str, typer.Argument(help="Whose key is changed.")],
    because: Because = "rotation",
    public: Annotated[str, typer.Option(help="The new key's public half, where it was made elsewhere.")] = "",
) -> None:
    """Change an officer's key: the old one is withdrawn from here on, the new one counts. The old file is kept."""
    from musterbook.operation.keeping_keys import make_key, take_place  # noqa: PLC0415  heavy
    from musterbook.operation.keeping_rights import change_key  # noqa: PLC0415  heavy
    from musterbook.rights.facts import KeyWithdrawn  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = registrar(asked, book, KeyWithdrawn)
        made = "" if public else make_key(book, "officer", officer, phrase_of(asked, book), beside=True)
        entries = change_key(book, acting, officer, public.lower() or made, because)
        if made:
            take_place(book, officer)
        asked.wrote(
            entries[-1],
            in_words("{officer}: a new key takes the place of the old one", officer=officer),
            public=public or made,
        )


@keys.command("list")
def list_(ctx: typer.Context, officer: Annotated[str, typer.Argument(help="Only his.")] = "") -> None:
    """List every key the register issued, since which entry, whether it was withdrawn, and whether it lies here."""
    from musterbook.operation.keeping_keys import keys_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = [one for one in keys_told(asked.book()) if officer in ("", one["officer"])]
    shown = [
        (
            one["officer"],
            one["key"],
            one["alg"],
            in_words("entry {since}", since=one["since"]),
            in_words("good")
            if one["withdrawn_at"] is None
            else in_words("withdrawn at {withdrawn_at}", withdrawn_at=one["withdrawn_at"]),
            in_words("here") if one[in_words("here")] else "–",
        )
        for one in rows
    ]
    asked.show(rows, table(("Officer", "Key", "Kind", "Since", "Now", "File"), shown))


@register.command("age")
def age(ctx: typer.Context) -> None:
    """How long ago this copy's register last heard anything, how far it goes, and what in it does not count."""
    from musterbook.operation.keeping_keys import age_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    told, lines = age_told(book, asked.seen_at(book))
    asked.show(told, lines)


def countersign(
    ctx: typer.Context, entry: Annotated[str, typer.Argument(help="The entry that waits: eight digits or more.")]
) -> None:
    """Sign second under an entry that waits for it, later or on another machine."""
    from musterbook.operation.seconding import countersign as sign, found  # noqa: PLC0415, I001  heavy
    from musterbook.rights.facts import Countersigned  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        digest = found(book, entry)
        written = sign(book, asked.acting(book, Countersigned), digest)
        stands = book.entry(digest) is not None
        asked.wrote(
            written,
            in_words(
                "{digest} is signed second and {stands}", digest=digest[:8],
                stands=in_words("stands") if stands else in_words("does not stand yet"),
            ),
            stands=stands,
        )  # fmt: skip


def adopt(
    ctx: typer.Context,
    entries: Annotated[list[str], typer.Argument(help="Entries set aside: eight digits or more of each.")],
    because: Because,
    and_before: Annotated[
        bool,
        typer.Option(
            "--and-before", help="Of a log with two versions, also all of the same version before each of them."
        ),
    ] = False,
) -> None:
    """Let honest entries stand that a withdrawal, a closing or a fork set aside; two sign who signed none of them."""
    from musterbook.operation.seconding import adopt as let_stand, found, with_before  # noqa: PLC0415, I001  heavy
    from musterbook.rights.facts import Adopted  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        digests = [found(book, one) for one in entries]
        digests = list(with_before(book, digests)) if and_before else digests
        written = let_stand(book, asked.acting(book, Adopted), digests, because)
        stand = sum(book.entry(one) is not None for one in digests)
        asked.wrote(
            written,
            in_words("{digests} adopted, {stand} stand now", digests=len(digests), stand=stand),
            adopted=len(digests),
            stand=stand,
        )
