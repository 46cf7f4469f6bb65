"""Packaging: what may leave for a request is numbered, labelled, listed, signed by two, and sealed to the recipient.

A package is judged afresh when it is made; nothing that stands in the way can be left for later. Joins evidence with
the bytes beside the book and the officers' keys.
"""

from __future__ import annotations

import csv
import hashlib
import io
import mimetypes
import tomllib
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.evidence.case_uco import Sourced, custody_graph
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.facts import Destroyed, Numbered, Packaged, Recalled, Received, ReleaseAsked, Sent
from musterbook.evidence.items import Items
from musterbook.evidence.labels import label_of
from musterbook.evidence.markings import roll_up
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.release import numbered
from musterbook.evidence.releases import Releases
from musterbook.ledger.entry import Entry, canonical
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.casework import known_item, portion_marks
from musterbook.operation.casework_release import Leaving, judge_request, known_request
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.package_checking import MANIFEST, SIGNATURES, receipt_holds, signed_label, signed_manifest
from musterbook.store.streams import seal_to
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

KIND: Final = "package"
SUFFIX: Final = ".mbp"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives: name, X25519 key packages are sealed to, Ed25519 key receipts are signed with, both hexadecimal."""

    name: str
    sealing: str
    signing: str


def read_recipient(path: Path) -> Recipient:
    """The recipient a small TOML file names: `name`, `sealing`, `signing`; Malformed when it is none."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        one = Recipient(str(said["name"]), str(said["sealing"]), str(said["signing"]))
        sound = len(bytes.fromhex(one.sealing)) == len(bytes.fromhex(one.signing)) == 32
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError):
        raise Malformed(Fault("package.no-recipient", file=path.name)) from None
    if not sound:
        raise Malformed(Fault("package.no-recipient", file=path.name))
    return one


def make_package(
    beside: EvidenceBeside, acting: Acting, request: str, leaving: Leaving, *, recipient: Recipient, out: Path,
    package: str = "",
) -> Entry:  # fmt: skip
    """Write `out` (sealed) and `out`'s public keys beside it, and write in the book that it was packaged.

    Raises:
        Refused: anything stands in the way, or two officers do not sign.
        Malformed: the number is another package's, or a file stands where this one would.
    """
    releases, one = beside.book.reading(Releases), known_request(beside, request)
    name = package or f"P-{len(releases.parcels()) + 1:04d}"
    if releases.parcel(name) is not None:
        raise Malformed.because("package.twice", package=name)
    if out.exists():
        raise Malformed(Fault("package.file-exists", file=out.name))
    dossier = beside.book.reading(Dossiers).dossier(one.fact.dossier)
    names = leaving.of(dossier.fact.items) if dossier else ()
    numbers = tuple(Numbered(number=number, item=item) for number, item in numbered(names))
    judgement = judge_request(beside, request, leaving, numbers=numbers, at=acting.at)
    if judgement.machine != "allow":
        person = dossier.person if dossier else None
        raise Refused(*(finding.objection(person) for finding in judgement.stops()))
    if len({officer for officer, _ in acting.officers}) < 2 or beside.book.keyring is None:
        raise Refused(Objection("package.two-sign", values={"package": name}))
    files = _files(beside, name, numbers, leaving, at=acting.at)
    banner = roll_up([mark for number in numbers for mark in portion_marks(known_item(beside, number.item))]).banner
    manifest = _manifest(beside, name, one.fact, numbers, files=files, banner=banner)
    digest = Digest(hashlib.sha256(manifest).hexdigest())
    files = {MANIFEST: manifest, **files, **_signatures(beside, acting, digest, files)}
    with out.open("xb") as sealed:
        seal_to(
            bytes.fromhex(recipient.sealing), io.BytesIO(zipped(files)), sealed, kind=KIND, noise=beside.book.entropy
        )
    out.with_suffix(".keys.json").write_bytes(canonical(_public_keys(beside, acting)))
    fact = Packaged(
        package=name, request=request, manifest=digest, items=numbers, banner=banner, recipient=recipient.signing,
        withheld=Digest(hashlib.sha256(files["withheld.csv"]).hexdigest()),
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def send(beside: EvidenceBeside, acting: Acting, package: str, *, how: str, sealed: Path) -> Entry:
    """Write that a package left, with the digest of the bytes as they left."""
    _known(beside, package)
    try:
        digest = Digest(hashlib.sha256(sealed.read_bytes()).hexdigest())
    except OSError:
        raise Malformed(Fault("file.unreadable", file=sealed.name)) from None
    return beside.book.write(acting.draft(Sent(package=package, how=how, sealed=digest)))


def received(beside: EvidenceBeside, acting: Acting, package: str, receipt: Path) -> Entry:
    """Write that the receipt came; Tampered unless the recipient's key signed the digest of this manifest."""
    fact = _known(beside, package)
    raw = receipt_holds(receipt, manifest=fact.manifest, public=fact.recipient)
    return beside.book.write(acting.draft(Received(package=package, receipt=beside.sealed_words(package, raw))))


def recall(beside: EvidenceBeside, acting: Acting, package: str, *, because: str) -> Entry:
    """Write that an originator wants a package back; Refused to whoever is originator of nothing in it."""
    fact = _known(beside, package)
    whose = {who for one in fact.items for who in known_item(beside, one.item).fact.originators}
    if acting.by not in whose:
        values = {"package": package, "who": ", ".join(sorted(whose)) or None, "by": acting.by}
        raise Refused(Objection("package.not-yours-to-recall", values=values))
    words = beside.sealed_words(package, because)
    return beside.book.write(acting.draft(Recalled(package=package, because=words)))


def destroyed(beside: EvidenceBeside, acting: Acting, package: str, *, certificate: Path) -> Entry:
    """Write that the recipient certified a package destroyed; the certificate is sealed."""
    _known(beside, package)
    try:
        text = certificate.read_bytes().hex()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=certificate.name)) from None
    return beside.book.write(acting.draft(Destroyed(package=package, certificate=beside.sealed_words(package, text))))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, in order of name, all of one hour: the same files give the same bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), files[name], zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _files(
    beside: EvidenceBeside, package: str, numbers: tuple[Numbered, ...], leaving: Leaving, *, at: datetime
) -> dict[str, bytes]:
    """Items, labels, the withholding list and the way of each thing."""
    files: dict[str, bytes] = {}
    for one in numbers:
        fact = known_item(beside, one.item).fact
        name = f"items/{one.number}{mimetypes.guess_extension(fact.media) or '.bin'}"
        files[name] = b"".join(beside.blobs.pieces(fact.content))
        files[f"labels/{one.number}.xml"] = label_of(name, fact.content, fact.banner, at=at)
    files["withheld.csv"] = _withheld(beside, leaving)
    provenance, items = beside.book.reading(Provenance), beside.book.reading(Items)
    things = [
        Sourced(one.number, item, provenance.way(one.item), provenance.gaps(one.item))
        for one in numbers
        if (item := items.item(one.item)) is not None
    ]
    files["custody.jsonld"] = canonical(custody_graph(package, things))
    return files


def _withheld(beside: EvidenceBeside, leaving: Leaving) -> bytes:
    """What did not leave: a running number, never what it is; the reason's code; whose it is."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(("withheld", "reason", "originator"))
    redacted = [(item, "REDACTED") for item in leaving.instead]
    for place, (item, reason) in enumerate([*leaving.withheld.items(), *redacted], start=1):
        who = "; ".join(sorted(known_item(beside, item).fact.originators))
        rows.writerow((f"W-{place:06d}", reason, who))
    return sheet.getvalue().encode()


def _manifest(
    beside: EvidenceBeside, package: str, request: ReleaseAsked, numbers: tuple[Numbered, ...],
    *, files: Mapping[str, bytes], banner: str,
) -> bytes:  # fmt: skip
    """What two officers sign: every item by number, and the digest of every other file."""
    items, whose = [], {name.partition("/")[2].partition(".")[0]: name for name in files if name.startswith("items/")}
    for one in numbers:
        fact, source = known_item(beside, one.item).fact, ""
        for made_of in sorted(fact.derived_from):
            source = known_item(beside, made_of).fact.content
        items.append({
            "banner": fact.banner, "derived_from": source, "file": whose[one.number], "number": one.number,
            "sha256": fact.content, "size": fact.size,
        })  # fmt: skip
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    return canonical({
        "banner": banner, "country": request.country, "files": digests, "items": items, "package": package,
        "purpose": request.purpose, "request": request.request, "v": 1,
    })  # fmt: skip


def _signatures(beside: EvidenceBeside, acting: Acting, digest: Digest, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Two signatures over the manifest, and one of the first officer over each label with its file."""
    keyring = beside.book.keyring
    assert keyring is not None
    signed = [
        {"officer": officer, "role": role, "key": keyring.private_key(officer).public_key().public_bytes_raw().hex(),
         "sig": b64encode(keyring.private_key(officer).sign(signed_manifest(digest, officer, role))).decode()}
        for officer, role in acting.officers
    ]  # fmt: skip
    first = keyring.private_key(acting.officers[0][0])
    whole = {SIGNATURES: canonical({"manifest": digest, "signed": signed, "v": 1})}
    for name, raw in files.items():
        if name.startswith("labels/"):
            number = name.removeprefix("labels/").removesuffix(".xml")
            item = next(body for other, body in files.items() if other.startswith(f"items/{number}."))
            whole[f"labels/{number}.sig"] = b64encode(first.sign(signed_label(raw, item)))
    return whole


def _public_keys(beside: EvidenceBeside, acting: Acting) -> dict[str, str]:
    keyring = beside.book.keyring
    assert keyring is not None
    return {
        officer: keyring.private_key(officer).public_key().public_bytes_raw().hex() for officer, _ in acting.officers
    }


def _known(beside: EvidenceBeside, package: str) -> Packaged:
    parcel = beside.book.reading(Releases).parcel(package)
    if parcel is None:
        raise Malformed.because("package.unknown", package=package)
    return parcel.fact
