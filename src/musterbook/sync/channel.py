"""The encrypted channel between two nodes: a certificate made for the day, for which the log's key vouches.

Nobody has to issue certificates and nothing has to be renewed: the answering node makes one at start, its greeting
signs the certificate's digest, and the caller signs the same digest. Somebody in the middle has another certificate,
and is found out before anything of the book was said (decision 0916).
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAYS: Final = 397


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of one's own: the PEM of it and of its key, and the SHA-256 of its bytes (hexadecimal)."""

    certificate: bytes
    key: bytes
    digest: str

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Both as files for a server that wants files; the key is readable by nobody else."""
        certificate, key = folder / "certificate", folder / "key"
        certificate.write_bytes(self.certificate)
        key.touch(mode=0o600)
        key.write_bytes(self.key)
        return certificate, key


def new_certificate(at: datetime) -> Certificate:
    """A new self-signed certificate, good from the day before `at`, because clocks differ."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "musterbook node")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=DAYS))
        .sign(key, SHA256())
    )
    return Certificate(
        made.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        digest_of_certificate(made.public_bytes(Encoding.DER)),
    )


def digest_of_certificate(der: bytes) -> str:
    """What a meeting is bound to."""
    return hashlib.sha256(der).hexdigest()


def trusting_the_meeting() -> ssl.SSLContext:
    """TLS 1.3 that takes any certificate: WHOSE IT IS, THE MEETING SHOWS, and nothing is asked before."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
