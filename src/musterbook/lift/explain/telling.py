"""What is said of an answer or an explanation: rules with values, in the order of reading; the words are made later.

Values called `…_at` are minutes after the problem's epoch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.lift.explain.seat import Seat
from musterbook.lift.explain.values import (
    Answer,
    Delay,
    Explanation,
    Left,
    Price,
    Reason,
    Relaxation,
    SiteAccount,
    Trial,
    Use,
    Value,
)
from musterbook.lift.facts import Scarce

FULL: Final = 0.95
"""A resource used to this share of what there is counts as full."""

BINDING_MAX: Final = 8
LEFT_SHOWN: Final = 30

_RELAXED: Final[Mapping[str, str]] = {
    "slot": "relax.slot", "window": "relax.window", "escorts": "relax.escorts", "duty": "relax.duty",
    "reception": "relax.reception", "beds": "relax.beds", "road": "relax.road", "free": "relax.free",
    "available": "relax.available", "night": "relax.night", "permission": "relax.permission", "tour": "relax.tour",
    "range": "relax.range", "room": "relax.room", "stay": "relax.stay", "opening": "relax.opening",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """One way to have the serial: what would be different, and what would follow."""

    changes: tuple[Reason, ...]
    outcome: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """An answer in its parts: the head, what is short, and each way there is."""

    head: tuple[Reason, ...]
    ways: tuple[Offered, ...] = ()


def tell_answer(answer: Answer, base: str, prices: Mapping[tuple[Relaxation, ...], Price] | None = None) -> ToldAnswer:
    """What to say to someone who asked why a serial is not there. `base` is where the carrier's escorts come from."""
    ask = answer.question
    asked: dict[str, Value] = {
        "vehicle": ask.vehicle, "site": ask.site, "from_at": ask.at, "until_at": ask.at + ask.within,
    }  # fmt: skip
    if not answer.waiting:
        last: dict[str, Value] = {} if answer.last_leave is None else {"last_at": answer.last_leave}
        return ToldAnswer((Reason("why-not.nobody", {**asked, **last}),))
    if answer.trial is not None:
        return ToldAnswer((Reason("why-not.yes", asked), *_outcome(answer.trial), *_short(answer, base, fewer=True)))
    head = [Reason("why-not.no", asked)]
    if answer.first is None:
        met = [_met(cause, place, target) for target, cause, place in _obstacles(answer)]
        return ToldAnswer((*head, Reason("why-not.nothing", {"site": ask.site}), *met))
    if len(answer.first.relaxations) > 1:
        head.append(Reason("why-not.together", {"number": len(answer.first.relaxations)}))
    if any(one.kind == "escorts" for one in answer.first.relaxations):
        head += _short(answer, base)
    ways = [
        Offered(
            tuple(of_relaxation(one) for one in help_.relaxations),
            (*_outcome(help_.trial), *_priced((prices or {}).get(help_.relaxations))),
        )
        for help_ in answer.helps
    ]
    return ToldAnswer(tuple(head), tuple(ways))


def of_relaxation(one: Relaxation) -> Reason:
    """A relaxation as part of a sentence that begins with `With`."""
    return Reason(_RELAXED[one.kind], {"place": one.place, "more": one.amount, "minutes": one.amount})


def tell_site(account: SiteAccount) -> tuple[Reason, ...]:
    """One paragraph about one site."""
    values: dict[str, Value] = {
        "site": account.site, "people": account.people, "moved": account.moved, "serials": account.serials,
        "loss": round(account.loss + account.left_loss, 1),
    }  # fmt: skip
    if account.first_leave is None or account.last_leave is None:
        return (Reason("explain.site-stays", values),)
    values |= {
        "first": account.first_serial or "", "first_at": account.first_leave,
        "last": account.last_serial or "", "last_at": account.last_leave,
    }  # fmt: skip
    said = [Reason("explain.site", values)]
    if account.delayed_by is not None:
        said.append(_delay("explain.put-off", account.delayed_by, of=account.serials))
    if account.carrier_only:
        said.append(Reason("explain.carrier-only", {"only": account.carrier_only, "serials": account.serials}))
    return tuple(said)


def tell_whole(explained: Explanation) -> tuple[Reason, ...]:
    """What is said of the whole plan: its loss, and what it waits for."""
    total = Reason("explain.total", {"weighted": round(explained.weighted_loss, 1), "plain": round(explained.loss, 1)})
    parts = [
        Reason("explain.compartment", {"compartment": name, "plain": round(loss, 1)})
        for name, loss in explained.loss_by_compartment.items()
    ]
    binding = [_delay("explain.binding", one, of=explained.serials) for one in explained.delays[:BINDING_MAX]]
    only = Reason("explain.carrier-only", {"only": explained.carrier_only, "serials": explained.serials})
    return (total, *parts, *binding, *([only] if explained.carrier_only else []), *_full(explained.uses))


def tell_left(left: Left) -> tuple[Reason, ...]:
    """Who is not moved, what it counts, and why."""
    values: dict[str, Value] = {
        "group": left.group, "site": left.site, "heads": left.heads, "loss": round(left.loss, 1),
    }  # fmt: skip
    return (Reason("explain.left", values), *left.reasons)


def tell_all_left(left: Sequence[Left]) -> tuple[tuple[Reason, ...], ...]:
    """A paragraph for each of those left, most loss first; beyond the first `LEFT_SHOWN` they are only counted."""
    ordered = sorted(left, key=lambda one: (-one.loss, one.group))
    told = [tell_left(one) for one in ordered[:LEFT_SHOWN]]
    rest = ordered[LEFT_SHOWN:]
    if rest:
        values: dict[str, Value] = {
            "groups": len(rest), "heads": sum(one.heads for one in rest),
            "loss": round(sum(one.loss for one in rest), 1),
        }  # fmt: skip
        told.append((Reason("explain.left-more", values),))
    return tuple(told)


def tell_binding(resource: str, place: str, *, since: int, until: int, worth: float) -> Reason:
    """What holds a bound up: a resource that is short from one minute to another, and what 1 % more would give."""
    values: dict[str, Value] = {
        "resource": resource, "place": place, "since_at": since, "until_at": until, "worth": round(worth / 100, 3),
    }  # fmt: skip
    return Reason("explain.bound-by", values)


def tell_seat(seat: Seat, prices: Mapping[tuple[Relaxation, ...], Price] | None = None) -> ToldAnswer:
    """What comes of one person more on a serial: what the plan would gain, and each way to have the seat.

    What the check found is said by itself: findings have sentences of their own.
    """
    values: dict[str, Value] = {"serial": seat.serial, "findings": len(seat.findings)}
    if seat.instead is not None and seat.leaves_instead is not None:
        values |= {"instead": seat.instead, "leaves_at": seat.leaves_instead}
    rule = "why-not.seat-breaks" if seat.findings else "why-not.seat-fits"
    return ToldAnswer(
        (Reason(rule, values), _worth(seat.loss_more)),
        tuple(
            Offered(
                tuple(of_relaxation(one) for one in way), (Reason("why-not.seat-then", values),
                _worth(seat.loss_more), *_priced((prices or {}).get(way))),
            )
            for way in seat.helps
        ),
    )  # fmt: skip


def _worth(more: float) -> Reason:
    """One person counts in hundredths, where whole serials count in tenths."""
    loss = round(abs(more), 3)
    if not loss:
        return Reason("why-not.same")
    return Reason("why-not.loses-more" if more > 0 else "why-not.loses-fewer", {"loss": loss})


def tell_scarce(one: Scarce) -> Reason:
    """What runs short in a plan, as its proposal in the book has it; with its price where a bound gave one."""
    values: dict[str, Value] = {
        "resource": one.resource, "place": one.place, "since": one.since.isoformat(), "until": one.until.isoformat(),
    }  # fmt: skip
    if one.worth is not None:
        values["worth"] = one.worth / 1000
    return Reason("plan.scarce", values)


def _outcome(trial: Trial) -> tuple[Reason, ...]:
    values: dict[str, Value] = {
        "site": trial.origin, "leaves_at": trial.departs, "people": trial.people, "target": trial.target,
        "down_at": trial.set_down, "escorts": trial.escorts,
    }  # fmt: skip
    said = [Reason("why-not.serial", values), _difference(trial.loss_more)]
    if trial.dropped:
        dropped: dict[str, Value] = {"serials": len(trial.dropped), "first": trial.dropped[0]}
        said.append(Reason("why-not.dropped", {**dropped, "left": max(0, trial.left_more)}))
    return tuple(said)


def _difference(more: float) -> Reason:
    loss = round(abs(more), 1)
    if not loss:
        return Reason("why-not.same")
    return Reason("why-not.loses-more" if more > 0 else "why-not.loses-fewer", {"loss": loss})


def _priced(price: Price | None) -> tuple[Reason, ...]:
    if price is None:
        return ()
    saved = round(price.saved, 1)
    return (Reason("why-not.searched" if saved > 0 else "why-not.searched-same", {"loss": saved}),)


def _short(answer: Answer, base: str, *, fewer: bool = False) -> tuple[Reason, ...]:
    if answer.escorts_needed is None or answer.escorts_free is None or answer.escorts_free >= answer.escorts_needed:
        return ()
    values: dict[str, Value] = {"needed": answer.escorts_needed, "free": answer.escorts_free, "base": base}
    return (Reason("why-not.escorts-fewer" if fewer else "why-not.escorts", values),)


def _obstacles(answer: Answer) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys((one.target, one.cause, one.place) for one in answer.obstacles))


def _met(cause: str, place: str, target: str) -> Reason:
    return Reason("why-not.met", {"cause": cause, "place": place, "target": target})


def _delay(rule: str, delay: Delay, *, of: int) -> Reason:
    values: dict[str, Value] = {
        "cause": delay.cause, "place": delay.place, "minutes": delay.minutes, "delayed": delay.serials, "serials": of,
        "longest": delay.longest_min,
    }  # fmt: skip
    if rule == "explain.binding":
        return Reason("explain.binding", values)
    return Reason("explain.put-off", values)


def _full(uses: tuple[Use, ...]) -> list[Reason]:
    """Resources that are full in some six hours, those that are full longest first."""
    full: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for one in uses:
        if one.there and one.used >= FULL * one.there:
            full[one.resource, one.place].append(one)
    ordered = sorted(full.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Reason(
            "explain.full",
            {"resource": resource.partition("-")[0], "kind": resource.partition("-")[2], "place": place,
             "spans": len(some), "since_at": some[0].since, "used": some[0].used, "there": some[0].there},
        )
        for (resource, place), some in ordered[:BINDING_MAX]
    ]  # fmt: skip
