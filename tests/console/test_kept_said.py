"""What is kept for a person stands on his page in words, whatever code the book has for it and whoever reads."""

from __future__ import annotations

import re

import pytest

from musterbook.console.custody_rows import KeptLine
from musterbook.console.kept_said import kept_more, kept_said
from musterbook.custody.dues.authority import KINDS as AUTHORITIES
from musterbook.custody.sheets.questions import FLAGS
from musterbook.custody.sheets.warnings import kinds_of_warning
from musterbook.custody.sheets.watches import LEVELS
from musterbook.eligibility.fitness import MODES
from musterbook.words.languages import speaking

CODES = [
    *(("authority", one) for one in AUTHORITIES),
    *(("sheet", f"flag-{one}") for one in FLAGS),
    *(("warnings", one) for one in kinds_of_warning()),
    *(("warnings", f"watch-{one}") for one in LEVELS),
    *(("fitness", f"{said}-{one}") for one in MODES for said in ("mode", "fit", "unfit")),
]
LATIN = re.compile("[A-Za-z]{2}")


@pytest.mark.parametrize(("part", "what"), CODES)
def test_every_code_of_what_is_kept_is_said_in_arabic_and_sorani(part: str, what: str) -> None:
    for language in ("ar", "ckb"):
        with speaking(language):
            said = kept_said(part, KeptLine(what))

        assert said
        assert not LATIN.search(said), f"{what}: {said}"


def test_in_english_nobody_reads_a_code() -> None:
    assert kept_said("fitness", KeptLine("unfit-heli")) == "not known to be fit to fly by helicopter: ask health staff"
    assert kept_said("warnings", KeptLine("watch-hourly")) == "somebody looks after him: every hour"
    assert kept_said("authority", KeptLine("none")) == "there is none"


def test_the_seal_of_a_bag_stands_as_it_is_written_on_it_and_what_is_in_it_in_words() -> None:
    bag = KeptLine("P-01198", "money+papers")

    assert kept_said("property", bag) == "P-01198"
    assert kept_more("property", bag) == "money, papers"
    assert kept_more("property", KeptLine("returned", "thumb")) == "by his thumb"


def test_beside_a_line_codes_are_words_and_names_stay_names() -> None:
    assert kept_more("fitness", KeptLine("unfit-road", "recent-operation", tone="bad")) == "an operation not long ago"
    assert kept_more("notices", KeptLine("notice-due", "receiving-site karkh")) == "the receiving site karkh"
    assert kept_more("notices", KeptLine("notice-due", "protecting-list protecting body")) == (
        "the list for the protecting body"
    )
    assert kept_more("notices", KeptLine("notice-due", "protecting-body protecting body")) == kept_more(
        "notices", KeptLine("notice-due", "protecting-body")
    )
    assert kept_more("contests", KeptLine("contest-open", "age: I am 15")) == "his age: I am 15"
    assert kept_more("told", KeptLine("told-move", "karkh")) == "karkh"
    assert kept_more("told", KeptLine("receipt-given", "de")) == "German"
    with speaking("ar"):
        assert kept_more("told", KeptLine("receipt-given", "de")) == "الألمانية"
