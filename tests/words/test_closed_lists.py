"""Every code of every closed list is said in words somewhere, and every verb's list of reasons is one that is kept."""

from __future__ import annotations

import pytest

from musterbook.custody.reasons import check_reason, reasons
from musterbook.evidence import releases
from musterbook.lift.requests import DECLINED
from musterbook.operation.deeds.choices import NOT_OF_A_LEG
from musterbook.operation.deeds.every import DEEDS
from musterbook.repatriation import choices, stages
from musterbook.store.postgres_sweeping import KEEPING, NO_RIGHT, SESSIONS, SLOTS
from musterbook.terms.errors import Malformed
from musterbook.words.catalogue import read_catalogue
from musterbook.words.deeds import choices as shown
from musterbook.words.deeds import field
from musterbook.words.languages import speaking
from musterbook.words.lines import code_words
from musterbook.words.page_words import EN
from musterbook.words.say import sentence

FAMILIES = {
    "cancel": "reason", "decline_request": "reason", "diverted": "reason", "locked_out": "reason", "lodged": "reason",
    "handover_refused": "reason", "handover_exception": "exception", "departed": "choice.outcome",
    "recovered": "choice.how", "move_kind": "move-kind", "carrier_kind": "carrier-kind",
    "place_kind": "beds.place-kind",
    "property": "property", "property_opened": "property", "property_kept": "property", "treated": "treated",
    "unfit": "unfit", "welfare": "welfare", "welfare.outcome": "welfare.outcome", "incident": "incident",
    "incident.fault": "incident.fault", "incident.stages": "incident.stage", "keep_apart.reach": "reach",
    "keep_apart.reasons": "apart-reason", "hold_ground": "chip",
}  # fmt: skip
"""Closed list of `reasons.toml` → the keys under which its codes are said."""

NAMES = {
    "place",
    "bed",
    "custodian",
    "site",
    "at",
    "receiver",
    "giver",
    "to",
    "despite",
    "seal",
    "start",
    "other",
    "format_",
    "after",
}
"""Fields that offer names, which are shown as they are."""

ISOLATES = "\u2066\u2067\u2068\u2069"
"""Signs around what falls back to English where lines run from the right; without them it is the English word."""

OTHERS = {
    "return.stage": tuple(stages.STAGES), "return.country-stage": stages.COUNTRY_STAGES,
    "return.track": choices.TRACKS, "return.channel": choices.CHANNELS, "return.letter": choices.LETTERS,
    "dossier.stage": releases.STAGES, "chip": tuple(read_catalogue("en").codes["ground"]),
    "swept": (*KEEPING, SLOTS, SESSIONS, NO_RIGHT),
}  # fmt: skip
"""The same for lists that stand in other rooms."""


@pytest.mark.parametrize("of", FAMILIES)
def test_every_code_of_a_closed_list_is_said_in_words(of: str) -> None:
    codes = reasons()[of] - {"other"}

    assert [code for code in sorted(codes) if f"{FAMILIES[of]}.{code}" not in EN] == []
    assert code_words(FAMILIES[of], "other") == "other"


@pytest.mark.parametrize("family", OTHERS)
def test_every_stage_and_track_is_said_in_words(family: str) -> None:
    assert [code for code in OTHERS[family] if f"{family}.{code}" not in EN] == []


@pytest.mark.parametrize(("language", "borrowed"), [("ar", set()), ("ckb", set()), ("kmr", {"interpol"})])
def test_every_choice_of_every_form_is_said_in_every_language(language: str, borrowed: set[str]) -> None:
    theirs = _shown(language)

    assert {where[2] for where, said in _shown("en").items() if theirs[where] == said} == borrowed


@pytest.mark.parametrize("language", ["ar", "ckb", "kmr"])
def test_why_a_leg_is_not_run_is_said_in_every_language(language: str) -> None:
    with speaking(language):
        said = [one.said for one in shown("cancel-leg", "reason", {*reasons()["cancel"], DECLINED} - NOT_OF_A_LEG)]

    assert [one for one in said if any(sign in one for sign in ISOLATES) or one == DECLINED] == []


def test_no_closed_list_is_said_to_be_sealed() -> None:
    """What is chosen from a list stands in the book for everyone who reads it; only what is typed is sealed."""
    lists = [(deed.name, name) for deed in DEEDS.values() for name in deed.lists if name not in NAMES]

    assert [one for one in lists if "sealed" in field(*one)[1].lower()] == []


def _shown(language: str) -> dict[tuple[str, str, str], str]:
    with speaking(language):
        return {
            (deed.name, name, one.word): one.said.strip(ISOLATES)
            for deed in DEEDS.values()
            for name, of in deed.lists.items()
            if not callable(of) and name not in NAMES
            for one in shown(deed.name, name, reasons()[of] if isinstance(of, str) else of)
        }


def test_a_code_that_an_operation_adds_is_said_without_its_dashes() -> None:
    assert code_words("reason", "weather") == "weather"
    assert code_words("reason", "sand-storm_again") == "sand storm again"
    assert code_words("reason", "") == ""


@pytest.mark.parametrize("of", sorted(reasons()))
def test_a_wrong_code_is_answered_with_every_code_there_is(of: str) -> None:
    with pytest.raises(Malformed) as wrong:
        check_reason(of, "no-such-code")

    said = sentence(wrong.value)
    assert [code for code in reasons()[of] if code not in said] == []
    assert all(check_reason(of, code) == code for code in reasons()[of])
