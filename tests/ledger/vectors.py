"""Where the test vectors lie: our own beside this file, and the shared set where the project has one next to it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

OURS: Final = Path(__file__).parent / "vectors.json"
SHARED: Final = Path(__file__).parents[2] / "../shared/data/ledger/vectors.json"
BOTH: Final = pytest.mark.parametrize("name", ["ours", "shared"])


def vectors(name: str) -> dict[str, Any]:
    """The vectors of that name; the test is skipped where the shared set is absent."""
    path = OURS if name == "ours" else SHARED
    if not path.exists():
        pytest.skip("the shared test vectors are not beside this project")
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def key_of(words: str) -> Ed25519PrivateKey:
    """The key whose private bytes are the SHA-256 of some words, as the vectors use."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(words.encode()).digest())
