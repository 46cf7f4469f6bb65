"""Rows to entries: decoding bytes this store has already judged, without judging them again.

Everything that came in went through `chain.judge` or was made by `entry_from`; `verify` reads the bytes by the strict
road. Here the shape is taken for granted, which makes reading a book several times faster.
"""

from __future__ import annotations

import orjson

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.facts import Digest, from_json
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_written


def entry_of(digest: Digest, body: bytes) -> Entry:
    """The entry whose stored bytes and digest these are; Tampered when the bytes are no entry any more."""
    try:
        said = orjson.loads(body)
        act = said["act"]
        size, root = act["register"]
        return Entry(
            Act(
                act["id"], CustodianId(act["by"]), from_json(act["kind"], act["form"], act["fact"]),
                tuple(act["after"]), (size, root), read_written(act["happened_at"]), read_written(act["written_at"]),
                act["via"],
            ),
            said["log"], said["seq"], said["prev"], tuple(Signature(**one) for one in said["signed"]), digest, body,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, Malformed):
        raise Tampered("store.entry-unreadable", digest=digest[:8]) from None
