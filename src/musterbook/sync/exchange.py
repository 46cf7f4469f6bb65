"""The exchange: what two copies say to each other, as plain values that any carrier may carry (ledger.md section 7).

One side calls, the other answers; nobody is master. `contact.contact` asks and `answering.Answering` answers, and
neither knows of sockets: HTTP carries these values over a link, the simulator in memory. Nothing in them is believed:
entries are judged by `chain.judge`, checkpoints and proofs by their signatures, and what is merely said (sizes, roots,
forks) only decides what is asked for next.

    Hello → Greeting, Introduced → Admitted     both prove the keys of their logs over both nonces
    WhatHave → Have, Tell → Heard               every log a copy knows: gossip, so that no history is shown to one alone
    FromLog → Part, or Excerpts                 frames from one's own verified size; what one may hold of a log, shown
    MayHold, WhatHolds → Places                 which entries of a log the asker may hold; which the answerer holds
    TheEntries → Excerpts                       entries that may be held only now, under a checkpoint seen before
    RootsAt → Roots, ProofBetween → Proof       to find where two views differ; to witness without the entries
    TheFork → Branches                          the proof of a fork, and the bytes of every branch
    TheBlobs → Blobs, LacksBlobs → Lacking      sealed things for whom the asker is to hold; what the answerer wants
    Bring → Taken                               frames and proofs for a side that is only ever called

Anything may be answered by `Denied`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final

import msgspec

from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.log import Frame

VERSION: Final = 1
FRAMES_IN_A_PART_MAX: Final = 8
"""At most 32 MiB unpacked; whoever asks goes on from his own size."""

ROOTS_AT_MAX: Final = 64
LOGS_IN_A_HAVE_MAX: Final = 20_000
BLOBS_AT_ONCE_MAX: Final = 200
BLOB_BYTES_MAX: Final = 16 * 1024 * 1024
"""Of one sealed thing: a photograph is 50 kB, a scanned dossier some megabytes."""

BLOBS_BYTES_MAX: Final = 8 * 1024 * 1024
"""Of those in one answer together, unless the first alone is larger; the asker asks again for the rest."""

RUNS_MAX: Final = 50_000
"""In one answer about places; the asker goes on from where it ends."""

PLACES_AT_ONCE_MAX: Final = 2_000
BEARER_SECONDS: Final = 15 * 60

Hex64 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Size = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Note = Annotated[str, msgspec.Meta(max_length=64 * 1024)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class Cut(Exception):
    """The link was cut before the answer was whole; carriers throw it into whoever waits for the answer."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Who calls. `at` is his clock, for the skew alone."""

    operation: Short
    log: Hex64
    nonce: Hex64
    at: datetime
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who answers, signed by his log over both nonces (`meeting.signed_greeting`)."""

    operation: Short
    log: Hex64
    nonce: Hex64
    at: datetime
    signature: Short


@dataclass(frozen=True, slots=True)
class Introduced:
    """The caller's signature over both nonces; `nonce` is the answerer's, by which he finds the hello again."""

    nonce: Hex64
    signature: Short


@dataclass(frozen=True, slots=True)
class Admitted:
    """A bearer for what follows, good for so many seconds.

    Attributes:
        token: the bearer.
        seconds: how long it is good.
        known: whether the answerer's register knows the caller. A stranger may only bring frames of the register, from
            which he may turn out to be known.
    """

    token: Short
    seconds: int
    known: bool


@dataclass(frozen=True, slots=True)
class WhatHave:
    """What do you have?"""


@dataclass(frozen=True, slots=True)
class LogHave:
    """What a copy has of one log.

    Attributes:
        log: the log.
        size: how many entries; of a log that forked, only up to where its views differ.
        note: the newest checkpoint at or below the size, with the lines of those who cosigned it; empty when none is.
        forked: the first place where two signed views differ, as far as proved; None while there is none.
        branches: the last digest of every branch known from there, sorted.
        partial: this copy holds no or only some entries of the log, and its checkpoints.
    """

    log: Hex64
    size: Size
    note: Note
    forked: Size | None = None
    branches: tuple[Hex64, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Have:
    """Every log a copy knows, sorted."""

    operation: Short
    logs: Annotated[tuple[LogHave, ...], msgspec.Meta(max_length=LOGS_IN_A_HAVE_MAX)] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """What the caller has: so that the side that is called hears of logs, cosignatures and forks as well."""

    have: Have


@dataclass(frozen=True, slots=True)
class Heard:
    """It was heard."""


@dataclass(frozen=True, slots=True)
class FromLog:
    """The frames of a log from `start`, which is the asker's own verified size."""

    log: Hex64
    start: Size


@dataclass(frozen=True, slots=True)
class Part:
    """Frames of one log in sequence; none when the answerer has no more. `size` is how far he has it."""

    log: Hex64
    size: Size
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class RootsAt:
    """The roots of a log at these sizes, to find by halves where two views differ."""

    log: Hex64
    sizes: Annotated[tuple[Size, ...], msgspec.Meta(max_length=ROOTS_AT_MAX)]


@dataclass(frozen=True, slots=True)
class Roots:
    """The root at each size asked for, in that order; empty where the answerer does not have so many entries."""

    log: Hex64
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofBetween:
    """The proof that a log at `size` begins with the log at `smaller`."""

    log: Hex64
    smaller: Size
    size: Size


@dataclass(frozen=True, slots=True)
class Proof:
    """Hashes of a consistency proof, hexadecimal."""

    hashes: tuple[Hex64, ...]


@dataclass(frozen=True, slots=True)
class TheFork:
    """The proof of a log's fork and its branches, leaving out the first `skip` frames."""

    log: Hex64
    skip: Size = 0


@dataclass(frozen=True, slots=True)
class Branches:
    """The proof (as `forks.fork_proof` wrote it) and frames of every branch from the place on; `more` follow."""

    log: Hex64
    proof: bytes
    frames: tuple[Frame, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Excerpts:
    """In place of frames, for a node that may hold only some entries of a log. `size` is how far the answerer is."""

    log: Hex64
    size: Size
    excerpts: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class MayHold:
    """Which entries of a log from `start` on may I hold? Whom a node holds changes, and so what it may have."""

    log: Hex64
    start: Size = 0


@dataclass(frozen=True, slots=True)
class WhatHolds:
    """Which entries of a log that you have in part do you hold, from `start` on?"""

    log: Hex64
    start: Size = 0


@dataclass(frozen=True, slots=True)
class Places:
    """Places of a log as pairs of (first, how many): of entries, and of those of which only the digest is given.

    It says all there is to say from the place asked for up to `until`.
    """

    log: Hex64
    until: Size
    bodies: Annotated[tuple[Size, ...], msgspec.Meta(max_length=2 * RUNS_MAX)] = ()
    digests: Annotated[tuple[Size, ...], msgspec.Meta(max_length=2 * RUNS_MAX)] = ()


@dataclass(frozen=True, slots=True)
class TheEntries:
    """Entries and digests at these places, shown from 0 under the checkpoint at `size`, which the asker has."""

    log: Hex64
    size: Size
    places: Annotated[tuple[Size, ...], msgspec.Meta(max_length=PLACES_AT_ONCE_MAX)]


@dataclass(frozen=True, slots=True)
class TheBlobs:
    """Sealed things by the digests that facts name."""

    digests: Annotated[tuple[Hex64, ...], msgspec.Meta(max_length=BLOBS_AT_ONCE_MAX)]


@dataclass(frozen=True, slots=True)
class Wrap:
    """A key wrapped for one reader: a person's data key, or a room's where `person` is empty."""

    person: Short
    reader: Annotated[bytes, msgspec.Meta(max_length=64)]
    wrapped: Annotated[bytes, msgspec.Meta(max_length=256)]


@dataclass(frozen=True, slots=True)
class SealedBlob:
    """A sealed thing as it travels: its envelope, and the keys for those who may open it.

    Attributes:
        digest: what a fact names.
        person: whose it is: his number.
        kind: what it is, which the envelope is bound to.
        compartment: empty for what the node that holds him opens; a room's name for what only officers open.
        envelope: the sealed bytes.
        wraps: for the node that is to hold him, by the key that its log's key gives; or a room's, as they lie.
    """

    digest: Hex64
    person: Short
    kind: Short
    compartment: Short
    envelope: Annotated[bytes, msgspec.Meta(max_length=BLOB_BYTES_MAX)]
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class LacksBlobs:
    """Which of these sealed things do you want and lack? Asked before any is brought."""

    digests: Annotated[tuple[Hex64, ...], msgspec.Meta(max_length=BLOBS_AT_ONCE_MAX)]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Those of the sealed things named that this node is to hold and has not."""

    digests: tuple[Hex64, ...] = ()


@dataclass(frozen=True, slots=True)
class Blobs:
    """Those of the sealed things asked for that the asker may have and that are here."""

    blobs: tuple[SealedBlob, ...] = ()


@dataclass(frozen=True, slots=True)
class Bring:
    """Frames of any logs, proofs of forks, excerpts, and sealed things, for the side that is called."""

    frames: tuple[Frame, ...] = ()
    proofs: tuple[bytes, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    blobs: tuple[SealedBlob, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was brought.

    Attributes:
        sizes: how far the answerer has each log now, so that whoever brings can go on from there.
        turned_away: for a log whose frame was not taken, by which rule.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    turned_away: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Denied:
    """No answer, and by which rule; `have` is the answerer's own size where that helps to go on."""

    rule: Short
    have: Size | None = None


Request = (
    Hello | Introduced | WhatHave | Tell | FromLog | MayHold | WhatHolds | TheEntries | RootsAt | ProofBetween | TheFork
    | TheBlobs | LacksBlobs | Bring
)  # fmt: skip
Reply = (
    Greeting | Admitted | Have | Heard | Part | Excerpts | Places | Roots | Proof | Branches | Blobs | Lacking | Taken
    | Denied
)  # fmt: skip
