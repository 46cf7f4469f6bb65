"""Make the test vectors of entry format 1, `tests/ledger/vectors.json`: `PYTHONPATH=src python -m tools.vectors`.

Keys are the SHA-256 of words, so that whoever wants to can make the same file; people and places are invented.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from musterbook.custody.facts import Offered, Registered
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, act_json, canonical, entry_from, signed_hash
from musterbook.ledger.facts import Digest
from musterbook.ledger.forks import fork_proof, side_of
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import (
    Checkpoint,
    head_of,
    key_id,
    make_checkpoint,
    make_cosignature,
    public_of,
    sign_act,
)
from musterbook.ledger.tree import EMPTY_ROOT, Tree, root_of
from musterbook.sync.frame import write_frame
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import number_at

ROOT: Final = Path(__file__).parents[1]
WHERE: Final = ROOT / "tests/ledger/vectors.json"
REGISTER: Final = (3, "1" * 64)
SITE: Final = CustodianId("wadi-tajriba")
NAME: Final = "wadi-tajriba.lan"
GOOD: Final[tuple[Any, ...]] = (
    {"a": "مثال", "b": -1},
    {"n": -(2**53) + 1, "t": [True, False, None]},
    {"s": '\x01\t\n"\\/\x7f€🚌'},
    {"ACE-1111-F": "x", "a-b": {}},
)
BAD: Final = (
    ("white space", b'{"a": 1}'),
    ("keys not sorted", b'{"b":1,"a":2}'),
    ("key twice", b'{"a":1,"a":2}'),
    ("float", b'{"a":1.0}'),
    ("negative zero", b'{"a":-0}'),
    ("exponent", b'{"a":1e3}'),
    ("integer too large", b'{"a":9007199254740992}'),
    ("integer too small", b'{"a":-9007199254740992}'),
    ("needless escape", b'{"a":"\\u0041"}'),
    ("escaped slash", b'{"a":"\\/"}'),
    ("upper-case escape", b'{"a":"\\u001F"}'),
    ("lone surrogate", b'{"a":"\\ud800"}'),
    ("not UTF-8", b'{"a":"\xff"}'),
    ("key not ASCII", '{"€":1}'.encode()),
    ("empty key", b'{"":1}'),
    ("quote in a key", b'{"\\"":1}'),
    ("byte order mark", b'\xef\xbb\xbf{"a":1}'),
    ("trailing newline", b'{"a":1}\n'),
    ("two values", b'{"a":1}{"a":1}'),
    ("NaN", b'{"a":NaN}'),
    ("not an object", b"[1]"),
    ("depth 9", b'{"a":' * 9 + b"1" + b"}" * 9),
    ("nothing", b""),
)


def main() -> None:
    """Write the file."""
    WHERE.write_text(text(), encoding="utf-8")
    print(f"{WHERE.relative_to(ROOT)}: {len(text())} characters")


def text() -> str:
    """The whole file."""
    node, witness, officer = (_key(words) for words in ("tajriba node 1", "tajriba node 2", "tajriba officer"))
    entries = _entries(node, officer)
    tree = Tree(bytes.fromhex(entry.digest) for entry in entries)
    checkpoint = _checkpoint(node, tree)
    cosignature = make_cosignature(witness, checkpoint, seconds=1_769_000_000)
    note = f"{checkpoint.note}{cosignature.line}\n"
    frame = Frame(checkpoint.log, 0, len(entries), note, tuple(entry.body for entry in entries))
    made = {
        "about": "Test vectors for entry format 1, made by tools/vectors.py. Keys are SHA-256 of the words given; "
        "people and places are invented. Bytes are hex unless marked.",
        "canonical_good": [canonical(value).hex() for value in GOOD],
        "canonical_bad": [{"why": why, "bytes": raw.hex()} for why, raw in BAD],
        "tree": _tree(),
        "keys": _keys(),
        "entries_text": [entry.body.decode() for entry in entries],
        "digests": [entry.digest for entry in entries],
        "acts": [_act(entry) for entry in entries],
        "passkey_evidence": _passkey_evidence(entries[2]),
        "checkpoint_text": checkpoint.note,
        "cosignature_text": f"{cosignature.line}\n",
        "head": head_of({checkpoint.log: (checkpoint.size, checkpoint.root)}),
        "frame": write_frame(frame, packed="none").hex(),
        "fork": _fork(node, officer, entries, checkpoint, tree),
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _key(words: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(words.encode()).digest())


def _passkey() -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(hashlib.sha256(b"tajriba passkey").digest(), "big"), SECP256R1())


def _keys() -> dict[str, dict[str, str]]:
    named = {"node 1": "tajriba node 1", "node 2": "tajriba node 2", "officer": "tajriba officer"}
    keys = {name: {"words": words, "public": public_of(_key(words))} for name, words in named.items()}
    keys["officer"]["key"] = key_id(keys["officer"]["public"])
    point = _passkey().public_key().public_numbers()
    keys["passkey"] = {"words": "tajriba passkey", "x": f"{point.x:064x}", "y": f"{point.y:064x}", "name": NAME}
    return keys


def _tree() -> dict[str, Any]:
    leaves = [hashlib.sha256(b"\x00" + str(number).encode()).digest() for number in range(65)]
    tree, inclusion, consistency = Tree(leaves), hashlib.sha256(), hashlib.sha256()
    for size in range(1, 66):
        for place in range(size):
            inclusion.update(b"".join(tree.inclusion(place, size)))
        for smaller in range(1, size + 1):
            consistency.update(b"".join(tree.consistency(smaller, size)))
    return {
        "leaf": "digest of the ASCII decimal of i, from 0",
        "empty_root": EMPTY_ROOT.hex(),
        "digest_of_no_bytes": hashlib.sha256(b"\x00").hexdigest(),
        "roots": {str(size): root_of(leaves[:size]).hex() for size in (*range(9), 64, 65)},
        "inclusion_7": [[one.hex() for one in tree.inclusion(place, 7)] for place in range(7)],
        "consistency_to_7": {str(size): [one.hex() for one in tree.consistency(size, 7)] for size in range(1, 8)},
        "sha256_of_all_inclusion_to_65": inclusion.hexdigest(),
        "order_inclusion": "size 1..65, then leaf 0..size-1, hashes joined",
        "sha256_of_all_consistency_to_65": consistency.hexdigest(),
        "order_consistency": "size 1..65, then smaller 1..size, hashes joined",
    }


def _entries(node: Ed25519PrivateKey, officer: Ed25519PrivateKey) -> list[Entry]:
    people = [number_at("AC", place) for place in (0, 1)]
    registered = [
        Registered(person=person, particulars=Digest(digit * 64), how="opening", place="room 3 / غرفة ٣")
        for person, digit in zip(people, "23", strict=True)
    ]
    entries: list[Entry] = []
    for place, fact in enumerate(registered):
        entries.append(_entry(_act_of(fact, place, ()), entries, node, officer))
    offered = Offered(
        handover="ACE-1113-H", manifest=Digest("4" * 64), people=frozenset(people), receiver=CustodianId("carrier-7"),
        due_by=datetime.fromisoformat("2026-01-22T01:00:00+03:00"),
    )  # fmt: skip
    after = tuple(sorted(entry.digest for entry in entries))
    entries.append(_entry(_act_of(offered, 2, after), entries, node, officer))
    return entries


def _act_of(fact: Registered | Offered, place: int, after: tuple[Digest, ...]) -> Act:
    return Act(
        f"019bdf00-0000-7000-8000-{place:012}", SITE, fact, after, REGISTER,
        datetime.fromisoformat(f"2026-01-21T20:1{place}:00+03:00"), datetime.fromisoformat("2026-01-21T20:13:10+03:00"),
    )  # fmt: skip


def _entry(act: Act, before: list[Entry], node: Ed25519PrivateKey, officer: Ed25519PrivateKey) -> Entry:
    log = public_of(node)
    signature = sign_act(act, log=log, officer="k.officer", role="site-officer", key=officer)
    prev = before[-1].digest if before else NO_DIGEST
    return entry_from(act, log=log, seq=len(before), prev=prev, signed=[signature])


def _act(entry: Entry) -> dict[str, Any]:
    (signature,) = entry.signed
    told = signed_hash(act_json(entry.act), log=entry.log, officer=signature.officer, role=signature.role)
    return {"seq": entry.seq, "kind": entry.act.kind, "A": told.hex(), "sig": signature.sig}


def _passkey_evidence(entry: Entry) -> dict[str, str]:
    told = signed_hash(act_json(entry.act), log=entry.log, officer="k.officer", role="site-officer")
    challenge = base64.urlsafe_b64encode(told).rstrip(b"=").decode()
    said = {"type": "webauthn.get", "challenge": challenge, "origin": f"https://{NAME}", "crossOrigin": False}
    client = json.dumps(said, separators=(",", ":")).encode()
    auth = hashlib.sha256(NAME.encode()).digest() + b"\x05" + (7).to_bytes(4, "big")
    sig = _passkey().sign(auth + hashlib.sha256(client).digest(), ECDSA(SHA256(), deterministic_signing=True))
    shown = {name: base64.b64encode(raw).decode() for name, raw in (("auth", auth), ("client", client), ("sig", sig))}
    return {"signs": "entry 2, officer k.officer, role site-officer", "A": told.hex(), **shown}


def _checkpoint(node: Ed25519PrivateKey, tree: Tree) -> Checkpoint:
    at = datetime.fromisoformat("2026-01-21T20:13:10+03:00")
    return make_checkpoint(node, operation="tajriba", size=tree.size, root=tree.root().hex(), at=at, register=REGISTER)


def _fork(
    node: Ed25519PrivateKey, officer: Ed25519PrivateKey, entries: list[Entry], checkpoint: Checkpoint, tree: Tree
) -> dict[str, Any]:
    offered = entries[2].fact
    assert isinstance(offered, Offered)
    other_act = _act_of(replace(offered, receiver=CustodianId("carrier-8")), 9, entries[2].act.after)
    other = _entry(replace(other_act, happened_at=entries[2].happened_at), entries[:2], node, officer)
    other_tree = Tree(bytes.fromhex(entry.digest) for entry in [*entries[:2], other])
    other_checkpoint = _checkpoint(node, other_tree)
    sides = (
        side_of(entries[2], tree.inclusion(2, 3), checkpoint),
        side_of(other, other_tree.inclusion(2, 3), other_checkpoint),
    )
    return {
        "second_entry_text": other.body.decode(),
        "second_checkpoint_text": other_checkpoint.note,
        "first_difference": 2,
        "inclusion": [one.hex() for one in tree.inclusion(2, 3)],
        "proof_text": fork_proof(public_of(node), 2, sides).decode(),
    }


if __name__ == "__main__":
    main()
