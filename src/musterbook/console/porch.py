"""The porch: lets an officer in with two factors, remembers him, and asks the register at every request what he may.

Without accounts it asks nobody anything and the console serves this machine as it always did. A password is stretched
in a thread beside the loop, four at once; a wrong name costs as much as a wrong password, and both are answered alike.
"""

from __future__ import annotations

import base64
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyotp

from musterbook.console.looking import NOBODY, Looker, Needed
from musterbook.console.oversight import Oversight
from musterbook.console.provider import Provider, read_provider
from musterbook.console.unsent import UnsentForms
from musterbook.operation.book import Book
from musterbook.operation.letting_in import LETTERS_MOST, weak
from musterbook.operation.needing import Needs
from musterbook.rights.policy import Asker, asker_of
from musterbook.rights.register import Register
from musterbook.store.accounts import Accounts, same
from musterbook.store.keys import Cost
from musterbook.store.sessions import LONGEST_SECONDS, Session, SessionLine, Sessions
from musterbook.terms.custodians import CustodianId

log = logging.getLogger(__name__)

DESK_SECONDS: Final = 8 * 3600
TABLET_SECONDS: Final = 15 * 60
"""So long a session lasts without being used: at a desk, and on a machine that passes from hand to hand."""
FRESH_SECONDS: Final = 300
"""So long a second factor counts as just shown."""
STEP_SECONDS: Final = 30
_AT_ONCE: Final = 4
_SEEN_EVERY_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class LetIn:
    """Somebody was let in: what his browser keeps from now on."""

    officer: str
    token: str


@dataclass(frozen=True, slots=True)
class NotLetIn:
    """Somebody was not. The key of the sentence, and how long he has to wait before he may try again."""

    why: str = "sign-in.wrong"
    wait_seconds: int = 0


@dataclass
class Porch:
    """The porch of one console.

    Attributes:
        accounts: who has an account here; sessions: who is signed in.
        register: the register as it stands now.
        now: the operation's clock, for grants that end; clock: this machine's, in seconds, for everything else.
        cost: what one guess at a password costs.
        needs: the reading of who needs to know of whom.
        oversight: what oversight looks at, where there is a book.
        provider: who says who somebody is, where the operation has one.
        operation: its name, which no password may hold.
        unsent: forms that came when their session had ended.
    """

    accounts: Accounts
    sessions: Sessions
    register: Callable[[], Register]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clock: Callable[[], int] = lambda: int(time.time())
    cost: Cost = field(default_factory=Cost)
    needs: Callable[[], Needed] | None = None
    oversight: Oversight | None = None
    provider: Provider | None = None
    operation: str = ""
    unsent: UnsentForms = field(init=False)
    _stretching: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))

    def __post_init__(self) -> None:
        self.unsent = UnsentForms(self.clock)

    @classmethod
    def beside(cls, folder: Path, book: Book, now: Callable[[], datetime]) -> Porch:
        """The porch of the console on the book in `folder`."""
        return cls(
            Accounts(folder), Sessions(folder), lambda: book.register, now, needs=lambda: book.reading(Needs),
            oversight=Oversight(book, folder, now), provider=read_provider(folder), operation=book.store.operation,
        )  # fmt: skip

    @property
    def asks(self) -> bool:
        """Whether the console asks who one is."""
        return self.accounts.any

    def sign_in(
        self, officer: str, password: str, second: str, *, tablet: bool = False, device: str = ""
    ) -> LetIn | NotLetIn:  # fmt: skip
        """Let an officer in who knows his password and shows a second factor: six digits, or a recovery code.

        Takes a fifth of a second or more: call it beside the loop.
        """
        at, named = self.clock(), officer.strip()[:LETTERS_MOST]
        if waiting := self.accounts.wait_seconds(named, at):
            return NotLetIn("sign-in.wait", waiting)
        through = self._proves(named, password[:LETTERS_MOST], second)
        if not through:
            count = self.accounts.failed(named, at)
            log.warning("sign-in: not let in, failure %d in a row", count)  # the name may be somebody's password
            return NotLetIn(wait_seconds=self.accounts.wait_seconds(named, at))
        self.accounts.succeeded(named)
        return self.let_in(named, through=through, tablet=tablet, device=device)

    def prove(self, token: str, password: str, second: str) -> bool:
        """Whether whoever is signed in under the token shows both factors again; then he has just shown them."""
        session = self.sessions.session(token)
        at = self.clock()
        if session is None or self.accounts.wait_seconds(session.officer, at):
            return False
        if not self._proves(session.officer, password[:LETTERS_MOST], second):
            self.accounts.failed(session.officer, at)
            return False
        self.sessions.proved(token, at)
        return True

    def change_password(self, token: str, said: Mapping[str, str]) -> LetIn | NotLetIn:
        """Change the password of whoever is signed in and shows both factors again; he stays in here and nowhere else.

        `said` holds `password`, `second` and `new`. Takes half a second or more: call it beside the loop.
        """
        session, old, new = self.sessions.session(token), said.get("password", ""), said.get("new", "")
        if session is None:
            return NotLetIn()
        if wrong := weak(new, session.officer, self.operation):
            return NotLetIn(wrong)
        if waiting := self.accounts.wait_seconds(session.officer, self.clock()):
            return NotLetIn("sign-in.wait", waiting)
        if not self.prove(token, old, said.get("second", "")):
            return NotLetIn("account.password-wrong")
        with self._stretching:
            self.accounts.change_password(session.officer, old[:LETTERS_MOST], new, cost=self.cost)
        log.info("sign-in: %r changed his password", session.officer)
        self.sessions.end_all(session.officer)
        tablet, device = session.idle_seconds == TABLET_SECONDS, said.get("device", "")
        return self.let_in(session.officer, through="password", tablet=tablet, device=device)

    def let_in(
        self, officer: str, *, through: str, tablet: bool = False, device: str = "", before: str = ""
    ) -> LetIn | NotLetIn:  # fmt: skip
        """Begin a session of an officer who showed who he is; not of one who holds no role by now.

        `before` is the token this browser had until now: whatever was known of it is worth nothing any more.
        """
        if not self.roles_of(officer):
            return NotLetIn("sign-in.no-role")
        at, token = self.clock(), secrets.token_urlsafe(32)
        idle = TABLET_SECONDS if tablet else DESK_SECONDS
        log.info("sign-in: %r through %s", officer, through)
        begun = Session(officer, through, at, at, idle, at, secrets.token_urlsafe(16))
        self.sessions.begin(token, begun, device=device)
        if before:
            self.sessions.end(before)
        return LetIn(officer, token)

    def looker(self, token: str, *, used: bool = True) -> Looker:
        """Who asks under this token, with the roles the register gives him now.

        `used`: somebody is there and asks; what a page asks by itself keeps no session alive.
        """
        if not self.asks:
            return NOBODY
        at, session = self.clock(), self._going(token)
        if session is None:
            return Looker(asked=True)
        known = self._known(session.officer)
        if not known.roles:  # whoever lost his last role is out at once
            self.sessions.shut_out(session.officer)
            return Looker(asked=True)
        if used and at - session.seen_at >= _SEEN_EVERY_SECONDS:
            self.sessions.seen(token, at)
        glass = self.sessions.glass(session.officer, int(self.now().timestamp()))
        needs = self.needs() if self.needs is not None else None
        return Looker(
            session.officer, known.roles, asked=True, token=session.form_token, glass=glass, needs=needs, known=known
        )  # fmt: skip

    def goes_on(self, token: str, began: Looker) -> bool:
        """Whether what `began` opened under this token may stay open: his session goes on, and he may all he might.

        Asked again and again while something is open; that keeps no session alive.
        """
        if not began.asked:
            return not self.asks
        session = self._going(token)
        return session is not None and session.officer == began.officer and self._known(began.officer).may_all(
            began.asker
        )  # fmt: skip

    def _going(self, token: str) -> Session | None:
        """The session of a token, where it is not over."""
        session, at = self.sessions.session(token) if token else None, self.clock()
        if session is None or at - session.seen_at > session.idle_seconds or at - session.begun_at > LONGEST_SECONDS:
            return None
        return session

    def _known(self, officer: str) -> Asker:
        """An officer as the register has him now."""
        return asker_of(self.register(), officer, self.roles_of(officer), when=self.now())

    def sessions_of(self, officer: str) -> tuple[SessionLine, ...]:
        """The sessions of an officer that go on, on whatever device."""
        at = self.clock()
        return tuple(one for one in self.sessions.of(officer, at) if at - one.session.begun_at <= LONGEST_SECONDS)

    def ended(self, token: str) -> Session | None:
        """The session of a token that is over because nobody used it, for a while; None for one that goes on."""
        session, at = self.sessions.session(token) if self.asks and token else None, self.clock()
        return None if session is None or at - session.seen_at > session.idle_seconds + LONGEST_SECONDS else session

    def fresh(self, token: str) -> bool:
        """Whether a second factor was shown just now."""
        session = self.sessions.session(token)
        return session is not None and self.clock() - session.proved_at <= FRESH_SECONDS

    def _proves(self, officer: str, password: str, second: str) -> str:
        """Through what somebody shows who he is: `password` or `recovery`; empty when he does not."""
        with self._stretching:
            secret = self.accounts.secret(officer, password, cost=self.cost)
        if secret is None:
            return ""
        digits = second.replace(" ", "")
        if len(digits) == 6 and digits.isascii() and digits.isdigit():
            return "password" if self._step(officer, secret, digits) else ""
        return "recovery" if self.accounts.use_code(officer, digits, self.clock()) else ""

    def _step(self, officer: str, secret: bytes, digits: str) -> bool:
        """Whether these are the digits of now, or of the step before or after, and were not used before."""
        totp, step = pyotp.TOTP(base64.b32encode(secret).decode()), self.clock() // STEP_SECONDS
        found = [one for one in (step - 1, step, step + 1) if same(totp.generate_otp(one), digits)]
        return bool(found) and self.accounts.use_step(officer, found[0])

    def roles_of(self, officer: str) -> frozenset[tuple[str, CustodianId]]:
        """The roles the register gives an officer now, each with the custodian it is for."""
        register = self.register()
        grants = register.grants_at(register.size, when=self.now())
        return frozenset((one.role, one.custodian) for one in grants if one.officer == officer)
