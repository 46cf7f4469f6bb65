"""Exact commands for acts the console shows and does not sign: keys are opened on the command line, by their owner."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files

from musterbook.operation.book import Book
from musterbook.rights.roles import rules_of
from musterbook.terms.times import zulu


def adopt_command(book: Book, plan: str, *, seen: str = "", second: bool = False) -> str:
    """Adopting a plan: the operation desk signs the plan, a planner the seats, and also the plan when `second`."""
    keys = (_signer(book, "lift.plan-adopted"), _signer(book, "lift.seated"))
    words = ("muster", "plan", "adopt", plan[:12], "--because", "REASON", *(("--seen", seen[:12]) if seen else ()))
    return _said((*words, *(("--second-key", keys[1]) if second else ())), keys)


def can_be_signed(verb: str) -> bool:
    """The command line has this verb: its front page lists every one it has. Nothing else is ever shown to be typed."""
    return any(line.startswith(f"  {verb} ") for line in _front_page())


@cache
def _front_page() -> tuple[str, ...]:
    return tuple(files("musterbook.cli").joinpath("front_page.txt").read_text("utf-8").splitlines())


def slip_command(
    book: Book, serial: str, *, leaves_at: datetime, arrives_at: datetime, more: Sequence[str] = ()
) -> str:
    """A serial at other hours."""
    hours = ("--leaves", zulu(leaves_at), "--arrives", zulu(arrives_at))
    return _said(
        ("muster", "serial", "slip", serial, *hours, "--because", "REASON", *more),
        (_signer(book, "lift.serial-slipped"),),
    )


def scrub_command(book: Book, serial: str, *, more: Sequence[str] = ()) -> str:
    """A serial that does not run."""
    return _said(
        ("muster", "serial", "scrub", serial, "--because", "REASON", *more), (_signer(book, "lift.serial-scrubbed"),)
    )


def reseat_command(book: Book, serial: str, target: str, numbers: Iterable[str], *, more: Sequence[str] = ()) -> str:
    """People of one serial on another."""
    people = [word for number in numbers for word in ("--person", number)]
    return _said(
        ("muster", "serial", "reseat", serial, "--to", target, *people, "--because", "REASON", *more),
        (_signer(book, "lift.seated"),),
    )  # fmt: skip


def seen_and_second(book: Book, digest: str, *, frozen: bool) -> tuple[str, ...]:
    """Words that make a change hold only for the list that was seen, and name a second key inside the freeze line."""
    second = ("--second-key", _signer(book, "lift.plan-adopted")) if frozen else ()
    return ("--seen", digest[:12], *second)


def _signer(book: Book, kind: str) -> str:
    """An officer of the desk who may sign this kind; the role's name where nobody holds it."""
    roles = [role for rule in rules_of(kind) for role in sorted(rule.first)]
    grants = book.register.grants_at(book.register.size)
    mine = [one.officer for role in ("planner", *roles) for one in grants if one.role == role and role in roles
            and one.custodian == book.settings.desk]  # fmt: skip
    return mine[0] if mine else roles[0].upper()


def _said(words: Sequence[str], keys: Sequence[str]) -> str:
    named = [word for key in keys for word in ("--key", key)]
    return shlex.join([*words, *named])
