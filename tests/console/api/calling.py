"""A console with an API on the small operation: programs of every role, each with a secret and a key of its own."""

from __future__ import annotations

import asyncio
import base64
import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar import Litestar
from schemathesis import Case

from musterbook.console.api.serving import Api
from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.porch import Porch
from musterbook.console.settings import Settings
from musterbook.operation.book import Book
from musterbook.operation.folder import FolderKeyring, open_book
from musterbook.store.keys import EXERCISE_PASS_PHRASE
from musterbook.store.programs import Program, Programs
from tests.operation.making import MORNING

KEYS = itertools.count(1)


@dataclass
class Calls:
    """The API of a book that lies in a folder, and the programs that may call it."""

    folder: Path
    minutes: int = 90
    secrets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book: Book = open_book(self.folder)
        self.programs = Programs(self.folder)
        self.source = BookSource(self.book, now=lambda: MORNING + timedelta(minutes=self.minutes))
        self.porch = Porch.beside(self.folder, self.book, lambda: MORNING + timedelta(minutes=self.minutes))
        api = Api.beside(self.folder, self.source, self.porch)
        self.callers = api.callers
        self.app: Litestar = create_app(
            self.source, settings=Settings(), porch=self.porch, pen=self.source, api=api
        )  # fmt: skip

    def let_in(self, *officers: str) -> None:
        """Give officers a secret each, as `muster programs add` would."""
        for officer in officers:
            self.secrets[officer] = f"mbp_{officer}"
            self.programs.let_in(
                self.secrets[officer], Program(officer, "first", "a test of the API", 0, "a.admin", None)
            )

    def get(self, path: str, officer: str = "", **heads: str) -> httpx.Response:
        """The answer to a program that reads."""
        return asyncio.run(self._ask("GET", path, officer, heads))

    def post(
        self, path: str, officer: str, said: dict[str, Any] | None = None, *, key: str = "", **heads: str
    ) -> httpx.Response:  # fmt: skip
        """The answer to a program that writes, under a key of its own unless one is given."""
        heads = {"idempotency-key": key or f"test-key-{next(KEYS):04}", **heads}
        return asyncio.run(self._ask("POST", path, officer, heads, {} if said is None else said))

    def done(self, path: str, officer: str, said: dict[str, Any] | None = None, **heads: str) -> httpx.Response:
        """An act prepared, signed by everybody who has to, and written: the answer to the last signature."""
        answer = self.post(path, officer, said, **heads)
        assert answer.status_code == 202, answer.text
        for one in answer.json()["sign"]:
            answer = self.signed(answer.json(), one["officer"], caller=officer)
        return answer

    def signed(self, draft: dict[str, Any], officer: str, *, caller: str = "", key: str = "") -> httpx.Response:
        """The answer to an officer's signature under a draft."""
        (mine,) = (one for one in draft["sign"] if one["officer"] == officer)
        said = {"officer": officer, "signatures": [self.signature(officer, told) for told in mine["hashes"]]}
        return self.post(f"/api/v1/drafts/{draft['draft']}/signatures", caller or officer, said, key=key)

    def signature(self, officer: str, told: str) -> str:
        """What an officer's own key makes of the bytes it is to sign."""
        return base64.b64encode(self.key_of(officer).sign(bytes.fromhex(told))).decode()

    def key_of(self, officer: str) -> Ed25519PrivateKey:
        """The key a program holds."""
        return FolderKeyring(self.folder / "keys", lambda _: EXERCISE_PASS_PHRASE).private_key(officer)

    def sent(self, case: Case, officer: str) -> httpx.Response:  # type: ignore[type-arg]  # of any document
        """The answer to a call that somebody invented from the document, in the name of a program."""
        told = case.as_transport_kwargs(base_url="http://localhost:8100")
        heads = {name: value for name, value in (told.get("headers") or {}).items() if name.lower() != "authorization"}
        heads |= {"host": "localhost:8100", "authorization": f"Bearer {self.secrets[officer]}"}

        async def go() -> httpx.Response:
            way = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # same shape
            async with httpx.AsyncClient(transport=way) as client:
                return await client.request(
                    told["method"], told["url"], params=told.get("params"), headers=heads, json=told.get("json"),
                )  # fmt: skip

        return asyncio.run(go())

    async def _ask(
        self, method: str, path: str, officer: str, heads: dict[str, str], said: dict[str, Any] | None = None
    ) -> httpx.Response:
        told = {"host": "localhost:8100", "accept": "application/json"}
        if officer:
            told["authorization"] = f"Bearer {self.secrets.get(officer, officer)}"
        told |= {name.replace("_", "-"): value for name, value in heads.items()}
        way = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same shape
        async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100") as client:
            return await client.request(method, path, headers=told, json=said)
