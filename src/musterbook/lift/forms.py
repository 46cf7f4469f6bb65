"""Reading values out of a JSON object, collecting every fault with the path it stands at instead of stopping."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from musterbook.terms.errors import Fault, Malformed

FAULTS_SHOWN_MAX = 50
FILE_BYTES_MAX = 256 * 1024 * 1024


class Form:
    """One JSON object being read; `faults` is shared by the whole file."""

    def __init__(self, values: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.values: Mapping[str, Any] = {}
        if isinstance(values, Mapping):
            self.values = values
        else:
            self.wrong("", "lift.wrong-kind", wanted="object")

    def wrong(self, key: str, rule: str, **values: str | int | None) -> None:
        """Note a fault at `key` of this object."""
        place = f"{self.path}.{key}".strip(".")
        self.faults.append(Fault(rule, column=place, values=values))

    def forms(self, key: str) -> list[Form]:
        """The objects of the list at `key`."""
        return [
            Form(value, f"{self.path}.{key}[{i}]".lstrip("."), self.faults) for i, value in enumerate(self.rows(key))
        ]

    def form(self, key: str) -> Form:
        """The object at `key`, read as a form of its own."""
        return Form(self.values.get(key), f"{self.path}.{key}".strip("."), self.faults)

    def rows(self, key: str, *, optional: bool = False) -> list[Any]:
        """The list at `key`; a missing optional list is empty."""
        found = self.values.get(key, [] if optional else None)
        if isinstance(found, list):
            return found
        self.wrong(key, "lift.missing" if found is None else "lift.wrong-kind", wanted="list")
        return []

    def text(self, key: str, default: str | None = None) -> str:
        """A string; missing is a fault unless there is a default."""
        found = self.values.get(key, default)
        if isinstance(found, str) and (found or default == ""):
            return found
        self.wrong(key, "lift.missing" if found is None else "lift.wrong-kind", wanted="text")
        return ""

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        found = self.values.get(key, default)
        if isinstance(found, bool):
            return found
        self.wrong(key, "lift.missing" if found is None else "lift.wrong-kind", wanted="true-or-false")
        return False

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number of at least `least`."""
        return whole(self, key, self.values.get(key, default), least=least)

    def number(self, key: str, default: float | None = None, *, least: float | None = 0.0) -> float:
        """A finite number of at least `least`; None as `least` allows any."""
        return number(self, key, self.values.get(key, default), least=least)


def whole(form: Form, key: str, found: object, *, least: int | None = 0) -> int:
    """`found` as a whole number, or 0 and a fault at `key`."""
    value = number(form, key, found, least=least)
    if value != int(value):
        form.wrong(key, "lift.not-whole", found=str(found))
    return int(value)


def number(form: Form, key: str, found: object, *, least: float | None = 0.0) -> float:
    """`found` as a finite number (whole numbers stay whole), or 0 and a fault at `key`."""
    if found is None:
        form.wrong(key, "lift.missing", wanted="number")
    elif isinstance(found, bool) or not isinstance(found, int | float):
        form.wrong(key, "lift.wrong-kind", wanted="number")
    elif not math.isfinite(found):
        form.wrong(key, "lift.not-a-number", found=str(found))
    elif least is not None and found < least:
        form.wrong(key, "lift.too-small", found=str(found), least=str(least))
    else:
        return found
    return 0


def load_object(source: Path | str | Mapping[str, Any], form: str) -> Mapping[str, Any]:
    """The JSON object of a file (.json or .json.gz) or the mapping itself; its `format` must be `form`.

    Raises:
        Malformed: not a file, not JSON, not an object, larger than 256 MB, or of another format.
    """
    found = source if isinstance(source, Mapping) else _load(Path(source))
    if not isinstance(found, Mapping):
        raise Malformed.because("lift.wrong-kind", wanted="object")
    if found.get("format") != form:
        raise Malformed.because("lift.format", wanted=form, found=str(found.get("format"))[:40])
    return found


def save_object(target: Path, values: Mapping[str, Any]) -> None:
    """Write a JSON object, compressed when the name ends in .gz; equal objects give equal bytes."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    content = text.encode()
    target.write_bytes(gzip.compress(content, mtime=0) if target.name.endswith(".gz") else content)


def raise_faults(faults: list[Fault]) -> None:
    """Raise all faults as one error, the first fifty of them and the number of the rest.

    Raises:
        Malformed: when there are any.
    """
    if not faults:
        return
    shown = faults[:FAULTS_SHOWN_MAX]
    rest = len(faults) - len(shown)
    raise Malformed.of([*shown, Fault("lift.more-faults", values={"count": rest})] if rest else shown)


def _load(path: Path) -> object:
    try:
        if path.name.endswith(".gz"):
            with gzip.open(path, "rb") as packed:
                content = packed.read(FILE_BYTES_MAX + 1)
        else:
            with path.open("rb") as plain:
                content = plain.read(FILE_BYTES_MAX + 1)
    except (OSError, EOFError) as error:
        raise Malformed.because("lift.unreadable", name=path.name, because=type(error).__name__) from error
    if len(content) > FILE_BYTES_MAX:
        raise Malformed.because("lift.too-large", name=path.name, bytes_max=FILE_BYTES_MAX)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Malformed.because("lift.not-json", name=path.name) from error
