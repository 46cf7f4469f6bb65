"""Accounts of this machine's console: who signs in here, with what, and who is signed in; never in the book or a copy.

`accounts.db` lies beside the book. It holds no password: argon2id makes a key of the password, and only that key opens
the box with the secret of the second factor, so a thief of the file gets neither. Recovery codes and sessions are kept
as digests. Roles are not here: they come from the register alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from musterbook.store.account_tables import NAME, hashed, opened, writing
from musterbook.store.keys import Cost

RECOVERY_CODES: Final = 10
NAMES_WAITING_MAX: Final = 10_000
"""So many names that failed are remembered; the oldest go first, so that guesses cannot fill the disk."""
_FREE_FAILURES: Final = 5
_WAIT_SECONDS_MAX: Final = 900

Noise = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of an account without its password.

    Attributes:
        officer: whose, by the name the register knows him under.
        made_at: seconds since 1970.
        made_by: who vouched for him when it was made.
        codes_left: recovery codes not used yet.
        passkeys: labels of his passkeys.
    """

    officer: str
    made_at: int
    made_by: str
    codes_left: int
    passkeys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey's public half."""

    credential: bytes
    officer: str
    public: bytes
    counter: int
    label: str


class Accounts:
    """The accounts beside one book."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    @property
    def any(self) -> bool:
        """Whether somebody has an account here, so that the console asks who one is."""
        if not self._path.is_file():
            return False
        with opened(self._path) as base:
            row = base.execute("select exists (select 1 from account union select 1 from outside)").fetchone()
            return bool(row[0])

    def make(
        self, officer: str, password: str, secret: bytes, codes: Sequence[str], *, at: int, by: str, noise: Noise,
        cost: Cost | None = None,
    ) -> None:  # fmt: skip
        """Make an account or make it anew: its passkeys and its sessions end."""
        chosen, salt, nonce = cost or Cost(), noise(16), noise(12)
        box = AESGCM(_key(password, salt, chosen)).encrypt(nonce, secret, officer.encode())
        with writing(self._path) as base:
            _forget(base, officer)
            base.execute(
                "insert into account values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                (officer, salt, nonce, box, chosen.memory_kib, chosen.passes, chosen.lanes, at, by),
            )
            base.executemany("insert into recovery values (?, ?, null)", [(officer, _code(one)) for one in codes])

    def change_password(
        self, officer: str, old: str, new: str, *, noise: Noise = os.urandom, cost: Cost | None = None
    ) -> bool:
        """Seal his second factor under a new password; False when the old one is not his. Codes and passkeys stay."""
        secret, chosen, salt, nonce = self.secret(officer, old, cost=cost), cost or Cost(), noise(16), noise(12)
        if secret is None:
            return False
        box = AESGCM(_key(new, salt, chosen)).encrypt(nonce, secret, officer.encode())
        with writing(self._path) as base:
            base.execute(
                "update account set salt = ?, nonce = ?, box = ?, memory_kib = ?, passes = ?, lanes = ? "
                "where officer = ?", (salt, nonce, box, chosen.memory_kib, chosen.passes, chosen.lanes, officer),
            )  # fmt: skip
        return True

    def bind(self, issuer: str, subject: str, officer: str) -> None:
        """Whoever the provider calls `subject` is this officer."""
        with writing(self._path) as base:
            base.execute("insert or replace into outside values (?, ?, ?)", (issuer, subject, officer))

    def bound(self, issuer: str, subject: str) -> str:
        """The officer whom a provider's subject stands for; empty for nobody."""
        with opened(self._path) as base:
            row = base.execute(
                "select officer from outside where issuer = ? and subject = ?", (issuer, subject)
            ).fetchone()
        return row[0] if row else ""

    def forget(self, officer: str) -> bool:
        """Take an account away with everything about it; False when there was none."""
        with writing(self._path) as base:
            return _forget(base, officer)

    def everyone(self) -> list[Account]:
        """Every account, by officer."""
        if not self._path.is_file():
            return []
        with opened(self._path) as base:
            rows = base.execute("""select officer, made_at, made_by, (select count(*) from recovery as code
                where code.officer = account.officer and used_at is null) from account order by officer""").fetchall()
            return [
                Account(row[0], row[1], row[2], row[3], tuple(key.label for key in _passkeys(base, row[0])))
                for row in rows
            ]

    def secret(self, officer: str, password: str, *, cost: Cost | None = None) -> bytes | None:
        """The secret of his second factor, if this is his password; None otherwise.

        A name nobody has takes as long as a wrong password. `cost` is what that costs.
        """
        with opened(self._path) as base:
            row = base.execute(
                "select salt, nonce, box, memory_kib, passes, lanes from account where officer = ?", (officer,)
            ).fetchone()
        if row is None:
            _key(password, b"nobody here has it", cost or Cost())
            return None
        try:
            return AESGCM(_key(password, row[0], Cost(*row[3:]))).decrypt(row[1], row[2], officer.encode())
        except InvalidTag:
            return None

    def use_step(self, officer: str, step: int) -> bool:
        """Take a time step of the second factor; False when it, or a later one, was taken before."""
        with writing(self._path) as base:
            taken = base.execute(
                "update account set last_step = ? where officer = ? and last_step < ?", (step, officer, step)
            )
            return taken.rowcount == 1

    def use_code(self, officer: str, code: str, at: int) -> bool:
        """Take a recovery code; False when it is none of his, or was taken before."""
        with writing(self._path) as base:
            taken = base.execute(
                "update recovery set used_at = ? where officer = ? and code = ? and used_at is null",
                (at, officer, _code(code)),
            )
            return taken.rowcount == 1

    def wait_seconds(self, name: str, at: int) -> int:
        """How long whoever says he is `name` has to wait before he may try again; 0 when he may now."""
        with opened(self._path) as base:
            row = base.execute("select not_before from failure where name = ?", (hashed(name),)).fetchone()
        return max(0, row[0] - at) if row else 0

    def failed(self, name: str, at: int) -> int:
        """Write down that a sign-in failed; how many in a row. The name is kept as a digest: it may be a password."""
        with writing(self._path) as base:
            row = base.execute("select count from failure where name = ?", (hashed(name),)).fetchone()
            count = (row[0] if row else 0) + 1
            wait = min(2 ** (count - _FREE_FAILURES + 1), _WAIT_SECONDS_MAX) if count >= _FREE_FAILURES else 0
            base.execute(
                "insert or replace into failure values (?, ?, ?, ?)", (hashed(name), count, at + wait, at)
            )  # fmt: skip
            base.execute(
                "delete from failure where name not in (select name from failure order by last_at desc limit ?)",
                (NAMES_WAITING_MAX,),
            )
        return count

    def succeeded(self, name: str) -> None:
        """He is let in: failures before are forgotten."""
        with writing(self._path) as base:
            base.execute("delete from failure where name = ?", (hashed(name),))

    def add_passkey(self, key: Passkey, at: int) -> None:
        """Add a passkey to an account."""
        with writing(self._path) as base:
            base.execute(
                "insert into passkey values (?, ?, ?, ?, ?, ?)",
                (key.credential, key.officer, key.public, key.counter, key.label, at),
            )

    def passkeys(self, officer: str) -> list[Passkey]:
        """The passkeys of an officer."""
        with opened(self._path) as base:
            return _passkeys(base, officer)

    def passkey(self, credential: bytes) -> Passkey | None:
        """The passkey of this id; None when nobody has it."""
        with opened(self._path) as base:
            row = base.execute(
                "select credential, officer, public, counter, label from passkey where credential = ?", (credential,)
            ).fetchone()
        return Passkey(*row) if row else None

    def forget_passkey(self, officer: str, label: str) -> None:
        """Take an officer's passkeys of this label away."""
        with writing(self._path) as base:
            base.execute("delete from passkey where officer = ? and label = ?", (officer, label))

    def used_passkey(self, credential: bytes, counter: int) -> None:
        """Note the counter of a passkey that was used."""
        with writing(self._path) as base:
            base.execute("update passkey set counter = ? where credential = ?", (counter, credential))


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _forget(base: sqlite3.Connection, officer: str) -> bool:
    gone = 0
    for table in ("account", "recovery", "passkey", "session", "outside"):
        gone += base.execute(f"delete from {table} where officer = ?", (officer,)).rowcount  # noqa: S608  our own names
    return gone > 0


def _passkeys(base: sqlite3.Connection, officer: str) -> list[Passkey]:
    rows = base.execute(
        "select credential, officer, public, counter, label from passkey where officer = ? order by made_at, label",
        (officer,),
    )
    return [Passkey(*row) for row in rows]


def _key(password: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        password.encode(), salt, time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes,
        hash_len=32, type=Type.ID,
    )  # fmt: skip


def _code(code: str) -> bytes:
    """A recovery code carries 120 unpredictable bits: a digest of it needs no stretching."""
    return hashlib.sha256(b"musterbook/recovery/1\x00" + code.replace("-", "").upper().encode()).digest()
