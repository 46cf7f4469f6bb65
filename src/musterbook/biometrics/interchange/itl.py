"""ANSI/NIST-ITL files read into plain records, and written from them: the shell of a transaction, text in every script.

Section 10 of biometrics.md. The library `nistitl` parses and writes separators, lengths and contents; it speaks
Latin-1 only, so UTF-8 bytes pass through it as if they were Latin-1, and field 1.015 says which it is. Record types
3 to 8 are wholly binary; of these, type 4 is opened.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

Field = tuple[tuple[str, ...], ...]
"""The subfields of a field, each with its items; a plain value is one item of one subfield."""

BYTES_AT_MOST: Final = 200 << 20
"""No transaction of one person comes near it; a larger file is not read."""
VERSION: Final = "0502"
"""ANSI/NIST-ITL 1-2011, update of 2015."""
UTF8: Final[Field] = (("003", "UTF-8"),)
BINARY: Final = frozenset({3, 4, 5, 6, 7, 8})
DATA: Final = 999

_TYPE_4: Final = struct.Struct(">B6sBHHB")
_SEPARATORS: Final = ("\x1c", "\x1d", "\x1e", "\x1f")


@dataclass(frozen=True, slots=True)
class Record:
    """One logical record: its type, its number in the file (IDC), its fields by number, its picture or other bytes."""

    type: int
    idc: int
    fields: Mapping[int, Field] = field(default_factory=lambda: MappingProxyType({}))
    data: bytes = b""

    def text(self, number: int) -> str:
        """The plain value of a field; empty where it is absent."""
        subfields = self.fields.get(number, ())
        return subfields[0][0] if subfields and subfields[0] else ""

    def whole(self, number: int, otherwise: int = 0) -> int:
        """The value of a field as a whole number; `otherwise` where it is absent or none."""
        text = self.text(number)
        return int(text) if text.isascii() and text.isdigit() else otherwise


def plain(value: str | int) -> Field:
    """A field of one value."""
    return ((str(value),),)


def read(data: bytes) -> tuple[Record, ...]:
    """The records of a transaction, the first of type 1.

    Raises:
        Malformed: it is none, is cut short, or a length or a count of it lies.
        Refused: the library that reads them is not installed.
    """
    if len(data) > BYTES_AT_MOST:
        raise Malformed(Fault("itl.too-large", values={"bytes": len(data)}))
    library = _library()
    message = library.Message()
    try:
        with warnings.catch_warnings():  # it warns of record types no longer written
            warnings.simplefilter("ignore")
            message.parse(data)
        records = [_taken(record, library) for record in message]
    except (library.NistException, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error) as error:
        raise Malformed(Fault("itl.broken")) from error
    if not records or records[0].type != 1 or not records[0].fields:
        raise Malformed(Fault("itl.broken"))
    return tuple(_decoded(record, utf8=_says_utf8(records[0])) for record in records)


def write(records: Iterable[Record]) -> bytes:
    """The bytes of a transaction; lengths, contents (1.003) and the directory of characters (1.015) are made here.

    Raises:
        Malformed: the first record is not of type 1, or a value holds one of the four separators.
        Refused: the library that writes them is not installed.
    """
    wanted = tuple(records)
    if not wanted or wanted[0].type != 1:
        raise Malformed(Fault("itl.no-first-record"))
    library = _library()
    message = library.Message()
    head = {2: plain(VERSION), **wanted[0].fields, 15: UTF8}
    for field_ in list(message[0]._fields)[1:]:
        del message[0][field_.tag]
    message[0] + library.Field(1, 3, "")
    for number in sorted(set(head) - {1, 3}):
        message[0] + _field(library, 1, number, head[number])
    for record in wanted[1:]:
        message += _given(library, record)
    return bytes(message.NIST)


def _library() -> Any:  # noqa: ANN401  an extra without types
    try:
        import nistitl  # noqa: PLC0415  an extra: without it everything else of this room still works
    except ImportError:
        raise Refused(Objection("biometrics.extra-missing", values={"package": "nistitl"})) from None
    return nistitl


def _says_utf8(head: Record) -> bool:
    """True where 1.015 says that other characters than ASCII are UTF-8, or is silent, as old files are."""
    return any(items[:1] in (("3",), ("003",), ("002",), ("2",)) for items in head.fields.get(15, (("003",),)))


def _taken(record: Any, library: Any) -> Record:  # noqa: ANN401  the library has no types
    """A record of the library as one of ours; its text still Latin-1."""
    if isinstance(record, library.BinaryRecord):
        return Record(record.type, int(record.IDC), MappingProxyType({}), bytes(record.value))
    fields: dict[int, Field] = {}
    data = b""
    for one in record._fields:
        if isinstance(one, library.BinaryField):
            data = _picture(bytes(one.value), record.type)
        else:
            fields[one.tag] = _subfields(one)
    idc = fields.get(2, (("0",),))[0][0] if record.type != 1 else "0"
    return Record(record.type, int(idc), MappingProxyType(fields), data)


def _picture(data: bytes, kind: int) -> bytes:
    """The bytes of field 999 alone.

    The library takes the first `999:` in a record for the field's name, be it inside a number of its own making such as
    `14.998:20999:`; what follows up to the real name is the rest of that number, and no picture.
    """
    name = f"\x1d{kind}.{DATA}:".encode()
    before, found, after = data.partition(name)
    while found and before.isascii() and b"\x1c" not in before:
        data = after
        before, found, after = data.partition(name)
    return data


def _subfields(one: Any) -> Field:  # noqa: ANN401
    if not len(one):
        return ((str(one.value),),)
    return tuple(
        tuple(str(item) for item in subfield.values) if subfield.values else (str(subfield.value),)
        for subfield in one._subfields  # noqa: SLF001
    )


def _decoded(record: Record, *, utf8: bool) -> Record:
    """The record with its text as it was meant, and the fixed fields of type 4 opened."""
    if record.type == 4:
        return _opened(record)
    fields = {
        number: tuple(tuple(_meant(item, utf8=utf8) for item in items) for items in subfields)
        for number, subfields in record.fields.items()
    }
    return Record(record.type, record.idc, MappingProxyType(fields), record.data)


def _meant(text: str, *, utf8: bool) -> str:
    """Latin-1 that may be UTF-8 seen as Latin-1; kept as it is where it is not."""
    if not utf8 or text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _opened(record: Record) -> Record:
    """Type 4: impression, up to six positions, resolution, width, height, compression, then the picture."""
    if len(record.data) < _TYPE_4.size:
        raise Malformed(Fault("itl.broken"))
    impression, positions, scanned, width, height, compression = _TYPE_4.unpack_from(record.data)
    said = tuple((str(position),) for position in positions if position != 255)
    fields: dict[int, Field] = {
        2: plain(record.idc), 3: plain(impression), 4: said or plain(0), 5: plain(scanned), 6: plain(width),
        7: plain(height), 8: plain(compression),
    }  # fmt: skip
    return Record(4, record.idc, MappingProxyType(fields), record.data[_TYPE_4.size :])


def _given(library: Any, record: Record) -> Any:  # noqa: ANN401
    """One of our records as one of the library."""
    if record.type in BINARY:
        made = library.BinaryRecord(record.type)
        made.IDC = record.idc
        made.value = _closed(record) if record.type == 4 else record.data
        return made
    made = library.AsciiRecord(record.type)
    made.IDC = record.idc
    for number in sorted(set(record.fields) - {1, 2, DATA}):
        made + _field(library, record.type, number, record.fields[number])
    if record.data:
        made + library.BinaryField(record.type, DATA, record.data)
    return made


def _closed(record: Record) -> bytes:
    positions = bytes(int(items[0]) for items in record.fields.get(4, plain(0)))[:6].ljust(6, b"\xff")
    numbers = (record.whole(number) for number in (5, 6, 7, 8))
    return _TYPE_4.pack(record.whole(3), positions, *numbers) + record.data


def _field(library: Any, of: int, number: int, subfields: Field) -> Any:  # noqa: ANN401
    """A field of the library: a plain value, or subfields of items."""
    for text in (item for items in subfields for item in items):
        if any(separator in text for separator in _SEPARATORS):
            raise Malformed(Fault("itl.separator", column=f"{of}.{number:03d}"))
    if len(subfields) == 1 and len(subfields[0]) == 1:
        return library.Field(of, number, _hidden(subfields[0][0]))
    made = library.Field(of, number)
    made.add_subfields(
        *(
            library.SubField(_hidden(items[0]) if len(items) == 1 else [_hidden(i) for i in items])
            for items in subfields
        )
    )
    return made


def _hidden(text: str) -> str:
    """UTF-8 seen as Latin-1, which the library writes as the bytes they are."""
    return text.encode("utf-8").decode("latin-1")
