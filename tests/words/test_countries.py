"""Countries are named in every language, their code second; what is no country stays as it is written."""

from __future__ import annotations

import pytest

from musterbook.eligibility.gates import GATES
from musterbook.words.countries import country, country_said
from musterbook.words.languages import LANGUAGES, speaking
from musterbook.words.on_papers import gate_said

HOME = ("SYR", "IRQ", "TUN", "MAR", "EGY", "TUR", "RUS", "UZB", "KAZ", "FRA", "DEU", "GBR", "SWE", "XKX")


def test_a_country_is_said_by_name_and_then_by_code() -> None:
    assert country_said("TUN") == "Tunisia (TUN)"
    with speaking("ar"):
        assert country_said("TUN") == "\u2068تونس\u2069 (\u2068TUN\u2069)"
    with speaking("kmr"):
        assert country_said("TUN") == "Tûnis (TUN)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_countries_of_those_who_are_held(language: str) -> None:
    assert [code for code in HOME if not country(code, language)] == []


def test_what_is_no_country_stays_as_it_is_written() -> None:
    assert [country_said(one) for one in ("ZZZ", "tn", "", "TUN<b>")] == ["ZZZ", "tn", "", "TUN<b>"]
    assert country_said("unknown") == "not known"
    assert country_said("XX-ARAB") == "other Arab"


def test_every_gate_is_said_in_words() -> None:
    assert [rule for rule in GATES if gate_said(rule) == rule] == []
