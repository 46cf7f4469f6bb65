"""users add | grant | end | show | sign-in | forget: officers, what each may do, and who signs in at this console."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.keys import Because, Heads, registrar, seen
from musterbook.cli.render import table
from musterbook.operation.book_folder import find_book
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book

users = typer.Typer(help="Officers: what they may do, and how they sign in at this console.", no_args_is_help=True)

Officer = Annotated[str, typer.Argument(help="The officer, by the name the register knows him under.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(users, name="users")


@users.command("add")
def add(
    ctx: typer.Context, officer: Officer, custodian: Annotated[str, typer.Option(help="For whom he acts.")]
) -> None:
    """Name an officer of a custodian in the register; a registrar signs with a second person. His key comes next."""
    from musterbook.operation.keeping_rights import name_officer  # noqa: PLC0415  heavy
    from musterbook.rights.facts import OfficerNamed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = name_officer(book, registrar(asked, book, OfficerNamed), officer, CustodianId(custodian))
        asked.wrote(
            entry,
            in_words(
                "{officer} acts for {custodian}; give him a key with muster keys new", officer=officer,
                custodian=custodian,
            ),
        )  # fmt: skip


@users.command("grant")
def grant(
    ctx: typer.Context,
    officer: Officer,
    role: Annotated[str, typer.Argument(help="One of the roles; users roles lists them.")],
    custodian: Annotated[str, typer.Option(help="For whom he holds it.")],
    until: Annotated[str, typer.Option(help="When it ends: 212348ZJAN26 or RFC 3339; no end otherwise.")] = "",
    compartment: Annotated[
        list[str] | None, typer.Option(help="Only these compartments of those his role reads; repeatable.")
    ] = None,
    level: Annotated[
        int, typer.Option(help="Highest marking he may read: 0 unclassified to 4 top secret.", min=0, max=4)
    ] = 0,
) -> None:
    """Give an officer a role for a custodian, from here on; nobody has a role everywhere."""
    from musterbook.operation import keeping_rights  # noqa: PLC0415  heavy
    from musterbook.rights.facts import Granted  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = keeping_rights.grant(
            book, registrar(asked, book, Granted), officer, role, CustodianId(custodian),
            until=read_moment(until) if until else None, compartments=compartment or (), level=level,
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words(
                "{officer} is {role} for {custodian}{until}", officer=officer, role=role, custodian=custodian,
                until=" " + in_words("until {until}", until=until) if until else "",
            ),
        )  # fmt: skip


@users.command("end")
def end(
    ctx: typer.Context,
    officer: Officer,
    custodian: Annotated[str, typer.Option(help="For whom he acted.")],
    because: Because,
    role: Annotated[str, typer.Argument(help="Only this role; everything he does for the custodian otherwise.")] = "",
    seen_of: Heads = None,
) -> None:
    """Take a role, or all he does for a custodian, from an officer, from what was seen of each log on."""
    from musterbook.operation import keeping_rights  # noqa: PLC0415  heavy
    from musterbook.rights.facts import GrantEnded, OfficerEnded  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = registrar(asked, book, GrantEnded if role else OfficerEnded)
        whom, heads = CustodianId(custodian), seen(book, seen_of)
        entry = keeping_rights.end(book, acting, officer, whom, because, role=role, seen=heads)
        asked.wrote(
            entry,
            in_words(
                "{officer} is no longer {role} for {custodian}", officer=officer, role=role or in_words("acting"),
                custodian=custodian,
            ),
        )  # fmt: skip


@users.command("roles")
def roles(ctx: typer.Context) -> None:
    """List the roles there are, and what each does."""
    from musterbook.rights.roles import ROLES  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    asked.show(dict(ROLES), table(("Role", "Does"), sorted(ROLES.items())))


@users.command("sign-in")
def sign_in(
    ctx: typer.Context,
    officer: Officer,
    password_file: Annotated[Path | None, typer.Option(help="File with the new password; asked otherwise.")] = None,
) -> None:
    """Let an officer sign in at this console, or make his account anew; --key is a keeper of machines.

    Shows once, on this terminal, what his authenticator reads and ten recovery codes to print and keep apart.
    """
    from musterbook.operation.letting_in import make_account, vouched, weak  # noqa: PLC0415  heavy
    from musterbook.store.accounts import Accounts  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    asked.confirm(in_words("Let {officer} sign in at this console?", officer=officer))
    book = asked.book(signing=True)
    vouched(book, asked.officers[0], officer)
    password = _password(officer, password_file)
    if rule := weak(password, officer, book.settings.name):
        raise Malformed.because(rule)
    made = make_account(
        Accounts(find_book(asked.folder)), officer, password, operation=book.settings.name, by=asked.officers[0],
        at=int(asked.now().timestamp()),
    )  # fmt: skip
    lines = [
        *_drawn(made.address),
        made.address,
        "",
        in_words("Recovery codes, each good once instead of the six digits:"),
    ]
    lines += [f"  {one}" for one in made.codes]
    lines += [
        "",
        in_words(
            "{officer} signs in at muster serve. This is shown once: print it, keep it apart, clear the screen.",
            officer=officer,
        ),
    ]
    asked.show({"officer": officer, "address": made.address, "codes": made.codes}, lines)


@users.command("bind")
def bind(
    ctx: typer.Context,
    officer: Officer,
    issuer: Annotated[str, typer.Option(help="The provider, as sign-in.toml names it.")],
    subject: Annotated[str, typer.Option(help="What the provider calls him: the claim sub.")],
) -> None:
    """Let an officer sign in at this console through a provider; --key is a keeper of machines."""
    from musterbook.operation.letting_in import vouched  # noqa: PLC0415  heavy
    from musterbook.store.accounts import Accounts  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    asked.confirm(in_words("Let {officer} sign in through {issuer}?", officer=officer, issuer=issuer))
    vouched(asked.book(signing=True), asked.officers[0], officer)
    Accounts(find_book(asked.folder)).bind(issuer, subject, officer)
    asked.show(
        {"officer": officer, "issuer": issuer},
        [in_words("{officer} signs in through {issuer}", officer=officer, issuer=issuer)],
    )


@users.command("forget")
def forget(ctx: typer.Context, officer: Officer) -> None:
    """Take an officer's account at this console away; his rights stay. --key is a keeper of machines."""
    from musterbook.operation.letting_in import keeps  # noqa: PLC0415  heavy
    from musterbook.store.accounts import Accounts  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    asked.confirm(in_words("Take away the account of {officer}?", officer=officer))
    keeps(asked.book(signing=True), asked.officers[0])
    if not Accounts(find_book(asked.folder)).forget(officer):
        raise Malformed.because("account.none", officer=officer)
    asked.show(
        {"officer": officer, "forgotten": True}, [in_words("{officer} cannot sign in here any more", officer=officer)]
    )


@users.command("show")
def show(ctx: typer.Context, officer: Annotated[str, typer.Argument(help="Only this officer.")] = "") -> None:
    """Show officers: roles, for whom, until when, their keys, and who signs in at this console."""
    from musterbook.store.accounts import Accounts  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    here = {one.officer for one in Accounts(find_book(asked.folder)).everyone()}
    rows = [row for row in _rows(book, here) if officer in ("", row["officer"])]
    if officer and not rows:
        raise Malformed.because("account.no-officer", officer=officer)
    shown = [
        [one[name] or "–" for name in ("officer", "role", "custodian", "until", "keys", "console")] for one in rows
    ]
    asked.show(rows, table(("Officer", "Role", "For", "Until", "Keys", "Console"), shown))


def _rows(book: Book, here: set[str]) -> list[dict[str, object]]:
    register = book.register
    return [
        {
            "officer": one.officer, "role": one.role, "custodian": one.custodian,
            "until": one.until.isoformat() if one.until else "", "compartments": sorted(one.compartments),
            "keys": " ".join(key.short[:8] for key in register.keys_of(one.officer, register.size)) or in_words("none"),
            "console": in_words("signs in here") if one.officer in here else "",
        }
        for one in sorted(register.grants_at(register.size), key=lambda one: (one.officer, one.custodian, one.role))
    ]  # fmt: skip


def _password(officer: str, file: Path | None) -> str:
    if file is None:
        return str(
            typer.prompt(
                in_words("New password of {officer}", officer=officer),
                hide_input=True,
                confirmation_prompt=True,
                err=True,
            )
        )
    try:
        return file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Malformed.because("cli.no-pass-file", file=file.name) from None


def _drawn(address: str) -> list[str]:
    """The address as a QR code of letters, for a camera at this screen."""
    import io  # noqa: PLC0415  only here

    import segno  # noqa: PLC0415  only here

    said = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(said, compact=True, border=2)
    return said.getvalue().splitlines()
