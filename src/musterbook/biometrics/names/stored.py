"""An index kept in a file: made once from a table of people, used for many searches, and known to be of that table.

The file holds names and claims in the clear, as the table does, and is readable for its owner alone; an index of a
book's own people is never written (identity.md section 1). Nothing in it is code: arrays, and texts as JSON. Its header
says which table it was made from, by which version of reading names, and the digest of everything else.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy import sparse

from musterbook.biometrics.names.evidence_weights import Claimed
from musterbook.biometrics.names.interning import Lexis, Marks, Names
from musterbook.biometrics.names.particulars import Birth, Claims, Telling, Told
from musterbook.biometrics.names.people import Listed
from musterbook.biometrics.names.reading import Token
from musterbook.biometrics.names.searching import Index, Parts
from musterbook.terms.errors import Malformed, Tampered

VERSION: Final = "names-index-1"
"""Changes whenever names are read or weighed otherwise: an older index would answer otherwise than a new one."""
HEADER: Final = "header"


@dataclass(frozen=True, slots=True)
class Stored:
    """An index from a file: the people in it as the table listed them, and how to search them."""

    people: list[Listed]
    index: Index


def store(path: Path, people: list[Listed], index: Index, *, table: str, table_digest: str) -> None:
    """Write an index; what stood at `path` is replaced only by the whole of it.

    Args:
        path: the file.
        people: who is in the index, in its order.
        index: of them.
        table: name of the file they came from.
        table_digest: SHA-256 of it.
    """
    parts = index.parts
    last = int(parts.numbers.max(initial=-1)) + 1
    rows, marks, lexis = parts.names.rows[:last], parts.names.marks[:last], parts.names.lexis.shown[: parts.known]
    arrays: dict[str, Any] = {
        "numbers": parts.numbers, "frequency": parts.frequency, "share": parts.claimed.share,
        "data": parts.by_column.data, "indices": parts.by_column.indices, "indptr": parts.by_column.indptr,
        "born": parts.told.born, "nationality": parts.told.nationality, "birthplace": parts.told.birthplace,
        "lengths": np.array([len(row) for row in rows], np.int64),
        "tokens": np.array([token for row in rows for token in row], np.int64),
        "marks": np.array(marks, np.bool_).reshape(-1, 3),
        "lexis": _text([[*one.spellings, one.arabic, one.article, one.tag, one.word] for one in lexis]),
        "claims": _text([list(key) for key in parts.claimed.numbers]),
        "values": _text(list(parts.telling.values)),
        "people": _text([[one.number, one.name] for one in people]),
    }  # fmt: skip
    header = {"version": VERSION, "table": table, "table_sha256": table_digest, "people": len(people),
              "content_sha256": _digest(arrays)}  # fmt: skip
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            np.savez(stream, **{HEADER: _text(header)}, **arrays)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def stored(path: Path, *, table_digest: str = "") -> Stored:
    """The index in a file.

    Args:
        path: the file.
        table_digest: SHA-256 of the table as it is now; empty does not ask whether the index is of it.

    Raises:
        Malformed: no index, one of another version, or of a table that was another then.
        Tampered: it was changed after it was written.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
        header = json.loads(arrays.pop(HEADER).tobytes())
        version, of_table, content = (header[name] for name in ("version", "table_sha256", "content_sha256"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        raise Malformed.because("names.index-unreadable", file=path.name) from error
    if version != VERSION:
        raise Malformed.because("names.index-version", file=path.name)
    if content != _digest(arrays):
        raise Tampered("names.index-changed", file=path.name)
    if table_digest and table_digest != of_table:
        raise Malformed.because("names.index-stale", file=path.name, table=str(header.get("table", "")))
    return _restored(arrays)


def _restored(arrays: dict[str, Any]) -> Stored:
    names = _names(arrays)
    told = Told(arrays["born"], arrays["nationality"], arrays["birthplace"])
    values: list[str] = _read(arrays["values"])
    claimed = Claimed({(kind, value): at for at, (kind, value) in enumerate(_read(arrays["claims"]))}, arrays["share"])
    known = len(names.lexis.shown)
    shape = (known + len(claimed.share), len(arrays["numbers"]))
    by_column = sparse.csr_matrix((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
    index = Index.of_parts(
        Parts(names, arrays["numbers"], told, Telling(values), known, arrays["frequency"], claimed, by_column)
    )
    rows = zip(_read(arrays["people"]), told.born.tolist(), told.nationality.tolist(), told.birthplace.tolist(),
               strict=True)  # fmt: skip
    people = [
        Listed(number, name, Claims(Birth(*born), values[country], values[place]))
        for (number, name), born, country, place in rows
    ]
    return Stored(people, index)


def _names(arrays: dict[str, Any]) -> Names:
    lexis = Lexis()
    for *spellings, arabic, article, tag, word in _read(arrays["lexis"]):
        lexis.token(Token(tuple(spellings), arabic, article, tag, word))
    ends = np.cumsum(arrays["lengths"]).tolist()
    tokens = arrays["tokens"].tolist()
    names = Names(lexis)
    names.rows = [tuple(tokens[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    names.words = [()] * len(ends)  # only scoring shows words, and it reads names itself
    names.marks = [Marks(*row) for row in arrays["marks"].tolist()]
    return names


def _digest(arrays: dict[str, Any]) -> str:
    found = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        found.update(array.tobytes())
    return found.hexdigest()


def _text(told: Any) -> Any:  # noqa: ANN401  JSON of any shape, as bytes
    return np.frombuffer(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), np.uint8)


def _read(array: Any) -> Any:  # noqa: ANN401  as above
    return json.loads(array.tobytes())
