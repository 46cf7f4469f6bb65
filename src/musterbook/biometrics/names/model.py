"""The trained model: edit table, trees, calibration and model card, in files whose digests the card holds.

`model.npz` holds the trees and calibrations, `edits.json` the learned edit table, `card.json` what the model was
trained on, how well it does, what it is known to do badly, and the digests of the other two.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import numpy as np

from musterbook.biometrics.names.calibration import Calibration
from musterbook.biometrics.names.edits import EditTable
from musterbook.biometrics.names.symbols import ALPHABET
from musterbook.biometrics.names.trees import Forest, Trees
from musterbook.terms.errors import Malformed, Tampered

MODEL_FILE: Final = "model.npz"
EDITS_FILE: Final = "edits.json"
CARD_FILE: Final = "card.json"
KINDS: Final = ("name", "record")


@dataclass(frozen=True, slots=True)
class Judge:
    """Trees with their calibration and the share of positives they were trained with."""

    forest: Forest
    calibration: Calibration
    trained_share: float


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned, and its card; `digest` names it in facts and outputs."""

    name: Judge
    record: Judge
    edits: EditTable
    card: dict[str, Any]
    digest: str


def load(folder: Path) -> Model:
    """The model in a folder.

    Raises:
        Malformed: a file is missing or no model.
        Tampered: a file differs from what the card says; use the rule score instead and say so.
    """
    try:
        card = json.loads((folder / CARD_FILE).read_bytes())
        held = {name: (folder / name).read_bytes() for name in (MODEL_FILE, EDITS_FILE)}
        stated = card["digests"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Malformed.because("names.model-unreadable", folder=folder.name) from error
    for name, content in held.items():
        if hashlib.sha256(content).hexdigest() != stated.get(name):
            raise Tampered("names.model-changed", file=name)
    with np.load(folder / MODEL_FILE, allow_pickle=False) as arrays:
        judges = [_judge(kind, {key: arrays[key] for key in arrays.files}) for kind in KINDS]
    return Model(judges[0], judges[1], _edits(json.loads(held[EDITS_FILE])), card, digest(held))


@cache
def trained() -> Model:
    """The model that comes with Musterbook, trained on invented pairs only."""
    with as_file(files(__package__).joinpath("trained")) as folder:
        return load(folder)


def digest(held: dict[str, bytes]) -> str:
    """One digest for the files of a model."""
    parts = "".join(f"{name} {hashlib.sha256(held[name]).hexdigest()}\n" for name in sorted(held))
    return hashlib.sha256(parts.encode()).hexdigest()


def edits_json(edits: EditTable) -> bytes:
    """An edit table as JSON: for each mode the substitutions and gaps by symbols, four decimals."""
    modes = {}
    for place, mode in enumerate(("same_script", "across_scripts")):
        swap = {
            one + other: round(float(edits.swap[place, at, to]), 4)
            for at, one in enumerate(ALPHABET)
            for to, other in enumerate(ALPHABET)
        }
        gap = {
            side: {one: round(float(edits.gap[place, at, code]), 4) for code, one in enumerate(ALPHABET)}
            for at, side in enumerate(("first", "second"))
        }
        modes[mode] = {"substitution": swap, "gap": gap}
    return json.dumps(modes, ensure_ascii=False, indent=0, sort_keys=True).encode()


def judge_arrays(kind: str, judge: Judge) -> dict[str, Any]:
    """The arrays of one judge, by their names in the file."""
    trees = judge.forest.trees
    arrays = {f"{kind}.{column.name}": np.asarray(getattr(trees, column.name)) for column in fields(Trees)}
    arrays[f"{kind}.scores"], arrays[f"{kind}.chances"] = judge.calibration.scores, judge.calibration.chances
    arrays[f"{kind}.share"] = np.asarray(judge.trained_share)
    return arrays


def _judge(kind: str, arrays: dict[str, Any]) -> Judge:
    try:
        columns = {column.name: arrays[f"{kind}.{column.name}"] for column in fields(Trees)}
        columns["base"] = float(columns["base"])
        calibration = Calibration(arrays[f"{kind}.scores"], arrays[f"{kind}.chances"])
        return Judge(Forest(Trees(**columns)), calibration, float(arrays[f"{kind}.share"]))
    except KeyError as error:
        raise Malformed.because("names.model-unreadable", folder=kind) from error


def _edits(modes: dict[str, Any]) -> EditTable:
    listed = [modes["same_script"], modes["across_scripts"]]
    swap = [[[mode["substitution"][one + other] for other in ALPHABET] for one in ALPHABET] for mode in listed]
    gap = [[[mode["gap"][side][one] for one in ALPHABET] for side in ("first", "second")] for mode in listed]
    return EditTable(np.array(swap), np.array(gap))
