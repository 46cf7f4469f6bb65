"""Entries byte for byte: the canonical profile against RFC 8785, digests, what is refused, and flipped bits."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.entry import (
    NO_DIGEST,
    Act,
    Entry,
    canonical,
    digest_of,
    entry_from,
    new_act_id,
    read_canonical,
    read_entry,
    read_entry_stored,
)
from musterbook.ledger.notation import told
from musterbook.ledger.signing import public_of, sign_act, signature_holds
from musterbook.terms.errors import Malformed, Tampered
from tests.ledger.making import MOMENTS, acts_strategy, entries_of
from tests.ledger.vectors import BOTH, key_of, vectors

OFFICER = key_of("an officer")
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'), min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def a_signed_entry() -> Entry:
    act = told("06:00 karkh custody.mustered muster=M1 present=D-0001,D-0002 place='cell-4'")[0].act
    signature = sign_act(act, log="a" * 64, officer="k.officer", role="counting-officer", key=OFFICER)
    return entry_from(act, log="a" * 64, seq=7, prev=told("06:00 a custody.mustered")[0].digest, signed=[signature])


@given(value=st.dictionaries(KEYS, VALUES, max_size=5))
def test_the_encoder_is_rfc_8785_on_the_profile(value: dict[str, Any]) -> None:
    try:
        body = canonical(value)
    except Malformed as malformed:
        assert {fault.rule for fault in malformed.faults} == {"canonical.depth"}  # noqa: PT017  the only rule left
        return

    assert body == rfc8785.dumps(value)
    assert read_canonical(body) == value


@BOTH
def test_good_and_bad_bytes_are_told_apart_as_in_the_vectors(name: str) -> None:
    said = vectors(name)

    for good in said["canonical_good"]:
        assert canonical(read_canonical(bytes.fromhex(good))).hex() == good
    for bad in said["canonical_bad"]:
        with pytest.raises(Malformed):
            read_canonical(bytes.fromhex(bad["bytes"]))


@BOTH
def test_entries_and_digests_are_those_of_the_vectors(name: str) -> None:
    said = vectors(name)

    entries = [read_entry(text.encode()) for text in said["entries_text"]]

    assert [entry.digest for entry in entries] == said["digests"]
    assert [entry.prev for entry in entries] == [NO_DIGEST, *said["digests"][:2]]
    for entry in entries:
        again = entry_from(entry.act, log=entry.log, seq=entry.seq, prev=entry.prev, signed=entry.signed)
        assert again == entry


@given(acts=st.lists(acts_strategy(), min_size=1, max_size=3))
def test_an_entry_is_read_back_as_it_was_written(acts: list[Act]) -> None:
    for entry in entries_of(acts):
        assert read_entry(entry.body) == entry
        assert read_entry_stored(entry.body) == entry
        assert read_entry_stored(entry.body, entry.digest) == entry


def test_every_flipped_bit_of_an_entry_is_noticed() -> None:
    entry = a_signed_entry()
    (signature,) = entry.signed
    assert signature_holds(entry, signature, public_of(OFFICER))

    for place in range(len(entry.body) * 8):
        body = bytearray(entry.body)
        body[place // 8] ^= 1 << place % 8
        assert digest_of(bytes(body)) != entry.digest
        try:
            flipped = read_entry(bytes(body))
        except Malformed:
            continue
        assert flipped.digest != entry.digest
        # Beside the place in the log, which prev and checkpoint protect, everything is under the signature.
        same_act = (flipped.act, flipped.log) == (entry.act, entry.log)
        (other,) = flipped.signed
        assert same_act or not signature_holds(flipped, other, public_of(OFFICER))


@given(body=st.binary(max_size=200) | st.dictionaries(KEYS, VALUES, max_size=5).map(rfc8785.dumps))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_entry(body)


@pytest.mark.parametrize("field", ["after", "by", "fact", "form", "happened_at", "id", "kind", "register", "via"])
@given(value=VALUES)
def test_no_value_of_a_field_breaks_the_reader(field: str, value: object) -> None:
    said = read_canonical(a_signed_entry().body)
    said["act"][field] = value

    try:
        entry = read_entry(canonical(said))
    except Malformed:
        return

    assert read_canonical(entry.body)["act"][field] == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2), ("v", True), ("seq", -1), ("seq", True), ("log", "A" * 64), ("prev", "0" * 63), ("signed", {}),
        ("signed", [{"alg": "ed25519"}]), ("signed", None), ("more", 1),
    ],
)  # fmt: skip
def test_an_entry_with_another_field_is_malformed(field: str, value: object) -> None:
    said = read_canonical(a_signed_entry().body) | {field: value}

    with pytest.raises(Malformed):
        read_entry(canonical(said))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("after", ["b" * 64, "a" * 64]), ("after", ["a" * 64, "a" * 64]), ("by", ""), ("form", 0), ("via", "radio"),
        ("happened_at", "2026-01-21T06:00:00Z"), ("written_at", "2026-01-21T06:00:00-00:00"), ("id", "0" * 36),
        ("register", [0]), ("register", [True, "a" * 64]), ("kind", 3),
    ],
)  # fmt: skip
def test_an_act_with_another_field_is_malformed(field: str, value: object) -> None:
    said = read_canonical(a_signed_entry().body)
    said["act"][field] = value

    with pytest.raises(Malformed):
        read_entry(canonical(said))


def test_an_entry_larger_than_256_kibibytes_is_malformed() -> None:
    (entry,) = told("06:00 karkh custody.mustered muster=M1")
    people = ",".join(f"D-{number:06}" for number in range(30_000))

    with pytest.raises(Malformed, match=r"entry\.too-large"):
        told(f"06:00 karkh custody.mustered muster=M1 present={people}")
    with pytest.raises(Malformed, match=r"canonical\.too-large"):
        read_canonical(entry.body + b" " * 256 * 1024)


def test_stored_bytes_that_are_no_entry_any_more_are_tampered() -> None:
    with pytest.raises(Tampered):
        read_entry_stored(b"{}")


@given(moment=MOMENTS, random=st.binary(min_size=10, max_size=10))
def test_ids_sort_by_time(moment: Any, random: bytes) -> None:  # noqa: ANN401  drawn by Hypothesis
    made = new_act_id(moment, random)

    assert int(made.replace("-", "")[:12], 16) == int(moment.timestamp() * 1000)
    assert made[14] == "7"
    assert made[19] in "89ab"
