"""Liars: nodes whose keepers patched every check away and hold their own log's key and their own officers' keys.

They may write what they like in their own logs, show half of the others another history, spoil what they pass on, and
keep things back. They cannot make another's signature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.facts import Accepted, Departed, LetGo, Offered, Recovered, Registered
from musterbook.ledger.entry import Act, Signature, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import key_id, make_checkpoint, public_of, sign_act
from musterbook.operation.book import Draft
from musterbook.rehearsal.simulator.cast import DESK, FACILITY, OPERATION, REGISTRARS, Cast, key_of
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.oracle import Oracle
from musterbook.rehearsal.stage import paper_of
from musterbook.rights.facts import Granted
from musterbook.sync import exchange as said
from musterbook.terms.custodians import CustodianId, unaccounted
from musterbook.terms.errors import MusterbookError
from musterbook.terms.people import PersonId

LONG_BEFORE: Final = timedelta(days=10)
_ROLE: Final = {"site": "site-officer", "escort": "escort-commander", "receiving": "receiving-officer",
                "desk": "operation-desk"}  # fmt: skip


@dataclass
class Liar:
    """One malicious node.

    Attributes:
        node: it; `twin`, the second history it shows, once there is one.
        half: names of nodes that are shown the twin.
        stolen: officer whose lost key it has.
    """

    node: Node
    cast: Cast
    oracle: Oracle
    chance: Random
    now: Callable[[], datetime]
    twin: Node | None = None
    half: frozenset[str] = frozenset()
    stolen: str = ""
    keeps_back: bool = field(init=False)
    spoils: float = field(init=False)

    def __post_init__(self) -> None:
        self.keeps_back = self.chance.random() < 0.3
        self.spoils = self.chance.choice((0.0, 0.1, 0.5))

    @property
    def custodian(self) -> CustodianId:
        """In whose name it may sign."""
        return self.node.custodian

    def shown_to(self, name: str) -> Node:
        """The history a node is shown."""
        return self.twin if self.twin is not None and name in self.half else self.node

    def act(self) -> None:
        """One lie, in one of its histories."""
        node = self.twin if self.twin is not None and self.twin.up and self.chance.random() < 0.5 else self.node
        if not node.up:
            return
        lie = self.chance.choice((
            self._accept_unoffered, self._accept_unoffered, self._register_again, self._recover, self._forge,
            self._forge, self._offer_twice, self._replay, self._use_stolen, self._sign_twice,
        ))  # fmt: skip
        if self.custodian == DESK and self.chance.random() < 0.6:
            lie = self._grant
        try:
            lie(node)
        except MusterbookError:
            node.notice_dark()

    def answer(self, called: Node, caller: Node, request: said.Request, reply: said.Reply) -> said.Reply:
        """What it sends instead of what an honest node would."""
        del called, caller, request
        if isinstance(reply, said.Have) and self.keeps_back:
            some = tuple(one for one in reply.logs if one.log == self.node.log or self.chance.random() < 0.6)
            return replace(reply, logs=some)
        if isinstance(reply, said.Blobs) and reply.blobs and self.chance.random() < self.spoils:
            return said.Blobs((self._resealed(reply.blobs[0]), *reply.blobs[1:]))
        if isinstance(reply, said.Part) and reply.frames and self.chance.random() < self.spoils:
            self.oracle.counts["forged"] += 1
            return replace(reply, frames=(*reply.frames[:-1], self._spoilt(reply.frames[-1])))
        return reply

    def _resealed(self, blob: said.SealedBlob) -> said.SealedBlob:
        """A sealed thing with a bit turned over: in the envelope, in the key, or in whose it is said to be."""
        self.oracle.counts["seals spoilt"] += 1
        way, wraps = self.chance.randrange(3), blob.wraps
        if way == 0:
            return replace(blob, envelope=blob.envelope[:-1] + bytes([blob.envelope[-1] ^ 1]))
        if way == 1 and wraps:
            return replace(blob, wraps=(replace(wraps[0], wrapped=wraps[0].wrapped[::-1]), *wraps[1:]))
        return replace(blob, person=self.chance.choice(sorted(self._bodies())))

    def _spoilt(self, frame: Frame) -> Frame:
        """A frame passed on with something in it changed."""
        way, last = self.chance.randrange(5), frame.bodies[-1]
        if way == 0:
            at = self.chance.randrange(len(last))
            return replace(frame, bodies=(*frame.bodies[:-1], last[:at] + bytes([last[at] ^ 1]) + last[at + 1 :]))
        if way == 1:
            return replace(frame, bodies=frame.bodies[:-1], size=frame.size - 1)
        if way == 2:
            return replace(frame, bodies=(*frame.bodies, last), size=frame.size + 1)
        if way == 3:
            return replace(frame, bodies=(last.replace(b'"v":1', b'"v":1 '),))
        note = make_checkpoint(
            self.node.key, operation=OPERATION, size=frame.size, root="ab" * 32, at=self.now(), register=(0, "0" * 64)
        ).note
        return replace(frame, note=note)

    def _accept_unoffered(self, node: Node) -> None:
        """Somebody else's people, as if they had been given: under an offer to another, or in the past."""
        offers = [one for one in node.book().entries() if isinstance(one.fact, Offered) and one.by != self.custodian]
        if not offers:
            return
        offer = self.chance.choice(offers)
        people = self._some(offer.named() if self.chance.random() < 0.7 else self._bodies())
        fact = Accepted(handover=getattr(offer.fact, "handover", "x"), offer=offer.digest, people=people)
        self._theft(people)
        self._write(node, self.custodian, fact, after={offer.digest, *self._heads(node, people)})

    def _register_again(self, node: Node) -> None:
        """A number that is somebody's already."""
        people = self._some(self._bodies())
        self._theft(people)
        for one in sorted(people):
            fact = Registered(person=one, particulars=paper_of("another"), how="captured")
            self._write(node, self.custodian, fact, after=set())

    def _recover(self, node: Node) -> None:
        """Somebody who is in another's hands, as if he had been missing there."""
        people = self._some(self._bodies())
        self._theft(people)
        for one in sorted(people):
            fact = Recovered(person=one, from_account=unaccounted(FACILITY), how="found")
            self._write(node, self.custodian, fact, after=set(self._heads(node, people)))

    def _forge(self, node: Node) -> None:
        """In another's name, under his officer's name or his own."""
        others = [one for one, part in self.cast.parts if one not in (self.custodian, DESK) and part != "desk"]
        other = self.chance.choice(others)
        people = self._some(self.oracle.among(other) or self._bodies())
        self.oracle.touched |= people
        self.oracle.counts["forged"] += 1
        one = min(people)
        fact: Fact = self.chance.choice((
            Departed(person=one, outcome="escaped", papers=paper_of("forged"), authority="none"),
            LetGo(handover="forged", people=people),
            Offered(handover="forged", manifest=paper_of("forged"), people=people, receiver=self.custodian,
                    due_by=self.now().replace(microsecond=0)),
        ))  # fmt: skip
        claimed = f"{other}.officer" if self.chance.random() < 0.5 else ""
        role = _ROLE[self.cast.part(other)]
        self._write(node, other, fact, after=set(self._heads(node, people)), officer=claimed, role=role)

    def _offer_twice(self, node: Node) -> None:
        """His own people to two receivers, each of whom may sign."""
        people = self._some(self.oracle.among(self.custodian))
        if not people:
            return
        self.oracle.touched |= people
        receivers = self.chance.sample([one for one, _ in self.cast.parts if one not in (self.custodian, DESK)], 2)
        for receiver in receivers:
            fact = Offered(
                handover=f"twice-{receiver}", manifest=paper_of("twice"), people=people, receiver=receiver,
                due_by=self.now().replace(microsecond=0),
            )  # fmt: skip
            self._write(node, self.custodian, fact, after=set(self._heads(node, people)))

    def _replay(self, node: Node) -> None:
        """Another's act with its signatures, once more in this log."""
        assert node.store is not None, "only a node that is up lies"
        others = [one for one in node.store.entries() if one.log != node.log and one.signed]
        if others:
            one = self.chance.choice(others)
            self.oracle.counts["forged"] += 1
            self.oracle.touched |= one.named()
            self._append(node, one.act, one.signed)

    def _sign_twice(self, node: Node) -> None:
        """What asks for two people, signed twice by one, in two roles."""
        people = self._some(self.oracle.among(self.custodian))
        if not people:
            return
        self.oracle.touched |= people
        self.oracle.counts["forged"] += 1
        fact = Departed(person=min(people), outcome="released", papers=paper_of("alone"), authority="none")
        mine, at = f"{self.custodian}.officer", node.clock.now()
        register = node.book().register
        act = Act(
            new_act_id(at, self.chance.randbytes(10)), self.custodian, fact, tuple(self._heads(node, people)),
            (register.size, register.root), at, at,
        )  # fmt: skip
        key = key_of("officer", mine)
        roles = (_ROLE[self.cast.part(self.custodian)], "register-clerk")
        signed = [sign_act(act, log=node.log, officer=mine, role=role, key=key) for role in roles]
        self._append(node, act, tuple(signed))

    def _grant(self, node: Node) -> None:
        """The desk writes a role into one of its registers."""
        custodian, _ = self.chance.choice(self.cast.parts)
        fact = Granted(officer=f"{DESK}.duty", role="receiving-officer", custodian=custodian)
        at, log = node.clock.now(), node.wiring.register_log
        node.write([Draft(DESK, fact, REGISTRARS, at, log=log, act_id=new_act_id(at, self.chance.randbytes(10)))])

    def _use_stolen(self, node: Node) -> None:
        """With a lost key, in the name of its owner's custodian."""
        if not self.stolen:
            return
        owner = CustodianId(self.stolen.partition(".")[0])
        people = self._some(self.oracle.among(owner))
        if not people:
            return
        self._theft(people)
        fact = Departed(person=min(people), outcome="escaped", papers=paper_of("stolen"), authority="none")
        self._write(
            node, owner, fact, after=set(self._heads(node, people)), officer=self.stolen,
            role=_ROLE[self.cast.part(owner)], key=key_of("officer", self.stolen),
        )  # fmt: skip

    def _write(
        self, node: Node, by: CustodianId, fact: Fact, *, after: set[Digest], officer: str = "", role: str = "",
        key: Ed25519PrivateKey | None = None,
    ) -> None:  # fmt: skip
        """Past every check: signed with a key he has, whatever name stands beside it."""
        mine = f"{self.custodian}.officer" if self.custodian != DESK else f"{DESK}.duty"
        signing = key or key_of("officer", mine)
        name = officer or mine
        at = (node.clock.now() - (LONG_BEFORE if self.chance.random() < 0.3 else timedelta())).replace(microsecond=0)
        register = node.book().register
        act = Act(
            new_act_id(at, self.chance.randbytes(10)), by, fact, tuple(sorted(after)), (register.size, register.root),
            at, at,
        )  # fmt: skip
        role = role or _ROLE[self.cast.part(self.custodian)]
        signed = sign_act(act, log=node.log, officer=name, role=role, key=signing)
        if name != mine and key is None:
            signed = replace(signed, key=key_id(public_of(key_of("officer", name))))
        self._append(node, act, (signed,))

    def _append(self, node: Node, act: Act, signed: tuple[Signature, ...]) -> None:
        assert node.store is not None, "only a node that is up lies"
        node.store.append(node.log, [(act, signed)], at=node.clock.now(), register=act.register)

    def _theft(self, people: frozenset[PersonId]) -> None:
        self.oracle.counts["thefts"] += 1
        self.oracle.touched |= people

    def _bodies(self) -> frozenset[PersonId]:
        return frozenset(self.oracle.where)

    def _some(self, people: frozenset[PersonId]) -> frozenset[PersonId]:
        listed = sorted(people)
        return frozenset(self.chance.sample(listed, min(len(listed), self.chance.randint(1, 3))))

    def _heads(self, node: Node, people: frozenset[PersonId]) -> tuple[Digest, ...]:
        return node.book().chains.heads_of(people)
