"""A browser that remembers every fault of a page, and every request that was not to the console."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request


class Watched:
    """A page in a context of its own, watched.

    What is asked of other machines is stopped and remembered; only remembered where `stopping` is False, for a browser
    that finds no other machine: one that may stop requests asks for every file again with every page.
    """

    def __init__(self, context: BrowserContext, address: str, *, stopping: bool = True) -> None:
        self.faults: list[str] = []
        self.strangers: list[str] = []
        self._elsewhere = re.compile(f"^(?!{re.escape(address)}|data:|blob:)")
        self.page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        if stopping:
            context.route(self._elsewhere, self._stop)
        else:
            context.on("request", self._asked)

    def forget(self) -> None:
        """Begin again, for another page."""
        self.faults.clear()
        self.strangers.clear()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        if self._elsewhere.match(request.url):
            self.strangers.append(request.url)

    def _stop(self, route: object, request: object) -> None:
        self.strangers.append(str(getattr(request, "url", "")))
        route.abort()  # type: ignore[attr-defined]  # playwright's own route
