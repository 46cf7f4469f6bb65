"""Closed lists."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from musterbook.custody.reasons import check_reason, reasons
from musterbook.terms.errors import Malformed

SHARED_REASONS = Path(__file__).parents[2] / "../shared/data/custody/reasons.toml"


def test_a_word_of_the_list_is_accepted_and_any_other_malformed() -> None:
    assert check_reason("handover_refused", "no_space") == "no_space"
    assert check_reason("cancel", "sandstorm", more=["sandstorm"]) == "sandstorm"
    with pytest.raises(Malformed):
        check_reason("handover_refused", "because")


def test_lists_inside_lists_have_a_name_of_their_own() -> None:
    lists = reasons()

    assert lists["keep_apart.reach"] >= {"cell", "site"}
    assert lists["departed.papers"] == lists["departed"]
    assert "CSU" in lists["bed_kind.not_counted"]


@pytest.mark.skipif(not SHARED_REASONS.exists(), reason="the lists everyone shares are not on this machine")
def test_no_word_of_the_shared_lists_was_dropped() -> None:
    shared = tomllib.loads(SHARED_REASONS.read_text(encoding="utf-8"))
    here = tomllib.loads(resources.files("musterbook.custody").joinpath("reasons.toml").read_text(encoding="utf-8"))

    lists = {(name, key): words for name, table in shared.items() if name != "version" for key, words in table.items()}
    dropped = {place for place, words in lists.items() if not set(words) <= set(here[place[0]][place[1]])}

    assert not dropped
