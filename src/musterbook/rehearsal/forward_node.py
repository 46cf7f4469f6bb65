"""A forward node: another process with a store of its own, that writes act by act and may be killed at any of them.

    python -m musterbook.rehearsal.forward_node FOLDER OPERATION < acts

Each line of the input is an act's entry in base64, as its author signed it for this log; each is appended and synced,
and only then its id is printed. The private key of the log comes first, in hexadecimal: it is a key of an exercise.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import read_entry
from musterbook.store.sqlite import open_store
from musterbook.terms.errors import Refused


def main() -> None:
    """Write what stands on standard input, line by line."""
    folder, operation = Path(sys.argv[1]), sys.argv[2]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.stdin.readline().strip()))
    store = open_store(folder, operation=operation)
    try:
        log = store.create_log(key, "forward")
    except Refused:
        log = store.hold_key(key)
    have = store.heads().get(log, (0, ""))[0]
    for place, line in enumerate(sys.stdin):
        entry = read_entry(base64.b64decode(line))
        if place >= have:
            store.append(log, [(entry.act, entry.signed)], at=entry.written_at, register=entry.act.register)
        sys.stdout.write(f"{entry.act.id}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main()
