"""Checking a package with public keys alone: no book, no network, nothing but the package and who may have signed.

In this order: the manifest is canonical and every file is named in it and has its digest, none is more; numbers run
from MB-000001 without a gap; two different officers' keys, both among those brought, signed the manifest's digest;
each label is bound to its file and its signature holds. LEFT TO THE CALLER: whether the keys brought are the officers'.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from musterbook.evidence.labels import read_label
from musterbook.ledger.canonical import canonical, read_canonical
from musterbook.terms.errors import Fault, Malformed, Tampered

MANIFEST: Final = "manifest.json"
SIGNATURES: Final = "signatures"
FILES_MAX: Final = 100_000
BYTES_MAX: Final = 64 * 1024**3


def signed_manifest(digest: str, officer: str, role: str) -> bytes:
    """What an officer signs of a manifest, with his name and role under the signature."""
    about = canonical({"officer": officer, "role": role})
    return b"musterbook/package/1\x00" + bytes.fromhex(digest) + about


def signed_label(label: bytes, item: bytes) -> bytes:
    """What an officer signs of a label and its file."""
    return b"musterbook/label/1\x00" + hashlib.sha256(label).digest() + hashlib.sha256(item).digest()


def signed_receipt(digest: str) -> bytes:
    """What a recipient signs of a manifest."""
    return b"musterbook/receipt/1\x00" + bytes.fromhex(digest)


def read_package(path: Path) -> dict[str, bytes]:
    """The files of a package, a folder or a zip, by name; Malformed when it is neither, or a name leads outside."""
    if path.is_dir():
        found = [one for one in sorted(path.rglob("*")) if one.is_file()]
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in found}
    try:
        return unzipped(path.read_bytes(), path.name)
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None


def unzipped(raw: bytes, name: str) -> dict[str, bytes]:
    """The files in a zip, by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            known = archive.infolist()
            outside = any(one.filename.startswith("/") or ".." in one.filename.split("/") for one in known)
            if not outside and len(known) <= FILES_MAX and sum(one.file_size for one in known) <= BYTES_MAX:
                return {one.filename: archive.read(one) for one in known if not one.is_dir()}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        pass
    raise Malformed(Fault("package.no-package", file=name))


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


def check_package(files: Mapping[str, bytes], keys: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of a package in which everything holds.

    Raises:
        Malformed: there is no manifest.
        Tampered: the first thing that does not hold, by its rule.
    """
    manifest = _manifest(files)
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    beside = {MANIFEST, SIGNATURES, *(name for name in files if name.startswith("labels/") and name.endswith(".sig"))}
    _same_files(manifest["files"], {name: raw for name, raw in files.items() if name not in beside})
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


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        said = dict(read_canonical(files[MANIFEST]))
        sound = all({"file", "number", "sha256"} <= set(item) for item in said["items"])
        sound = sound and isinstance(said["files"], dict) and {"package", "banner"} <= said.keys()
    except (KeyError, ValueError, TypeError, Malformed):
        sound, said = False, {}
    if not sound:
        raise Malformed(Fault("package.no-package", file=MANIFEST))
    return said


def _same_files(said: Mapping[str, str], found: Mapping[str, bytes]) -> None:
    for name in sorted(said.keys() ^ found.keys()):
        raise Tampered("package.file-missing" if name in said else "package.file-too-many", name=name)
    for name, raw in found.items():
        _require("package.file-differs", name, holds=hashlib.sha256(raw).hexdigest() == said[name])


def _signers(files: Mapping[str, bytes], digest: str, keys: Mapping[str, str]) -> set[str]:
    """Officers among those brought whose signature over the manifest holds; one that fails sets all aside."""
    try:
        said = read_canonical(files[SIGNATURES])
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


def _label(files: Mapping[str, bytes], item: Mapping[str, Any], signers: set[str], keys: Mapping[str, str]) -> None:
    label, sig = files.get(f"labels/{item['number']}.xml"), files.get(f"labels/{item['number']}.sig")
    try:
        bound = read_label(label or b"")
        raw = b64decode(sig or b"", validate=True)
    except ValueError:
        raise Tampered("package.label-differs", name=item["number"]) from None
    _require("package.label-differs", item["number"], holds=bound == (item["file"], item["sha256"]))
    said = signed_label(label or b"", files[item["file"]])
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
