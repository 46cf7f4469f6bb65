"""Invented pairs for the console's tests: one waits, one waits for a senior, one is answered; stripes for prints."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

import base64
import io
from datetime import datetime, timedelta

import numpy as np
from PIL import Image

from musterbook.console.identity_rows import (
    EnrolmentView,
    ExpiredRow,
    FingerPair,
    GalleryRow,
    IdentifiedRow,
    IdentityView,
    JudgedLine,
    PairRow,
    PairView,
    RecaptureRow,
    RefusedRow,
    SettledRow,
    Side,
)
from musterbook.console.signed_acts import ActLine
from tests.console.invented_dossiers import AT

_SAME = ActLine("identity.act.same", "muster identify judge P-1 same --reason REASON --key x.one", ("x.one", "x.two"))
_NOBODY = ActLine("identity.act.as", "", (), ("examiner",))
_AGREE = ActLine("identity.act.agree", "muster identify agree aaaa --reason REASON --key i.officer", ("i.officer",))


def _ago(days: float) -> datetime:
    return AT - timedelta(days=days)


def stripes(slant: float) -> str:
    """A picture of slanted stripes as a data address."""
    y, x = np.mgrid[0:200, 0:160]
    waves = np.sin((x * np.cos(slant) + y * np.sin(slant)) * 2 * np.pi / 9)
    out = io.BytesIO()
    Image.fromarray((128 + 100 * waves).astype(np.uint8)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def waiting() -> tuple[PairRow, ...]:
    return (PairRow("P-1", _ago(9), 9, "examiner", "f1" * 32), PairRow("P-2", _ago(3), 3, "senior", "f2" * 32))


def settled() -> SettledRow:
    judged = (
        JudgedLine("x.one", "same", _ago(2), 85, "examiner", "f4" * 32),
        JudgedLine("x.two", "different", _ago(1), 140, "examiner", "f5" * 32),
        JudgedLine("x.three", "same", _ago(0.5), 60, "senior", "f6" * 32),
    )
    return SettledRow("P-3", "duplicate", "same", _ago(0.5), ("KHA-0011-M", "KHA-0012-K"), "", judged, "f3" * 32)


def identified() -> IdentifiedRow:
    return IdentifiedRow(
        "KHA-0011-M", "KHA-0012-K", "", "x.one", "P-3", ("finger", "papers"), "waits", told=False, contested=True,
        at=_ago(0.4), days=0, entry="f7" * 32, act=_AGREE,
    )  # fmt: skip


class InventedIdentity:
    """An `IdentitySource` of three pairs."""

    def identity(self, as_of: datetime | None = None) -> IdentityView:
        lists = (GalleryRow("wanted-1", "archive", "prosecution of named crimes", 512, _ago(-20), 20, open=True),)
        return IdentityView(waiting(), (settled(),), (identified(),), lists, (_SAME, _NOBODY))

    def pair(self, number: str, as_of: datetime | None = None) -> PairView | None:
        left = Side(stripes(0.3), 160, 200, ((40, 50), (80.5, 120)))
        right = Side(stripes(0.5), 160, 200, ((44, 60), (88, 124)))
        match number:
            case "P-1":
                return PairView(waiting()[0], None, (), (_SAME,), 1, (FingerPair(2, left, right),))
            case "P-2":
                return PairView(waiting()[1], None, (), (_SAME,), 0, no_pictures="sealed")
            case "P-3":
                row = PairRow("P-3", _ago(4), 4, "nobody", "f3" * 32)
                return PairView(row, settled(), (identified(),), (_NOBODY,), 0, no_pictures="none")
        return None

    def enrolment(self, as_of: datetime | None = None) -> EnrolmentView:
        return EnrolmentView(
            enrolled=5703, on_roll=5704, without_points=12, failed=3,
            recapture=(RecaptureRow("KHA-0011-M", "E-khl-17", "S2", (9, 4), (4, 11), _ago(2), "f8" * 32),),
            refused=(RefusedRow("KHA-0012-K", "injured", _ago(1), over=True),
                     RefusedRow("KHA-0013-L", "under-age", _ago(-300), over=False)),
            expired=(ExpiredRow("E-khl-3", "KHA-0011-M", _ago(6), 6),),
            by_station=(("S1", 4000), ("S2", 1703)), missing={"amputated": 14, "bandaged": 3}, acts=(_NOBODY,),
        )  # fmt: skip
