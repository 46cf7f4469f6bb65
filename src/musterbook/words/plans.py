"""Plans in words: an explanation, an answer to why not, and the reasons of what is impossible, as paragraphs.

Minutes become days and hours of the plan; the rule in brackets, which ends a refusal, is left out of paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from musterbook.words.catalogue import read_catalogue
from musterbook.words.languages import capital, speaking, spoken
from musterbook.words.pages import clock, in_a_row, page
from musterbook.words.say import sentence
from musterbook.words.templates import MISSING, filled

MINUTES: Final = frozenset({"until", "start", "end", "arrive", "not_before", "last_departure"})
"""Values of findings that are minutes after the epoch; all others that count minutes say how long something takes."""


class Said(Protocol):
    """A rule with values, as rooms give them."""

    @property
    def rule(self) -> str:
        """The rule that names the sentence."""
        ...

    @property
    def values(self) -> Mapping[str, str | int | float]:
        """Its values; those called `…_at` are minutes after the epoch."""
        ...


class Finding(Protocol):
    """A finding of the check of a plan, as `lift.rules` gives it."""

    @property
    def rule(self) -> str:
        """R1 to R20."""
        ...

    @property
    def where(self) -> str:
        """The carrier, place or group."""
        ...

    @property
    def minute(self) -> int | None:
        """The minute after the epoch, if one can be named."""
        ...

    @property
    def values(self) -> Mapping[str, str | int | float]:
        """What was found."""
        ...


class Way(Protocol):
    """What would be different, and what would follow."""

    @property
    def changes(self) -> tuple[Said, ...]:
        """The changes, to be said after `With`."""
        ...

    @property
    def outcome(self) -> tuple[Said, ...]:
        """What would follow."""
        ...


def moment(epoch: str, minute: int) -> str:
    """A minute of a plan as people say it: `Tue 13 Jan 06:00Z`."""
    at = datetime.fromisoformat(epoch).astimezone(UTC) + timedelta(minutes=minute)
    day, month = page(f"day.{at.isoweekday()}"), page(f"month.{at.month}")
    return page("moment.of-plan", weekday=day, day=at.day, month=month, clock=clock(at))


def finding(found: Finding, epoch: str, language: str = "") -> str:
    """A finding of the check with its hours as hours, and with its rule, as `words.say` says any other."""
    values = {
        name: moment(epoch, value) if name in MINUTES and isinstance(value, int) else value
        for name, value in found.values.items()
    }
    return sentence(_Found(found.rule, found.where, found.minute, values, epoch), language)


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding whose values are ready to be said."""

    rule: str
    where: str
    minute: int | None
    values: Mapping[str, str | int | float]
    epoch: str

    @property
    def hour(self) -> str | None:
        """The hour of its minute."""
        return None if self.minute is None else moment(self.epoch, self.minute)


def phrase(said: Said, epoch: str, language: str = "") -> str:
    """The words of one rule, without a full stop and without the rule in brackets."""
    if language not in ("", spoken()):
        with speaking(language):
            return phrase(said, epoch)
    catalogue = read_catalogue(spoken())
    values = {
        name: moment(epoch, value) if name.endswith("_at") and isinstance(value, int) else _nothing(name, value)
        for name, value in said.values.items()
    }
    text = filled(catalogue.sentences.get(said.rule, MISSING), values, codes=catalogue.codes, plural=catalogue.plural)
    return text.strip()


def paragraph(parts: Iterable[Said], epoch: str, language: str = "") -> str:
    """Several rules as sentences of one paragraph; each begins with a capital, unless a name begins it."""
    found = []
    for one in parts:
        text = phrase(one, epoch, language)
        named = any(isinstance(value, str) and value and text.startswith(value) for value in one.values.values())
        found.append(f"{text if named else capital(text)}.")
    return " ".join(found)


def way(told: Way, epoch: str, language: str = "") -> str:
    """One way to have a serial: `With 3 more escorts at B01, it would leave …, and the plan would lose 1.8 fewer …`."""
    if language not in ("", spoken()):
        with speaking(language):
            return way(told, epoch)
    changes = _listed([phrase(one, epoch) for one in told.changes])
    serial, difference, *more = [phrase(one, epoch) for one in told.outcome]
    after = [f"{capital(text)}." for text in more]
    return " ".join([page("way.told", changes=changes, serial=serial, difference=difference), *after])


def _listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else page("way.and", most=in_a_row(texts[:-1]), last=texts[-1])


def _nothing(name: str, value: str | float) -> str | int | float | None:
    """Nobody more to be seated is not said."""
    return None if name == "left" and value == 0 else value
