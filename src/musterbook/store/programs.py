"""Programs outside that may call this machine: their secrets, the answers they got, and acts that wait for signatures.

`programs.db` lies beside the book and is in no copy of it. A secret is kept as its digest alone. What a program may do
is not here: it is an officer of the register like any other, and its rights come from there at every call.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.store.program_tables import NAME, hashed, opened, writing

ANSWERS_KEPT_SECONDS: Final = 30 * 86_400
"""So long the same key gives the first answer."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program let in.

    Attributes:
        officer: by the name the register knows it under.
        label: which of its secrets. purpose: for what it was let in, in words; stands behind everything it opens.
        made_at: seconds since 1970; made_by: who vouched for it.
        until: when the secret ends; None for never.
    """

    officer: str
    label: str
    purpose: str
    made_at: int
    made_by: str
    until: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered under a key: its number and bytes, and the address it pointed to. `number` 0: not yet."""

    asked: bytes
    number: int
    body: bytes
    address: str = ""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """An act that waits for signatures.

    Attributes:
        id: its name in addresses. officer: the program that prepared it. act: which act, by its address.
        said: what was asked, JSON; made: the act to be signed and its log, JSON; signed: signatures so far, JSON.
        sizes: how long each log was when it was prepared, JSON.
        until: seconds since 1970, after which it is forgotten. digest: of the entry, once it is written.
    """

    id: str
    officer: str
    act: str
    said: bytes
    made: bytes
    signed: bytes
    sizes: bytes
    made_at: int
    until: int
    digest: str = ""


class Programs:
    """The programs of one book."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def any(self) -> bool:
        """Whether some program has a secret here, so that the API asks who calls."""
        if not self._path.is_file():
            return False
        with opened(self._path) as base:
            return bool(base.execute("select exists (select 1 from program)").fetchone()[0])

    def let_in(self, secret: str, program: Program) -> None:
        """Let a program in under a secret; its earlier secrets of the same label end."""
        with writing(self._path) as base:
            base.execute("delete from program where officer = ? and label = ?", (program.officer, program.label))
            base.execute(
                "insert into program values (?, ?, ?, ?, ?, ?, ?)",
                (
                    hashed(secret), program.officer, program.label, program.purpose, program.made_at, program.made_by,
                    program.until,
                ),
            )  # fmt: skip

    def of_secret(self, secret: str, at: int) -> Program | None:
        """The program whose secret this is, as long as it has not ended; None for a secret of nobody."""
        if not self._path.is_file():
            return None
        with opened(self._path) as base:
            row = base.execute(
                "select officer, label, purpose, made_at, made_by, until from program "
                "where secret = ? and (until is null or until > ?)", (hashed(secret), at),
            ).fetchone()  # fmt: skip
        return Program(*row) if row else None

    def everyone(self) -> list[Program]:
        """Every secret that was given, by officer and label; the secrets themselves are nowhere."""
        if not self._path.is_file():
            return []
        with opened(self._path) as base:
            rows = base.execute(
                "select officer, label, purpose, made_at, made_by, until from program order by officer, label"
            ).fetchall()
        return [Program(*row) for row in rows]

    def end(self, officer: str, label: str = "") -> int:
        """End a program's secrets, or the one of a label; how many there were. Drafts it prepared go too."""
        with writing(self._path) as base:
            gone = base.execute(
                "delete from program where officer = ? and (? = '' or label = ?)", (officer, label, label)
            ).rowcount
            if not base.execute("select 1 from program where officer = ?", (officer,)).fetchone():
                base.execute("delete from draft where officer = ? and digest = ''", (officer,))
            return gone

    def begin(self, officer: str, key: str, asked: bytes, at: int) -> Answer | None:
        """Begin to answer under a key; the answer there was, begun or given, where the key was used before."""
        with writing(self._path) as base:
            base.execute("delete from replay where at < ?", (at - ANSWERS_KEPT_SECONDS,))
            row = base.execute(
                "select asked, number, body, address from replay where officer = ? and key = ?", (officer, key)
            ).fetchone()
            if row is None:
                base.execute(
                    "insert into replay (officer, key, asked, at) values (?, ?, ?, ?)", (officer, key, asked, at)
                )
        return None if row is None else Answer(row[0], row[1] or 0, row[2] or b"", row[3])

    def answered(self, officer: str, key: str, answer: Answer) -> None:
        """Keep what was answered; durable when this returns."""
        with writing(self._path) as base:
            base.execute(
                "update replay set number = ?, body = ?, address = ? where officer = ? and key = ?",
                (answer.number, answer.body, answer.address, officer, key),
            )

    def give_up(self, officer: str, key: str) -> None:
        """Nothing was done under this key: it may be used again."""
        with writing(self._path) as base:
            base.execute("delete from replay where officer = ? and key = ? and number is null", (officer, key))

    def keep(self, draft: KeptDraft) -> None:
        """Keep an act that waits, or what has become of it; those past their time and never written are forgotten."""
        with writing(self._path) as base:
            base.execute("delete from draft where until < ? and digest = ''", (draft.made_at,))
            base.execute(
                "insert or replace into draft values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    draft.id, draft.officer, draft.act, draft.said, draft.made, draft.signed, draft.sizes,
                    draft.made_at, draft.until, draft.digest,
                ),
            )  # fmt: skip

    def draft(self, name: str) -> KeptDraft | None:
        """An act that waits, or waited; None when there is none of that name."""
        if not self._path.is_file():
            return None
        with opened(self._path) as base:
            row = base.execute("select * from draft where id = ?", (name,)).fetchone()
        return KeptDraft(*row) if row else None
