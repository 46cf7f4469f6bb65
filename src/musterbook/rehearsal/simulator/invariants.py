"""The invariants of ledger.md section 12, each held against what the oracle knows; `Broken` names the one that is not.

1. accounts sum, everybody registered is on one, and nothing stored vanishes;
2. what was acknowledged is there, after every start and at the end;
3. what was said not to be recorded never comes back (`pads`), and no act stands twice;
4. no honest officer is credited with an act he did not sign;
5. honest nodes that exchanged everything say the same, byte for byte, whichever way it came to them;
6. every fork two honest nodes were shown is proved at all of them, and nothing quarantined counts;
7. nobody comes into a custodian's hands without the signature of an officer of his, found without the rights room;
8. the book has whomever no liar touched where he is; for everyone else it says that something does not add up;
9. everything comes to rest (`play`), and nothing a peer sends takes more than its bounds;
11. what is sealed opens to whom it was given with its person, and is nowhere once it was destroyed (`sealing`).

The tenth, that the independent verifier says of the final book what this program says, is asked by
`tests/rehearsal/simulator/test_recounts.py`: the verifier is no part of this program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from musterbook.custody.facts import Registered
from musterbook.custody.recount import Recount
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.rehearsal.simulator.cast import DESK, officers
from musterbook.rehearsal.simulator.liars import Liar
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.pads import Broken, holds
from musterbook.rehearsal.simulator.partly import check_part
from musterbook.rehearsal.simulator.sealing import check_sealed
from musterbook.rehearsal.simulator.signed_by import BY_NODE, digest_again, founding, signed_by, takes_two
from musterbook.rehearsal.simulator.world import Setting
from musterbook.rights.facts import Adopted
from musterbook.terms.custodians import NOWHERE, custodian_of, part_of
from musterbook.terms.people import PersonId

TURNED_AWAY_MAX: Final = 2_000


def check(setting: Setting) -> None:
    """All of them, once everything has come to rest."""
    honest = setting.honest()
    for node in honest:
        check_promises(setting, node)
    honest = [node for node in setting.in_touch() if not setting.in_part(node)]
    if not honest:
        return  # the desk lies, and who has everything else has a log that nobody opens: there is no book to compare
    alike(setting, honest)
    book = honest[0].book()
    for node in setting.in_touch():
        if setting.in_part(node):
            check_part(setting, node, book)
    check_sums(setting, honest[0], book)
    check_authors(setting, book)
    check_forks(setting, setting.in_touch())
    check_hands(setting, book)
    check_truth(setting, book)
    check_sealed(setting, book)
    for node in setting.in_touch():
        assert node.store is not None, "everybody is up at the end"
        holds(len(node.store.turned_away()) < TURNED_AWAY_MAX, 9, f"{node.name} keeps too much of what it turned away")


def check_promises(setting: Setting, node: Node) -> None:
    """What a node acknowledged is in its own file, unless its disk was lost, and says what it said."""
    assert node.store is not None, "only a node that is up is asked"
    for log in (node.log, *node.old_logs):
        promised = setting.oracle.promises(log)
        if not promised or log in setting.oracle.lost_logs:
            continue
        found = {entry.seq: entry for entry in node.store.entries(log)}
        for entry in promised:
            here = found.get(entry.seq)
            if here is None or here.digest != entry.digest or digest_again(here.body) != entry.digest:
                if node.disk.trouble.lies or setting.weather.lying_disk or log in node.store.forks():
                    setting.oracle.lost_logs.add(log)
                    setting.oracle.touched |= entry.named()
                    continue
                said = f"promised {entry.act.kind} at {entry.seq} of its log, and does not have it"
                raise Broken(f"2: {node.name} {said}")


def alike(setting: Setting, honest: Sequence[Node]) -> None:
    """Everybody has the same, and reads the same from it; and so does whoever reads it afresh."""
    wanted = _told(honest[0].book())
    for node in honest[1:]:
        holds(_head(node) == _head(honest[0]), 5, f"{node.name} has another head than {honest[0].name}")
        told = _told(node.book())
        for name, one in wanted.items():
            holds(told[name] == one, 5, f"{node.name} and {honest[0].name} differ about {name}")
    fresh = honest[setting.seed % len(honest)]
    told = _told(fresh.reread())
    for name, one in wanted.items():
        holds(told[name] == one, 5, f"{fresh.name} reads {name} otherwise when it reads afresh")


def check_sums(setting: Setting, node: Node, book: Book) -> None:
    """Accounts, and that nothing stored has vanished from what stands and what does not."""
    assert node.store is not None, "everybody is up at the end"
    try:
        book.check_invariants()
    except AssertionError as broken:
        raise Broken(f"1: {broken}") from broken
    roll = book.reading(Roll)
    recount = Recount.of(roll.lines)
    holds(not recount.unchained and not recount.differs_from(roll.counts), 1, "the recount differs from the roll")
    stored = {entry.digest for entry in node.store.entries()}
    listed = {entry.digest for entry in book.entries()} | {one.entry.digest for one in book.not_standing()}
    holds(stored <= listed, 1, f"{len(stored - listed)} entries are stored and listed nowhere")
    registered = {entry.fact.person for entry in book.entries() if isinstance(entry.fact, Registered)}
    holds(registered <= roll.where.keys(), 1, f"{len(registered - roll.where.keys())} people are on no account")
    ids = [entry.act.id for entry in book.entries()]
    holds(len(set(ids)) == len(ids), 3, "an act stands twice")
    del setting


def check_authors(setting: Setting, book: Book) -> None:
    """Every signature of an honest custodian's officer under what stands was made by his hand."""
    oracle = setting.oracle
    stolen = {liar.stolen for liar in setting.liars.values()}
    own = {log for node in setting.honest() for log in (node.log, *node.old_logs)}
    for entry in book.entries():
        if entry.log in own and entry.log not in oracle.careless and entry.act.kind not in BY_NODE:
            holds(entry.act.id in oracle.acknowledged, 3, f"{entry.act.kind} stands, and nobody was told that it does")
        if takes_two(entry) and not founding(entry):
            two = len({one.officer for one in entry.signed}) > 1 and len({one.key for one in entry.signed}) > 1
            holds(two, 7, f"{entry.act.kind} stands with one person's signature")
        for one in entry.signed:
            custodian = one.officer.partition(".")[0]
            if custodian in oracle.liars or one.role == "root" or one in oracle.signatures or founding(entry):
                continue
            holds(
                one.officer in stolen and one.officer in _not_withdrawn(book, stolen), 4,
                f"{one.officer} is credited with {entry.act.kind} that he did not sign",
            )  # fmt: skip


def check_forks(setting: Setting, honest: Sequence[Node]) -> None:
    """What two honest nodes were shown differently is proved at its place everywhere, and counts nowhere."""
    for node in honest:
        assert node.store is not None, "everybody is up at the end"
        forks = {log: node.store.forked_at(log) for log in node.store.forks()}
        entries = node.book().entries()
        adopted = {digest for one in entries if isinstance(one.fact, Adopted) for digest in one.fact.entries}
        for entry in entries:
            place = forks.get(entry.log)
            counts = place is None or entry.seq < place or entry.digest in adopted
            holds(counts, 6, f"{node.name} counts an entry behind a fork that nobody adopted")
        for log in node.store.forks().keys() & {node.log, *node.old_logs}:
            holds(log in setting.oracle.careless, 6, f"{node.name} is honest, and its log forked")
    for liar in setting.liars.values():
        for log in (liar.node.log, liar.node.wiring.register_log if liar.node.also else ""):
            if log and liar.twin is not None:
                _check_fork(setting, honest, liar, log)


def _check_fork(setting: Setting, honest: Sequence[Node], liar: Liar, log: str) -> None:
    """One place everywhere: the true one, or below it where a copy in part knew no more of its view than subtrees."""
    assert liar.twin is not None, "one history forks nothing"
    place = first_difference(liar.node, liar.twin, log)
    if place is None:
        return
    forked = [node.store.forked_at(log) for node in honest if node.store is not None]
    if len(set().union(*(_seen(node, log, place) for node in honest))) > 1:
        setting.counts["forks"] += 1
        in_part = any(setting.in_part(node) for node in honest)
        for node, found in zip(honest, forked, strict=True):
            alike = found == place or (in_part and found == forked[0] and found is not None and found <= place)
            holds(alike, 6, f"{node.name} has the fork of {liar.node.name} at {found} and not at {place}")
    elif any(one is not None for one in forked):
        setting.counts["forks"] += 1
        setting.counts["forks shown in part"] += 1
        same = len(set(forked)) == 1 and (forked[0] or 0) <= place
        holds(same, 6, f"not everybody has the fork of {liar.node.name} that a copy in part was shown")


def check_hands(setting: Setting, book: Book) -> None:
    """For everyone's last posting: an officer of whoever has him now signed it, found without the rights room."""
    by_digest = {entry.digest: entry for entry in book.entries()}
    own: dict[str, set[str]] = {}
    for custodian, part in setting.cast.parts:
        for one in officers(custodian, part):
            own.setdefault(custodian, set()).update({one.officer})
    for line in book.reading(Roll).lines:
        to, entry = custodian_of(line.to_account), by_digest[line.entry]
        if to is None or to == custodian_of(line.from_account) or entry.act.kind == "custody.explained":
            continue
        signed = any(
            one.officer in own[to] and signed_by(entry, one.officer, one.role, one.sig) for one in entry.signed
        )
        holds(entry.by == to and signed, 7, f"{to} has people by {entry.act.kind} that none of its officers signed")


def check_truth(setting: Setting, book: Book) -> None:
    """Everyone is where the book has him, or, where a liar had a hand in it, the book says that something is wrong."""
    roll, oracle = book.reading(Roll), setting.oracle
    mishap = _below_what_was_lost(setting, book)
    heard_of = frozenset[PersonId]().union(*(one.named() for one in book.stored())) if DESK in oracle.liars else None
    mute = {one.custodian for one in setting.honest()} - {one.custodian for one in setting.in_touch()}
    for person, where in sorted(oracle.where.items()):
        account = roll.where.get(person)
        told = custodian_of(account) or account if account is not None else None
        if told == where or oracle.liars & {where, told}:
            # Whom a liar has, and whom he had last, nobody else can say.
            continue
        if mute & {where, told}:
            # Where the desk lies nobody opens a new machine's log, and what it would write nobody hears.
            continue
        if told is None and heard_of is not None and person not in heard_of:
            # Only a lost disk knew him, and a desk that lies lets his site's new machine write nothing.
            continue
        if person in oracle.touched or person in mishap or DESK in oracle.liars:
            holds(
                _doubted(book, roll, person),
                8,
                f"the book has a touched body at {told}, he is at {where}, and is silent",
            )
        else:
            raise Broken(f"8: the book has {person} at {told}, and he is at {where}")


def first_difference(one: Node, other: Node, log: str) -> int | None:
    """The first place at which two histories of a log differ; None while one goes on from the other."""
    assert one.store is not None, "liars are up at the end"
    assert other.store is not None, "liars are up at the end"
    pairs = zip(one.store.entries(log), other.store.entries(log), strict=False)
    return next((place for place, (left, right) in enumerate(pairs) if left.digest != right.digest), None)


def _seen(node: Node, log: str, place: int) -> set[str]:
    """Which branches of a log a node has beyond a place, by their first digest."""
    assert node.store is not None, "everybody is up at the end"
    beside = (one for one in node.store.branch_entries() if one.log == log and one.seq == place)
    return {*map(str, node.store.digests(log, place, place + 1)), *(str(one.digest) for one in beside)}


def _doubted(book: Book, roll: Roll, person: PersonId) -> bool:
    """Whether anything in the book says that not all is well with somebody."""
    return (
        part_of(roll.where.get(person, NOWHERE)) in ("handing-over", "unaccounted")
        or person in roll.contested
        or any(roll.discrepancies.closed_by(one.id) is None for one in roll.discrepancies.about(person))
        or any(person in one.entry.named() for one in book.not_standing())
    )


def _below_what_was_lost(setting: Setting, book: Book) -> set[PersonId]:
    """Everyone named by what waits, at any depth, for what was lost, forged, shown to one alone, or behind a fork."""
    not_standing = [one.entry for one in book.not_standing()]
    here = {entry.digest for entry in (*book.entries(), *not_standing)}
    logs = setting.oracle.promised
    gone = [entry for log in logs for entry in setting.oracle.promises(log) if entry.digest not in here]
    made = setting.oracle.signatures
    gone += [
        one.entry
        for one in book.not_standing()
        if one.rule in ("log-forked", "replayed")
        or not made.issuperset(one.entry.signed)
        or not here.issuperset(one.entry.act.after)
    ]
    lost, people = {entry.digest for entry in gone}, set[PersonId]().union(*(entry.named() for entry in gone))
    grown = bool(lost)
    while grown:
        below = [entry for entry in not_standing if entry.digest not in lost and not lost.isdisjoint(entry.act.after)]
        lost |= {entry.digest for entry in below}
        people = people.union(*(entry.named() for entry in below))
        grown = bool(below)
    return people


def _told(book: Book) -> dict[str, object]:
    roll = book.reading(Roll)
    return {
        "what stands": [entry.digest for entry in book.entries()],
        "what does not stand": sorted((one.entry.digest, one.reason, one.rule) for one in book.not_standing()),
        "accounts": dict(roll.where),
        "discrepancies": [(one.id, roll.discrepancies.closed_by(one.id)) for one in roll.discrepancies.all],
        "rivals": sorted((one.person, one.candidates, one.open) for one in roll.contested.values()),
    }


def _head(node: Node) -> str:
    assert node.store is not None, "everybody is up at the end"
    return node.store.head()


def _not_withdrawn(book: Book, stolen: set[str]) -> set[str]:
    """Officers whose lost key the desk has not withdrawn in this book."""
    gone = {getattr(entry.fact, "officer", "") for entry in book.entries() if entry.act.kind == "rights.key-withdrawn"}
    return stolen - gone
