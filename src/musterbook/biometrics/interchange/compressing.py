"""Pictures as other services want them: WSQ at 500 dpi, JPEG 2000 above; the loss-free master is never touched.

Section 10 of biometrics.md: 500 dpi is sent as WSQ at about 15 to 1, 1,000 dpi as JPEG 2000 (NIST SP 500-289).
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from PIL import Image as Picture

from musterbook.biometrics.engines import Image
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

WSQ: Final = "WSQ20"
JPEG2000: Final = "JP2"
NONE: Final = "NONE"
PNG: Final = "PNG"
WSQ_DPI_MAX: Final = 600
"""Above this, JPEG 2000: WSQ is defined for 500 dpi."""
JP2_RATIO: Final = 10


def compressed(image: Image) -> tuple[str, bytes]:
    """The code of the compression (ANSI/NIST table 15) and the bytes, as the resolution asks.

    Raises:
        Refused: the library that writes WSQ is not installed.
    """
    return (WSQ, wsq(image)) if image.dpi <= WSQ_DPI_MAX else (JPEG2000, _jpeg2000(image))


def wsq(image: Image) -> bytes:
    """The picture as WSQ.

    Raises:
        Refused: the library that writes it is not installed.
    """
    try:
        import wsq as _  # noqa: F401, PLC0415  an extra; importing it teaches Pillow the format
    except ImportError:
        raise Refused(Objection("biometrics.extra-missing", values={"package": "wsq"})) from None
    out = io.BytesIO()
    _picture(image).save(out, "WSQ")
    return out.getvalue()


def _jpeg2000(image: Image) -> bytes:
    out = io.BytesIO()
    _picture(image).save(out, "JPEG2000", quality_mode="rates", quality_layers=[JP2_RATIO], irreversible=True)
    return out.getvalue()


def _picture(image: Image) -> Picture.Image:
    return Picture.fromarray(np.ascontiguousarray(image.pixels, dtype=np.uint8), mode="L")
