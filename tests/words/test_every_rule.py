"""The source is walked: every rule has a sentence, every sentence a rule, and each asks only for values it is given."""

from __future__ import annotations

import pytest

from musterbook.ledger.facts import kinds
from musterbook.rights.roles import ROLES
from musterbook.words.catalogue import read_catalogue
from musterbook.words.page_words import EN
from musterbook.words.sentences import Choice, Counted, Sentence, lists_used, named_values, texts
from musterbook.words.written import GROUPS, rules_by_group
from tests.words.rules_said import names_in, said

ENGLISH = read_catalogue("en")
MADE_AT_THE_DOOR = ("place.", "error.")
"""Sentences that no rule calls for: words/say.py itself does."""

FROM_THE_THING = {"owner", "other", "part", "at", "by", "kind", "minutes", "apart", "people", "seq", "have", "found"}
"""Values that words/say.py takes from the fields of what it is given."""


def _sentences() -> list[tuple[str, Sentence]]:
    return [(key, one) for key, one in ENGLISH.sentences.items() if not key.startswith(MADE_AT_THE_DOOR)]


def test_every_rule_in_the_source_has_a_sentence() -> None:
    lacking = sorted(key for key in said() if key not in ENGLISH.sentences and key not in EN)

    assert not lacking, f"write a sentence in words/english for: {', '.join(lacking)}"


def test_no_sentence_has_outlived_its_rule() -> None:
    idle = sorted(key for key, _ in _sentences() if key not in said())

    assert not idle, f"nothing says these any more: {', '.join(idle)}"


def test_the_walk_finds_rules_of_every_way_of_saying_them() -> None:
    found = said()

    assert {"eligibility.hold", "date.ambiguous", "store.disk-full", "frame.other-size", "handover.unknown"} <= set(
        found
    )
    assert {"standing.replayed", "standing.bad-signature", "standing.after-close", "flagged.before-its-parent"} <= set(
        found
    )
    assert {f"finding.R{number}" for number in range(1, 21)} <= set(found)
    assert {"found.two-hands", "lift.no-beds", "lift.stuck-at-hub", "coordination.agreement"} <= set(found)
    assert "custody.offered" not in found, "a kind of fact is no rule"
    assert "people.csv" not in found, "a file is no rule"


def test_a_rule_has_one_sentence_and_stands_in_one_group() -> None:
    groups = rules_by_group()

    counted = sum(len(groups[group]) for group in GROUPS)

    assert counted == len(ENGLISH.sentences)


@pytest.mark.parametrize(("key", "sentence"), _sentences(), ids=[key for key, _ in _sentences()])
def test_a_sentence_asks_only_for_values_its_rule_carries(key: str, sentence: Sentence) -> None:
    files = said().get(key, frozenset())
    rooms = {path.parent for path in files}
    given = frozenset().union(*(names_in(path) for room in rooms for path in room.glob("*.py"))) | FROM_THE_THING

    asked = {name for _, text in texts(sentence, key) for name in named_values(text)} | _chosen_by(sentence)

    assert asked - {"way"} <= given


@pytest.mark.parametrize(("key", "sentence"), ENGLISH.sentences.items(), ids=list(ENGLISH.sentences))
def test_every_sentence_is_whole_and_looks_only_into_lists_there_are(key: str, sentence: Sentence) -> None:
    assert not _lacking_other(sentence)
    for _, text in texts(sentence, key):
        assert lists_used(text) <= set(ENGLISH.codes)
        assert text.count("[[") == text.count("]]")
        assert text.count("{") == text.count("}") == text.count("{") + text.count("{{")
        assert not text.endswith("."), "the rule in brackets ends the sentence"
        assert "  " not in text


def test_every_kind_of_fact_and_every_role_has_words() -> None:
    assert set(kinds()) - set(ENGLISH.codes["kind"]) == {kind for kind in kinds() if kind.startswith("test")}
    assert set(ROLES) <= set(ENGLISH.codes["role"])


def _chosen_by(sentence: Sentence) -> set[str]:
    match sentence:
        case Counted(by=by):
            return {by}
        case Choice(by=by, forms=forms):
            return {by}.union(*(_chosen_by(one) for one in forms.values()))
    return set()


def _lacking_other(sentence: Sentence) -> bool:
    match sentence:
        case Counted(forms=forms):
            return not {"one", "other"} <= set(forms)
        case Choice(forms=forms):
            return "other" not in forms or any(_lacking_other(one) for one in forms.values())
    return False
