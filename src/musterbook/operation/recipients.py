"""Recipients: who packages are sealed to, and how a recipient makes the keys he opens them and signs receipts with."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.store.keys import Purpose, new_private, write_key
from musterbook.terms.errors import Fault, Malformed

_NAME: Final = re.compile(r"[^\W_][\w.-]{0,62}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives: name, X25519 key packages are sealed to, Ed25519 key receipts are signed with, both hexadecimal."""

    name: str
    sealing: str
    signing: str


def make_recipient(folder: Path, name: str, pass_phrase: str) -> Recipient:
    """Make both keys under a pass-phrase, and `NAME.toml`, which senders need and which holds no secret.

    Raises:
        Malformed: the name is none, or there are keys of that name.
    """
    if _NAME.fullmatch(name) is None:
        raise Malformed.because("package.bad-name", name=name)
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, tuple[Path, Purpose]] = {
        "sealing": (folder / f"{name}.sealing.key", "reader"), "signing": (folder / f"{name}.signing.key", "officer"),
    }  # fmt: skip
    sheet = folder / f"{name}.toml"
    for path in (sheet, *(path for path, _ in files.values())):
        if path.exists():
            raise Malformed(Fault("package.file-exists", file=path.name))
    public = {
        what: write_key(path, new_private(), purpose=purpose, name=name, pass_phrase=pass_phrase).public
        for what, (path, purpose) in files.items()
    }
    lines = [f'name = "{name}"', *(f'{what} = "{key}"' for what, key in public.items())]
    sheet.write_text("# To whom packages are sealed. It holds no secret.\n" + "\n".join(lines) + "\n", "utf-8")
    return Recipient(name, **public)


def read_recipient(path: Path) -> Recipient:
    """The recipient a small TOML file names: `name`, `sealing`, `signing`; Malformed when it is none."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        one = Recipient(str(said["name"]), str(said["sealing"]), str(said["signing"]))
        sound = len(bytes.fromhex(one.sealing)) == len(bytes.fromhex(one.signing)) == 32
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError):
        raise Malformed(Fault("package.no-recipient", file=path.name)) from None
    if not sound:
        raise Malformed(Fault("package.no-recipient", file=path.name))
    return one
