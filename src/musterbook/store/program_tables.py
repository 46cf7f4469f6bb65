"""The tables of programs outside: who may call, what was answered, what waits for signatures, what is to be told."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

NAME: Final = "programs.db"
_TABLES: Final = """
create table if not exists program (secret blob primary key, officer text not null, label text not null,
    purpose text not null, made_at integer not null, made_by text not null, until integer) strict;
create table if not exists replay (officer text not null, key text not null, asked blob not null, number integer,
    body blob, address text not null default '', at integer not null, primary key (officer, key)) strict;
create table if not exists draft (id text primary key, officer text not null, act text not null, said blob not null,
    made blob not null, signed blob not null, sizes blob not null, made_at integer not null, until integer not null,
    digest text not null default '') strict;
create table if not exists webhook (id text primary key, officer text not null, address text not null,
    kinds text not null, numbers integer not null, made_at integer not null, made_by text not null,
    sizes blob not null) strict;
create table if not exists delivery (webhook text not null, digest text not null, log text not null,
    seq integer not null, tries integer not null default 0, not_before integer not null,
    answer text not null default '', dead_at integer, primary key (webhook, digest)) strict;
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file opened, readable for its owner only; what is committed is on the disk."""
    if not path.exists():
        path.touch(mode=0o600)
    base = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        base.execute("pragma secure_delete = on")
        base.execute("pragma synchronous = full")
        base.executescript(_TABLES)
        yield base
    finally:
        base.close()


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The file opened for one change, which is there as a whole or not at all."""
    with opened(path) as base:
        base.execute("begin immediate")
        yield base
        base.execute("commit")


def hashed(secret: str) -> bytes:
    """What is kept of a secret of 256 unpredictable bits: it cannot be read back, and needs no stretching."""
    return hashlib.sha256(b"musterbook/program/1\x00" + secret.encode()).digest()
