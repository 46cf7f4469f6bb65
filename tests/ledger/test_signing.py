"""Signatures under acts, checkpoints and cosignatures: as the vectors say, and refused for anything else."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.entry import NO_DIGEST, Act, Entry, Signature, act_json, entry_from, read_entry, signed_hash
from musterbook.ledger.notation import told
from musterbook.ledger.signing import (
    checkpoint_holds,
    cosignature_lines,
    head_of,
    key_id,
    make_checkpoint,
    make_cosignature,
    public_of,
    read_checkpoint,
    read_cosignature,
    sign_act,
    signature_holds,
)
from musterbook.ledger.tree import root_of
from musterbook.terms.errors import Malformed, Tampered
from tests.ledger.making import acts_strategy
from tests.ledger.vectors import BOTH, key_of, vectors

NODE, OTHER, OFFICER = key_of("a node"), key_of("another node"), key_of("an officer")
AT = datetime.fromisoformat("2026-01-21T20:11:10+03:00")


def signed(act: Act, *, role: str = "site-officer") -> Entry:
    signature = sign_act(act, log=public_of(NODE), officer="k.officer", role=role, key=OFFICER)
    return entry_from(act, log=public_of(NODE), seq=0, prev=NO_DIGEST, signed=[signature])


@BOTH
def test_acts_are_signed_as_in_the_vectors(name: str) -> None:
    said = vectors(name)
    officer = key_of(said["keys"]["officer"]["words"])

    for text, expected in zip(said["entries_text"], said["acts"], strict=True):
        entry = read_entry(text.encode())
        (signature,) = entry.signed
        told_hash = signed_hash(act_json(entry.act), log=entry.log, officer=signature.officer, role=signature.role)
        assert told_hash.hex() == expected["A"]
        assert signature_holds(entry, signature, said["keys"]["officer"]["public"])
        again = sign_act(entry.act, log=entry.log, officer=signature.officer, role=signature.role, key=officer)
        assert again == signature
        assert again.sig == expected["sig"]
    assert key_id(public_of(officer)) == said["keys"]["officer"]["key"]


@BOTH
def test_a_passkey_is_checked_without_the_network(name: str) -> None:
    said = vectors(name)
    entry = read_entry(said["entries_text"][2].encode())
    evidence, passkey = said["passkey_evidence"], said["keys"]["passkey"]
    point = f"04{passkey['x']}{passkey['y']}"
    shown = evidence["sig"], "webauthn-es256", evidence["auth"], evidence["client"]
    signature = Signature("k.officer", "site-officer", key_id(point), *shown)
    other_role = Signature("k.officer", "registrar", key_id(point), *shown)

    assert signature_holds(entry, signature, point, names=["elsewhere.lan", passkey["name"]])
    assert not signature_holds(entry, signature, point, names=["elsewhere.lan"])
    assert not signature_holds(entry, signature, point)
    assert not signature_holds(entry, other_role, point, names=[passkey["name"]])
    assert not signature_holds(read_entry(said["entries_text"][1].encode()), signature, point, names=[passkey["name"]])


@given(act=acts_strategy(), role=st.text(st.characters(exclude_categories=["Cs"]), max_size=9))
def test_what_is_checked_is_what_was_signed(act: Act, role: str) -> None:
    entry = signed(act, role=role)

    (signature,) = entry.signed

    assert signature_holds(entry, signature, public_of(OFFICER))
    assert not signature_holds(entry, signature, public_of(OTHER))


def test_a_role_cannot_be_swapped_under_a_signature() -> None:
    entry = signed(told("06:00 karkh custody.mustered present=")[0].act)
    (signature,) = entry.signed
    swapped = Signature(signature.officer, "registrar", signature.key, signature.sig)
    renamed = Signature("o.officer", signature.role, signature.key, signature.sig)

    assert not signature_holds(entry, swapped, public_of(OFFICER))
    assert not signature_holds(entry, renamed, public_of(OFFICER))


@given(sig=st.text(max_size=90), key=st.text(max_size=70), alg=st.sampled_from(["ed25519", "webauthn-es256", "rsa"]))
def test_no_invented_signature_holds_or_breaks_the_check(sig: str, key: str, alg: str) -> None:
    entry = signed(told("06:00 karkh custody.mustered present=")[0].act)
    invented = Signature("k.officer", "site-officer", "0" * 16, sig, alg, sig, sig)

    assert not signature_holds(entry, invented, key)
    assert not signature_holds(entry, invented, public_of(OFFICER))


@BOTH
def test_checkpoints_and_cosignatures_are_those_of_the_vectors(name: str) -> None:
    said = vectors(name)
    node, witness = (key_of(said["keys"][one]["words"]) for one in ("node 1", "node 2"))

    read = read_checkpoint(said["checkpoint_text"], log=public_of(node))
    made = make_checkpoint(
        node, operation=read.operation, size=read.size, root=read.root, at=read.at, register=read.register
    )
    cosigned = read_cosignature(said["cosignature_text"], read, witness=public_of(witness))

    assert (read.size, read.root) == (
        3,
        root_of(bytes.fromhex(one) for one in said["digests"]).hex(),
    )
    assert made.note == said["checkpoint_text"]
    assert checkpoint_holds(read)
    assert make_cosignature(witness, read, seconds=cosigned.seconds) == cosigned
    assert f"{cosigned.line}\n" == said["cosignature_text"]


@BOTH
def test_the_head_is_that_of_the_vectors(name: str) -> None:
    said = vectors(name)
    checkpoint = read_checkpoint(said["checkpoint_text"], log=said["keys"]["node 1"]["public"])

    assert head_of({checkpoint.log: (checkpoint.size, checkpoint.root)}) == said["head"]


def a_checkpoint() -> str:
    made = make_checkpoint(NODE, operation="trial", size=5, root="ab" * 32, at=AT, register=(2, "cd" * 32))
    return made.note


def test_a_note_may_carry_the_lines_of_witnesses() -> None:
    checkpoint = read_checkpoint(a_checkpoint(), log=public_of(NODE))
    line = make_cosignature(OTHER, checkpoint, seconds=1_769_000_000).line

    again = read_checkpoint(f"{a_checkpoint()}{line}\n", log=public_of(NODE))

    assert again == checkpoint
    assert cosignature_lines(f"{a_checkpoint()}{line}\n") == [line]
    assert cosignature_lines(a_checkpoint()) == []


def test_a_cosignature_of_another_checkpoint_is_tampered() -> None:
    first = read_checkpoint(a_checkpoint(), log=public_of(NODE))
    second = make_checkpoint(NODE, operation="trial", size=6, root="ef" * 32, at=AT, register=(2, "cd" * 32))
    line = make_cosignature(OTHER, first, seconds=1_769_000_000).line

    with pytest.raises(Tampered):
        read_cosignature(line, second, witness=public_of(OTHER))
    with pytest.raises(Malformed):
        read_cosignature(line, first, witness=public_of(NODE))


def test_another_logs_note_is_malformed_and_another_keys_signature_tampered() -> None:
    forged = make_checkpoint(OTHER, operation="trial", size=5, root="ab" * 32, at=AT, register=(2, "cd" * 32)).note
    text, line = a_checkpoint().split("\n\n")[0], forged.split("\n\n")[1]
    name = line.split(" ")[1]
    claimed = f"{text}\n\n{line.replace(name, a_checkpoint().split(chr(10))[0])}"

    with pytest.raises(Malformed):
        read_checkpoint(forged, log=public_of(NODE))
    with pytest.raises(Tampered):
        read_checkpoint(claimed, log=public_of(NODE))


@given(place=st.integers(0, len(a_checkpoint().encode()) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_note_is_noticed(place: int, bit: int) -> None:
    raw = bytearray(a_checkpoint().encode())
    raw[place] ^= 1 << bit
    flipped = raw.decode(errors="replace")

    with pytest.raises((Malformed, Tampered)):
        read_checkpoint(flipped, log=public_of(NODE))


@given(
    note=st.text(max_size=80) | st.from_regex(r"musterbook/a/[0-9a-f]{16}\n\d+\n\S*\nat \S+\nregister \d+ \S+\n\n.+\n")
)
def test_no_note_breaks_the_reader(note: str) -> None:
    with pytest.raises((Malformed, Tampered)):
        read_checkpoint(note, log=public_of(NODE))


def test_a_note_too_long_to_be_remembered_is_read_every_time_alike() -> None:
    whole = make_checkpoint(NODE, operation="o" * 2_000, size=1, root="ab" * 32, at=AT, register=(0, "0" * 64))

    once, again = (read_checkpoint(whole.note, log=public_of(NODE)) for _ in range(2))

    assert once == again == whole


def test_a_note_with_more_witnesses_is_the_same_checkpoint() -> None:
    alone = make_checkpoint(NODE, operation="k", size=1, root="ab" * 32, at=AT, register=(0, "0" * 64))
    seen = make_cosignature(OTHER, alone, seconds=1)

    assert read_checkpoint(f"{alone.note}{seen.line}\n", log=public_of(NODE)) == alone
    with pytest.raises(Malformed, match=r"checkpoint\.shape"):
        read_checkpoint(f"{alone.note}\n{seen.line}\n", log=public_of(NODE))
