"""Sealed things in a bundle that is carried by hand: what one part says, and as many as one file takes.

    0x03 ‖ u32 length ‖ sealed thing            JSON of `exchange.SealedBlob`, as a link would carry it

They stand behind all entries, so that whoever takes the file in knows by then whom he is to hold. NOTHING IS CHECKED
HERE BUT SHAPE: whether a thing is wanted, and is what its digest says, `carrying.Sealed.keep` finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from musterbook.sync.bundle_parts import PART_BYTES_MAX
from musterbook.sync.carrying import Sealed, some
from musterbook.sync.exchange import SealedBlob
from musterbook.terms.errors import Malformed

SEALED_BYTES_MAX: Final = 256 * 1024 * 1024
"""In one file: some thousand photographs. A link brings the rest."""

SAID_BYTES_MAX: Final = PART_BYTES_MAX - 4
"""Of one, behind its length."""


def sealed_for(sealed: Sealed, log: str) -> Iterator[bytes]:
    """What the node of a log is to hold of what is sealed here, wrapped for it, the newest first, as parts.

    What is larger than a part is left to a link: whoever reads the file would take it for its end.
    """
    weight = 0
    for one in _given(sealed, log):
        said = msgspec.json.encode(one)
        if len(said) > SAID_BYTES_MAX:
            continue
        weight += len(said)
        if weight > SEALED_BYTES_MAX:
            return
        yield said


def _given(sealed: Sealed, log: str) -> Iterator[SealedBlob]:
    """The same one by one; as few are asked for at once as a link asks for, since all asked for are in memory."""
    for these in some(list(reversed(sealed.for_node(log)))):
        rest = these
        while rest and (blobs := sealed.give(log, rest)):
            yield from blobs
            rest = rest[rest.index(blobs[-1].digest) + 1 :]


def read_sealed(said: bytes) -> SealedBlob:
    """The sealed thing of a part; Malformed when it has not that shape."""
    try:
        return msgspec.json.decode(said, type=SealedBlob)
    except msgspec.MsgspecError:
        raise Malformed.because("bundle.sealed-thing") from None
