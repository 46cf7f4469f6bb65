"""The posting rules, told as stories; and that no rule could be left out unseen."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from musterbook.custody.posting import RULES, Rule, Rules
from musterbook.custody.recount import Recount
from musterbook.ledger.facts import Fact
from tests.custody.stories import STORIES, doubts, read

EACH_RULE = [(fact, rule) for fact, rules in RULES.items() for rule in rules]


@pytest.mark.parametrize("name", STORIES)
def test_each_story_ends_as_told(name: str) -> None:
    story = STORIES[name]

    roll = read(story.text)

    assert dict(roll.where) == story.where
    assert doubts(roll) == sorted(story.open)
    roll.check_invariants()
    assert Recount.of(roll.lines).differs_from(roll.counts) == {}


@pytest.mark.parametrize(("fact", "rule"), EACH_RULE, ids=[getattr(rule, "__name__", "") for _, rule in EACH_RULE])
def test_without_any_one_rule_some_story_ends_otherwise(fact: type[Fact], rule: Rule) -> None:
    left = tuple(one for one in RULES[fact] if one is not rule)
    mutilated = MappingProxyType({**RULES, fact: left})

    changed = [name for name in STORIES if _ends_otherwise(name, mutilated)]

    assert changed


def _ends_otherwise(name: str, rules: Rules) -> bool:
    story = STORIES[name]
    roll = read(story.text, rules=rules)
    return dict(roll.where) != story.where or doubts(roll) != sorted(story.open)
