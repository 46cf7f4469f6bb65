"""How names are read: particles, tags, kunya, articles, and what must not matter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.biometrics.names.reading import TOKENS_MAX, Name, read

MARKS = "\u064b\u064e\u0651\u0640\u200d"
NAMES = ("Youcef Bouzid", "عبد الرحمن جمال", "Абдулла Мухаммадов", "Şahin Çelik, Uğur", "al-Shishani, Abu Umar")


def parts(text: str) -> list[tuple[str, str, str]]:
    return [(token.spellings[0], token.article, token.tag) for token in read(text).tokens]


def heard(name: Name) -> tuple[object, ...]:
    return (
        tuple((token.spellings, token.arabic, token.article, token.tag) for token in name.tokens),
        name.kunya,
        name.flipped,
    )


def test_words_that_say_whose_son_are_not_names() -> None:
    assert parts("Zeid bin Huseyin ould Ali") == parts("Zeid Huseyin Ali")


def test_a_title_is_dropped_only_where_enough_is_left() -> None:
    assert len(read("Sheikh Ali Hasan").tokens) == 2
    assert len(read("Mulla Omar").tokens) == 2


def test_sayyid_in_front_is_a_title_and_said_is_a_name() -> None:
    assert len(read("Sayyid Ali Husayn").tokens) == 2
    assert len(read("Said Ali Husayn").tokens) == 3


def test_the_servant_of_is_read_as_whose_servant() -> None:
    together, apart, hyphened, arabic = map(parts, ("Abdulrahman", "Abd al Rahman", "ABD-AR-RAHMAN", "عبد الرحمن"))

    assert together == apart == hyphened == [("rAhmAn", "no", "abd")]
    assert arabic == [("rhmn", "no", "abd")]


@pytest.mark.parametrize("name", ["Abdullah", "Abd Allah", "Abdellah", "Abdulla", "عبد الله", "عبدالله", "Абдулла"])
def test_abdullah_is_one_token_however_it_is_written(name: str) -> None:
    assert parts(name) == [("lA", "no", "abd")]


@pytest.mark.parametrize("name", ["Nureddin", "Nur al-Din", "NURULDIN", "Nur ud-Din", "Nurettin"])
def test_of_the_faith_is_a_tag_on_the_word_before(name: str) -> None:
    assert parts(name) == [("nUr", "no", "din")]


def test_of_god_is_a_tag_on_the_word_before() -> None:
    assert parts("Nasrallah") == parts("Nasr Allah") == [("nAsr", "no", "llah")]
    assert parts("نصر الله") == parts("نصرالله") == [("nsr", "no", "llah")]


def test_a_kunya_is_noted_and_abu_bakr_is_a_name() -> None:
    assert read("Abu Umar al-Tajriba").kunya
    assert not read("Abu Bakr al-Tajriba").kunya
    assert parts("Abubakr") == parts("أبو بكر") == [("bekr", "no", "abu")]


def test_a_joined_article_may_be_part_of_the_word() -> None:
    [token] = read("ANNUAIMI").tokens

    assert token.spellings == ("nUDmI", "AnUDmI")
    assert token.article == "maybe"
    assert [token.article for token in read("el Kourdi, الكردي").tokens] == ["yes", "yes"]


def test_a_comma_says_that_the_family_came_first() -> None:
    assert parts("al-Wahmi, Umar Said") == parts("Umar Said al-Wahmi")
    assert read("al-Wahmi, Umar").flipped
    assert not read("al-Wahmi Umar,").flipped


def test_each_word_is_read_in_its_script() -> None:
    assert [token.arabic for token in read("Umar عمر Умар").tokens] == [False, True, False]


@pytest.mark.parametrize("name", ["", "  ", "李明", "123", "—", "গণেশ"])
def test_what_cannot_be_read_has_no_tokens(name: str) -> None:
    assert read(name).tokens == ()


def test_letters_of_neighbouring_languages_do_not_cut_words() -> None:
    assert len(read("Ғулом Қодиров").tokens) == 2
    assert len(read("کوردستان ئازاد").tokens) == 2
    assert len(read("ڕێبوار").tokens) == 1


def test_a_name_without_end_is_cut_and_says_so() -> None:
    name = read("Umar " * (TOKENS_MAX + 1))

    assert name.cut
    assert len(name.tokens) == TOKENS_MAX


@pytest.mark.parametrize("text", NAMES)
def test_how_letters_are_composed_does_not_matter(text: str) -> None:
    assert heard(read(unicodedata.normalize("NFD", text))) == heard(read(unicodedata.normalize("NFC", text)))


@pytest.mark.parametrize("text", NAMES)
def test_case_does_not_matter(text: str) -> None:
    assert heard(read(text.upper())) == heard(read(text)) == heard(read(text.lower()))


@given(st.integers(1, 14), st.sampled_from(MARKS))
def test_marks_and_stretching_do_not_matter(at: int, mark: str) -> None:
    text = "عبد الرحمن جمال يوسف"

    assert heard(read(text[:at] + mark + text[at:])) == heard(read(text))


@given(st.text(max_size=60))
def test_every_text_can_be_read(text: str) -> None:
    name = read(text)

    assert all(spelling for token in name.tokens for spelling in token.spellings)
