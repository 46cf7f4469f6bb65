"""A browser that remembers every fault of a page, and every request that was not to the console."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage


class Watched:
    """A page in a context of its own, watched."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.faults: list[str] = []
        self.strangers: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        context.route(re.compile(f"^(?!{re.escape(address)}|data:|blob:)"), self._stop)

    def forget(self) -> None:
        """Begin again, for another page."""
        self.faults.clear()
        self.strangers.clear()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            self.faults.append(message.text)

    def _stop(self, route: object, request: object) -> None:
        self.strangers.append(str(getattr(request, "url", "")))
        route.abort()  # type: ignore[attr-defined]  # playwright's own route
