"""Reading keys: the two halves derived from a signing pair are one X25519 pair, and bad keys are none."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.store.reading_keys import reading_private, reading_public

pytestmark = pytest.mark.of_no_store(because="keys are derived, not kept")


@settings(deadline=None)  # a machine may be busy
@given(st.binary(min_size=32, max_size=32))
def test_the_derived_halves_are_one_pair(seed: bytes) -> None:
    signing = Ed25519PrivateKey.from_private_bytes(seed)

    private = X25519PrivateKey.from_private_bytes(reading_private(signing))

    assert private.public_key().public_bytes_raw() == reading_public(signing.public_key().public_bytes_raw().hex())


@pytest.mark.parametrize(
    "key", ["", "zz" * 32, "00" * 31, "01" + "00" * 31, "ff" * 32, "ec" + "ff" * 30 + "7f", "04" * 65]
)
def test_what_is_no_key_or_a_point_of_small_order_is_sealed_to_by_nobody(key: str) -> None:
    assert reading_public(key) is None
