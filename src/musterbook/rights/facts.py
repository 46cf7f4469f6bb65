"""What the register holds: roots, nodes, officers, keys, grants, and second signatures (ledger.md section 9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class RootSet(Fact, kind="rights.root-set"):
    """The root keys (public, hexadecimal) and how many of them must sign; signed by the old threshold and the new."""

    keys: frozenset[str]
    threshold: int


class NodeOpened(Fact, kind="rights.node-opened"):
    """A node's log is known from now on, and for which custodians it writes."""

    log: str
    node: str
    custodians: frozenset[CustodianId]
    previous_log: str = ""
    at_size: int = 0
    at_root: str = ""


class NodeHolds(Fact, kind="rights.node-holds"):
    """What a node may hold from now on: `everything`, or `its-people`: whom its custodians hold, held or will hold.

    Without one a node holds everything.
    """

    log: str
    holds: str


class NodeClosed(Fact, kind="rights.node-closed"):
    """A log is closed at a size: nothing beyond it stands."""

    log: str
    at_size: int
    at_root: str
    because: str


class OfficerNamed(Fact, kind="rights.officer-named"):
    """Someone acts for a custodian; his name is sealed."""

    officer: str
    custodian: CustodianId
    name: Digest | None = None


class OfficerEnded(Fact, kind="rights.officer-ended"):
    """He no longer does."""

    officer: str
    custodian: CustodianId
    because: str
    heads: Mapping[str, int]


class KeyIssued(Fact, kind="rights.key-issued"):
    """An officer's public key (hexadecimal). `names` are the addresses a passkey is bound to."""

    officer: str
    key: str
    alg: str = "ed25519"
    names: frozenset[str] = frozenset()


class KeyWithdrawn(Fact, kind="rights.key-withdrawn"):
    """A key is no longer good: what it signed below `heads` (log → size) stands, at or beyond does not."""

    officer: str
    key: str
    because: str
    heads: Mapping[str, int]


class Granted(Fact, kind="rights.granted"):
    """An officer may act in a role for a custodian, in these compartments, until a time."""

    officer: str
    role: str
    custodian: CustodianId
    compartments: frozenset[str] = frozenset()
    level: int = 0
    until: datetime | None = None


class GrantEnded(Fact, kind="rights.grant-ended"):
    """He may no longer; `heads` as for a withdrawn key."""

    officer: str
    role: str
    custodian: CustodianId
    because: str
    heads: Mapping[str, int]


class Countersigned(Fact, kind="rights.countersigned"):
    """The second signature under an act of a two-person kind, given later or elsewhere."""

    entry: Digest


class Adopted(Fact, kind="rights.adopted"):
    """Two people let entries stand that were set aside after a withdrawal or closing, or for want of a right."""

    entries: frozenset[Digest]
    because: str


class AccountStated(Fact, kind="rights.account-stated"):
    """The desk's signed running number of entries it knows about a custodian."""

    as_of: datetime
    custodian: CustodianId
    running: int
    heads: Digest


class SigningRule(Part):
    """Who signs facts of some kinds, as `roles.toml` says it; `field` and `values` where it is for part of a kind."""

    kinds: frozenset[str]
    first: frozenset[str]
    second: frozenset[str] = frozenset()
    second_from: str = "any"
    field: str = ""
    values: frozenset[str] = frozenset()


class PolicySet(Fact, kind="rights.policy-set", form=2):
    """Which policy decides from here on: who signs kinds of acts, and who may see what.

    `rules` are for the kinds they name, in order; what they do not name is signed as the table of the software says.
    `text` is the policy about seeing (Cedar), `policy` its digest, and `schema` that of what it may speak of.
    """

    policy: Digest
    schema: Digest
    rules: tuple[SigningRule, ...] = ()
    text: str = ""


class GlassBroken(Fact, kind="rights.glass-broken", by_node=True):
    """An officer looks at one subject he has no right to see, and says why; in the book before anything opens.

    `subject` is the salted digest of what he looks at, and `because` that of his reason: both are sealed.
    """

    officer: str
    subject: Digest
    because: Digest
    until: datetime


class GlassReviewed(Fact, kind="rights.glass-reviewed"):
    """Oversight looked at why the glass was broken. `outcome` is justified or not-justified."""

    entry: Digest
    outcome: str
    because: Digest


class ErasureOrdered(Fact, kind="rights.erasure-ordered"):
    """Everything sealed about someone is to be destroyed on every node; `papers` is the digest of the legal basis."""

    person: PersonId
    basis: str
    papers: Digest


class KeyDestroyed(Fact, kind="rights.key-destroyed", by_node=True):
    """A node destroyed what it held sealed about someone: his keys, wraps and blobs."""

    person: PersonId
    node: str


class PutOut(Fact, kind="rights.put-out", by_node=True):
    """A node that holds only its people holds nothing of these any longer: they left long enough ago."""

    people: frozenset[PersonId]
