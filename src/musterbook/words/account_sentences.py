"""Sentences of the account about what followed the move: calls and decisions, evidence, returns, camps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from musterbook.terms.times import zulu
from musterbook.words import people_sentences, prints_sentences, way_sentences

HEADINGS: Final[Mapping[str, str]] = {
    "calls": "Calls and decisions", "evidence": "Evidence", "returns": "Returns", "camps": "Camps",
    **prints_sentences.HEADINGS,
    "care": "Care and duties",
    **people_sentences.HEADINGS,
    **way_sentences.HEADINGS,
}  # fmt: skip
WORDS: Final[Mapping[str, str]] = {
    "calls": "{calls}, {decisions}, {actions}, {done:,} done",
    "dissent": "{decision} was made against {agency}, which does not concur",
    "silent": "{agency} said nothing of the minutes of {call}; silence is no consent",
    "late": "{action}, owed by {agency}, is {hours_late:,} hours late; heard of by: {heard}",
    "evidence": "{items}, {dossiers}",
    "request": "{request} for {country}: {stage}",
    "refused": "{request} for {country}: refused by {by} at {at} [{reason}]",
    "package": "{package} for {country}: {items}, signed by {signatures}, left {sent_at}, receipt {received_at}",
    "returns": "{cases}, {open:,} open, {host_held:,} kept by the host's courts",
    "returned": "{case}: claimed {claimed_at}, handed over {handed_over_at}, received {received_at}",
    "held": "{case}: the host's court kept him from {held_at} to {freed_at}",
    "along": "{case}: {package} goes with him",
    "outcome": "{case}: after {days} days {outcome}, told at {at}, source: {source}",
    "counted": "{camp}: {first:,} counted on {first_day}, {last:,} on {last_day}: {worst}",
    "unseen": "{camp}: nobody could count yet",
    "control": "{camp}: control changed at {at}; protecting body told {told_at}; hours without a look: {missed:,}",
    "missing": "{camp}: {unexplained:,} unexplained, {found:,} of them counted elsewhere",
    "signals": "{camp}: {signals} by the watch, {answered:,} answered",
    "care": "sheets confirmed {sheets:,}, people looked at {looks:,}, certificates {certificates:,}, packs {packs:,}",
    "given": "bags {bags:,}, told before the move {told:,}, receipts {receipts:,}, looks and drinks aboard {aboard:,}",
    "injury": "an injury, first seen by {seen_by} at {seen_at}; last unhurt {since}; meanwhile with {holder}",
    "contests": "{contests}, {upheld:,} upheld; property not where its owner is: {parted:,}",
    "languages": "receipts by language: {languages}",
    "notice": "notice {notice}: {sent:,} in time, {late:,} late, {missed:,} never; {acknowledged:,} acknowledged",
    "missed": "missed by {owner}: {what}, {people:,}",
    "due": "due from {owner}: {what}, {people:,}",
}
ONE_AND_MORE: Final[Mapping[str, tuple[str, str]]] = {
    "calls": ("call", "calls"), "decisions": ("decision", "decisions"), "actions": ("action", "actions"),
    "items": ("item", "items"), "dossiers": ("dossier", "dossiers"), "cases": ("case", "cases"),
    "contests": ("contest", "contests"),
    "signals": ("alert for a signal", "alerts for a signal"),
}  # fmt: skip
NOT_YET: Final = "not yet"


def casework_lines(told: Mapping[str, Any]) -> list[str]:
    """The sections of an account that has any, each under its heading and after an empty line."""
    lines: list[str] = []
    for name, heading in HEADINGS.items():
        if name in told:
            lines += ["", heading, *(f"  {one}" for one in SECTIONS[name](told[name]))]
    return lines


def _calls(told: Mapping[str, Any]) -> Iterator[str]:
    yield _say("calls", done=told["done"], **_counted(told, "calls", "decisions", "actions"))
    for one in told["dissent"]:
        yield _say("dissent", **one)
    for one in told["silent"]:
        yield _say("silent", **one)
    for one in told["late"]:
        yield _say("late", **{**one, "heard": ", ".join(one["heard"])})


def _evidence(told: Mapping[str, Any]) -> Iterator[str]:
    yield _say("evidence", **_counted(told, "items", "dossiers"))
    for one in told["requests"]:
        if not one["refused"]:
            yield _say("request", **one)
        for refusal in one["refused"]:
            yield _say(
                "refused", request=one["request"], country=one["country"], **{**refusal, "at": _at(refusal["at"])}
            )
    for one in told["packages"]:
        times = {name: _at(one[name]) for name in ("sent_at", "received_at")}
        yield _say("package", **{**one, **times, **_counted(one, "items")})


def _returns(told: Mapping[str, Any]) -> Iterator[str]:
    yield _say("returns", **{**told, **_counted(told, "cases")})
    for one in told["returned"]:
        known = {**one, **{name: _at(at) for name, at in one.items() if name.endswith("_at")}}
        yield _say("returned", **known)
        if one["held_at"] is not None:
            yield _say("held", **known)
        if one["package"]:
            yield _say("along", **known)
        for told_of in one.get("outcomes", ()):
            yield _say("outcome", **{**told_of, "case": one["case"], "at": _at(told_of["at"])})


def _camps(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in told:
        counts = [count for count in one["counts"] if count["people"] is not None]
        if counts:
            days = {"first_day": counts[0]["day"], "last_day": counts[-1]["day"]}
            ends = {"first": counts[0]["people"], "last": counts[-1]["people"]}
            yield _say("counted", camp=one["camp"], worst=one["worst"], **days, **ends)
        else:
            yield _say("unseen", camp=one["camp"])
        if one["control_changed_at"] is not None:
            at, told_at = _at(one["control_changed_at"]), _at(one["told_at"])
            yield _say("control", camp=one["camp"], at=at, told_at=told_at, missed=one["looks_missed"])
        if one["unexplained"]:
            yield _say("missing", **one)
        if one["signals"]:
            yield _say("signals", **{**one, **_counted(one, "signals")})


def _care(told: Mapping[str, Any]) -> Iterator[str]:
    yield _say("care", **told)
    yield _say("given", **told)
    for one in told["injuries"]:
        yield _say("injury", **{**one, "since": _at(one["since"]), "seen_at": _at(one["seen_at"])})
    yield _say("contests", **{**told, **_counted(told, "contests")})
    yield _say("languages", languages=", ".join(f"{name} {count:,}" for name, count in told["languages"].items()))
    for one in told["notices"]:
        yield _say("notice", **one)
    for name in ("missed", "due"):
        for one in told[name]:
            yield _say(name, **one)


SECTIONS: Final[Mapping[str, Callable[[Any], Iterator[str]]]] = {
    "calls": _calls, "evidence": _evidence, "returns": _returns, "camps": _camps, "care": _care,
    "prints": prints_sentences.prints_lines, "planted": prints_sentences.planted_lines,
    "requests": way_sentences.requests_lines, "beds": way_sentences.beds_lines, "aboard": way_sentences.aboard_lines,
    "way": way_sentences.way_lines, "incidents": way_sentences.incidents_lines,
    "people_seen_to": people_sentences.people_lines,
    "planted_way": way_sentences.planted_lines,
}  # fmt: skip


def _say(key: str, **values: object) -> str:
    return WORDS[key].format(**values)


def _counted(told: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Each number with its noun."""
    return {name: f"{told[name]:,} {ONE_AND_MORE[name][told[name] != 1]}" for name in names}


def _at(moment: str | None) -> str:
    return NOT_YET if moment is None else zulu(datetime.fromisoformat(moment))
