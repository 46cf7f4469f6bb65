"""Meeting nodes: each is called in its turn and holds no other up; how far it is shows; Ctrl-C ends it where it is."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import TYPE_CHECKING, Final

from musterbook.cli.context import Asked
from musterbook.cli.progress import Progress
from musterbook.cli.stopping import Stopping
from musterbook.cli.synced_lines import lines_of
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.synced import Synced
    from musterbook.operation.syncing import Here
    from musterbook.sync.going import Far

TURN_SECONDS: Final = 120.0
"""So long a contact may go on while others wait to be called; it is then gone on with after them."""

WAKES_SECONDS: Final = 0.5
SHOWN_SECONDS: Final = 0.2


def meet_all(asked: Asked, me: Here, hosts: list[str], every: int, trusted: str) -> int:
    """Call each; with `every`, again after so many seconds until stopped. The exit code."""
    asked.confirm(in_words("Meet {hosts}?", hosts=", ".join(hosts)))
    said = in_words("stopping as soon as what is under way has come; once more ends at once")
    with Stopping(said) as stopping:
        calls = _Calls(asked, me, trusted, stopping.asked)
        return calls.again_and_again(hosts, every) if every else calls.once(hosts)


def by_letter_modules() -> tuple[ModuleType, ModuleType]:
    """The modules that need nats-py, which a machine may lack."""
    try:
        from musterbook.operation import asking_by_letter, by_letter  # noqa: PLC0415  an extra
    except ModuleNotFoundError:
        raise Refused(Objection("nats.not-installed")) from None
    return asking_by_letter, by_letter


class _Calls:
    """Calls by one node, until it is asked to stop."""

    def __init__(self, asked: Asked, me: Here, trusted: str, stop: Callable[[], bool]) -> None:
        self._asked, self._me, self._trusted, self._stop = asked, me, trusted, stop

    def once(self, hosts: list[str]) -> int:
        """Each to its end, in turns where there are several."""
        from musterbook.operation.synced import Synced  # noqa: PLC0415  heavy

        waiting, met = deque(hosts), dict[str, Synced]()
        while waiting and not self._stop():
            host = waiting.popleft()
            one = self._in_turn(host, others=bool(waiting), again=False, alone=len(hosts) == 1)
            if one.out_of_turn and not one.contact.done and (one.new or one.far.went or one.contact.sealed):
                waiting.append(host)
            met[host] = one if host not in met else one.after(met[host])
            if not self._asked.json and host not in waiting:
                self._asked.show([], lines_of(met[host]))
        for host in waiting:
            met[host] = Synced(host, stopped=True).after(met.get(host, Synced(host)))
            if not self._asked.json:
                self._asked.show([], lines_of(met[host]))
        if self._asked.json:
            self._asked.show([met[host].told() for host in hosts], [])
        return max(one.exit_code for one in met.values())

    def again_and_again(self, hosts: list[str], every: int) -> int:
        """Each again and again; whoever cannot be reached after ever longer waits."""
        from musterbook.sync.retrying import Retrying  # noqa: PLC0415  heavy

        noise = Random(os.urandom(8))  # noqa: S311  it only spreads calls
        waits, due, code = {host: Retrying(noise) for host in hosts}, dict.fromkeys(hosts, 0.0), 0
        while not self._stop():
            for host in [one for one in hosts if due[one] <= time.monotonic()]:
                if self._stop():
                    break
                one = self._in_turn(host, others=len(hosts) > 1, again=True, alone=False)
                self._asked.show([one.told()], lines_of(one))
                if one.new or one.contact.done:
                    waits[host].went_on()
                after = 0 if one.out_of_turn else every if one.contact.done else waits[host].wait_seconds()
                due[host], code = time.monotonic() + after, one.exit_code
            while not self._stop() and min(due.values()) > time.monotonic():
                time.sleep(WAKES_SECONDS)
        return code

    def _in_turn(self, host: str, *, others: bool, again: bool, alone: bool) -> Synced:
        """One contact; a node that is not who it says, or answers nonsense, is named, and holds no other up."""
        from musterbook.operation.synced import Synced  # noqa: PLC0415  heavy

        turn = _Turn(host, self._stop, TURN_SECONDS if others else None)
        try:
            one = self._call(host, turn, again=again)
        except (Malformed, Refused, Tampered) as wrong:
            if alone:
                raise
            one = Synced(host, wrong=wrong)
        finally:
            turn.ended()
        one.stopped, one.out_of_turn = turn.stopped, turn.is_over
        return one

    def _call(self, host: str, turn: _Turn, *, again: bool) -> Synced:
        """One contact, by the carrier that the address names; without a server it is as cut off as without a link.

        An officer who is just writing at this machine is waited for; whoever goes on calling comes again.
        """
        from musterbook.operation.synced import Synced  # noqa: PLC0415  heavy
        from musterbook.operation.syncing import call  # noqa: PLC0415  heavy

        me, now = self._me, self._asked.now

        def once() -> Synced:
            if not host.startswith(("nats://", "tls://")):
                return call(me, host, now=now, entropy=os.urandom, watch=turn)
            asking, _ = by_letter_modules()
            synced: Synced = asking.call_by_letter(
                me, host, now=now, entropy=os.urandom, trusted=self._trusted, watch=turn
            )  # fmt: skip
            return synced

        try:
            return self._asked.patiently(once)
        except Refused as refused:
            if again and refused.objections[0].rule in ("nats.no-server", "store.in-use"):
                return Synced(host)
            raise


class _Turn:
    """Watches one contact: shows how far it is on a terminal, and ends it when that was asked or others wait."""

    def __init__(self, host: str, stop: Callable[[], bool], seconds: float | None) -> None:
        self._shows = Progress(in_words("meeting {host}", host=host)) if sys.stderr.isatty() else None
        self._stop, self._seconds = stop, seconds
        self._began = self._shown = time.monotonic()
        self._open = False
        self.stopped = self.is_over = False

    def __call__(self, far: Far) -> None:
        """Before each request."""
        from musterbook.sync.going import EndedHere  # noqa: PLC0415  heavy

        self._show(far)
        self.stopped = self._stop()
        self.is_over = self._seconds is not None and time.monotonic() - self._began > self._seconds
        if self.stopped or self.is_over:
            raise EndedHere

    def ended(self) -> None:
        """Leave the line that was written over."""
        if self._open:
            print(file=sys.stderr, flush=True)

    def _show(self, far: Far) -> None:
        now = time.monotonic()
        if self._shows is None or not far.whole or now - self._shown < SHOWN_SECONDS:
            return
        if self._open or far.done < far.whole:
            self._shows(far.done, far.whole)
            self._open, self._shown = far.done < far.whole, now
