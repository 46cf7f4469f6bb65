"""The book's notation: a story told line by line, for tests, diffs, tutorials, paper and rehearsals.

    day 2026-01-21 +03:00                                          # the hours below belong to this day
    06:00 hasakah  custody.registered  person=D-0001
    06:10 hasakah  custody.offered     handover=H1 people=D-0001,D-0002 receiver=chinook  @the-offer
    06:20 chinook  custody.accepted    handover=H1 people=D-0001 exceptions=missing:D-0002
    06:20 karkh    custody.accepted    handover=H1 people=D-0001 written=09:40 via=paper after=@the-offer

A line is an hour, the custodian in whose name, the kind, and fields. Everything else may be left out: `written` is the
hour itself, `via` a device, and `after` the newest entries about the people named, with those the fact itself cites.
A field with no default that is left out is filled: a digest with the digest of the line (`offer` with the newest
`offered` that agrees with the line in what both say), an hour with the line's (three hours later for what lies ahead),
a custodian or site with the author, a number with nought, a text or mapping with nothing; only people, sets
and receivers must be said. A digest may be given as words, which are hashed. `#` starts a comment.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import orjson

from musterbook.ledger.entry import NO_DIGEST, Act, Entry, canonical, entry_from, new_act_id
from musterbook.ledger.facts import Digest, Fact, Json, NotUnderstood, Number, kinds, read_fact, to_json
from musterbook.ledger.reading import Chains
from musterbook.ledger.spelling import (
    Page,
    digest_of_words,
    left_out,
    quoted,
    spellings,
    split_outside_quotes,
    unquoted,
)
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import read_written, written

NO_REGISTER: Final = (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
"""The register position of a told act: size 0 and the root of the empty tree."""

AHEAD: Final = timedelta(hours=3)
_DAY: Final = re.compile(r"(?:day\s+)?(\d{4}-\d\d-\d\d)(?:\s+([+-])(\d\d):(\d\d))?")
_LIES_AHEAD: Final = ("due_by", "until", "arrives_at", "review_by", "answer_by", "expires", "to")
_IS_THE_AUTHOR: Final = ("custodian", "site", "giver")
_USUAL: Final[dict[str, Json]] = {"shift_hours": 12, "reliability": "C", "credibility": 3, "certainty": "day"}
_SURROUNDING: Final = ("written", "via", "after")


def told(text: str, *, day: str = "2026-01-21", offset: str = "+00:00", upon: Iterable[Entry] = ()) -> list[Entry]:
    """The entries a story tells, in its order, unsigned, each author writing in one log of his own.

    Args:
        text: the story.
        day: the day its hours belong to until a line says otherwise.
        offset: their offset from UTC.
        upon: entries told before, which the story goes on from; they are not among those returned.

    Raises:
        Malformed: every line that cannot be read, by its number (from 1) and the rule.
    """
    teller = _Teller(_page(f"{day} {offset}"), upon)
    faults: list[Fault] = []
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            teller.hear(number, line.strip("\r"))
        except Malformed as malformed:
            faults += (Fault(one.rule, row=number, column=one.column, values=one.values) for one in malformed.faults)
    if faults:
        raise Malformed.of(faults)
    return teller.entries


def tell(entries: Iterable[Entry], *, label_all: bool = False) -> str:
    """The story of `entries`, which `told` reads back to the same acts; entries others refer to get a label.

    A label is the beginning of the digest, so that two tellings of one book differ only where the book does.
    """
    ordered = list(entries)
    wanted = {entry.digest for entry in ordered} if label_all else _referred_to(ordered)
    page, lines, chains = Page(date.min, UTC), list[str](), Chains()
    known = {entry.digest: entry for entry in ordered}
    for entry in ordered:
        lines += _turned_to(page, entry.happened_at)
        lines.append(_line(page, entry, follows=_follows(entry.fact, chains, known)))
        if entry.digest in wanted:
            label = entry.digest[:8] if entry.digest[:8] not in page.labels else entry.digest
            page.labels[label] = entry.digest
            lines[-1] += f"  @{label}"
        chains.add(entry)
    return "".join(f"{line}\n" for line in lines)


def log_of(author: str) -> str:
    """The log a story gives an author: no one's public key."""
    return digest_of_words(f"log of {author}")


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line says before its fields."""

    number: int
    words: str
    moment: datetime
    author: str
    kind: str


class _Teller:
    """Hears lines one after the other and keeps what later lines may refer to."""

    def __init__(self, page: Page, upon: Iterable[Entry]) -> None:
        self._page = page
        self._chains = Chains()
        self._known: dict[Digest, Entry] = {}
        self._newest: dict[str, Entry] = {}
        self._told_before: Counter[bytes] = Counter()
        self.entries: list[Entry] = []
        for entry in upon:
            self._keep(entry)

    def hear(self, number: int, line: str) -> None:
        """Take one line; Malformed says what is wrong with it."""
        words = _words(line)
        header = _DAY.fullmatch(" ".join(words))
        if header is not None:
            self._page.day, self._page.offset = _day_and_offset(header, self._page.offset)
        elif words:
            self._hear_words(number, words)

    def _hear_words(self, number: int, words: list[str]) -> None:
        label = words.pop()[1:] if words[-1].startswith("@") else None
        if label is not None and (not label or label in self._page.labels):
            raise Malformed.because("notation.label", label=label)
        if len(words) < 3:
            raise Malformed.because("notation.too-short")
        hour, author, kind = words[:3]
        line = _Line(number, " ".join(words), self._page.moment(hour), author, kind)
        given = _given(words[3:])
        about = {name: given.pop(name) for name in _SURROUNDING if name in given}
        fact = self._fact(line, given)
        after = _digests(about["after"], self._page) if "after" in about else _follows(fact, self._chains, self._known)
        act = Act(
            self._act_id(line, fact),
            CustodianId(author),
            fact,
            after,
            NO_REGISTER,
            line.moment,
            self._page.moment(about["written"]) if "written" in about else line.moment,
            about.get("via", "device"),
        )
        last = self._newest.get(log_of(author))
        entry = entry_from(
            act,
            log=log_of(author),
            seq=last.seq + 1 if last else 0,
            prev=last.digest if last else NO_DIGEST,
            signed=(),
        )
        self._keep(entry)
        self.entries.append(entry)
        if label is not None:
            self._page.labels[label] = entry.digest

    def _act_id(self, line: _Line, fact: Fact) -> str:
        """An id that depends on what is told and on how often it was told before, not on the line it stands on."""
        said = canonical({"at": written(line.moment), "by": line.author, "fact": to_json(fact), "kind": line.kind})
        self._told_before[said] += 1
        noise = hashlib.sha256(said + str(self._told_before[said]).encode()).digest()
        return new_act_id(line.moment, noise[:10])

    def _keep(self, entry: Entry) -> None:
        self._known[entry.digest] = entry
        self._newest[entry.log] = entry
        self._chains.add(entry)

    def _fact(self, line: _Line, given: dict[str, str]) -> Fact:
        known = kinds().get(line.kind)
        if "said" in given and (known is None or "form" in given):
            return _strange(line.kind, given)
        if known is None:
            raise Malformed.because("fact.unknown-kind", kind=line.kind)
        spelling = spellings(known)
        strange = sorted(given.keys() - spelling.keys())
        if strange:
            raise Malformed.because("notation.unknown-field", kind=line.kind, field=", ".join(strange))
        said = {name: spelling[name].read(raw, self._page) for name, raw in given.items()}
        for name, hint in left_out(known):
            if name not in said:
                said[name] = self._filled(name, hint, line, said)
        return read_fact(line.kind, said)

    def _filled(self, name: str, hint: object, line: _Line, said: dict[str, Json]) -> Json:
        """What a field gets that must be said and was left out."""
        if hint in (CustodianId, str) and name in _IS_THE_AUTHOR:
            return line.author
        if name in _USUAL:
            return _USUAL[name]
        filled: dict[object, Callable[[], Json]] = {
            Digest: lambda: (
                self._newest_named(name, line.kind, said) or digest_of_words(f"{name} of {line.number} {line.words}")
            ),
            datetime: lambda: written(line.moment + AHEAD if name in _LIES_AHEAD else line.moment),
            # Two counts whose name was left out are two counts.
            str: lambda: f"{name}-{line.number}" if line.kind.partition(".")[2].startswith(name) else "",
            int: lambda: 0,
            Number: lambda: "0",
            Mapping[str, Number]: dict,
        }
        if hint not in filled:
            raise Malformed.because("notation.must-be-said", kind=line.kind, field=name)
        return filled[hint]()

    def _newest_named(self, name: str, kind: str, said: dict[str, Json]) -> Digest | None:
        """Of `offer`, the newest `offered` of the same room that agrees with the line in every text both say."""
        wanted = f"{kind.partition('.')[0]}.{name}ed"
        for entry in reversed(self._known.values()):
            if entry.act.kind == wanted:
                theirs = to_json(entry.fact)
                if all(theirs[key] == value for key, value in said.items() if type(value) is str and key in theirs):
                    return entry.digest
        return None


def _page(header: str) -> Page:
    match = _DAY.fullmatch(header)
    if match is None:
        raise Malformed.because("notation.no-such-day", text=header)
    day, offset = _day_and_offset(match, UTC)
    return Page(day, offset)


def _day_and_offset(header: re.Match[str], offset: timezone) -> tuple[date, timezone]:
    text, sign, hours, minutes = header.groups()
    try:
        day = date.fromisoformat(text)
        if sign:
            ahead = timedelta(hours=int(hours), minutes=int(minutes))
            offset = timezone(ahead if sign == "+" else -ahead)
    except ValueError:
        raise Malformed.because("notation.no-such-day", text=header.group()) from None
    return day, offset


def _words(line: str) -> list[str]:
    """The words of a line up to its comment."""
    words = []
    for word in split_outside_quotes(line, " \t"):
        if word.startswith("#"):
            break
        if word:
            words.append(word)
    return words


def _given(words: Sequence[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for word in words:
        name, equals, raw = word.partition("=")
        if not equals or name in given:
            raise Malformed.because("notation.not-a-field", text=word[:40])
        given[name] = raw
    return given


def _strange(kind: str, given: dict[str, str]) -> NotUnderstood:
    """A fact told in its JSON, because this version does not know its kind or form."""
    try:
        return NotUnderstood(
            said_kind=kind, said_form=int(given.get("form", "1")), said=orjson.loads(unquoted(given["said"]))
        )
    except ValueError:
        raise Malformed.because("notation.quoting", text=given["said"][:40]) from None


def _digests(raw: str, page: Page) -> tuple[Digest, ...]:
    pieces = split_outside_quotes(raw, ",;") if raw else []
    return tuple(sorted({page.labelled(one[1:]) if one.startswith("@") else Digest(one) for one in pieces}))


def _follows(fact: Fact, chains: Chains, known: dict[Digest, Entry]) -> tuple[Digest, ...]:
    """What an act about these people follows: the newest entries about each, and those the fact itself cites."""
    people = fact.named()
    follows = set(chains.heads_of(people))
    if fact.in_chain:
        cited = (known.get(digest) for digest in _cited(fact))
        follows |= {entry.digest for entry in cited if entry and entry.fact.in_chain and entry.fact.named() & people}
    return tuple(sorted(follows))


def _cited(fact: Fact) -> set[Digest]:
    """Every text in the fact's fields; whoever asks keeps those that are names of entries."""
    cited: set[Digest] = set()
    if isinstance(fact, NotUnderstood) or not is_dataclass(fact):
        return cited
    for one in fields(fact):
        value = getattr(fact, one.name)
        if isinstance(value, str):
            cited.add(Digest(value))
        elif isinstance(value, frozenset):
            cited |= value
    return cited


def _referred_to(entries: Sequence[Entry]) -> set[Digest]:
    """The entries that the telling of another one must name: cited by its fact, or followed in an unusual way."""
    chains, known = Chains(), {entry.digest: entry for entry in entries}
    wanted: set[Digest] = set()
    for entry in entries:
        wanted |= _cited(entry.fact) & known.keys()
        if entry.act.after != _follows(entry.fact, chains, known):
            wanted |= set(entry.act.after) & known.keys()
        chains.add(entry)
    return wanted


def _turned_to(page: Page, moment: datetime) -> list[str]:
    """The line that turns the page to the day and offset of `moment`, if it is another."""
    offset = moment.utcoffset() or timedelta()
    if moment.date() == page.day and offset == page.offset.utcoffset(None):
        return []
    page.day, page.offset = moment.date(), timezone(offset)
    return [f"day {page.day} {written(moment)[-6:]}"]


def _line(page: Page, entry: Entry, *, follows: tuple[Digest, ...]) -> str:
    fact, act = entry.fact, entry.act
    if isinstance(fact, NotUnderstood):
        kind, said = fact.said_kind, orjson.dumps(fact.said, option=orjson.OPT_SORT_KEYS).decode()
        pieces = [f"form={fact.said_form}", f"said={quoted(said)}"]
    else:
        kind, spelling = fact.kind, spellings(type(fact))
        pieces = [f"{name}={spelling[name].write(said, page)}" for name, said in to_json(fact).items()]
    if act.written_at != act.happened_at or act.written_at.utcoffset() != act.happened_at.utcoffset():
        pieces.append(f"written={page.clock(read_written(written(act.written_at)))}")
    if act.via != "device":
        pieces.append(f"via={act.via}")
    if act.after != follows:
        pieces.append(f"after={','.join(page.named(one) for one in act.after)}")
    return f"{page.clock(act.happened_at)} {entry.by:<9} {kind:<20} {' '.join(pieces)}".rstrip()
