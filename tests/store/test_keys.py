"""Keys at rest: closed under a pass-phrase, bound to their file, on paper and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import canonical, read_canonical
from musterbook.store.key_papers import key_of, key_qr_svg, letters_of, words_of
from musterbook.store.keys import (
    EXERCISE_PASS_PHRASE,
    exercise_key,
    exercise_noise,
    new_private,
    opened,
    public_of,
    read_key_file,
    sign_with,
    write_key,
)
from musterbook.terms.errors import Malformed, MusterbookError, Refused

pytestmark = pytest.mark.of_no_store(because="keys lie in files of their own")

KEYS = st.binary(min_size=32, max_size=32)


def exercise_file(folder: Path) -> Path:
    path = folder / "k.officer.key"
    private = exercise_key(7, "officer", "k.officer")
    write_key(
        path, private, purpose="officer", name="k.officer", pass_phrase=EXERCISE_PASS_PHRASE, exercise=True,
        noise=exercise_noise(7, "keys"),
    )  # fmt: skip
    return path


def test_a_key_signs_only_under_its_pass_phrase(tmp_path: Path) -> None:
    path = tmp_path / "officer.key"
    private = new_private()
    write_key(path, private, purpose="officer", name="k.officer", pass_phrase="a long sentence of her own")

    signature = sign_with(path, "a long sentence of her own", b"what is signed")

    Ed25519PrivateKey.from_private_bytes(private).public_key().verify(signature, b"what is signed")
    assert read_key_file(path).cost.memory_kib == 65_536
    assert read_key_file(path).public == public_of(private, "officer").hex()
    assert not read_key_file(path).exercise
    with pytest.raises(Refused, match=r"key\.pass-phrase"):
        sign_with(path, "a guess", b"what is signed")


def test_only_the_owner_may_read_the_file_and_none_is_written_over(tmp_path: Path) -> None:
    path = exercise_file(tmp_path)

    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match=r"key\.file-exists"):
        exercise_file(tmp_path)


def test_the_private_bytes_are_wiped_when_the_key_is_closed(tmp_path: Path) -> None:
    with opened(exercise_file(tmp_path), EXERCISE_PASS_PHRASE) as private:
        assert bytes(private) == exercise_key(7, "officer", "k.officer")

    assert bytes(private) == bytes(32)


@pytest.mark.parametrize("field", ["name", "purpose", "public", "exercise"])
def test_what_a_file_says_of_its_key_cannot_be_swapped(tmp_path: Path, field: str) -> None:
    path = exercise_file(tmp_path)
    said = read_canonical(path.read_bytes())
    said[field] = {"name": "m.other", "purpose": "log", "public": "ab" * 32, "exercise": False}[field]
    path.write_bytes(canonical(said))

    with pytest.raises(Refused, match=r"key\.pass-phrase"):
        sign_with(path, EXERCISE_PASS_PHRASE, b"x")


def test_no_changed_byte_of_a_key_file_opens_or_breaks_anything_else(tmp_path: Path) -> None:
    path = exercise_file(tmp_path)
    whole = path.read_bytes()

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :])
        with pytest.raises(MusterbookError):
            sign_with(path, EXERCISE_PASS_PHRASE, b"x")


def test_a_planted_file_cannot_ask_for_all_the_memory(tmp_path: Path) -> None:
    path = exercise_file(tmp_path)
    said = read_canonical(path.read_bytes())
    said["cost"]["memory_kib"] = 2**40
    path.write_bytes(canonical(said))

    with pytest.raises(Malformed, match=r"key\.fields"):
        read_key_file(path)


def test_exercise_keys_repeat_with_the_seed_and_differ_by_name_and_purpose() -> None:
    keys = {
        exercise_key(seed, purpose, name) for seed in (1, 2) for purpose in ("officer", "log") for name in ("a", "b")
    }

    assert len(keys) == 8
    assert exercise_key(1, "officer", "a") in keys


def test_exercise_noise_repeats_with_the_seed_and_never_within_itself() -> None:
    one, again, other = exercise_noise(1, "salts"), exercise_noise(1, "salts"), exercise_noise(2, "salts")

    drawn = [one(16) for _ in range(50)]

    assert drawn == [again(16) for _ in range(50)]
    assert len({*drawn, other(16)}) == 51


@given(key=KEYS)
@settings(deadline=None)
def test_a_key_read_from_paper_is_the_key(key: bytes) -> None:
    assert key_of(letters_of(key)) == key
    assert key_of(" ".join(words_of(key)).lower()) == key


@given(key=KEYS, place=st.integers(0, 70), letter=st.sampled_from("ACEFHJKMNPRTUVWXY"))
@settings(deadline=None)
def test_a_letter_misheard_is_noticed(key: bytes, place: int, letter: str) -> None:
    letters = list(letters_of(key).replace(" ", ""))
    if letters[place] == letter:
        return
    letters[place] = letter

    with pytest.raises(Malformed):
        key_of("".join(letters))


def test_letters_that_are_too_few_or_strange_are_malformed() -> None:
    for text in ("", "KHAFR", "Q" * 71, "A " * 200):
        with pytest.raises(Malformed):
            key_of(text)


def test_a_key_is_drawn_for_paper_without_any_address() -> None:
    drawing = key_qr_svg(bytes(range(32)))

    assert drawing.startswith("<svg")
    assert re.search(r"<path[^>]* d=", drawing)
