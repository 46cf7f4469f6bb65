"""Rivals: two entries that give one person to different hands and know nothing of each other. No clock decides.

For a person whose chain forks, the entries that decide his hand are taken link by link. Where several could come next
they are rivals, unless they give him to the same account. An acceptance by the receiver its offer names goes before
one by somebody else. If that does not decide, none of them posts: he stays where the last entry they all follow had
left him, what hangs below is silent, and only an `explained` that cites all heads moves him (ledger.md section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from musterbook.custody.facts import (
    Accepted,
    CorrectionAgreed,
    Departed,
    Explained,
    Merged,
    Recovered,
    Registered,
    TakenBack,
    Unmerged,
)
from musterbook.custody.offers import Offers
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Chains
from musterbook.terms.custodians import FAR_SIDE, Account, CustodianId, custodian_of, far, in_hand, part_of
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Contest:
    """Several hands claim one person.

    Attributes:
        person: whom.
        candidates: digests of the rival entries, sorted.
        stands: the candidate that posts all the same (it goes before the others); None when none does.
        silent: digests of entries about him that have no effect until it is explained.
        strangers: among the rivals, those whose author could give him to nobody; they post nothing either.
        shows: the first candidate in reading order, where it shows.
        frozen: from there on nothing moves him but its explanation.
        resolver: the explanation that cites all heads; None while it is open.
        base: the account he stays on; None until the roll tells.
        kind: `two-hands` or `twice-registered`.
    """

    person: PersonId
    candidates: tuple[Digest, ...]
    stands: Digest | None
    silent: frozenset[Digest]
    strangers: frozenset[Digest]
    shows: Digest
    frozen: bool = False
    resolver: Digest | None = None
    base: Account | None = None
    kind: str = "two-hands"

    @property
    def open(self) -> bool:
        """Whether he is in nobody's undisputed hands until somebody explains it."""
        return self.frozen and self.resolver is None


def explained_account(fact: Explained) -> Account | None:
    """The account an explanation puts people on: a custodian's name means in his hands. None when it names none."""
    if not fact.at:
        return None
    if "/" not in fact.at:
        return in_hand(CustodianId(fact.at)) if fact.at != "nowhere" else None
    part = part_of(fact.at)
    if fact.at.startswith("far/"):
        return fact.at if part in FAR_SIDE else None
    return fact.at if part in ("in-hand", "handing-over", "unaccounted") else None


@dataclass(frozen=True, slots=True)
class Deferred:
    """An entry that is read for one person only after another that stands behind it in reading order.

    It rests on something its writer had not got: the signature that gave him to its giver.
    """

    person: PersonId
    entry: Entry
    until: Digest


def contests_of(
    person: PersonId, entries: Sequence[Entry], chains: Chains, offers: Offers
) -> tuple[list[Contest], list[Deferred]]:
    """The contests about one person, and the entries that have to wait for others.

    Args:
        person: whom they are about.
        entries: those of his chain, in reading order.
        chains: who follows whom; holds at least these entries.
        offers: every offer of the book, for what an acceptance is worth.
    """
    strand = _Strand(person, entries, chains, offers)
    return strand.contests(), strand.deferred()


@dataclass
class _Strand:
    """One person's entries while his contests are sought."""

    person: PersonId
    entries: Sequence[Entry]
    chains: Chains
    offers: Offers
    holder: CustodianId | None = None
    registered: bool = False
    held: set[CustodianId] = field(default_factory=set)
    waiting: list[Entry] = field(default_factory=list)
    held_in_order: list[Entry] = field(default_factory=list)
    found: list[Contest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = _ancestors(self.person, self.entries, self.chains)

    def contests(self) -> list[Contest]:
        rest = [entry for entry in self.entries if self._decides(entry)]
        while rest:
            ready = self._ready(rest)
            if len(ready) == 1:
                self._hold(ready[0])
                rest.remove(ready[0])
            else:
                rest = self._contest(ready, rest)
        return self.found

    def deferred(self) -> list[Deferred]:
        """Each entry that takes effect after one that is read later."""
        places = {entry.digest: place for place, entry in enumerate(self.entries)}
        found, furthest = [], -1
        for entry in self.held_in_order:
            if places[entry.digest] < furthest:
                found.append(Deferred(self.person, entry, self.entries[furthest].digest))
            furthest = max(furthest, places[entry.digest])
        return found

    def _decides(self, entry: Entry) -> bool:
        fact = entry.fact
        if self.person not in fact.decided():
            return False
        return not isinstance(fact, Accepted) or fact.offer in self.offers

    def _follows(self, later: Entry, earlier: Entry) -> bool:
        return earlier.digest in self.before[later.digest]

    def _ready(self, rest: Sequence[Entry]) -> list[Entry]:
        """Those that follow nothing still to come, by links or because they rest on it."""
        free = [entry for entry in rest if not any(self._follows(entry, one) for one in rest)]
        if len(free) == 1:
            return free
        resting = [entry for entry in free if not any(self._rests_on(entry, one) for one in rest)]
        return resting or free

    def _rests_on(self, entry: Entry, other: Entry) -> bool:
        """Whether an acceptance needs another entry that its writer had not got: the one that gave him to its giver.

        Only when nothing the acceptance does follow ever gave him to that giver: the link has not reached the writer.
        """
        if not isinstance(entry.fact, Accepted) or not isinstance(other.fact, Accepted | Registered):
            return False
        if entry is other or self._follows(other, entry):
            return False
        giver = self.offers[entry.fact.offer].giver
        known = any(
            one.by == giver and isinstance(one.fact, Accepted | Registered | Recovered) and self._follows(entry, one)
            for one in self.entries
        )
        return other.by == giver and not known

    def _hold(self, entry: Entry) -> None:
        """The next entry posts, if it can; acceptances that waited for their giver to hold him follow at once."""
        fact = entry.fact
        self.held_in_order.append(entry)
        if not self._able(entry):
            if isinstance(fact, Accepted) and self.offers[fact.offer].giver not in self.held:
                self.waiting.append(entry)
            return
        self._give(entry)
        while waits := [one for one in self.waiting if self._able(one)]:
            self.waiting.remove(waits[0])
            self._give(waits[0])

    def _give(self, entry: Entry) -> None:
        target = target_of(entry)
        self.holder = custodian_of(target) if target else None
        self.registered = True
        if self.holder is not None:
            self.held.add(self.holder)

    def _able(self, entry: Entry) -> bool:
        fact = entry.fact
        if isinstance(fact, Registered):
            return not self.registered
        if isinstance(fact, Accepted):
            return self.offers[fact.offer].giver == self.holder != entry.by
        if isinstance(fact, Departed | TakenBack):
            return entry.by == self.holder
        return self.registered

    def _contest(self, ready: Sequence[Entry], rest: list[Entry]) -> list[Entry]:
        """Settle or record what several ready entries mean; what remains to be read after it."""
        strangers = [entry for entry in ready if not self._able(entry) and not isinstance(entry.fact, Registered)]
        if strangers:
            # Whatever hangs below a stranger may be a rival of the others, so it is looked at with them.
            self._note((), None, frozenset(), frozenset(entry.digest for entry in strangers), None)
            return [entry for entry in rest if entry not in strangers]
        able = [entry for entry in ready if self._able(entry)]
        if len(_ways(able)) <= 1:
            again = frozenset(entry.digest for entry in able[1:] if not isinstance(entry.fact, Registered))
            if again:
                self._note((), None, again, frozenset(), None)
            for entry in able[:1]:
                self._hold(entry)
            return [entry for entry in rest if entry not in ready]
        first = [entry for entry in able if not self._unnamed(entry)]
        if (
            len(first) < len(able)
            and all(isinstance(entry.fact, Accepted) for entry in able)
            and len(_ways(first)) == 1
        ):
            return self._prefer(first, able, rest)
        return self._freeze(able, rest)

    def _unnamed(self, entry: Entry) -> bool:
        """Whether this is an acceptance by somebody its offer does not name."""
        fact = entry.fact
        if not isinstance(fact, Accepted):
            return False
        return self.offers[fact.offer].receiver != entry.by

    def _prefer(self, first: list[Entry], able: list[Entry], rest: list[Entry]) -> list[Entry]:
        """The receiver the offer names stands; the others, and what hangs below them alone, are silent."""
        losers = [entry for entry in able if entry not in first]
        below = [
            entry
            for entry in rest
            if any(self._follows(entry, loser) for loser in losers)
            and not any(self._follows(entry, winner) for winner in first)
        ]
        silent = frozenset(entry.digest for entry in (*losers, *below))
        self._note(able, first[0], silent, frozenset(), None)
        self._hold(first[0])
        gone = silent | {entry.digest for entry in first}
        return [entry for entry in rest if entry.digest not in gone]

    def _freeze(self, able: list[Entry], rest: list[Entry]) -> list[Entry]:
        """Nobody posts until an explanation that covers everything before it."""
        resolver = next((entry for entry in rest if self._resolves(entry, rest)), None)
        after = (
            [entry for entry in rest if entry is not resolver and self._follows(entry, resolver)] if resolver else []
        )
        standing_registration = None
        if not self.registered and all(isinstance(entry.fact, Registered) for entry in able):
            # Nothing they all follow has him anywhere, and nobody may be nowhere: one registration keeps him in the
            # count. The lowest digest is a choice no clock can bend.
            standing_registration = min(able, key=lambda entry: entry.digest)
        kept = {entry.digest for entry in after}
        if resolver:
            kept |= {resolver.digest}
        if standing_registration:
            kept |= {standing_registration.digest}
        silent = {entry.digest for entry in rest} - kept
        silent |= {
            entry.digest
            for entry in self.entries
            if not self._decides(entry)
            and not all(self._follows(candidate, entry) for candidate in able)
            and not (resolver and self._follows(entry, resolver))
        }
        self._note(able, standing_registration, frozenset(silent), frozenset(), resolver, frozen=True)
        if standing_registration:
            self._hold(standing_registration)
        if resolver:
            self._hold(resolver)
        return after

    def _resolves(self, entry: Entry, rest: Sequence[Entry]) -> bool:
        """Whether this explanation names an account and cites every head of what is unsettled before it."""
        fact = entry.fact
        account = explained_account(fact) if isinstance(fact, Explained) else None
        if account is None or not isinstance(fact, Explained):
            return False
        earlier = [one for one in rest if self._follows(entry, one)]
        beside = [one for one in rest if one is not entry and one not in earlier and not self._follows(one, entry)]
        if len(earlier) < 2 or any(
            not isinstance(one.fact, Explained) or explained_account(one.fact) != account for one in beside
        ):
            return False
        heads = [one for one in earlier if not any(self._follows(other, one) for other in earlier)]
        return all(
            head.digest in fact.heads or any(head.digest in self.before.get(cited, frozenset()) for cited in fact.heads)
            for head in heads
        )

    def _note(
        self,
        able: Sequence[Entry],
        stands: Entry | None,
        silent: frozenset[Digest],
        strangers: frozenset[Digest],
        resolver: Entry | None,
        *,
        frozen: bool = False,
    ) -> None:
        candidates = tuple(sorted(entry.digest for entry in able))
        shows = next((entry.digest for entry in self.entries if entry.digest in candidates), Digest(""))
        kind = "twice-registered" if able and all(isinstance(one.fact, Registered) for one in able) else "two-hands"
        self.found.append(
            Contest(
                self.person, candidates, stands.digest if stands else None, silent, strangers, shows, frozen,
                resolver.digest if resolver else None, kind=kind,
            )
        )  # fmt: skip


def target_of(entry: Entry) -> Account | None:
    """The account an entry would put someone on; None when only the accounts themselves can tell."""
    fact = entry.fact
    if isinstance(fact, Registered | Accepted | TakenBack | Recovered):
        return in_hand(entry.by)
    if isinstance(fact, Departed):
        return far(fact.outcome)
    if isinstance(fact, Merged):
        return far("merged")
    return explained_account(fact) if isinstance(fact, Explained) else None


def _ways(entries: Iterable[Entry]) -> set[str]:
    """The different places these entries would put someone."""
    ways = set()
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, CorrectionAgreed):
            ways.add(f"corrected {fact.entry}")
        elif isinstance(fact, Unmerged):
            ways.add("unmerged")
        else:
            ways.add(str(target_of(entry)))
    return ways


def _ancestors(person: PersonId, entries: Sequence[Entry], chains: Chains) -> dict[Digest, frozenset[Digest]]:
    """For each entry of his chain everything before it, over any number of links."""
    before: dict[Digest, frozenset[Digest]] = {}
    for entry in entries:
        parents = chains.parents(person, entry.digest)
        before[entry.digest] = frozenset(parents).union(*(before.get(one, frozenset()) for one in parents))
    return before
