"""Reads pictures of fingers and faces (PNG, JPEG, JPEG 2000, BMP, TIFF, WSQ) and trusts nothing a file says of itself.

Limits of section 12 of biometrics.md. Resolution is never assumed: a picture that does not say it is asked about. What
is read is grey; what was done to make it so is said in codes, and the file itself is kept as it came.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from musterbook.biometrics.capture import wsq_apart
from musterbook.biometrics.engines import Image
from musterbook.terms.errors import Fault, Malformed

BYTES_MAX: Final = 20_000_000
PIXELS_MAX: Final = 40_000_000
SIDE_MIN: Final = 96
SIDE_MAX: Final = 4096
DPI_MIN: Final = 250
DPI_MAX: Final = 1200
DPI_UNEVEN: Final = 0.02
"""Share by which the two directions may differ before the picture is one of something stretched."""

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".jp2", ".wsq", ".bmp", ".tif", ".tiff")
FORMATS: Final = ("PNG", "JPEG", "JPEG2000", "BMP", "TIFF")
SAID: Final = frozenset(
    {"colour-to-grey", "deep-to-grey", "see-through-on-white", "resolution-as-told", "turned-light"}
)
"""What may have been done to a picture before it was looked at."""

_GREY: Final = frozenset({"1", "L"})
_DEEP: Final = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})
_SEE_THROUGH: Final = frozenset({"LA", "La", "RGBA", "RGBa", "PA"})
_DARK: Final = 80
"""A border below this grey nearly everywhere is the background of a picture in which ridges are bright."""
_DARK_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as it can be looked at."""

    pixels: NDArray[np.uint8]
    """Height x width, 0 black to 255 white."""
    dpi: int | None
    """As told or as the file says; None for a face that does not say."""
    said: tuple[str, ...] = ()
    dpi_in_file: int | None = None

    @property
    def says_all(self) -> bool:
        """True where the file by itself says what it was read as."""
        return self.dpi == self.dpi_in_file and "turned-light" not in self.said

    @property
    def looks(self) -> str:
        """SHA-256 of sides and pixels: one picture in two files has one of these."""
        height, width = self.pixels.shape
        return hashlib.sha256(b"%d %d " % (width, height) + self.pixels.tobytes()).hexdigest()


def read_finger(
    source: bytes | Path, *, position: int = 0, dpi: int | None = None, dark_background: bool | None = None
) -> tuple[Image, Picture]:
    """One finger's picture, ready for an extractor.

    Args:
        source: the file, or its content.
        position: which finger the station says it is, 0 where it does not.
        dpi: dots an inch, where the file does not say or is not to be believed.
        dark_background: whether ridges are bright on a dark ground; None asks where it looks so.

    Raises:
        Malformed: a rule `capture.…`: size, sides, resolution, damage, or a dark background nobody has told of.
    """
    picture = read(source, dpi=dpi)
    height, width = picture.pixels.shape
    if not all(SIDE_MIN <= side <= SIDE_MAX for side in (width, height)):
        raise Malformed.because("capture.sides", width=width, height=height, low=SIDE_MIN, high=SIDE_MAX)
    if picture.dpi is None:
        raise Malformed.because("capture.which-dpi")
    if not DPI_MIN <= picture.dpi <= DPI_MAX:
        raise Malformed.because("capture.dpi-out-of-range", dpi=picture.dpi, low=DPI_MIN, high=DPI_MAX)
    if dark_background is None and has_dark_border(picture.pixels):
        raise Malformed.because("capture.background-dark")
    if dark_background:
        picture = Picture(255 - picture.pixels, picture.dpi, (*picture.said, "turned-light"), picture.dpi_in_file)
    return Image(picture.pixels, picture.dpi or 0, position), picture


def read(source: bytes | Path, *, dpi: int | None = None) -> Picture:
    """Any picture within the limits of bytes and pixels, grey.

    Raises:
        Malformed: `capture.too-many-bytes`, `capture.too-many-pixels`, `capture.empty-file`, `capture.unreadable`,
            `capture.cut-short`, `capture.several-pages`, `capture.dpi-uneven`.
    """
    content = _content(source)
    if content[:2] == b"\xff\xa0":
        width, height = wsq_apart.sides(content)
        _check_area(width, height)
        found = wsq_apart.decoded(content)
        return _told(found.pixels, found.dpi, dpi, ())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd about a file is judged below, not by its decoder
        try:
            return _by_pillow(content, dpi)
        except Malformed:
            raise
        except PIL.Image.DecompressionBombError:
            raise Malformed.because("capture.too-many-pixels", most=PIXELS_MAX) from None
        except PIL.UnidentifiedImageError:
            raise Malformed.because("capture.unreadable") from None
        except Exception as problem:  # noqa: BLE001  decoders fail in every way there is on a damaged file
            cut = "truncated" in str(problem) or isinstance(problem, EOFError)
            raise Malformed.because("capture.cut-short" if cut else "capture.unreadable") from None


def in_file(problem: Malformed, file: str) -> tuple[Fault, ...]:
    """The faults of one picture with the name of its file."""
    return tuple(Fault(fault.rule, file=file, values=fault.values) for fault in problem.faults)


def has_dark_border(pixels: NDArray[np.uint8]) -> bool:
    """True where ridges seem bright on a dark ground: a dark rim round something that is not all dark."""
    rim = max(4, min(pixels.shape) // 32)
    inner = pixels[rim:-rim, rim:-rim]
    edge = np.concatenate(
        [pixels[:rim].ravel(), pixels[-rim:].ravel(), pixels[:, :rim].ravel(), pixels[:, -rim:].ravel()]
    )
    return bool((edge < _DARK).mean() >= _DARK_SHARE and (inner >= 2 * _DARK).mean() > 0.1)


def _content(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        size = source.stat().st_size
        content = source.read_bytes() if size <= BYTES_MAX else b""
    else:
        size, content = len(source), source
    if size > BYTES_MAX:
        raise Malformed.because("capture.too-many-bytes", bytes=size, most=BYTES_MAX)
    if not content:
        raise Malformed.because("capture.empty-file")
    return content


def _check_area(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise Malformed.because("capture.too-many-pixels", most=PIXELS_MAX)
    if width < 1 or height < 1:
        raise Malformed.because("capture.unreadable")


def _by_pillow(content: bytes, dpi: int | None) -> Picture:
    with PIL.Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        _check_area(*opened.size)
        if getattr(opened, "n_frames", 1) > 1:
            raise Malformed.because("capture.several-pages", pages=getattr(opened, "n_frames", 1))
        said_dpi = _dpi_of(opened)
        opened.load()
        _check_area(*opened.size)  # JPEG 2000 may say another size once it is read
        pixels, said = _grey(opened)
    return _told(pixels, said_dpi, dpi, said)


def _dpi_of(opened: PIL.Image.Image) -> int | None:
    """As the file says, or None where it says nothing that could be meant."""
    said = opened.info.get("dpi")
    try:
        across, down = (float(one) for one in said or ())
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not (math.isfinite(across) and math.isfinite(down) and across > 1 and down > 1):
        return None
    if abs(across - down) > DPI_UNEVEN * max(across, down):
        raise Malformed.because("capture.dpi-uneven", across=round(across), down=round(down))
    return round((across + down) / 2)


def _grey(opened: PIL.Image.Image) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    if opened.mode in _GREY:
        return np.array(opened.convert("L"), np.uint8), ()
    if opened.mode in _DEEP:
        deep = np.nan_to_num(np.asarray(opened, np.float64), posinf=0, neginf=0)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0  # two bytes for what one would hold are not rare
        return np.clip(deep * 255 / top, 0, 255).astype(np.uint8), ("deep-to-grey",)
    said: tuple[str, ...] = ()
    if opened.mode in _SEE_THROUGH or "transparency" in opened.info:
        ground = PIL.Image.new("RGBA", opened.size, (255, 255, 255, 255))
        ground.alpha_composite(opened.convert("RGBA"))
        opened, said = ground, ("see-through-on-white",)
    colours = np.asarray(opened.convert("RGB"), np.int16)
    if (np.ptp(colours, axis=2) > 8).any():
        said = ("colour-to-grey", *said)
    return np.array(opened.convert("L"), np.uint8), said


def _told(pixels: NDArray[np.uint8], said_dpi: int | None, dpi: int | None, said: tuple[str, ...]) -> Picture:
    if dpi is not None and said_dpi is not None and abs(said_dpi - dpi) > DPI_UNEVEN * dpi:
        said = (*said, "resolution-as-told")
    return Picture(pixels, dpi if dpi is not None else said_dpi, said, said_dpi)
