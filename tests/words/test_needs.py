"""Whose word a release waits for is said in words, and its letters stand beside it for whoever answers."""

from __future__ import annotations

import pytest

from musterbook.evidence.policies import NEEDS
from musterbook.terms.moves import Objection
from musterbook.words.languages import LANGUAGES, speaking
from musterbook.words.needs import need_said
from musterbook.words.say import sentence
from musterbook.words.scopes import clause_said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_is_said_with_its_letters(language: str) -> None:
    with speaking(language):
        said = {need: need_said(need) for need in (*NEEDS, "ORIG")}

    assert [need for need, text in said.items() if text == need or f"({need})" not in text] == []
    assert len(set(said.values())) == len(said)


def test_a_need_of_somebody_names_him_and_a_new_one_stays_as_it_is() -> None:
    assert need_said("FGI:GBR") == "the government that gave it, United Kingdom (GBR) (FGI)"
    assert need_said("OWNER:archive") == "its owner, archive"
    assert need_said("NEW-ONE") == "NEW-ONE"


def test_a_sentence_about_a_release_names_the_country_and_the_need() -> None:
    values = {"item": "IT-1", "country": "DEU", "code": "FDO", "who": "desk"}

    said = sentence(Objection("evidence.needs-approval", values=values))

    assert "IT-1: Germany (DEU) may have it once the foreign disclosure officer (FDO) has approved" in said
    assert "--grant FDO" in said


def test_a_scope_names_its_country() -> None:
    assert clause_said("nationality = DEU") == "the nationality is Germany (DEU)"
