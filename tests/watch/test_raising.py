"""What is written of the ladder: once, by whoever looks, and never again what an officer called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.facts import Digest
from musterbook.watch.alert_book import Alert, End
from musterbook.watch.alerts import Raised, ladder
from musterbook.watch.facts import AlertEnded, AlertRaised
from musterbook.watch.raising import alerts_to_write
from musterbook.watch.rungs import BY_CHANCE, Chance, Reading, Rung
from musterbook.watch.settings import DEFAULT

START = datetime(2030, 1, 1, 6, tzinfo=UTC)


def day(number: float, p: float, *, stale: bool = False, short: bool = False) -> Reading:
    chances = dict.fromkeys(BY_CHANCE, Chance(p, min(1.0, 2 * p), "base"))
    return Reading(START + timedelta(number), chances, {"base": f"{p}"}, short=short, stale=stale)


class Kept:
    """The alerts of one site as a book would keep them."""

    def __init__(self) -> None:
        self.alerts: dict[str, Alert] = {}
        self.raised: list[AlertRaised] = []

    def look(self, readings: Sequence[Reading]) -> int:
        """Write what the last of these readings asks for; how much that was."""
        written = alerts_to_write("alpha", readings, list(self.alerts.values()), (), DEFAULT, owner=lambda _: "o.desk")
        now = readings[-1].as_of
        for fact in written:
            if isinstance(fact, AlertEnded):
                self.end(fact.alert, fact.because, now)
            else:
                self.raised.append(fact)
                self.alerts[fact.alert] = Alert(fact, now, Digest(fact.alert))
        return len(written)

    def end(self, alert: str, because: str, at: datetime, *, called_off: bool = False) -> None:
        """An end, by the room or by an officer."""
        end = End(because, at, called_off, (), None, Digest(alert))
        self.alerts[alert] = replace(self.alerts[alert], end=end)

    @property
    def open(self) -> set[tuple[Rung, str]]:
        """Rung and cause of what is open."""
        return {(one.rung, one.fact.cause) for one in self.alerts.values() if one.open}


def run(readings: Sequence[Reading]) -> Kept:
    kept = Kept()
    for number in range(1, len(readings) + 1):
        kept.look(readings[:number])
    return kept


def test_a_sawtooth_around_a_threshold_is_written_once() -> None:
    kept = run([day(number, p) for number, p in enumerate([0.105, 0.075] * 10)])

    assert [one.rung for one in kept.raised if not one.renewed] == ["ready"]


def test_what_was_called_off_is_not_raised_again_while_the_ladder_holds_it() -> None:
    readings = [day(number / 24, 0.12) for number in range(12)]
    kept = run(readings[:2])
    (alert,) = kept.alerts
    kept.end(alert, "a false report", readings[2].as_of, called_off=True)
    for number in range(3, 13):
        kept.look(readings[:number])

    assert kept.open == set()
    assert len(kept.raised) == 1


def test_what_should_have_been_raised_before_is_raised_now_with_its_whole_time() -> None:
    readings = [day(0, 0.12), day(0.5, 0.12)]
    kept = Kept()
    kept.look(readings)

    (raised,) = kept.raised
    assert raised.answer_by == readings[1].as_of + timedelta(hours=4)
    assert raised.expires == readings[1].as_of + timedelta(hours=24)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.001, 0.004, 0.006, 0.015, 0.03, 0.08, 0.12, 0.3]), st.booleans(), st.booleans()),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from([0.25, 0.5, 1.0]),
)
def test_the_book_has_open_what_the_ladder_has_open_and_a_second_look_writes_nothing(
    days: list[tuple[float, bool, bool]], apart: float
) -> None:
    readings = [day(number * apart, p, stale=stale, short=short) for number, (p, stale, short) in enumerate(days)]
    kept, wanted = Kept(), set[tuple[Rung, str]]()
    for number in range(1, len(readings) + 1):
        kept.look(readings[:number])
        wanted = set()
        for step in ladder(readings[:number], DEFAULT.values):
            name = step.rung, step.cause
            wanted = wanted | {name} if isinstance(step, Raised) else wanted - {name}
        assert kept.open == wanted
        assert kept.look(readings[:number]) == 0
