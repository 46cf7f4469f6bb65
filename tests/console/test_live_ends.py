"""An open stream ends with the session it was opened in, and with any right its officer loses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from litestar import Litestar
from litestar.types import HTTPDisconnectEvent, Message, Scope

from musterbook.console.app import create_app
from musterbook.console.live import OVER, Hub
from musterbook.console.porch import DESK_SECONDS, TABLET_SECONDS
from musterbook.console.settings import Settings
from musterbook.store.sessions import LONGEST_SECONDS, Sessions
from tests.console.invented import InventedSource
from tests.console.signing import PASSWORD, Front, digits_of

NEW = "eleven boats wait for a tide"
LONG = 60
"""Nothing here waits so long; whatever does has hung."""


@pytest.fixture
def front(tmp_path: Path) -> Front:
    made = Front(tmp_path)
    made.account("h.officer")
    made.sign_in("h.officer")
    return made


def here(front: Front) -> str:
    return front.cookies["muster"]


def signs_out(front: Front) -> None:
    front.post("/account/out", {"token": front.token()})


def ends_it_from_the_list(front: Front) -> None:
    front.post("/account/session", {"token": front.token(), "session": front.porch.sessions.name_of(here(front))})


def signs_out_everywhere(front: Front) -> None:
    front.porch.sessions.end_all("h.officer")


def changes_his_password_elsewhere(front: Front) -> None:
    front.clock.at += 60
    other = front.porch.sign_in("h.officer", PASSWORD, front.digits("h.officer"))
    front.clock.at += 60
    said = {"password": PASSWORD, "second": front.digits("h.officer"), "new": NEW}
    front.porch.change_password(getattr(other, "token", ""), said)


def is_forgotten_by_an_administrator(front: Front) -> None:
    front.accounts.forget("h.officer")
    front.account("d.desk")  # somebody else still has one, so that the console goes on asking


def is_forgotten_and_nobody_has_an_account(front: Front) -> None:
    front.accounts.forget("h.officer")


def leaves_the_desk(front: Front) -> None:
    front.clock.at += DESK_SECONDS + 1


def works_through_a_watch(front: Front) -> None:
    for _ in range(LONGEST_SECONDS // 3600):
        front.clock.at += 3600
        front.get("/people")
    front.clock.at += 1


def loses_his_last_role(front: Front) -> None:
    front.desk.end_grant("h.officer", "site-officer", "hasakah")


def loses_one_of_two_roles(front: Front) -> None:
    front.desk.end_grant("h.officer", "clinician", "hasakah")


ENDINGS = (
    signs_out, ends_it_from_the_list, signs_out_everywhere, changes_his_password_elsewhere,
    is_forgotten_by_an_administrator, is_forgotten_and_nobody_has_an_account, leaves_the_desk, works_through_a_watch,
    loses_his_last_role, loses_one_of_two_roles,
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_what_an_officer_has_open_goes_on_until_he(front: Front, ending: Callable[[Front], None]) -> None:
    front.desk.grant("h.officer", "clinician", "hasakah")
    token = here(front)
    began = front.porch.looker(token)
    assert front.porch.goes_on(token, began)

    ending(front)

    assert not front.porch.goes_on(token, began)


def test_what_is_open_ends_when_a_compartment_is_taken_away_and_not_when_a_role_is_given(front: Front) -> None:
    token = here(front)
    began = front.porch.looker(token)

    front.desk.grant("h.officer", "clinician", "hasakah")

    assert front.porch.goes_on(token, began)
    more = front.porch.looker(token)
    assert "health" in more.asker.compartments
    assert not began.asker.may_all(more.asker)


def test_what_was_opened_while_nobody_was_asked_ends_when_somebody_has_an_account(tmp_path: Path) -> None:
    front = Front(tmp_path)
    began = front.porch.looker("")
    assert front.porch.goes_on("", began)

    front.account("h.officer")

    assert not front.porch.goes_on("", began)


def test_what_a_page_asks_by_itself_keeps_no_session_from_being_idle(tmp_path: Path) -> None:
    front = Front(tmp_path)
    front.account("h.officer")
    front.sign_in("h.officer", tablet="yes")
    for _ in range(3):
        front.clock.at += TABLET_SECONDS // 3
        assert front.get("/fragments/lists", musterbook_by_itself="yes").status_code == 200

    front.clock.at += 1
    assert front.get("/fragments/lists", musterbook_by_itself="yes").status_code == 303


def test_what_somebody_touches_keeps_his_session(tmp_path: Path) -> None:
    front = Front(tmp_path)
    front.account("h.officer")
    front.sign_in("h.officer", tablet="yes")

    for _ in range(4):
        front.clock.at += TABLET_SECONDS // 2
        assert front.get("/fragments/lists").status_code == 200


def test_a_listener_who_may_not_listen_any_more_gets_no_frame_though_one_is_there() -> None:
    async def story() -> list[bytes]:
        hub, may = Hub(lambda: b"{}"), [True]
        stream = hub.listen(lambda: may[0])
        read = [await anext(stream)]
        hub.tell(b'{"n":1}')
        read.append(await anext(stream))
        may[0] = False
        hub.tell(b'{"n":2}')
        return read + [rest async for rest in stream]

    read = asyncio.run(story())

    assert read[1:] == [b'id: 1\ndata: {"n":1}\n\n', OVER]


def test_a_stream_ends_though_no_frame_can_be_made() -> None:
    async def story() -> list[bytes]:
        may = [True]
        stream = Hub(lambda: b"{}", every_seconds=0.01).listen(lambda: may[0])
        await anext(stream)
        may[0] = False
        return [rest async for rest in stream]

    assert asyncio.run(story()) == [OVER]


def test_sessions_say_at_once_that_one_was_ended(tmp_path: Path) -> None:
    sessions, told = Sessions(tmp_path), []
    sessions.over = lambda: told.append(1)

    sessions.end("none")
    sessions.end_named("h.officer", "none")
    sessions.end_all("h.officer")
    sessions.shut_out("h.officer")

    assert len(told) == 4


class Stream:
    """`/live` as a server would ask for it: what came so far, and whether it is over."""

    def __init__(self, app: Litestar, cookie: str) -> None:
        heads = [(b"host", b"localhost:8100"), (b"cookie", f"muster={cookie}".encode())]
        self._scope = cast("Scope", {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": "/live", "raw_path": b"/live", "query_string": b"", "headers": heads, "root_path": "",
            "server": ("localhost", 8100), "client": ("127.0.0.1", 1), "state": {},
        })  # fmt: skip
        self._app, self._came, self._done, self.read = app, asyncio.Event(), asyncio.Event(), b""

    @property
    def over(self) -> bool:
        return self._done.is_set()

    async def run(self) -> None:
        async def receive() -> HTTPDisconnectEvent:
            await self._done.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                self.read += message["body"]
                if not message["more_body"]:
                    self._done.set()
            self._came.set()

        await self._app(self._scope, receive, send)

    async def until(self, said: bytes) -> None:
        while said not in self.read and not self.over:
            self._came.clear()
            await asyncio.wait_for(self._came.wait(), LONG)


@contextmanager
def frames_of_an_hour(front: Front) -> Iterator[Litestar]:
    """A console that by itself makes a frame an hour: what comes sooner was nudged."""
    app = create_app(InventedSource(12), settings=Settings(frame_seconds=3600), porch=front.porch)
    before, front.app = front.app, app
    yield app
    front.app = before


def test_signing_out_ends_the_open_stream_without_waiting_for_the_next_frame(front: Front) -> None:
    async def story() -> Stream:
        running = asyncio.create_task(app.state.hub.run())
        stream = Stream(app, here(front))
        listening = asyncio.create_task(stream.run())
        await stream.until(b"data: ")
        token = await asyncio.to_thread(front.token)
        await asyncio.to_thread(front.post, "/account/out", {"token": token})
        await stream.until(OVER)
        await asyncio.wait_for(listening, LONG)
        running.cancel()
        return stream

    with frames_of_an_hour(front) as app:
        stream = asyncio.run(story())

    assert stream.over
    assert stream.read.endswith(OVER)


def test_a_stream_that_another_machine_had_open_is_not_ended(front: Front) -> None:
    made = front.made["h.officer"]
    front.clock.at += 60
    other = front.porch.sign_in("h.officer", PASSWORD, digits_of(made, front.clock.at))
    token = str(getattr(other, "token", ""))
    began = front.porch.looker(token)

    front.porch.sessions.end(here(front))

    assert front.porch.goes_on(token, began)
