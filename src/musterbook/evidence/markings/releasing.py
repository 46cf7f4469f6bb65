"""Whether a country may see what bears a banner, and whose approval it would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from musterbook.evidence.markings.content import Content
from musterbook.evidence.markings.profile import COUNTRIES, DISPLAY, REL, TETRAGRAPHS, USA, expanded
from musterbook.evidence.markings.reading import read_mark

Verdict = Literal["allow", "needs", "deny", "display_only", "invalid"]

APPROVALS: Final = (
    ("OC", "ORIG"), ("OC-USGOV", "ORIG"), ("LES", "LES"), ("XD", "STATE"), ("ND", "STATE"), ("PR", "PR"),
    ("FISA", "FISA"), ("FOUO", "OWNER"),
)  # fmt: skip
"""Control → the approval it wants whoever the recipient is."""
HIDDEN_OWNERS: Final = "FGI"
"""The approval wanted of owners whose names the banner hides (decision 0611)."""


@dataclass(frozen=True, slots=True)
class Release:
    """The verdict; `needs` are approvals not granted, the reason of a denial, or the faults of an invalid banner."""

    verdict: Verdict
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a mark itself says to a country before its other controls are asked."""

    verdict: Verdict
    needs: frozenset[str] = frozenset()


_ALLOW: Final = _Answer("allow")


def release(banner: str, country: str, granted: frozenset[str]) -> Release:
    """Whether this country may have what bears this banner, given approvals granted; casework.md section 9.

    `allow`; `needs` approvals; `deny` for NOFORN, NOT_IN_REL or NOT_IN_DISPLAY, which no approval lifts;
    `display_only`: shown and not left; `invalid` for a banner at fault, or E_COUNTRY.
    """
    mark = read_mark(banner, "banner")
    if mark.content is None:
        return Release("invalid", mark.codes)
    if country not in COUNTRIES:
        return Release("invalid", ("E_COUNTRY",))
    if mark.content.system == "tlp":
        return _traffic_light(mark.content, granted)
    answer = _answer(mark.content, country)
    if answer.verdict == "deny":
        return Release("deny", tuple(answer.needs))
    lacking = (answer.needs | _controls(mark.content, country)) - granted
    return Release("needs", tuple(sorted(lacking))) if lacking else Release(answer.verdict, ())


def _traffic_light(mark: Content, granted: frozenset[str]) -> Release:
    """CLEAR is for all, GREEN for the community, the others for whom their source says; it may say so of GREEN too."""
    wanted = {"CLEAR": "", "GREEN": "COMMUNITY"}.get(mark.tlp, "ORIG")
    if not wanted or {wanted, "ORIG"} & granted:
        return Release("allow", ())
    return Release("needs", (wanted,))


def _answer(mark: Content, country: str) -> _Answer:
    if "NF" in mark.dis or {"LES-NF", "SBU-NF"} & set(mark.non):
        return _Answer("deny", frozenset({"NOFORN"}))
    listed = country in expanded(mark.rel)
    match mark.system:
        case "fgi":
            return _ALLOW if listed or country in expanded(mark.owners) else _Answer("allow", _consents(mark.owners))
        case "nato":
            return _ALLOW if listed or country in TETRAGRAPHS["NATO"] else _Answer("allow", frozenset({"NATO"}))
        case "joint":
            return _ALLOW if country in expanded(mark.owners) else _Answer("allow", _consents(mark.owners))
        case _:
            return _ALLOW if listed else _unlisted(mark, country)


def _unlisted(mark: Content, country: str) -> _Answer:
    """What a mark of our own says to a country that stands in no REL list of it."""
    if country in expanded(mark.display):
        return _Answer("display_only")
    if "RELIDO" in mark.dis:
        return _Answer("allow", frozenset({"FDO"}))
    if REL in mark.dis:
        return _Answer("deny", frozenset({"NOT_IN_REL"}))
    if DISPLAY in mark.dis:
        return _Answer("deny", frozenset({"NOT_IN_DISPLAY"}))
    return _Answer("allow", frozenset({"FDO"})) if mark.classified else _ALLOW


def _consents(owners: tuple[str, ...]) -> frozenset[str]:
    """Of each owner; for our own part, of the disclosure officer."""
    return frozenset("FDO" if owner == USA else f"FGI:{owner}" for owner in owners)


def _controls(mark: Content, country: str) -> frozenset[str]:
    """Approvals wanted by controls and by foreign owners other than the recipient."""
    wanted = {approval for word, approval in APPROVALS if word in mark.dis or word in mark.non}
    owners = tuple(owner for owner in mark.fgi or () if country not in expanded((owner,)))
    hidden = {HIDDEN_OWNERS} if mark.fgi == () else set()
    return frozenset(wanted | hidden | _consents(owners))
