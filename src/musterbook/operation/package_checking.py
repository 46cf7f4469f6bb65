"""Checking a package with public keys alone: no book, no network, nothing but the package and who may have signed.

In this order: the manifest is canonical and every file is named in it and has its digest, none is more; numbers run
from MB-000001 without a gap; two different officers' keys, both among those brought, signed the manifest's digest;
each label is bound to its file and its signature holds. LEFT TO THE CALLER: whether the keys brought are the officers'.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from musterbook.evidence.labels import read_label
from musterbook.ledger.canonical import canonical, read_canonical
from musterbook.operation.package_files import PackageFiles
from musterbook.terms.errors import Fault, Malformed, Tampered

MANIFEST: Final = "manifest.json"
SIGNATURES: Final = "signatures"


def signed_manifest(digest: str, officer: str, role: str) -> bytes:
    """What an officer signs of a manifest, with his name and role under the signature."""
    about = canonical({"officer": officer, "role": role})
    return b"musterbook/package/1\x00" + bytes.fromhex(digest) + about


def signed_label(label: bytes, item: str) -> bytes:
    """What an officer signs of a label and its file, whose SHA-256 is `item`."""
    return b"musterbook/label/1\x00" + hashlib.sha256(label).digest() + bytes.fromhex(item)


def signed_receipt(digest: str) -> bytes:
    """What a recipient signs of a manifest."""
    return b"musterbook/receipt/1\x00" + bytes.fromhex(digest)


def read_keys(path: Path) -> dict[str, str]:
    """Officer → public key, hexadecimal, from a JSON file."""
    try:
        said = json.loads(path.read_text("utf-8"))
        sound = isinstance(said, dict) and all(len(bytes.fromhex(key)) == 32 for key in said.values())
    except (OSError, UnicodeDecodeError, ValueError, TypeError):
        sound, said = False, {}
    if not sound:
        raise Malformed(Fault("package.no-keys", file=path.name))
    return {str(officer): str(key) for officer, key in said.items()}


def check_package(files: PackageFiles, keys: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of a package in which everything holds; every file is read once, piece by piece.

    Raises:
        Malformed: there is no manifest.
        Tampered: the first thing that does not hold, by its rule.
    """
    manifest = _manifest(files)
    digest = hashlib.sha256(files.whole(MANIFEST)).hexdigest()
    _same_files(manifest, files)
    for place, item in enumerate(manifest["items"], start=1):
        _require("package.numbering", item["number"], holds=item["number"] == f"MB-{place:06d}")
        _require("package.file-differs", item["file"], holds=manifest["files"].get(item["file"]) == item["sha256"])
    signers = _signers(files, digest, keys)
    _require(
        "package.too-few-signatures", len(signers), holds=len(signers) > 1 and len({keys[one] for one in signers}) > 1
    )
    for item in manifest["items"]:
        _label(files, item, signers, keys)
    return {"digest": digest, "signers": sorted(signers), **manifest}


def make_receipt(digest: str, key: Ed25519PrivateKey) -> bytes:
    """The recipient's signature over a manifest's digest, as canonical JSON."""
    public = key.public_key().public_bytes_raw().hex()
    sig = b64encode(key.sign(signed_receipt(digest))).decode()
    return canonical({"key": public, "manifest": digest, "sig": sig, "v": 1})


def receipt_holds(path: Path, *, manifest: str, public: str) -> str:
    """The receipt's text; Tampered unless that key signed the digest of that manifest."""
    try:
        raw = path.read_text("utf-8")
        said = json.loads(raw)
        sig = b64decode(said["sig"], validate=True)
        about = str(said["manifest"])
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    except (UnicodeDecodeError, ValueError, KeyError, TypeError):
        raise Malformed(Fault("package.no-receipt", file=path.name)) from None
    _require(
        "package.receipt-differs", path.name, holds=about == manifest and _holds(public, sig, signed_receipt(manifest))
    )
    return raw


def _manifest(files: PackageFiles) -> dict[str, Any]:
    try:
        said = dict(read_canonical(files.whole(MANIFEST)))
        sound = all(isinstance(item[name], str) for item in said["items"] for name in ("file", "number", "sha256"))
        sound = sound and all(isinstance(one, str) for one in said["files"].values())
        sound = sound and {"package", "banner"} <= said.keys()
    except (KeyError, ValueError, TypeError, AttributeError, Malformed):
        sound, said = False, {}
    if not sound:
        raise Malformed(Fault("package.no-package", file=MANIFEST))
    return said


def _same_files(manifest: Mapping[str, Any], files: PackageFiles) -> None:
    """Every file is named and has its digest; the manifest, signatures and those of labels are signed otherwise."""
    said: Mapping[str, str] = manifest["files"]
    found = files.names() - {MANIFEST, SIGNATURES, *(f"labels/{item['number']}.sig" for item in manifest["items"])}
    for name in sorted(said.keys() ^ found):
        raise Tampered("package.file-missing" if name in said else "package.file-too-many", name=name)
    for name in sorted(found):
        _require("package.file-differs", name, holds=files.digest(name) == said[name])


def _signers(files: PackageFiles, digest: str, keys: Mapping[str, str]) -> set[str]:
    """Officers among those brought whose signature over the manifest holds; one that fails sets all aside."""
    try:
        said = read_canonical(files.whole(SIGNATURES))
        whole = said.keys() == {"manifest", "signed", "v"} and said["manifest"] == digest and said["v"] == 1
        signed = [
            (one["officer"], one["role"], one["key"], b64decode(one["sig"], validate=True)) for one in said["signed"]
        ]
    except (KeyError, ValueError, TypeError, Malformed):
        raise Tampered("package.bad-signature", name=SIGNATURES) from None
    _require("package.bad-signature", SIGNATURES, holds=whole)
    for officer, role, key, sig in signed:
        known = keys.get(officer, key)
        holds = known == key and _holds(known, sig, signed_manifest(digest, officer, role))
        _require("package.bad-signature", officer, holds=holds)
    return {officer for officer, *_ in signed if officer in keys}


def _label(files: PackageFiles, item: Mapping[str, Any], signers: set[str], keys: Mapping[str, str]) -> None:
    label, sig = (files.whole(f"labels/{item['number']}.{ending}") for ending in ("xml", "sig"))
    try:
        bound = read_label(label)
        raw = b64decode(sig, validate=True)
    except ValueError:
        raise Tampered("package.label-differs", name=item["number"]) from None
    _require("package.label-differs", item["number"], holds=bound == (item["file"], item["sha256"]))
    said = signed_label(label, item["sha256"])
    _require("package.label-differs", item["number"], holds=any(_holds(keys[one], raw, said) for one in signers))


def _holds(public: str, sig: bytes, said: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(sig, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def _require(rule: str, name: str | int, *, holds: bool) -> None:
    if not holds:
        raise Tampered(rule, name=name)
