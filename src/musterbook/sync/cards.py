"""Cards: the certificate of a node's NATS server, for which the log's key vouches.

So nobody has to issue certificates: whoever keeps a server reads the cards of the nodes it is to meet, and the register
says whose logs they are. A card is canonical JSON; what is signed is all of it but the signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from musterbook.ledger.entry import canonical
from musterbook.ledger.signing import public_of
from musterbook.sync.exchange import Hex64, Short
from musterbook.sync.nats_file import alternative_name
from musterbook.terms.errors import Malformed, Tampered

DAYS: Final = 1_095
CARD_BYTES_MAX: Final = 16 * 1024
_SIGNED: Final = b"musterbook/card/1\x00"


@dataclass(frozen=True, slots=True)
class Card:
    """The certificate of a node's server, in PEM, and the log's signature under it."""

    operation: Short
    log: Hex64
    certificate: str
    signature: Short

    def pin(self) -> str:
        """SHA-256 of its public key (SubjectPublicKeyInfo), hexadecimal; Malformed when it is none of this log's."""
        try:
            found = x509.load_pem_x509_certificate(self.certificate.encode())
            names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            named = names.get_values_for_type(x509.DNSName)
            raw = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        except (ValueError, x509.ExtensionNotFound):
            raise Malformed.because("nats.card") from None
        if alternative_name(self.log) not in named:
            raise Malformed.because("nats.card")
        return hashlib.sha256(raw).hexdigest()

    def text(self) -> bytes:
        """The card as a file."""
        return canonical(msgspec.to_builtins(self)) + b"\n"


def make_card(key: Ed25519PrivateKey, operation: str, names: Sequence[str], at: datetime) -> tuple[Card, bytes]:
    """A new certificate for a node's server under these names and addresses, its card, and its private key in PEM."""
    private, log = generate_private_key(SECP256R1()), public_of(key)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, alternative_name(log))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in (alternative_name(log), *names)]), False)  # noqa: FBT003  it takes it so alone
        .sign(private, SHA256())
    )
    certificate = made.public_bytes(Encoding.PEM).decode()
    signature = base64.b64encode(key.sign(_said(operation, log, certificate))).decode()
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Card(operation, log, certificate, signature), secret


def read_card(raw: bytes, operation: str) -> Card:
    """A card that came from elsewhere.

    LEFT TO THE CALLER: whether the register knows the log.

    Raises:
        Malformed: it is no card, of another operation, or its certificate is not one for this log.
        Tampered: the log it names did not sign it.
    """
    try:
        card = msgspec.json.decode(raw[:CARD_BYTES_MAX], type=Card)
    except msgspec.MsgspecError:
        raise Malformed.because("nats.card") from None
    if card.operation != operation:
        raise Malformed.because("sync.other-operation")
    try:
        signature = binascii.a2b_base64(card.signature.encode("ascii"), strict_mode=True)
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(card.log))
        public.verify(signature, _said(card.operation, card.log, card.certificate))
    except (InvalidSignature, ValueError):
        raise Tampered("nats.card-signature", log=card.log[:16]) from None
    card.pin()
    return card


def _said(operation: str, log: str, certificate: str) -> bytes:
    return _SIGNED + canonical({"certificate": certificate, "log": log, "operation": operation})


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)
