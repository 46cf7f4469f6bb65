"""Telling programs: who is told of which facts, where, and the note that goes out, signed by this machine's log.

A note follows Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature: v1a,…`, an Ed25519 signature
of the log's key over `id.timestamp.body`. It carries digests and kinds, numbers where the program asked for them and
needs to know, and never a name.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from musterbook.ledger.canonical import canonical
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import kinds
from musterbook.operation.book import Book
from musterbook.operation.folder import PassPhrase
from musterbook.operation.lending import keyring_of
from musterbook.operation.letting_in import vouched
from musterbook.rights.decide import who_may
from musterbook.store.webhooks import Webhook, Webhooks
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import written

GIVES_ADDRESSES: Final = ("administrator",)
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
ADDRESS_LETTERS_MAX: Final = 500
LAN_SECRET: Final = b"musterbook/lan/1"
"""For what the secret of the keys for a local network is drawn."""
CLOSED: Final = {
    "custody.treated": "health", "custody.condition-noted": "health", "custody.medicine-needed": "health",
    "custody.medicine-handed": "health", "eligibility.fitness-certified": "health", "eligibility.found-unfit": "health",
}  # fmt: skip
"""Kinds whose very existence tells of somebody's health: told to those who may open that, and to nobody else."""
COMPLAINT: Final = "complain"
"""How the second word of kinds about complaints begins."""


@dataclass(frozen=True, slots=True)
class Signer:
    """This machine's log: its public key, hexadecimal, and how it signs."""

    log: str
    key: Ed25519PrivateKey

    def heads(self, name: str, body: bytes, *, at: int) -> dict[str, str]:
        """The heads of a note."""
        signature = self.key.sign(f"{name}.{at}.".encode() + body)
        return {
            "webhook-id": name, "webhook-timestamp": str(at), "musterbook-log": self.log,
            "webhook-signature": f"v1a,{base64.b64encode(signature).decode()}", "content-type": "application/json",
        }  # fmt: skip


def tell_from_now(
    book: Book, hooks: Webhooks, officer: str, address: str, told: Sequence[str], *, numbers: bool, by: str, at: int
) -> Webhook:
    """Tell a program of facts of these kinds from now on, at an address.

    Args:
        book: whose register gives the program its role, opened with the keeper's key.
        hooks: where it is kept.
        officer: the program, by the name the register knows it under.
        address: https, or this machine's own.
        told: kinds of facts, or rooms with an asterisk.
        numbers: it is told of whom too.
        by: the administrator who gives the address.
        at: seconds since 1970.

    Raises:
        Refused: he is no administrator, or the register gives the program no role.
        Malformed: the address is neither https nor this machine's, or a kind is none.
    """
    vouched(book, by, officer)
    able = sorted({name for name, _ in who_may(book.register, GIVES_ADDRESSES, book.register.size)})
    if by not in able:
        values = {"officer": by, "needed": ", ".join(GIVES_ADDRESSES), "who": ", ".join(able[:12])}
        raise Refused(Objection("account.no-keeper", values=values))
    check_address(address)
    _check_kinds(told)
    sizes = {log: size for log, (size, _) in book.store.heads().items()}
    hook = Webhook(secrets.token_hex(6), officer, address, tuple(sorted(set(told))), numbers, at, by, sizes)
    hooks.add(hook)
    return hook


def check_address(address: str) -> None:
    """Malformed unless it is https, or plain http on this machine, without a name or pass-word in it."""
    try:
        said = urlsplit(address)
        host, port = said.hostname or "", said.port
    except ValueError:
        raise Malformed.because("webhook.address") from None
    sound = bool(host) and port != 0 and not said.username and not said.password and not said.fragment
    allowed = said.scheme == "https" or (said.scheme == "http" and host in LOOPBACK)
    if not sound or not allowed or len(address) > ADDRESS_LETTERS_MAX or not address.isascii():
        raise Malformed.because("webhook.address")


def newer_than(book: Book, hook: Webhook) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    """How far the logs are, and what of the entries since a webhook wants to hear of: (digest, log, place)."""
    sizes = {log: size for log, (size, _) in book.store.heads().items()}
    wanted = [
        (str(entry.digest), log, entry.seq)
        for log, size in sorted(sizes.items()) if size > hook.sizes.get(log, 0)
        for entry in book.store.entries(log, hook.sizes.get(log, 0)) if hook.wants(entry.act.kind)
    ]  # fmt: skip
    return sizes, wanted


def note_of(book: Book, hook: Webhook, entry: Entry, *, sees: Callable[[str], bool]) -> bytes:
    """What a webhook is told of an entry. `sees` says whom it needs to know of."""
    told: dict[str, object] = {
        "by": entry.by, "digest": entry.digest, "happened_at": written(entry.happened_at), "kind": entry.act.kind,
        "log": entry.log, "marking": book.settings.marking, "operation": book.settings.name,
        "people": len(entry.named()), "seq": entry.seq, "webhook": hook.id, "written_at": written(entry.written_at),
    }  # fmt: skip
    if hook.numbers:
        told["numbers"] = sorted(number for number in entry.named() if sees(number))
    return canonical(told)


def compartment_of(kind: str) -> str:
    """What one must be able to open to hear that such a fact was written; empty where nothing is closed."""
    return "complaint" if kind.partition(".")[2].startswith(COMPLAINT) else CLOSED.get(kind, "")


def signer_of(book: Book, phrase: PassPhrase) -> Signer:
    """This machine's log, opened to sign notes.

    Raises:
        Refused: no log's key is here, or its pass-phrase was not given.
    """
    key = _log_key(book, phrase)
    return Signer(key.public_key().public_bytes_raw().hex(), key)


def secret_of_log(book: Book, phrase: PassPhrase, purpose: bytes) -> bytes:
    """32 bytes that follow from the key of this machine's log and a purpose, and from nothing else (RFC 5869).

    Raises:
        Refused: no log's key is here, or its pass-phrase was not given.
    """
    private = _log_key(book, phrase).private_bytes_raw()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(private)


def _log_key(book: Book, phrase: PassPhrase) -> Ed25519PrivateKey:
    keyring = keyring_of(book, phrase)
    nodes = sorted(keyring.nodes(), key=lambda one: (one == "register", one != book.settings.desk, one))
    if not nodes:
        raise Refused(Objection("webhook.no-log"))
    return keyring.log_key(nodes[0])


def _check_kinds(told: Iterable[str]) -> None:
    rooms = {f"{kind.partition('.')[0]}.*" for kind in kinds()}
    for one in told:
        if one not in kinds() and one not in rooms:
            raise Malformed.because("webhook.kind", kind=one, known=", ".join(sorted(rooms)))
    if not list(told):
        raise Malformed.because("webhook.kind", kind="", known=", ".join(sorted(rooms)))
