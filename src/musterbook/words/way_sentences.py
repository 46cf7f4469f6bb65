"""Sentences of the account about the way: lifts asked for, beds, what was done aboard, milestones, incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

HEADINGS: Final[Mapping[str, str]] = {
    "requests": "Lifts asked for", "beds": "Beds", "aboard": "Aboard", "way": "On the way", "incidents": "Incidents",
    "planted_way": "Planted on the way, as only a rehearsal can know",
}  # fmt: skip
WORDS: Final[Mapping[str, str]] = {
    "requests": "{asked:,} asked for, {approved:,} approved, {declined:,} declined, {cancelled:,} cancelled, "
    "{unanswered:,} not answered; {put_off:,} put off",
    "place": "{place}: answers for {answered_for:,}; maximum {maximum:,}, working {working:,}, certified {certified}, "
    "out of use {out_of_use:,}, reserved {reserved:,}, free {free:,}",
    "kept": "{place}: {reservations:,} reservations of {beds_kept:,} beds, {lapsed:,} lapsed; "
    "{displaced:,} came to make room; {in_beds:,} in beds with a name",
    "over": "{place} answers for {over_certified:,} more than it is certified for",
    "let-pass": "let come over capacity by a governor: {people_overridden:,}, at {overridden:,} handovers; "
    "two in one bed: {two_in_a_bed:,}",
    "aboard": "{rides:,} rides: {given}",
    "hottest": "hottest {hottest} degrees; rides on which it was too hot: {hot:,}",
    "late": "too late aboard: {what}, {times:,}, by {minutes:,} min at most",
    "legs": "{legs:,} legs, {ended:,} ended, {late:,} begun and not ended; {announced:,} announcements",
    "points": "points passed: {points}",
    "turned": "turned away {locked_out:,}, diverted {diverted:,}, nights on the way {lodged:,}, "
    "under a named operation {operations:,}",
    "away": "not back though due: {not_back:,}; steps at a court {court_steps:,}; freed by a court and still held "
    "{overheld:,}",
    "incidents": "{reported:,} reported, {open:,} open, {late:,} too late: {kinds}",
    "alone": "departures that no incident tells of {without_incident:,}; incidents that no departure bears out "
    "{without_departure:,}",
    "strangers": "at a door and on no list {strangers:,}, of whom nobody knows {nobody_knows:,}",
    "planted": "{name}: {found:,} of {planted:,} found",
    "stopped": "offers stopped for want of beds: {stopped_for_want_of_beds:,}",
}
PLANTED: Final[Mapping[str, str]] = {
    "hot": "a ride too hot", "read_late": "read too late", "too_long_aboard": "too long aboard",
    "no_bed_overridden": "people let come over capacity", "two_in_a_bed": "two in one bed",
    "leg_not_ended": "a leg nobody ended", "turned_away": "turned away at the gate",
    "sent_elsewhere": "sent to another place", "broke_down": "a carrier that broke down",
    "stranger": "a stranger at the door", "released_in_error": "released in error", "blows": "blows",
    "not_written_back": "back, and nobody wrote it", "overheld": "freed by a court and held",
    "escape_not_reported": "an escape nobody reported", "request_not_answered": "a request nobody answered",
    "freed_and_let_go": "freed by a court and let go", "seal_broken": "a seal found broken",
    "bags_kept_back": "bags that stay behind", "medicine_missing": "medicine that was not there",
    "dose_missed": "a dose nobody could give", "sheet_doubt_open": "a doubted sheet nobody amended",
    "watch_not_renewed": "a watch nobody renewed", "complaint_late": "a complaint nobody answered",
    "child_found": "children found among adults", "list_not_acknowledged": "lists nobody acknowledged",
    "witness_kept": "a witness kept from a bus",
    "misread": "a number read wrong", "called_off": "an offer called off",
}  # fmt: skip
NOT_SAID: Final = "not said"


def requests_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """How far the lifts asked for came."""
    yield WORDS["requests"].format(**told)


def beds_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Each place with its lines, and whom its governor let come over them."""
    for one in told["places"]:
        certified = NOT_SAID if one["certified"] is None else f"{one['certified']:,}"
        yield WORDS["place"].format(**{**one, "certified": certified})
        yield WORDS["kept"].format(**one)
        if one["over_certified"]:
            yield WORDS["over"].format(**one)
    yield WORDS["let-pass"].format(**told)


def aboard_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What was done on rides, how hot it was, and what came too late."""
    yield WORDS["aboard"].format(**{**told, "given": _listed(told["given"])})
    if told["hottest"] is not None:
        yield WORDS["hottest"].format(**told)
    for one in told["late"]:
        yield WORDS["late"].format(**one)


def way_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Legs and points, who was turned away, who is not back."""
    yield WORDS["legs"].format(**told)
    yield WORDS["points"].format(points=_listed(told["points"]))
    yield WORDS["turned"].format(**told)
    yield WORDS["away"].format(**told)


def incidents_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Incidents by kind, and what stands without the other."""
    yield WORDS["incidents"].format(**{**told, "kinds": _listed(told["kinds"])})
    yield WORDS["alone"].format(**told)
    if told["strangers"]:
        yield WORDS["strangers"].format(**told)


def planted_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What was planted, and what the account shows of it."""
    yield WORDS["stopped"].format(**told)
    for name, one in told["things"].items():
        yield WORDS["planted"].format(name=PLANTED[name], **one)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "nothing"
