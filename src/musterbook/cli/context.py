"""What every verb was asked beside its own words, and how a verb comes by its book, its officers and its time."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer

from musterbook.cli.first_seen import say_opened, sizes_of
from musterbook.cli.progress import Progress
from musterbook.cli.tongue import aside, fitted
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import read_moment, zulu
from musterbook.words.languages import ENGLISH
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.entry import Entry
    from musterbook.ledger.facts import Fact
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book


T = TypeVar("T")
AHEAD: Final = timedelta(minutes=10)
"""Clocks may differ by so much before anybody is told."""
PATIENCE_SECONDS: Final = 60.0
"""So long a verb that has worked for minutes waits for others to finish writing."""
SOON_SECONDS: Final = 5.0
"""How long any verb waits: a node that takes in what others brought writes for a moment at a time."""
UNSAID_SECONDS: Final = 1.0
"""After so long it is said who is waited for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options every verb shares; `lang` is the language of the answer, `on_paper` of what is printed or sent.

    `from_paper` says that what is written was written on paper first, at the hour that --happened-at says.
    """

    folder: Path
    officers: tuple[str, ...]
    pass_file: Path | None
    happened_at: str
    as_of: str
    lang: str
    json: bool
    yes: bool
    trace: bool
    serve: Callable[..., None]
    on_paper: str = ENGLISH
    from_paper: bool = False
    opened: list[Book] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        """Close every book that was opened to be read."""
        while self.opened:
            self.opened.pop().close()

    def now(self) -> datetime:
        """This instant, in whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)

    def moment(self) -> datetime:
        """When it happened, as --happened-at says; now otherwise."""
        return read_moment(self.happened_at) if self.happened_at else self.now()

    def past(self) -> datetime | None:
        """The moment --as-of asks for."""
        return read_moment(self.as_of) if self.as_of else None

    def book(self, *, dated: bool = False, signing: bool = False) -> Book:
        """The book of the folder asked for, to read; `dated` commands can show it as it stood at --as-of.

        With `signing` keys can be opened, for what is signed and not written in the book.
        """
        from musterbook.operation.folder import open_book  # noqa: PLC0415  heavy

        if self.as_of and not dated:
            raise Malformed.because("cli.no-as-of")
        self.opened.append(open_book(self.folder, pass_phrase=self._pass_phrase if signing else None))
        return self.opened[-1]

    def seen_at(self, book: Book) -> datetime:
        """The hour a book is looked at: --happened-at, or now; in an exercise, whose days are past, its last hour."""
        return self.moment() if self.happened_at else hour_of(book)

    def shown_at(self, book: Book) -> datetime:
        """The hour something is shown to whoever asks: now; in an exercise, whose days are past, as `seen_at`."""
        return self.seen_at(book) if book.settings.exercise else self.now()

    def can_open_keys(self, book: Book) -> bool:
        """Whether this machine's keys open without asking anybody for a pass-phrase."""
        return book.settings.exercise or self.pass_file is not None

    def opened_to_write(self) -> Book:
        """The book, opened to write for a moment beside what was asked; Refused where somebody else writes."""
        self.opened.append(self._open_to_write(patience_seconds=UNSAID_SECONDS))
        return self.opened[-1]

    @contextmanager
    def writing(self, *, again: bool = False) -> Iterator[Book]:
        """The book of the folder asked for, to write; the pass-phrase is asked when no file gives it.

        A verb that works for long opens it twice and leaves it to others between. `again` asks nobody anything twice,
        and waits long for whoever is writing just then.
        """
        if not again:
            self.confirm(in_words("Write in the book of {name}?", name=self.folder.resolve().name))
        book = self._open_to_write(patience_seconds=PATIENCE_SECONDS if again else SOON_SECONDS)
        try:
            self._warn_of_clock(book)
            sizes = sizes_of(book)
            yield book
            self._say_not_ahead(book)
            say_opened(book, sizes, self.shown_at(book))
        finally:
            book.close()

    @staticmethod
    def _say_not_ahead(book: Book) -> None:
        """Say which places' last good rolls could not be written ahead of a loss: what was written stands."""
        from musterbook.words.say import sentence  # noqa: PLC0415  heavy

        for _, why in sorted(book.not_ahead.items()):
            aside(sentence(why))

    def acting(self, book: Book, kind: type[Fact], *, by: str = "", **saying: str) -> Acting:
        """Who writes a fact of this kind: the officers named with --key, each in the role the fact wants of him.

        `saying` are fields of the fact on which it depends who may sign.

        Raises:
            Refused: nobody was named, or one named has no role for it.
        """
        from musterbook.operation.acting import Acting  # noqa: PLC0415  heavy
        from musterbook.operation.signing_in import roles_for  # noqa: PLC0415  heavy

        if not self.officers:
            raise Refused(Objection("cli.nobody-signs", values={"kind": kind.kind}))
        custodian, signers = roles_for(book, kind, self.officers, by=by, saying=saying)
        if self.moment() > self.now() + AHEAD and not book.settings.exercise:
            raise Malformed.because("cli.not-yet", typed=zulu(self.moment()), now=zulu(self.now()))
        if self.from_paper and not self.happened_at:
            raise Malformed.because("cli.paper-hour")
        via = "paper" if self.from_paper else "device"
        return Acting(custodian, signers, self.moment(), written_at=self.now() if self.happened_at else None, via=via)

    def with_officers(self, officers: tuple[str, ...]) -> Asked:
        """The same, signed by others."""
        return replace(self, officers=officers)

    def confirm(self, question: str) -> None:
        """Ask before writing on a terminal; elsewhere --yes must be given."""
        if self.yes:
            return
        if not sys.stdin.isatty():
            raise Malformed.because("cli.needs-yes")
        if str(typer.prompt(in_words("{question} Type yes", question=question), err=True)).strip().lower() != "yes":
            raise typer.Abort

    def show(
        self, told: Mapping[str, Any] | Sequence[Mapping[str, Any]], lines: Sequence[str], *, of: str = ""
    ) -> None:
        """Print the JSON when it was asked for, the lines otherwise.

        `of` says whose people the copy holds that another process read; of books opened here it is known.
        """
        of = of or next((held for book in self.opened if (held := whose(book))), "")
        if of and self.json and isinstance(told, Mapping):
            told = {**told, "partial": of}
        if of:
            aside(in_words("this copy holds only the people of {of}; counts are of whom it holds", of=of))
        if self.json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        else:
            typer.echo(fitted("\n".join(lines), sys.stdout))

    def wrote(self, entry: Entry, said: str, **more: object) -> None:
        """Print what was written, in words, with the entry's digest: eight digits to read, all of it as JSON.

        `more` stands in the JSON beside it.
        """
        told = {"digest": entry.digest, "kind": entry.act.kind, "by": entry.by, "people": len(entry.named()), **more}
        self.show(told, [in_words("{said}; entry {digest}", said=said, digest=entry.digest[:8])])

    def new_pass_phrase(self) -> Callable[[str], str]:
        """One pass-phrase for every key that is about to be made, asked once and repeated."""
        said: list[str] = []

        def phrase(name: str) -> str:
            if not said and self.pass_file is None:
                said.append(
                    typer.prompt(
                        in_words("Pass-phrase for the new keys"), hide_input=True, confirmation_prompt=True, err=True
                    )
                )
            return said[0] if said else self._pass_phrase(name)

        return phrase

    def pass_phrase_of(self, name: str) -> str:
        """The pass-phrase of one key file: from --pass-file, or typed."""
        return self._pass_phrase(name)

    def digest_of_file(self, path: Path) -> Digest:
        """SHA-256 of a paper's bytes."""
        try:
            return Digest(hashlib.sha256(path.read_bytes()).hexdigest())
        except OSError:
            raise Malformed(Fault("file.unreadable", file=path.name)) from None

    def progress(self, what: str) -> Progress:
        """Shows on standard error what is done of what, and the time left."""
        return Progress(what)

    def told_progress(self) -> Callable[[str, int, int], None]:
        """The same for work that names its own steps."""
        shown: dict[str, Progress] = {}

        def show(what: str, done: int, whole: int) -> None:
            shown.setdefault(what, Progress(what))(done, whole)

        return show

    def _open_to_write(self, *, patience_seconds: float) -> Book:
        """The book, opened."""
        from musterbook.operation.folder import open_book  # noqa: PLC0415  heavy

        return self.patiently(
            lambda: open_book(self.folder, read_only=False, pass_phrase=self._pass_phrase), seconds=patience_seconds
        )

    def patiently(self, work: Callable[[], T], *, seconds: float = SOON_SECONDS) -> T:
        """What comes of work that writes; who writes just then is named and waited for, in the end it is refused."""
        from musterbook.words.say import sentence  # noqa: PLC0415  heavy

        began, told = time.monotonic(), False
        while True:
            try:
                return work()
            except Refused as refused:
                in_use = next((one for one in refused.objections if one.rule == "store.in-use"), None)
                waited = time.monotonic() - began
                if in_use is None or waited >= seconds:
                    raise
                if not told and waited >= UNSAID_SECONDS:
                    aside(sentence(in_use, self.lang))
                    told = True
                time.sleep(0.2)

    def _warn_of_clock(self, book: Book) -> None:
        """Say on standard error that this machine's clock stands before what is already written; work goes on."""
        from musterbook.words.say import sentence  # noqa: PLC0415  heavy

        newest = max((entry.written_at for entry in book.entries()), default=self.now())
        if newest > self.now() + AHEAD:
            values = {"now": zulu(self.now()), "newest": zulu(newest)}
            aside(sentence(Fault("cli.clock-set-back", values=values)))

    def _pass_phrase(self, officer: str) -> str:
        """From the file, or typed: once for each key, however often the book is opened for this verb."""
        if officer not in self.said:
            self.said[officer] = self._new_answer(officer)
        return self.said[officer]

    def _new_answer(self, officer: str) -> str:
        if self.pass_file is not None:
            try:
                return self.pass_file.read_text(encoding="utf-8").strip()
            except OSError:
                raise Malformed.because("cli.no-pass-file", file=self.pass_file.name) from None
        return str(typer.prompt(in_words("Pass-phrase of {officer}", officer=officer), hide_input=True, err=True))


def hour_of(book: Book) -> datetime:
    """The hour a book is looked at: now; in an exercise, whose days are past, its last hour."""
    if book.settings.exercise and book.entries():
        return max(entry.happened_at for entry in book.entries())
    return datetime.now(UTC).replace(microsecond=0)


def whose(book: Book) -> str:
    """Whose people a partial copy holds; empty for one that holds everybody."""
    return ", ".join(sorted(book.holding.custodians)) if book.holding is not None else ""
