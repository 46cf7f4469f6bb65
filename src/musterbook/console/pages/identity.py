"""Identity and Enrolment: pairs before examiners, blind until answered; who is enrolled and whom to ask again."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.biometrics.positions import NAMES
from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("answer",)
ONE_KNOWN: Final = ("zoom", "points", "finger")
ENROLMENT_KNOWN: Final = ()
ANSWERS: Final = ("same", "different", "unsettled")
ZOOMS: Final = ("1", "2", "3")


def identity(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/identity`: what waits first."""
    view = desk.source.identity(asked.as_of)
    answer = asked.filters.get("answer")
    if answer is not None and answer not in ANSWERS:
        raise Malformed.because("console.unknown-filter", name=f"answer={answer[:20]}", known=", ".join(ANSWERS))
    settled = [one for one in view.settled if answer in (None, one.answer)]
    return desk.answer(
        asked, "identity.html", desk.source.stamp(asked.as_of),
        said={"identity": view}, rows=view.waiting, view=view, settled=settled, answers=ANSWERS,
    )  # fmt: skip


def pair(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/identity/NUMBER`; None if there is no such pair."""
    view = desk.source.pair(name, asked.as_of)
    if view is None:
        return None
    zoom = asked.filters.get("zoom") or "1"
    if zoom not in ZOOMS:
        raise Malformed.because("console.unknown-filter", name=f"zoom={zoom[:20]}", known=", ".join(ZOOMS))
    fingers = {str(one.position): one for one in view.fingers}
    finger = fingers.get(asked.filters.get("finger") or "") or next(iter(view.fingers), None)
    return desk.answer(
        asked, "pair.html", desk.source.stamp(asked.as_of),
        said={"pair": view.row, "settled": view.settled}, rows=[view.row], view=view, finger=finger, zooms=ZOOMS,
        zoom=int(zoom), with_points=asked.filters.get("points") == "yes", names=NAMES,
    )  # fmt: skip


def enrolment(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/enrolment`: whom to ask again first."""
    view = desk.source.enrolment(asked.as_of)
    return desk.answer(
        asked, "enrolment.html", desk.source.stamp(asked.as_of),
        said={"enrolment": view}, rows=view.recapture, view=view, names=NAMES,
    )  # fmt: skip
