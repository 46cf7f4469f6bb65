"""The disk under a book: what kind it is, how much room it has, and whether we may write there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

ROOM_WARNED_BYTES: Final = 1_000_000_000
"""Below this much free space the keeper is warned."""

ROOM_FOR_OFFERS_BYTES: Final = 200_000_000
"""Below this much free space offers are refused; acceptances never are (ledger.md section 6)."""

NETWORK_FILE_SYSTEMS: Final = frozenset({
    "9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs", "gfs2", "lustre", "ncpfs", "nfs",
    "nfs4", "ocfs2", "smb3", "smbfs", "vboxsf",
})  # fmt: skip
"""File systems shared over a network: SQLite's write-ahead log corrupts on them."""

MOUNTS: Final = Path("/proc/self/mountinfo")


def room_left_bytes(folder: Path) -> int:
    """Free space an ordinary user may fill on the disk that holds `folder`."""
    return shutil.disk_usage(folder).free


def file_system(folder: Path, *, mounts: Path = MOUNTS) -> str:
    """Name of the file system that holds `folder`, such as `ext4`; empty where the machine does not tell.

    Reads the mount table of Linux; the longest mount point above the folder is the one that holds it.
    """
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    place, best, kind = folder.resolve(), -1, ""
    for line in lines:
        left, _, right = line.partition(" - ")
        point = left.split(" ")[4].encode("ascii", "replace").decode("unicode_escape")
        if place.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), right.split(" ")[0]
    return kind


def check_local(folder: Path, *, mounts: Path = MOUNTS) -> None:
    """Refused when the folder lies on a network share, where a write-ahead log corrupts."""
    kind = file_system(folder, mounts=mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise Refused(Objection("store.network-disk", values={"file_system": kind, "folder": str(folder)}))


def check_writable(folder: Path) -> None:
    """Refused when nothing may be written in the folder."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(Objection("store.read-only-folder", values={"folder": str(folder)}))


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` durable; systems that cannot open folders need no such step."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that is there whole and durable when this ends, or not at all.

    It is written beside its place under a name of its own, so that what a killed process left there is overwritten by
    the next that writes the same file.

    Raises:
        Malformed: the folder it is to lie in is not there.
    """
    if not path.parent.is_dir():
        raise Malformed(Fault("file.no-folder", file=path.name, values={"folder": str(path.parent)}))
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
