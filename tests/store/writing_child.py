"""A real process that writes: `python -m tests.store.writing_child FOLDER [count=N] [limit=BYTES]`.

It appends single acts to node a's log and prints `kept SEQ DIGEST ACT` only once an append has returned; what an
append refuses is printed as `refused RULE ACT` and tried again under the same act id, first lifting the limit on the
size of files that `limit` set. At the end it prints `done` and waits for its standard input to close.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from musterbook.store.keeping import Keeping
from musterbook.store.opening import open_store
from musterbook.terms.errors import Refused
from tests.store.making import AT, REGISTER, acts, node_key


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def limit_files(size_bytes: int) -> None:
    import resource  # noqa: PLC0415  only where there is such a limit

    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, resource.RLIM_INFINITY))


def lift_limit() -> None:
    import resource  # noqa: PLC0415  as above

    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def write(store: Keeping, folder: Path, count: int, *, limited: bool, padding: int) -> None:
    (log,) = store.own_logs()
    start = store.heads().get(log, (0, ""))[0]
    for number in range(start, start + count):
        signed = acts(1, start=number, place="x" * padding)
        for _ in range(5):
            try:
                (entry,) = store.append(log, signed, at=AT, register=REGISTER)
            except Refused as refused:
                say("refused", refused.objections[0].rule, signed[0][0].id)
                if limited:
                    lift_limit()
                else:
                    for ballast in folder.glob("ballast"):
                        ballast.unlink()
            else:
                say("kept", entry.seq, entry.digest, entry.act.id)
                break


def main() -> None:
    folder = Path(sys.argv[1])
    said = dict(word.split("=") for word in sys.argv[2:])
    try:
        store = open_store(folder, operation="op")
    except Refused as refused:
        say("refused", refused.objections[0].rule, refused.objections[0].values.get("process", ""))
        return
    with contextlib.suppress(Refused):
        store.create_log(node_key("a"), "a")
    store.hold_key(node_key("a"))
    limit = int(said.get("limit", "0"))
    if limit:
        limit_files(limit)
    write(store, folder, int(said.get("count", "1000000")), limited=bool(limit), padding=int(said.get("padding", "1")))
    say("done")
    sys.stdin.read()
    store.close()
    say("closed")


if __name__ == "__main__":
    main()
