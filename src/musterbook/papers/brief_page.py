"""The watch's daily sheet as a page: what fits on one A4 page is printed, and what does not is counted in words.

Lists are cut in the order of `SHARES`: first so that every site stands on the page; where there are too many sites,
the other lists are cut to a few lines and the sites fill what is left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from musterbook.ledger.entry import Signature
from musterbook.papers import brief_lines as lines
from musterbook.papers.brief import Brief
from musterbook.papers.codes import code_named
from musterbook.papers.frame import PAPER as FRAME
from musterbook.papers.frame import verify_said
from musterbook.papers.plain import UNKNOWN, plain
from musterbook.papers.setting import Attached, Press, signed_inside
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.times import zulu
from musterbook.watch.rungs import Rung
from musterbook.words.printed import Tongue, named

TEMPLATE: Final = "watch_brief.typ"
FIGURES: Final = "watch-brief.json"
SIGNATURE: Final = "watch-brief.sig.json"
SITES_MIN: Final = 6
"""So many sites, if there are as many, stand on the page before another list gets more room."""


class Shares(NamedTuple):
    """How many lines of each list may stand on the page."""

    alerts: int
    losses: int
    receiving: int
    changes: int
    unknown: int


SHARES: Final = (Shares(12, 6, 10, 10, 9), Shares(5, 3, 4, 4, 5), Shares(3, 2, 2, 2, 3), Shares(1, 1, 1, 1, 1))


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed brief.

    Attributes:
        name: of the file: kind, Zulu time, language.
        pdf: the document.
        sites: how many of the sites stand on it.
    """

    name: str
    pdf: bytes
    sites: int


def told_of(figures: bytes) -> bytes:
    """What an officer signs under a brief's figures; `ledger.signing.sign_told` makes the signature."""
    return hashlib.sha256(b"musterbook/paper/1\x00" + figures).digest()


def print_brief(
    brief: Brief,
    *,
    language: str,
    printed_at: datetime,
    signature: Signature | None = None,
    facts: str = "",
    fonts: Path = FOLDER,
) -> Printed:
    """The brief as one page; the same brief, language and moment give the same bytes.

    Args:
        brief: what it says.
        language: en or ar; KeyError for another.
        printed_at: the date of the document.
        signature: an officer's, over `told_of(brief.figures)`; it rides inside, beside the figures.
        facts: `operation.on_paper.own.facts_of_brief`, to ride inside.
        fonts: where the typefaces lie; Refused where they have not been fetched.
    """
    press = Press(TEMPLATE, fonts)
    paper, shown = fitted(brief, press, language=language, printed_at=printed_at, signature=signature)
    tongue = Tongue(language, lines.PAPER)
    inside = [Attached(FIGURES, brief.figures.decode(), "application/json", tongue.told("attached.figures"))]
    if signature is not None:
        told = json.dumps(asdict(signature), sort_keys=True, separators=(",", ":"))
        inside.append(Attached(SIGNATURE, told, "application/json", tongue.told("attached.signature")))
    pdf = press.pdf(paper, at=printed_at, attached=[*inside, *signed_inside(facts)])
    return Printed(name_of_file(brief, language), pdf, shown)


def name_of_file(brief: Brief, language: str) -> str:
    """Kind, Zulu time, language."""
    return f"watch-brief-{zulu(brief.as_of)}-{language}.pdf"


def picture_of(brief: Brief, *, language: str, printed_at: datetime, fonts: Path = FOLDER) -> bytes:
    """The same page as PNG, for a screen."""
    press = Press(TEMPLATE, fonts)
    return press.picture(fitted(brief, press, language=language, printed_at=printed_at)[0])


def fitted(
    brief: Brief, press: Press, *, language: str, printed_at: datetime, signature: Signature | None = None
) -> tuple[Mapping[str, Any], int]:
    """What stands on the page, and how many sites of it; the most that one page takes."""
    tongue = Tongue(language, lines.PAPER)
    frame = _frame(tongue, brief, printed_at, signature)

    def page(shares: Shares, sites: int) -> Mapping[str, Any]:
        return _marked(tongue, {**frame, **_body(tongue, brief, shares, sites)})

    def fits(shares: Shares, sites: int) -> bool:
        return press.pages(page(shares, sites)) == 1

    everyone = len(brief.sites)
    for shares in SHARES:
        wanted = everyone if shares is SHARES[0] else min(SITES_MIN, everyone)
        if fits(shares, wanted):
            least, most = wanted, everyone
            while least < most:
                middle = (least + most + 1) // 2
                least, most = (middle, most) if fits(shares, middle) else (least, middle - 1)
            return page(shares, least), least
    return page(SHARES[-1], 0), 0


def _frame(tongue: Tongue, brief: Brief, printed_at: datetime, signature: Signature | None) -> dict[str, Any]:
    """Head and foot, and what does not depend on how much fits."""
    other = Tongue("en" if tongue.language != "en" else "ar", tongue.paper)
    whom = tongue.told("reader", reader=tongue.known("reader", plain(brief.reader)))
    signed = tongue.told("foot.unsigned")
    if signature is not None:
        signed = tongue.told("foot.signed", officer=lines.name(signature.officer), key=named(signature.key))
    local, printed = (tongue.hour(at, brief.zone) for at in (brief.as_of, printed_at))
    weak = tongue.told("foot.weakness")
    figures = tongue.told("foot.figures", file=named(FIGURES), digest=named(brief.digest))
    framed = Tongue(tongue.language, FRAME)
    owner = tongue.known("reader", plain(brief.reader))
    return {
        "copy": framed.told("copy", n=1, of=1, owner=owner),
        "language": tongue.language,
        "direction": tongue.direction,
        "title": tongue.told("title"),
        "other_title": other.told("title"),
        "other_direction": other.direction,
        "other_language": other.language,
        "app": tongue.told("app"),
        "marking": tongue.marking(plain(brief.marking, most=60)),
        "operation": tongue.told("operation", operation=lines.name(brief.operation)),
        "as_of": tongue.told("as-of", zulu=tongue.zulu(brief.as_of), local=local),
        "horizon": tongue.told("horizon", days=round(brief.horizon_days)),
        "tiles": _tiles(tongue, brief),
        "head": {key: tongue.told(f"head.{key}") for key in HEADS},
        "offers": [(tongue.told(f"offers.{key}"), tongue.told(f"offers.{key}-how")) for key in OFFERS],
        "offers_head": tongue.told("offers.head"),
        "foot": [
            f"{figures} · {signed}",
            verify_said(framed, name_of_file(brief, tongue.language)),
            f"{tongue.told('foot.printed', zulu=tongue.zulu(printed_at), local=printed, whom=whom)} · {weak}",
        ],
        "page": tongue.told("foot.page", page=1, pages=1),
        "code": code_named(f"{zulu(brief.as_of)}:{brief.digest}"),
        "code_meaning": tongue.told("code"),
    }


HEADS: Final = (
    "site", "people", "rung", "chance", "change", "arrival", "lift", "slack", "guards", "cause", "owner", "answer",
)  # fmt: skip
OFFERS: Final = ("protect", "reinforce", "hand-over", "move")
"""All that the sheet offers (watch.md section 17): no release, no force, no targets."""


def _tiles(tongue: Tongue, brief: Brief) -> list[dict[str, Any]]:
    """The figures a reader sees first."""
    people = sum(line.people or 0 for line in brief.sites)
    held = "people-some" if any(line.people is None for line in brief.sites) else "people"
    urgent = sum((line.rung or 0) >= Rung.MOVE for line in brief.sites)
    late = sum(one.overdue(brief.as_of) is not None for one in brief.alerts)
    stale = sum(line.stale for line in brief.sites)
    short = sum(line.lead.too_late for line in brief.sites)
    told = (
        ("sites", len(brief.sites), False), (held, people, False), ("urgent", urgent, True),
        ("short", short, True), ("overdue", late, True), ("stale", stale, True),
    )  # fmt: skip
    return [
        {"n": tongue.number(n), "words": tongue.told(f"tile.{key}", n=n), "bad": bad and n > 0} for key, n, bad in told
    ]


def _body(tongue: Tongue, brief: Brief, shares: Shares, sites: int) -> dict[str, Any]:
    """The lists, cut to their shares, each with the rest counted."""
    changes, unknown = lines.changes(tongue, brief), lines.unknown(tongue, brief)
    over = brief.alerts[shares.alerts :]
    overdue = sum(one.overdue(brief.as_of) is not None for one in over)
    more = brief.receiving[shares.receiving :]
    highest = lines.rung(tongue, more[0].rung, "at") if more else ""
    return {
        "losses": _list(tongue, "losses", [lines.loss(tongue, one, brief.zone) for one in brief.losses], shares.losses),
        "missed": any(one.missed for one in brief.losses),
        "sites_head": tongue.told("sites.head"),
        "sites": [lines.site(tongue, one) for one in brief.sites[:sites]],
        "sites_rest": lines.rest(tongue, brief.sites[sites:]) if brief.sites else tongue.told("sites.none"),
        "alerts_head": tongue.told("alerts.head"),
        "alerts": [lines.alert(tongue, one, brief) for one in brief.alerts[: shares.alerts]],
        "alerts_rest": tongue.told("alerts.rest", n=len(over), overdue=overdue) if over else "",
        "alerts_none": "" if brief.alerts else tongue.told("alerts.none"),
        "receiving": _list(
            tongue,
            "receiving",
            [lines.receiving(tongue, one) for one in brief.receiving],
            shares.receiving,
            at=highest,
        ),
        "changes": _list(tongue, "changes", changes, shares.changes),
        "burden": {"head": tongue.told("burden.head"), "lines": lines.burden(tongue, brief.burden), "rest": ""},
        "unknown": _list(tongue, "unknown", unknown, shares.unknown),
    }


def _list(tongue: Tongue, key: str, said: list[str], most: int, **values: str) -> dict[str, Any]:
    """A list under its head: so many lines, the rest counted, or one sentence that there is nothing."""
    left = len(said) - most
    return {
        "head": tongue.told(f"{key}.head"),
        "lines": said[:most] if said else [tongue.told(f"{key}.none")],
        "rest": tongue.told(f"{key}.rest", n=left, **values) if left > 0 else "",
    }


def _marked(tongue: Tongue, paper: Mapping[str, Any]) -> Mapping[str, Any]:
    """With a word on signs that cannot be printed, where there are any."""
    lost = UNKNOWN in json.dumps(paper, ensure_ascii=False)
    return {**paper, "lost_signs": tongue.told("foot.lost-signs") if lost else ""}
