"""Pictures redacted: read to pixels, turned as they are shown, painted, and written afresh without anything else."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from musterbook.evidence.redaction.painting import painted
from musterbook.evidence.redaction.rebuild import QUALITY, Covered, Redacted
from musterbook.evidence.redaction.regions import Regions
from musterbook.evidence.redaction.source import PIXELS_MAX
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF"}
"""Ending of a picture's name → its format."""
MOVING: Final = frozenset(
    {
        ".3gp", ".aac", ".amr", ".avi", ".flac", ".flv", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".mpeg",
        ".mpg", ".oga", ".ogg", ".opus", ".wav", ".webm", ".wma", ".wmv",
    }
)  # fmt: skip
MOVING_BYTES: Final = (b"ftyp", b"RIFF", b"OggS", b"\x1aE\xdf\xa3", b"ID3", b"fLaC", b"FLV")


def refuse_moving(path: Path, content: bytes) -> None:
    """Refused for video and sound: what a face or a voice gives away no box covers."""
    if path.suffix.lower() in MOVING or content[:4] in MOVING_BYTES or content[4:8] in MOVING_BYTES:
        raise Refused(Objection("redaction.video-or-sound"))


def redact_picture(content: bytes, regions: Regions, *, ending: str, uniform: bool, colour: bool) -> Redacted:
    """The picture as fresh pixels, its boxes painted; a point of a box is a pixel of the picture as shown.

    A TIFF of several pages has as many pages. `ending` of the new file says how it is written.

    Raises:
        Malformed: it is no picture of `FORMATS`, is too large, or a box is not as it should be.
    """
    covered: list[Covered] = []
    frames = _frames(content)
    taken = regions.taken(len(frames))
    shown = [frames[number - 1].convert("RGB" if colour else "L") for number in taken]
    for number, frame in zip(taken, shown, strict=True):
        here = regions.on(number)
        boxes = painted(frame, frame.size, here, uniform=uniform)
        covered += [Covered(one, box) for one, box in zip(here, boxes, strict=True)]
    return Redacted(_written(shown, ending), taken, tuple(covered))


def _frames(content: bytes) -> list[Image.Image]:
    """Every frame upright, on white where it is see-through."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=sorted({*FORMATS.values()})) as picture:
            warnings.simplefilter("ignore")
            count = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * count > PIXELS_MAX:
                raise Malformed.because("picture.too-large")
            return [_upright(picture, at) for at in range(count)]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        raise Malformed.because("picture.broken") from None


def _upright(picture: Image.Image, frame: int) -> Image.Image:
    if frame:
        picture.seek(frame)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
        upright = upright.convert("F").point(lambda grey: grey / 257).convert("L")
    over = Image.new("RGBA", upright.size, "white")
    over.alpha_composite(upright.convert("RGBA"))
    return over.convert("RGB")


def _written(shown: list[Image.Image], ending: str) -> bytes:
    """The frames in one file; copied pixel by pixel, so that nothing rides along that is not a pixel."""
    bare = [Image.frombytes(one.mode, one.size, one.tobytes()) for one in shown]
    kind = FORMATS[ending]
    if len(bare) > 1 and kind != "TIFF":
        raise Malformed.because("picture.several-pages", pages=len(bare))
    written = io.BytesIO()
    more = {"save_all": True, "append_images": bare[1:]} if kind == "TIFF" else {}
    bare[0].save(written, kind, **({"quality": QUALITY} if kind == "JPEG" else {}), **more)
    return written.getvalue()
