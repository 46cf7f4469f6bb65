"""Acts that wait for signatures: prepared here, signed where their officers keep their keys, written with the last one.

No key and no pass-phrase of an officer comes through the API (decision 0960). What is kept of an act that waits is on
the disk before its answer goes out, and an act that was written is found again by its id, so that the same key gives
the first answer whatever was cut in between.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

import msgspec

from musterbook.console.api.declared import Act, ActAsked, Sent
from musterbook.console.seeing import Sees
from musterbook.ledger.entry import Entry, Signature
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sealing_outside import SEED_BYTES, closed, is_closed, opened
from musterbook.operation.signing_in import roles_for
from musterbook.operation.signing_outside import Does, Prepared, prepare, signature_of, write, written
from musterbook.store.programs import KeptDraft
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import read_number
from musterbook.terms.times import read_written

WAITS_SECONDS: Final = 15 * 60
"""So long an act waits for its signatures."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """What one officer signs: the 32 bytes for each act, hexadecimal, in the order of `acts`."""

    officer: str
    role: str
    hashes: tuple[str, ...]
    signed: bool


@dataclass(frozen=True, slots=True)
class PreparedAct:
    """An act that waits: what would be written, in which logs, and what each officer signs.

    The hash is SHA-256(`musterbook/act/1`, 0x00, canonical JSON of act, log, officer and role): a careful program works
    it out from `acts` itself (docs/reference/entry-format.md).
    """

    draft: str
    acts: tuple[Mapping[str, Any], ...]
    logs: tuple[str, ...]
    sign: tuple[ToSign, ...]
    waits_until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureGiven:
    """An officer's Ed25519 signatures, base64, one for each act in its order."""

    officer: str
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenAct:
    """What was written: the digest of each entry, its log and its place there."""

    draft: str
    entries: tuple[str, ...]
    kinds: tuple[str, ...]
    logs: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """An act as it was asked for: enough to do it again."""

    act: Act
    names: Mapping[str, str]
    said: ActAsked
    at: datetime
    sees: Sees = lambda _: True

    def does(self, signers: Sequence[str]) -> Does:
        """The act, done on a book, signed by these."""
        said = self.said

        def do(book: Book) -> object:
            self._hides()
            if self.act.whole is not None:
                return self.act.whole(book, signers, Sent(self.names, said, self.at, self.sees))
            by = said.by or self.act.whose(book, self.names)
            custodian, roles = roles_for(
                book, self.act.kind, signers, by=by, saying=self.act.saying(self.names, said)
            )  # fmt: skip
            happened = said.happened_at or self.at
            acting = Acting(custodian, roles, happened, written_at=self.at if said.happened_at else None)
            return self.act.does(book, acting, self.names, said)

        return do

    def _hides(self) -> None:
        """Malformed for whoever the caller need not know of: to it he is a number nobody has."""
        for name in self.act.hides:
            told = getattr(self.said, name)
            for place, one in enumerate([told] if isinstance(told, str) else told):
                number = read_number(one)
                if number is not None and not self.sees(number):
                    pointer = f"/{name}" if isinstance(told, str) else f"/{name}/{place}"
                    raise Malformed(Fault("person.unknown", column=pointer, values={"typed": one[:20], "near": None}))


def signers_of(said: ActAsked, caller: str) -> tuple[str, ...]:
    """Who signs; Refused unless the one who calls is among them."""
    signers = said.signers or (caller,)
    if caller not in signers or len(set(signers)) != len(signers):
        raise Refused(Objection("api.who-signs", values={"officer": caller}))
    return signers


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of what was asked, to do it again: the names of the address, the body, and the seed of salts."""

    names: Mapping[str, str]
    said: Mapping[str, Any]
    seed: str = ""

    @property
    def salts(self) -> bytes | None:
        """The seed; None where nothing is sealed."""
        return bytes.fromhex(self.seed) if self.seed else None


def prepared_draft(book: Book, asking: Asking, caller: str, *, said: Mapping[str, Any], seconds: int) -> KeptDraft:
    """An act made ready to be signed, kept by the caller; what is to be sealed is kept closed.

    Raises:
        Refused: a gate objects, or who means to sign may not. Malformed: what the act finds.
    """
    signers = signers_of(asking.said, caller)
    name, seals = secrets.token_urlsafe(18), asking.act.seals(asking.names)
    kept = Kept(asking.names, said, secrets.token_hex(SEED_BYTES) if seals else "")
    found = prepare(book, asking.does(signers), seed=kept.salts)
    raw = msgspec.json.encode(kept)
    sizes = {log: size for log, (size, _) in book.store.heads().items()}
    return KeptDraft(
        id=name, officer=caller, act=asking.act.address, said=closed(book, name, raw) if seals else raw,
        made=msgspec.json.encode([asdict(one) for one in found]), signed=b"{}",
        sizes=msgspec.json.encode(sizes), made_at=seconds, until=seconds + WAITS_SECONDS,
    )  # fmt: skip


def prepared_of(draft: KeptDraft) -> tuple[Prepared, ...]:
    """The acts of a draft."""
    return tuple(
        Prepared(one["log"], one["act"], tuple((officer, role) for officer, role in one["signers"]))
        for one in msgspec.json.decode(draft.made)
    )


def signed_of(draft: KeptDraft) -> dict[str, list[Signature]]:
    """Who has signed a draft, with the signatures under each of its acts."""
    said = msgspec.json.decode(draft.signed)
    return {officer: [Signature(**one) for one in given] for officer, given in said.items()}


def told_of(draft: KeptDraft) -> PreparedAct:
    """A draft as it is answered."""
    acts, signed = prepared_of(draft), signed_of(draft)
    sign = tuple(
        ToSign(officer, role, tuple(one.told(officer).hex() for one in acts), officer in signed)
        for officer, role in acts[0].signers
    )
    return PreparedAct(draft.id, tuple(one.act for one in acts), tuple(one.log for one in acts), sign, draft.until)


def with_signature(book: Book, draft: KeptDraft, given: SignatureGiven) -> KeptDraft:
    """The draft with an officer's signatures, each of which was found to hold.

    Raises:
        Refused: he is none of its signers, or a signature does not hold under his key.
    """
    acts, signed = prepared_of(draft), signed_of(draft)
    if given.officer not in dict(acts[0].signers):
        raise Refused(Objection("api.not-a-signer", values={"officer": given.officer[:60]}))
    if len(given.signatures) != len(acts):
        raise Malformed.because("api.signatures", wanted=len(acts), given=len(given.signatures))
    made = [
        signature_of(book, act, given.officer, _raw(text)) for act, text in zip(acts, given.signatures, strict=True)
    ]
    if not all(made):
        role = dict(acts[0].signers)[given.officer]
        raise Refused(Objection("api.bad-signature", values={"officer": given.officer, "role": role}))
    signed[given.officer] = [one for one in made if one is not None]
    return replace(draft, signed=msgspec.json.encode(signed))


def is_whole(draft: KeptDraft) -> bool:
    """Whether everybody who signs has signed."""
    return signed_of(draft).keys() == dict(prepared_of(draft)[0].signers).keys()


def asked_in(book: Book, draft: KeptDraft) -> Kept:
    """What was asked for; Tampered when what was closed was changed."""
    return msgspec.json.decode(opened(book, draft.id, draft.said), type=Kept)


def seals(draft: KeptDraft) -> bool:
    """Whether something said for a draft is to be sealed."""
    return is_closed(draft.said)


def write_draft(book: Book, draft: KeptDraft, asking: Asking, *, seed: bytes | None = None) -> list[Entry]:
    """Write an act that everybody has signed.

    Raises:
        Changed: it would not be the same act any more. Refused: a gate objects by now.
    """
    acts, signed = prepared_of(draft), signed_of(draft)
    signers = [officer for officer, _ in acts[0].signers]
    signatures = [[signed[officer][place] for officer in signers] for place in range(len(acts))]
    return write(book, asking.does(signers), acts, signatures, seed=seed)


def written_before(book: Book, draft: KeptDraft) -> list[Entry]:
    """What a draft became, when it was written and its answer was cut off; nothing otherwise."""
    return written(book, prepared_of(draft), msgspec.json.decode(draft.sizes, type=dict[str, int]))


def told_written(draft: KeptDraft, entries: Sequence[Entry]) -> WrittenAct:
    """What was written, as it is answered."""
    return WrittenAct(
        draft.id, tuple(one.digest for one in entries), tuple(one.act.kind for one in entries),
        tuple(one.log for one in entries), tuple(one.seq for one in entries),
    )  # fmt: skip


def hour_of(draft: KeptDraft) -> datetime:
    """When a draft was prepared, by the operation's clock."""
    return read_written(str(prepared_of(draft)[0].act["written_at"]))


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
