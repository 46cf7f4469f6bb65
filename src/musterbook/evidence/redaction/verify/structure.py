"""Every object of a PDF walked through once: what it says, and which parts it has that a redacted file has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pikepdf

PARTS: Final = {
    "attachments": ("/EmbeddedFiles", "/EF", "/AF"),
    "xmp": ("/Metadata",),
    "info": ("/Info",),
    "annotations": ("/Annots",),
    "acroform": ("/AcroForm", "/FT"),
    "outline": ("/Outlines",),
    "layers": ("/OCProperties", "/OC", "/OCGs"),
    "page-labels": ("/PageLabels",),
    "structure": ("/StructTreeRoot", "/ActualText", "/Alt", "/E"),
    "thumbnails": ("/Thumb", "/PieceInfo"),
    "javascript": ("/JS", "/JavaScript"),
    "destinations": ("/Dests",),
    "to-unicode": ("/ToUnicode",),
}
"""Channel → keys that a file rebuilt of pixels has nowhere."""
CHANNEL_OF: Final = {key: channel for channel, keys in PARTS.items() for key in keys}
DEPTH_MAX: Final = 200


@dataclass(slots=True)
class Walked:
    """What the objects hold: `said` in each place as text and bytes, `parts` the places of each channel's keys."""

    said: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    streams: dict[str, pikepdf.Stream] = field(default_factory=dict)


def walk(pdf: pikepdf.Pdf) -> Walked:
    """Every object that has a number, and the trailer."""
    walked = Walked()
    for one in pdf.objects:
        place = f"object {one.objgen[0]}"
        _note(walked, one, place)
        if isinstance(one, pikepdf.Stream):
            walked.streams[place] = one
    _note(walked, pdf.trailer, "trailer")
    return walked


def _note(walked: Walked, one: pikepdf.Object, place: str) -> None:
    texts: list[str] = []
    pieces: list[bytes] = []
    for said in _values(one, walked.parts, place, 0):
        if isinstance(said, pikepdf.String):
            pieces.append(bytes(said))
            texts.append(_text(said))
        else:
            texts.append(said)
            pieces.append(said.encode("utf-8", "surrogateescape"))
    if texts:
        walked.said[place] = ("".join(texts), b"".join(pieces))


def _text(said: pikepdf.String) -> str:
    try:
        return str(said)
    except (UnicodeDecodeError, ValueError):
        return bytes(said).decode("latin-1")


def _values(one: pikepdf.Object, parts: dict[str, list[str]], place: str, depth: int) -> Iterator[pikepdf.String | str]:
    """Strings and names below an object, keys among them, as far as it does not refer to another one."""
    if depth > DEPTH_MAX:
        return
    if isinstance(one, pikepdf.String):
        yield one
    elif isinstance(one, pikepdf.Name):
        yield str(one).removeprefix("/")
    elif isinstance(one, pikepdf.Array):
        for inner in _own(one):
            yield from _values(inner, parts, place, depth + 1)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for key in one.keys():  # noqa: SIM118  iterating over a PDF object is not over its keys
            yield key.removeprefix("/")
            value = one.get(key)
            _note_part(parts, key, value, place)
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _values(value, parts, place, depth + 1)


def _own(array: pikepdf.Array) -> Iterator[pikepdf.Object]:
    for at in range(len(array)):
        inner = array[at]
        if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
            yield inner


def _note_part(parts: dict[str, list[str]], key: str, value: object, place: str) -> None:
    if key == "/E" and not isinstance(value, pikepdf.String):
        return  # also where the first page of a file made for the web ends
    empty = isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not len(value)
    if key in CHANNEL_OF and not empty:
        parts[CHANNEL_OF[key]].append(f"{place} {key}")
    if key == "/Type" and str(value) == "/Annot":
        parts["annotations"].append(place)
