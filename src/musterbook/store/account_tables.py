"""The tables of the accounts of this machine's console, and how their file is opened."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

NAME: Final = "accounts.db"
WAIT_SECONDS: Final = 10.0
NOTED_WAIT_SECONDS: Final = 0.1
"""So long somebody waits for a file that is in use: who changes something, and what is noted by the way."""
NOTED_EVERY_SECONDS: Final = 60
"""So often it is noted that somebody asked for something; more often only where it was never tried before."""
_TABLES: Final = """
create table if not exists account (
    officer text primary key, salt blob not null, nonce blob not null, box blob not null,
    memory_kib integer not null, passes integer not null, lanes integer not null,
    last_step integer not null default 0, made_at integer not null, made_by text not null) strict;
create table if not exists recovery (officer text not null, code blob not null, used_at integer,
    primary key (officer, code)) strict;
create table if not exists passkey (credential blob primary key, officer text not null, public blob not null,
    counter integer not null, label text not null, made_at integer not null) strict;
create table if not exists outside (issuer text not null, subject text not null, officer text not null,
    primary key (issuer, subject)) strict;
create table if not exists failure (name blob primary key, count integer not null, not_before integer not null,
    last_at integer not null) strict;
create table if not exists session (token blob primary key, officer text not null, through text not null,
    begun_at integer not null, seen_at integer not null, idle_seconds integer not null, proved_at integer not null,
    form_token text not null) strict;
create table if not exists session_device (token blob primary key, device text not null) strict;
create table if not exists glass (officer text not null, subject text not null, until integer not null,
    primary key (officer, subject)) strict;
create table if not exists tablet (name text primary key, pass blob, pass_until integer not null,
    made_at integer not null, made_by text not null, secret blob, enrolled_at integer, seen_at integer,
    ended_at integer) strict;
"""


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The file opened for one change, which is there as a whole or not at all."""
    with opened(path) as base:
        base.execute("begin immediate")
        yield base
        base.execute("commit")


def noted(path: Path, statement: str, values: tuple[object, ...]) -> None:
    """One change that nobody waits for: where the file is in use or the disk is full, it is not made."""
    with suppress(sqlite3.Error, OSError), opened(path, wait_seconds=NOTED_WAIT_SECONDS) as base:
        base.execute(statement, values)


@contextmanager
def opened(path: Path, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
    """The file opened, made readable for its owner only where it is new; what is taken out is overwritten."""
    if not path.exists():
        path.touch(mode=0o600)
    base = sqlite3.connect(path, isolation_level=None, timeout=wait_seconds)
    try:
        base.execute("pragma secure_delete = on")
        base.executescript(_TABLES)
        yield base
    finally:
        base.close()


def hashed(token: str) -> bytes:
    """What is kept of a token or of a name that was tried: neither can be read back."""
    return hashlib.sha256(b"musterbook/session/1\x00" + token.encode()).digest()
