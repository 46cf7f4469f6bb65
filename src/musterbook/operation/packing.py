"""Packing: the files of a package, written one after the other into a zip that is sealed while it grows.

Nothing but lists, labels and signatures is ever whole in memory. Digests of items are those of the book, and each is
held against the bytes as they leave; the manifest can so be signed before the first byte is written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import mimetypes
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Final, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.evidence.case_uco import Sourced, custody_graph
from musterbook.evidence.facts import Numbered, Packaged, ReleaseAsked
from musterbook.evidence.items import Item, Items
from musterbook.evidence.labels import label_of
from musterbook.evidence.markings import roll_up
from musterbook.evidence.provenance import Provenance
from musterbook.ledger.entry import canonical
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.casework import known_item, portion_marks
from musterbook.operation.casework_release import Leaving
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.package_checking import MANIFEST, SIGNATURES, signed_label, signed_manifest
from musterbook.operation.recipients import Recipient
from musterbook.store.disk import whole_file
from musterbook.store.streams import sealing_to

KIND: Final = "package"
REDACTED: Final = "REDACTED"
"""Reason code of an item in whose place a redacted one leaves."""
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Withheld:
    """An item of the dossier that does not leave whole: why, and whose it is; `instead` is what leaves in its place."""

    item: str
    reason: str
    originators: tuple[str, ...]
    instead: str = ""


@dataclass(frozen=True)
class Packing:
    """One package as it is about to leave.

    Attributes:
        beside: where the bytes are.
        acting: the two officers who sign.
        package: its number.
        request: what it answers.
        numbers: what leaves, numbered.
        leaving: what does not.
    """

    beside: EvidenceBeside
    acting: Acting
    package: str
    request: ReleaseAsked
    numbers: tuple[Numbered, ...]
    leaving: Leaving

    @cached_property
    def banner(self) -> str:
        """The roll-up of every portion in it."""
        return roll_up([mark for item in self._items.values() for mark in portion_marks(item)]).banner

    @cached_property
    def withheld(self) -> tuple[Withheld, ...]:
        """What does not leave whole, in the order of the list."""
        whole = [(item, reason, "") for item, reason in self.leaving.withheld.items()]
        redacted = [(item, REDACTED, other) for item, other in self.leaving.instead.items()]
        return tuple(
            Withheld(item, reason, tuple(sorted(known_item(self.beside, item).fact.originators)), other)
            for item, reason, other in [*whole, *redacted]
        )

    @cached_property
    def manifest(self) -> bytes:
        """What two officers sign: every item by number, and the digest of every other file."""
        items = []
        for number, item in self._items.items():
            fact, source = item.fact, ""
            for made_of in sorted(fact.derived_from):
                source = known_item(self.beside, made_of).fact.content
            items.append({
                "banner": fact.banner, "derived_from": source, "file": self._names[number], "number": number,
                "sha256": fact.content, "size": fact.size,
            })  # fmt: skip
        digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in self._lists.items()}
        digests |= {self._names[number]: str(item.fact.content) for number, item in self._items.items()}
        return canonical({
            "banner": self.banner, "country": self.request.country, "files": digests, "items": items,
            "package": self.package, "purpose": self.request.purpose, "request": self.request.request, "v": 1,
        })  # fmt: skip

    def write(self, out: Path, keys: Path, recipient: Recipient) -> None:
        """Write the sealed package and, beside it, the public keys of its officers; both whole, or neither.

        Raises:
            Tampered: the bytes of an item are not those of the book.
        """
        with whole_file(keys) as file, whole_file(out) as target:
            file.write(canonical({name: key.public_key().public_bytes_raw().hex() for name, key in self._keys.items()}))
            noise = self.beside.book.entropy
            sealing = sealing_to(bytes.fromhex(recipient.sealing), target, kind=KIND, noise=noise)
            self._zip(cast("IO[bytes]", sealing))
            sealing.close()

    def fact(self, recipient: Recipient) -> Packaged:
        """What the book says of it; the list of what was withheld is sealed beside the book, with what each item is."""
        rows = [(one.item, one.reason, "; ".join(one.originators), one.instead) for one in self.withheld]
        listed = _sheet(("item", "reason", "originator", "instead"), rows).decode()
        return Packaged(
            package=self.package, request=self.request.request, manifest=self._digest, items=self.numbers,
            withheld=self.beside.sealed_words(self.package, listed), banner=self.banner, recipient=recipient.signing,
        )  # fmt: skip

    def _zip(self, sealing: IO[bytes]) -> None:
        """Every file in order of name, all of one hour: the same files give the same bytes."""
        whole = {MANIFEST: self.manifest, **self._lists, **self._signatures()}
        items = {self._names[number]: item for number, item in self._items.items()}
        with zipfile.ZipFile(sealing, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted([*whole, *items]):
                info = zipfile.ZipInfo(name, _LONG_AGO)
                info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, _size(whole, items, name)
                with archive.open(info, "w") as file:
                    for piece in self._pieces(whole, items, name):
                        file.write(piece)

    def _pieces(self, whole: Mapping[str, bytes], items: Mapping[str, Item], name: str) -> Iterator[bytes]:
        if name in items:
            yield from self.beside.blobs.pieces(items[name].fact.content)
        else:
            yield whole[name]

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {one.number: known_item(self.beside, one.item) for one in self.numbers}

    @cached_property
    def _names(self) -> dict[str, str]:
        """Number → file."""
        return {
            number: f"items/{number}{mimetypes.guess_extension(item.fact.media) or '.bin'}"
            for number, item in self._items.items()
        }

    @cached_property
    def _lists(self) -> dict[str, bytes]:
        """Labels, the list of what was withheld, and the way of each thing."""
        files = {
            f"labels/{number}.xml": label_of(
                self._names[number], item.fact.content, item.fact.banner, at=self.acting.at
            )
            for number, item in self._items.items()
        }
        rows = [
            (f"W-{place:06d}", one.reason, "; ".join(one.originators)) for place, one in enumerate(self.withheld, 1)
        ]
        files["withheld.csv"] = _sheet(("withheld", "reason", "originator"), rows)
        provenance, items = self.beside.book.reading(Provenance), self.beside.book.reading(Items)
        things = [
            Sourced(one.number, item, provenance.way(one.item), provenance.gaps(one.item))
            for one in self.numbers
            if (item := items.item(one.item)) is not None
        ]
        files["custody.jsonld"] = canonical(custody_graph(self.package, things))
        return files

    @cached_property
    def _digest(self) -> Digest:
        return Digest(hashlib.sha256(self.manifest).hexdigest())

    @cached_property
    def _keys(self) -> dict[str, Ed25519PrivateKey]:
        keyring = self.beside.book.keyring
        assert keyring is not None
        return {officer: keyring.private_key(officer) for officer, _ in self.acting.officers}

    def _signatures(self) -> dict[str, bytes]:
        """Two signatures over the manifest, and one of the first officer over each label with its file."""
        digest = self._digest
        signed = [
            {"officer": officer, "role": role, "key": self._keys[officer].public_key().public_bytes_raw().hex(),
             "sig": b64encode(self._keys[officer].sign(signed_manifest(digest, officer, role))).decode()}
            for officer, role in self.acting.officers
        ]  # fmt: skip
        first = self._keys[self.acting.officers[0][0]]
        whole = {SIGNATURES: canonical({"manifest": digest, "signed": signed, "v": 1})}
        for number, item in self._items.items():
            label = self._lists[f"labels/{number}.xml"]
            whole[f"labels/{number}.sig"] = b64encode(first.sign(signed_label(label, item.fact.content)))
        return whole


def _sheet(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows([head, *rows])
    return sheet.getvalue().encode()


def _size(whole: Mapping[str, bytes], items: Mapping[str, Item], name: str) -> int:
    return items[name].fact.size if name in items else len(whole[name])
