"""The authority of one machine's local network: made here once, able to vouch for nothing but names of such a network.

Browsers give a page a camera, and let it work without a network, only over TLS they trust. The authority is trusted by
hand, tablet by tablet, so its certificate says itself what it may vouch for: names under `.lan` and `.local`, and
addresses that no network outside has (RFC 5280, section 4.2.1.10; RFC 1918, 4193, 3927). A browser refuses the rest.

Both private keys lie sealed under a secret that follows from the key of this machine's log, which lies under its
pass-phrase: whoever takes the disk can stand in for this console before no tablet.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER: Final = "lan"
SERVING: Final = "serving.json"
"""Where the console is found on the network: for whoever makes a pass on the command line."""
AUTHORITY_LASTS: Final = timedelta(days=730)
SERVER_LASTS: Final = timedelta(days=397)
"""The longest that browsers take of a server (CA/Browser Forum, ballot SC31)."""
RENEWED_BEFORE: Final = timedelta(days=30)
BACKDATED: Final = timedelta(days=1)
"""A tablet's clock may be behind: what begins tomorrow for it would not be taken."""
DOMAINS: Final = ("lan", "local")
NETWORKS: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class LanFiles:
    """What serving on a network needs.

    Attributes:
        authority: the authority's certificate, as a tablet takes it in (DER).
        server, key: files of the server's certificate and of its key (PEM), for the TLS library.
        secret: what opens that key.
        renewed: the authority is new, so that every tablet has to trust it again.
    """

    authority: bytes
    server: Path
    key: Path
    secret: bytes = field(repr=False)
    renewed: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the authority's certificate, as browsers show it: 64 hexadecimal digits."""
        return x509.load_der_x509_certificate(self.authority).fingerprint(hashes.SHA256()).hex()

    @property
    def groups(self) -> str:
        """The first half of it in eight groups of four, to be compared by eye: 128 bits."""
        return _groups(self.digest)


def is_of_a_lan(address: Address) -> bool:
    """Whether the authority may vouch for an address."""
    return any(address in ipaddress.ip_network(one) for one in NETWORKS)


def groups_of(folder: Path) -> str:
    """The groups of the authority beside a book; OSError where there is none."""
    found = x509.load_pem_x509_certificate((folder / FOLDER / "authority.pem").read_bytes())
    return _groups(found.fingerprint(hashes.SHA256()).hex())


def lan_files(
    folder: Path, *, names: Sequence[str], addresses: Sequence[Address], now: datetime, secret: bytes
) -> LanFiles:  # fmt: skip
    """The authority beside a book and a certificate of its server, made where they lack or end within a month.

    Args:
        folder: the book's; the files lie in `lan/` there, readable for their owner only, and in no copy of the book.
        names: under `.lan` or `.local`.
        addresses: of this machine on its network.
        now: this machine's clock.
        secret: 32 bytes that this machine alone has; under another than before the authority is made anew.
    """
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    secret = secret.hex().encode()
    found = _read(place / "authority.pem", place / "authority-key.pem", now, secret)
    authority, key = found or _authority(place, now, secret)
    server = _read(place / "server.pem", place / "server-key.pem", now, secret)
    if server is None or found is None or not _is_for(server[0], names, addresses):
        _server(place, (authority, key), names, addresses, now, secret=secret)
    return LanFiles(
        authority.public_bytes(serialization.Encoding.DER),
        place / "server.pem",
        place / "server-key.pem",
        secret,
        found is None,
    )


def _groups(digest: str) -> str:
    half = digest[:32].upper()
    return " ".join(half[start : start + 4] for start in range(0, len(half), 4))


def _authority(place: Path, now: datetime, secret: bytes) -> tuple[x509.Certificate, Key]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Musterbook LAN {os.urandom(3).hex()}")])
    allowed: list[x509.GeneralName] = [x509.DNSName(one) for one in DOMAINS]
    allowed += [x509.IPAddress(ipaddress.ip_network(one)) for one in NETWORKS]
    public = key.public_key()
    built = (
        _begun(name, name, public, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    certificate = built.sign(key, hashes.SHA256())
    _keep(place / "authority-key.pem", _private(key, secret))
    _keep(place / "authority.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _server(
    place: Path, authority: tuple[x509.Certificate, Key], names: Sequence[str], addresses: Sequence[Address],
    now: datetime, *, secret: bytes,
) -> None:  # fmt: skip
    certificate, signer = authority
    key = ec.generate_private_key(ec.SECP256R1())
    lasts = min(SERVER_LASTS, certificate.not_valid_after_utc - now)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, (*names, *map(str, addresses))[0])])
    built = (
        _begun(subject, certificate.subject, key.public_key(), now, lasts)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names, addresses)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    signed = built.sign(signer, hashes.SHA256())
    _keep(place / "server-key.pem", _private(key, secret))
    _keep(place / "server.pem", signed.public_bytes(serialization.Encoding.PEM))


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now - BACKDATED + lasts)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _alternatives(names: Sequence[str], addresses: Sequence[Address]) -> list[x509.GeneralName]:
    return [*(x509.DNSName(one) for one in names), *(x509.IPAddress(one) for one in addresses)]


def _is_for(certificate: x509.Certificate, names: Sequence[str], addresses: Sequence[Address]) -> bool:
    said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(said) == set(_alternatives(names, addresses))


def _read(certificate: Path, key: Path, now: datetime, secret: bytes) -> tuple[x509.Certificate, Key] | None:
    """What was made before; None where it is not there, stays shut, ends soon, or one of the two files is another's."""
    if not certificate.is_file() or not key.is_file():
        return None
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    private = _opened(key, secret)
    fits = isinstance(private, ec.EllipticCurvePrivateKey) and private.public_key() == found.public_key()
    lasting = found.not_valid_before_utc <= now < found.not_valid_after_utc - RENEWED_BEFORE
    return (found, private) if fits and lasting and isinstance(private, ec.EllipticCurvePrivateKey) else None


def _opened(path: Path, secret: bytes) -> Key | None:
    """A key; one that was kept in clear by an earlier version is sealed from now on."""
    raw = path.read_bytes()
    try:
        found = serialization.load_pem_private_key(raw, password=secret)
    except TypeError:  # it is not sealed
        found = serialization.load_pem_private_key(raw, password=None)
        if isinstance(found, ec.EllipticCurvePrivateKey):
            _keep(path, _private(found, secret))
    except ValueError:
        return None
    return found if isinstance(found, ec.EllipticCurvePrivateKey) else None


def _private(key: Key, secret: bytes) -> bytes:
    """As a sealed file. The secret cannot be guessed, so that its own stretching need not be dear."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(secret)
    )


def _keep(path: Path, content: bytes) -> None:
    """A file for its owner alone, there as a whole or not at all."""
    beside = path.with_suffix(path.suffix + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
