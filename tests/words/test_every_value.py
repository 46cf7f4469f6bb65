"""Where a rule is said with its values written out, its sentence gets each it asks for, and none that may be none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from musterbook.words.catalogue import read_catalogue
from musterbook.words.sentences import Counted, Sentence, named_values, texts
from tests.words.rules_said import RULE, SOURCE
from tests.words.test_every_rule import FROM_THE_THING

ENGLISH = read_catalogue("en")
SAID = ("Objection", "Fault", "because")
FROM_BESIDE = FROM_THE_THING | {"way", "person", "file", "row", "column"}
"""Values that stand beside those written out: whom it is about, and where."""
Site = tuple[str, str, frozenset[str], frozenset[str]]


@cache
def sites() -> tuple[Site, ...]:
    """Every place that says a rule with values written out: where, the rule, its values, those that may be none."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in text for name in SAID):
            continue  # reading every file as a tree is seconds of every worker's start
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call):
                found += list(_site(path, call))
    return tuple(found)


def _site(path: Path, call: ast.Call) -> Iterator[Site]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    rule = call.args[0] if call.args else None
    if name not in SAID or not (isinstance(rule, ast.Constant) and isinstance(rule.value, str)):
        return
    if not RULE.fullmatch(rule.value) or rule.value not in ENGLISH.sentences:
        return
    pairs = _pairs(call, name)
    if pairs is not None:
        none = frozenset(key for key, value in pairs.items() if _may_be_none(value))
        yield f"{path.relative_to(SOURCE)}:{call.lineno}", rule.value, frozenset(pairs), none


def _pairs(call: ast.Call, name: str) -> dict[str, ast.expr] | None:
    """The values written out at a call; None where some come from elsewhere."""
    if name == "because":
        return (
            None
            if any(one.arg is None for one in call.keywords)
            else {one.arg or "": one.value for one in call.keywords}
        )
    given = next(
        (one.value for one in call.keywords if one.arg == "values"), call.args[2] if len(call.args) > 2 else None
    )
    if given is None:
        return {} if all(one.arg is not None for one in call.keywords) else None
    if not isinstance(given, ast.Dict):
        return None
    keys = [one.value if isinstance(one, ast.Constant) else None for one in given.keys]
    return None if None in keys else dict(zip(map(str, keys), given.values, strict=True))


def _may_be_none(value: ast.expr) -> bool:
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
        return _may_be_none(value.values[-1])
    if isinstance(value, ast.IfExp):
        return _may_be_none(value.body) or _may_be_none(value.orelse)
    return isinstance(value, ast.Constant) and value.value in (None, "")


def wanted(key: str) -> set[str]:
    """The values a rule's sentence cannot do without, whichever of its forms is said: those that stand in no [[…]]."""
    sentence: Sentence = ENGLISH.sentences[key]
    forms = [_without_optional(text) for _, text in texts(sentence, key)]
    always = set.intersection(*(named_values(text) for text in forms)) if forms else set()
    counts = {sentence.by} if isinstance(sentence, Counted) else set()
    return (always | counts) - FROM_BESIDE


def _without_optional(text: str) -> str:
    while "[[" in text:
        before, _, rest = text.partition("[[")
        text = before + rest.partition("]]")[2]
    return text


@pytest.mark.parametrize("site", sites(), ids=lambda site: f"{site[0]} {site[1]}")
def test_a_rule_said_here_carries_every_value_its_sentence_asks_for(site: Site) -> None:
    where, rule, given, none = site

    assert not wanted(rule) - given, f"{where}: {rule} is said without {sorted(wanted(rule) - given)}"
    assert not wanted(rule) & none, f"{where}: {rule} may lack {sorted(wanted(rule) & none)}"


def test_the_walk_finds_most_of_what_is_said() -> None:
    assert len(sites()) > 600
    assert wanted("rights.no-authority") == {"officer", "needed"}
