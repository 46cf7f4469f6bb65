"""Board a serial's manifest from a program outside: offer it, let it go, and say what the escort has taken.

python board_a_manifest.py http://localhost:8100 SERIAL --giver w.program --escort b.program --keys FOLDER

Each program reads its secret from FOLDER/NAME.secret and its Ed25519 key (32 bytes, hexadecimal) from FOLDER/NAME.seed.
In real life giver and escort are two programs on two machines, and neither holds the other's files.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class Program:
    """A program of the register: its name, the secret it calls under, and the key it signs with."""

    name: str
    node: httpx.Client
    secret: str
    key: Ed25519PrivateKey

    def read(self, path: str) -> dict[str, Any]:
        """What stands at an address."""
        answer = self.node.get(f"/api/v1{path}", headers=self._heads())
        return _sound(answer)

    def act(self, path: str, said: dict[str, Any]) -> str:
        """Do an act: have it prepared, check it, sign it, have it written. The digest of its entry."""
        draft = _sound(self.node.post(f"/api/v1{path}", json=said, headers=self._heads(str(uuid.uuid4()))))
        signatures = [self._signature(act, log, draft) for act, log in zip(draft["acts"], draft["logs"], strict=True)]
        given = {"officer": self.name, "signatures": signatures}
        path = f"/api/v1/drafts/{draft['draft']}/signatures"
        written = _sound(self.node.post(path, json=given, headers=self._heads(str(uuid.uuid4()))))
        return str(written["entries"][0])

    def _signature(self, act: dict[str, Any], log: str, draft: dict[str, Any]) -> str:
        """Sign what the act says, not what somebody says of it: the hash is worked out here."""
        (mine,) = (one for one in draft["sign"] if one["officer"] == self.name)
        told = {"act": act, "log": log, "officer": self.name, "role": mine["role"]}
        canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.b64encode(self.key.sign(hashlib.sha256(b"musterbook/act/1\x00" + canonical).digest())).decode()

    def _heads(self, key: str = "") -> dict[str, str]:
        """Who calls; and a key for each act, so that whoever calls again after a cut line writes nothing twice."""
        return {"Authorization": f"Bearer {self.secret}", **({"Idempotency-Key": key} if key else {})}


def board(serial: str, giver: Program, escort: Program, *, counted: int | None = None) -> list[str]:
    """Board a serial; the digests of what was written. `counted` is what the escort counted at the ramp."""
    seated = [seat["number"] for seat in giver.read(f"/manifests/{serial}")["found"]["seats"]]
    offered = giver.act("/handovers", {"serial": serial})
    handovers = giver.read(f"/handovers?serial={serial}")["rows"]
    reference = handovers[0]["reference"]
    let_go = giver.act(f"/handovers/{reference}/let-gos", {})
    found = len(seated) if counted is None else counted
    accepted = escort.act(f"/handovers/{reference}/acceptances", {"counted": found})
    return [offered, let_go, accepted]


def program(name: str, folder: Path, node: httpx.Client) -> Program:
    """A program from its two files."""
    seed = bytes.fromhex((folder / f"{name}.seed").read_text("ascii").strip())
    secret = (folder / f"{name}.secret").read_text("ascii").strip()
    return Program(name, node, secret, Ed25519PrivateKey.from_private_bytes(seed))


def _sound(answer: httpx.Response) -> dict[str, Any]:
    """The answer; what is wrong in the node's own words otherwise."""
    if answer.is_error:
        raise SystemExit(f"{answer.status_code}: {answer.json().get('detail', answer.text)}")
    told: dict[str, Any] = answer.json()
    return told


def main() -> None:
    """Read the words and board."""
    words = argparse.ArgumentParser(description="Board a serial from a program outside.")
    words.add_argument("node")
    words.add_argument("serial")
    words.add_argument("--giver", required=True)
    words.add_argument("--escort", required=True)
    words.add_argument("--keys", type=Path, required=True)
    words.add_argument("--counted", type=int)
    said = words.parse_args()
    with httpx.Client(base_url=said.node, timeout=30) as node:
        giver, escort = (program(name, said.keys, node) for name in (said.giver, said.escort))
        for digest in board(said.serial, giver, escort, counted=said.counted):
            sys.stdout.write(f"{digest}\n")


if __name__ == "__main__":
    main()
