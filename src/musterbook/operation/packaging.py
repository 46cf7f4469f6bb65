"""Packaging: what may leave for a request is judged afresh, packed and sealed, and every step after that is written.

Nothing that stands in the way can be left for later. Joins evidence with the bytes beside the book and the officers'
keys; what lies in a package is `packing.py`.
"""

from __future__ import annotations

from pathlib import Path

from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.facts import Destroyed, Numbered, Packaged, Recalled, Received, Sent
from musterbook.evidence.release import numbered
from musterbook.evidence.releases import Releases
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.casework import known_item, measured
from musterbook.operation.casework_release import Leaving, judge_request, known_request
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.package_checking import receipt_holds
from musterbook.operation.packing import KIND, Packing
from musterbook.operation.reading_marked import all_may_read
from musterbook.operation.recipients import Recipient
from musterbook.store.disk import whole_file
from musterbook.store.streams import open_from
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection


def make_package(
    beside: EvidenceBeside, acting: Acting, request: str, leaving: Leaving, *, recipient: Recipient, out: Path,
    package: str = "",
) -> Entry:  # fmt: skip
    """Write `out` (sealed) and the officers' public keys beside it, and write in the book that it was packaged.

    A package may be larger than memory. If anything fails, nothing is left of either file; what a killed process left
    is overwritten when the same file is written again.

    Raises:
        Refused: anything stands in the way, or two officers do not sign.
        Malformed: the number is another package's, or a file stands where this one would.
        Tampered: the bytes of an item are not those of the book.
    """
    releases, one = beside.book.reading(Releases), known_request(beside, request)
    all_may_read(beside.book, acting, request)
    name = package or _next_package(releases)
    keys = out.with_suffix(".keys.json")
    if releases.parcel(name) is not None:
        raise Malformed.because("package.twice", package=name)
    for path in (out, keys):
        if path.exists():
            raise Malformed(Fault("package.file-exists", file=path.name))
    dossier = beside.book.reading(Dossiers).dossier(one.fact.dossier)
    names = leaving.of(dossier.fact.items) if dossier else ()
    numbers = tuple(Numbered(number=number, item=item) for number, item in numbered(names))
    judgement = judge_request(beside, request, leaving, numbers=numbers, at=acting.at)
    if judgement.machine != "allow":
        person = dossier.person if dossier else None
        raise Refused(*(finding.objection(person) for finding in judgement.stops()))
    if len({officer for officer, _ in acting.officers}) < 2 or beside.book.keyring is None:
        raise Refused(Objection("package.two-sign", values={"package": name}))
    packing = Packing(beside, acting, name, one.fact, numbers, leaving)
    try:
        packing.write(out, keys, recipient)
        return beside.book.write(acting.draft(packing.fact(recipient)))
    except BaseException:
        for path in (out, keys):
            path.unlink(missing_ok=True)
        raise


def open_package(private: bytes, sealed: Path, out: Path) -> int:
    """Open a package with its recipient's key and write the zip, whole or not at all; how many bytes it has.

    Raises:
        Malformed: it cannot be read, or a file stands where the zip would.
        Refused: it was sealed to another key.
        Tampered: it was changed or cut short.
    """
    if out.exists():
        raise Malformed(Fault("package.file-exists", file=out.name))
    size = 0
    try:
        source = sealed.open("rb")
    except OSError:
        raise Malformed(Fault("file.unreadable", file=sealed.name)) from None
    with source, whole_file(out) as file:
        for piece in open_from(private, source, kind=KIND, name=sealed.name):
            size += file.write(piece)
    return size


def send(beside: EvidenceBeside, acting: Acting, package: str, *, how: str, sealed: Path) -> Entry:
    """Write that a package left, with the digest of the bytes as they left."""
    _known(beside, package)
    digest, _ = measured(sealed)
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


def _next_package(releases: Releases) -> str:
    place = len(releases.parcels()) + 1
    while releases.parcel(f"P-{place:04d}") is not None:
        place += 1
    return f"P-{place:04d}"


def _known(beside: EvidenceBeside, package: str) -> Packaged:
    parcel = beside.book.reading(Releases).parcel(package)
    if parcel is None:
        raise Malformed.because("package.unknown", package=package)
    return parcel.fact
