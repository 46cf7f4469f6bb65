"""Letting officers in at this machine's console: a password, a second factor and ten codes to print, made once.

Who has an account is a matter of this machine; what he may do there is a matter of the register. Whoever makes one is
a keeper of machines, who shows it by opening his own key.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyotp

from musterbook.operation.book import Book
from musterbook.rights.decide import who_may
from musterbook.store.accounts import RECOVERY_CODES, Accounts
from musterbook.store.keys import Cost
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

KEEPERS: Final = ("administrator", "node-keeper", "registrar")
LETTERS_LEAST: Final = 12
LETTERS_MOST: Final = 128
_DIFFERENT_LEAST: Final = 6
_LOOKED_AT: Final = 72
_SCORE_LEAST: Final = 3
"""Of zxcvbn's 0 to 4: more than ten to the eighth guesses, each of which costs 64 MiB of memory here."""


def vouched(book: Book, keeper: str, officer: str) -> None:
    """Whoever makes an account keeps machines or the register and can open his key; whoever gets it has a role.

    Raises:
        Refused: the keeper may not, his key stays shut, or the register gives the officer no role.
    """
    if not any(grant.officer == officer for grant in book.register.grants_at(book.register.size)):
        raise Refused(Objection("account.no-role", values={"officer": officer}))
    keeps(book, keeper)


def keeps(book: Book, keeper: str) -> None:
    """Whoever keeps machines or the register, and shows it by opening his key.

    Raises:
        Refused: he has no such role, or his key stays shut.
    """
    able = sorted({name for name, _ in who_may(book.register, KEEPERS, book.register.size)})
    if keeper not in able:
        values = {"officer": keeper, "needed": ", ".join(KEEPERS), "who": ", ".join(able[:12])}
        raise Refused(Objection("account.no-keeper", values=values))
    if book.keyring is None:
        raise Refused(Objection("keys.not-here", values={"officer": keeper}))
    book.keyring.private_key(keeper)


def himself_or_keeps(book: Book, who: str, officer: str) -> None:
    """Whoever looks at an officer's sessions is he himself, who shows it by opening his key, or a keeper of machines.

    Raises:
        Refused: he is neither, or his key stays shut.
    """
    if who != officer:
        keeps(book, who)
        return
    if book.keyring is None:
        raise Refused(Objection("keys.not-here", values={"officer": who}))
    book.keyring.private_key(who)


@dataclass(frozen=True, slots=True)
class Made:
    """What is shown once when an account is made: the address for an authenticator, and the codes to print."""

    address: str
    codes: tuple[str, ...]


def weak(password: str, officer: str, operation: str) -> str:
    """Why a password will not do, as the key of a rule; empty when it will."""
    folded = password.casefold()
    if not LETTERS_LEAST <= len(password) <= LETTERS_MOST:
        return "account.password-length"
    if len(set(folded)) < _DIFFERENT_LEAST:
        return "account.password-plain"
    if easily_guessed(password, officer, operation):
        return "account.password-common"
    names = (part for name in (officer, operation) for part in (name.casefold(), *name.casefold().split("-")))
    return "account.password-names" if any(len(part) > 3 and part in folded for part in names) else ""


def easily_guessed(password: str, *names: str) -> bool:
    """Whether a password is one of those that many have, or is soon found from such: zxcvbn, by its own lists.

    Thirty thousand common passwords, names, words, rows of keys, repeats and dates, and the names given; nothing is
    fetched. Letters beyond the seventy-second are not looked at.
    """
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415  its lists take a fifth of a second

    return int(zxcvbn(password[:_LOOKED_AT], list(names))["score"]) < _SCORE_LEAST


def make_account(
    accounts: Accounts, officer: str, password: str, *, operation: str, by: str, at: int, cost: Cost | None = None,
    noise: Callable[[int], bytes] = os.urandom,
) -> Made:  # fmt: skip
    """Make an officer's account, or make it anew after a second factor was lost."""
    secret = noise(20)
    codes = tuple(_grouped(base64.b32encode(noise(15)).decode()) for _ in range(RECOVERY_CODES))
    accounts.make(officer, password, secret, codes, at=at, by=by, noise=noise, cost=cost)
    totp = pyotp.TOTP(base64.b32encode(secret).decode())
    return Made(totp.provisioning_uri(name=officer, issuer_name=f"Musterbook {operation}"), codes)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
