"""package keys | make | send | open | receipt | received | recall | destroyed | verify: what leaves, and comes back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer

from musterbook.cli.casework_beside import writing_beside
from musterbook.cli.casework_releases import Instead, Withhold, leaving_of, releases
from musterbook.cli.context import Asked
from musterbook.cli.outputs import write_whole
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import in_words

packages = typer.Typer(help="What leaves, sealed to its recipient.", no_args_is_help=True)

Package = Annotated[str, typer.Argument(help="Its number, such as P-0001.")]
Folder = Annotated[Path, typer.Argument(help="The package: a folder or a zip.")]
Keys = Annotated[Path, typer.Option("--keys", help="Public keys of officers: JSON, name to key.")]
KeyFile = Annotated[Path, typer.Option("--with", help="The recipient's key file.")]


@packages.command("keys")
def keys_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Short name of the recipient, such as court.")],
    into: Annotated[Path, typer.Option(help="Folder for the keys.")] = Path(),
) -> None:
    """Make a recipient's two keys, and the file that senders need; no book is needed."""
    from musterbook.operation.recipients import make_recipient  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    made = make_recipient(into, name, asked.new_pass_phrase()(name))
    asked.show(
        {"name": name, "sealing": made.sealing, "signing": made.signing},
        [
            in_words(
                "{into}.sealing.key opens packages, {name}.signing.key signs receipts: keep both", into=into / name,
                name=name,
            ),
            in_words(
                "{name}.toml is for senders; have them compare {sealing} and {signing} by another way", name=name,
                sealing=made.sealing[:8], signing=made.signing[:8],
            ),
        ],
    )  # fmt: skip


@packages.command("make")
def make(
    ctx: typer.Context,
    request: Annotated[str, typer.Argument(help="The request it answers.")],
    recipient: Annotated[Path, typer.Option(help="TOML: name, sealing and signing key of the recipient.")],
    out: Annotated[Path, typer.Option(help="The sealed file to write; public keys are written beside it.")],
    withhold: Withhold = None,
    instead: Instead = None,
    package: Annotated[str, typer.Option(help="Its number; the next by default.")] = "",
) -> None:
    """Number, label, list, sign by two and seal what may leave for a request; refused if anything stops it."""
    from musterbook.evidence.facts import Packaged  # noqa: PLC0415  heavy
    from musterbook.operation.packaging import make_package  # noqa: PLC0415  heavy
    from musterbook.operation.recipients import read_recipient  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, Packaged)
        to = read_recipient(recipient)
        entry = make_package(
            beside, acting, request, leaving_of(withhold, instead), recipient=to, out=out, package=package
        )
        asked.wrote(
            entry,
            in_words(
                "{package}: {items} items in {name}", package=getattr(entry.fact, "package", ""),
                items=len(getattr(entry.fact, "items", ())), name=out.name,
            ),
        )  # fmt: skip


@packages.command("send")
def send(
    ctx: typer.Context,
    package: Package,
    sealed: Annotated[Path, typer.Option(help="The sealed file as it left.")],
    how: Annotated[str, typer.Option(help="courier, hand or network.")] = "courier",
) -> None:
    """Write that a package left, with the digest of its bytes."""
    from musterbook.evidence.facts import Sent  # noqa: PLC0415  heavy
    from musterbook.operation import packaging  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        entry = packaging.send(beside, asked.acting(beside.book, Sent), package, how=how, sealed=sealed)
        asked.wrote(entry, in_words("{package}: sent by {how}", package=package, how=how))


@packages.command("open")
def open_(
    ctx: typer.Context,
    sealed: Annotated[Path, typer.Argument(help="The sealed file.")],
    key: KeyFile,
    out: Annotated[Path, typer.Option(help="The zip to write.")],
) -> None:
    """Open a package sealed to you; no book is needed."""
    from musterbook.operation.packaging import open_package  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with _opened(asked, key) as private:
        size = open_package(bytes(private), sealed, out)
    asked.show(
        {"file": str(out), "bytes": size},
        [in_words("{name}: {size} bytes. Check it: muster package verify", name=out.name, size=size)],
    )


@packages.command("receipt")
def receipt(
    ctx: typer.Context,
    package: Folder,
    keys: Keys,
    key: KeyFile,
    out: Annotated[Path, typer.Option(help="The receipt to write.")],
) -> None:
    """Check a package and sign its manifest's digest as the recipient; no book is needed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  heavy

    from musterbook.operation import package_checking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = _checked(package, keys)
    with _opened(asked, key) as private:
        signing = Ed25519PrivateKey.from_private_bytes(bytes(private))
        write_whole(out, package_checking.make_receipt(told["digest"], signing))
    asked.show(
        {"manifest": told["digest"]},
        [
            in_words(
                "{package}: receipt over {digest} in {name}", package=told["package"], digest=told["digest"][:8],
                name=out.name,
            )
        ],
    )  # fmt: skip


@packages.command("received")
def received(
    ctx: typer.Context, package: Package, receipt: Annotated[Path, typer.Argument(help="The recipient's receipt.")]
) -> None:
    """Write that the recipient's receipt came; it must be his signature over this manifest."""
    from musterbook.evidence.facts import Received  # noqa: PLC0415  heavy
    from musterbook.operation import packaging  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        entry = packaging.received(beside, asked.acting(beside.book, Received), package, receipt)
        asked.wrote(entry, in_words("{package}: received", package=package))


@packages.command("recall")
def recall(
    ctx: typer.Context, package: Package, because: Annotated[str, typer.Option(help="Why, in words; sealed.")]
) -> None:
    """Write that an originator wants a package back, and asks for a certificate of destruction."""
    from musterbook.evidence.facts import Recalled  # noqa: PLC0415  heavy
    from musterbook.operation import packaging  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        entry = packaging.recall(beside, asked.acting(beside.book, Recalled), package, because=because)
        asked.wrote(entry, in_words("{package}: recalled", package=package))


@packages.command("destroyed")
def destroyed(
    ctx: typer.Context, package: Package, certificate: Annotated[Path, typer.Argument(help="The certificate.")]
) -> None:
    """Write that the recipient certified a package destroyed."""
    from musterbook.evidence.facts import Destroyed  # noqa: PLC0415  heavy
    from musterbook.operation import packaging  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        entry = packaging.destroyed(beside, asked.acting(beside.book, Destroyed), package, certificate=certificate)
        asked.wrote(entry, in_words("{package}: destroyed", package=package))


@packages.command("verify")
@releases.command("verify")
def verify(ctx: typer.Context, package: Folder, keys: Keys) -> None:
    """Check a package with public keys alone: digests, numbers, two signatures, labels."""
    asked: Asked = ctx.obj
    told = _checked(package, keys)
    head = in_words(
        "{package}: {items} items, {banner}, manifest {digest}", package=told["package"], items=len(told["items"]),
        banner=told["banner"], digest=told["digest"][:8],
    )  # fmt: skip
    asked.show(told, [head, in_words("signed by {signers}; everything holds", signers=", ".join(told["signers"]))])


def _checked(package: Path, keys: Path) -> dict[str, Any]:
    """What a package says of itself, once everything in it holds."""
    from musterbook.operation.package_checking import check_package, read_keys  # noqa: PLC0415  heavy
    from musterbook.operation.package_files import read_package  # noqa: PLC0415  heavy

    with read_package(package) as files:
        return check_package(files, read_keys(keys))


def _opened(asked: Asked, key: Path) -> AbstractContextManager[bytearray]:
    """A key for the length of a `with`; a file that is not there is named before a pass-phrase is asked."""
    from musterbook.store.keys import opened  # noqa: PLC0415  heavy

    if not key.is_file():
        raise Malformed(Fault("file.unreadable", file=key.name))
    return opened(key, asked.pass_phrase_of(key.stem))
