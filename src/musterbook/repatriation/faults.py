"""What makes a fact of this room one that nobody should write, and that is read without effect where it was written.

A door asks `faults_of` before it writes; a reading asks `sound` of what lies in the book, because another copy may
have written it with other software. Casework.md sections 3 and 16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.repatriation import choices
from musterbook.repatriation import facts as said
from musterbook.terms.countries import COUNTRIES
from musterbook.terms.errors import Fault, Malformed

FACTORS_LEAST: Final = 2
"""Of so many different kinds an identity is confirmed at least."""

PEOPLE_MOST: Final = 10_000_000
COUNTS: Final = ("men", "women", "boys", "girls", "unknown")

_WORDS: Final[Mapping[type[Fact], Mapping[str, tuple[str, ...]]]] = {
    said.CaseOpened: {"track": choices.TRACKS},
    said.ContactCleared: {"consent": choices.CONSENTS},
    said.Notified: {"channel": choices.CHANNELS, "letter_kind": choices.LETTERS},
    said.CountryAnswered: {"answer": choices.ANSWERS},
    said.ConditionSet: {"set_by": choices.SETTERS, "kind_of": choices.CONDITIONS},
    said.ConditionMet: {"how": choices.MEETINGS},
    said.HostFreed: {"because": choices.FREED},
    said.BasisSet: {"kind_of": choices.BASES},
    said.RightsAssessed: {"outcome": choices.RISKS, "needs": choices.ASSURANCES},
    said.Assured: {"kind_of": choices.ASSURANCES},
    said.PapersIssued: {"kind_of": choices.PAPERS},
    said.OutcomeReported: {"outcome": choices.OUTCOMES, "source": choices.SOURCES},
    said.CaseClosed: {"because": choices.CLOSINGS},
    said.CaseWithdrawn: {"because": choices.WITHDRAWALS},
    said.CountryDescribed: {"channel": ("", *choices.CHANNELS), "policy": choices.POLICIES},
    said.FigureImported: {"measure": choices.MEASURES},
}
_NEEDED: Final[Mapping[type[Fact], tuple[str, ...]]] = {
    said.CaseOpened: ("case", "person"),
    said.ContactCleared: ("reviewer",),
    said.ConditionSet: ("condition",),
    said.ConditionMet: ("condition", "by"),
    said.HostHeld: ("authority",),
    said.Scheduled: ("escort",),
    said.FigureImported: ("source",),
}


def faults_of(fact: Fact) -> tuple[Fault, ...]:
    """Everything wrong with a fact that somebody means to write; nothing for facts of other rooms."""
    return tuple(_faults(fact))


def check(fact: Fact) -> None:
    """Malformed, with every fault, when nobody should write this."""
    found = faults_of(fact)
    if found:
        raise Malformed.of(found)


def sound(entry: Entry) -> bool:
    """Whether what an entry says can be so; what is not so has no effect in any reading of this room."""
    return next(_faults(entry.fact), None) is None


def _faults(fact: Fact) -> Iterator[Fault]:
    for field in _NEEDED.get(type(fact), ()):
        if not getattr(fact, field):
            yield Fault("case.empty", column=field)
    for field, known in _WORDS.get(type(fact), {}).items():
        value = getattr(fact, field)
        for word in sorted(value) if isinstance(value, frozenset) else (value,):
            if word not in known:
                values = {"typed": str(word)[:40], "known": ", ".join(one for one in known if one)}
                yield Fault("case.unknown-choice", column=field, values=values)
    country = getattr(fact, "country", None)
    of_all = isinstance(fact, said.FigureImported) and country == ""
    if isinstance(country, str) and country not in COUNTRIES and not of_all:
        yield Fault("country.unknown", column="country", values={"typed": country[:20]})
    own = _OWN.get(type(fact))
    if own is not None:
        yield from own(fact)


def _of_shares(fact: said.NationalityAssessed) -> Iterator[Fault]:
    """Weights above 0 and up to 1, each country once, 1 at most together: what is left is unknown."""
    weights = []
    for share in fact.shares:
        if share.country not in COUNTRIES:
            yield Fault("country.unknown", column="shares", values={"typed": share.country[:20]})
        weight = _number(share.weight)
        if weight is None or not 0 < weight <= 1:
            yield Fault("case.weight", column="shares", values={"country": share.country, "typed": share.weight[:20]})
        else:
            weights.append(weight)
    if sum(weights) > 1:
        yield Fault("case.weights-over-one", column="shares", values={"sum": str(sum(weights))})
    if len({share.country for share in fact.shares}) < len(fact.shares):
        yield Fault("case.country-twice", column="shares")


def _of_factors(fact: said.IdentityConfirmed) -> Iterator[Fault]:
    kinds = {factor.kind_of for factor in fact.factors}
    for strange in sorted(kinds - set(choices.FACTORS)):
        values = {"typed": strange[:40], "known": ", ".join(choices.FACTORS)}
        yield Fault("case.unknown-choice", column="factors", values=values)
    if len(kinds) < FACTORS_LEAST:
        yield Fault("case.two-factors", column="factors", values={"found": len(kinds), "needed": FACTORS_LEAST})


def _of_answer(fact: said.CountryAnswered) -> Iterator[Fault]:
    if fact.until is not None and fact.until <= fact.dated:
        yield Fault("case.ends-before-it-begins", column="until")
    if fact.answer == "conditional" and fact.conditions is None:
        yield Fault("case.empty", column="conditions")


def _of_contact(fact: said.ContactCleared) -> Iterator[Fault]:
    """Consent of somebody nobody asked is none."""
    if fact.consent == "yes" and not fact.consulted_person:
        yield Fault("case.consent-unasked", column="consulted_person")


def _of_outcome(fact: said.OutcomeReported) -> Iterator[Fault]:
    if fact.at_days not in choices.AT_DAYS:
        known = ", ".join(map(str, choices.AT_DAYS))
        yield Fault("case.unknown-choice", column="at_days", values={"typed": str(fact.at_days), "known": known})


def _of_figure(fact: said.FigureImported) -> Iterator[Fault]:
    for name in (*COUNTS, "total"):
        count = getattr(fact, name)
        if count is not None and not 0 <= count <= PEOPLE_MOST:
            yield Fault("case.count", column=name, values={"typed": str(count)[:20]})


def _of_description(fact: said.CountryDescribed) -> Iterator[Fault]:
    if fact.quota is not None and not 0 <= fact.quota <= PEOPLE_MOST:
        yield Fault("case.count", column="quota", values={"typed": str(fact.quota)[:20]})


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_OWN: Final[Mapping[type[Fact], Callable[[Any], Iterator[Fault]]]] = {
    said.NationalityAssessed: _of_shares,
    said.IdentityConfirmed: _of_factors,
    said.CountryAnswered: _of_answer,
    said.ContactCleared: _of_contact,
    said.OutcomeReported: _of_outcome,
    said.FigureImported: _of_figure,
    said.CountryDescribed: _of_description,
}
