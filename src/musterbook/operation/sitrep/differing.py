"""Section of a report: sources that differ. Stated, agreed and claimed numbers side by side, and parts against wholes.

Only an agreed number is ever *the* number. Of one source and one question the newest claim counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from musterbook.custody.figures import Claim, Statement
from musterbook.custody.wholes import PartsTold, parts_told
from musterbook.operation.sitrep.figures import Figure, Line, Part, Row, Said, Section, Table
from musterbook.operation.sitrep.sources import Args, Sources, asked
from musterbook.terms.times import written

WHOLES: Final[Mapping[str, str]] = {
    "headcount.answered-for": "headcount.answered-for/",
    "headcount.accounted-for": "headcount.accounted-for/",
    "headcount.unconfirmed": "headcount.unconfirmed/",
    "headcount.unaccounted": "headcount.unaccounted/",
    "headcount.change": "headcount.change/",
    "discrepancies.open": "discrepancies.of/",
}
"""Wholes that a report prints, and how the keys of their parts begin."""
DIGITS: Final = 12


def differing(s: Sources) -> Section:
    """What was stated and agreed, what others claim beside the book's own, and every whole that is not its parts."""
    parts: list[Part] = [_parts_line(s, one) for one in _parts(s) if not one.holds]
    parts += [
        Line("figures.not-summing", {"entry": Said("name", digest[:DIGITS])}, loud=True)
        for digest in s.figures.not_summing
    ]
    stated = _newest_statements(s)
    if stated:
        parts.append(
            Table("stated", ("scope", "stated", "by", "agreed-by", "as-of"), tuple(_stated(s, one) for one in stated))
        )
    claims = [one for one in _newest_claims(s) if _difference(s, one) != 0]
    agree = Line("claims.alike", {"n": s.figure("claims.alike"), "of": s.figure("claims.all")})
    if claims:
        columns = ("scope", "source", "as-of", "claimed", "book", "difference")
        parts.append(Table("claims", columns, tuple(_claimed(s, one) for one in claims)))
    return Section("differing", (*parts, agree))


def own_parts(figures: Iterable[Figure]) -> list[Line]:
    """A loud line for every whole of a report that is not the sum of its parts; none in a sound one."""
    known = {one.key: one for one in figures}
    found = []
    for whole, begins in WHOLES.items():
        parts = [one.value for key, one in known.items() if key.startswith(begins)]
        if whole in known and parts and sum(one for one in parts if isinstance(one, int)) != known[whole].value:
            found.append(Line("parts.own", {"whole": known[whole], "key": Said("name", whole)}, loud=True))
    return found


def _parts(s: Sources) -> tuple[PartsTold, ...]:
    return parts_told(claim for claim, _ in s.claims)


def _parts_line(s: Sources, told: PartsTold) -> Line:
    args = {"source": told.source, "scope": told.scope, "as_of": written(told.as_of)}
    put_in: dict[str, Figure | Said] = {
        "source": Said("name", told.source), "scope": Said("code", told.scope),
        "as_of": Said("moment", written(told.as_of)), "sum": s.figure("claims.parts", at=told.as_of, **args),
    }  # fmt: skip
    if not told.wholes:
        return Line("parts.no-whole", put_in)
    put_in["whole"] = s.figure("claims.whole", at=told.as_of, **args)
    put_in["apart"] = s.figure("claims.apart", at=told.as_of, **args)
    return Line("parts.apart", put_in, loud=True)


def _newest_claims(s: Sources) -> list[Claim]:
    """The newest claim of each source about each question, those about one question side by side."""
    newest = {(claim.scope, claim.source): claim for claim, _ in s.claims}
    return [claim for _, claim in sorted(newest.items())]


def _newest_statements(s: Sources) -> list[Statement]:
    """The newest sound statement of each scope by each custodian."""
    newest = {(one.scope, one.by): one for one in s.figures.statements if one.as_of <= s.now}
    return [one for _, one in sorted(newest.items())]


def _stated(s: Sources, one: Statement) -> Row:
    agreed = Said("name", ", ".join(one.agreed_by)) if one.agreed else Said("code", "nobody")
    value = s.figure("figure.stated", at=one.as_of, entry=one.entry[:DIGITS])
    cells = (Said("code", one.scope), value, Said("name", one.by), agreed, Said("moment", written(one.as_of)))
    return Row(cells, loud=not one.agreed)


def _claimed(s: Sources, claim: Claim) -> Row:
    values = [
        s.figure(f"claim.{name}", at=claim.as_of, entry=claim.entry[:DIGITS])
        for name in ("value", "book", "difference")
    ]
    return Row((Said("code", claim.scope), Said("name", claim.source), Said("moment", written(claim.as_of)), *values))


def _difference(s: Sources, claim: Claim) -> int | None:
    book = _book(s, claim)
    return None if book is None else claim.value - book


def _book(s: Sources, claim: Claim) -> int | None:
    return next(book for one, book in s.claims if one.entry == claim.entry)


def _claim(s: Sources, args: Args) -> Claim | None:
    return next((claim for claim, _ in s.claims if claim.entry.startswith(args["entry"])), None)


def _told(s: Sources, args: Args) -> PartsTold | None:
    return next(
        (
            one for one in _parts(s)
            if (one.source, one.scope, written(one.as_of)) == (args["source"], args["scope"], args["as_of"])
        ),
        None,
    )  # fmt: skip


@asked("claims.parts")
def _sum(s: Sources, args: Args) -> int | None:
    told = _told(s, args)
    return None if told is None else told.total


@asked("claims.whole")
def _whole(s: Sources, args: Args) -> int | None:
    """The whole its source gave; of several that one which differs most."""
    told = _told(s, args)
    if told is None or not told.wholes:
        return None
    return max(told.wholes, key=lambda one: abs(one.value - told.total)).value


@asked("claims.apart")
def _apart(s: Sources, args: Args) -> int | None:
    told = _told(s, args)
    return None if told is None else max(told.apart, key=abs, default=None)


@asked("claims.all")
def _all(s: Sources, args: Args) -> int:
    del args
    return len(_newest_claims(s))


@asked("claims.alike")
def _alike(s: Sources, args: Args) -> int:
    del args
    return sum(_difference(s, one) == 0 for one in _newest_claims(s))


@asked("claim.value")
def _value(s: Sources, args: Args) -> int | None:
    claim = _claim(s, args)
    return None if claim is None else claim.value


@asked("claim.book")
def _own(s: Sources, args: Args) -> int | None:
    claim = _claim(s, args)
    return None if claim is None else _book(s, claim)


@asked("claim.difference")
def _claim_difference(s: Sources, args: Args) -> int | None:
    claim = _claim(s, args)
    return None if claim is None else _difference(s, claim)


@asked("figure.stated")
def _stated_total(s: Sources, args: Args) -> int | None:
    found = (one for one in s.figures.statements if one.entry.startswith(args["entry"]))
    return next((one.counts["total"] for one in found), None)
