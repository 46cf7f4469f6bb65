"""Say: turns an objection, a fault, a discrepancy, an entry that does not stand or an error into a sentence.

The person or the place first, then the fact, then what to do, then the rule in brackets:
`D-0002: may be a child; an age panel can lift this hold [eligibility.hold]`. Nothing here raises: a rule nobody has
written a sentence for is said with its values, and a missing value as `?`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from musterbook.terms.custodians import Account, custodian_of, part_of
from musterbook.terms.errors import Malformed, MusterbookError, Refused
from musterbook.terms.moves import Objection
from musterbook.words.catalogue import read_catalogue
from musterbook.words.languages import apart, capital, speaking, spoken
from musterbook.words.pages import has, in_a_row, words_of
from musterbook.words.sentences import Sentence
from musterbook.words.templates import MISSING, Values, filled

_RULE: Final = re.compile(r" \u2068?\[[^\[\]]*\]\u2069?$")


def sentence(thing: object, language: str = "") -> str:
    """The sentence for anything that carries a rule and values, or for an error; an error of many parts has many lines.

    Args:
        thing: an `Objection`, `Fault`, table `Notice`, `Found` or several `Together`, `NotStanding`, `Flagged`, lift
            `Finding` or `Unmoved`, `TurnedAway`, or any exception. Told apart by its fields: no room is loaded.
        language: en, ar, ckb or kmr; the one that is spoken now when it is left out.
    """
    if language not in ("", spoken()):
        with speaking(language):
            return sentence(thing)
    match thing:
        case Refused(objections=parts) if parts:
            return "\n".join(sentence(part) for part in parts)
        case Malformed(faults=faults) if faults:
            return "\n".join(sentence(fault) for fault in faults)
        case Objection():
            return _line(str(thing.person or ""), thing.rule, thing.rule, thing.values)
        case Exception() if not isinstance(thing, MusterbookError) or not hasattr(thing, "rule"):
            name = type(thing).__name__
            return _line("", "error.unexpected", name, {"name": name})
    return _by_its_fields(thing)


def without_rule(thing: object) -> str:
    """The same without the rule in brackets, for a place that shows the rule apart or not at all."""
    return _RULE.sub("", sentence(thing))


def known(rule: str) -> bool:
    """Whether somebody has written a sentence for this rule."""
    return _sentence_of(rule) is not None


def _by_its_fields(  # noqa: PLR0911  one line for each kind of thing
    thing: Any,  # noqa: ANN401  words loads no room, so its types have no names here
) -> str:
    """What carries a rule and values and is known by its other fields; `Any`, because words loads no room."""
    has, values = set(dir(thing)), dict(getattr(thing, "values", None) or {})
    if {"rule", "file", "row", "column"} <= has:
        return _line(_place(thing), thing.rule, thing.rule, values)
    if {"kind", "owner", "found"} <= has:
        return _together(thing)
    if {"kind", "owner"} <= has:
        about = {**values, "owner": thing.owner, "other": getattr(thing, "other", None)}
        person = getattr(thing, "person", None)
        return _line(str(person or thing.owner), f"found.{thing.kind}", thing.kind, about)
    if {"rule", "entry", "reason"} <= has:
        who = {"by": thing.entry.by, "kind": thing.entry.act.kind, **values}
        return _line(_said("place.entry", who), f"standing.{thing.rule}", thing.rule, who)
    if {"rule", "entry", "minutes"} <= has:
        who = {"by": thing.entry.by, "kind": thing.entry.act.kind, "minutes": thing.minutes}
        return _line(_said("place.entry", who), f"flagged.{thing.rule}", thing.rule, who)
    if {"rule", "where", "minute"} <= has:
        hour = getattr(thing, "hour", None) or thing.minute
        place = _said("place.plan", {"where": thing.where, "minute": hour})
        return _line(place, f"finding.{thing.rule}", thing.rule, values)
    if {"reason", "group", "heads"} <= has:
        place = _said("place.group", {"group": thing.group, "heads": thing.heads})
        return _line(place, thing.reason, thing.reason, values)
    rule = str(getattr(thing, "rule", None) or getattr(thing, "kind", None) or type(thing).__name__)
    told = {**{name: getattr(thing, name, None) for name in ("seq", "have")}, **values}
    return _line("", f"standing.{rule}" if "reason" in has else rule, rule, told)


def _together(thing: Any) -> str:  # noqa: ANN401  as above
    """Discrepancies of one kind, cause and owner: the people are counted, not listed."""
    first, people = thing.found[0], len({one.person for one in thing.found if one.person is not None})
    if people == 1 or not people:
        return sentence(first)
    about = {**first.values, "owner": first.owner, "other": first.other, "people": people}
    who = in_a_row((apart(str(thing.owner)), _said("place.people", about)))
    return _line(who, f"found.{thing.kind}", thing.kind, about)


def _line(who: str, key: str, rule: str, values: Values) -> str:
    """Who or where, what, and the rule. A rule nobody has written a sentence for is said with its values."""
    if _sentence_of(key) is None:
        said = ", ".join(f"{name}={value}" for name, value in values.items() if value is not None)
        return f"{who}: {said or '-'} [{rule}]" if who else f"{rule}: {said}".removesuffix(": ")
    text = _said(key, values)
    if not who and not any(text.startswith((str(value), apart(str(value)))) for value in values.values() if value):
        text = capital(text)  # but never a name or a file's
    return f"{apart(who)}: {text} {apart(f'[{rule}]')}" if who else f"{text} {apart(f'[{rule}]')}"


def _place(thing: Any) -> str:  # noqa: ANN401  as above
    """Where a fault stands: file, row and column, as far as they are known."""
    toml = (thing.file or "").endswith(".toml") or (not thing.file and thing.row is None)
    names = {"file": thing.file, "row": thing.row, "setting" if toml else "column": thing.column}
    return _said("place.fault", names).strip()


def _said(key: str, values: Values) -> str:
    catalogue = read_catalogue(spoken())
    return filled(_sentence_of(key) or MISSING, _derived(values), codes=catalogue.codes, plural=catalogue.plural)


def _sentence_of(key: str) -> Sentence | None:
    """What is written for a rule; a few rules of the console have their words among those of its pages."""
    return read_catalogue(spoken()).sentences.get(key) or (words_of(key) if has(key) else None)


def _derived(values: Values) -> Values:
    """With what sentences need beside the values: how far two counts are apart, an account in its two halves.

    And of the scope of an agreement, what must hold in words.
    """
    more: dict[str, object] = {}
    difference, account = values.get("difference"), values.get("account")
    if isinstance(difference, int):
        more |= {"apart": abs(difference), "way": "too-few" if difference < 0 else "too-many"}
    if isinstance(account, str) and account:
        custodian = custodian_of(Account(account))
        more |= {"part": part_of(Account(account)) or account, "at": custodian}
    if values.get("lack") == "scope" and values.get("clause"):
        from musterbook.words.scopes import clause_said  # noqa: PLC0415  the one room it needs, and seldom

        more["clause"] = clause_said(str(values["clause"]))
    return {**values, **more}
