"""Makes copies (`.mbk`) from nothing, with a writer that shares no code with Musterbook or its verifier.

A `Book` is a desk with three roots, a registrar, an administrator, two sites and an escort; `tell` writes acts under
real signatures, `bytes()` is the whole file. What a test spoils, it spoils through `bend`.
"""

# ruff: noqa: ANN401  the fields of a fact are whatever its kind says

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Signers = Sequence[tuple[str, str]]
REGISTRARS: Signers = (("k.registrar", "registrar"), ("k.admin", "administrator"))
ROOTS: Signers = (("root-1", "root"), ("root-2", "root"))
START = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
NOBODY = "0" * 64


def sha(*parts: bytes) -> bytes:
    """SHA-256 of the parts joined."""
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: object) -> bytes:
    """Canonical JSON, for values of the profile."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def key_of(name: str) -> Ed25519PrivateKey:
    """A private key made from a name."""
    return Ed25519PrivateKey.from_private_bytes(sha(name.encode()))


def public_of(name: str) -> str:
    """Its public half, hexadecimal."""
    return key_of(name).public_key().public_bytes_raw().hex()


def words(text: str) -> str:
    """The digest of some words, for things that are sealed elsewhere."""
    return sha(text.encode()).hex()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 6962 defines it, without any cleverness."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))


def inclusion_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that a leaf is in the tree."""
    if len(leaves) < 2:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*inclusion_of(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion_of(leaves[half:], index - half), root_of(leaves[:half])]


@dataclass
class Log:
    """One log: its node's name, the bytes of its entries, and the sizes at which it signed."""

    node: str
    bodies: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its id: the public key."""
        return public_of(self.node)

    @property
    def leaves(self) -> list[bytes]:
        """Digests of its entries."""
        return [sha(b"\0", body) for body in self.bodies]


def note_of(
    log: Log, size: int, *, register: tuple[int, str], operation: str = "op", root: bytes | None = None,
    key: str = "", cosigners: Iterable[str] = (),
) -> str:  # fmt: skip
    """The checkpoint of a log at a size as a signed note, with the lines of those who cosign it."""
    name = f"musterbook/{operation}/{log.name[:16]}"
    whole = root_of(log.leaves[:size]) if root is None else root
    text = (
        f"{name}\n{size}\n{base64.b64encode(whole).decode()}\nat 2026-01-21T20:11:10+03:00\n"
        f"register {register[0]} {register[1]}\n"
    )
    short = sha(name.encode(), b"\n\1", bytes.fromhex(log.name))[:4]
    lines = [f"— {name} {base64.b64encode(short + key_of(key or log.node).sign(text.encode())).decode()}\n"]
    for witness in cosigners:
        by = f"musterbook/{operation}/{public_of(witness)[:16]}"
        short = sha(by.encode(), b"\n\4", bytes.fromhex(public_of(witness)))[:4]
        signed = key_of(witness).sign(f"cosignature/v1\ntime 1769015470\n{text}".encode())
        raw = short + struct.pack(">Q", 1769015470) + signed
        lines.append(f"— {by} {base64.b64encode(raw).decode()}\n")
    return text + "\n" + "".join(lines)


def frame_of(log: Log, start: int, size: int, note: str, /, *, packing: str = "zlib", **bent: Any) -> bytes:
    """A frame; header fields given in `bent` take the place of the true ones."""
    clear = b"".join(struct.pack("<I", len(body)) + body for body in log.bodies[start:size])
    packed = zlib.compress(clear, 6) if packing == "zlib" else clear
    header = {
        "count": size - start, "from": start, "log": log.name, "note": note, "packed": packing, "size": size, "v": 1,
    } | bent  # fmt: skip
    head = canonical(header)
    return struct.pack("<I", len(head)) + head + struct.pack("<I", len(packed)) + packed


def sealed(parts: Iterable[bytes]) -> bytes:
    """A bundle of parts, closed with its digest."""
    inner = b"MUSTERBOOK1\n" + b"".join(parts)
    return inner + sha(inner)


def counted(kind: int, value: object) -> bytes:
    """A part of canonical JSON."""
    body = canonical(value)
    return bytes((kind,)) + struct.pack("<I", len(body)) + body


class Book:
    """An invented book: what is told is signed, chained, rooted and checkpointed as it should be."""

    def __init__(self) -> None:
        self.logs: dict[str, Log] = {}
        self.moment = START
        self.heads: dict[str, set[str]] = {}
        self.proofs: list[object] = []
        self.cosigners: tuple[str, ...] = ()
        self.operation = "op"
        roots = sorted(public_of(f"root-{number}") for number in (1, 2, 3))
        self.right("root-set", ROOTS, keys=roots, threshold=2)
        for officer, role in REGISTRARS:
            self.officer(officer, role, "desk", signers=ROOTS)
        for site, officers in (
            ("hasakah", {"h.guard": "site-officer", "h.clerk": "register-clerk", "h.count": "counting-officer"}),
            ("karkh", {"k.receiver": "receiving-officer", "k.clerk": "register-clerk"}),
            ("chinook", {"c.escort": "escort-commander"}),
        ):
            for officer, role in officers.items():
                self.officer(officer, role, site)
            self.node(site)

    # the register

    def right(self, kind: str, signers: Signers = REGISTRARS, /, **fact: Any) -> str:
        """An act about rights, in the register."""
        return self.tell("register", "desk", f"rights.{kind}", signers, **fact)

    def officer(self, officer: str, role: str, custodian: str, *, signers: Signers = REGISTRARS) -> None:
        """Somebody is named, gets a key and a role."""
        self.right("officer-named", signers, officer=officer, custodian=custodian)
        self.right("key-issued", signers, officer=officer, key=public_of(officer))
        self.right("granted", signers, officer=officer, role=role, custodian=custodian)

    def node(self, name: str) -> None:
        """A node is opened."""
        self.right("node-opened", log=public_of(name), node=name, custodians=[name])

    def position(self) -> tuple[int, str]:
        """What a new act cites."""
        leaves = self.logs["register"].leaves if "register" in self.logs else []
        return len(leaves), root_of(leaves).hex()

    # acts

    def tell(
        self, node: str, by: str, kind: str, signers: Signers, /, *, after: Iterable[str] | None = None,
        position: tuple[int, str] | None = None, act: Mapping[str, Any] | None = None,
        forged: Mapping[str, str] | None = None,
        bend: Callable[[dict[str, Any]], None] | None = None, prev: str | None = None, **fact: Any,
    ) -> str:  # fmt: skip
        """Write one act at the end of a log, under its own checkpoint; its digest.

        `act` overrides fields of the act, `forged` gives another's key for an officer, `bend` spoils the entry after it
        is signed.
        """
        log = self.logs.setdefault(node, Log(node))
        self.moment += timedelta(minutes=1)
        people = sorted({person for name in ("people", "present") for person in fact.get(name, ())} | {
            fact[name] for name in ("person",) if name in fact
        })  # fmt: skip
        chained = kind.startswith("custody.") and kind not in ("custody.noticed", "custody.checked")
        follows = {head for person in people if chained for head in self.heads.get(person, ())}
        at = self.moment.isoformat()
        said = {
            "after": sorted(follows if after is None else after), "by": by, "fact": fact, "form": 1, "happened_at": at,
            "id": f"019bdf00-0000-7000-8000-{int.from_bytes(sha(f'{node}{len(log.bodies)}'.encode())[:6], 'big'):012x}",
            "kind": kind, "register": list(position or self.position()), "via": "device", "written_at": at,
        } | dict(act or {})  # fmt: skip
        entry = {
            "act": said, "log": log.name, "prev": prev or (log.leaves[-1].hex() if log.bodies else NOBODY),
            "seq": len(log.bodies), "v": 1,
            "signed": [self._signed(said, log.name, *one, dict(forged or {}).get(one[0], one[0]))
                       for one in sorted(signers)],
        }  # fmt: skip
        if bend is not None:
            bend(entry)
        body = canonical(entry)
        log.bodies.append(body)
        log.sizes.append(len(log.bodies))
        digest = sha(b"\0", body).hex()
        for person in people if chained else ():
            self.heads[person] = (self.heads.get(person, set()) - set(follows if after is None else after)) | {digest}
        return digest

    @staticmethod
    def _signed(act: object, log: str, officer: str, role: str, key: str) -> dict[str, str]:
        said = canonical({"act": act, "log": log, "officer": officer, "role": role})
        signature = key_of(key).sign(sha(b"musterbook/act/1\0", said))
        return {
            "alg": "ed25519", "key": sha(bytes.fromhex(public_of(key))).hex()[:16], "officer": officer, "role": role,
            "sig": base64.b64encode(signature).decode(),
        }  # fmt: skip

    def registered(self, person: str, *, site: str = "hasakah", signers: Signers = (("h.guard", "site-officer"),),
                   **more: Any) -> str:  # fmt: skip
        """Somebody is registered at a site."""
        return self.tell(
            site, site, "custody.registered", signers, person=person, how="opening", particulars=words(person), **more
        )

    def offered(self, handover: str, people: Sequence[str], receiver: str, **more: Any) -> str:
        """Hasakah offers people."""
        return self.tell(
            "hasakah", "hasakah", "custody.offered", more.pop("signers", (("h.guard", "site-officer"),)),
            handover=handover, people=sorted(people), receiver=receiver, manifest=words(handover),
            due_by="2026-01-22T01:00:00+03:00", **more,
        )  # fmt: skip

    def accepted(self, offer: str, handover: str, people: Sequence[str], **more: Any) -> str:
        """The escort accepts people."""
        return self.tell(
            more.pop("node", "chinook"), more.pop("by", "chinook"), "custody.accepted",
            more.pop("signers", (("c.escort", "escort-commander"),)),
            handover=handover, offer=offer, people=sorted(people), **more,
        )  # fmt: skip

    # the file

    def notes(self, log: Log) -> dict[int, str]:
        """Every checkpoint of a log, by size."""
        register = self.position()
        return {
            size: note_of(log, size, register=register, operation=self.operation, cosigners=self.cosigners)
            for size in log.sizes
        }  # fmt: skip

    def parts(self) -> list[bytes]:
        """The parts of the file: for each log the checkpoints inside, then one frame."""
        parts = []
        for log in sorted(self.logs.values(), key=lambda one: one.name):
            notes = self.notes(log)
            inside = [note for size, note in notes.items() if size < len(log.bodies)]
            if inside:
                parts.append(counted(4, {"log": log.name, "notes": inside, "v": 1}))
            parts.append(b"\1" + frame_of(log, 0, len(log.bodies), notes[len(log.bodies)]))
        return [*parts, *(counted(2, proof) for proof in self.proofs)]

    def bytes(self) -> bytes:
        """The whole file."""
        return sealed(self.parts())


def first_night() -> Book:
    """Three people: two handed to the escort, one of whom is accepted, and one who stays and is counted."""
    book = Book()
    for number in (1, 2, 3):
        book.registered(f"D-000{number}")
    offer = book.offered("H1", ["D-0001", "D-0002"], "chinook")
    book.accepted(offer, "H1", ["D-0001"])
    book.tell(
        "hasakah", "hasakah", "custody.mustered", (("h.clerk", "register-clerk"), ("h.guard", "site-officer")),
        muster="M1", present=["D-0003"], counters=["h.clerk", "h.guard"],
    )  # fmt: skip
    return book
