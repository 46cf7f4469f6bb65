"""The verifier reads the published vectors: what they call good it takes, what they call bad it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.loading import ROOT, verifier

PLACES = (ROOT / "tests/ledger/vectors.json", ROOT / "../shared/data/ledger/vectors.json")
Vectors = dict[str, Any]
FOUND = [place for place in PLACES if place.is_file()]


@pytest.fixture(params=FOUND, ids=[place.parent.name for place in FOUND])
def vectors(request: pytest.FixtureRequest) -> Vectors:
    place: Path = request.param
    return dict(json.loads(place.read_text("utf-8")))


def test_the_vectors_are_here() -> None:
    if not FOUND:
        pytest.skip("neither our vectors nor the shared ones are in this copy")

    assert FOUND


def test_canonical_bytes_are_taken_and_others_refused(vectors: Vectors) -> None:
    for text in vectors["canonical_good"]:
        verifier.decode(bytes.fromhex(text))
    for bad in vectors["canonical_bad"]:
        with pytest.raises(verifier.MalformedError):
            verifier.decode(bytes.fromhex(bad["bytes"]))


def test_roots_and_inclusion(vectors: Vectors) -> None:
    leaves = [verifier.sha(b"\0", str(number).encode()) for number in range(65)]
    roots = verifier.roots_of(leaves)

    assert {size: roots[int(size)].hex() for size in vectors["tree"]["roots"]} == vectors["tree"]["roots"]
    for index, proof in enumerate(vectors["tree"]["inclusion_7"]):
        path = [bytes.fromhex(one) for one in proof]
        assert verifier.inclusion_holds(leaves[index], index, 7, path, roots[7], before=[])
        assert not verifier.inclusion_holds(leaves[index + 1], index, 7, path, roots[7], before=[])


def test_entries_digests_and_what_officers_sign(vectors: Vectors) -> None:
    entries = [verifier.Entry(text.encode()) for text in vectors["entries_text"]]
    officer = verifier.Right(0, public=vectors["keys"]["officer"]["public"])

    assert [entry.digest for entry in entries] == vectors["digests"]
    for entry, act in zip(entries, vectors["acts"], strict=True):
        (one,) = entry.signed
        assert verifier.signed_hash(entry.act, entry.log, one["officer"], one["role"]).hex() == act["A"]
        assert verifier.act_signature_holds(entry, one, officer)
        assert not verifier.act_signature_holds(entry, {**one, "role": "load-master"}, officer)


def test_a_passkey_holds_for_its_act_and_its_host_alone(vectors: Vectors) -> None:
    entry = verifier.Entry(vectors["entries_text"][2].encode())
    said, key = vectors["passkey_evidence"], vectors["keys"]["passkey"]
    one = {
        "alg": "webauthn-es256", "officer": "k.officer", "role": "site-officer",
        **{name: said[name] for name in ("auth", "client", "sig")},
    }  # fmt: skip
    right = {"public": "04" + key["x"] + key["y"], "alg": "webauthn-es256"}

    assert verifier.act_signature_holds(entry, one, verifier.Right(0, names=[key["name"]], **right))
    assert not verifier.act_signature_holds(entry, one, verifier.Right(0, names=["elsewhere"], **right))
    other = verifier.Entry(vectors["entries_text"][1].encode())
    assert not verifier.act_signature_holds(other, one, verifier.Right(0, names=[key["name"]], **right))


def test_checkpoint_and_cosignature(vectors: Vectors) -> None:
    note = verifier.Note(vectors["checkpoint_text"] + vectors["cosignature_text"])
    log, witness = (vectors["keys"][name]["public"] for name in ("node 1", "node 2"))

    assert note.signed_by(log)
    assert not note.signed_by(witness)
    assert note.cosigned_by(*note.lines[1], witness)
    assert not note.cosigned_by(*note.lines[1], log)


def test_frame_and_head(vectors: Vectors) -> None:
    raw = bytes.fromhex(vectors["frame"])

    header, bodies, end = verifier.read_frame(raw, 0)

    assert [body.decode() for body in bodies] == vectors["entries_text"]
    assert (end, header["size"]) == (len(raw), 3)


def test_the_fork_proof(vectors: Vectors) -> None:
    proof = json.loads(vectors["fork"]["proof_text"])

    assert verifier.Copy._fork_of(proof) == (vectors["keys"]["node 1"]["public"], vectors["fork"]["first_difference"])
    with pytest.raises(verifier.MalformedError):
        verifier.Copy._fork_of({**proof, "sides": [proof["sides"][0]] * 2})


def test_a_discrepancy_has_the_same_name_everywhere() -> None:
    assert verifier.name_of("two-hands", "D-0001", ["cd" * 32, "ab" * 32]) == "b1d2a5d1a28f"
