"""Sealed things in a bundle that is carried by hand: what one part says, and as many as one file takes.

    0x03 ‖ u32 length ‖ sealed thing            JSON of `exchange.SealedBlob`, as a link would carry it

They stand behind all entries, so that whoever takes the file in knows by then whom he is to hold. NOTHING IS CHECKED
HERE BUT SHAPE: whether a thing is wanted, and is what its digest says, `carrying.Sealed.keep` finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from musterbook.sync.carrying import Sealed
from musterbook.sync.exchange import SealedBlob
from musterbook.terms.errors import Malformed

SEALED_BYTES_MAX: Final = 256 * 1024 * 1024
"""In one file: some thousand photographs. A link brings the rest."""


def sealed_for(sealed: Sealed, log: str) -> Iterator[bytes]:
    """What the node of a log is to hold of what is sealed here, wrapped for it, the newest first, as parts."""
    ahead: Sequence[str] = list(reversed(sealed.for_node(log)))
    weight = 0
    while ahead and (blobs := sealed.give(log, ahead)):
        for one in blobs:
            said = msgspec.json.encode(one)
            weight += len(said)
            if weight > SEALED_BYTES_MAX:
                return
            yield said
        ahead = ahead[ahead.index(blobs[-1].digest) + 1 :]


def read_sealed(said: bytes) -> SealedBlob:
    """The sealed thing of a part; Malformed when it has not that shape."""
    try:
        return msgspec.json.decode(said, type=SealedBlob)
    except msgspec.MsgspecError:
        raise Malformed.because("bundle.sealed-thing") from None
