"""Where a book lies that is not in its folder: `BOOK/store.toml` names a PostgreSQL database, and never a password.

    address = "postgresql:///headquarters?host=/var/run/postgresql"
    schema = "musterbook"
    role = "musterbook_clerk"

Without that file a book lies in SQLite files beside it. Who one is to the database is settled by the socket (`peer`),
by a certificate, or by a password that libpq finds for itself (`PGPASSFILE`, `~/.pgpass`, `PGPASSWORD`): an address
with a password in it is refused, because it would lie in a file and be printed by whoever lists processes.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from musterbook.store.disk import sync_folder
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

STORE_FILE: Final = "store.toml"
SCHEMA: Final = "musterbook"
ROLE: Final = "musterbook_clerk"
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SCHEMES: Final = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class Address:
    """A book in PostgreSQL.

    Attributes:
        address: of the database, as libpq reads it; without a password.
        schema: in which its tables lie; several books may lie in one database.
        role: what a session becomes before it asks for anything: it may read and add, and own nothing.
    """

    address: str
    schema: str = SCHEMA
    role: str = ROLE

    def __post_init__(self) -> None:
        """Refuse a password; Malformed when it is no address, or a name is not plain."""
        split = urlsplit(self.address)
        if split.scheme not in _SCHEMES:
            raise Malformed(Fault("store.address", file=STORE_FILE, values={"scheme": split.scheme}))
        if split.password is not None or any(name == "password" for name, _ in parse_qsl(split.query)):
            raise Refused(Objection("store.password-in-address", values={"file": STORE_FILE}))
        for name in (self.schema, self.role):
            if _NAME.fullmatch(name) is None or any(sign in self.address for sign in '"\\\n\r'):
                raise Malformed(Fault("store.name", file=STORE_FILE, values={"name": name}))

    def __str__(self) -> str:
        """Where it is, in words for people and logs: host and database, no user."""
        split = urlsplit(self.address)
        host = split.hostname or dict(parse_qsl(split.query)).get("host", "")
        return f"postgresql {split.path.lstrip('/') or '-'}{f' on {host}' if host else ''}"

    def text(self) -> str:
        """The file's text."""
        return (
            "# Where the book lies. A password never stands here: use peer on a socket, PGPASSFILE or PGPASSWORD.\n"
            f'address = "{self.address}"\nschema = "{self.schema}"\nrole = "{self.role}"\n'
        )


def read_address(folder: Path) -> Address | None:
    """The database the book of this folder lies in; None when it lies in the folder. Malformed when the file is."""
    try:
        said = tomllib.loads((folder / STORE_FILE).read_text(encoding="utf-8"))
        named = {name: str(said[name]) for name in ("schema", "role") if name in said}
        return Address(str(said["address"]), **named)
    except FileNotFoundError:
        return None
    except (OSError, tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError):
        raise Malformed(Fault("book.file-damaged", file=STORE_FILE)) from None


def write_address(folder: Path, address: Address) -> None:
    """Say that the book of this folder lies there; durable when this returns."""
    part = folder / f"{STORE_FILE}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(address.text())
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / STORE_FILE)
    sync_folder(folder)


def drop_address(folder: Path) -> None:
    """Say that the book of this folder lies in its own files."""
    (folder / STORE_FILE).unlink(missing_ok=True)
    sync_folder(folder)
