"""Training: from labelled pairs to a model and its card. Only here is scikit-learn used, and only when asked.

Sections 5 and 6 of identity.md.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from musterbook.biometrics.names.alignment import align
from musterbook.biometrics.names.calibration import Calibration, calibration_error
from musterbook.biometrics.names.edits import EditTable, learn
from musterbook.biometrics.names.features import NAME_FEATURES, compared
from musterbook.biometrics.names.interning import Flags, Names, Real, Whole, padded
from musterbook.biometrics.names.model import (
    CARD_FILE,
    EDITS_FILE,
    MODEL_FILE,
    Judge,
    Model,
    edits_json,
    judge_arrays,
    load,
)
from musterbook.biometrics.names.particulars import RECORD_FEATURES, Claims, Telling, record_features
from musterbook.biometrics.names.trees import Forest, Trees
from musterbook.terms.errors import Malformed

SETTINGS: Final[dict[str, Any]] = {
    "max_iter": 500, "learning_rate": 0.05, "max_leaf_nodes": 31, "l2_regularization": 1.0, "min_samples_leaf": 30,
    "early_stopping": False,
}  # fmt: skip
FOLDS: Final = 5
LEARN_ALIKE_MIN: Final = 0.5
LEARN_ALIKE_ABOVE: Final = 0.55
FAULTS: Final = (
    "confusable names (Hamid, Humayd) are told apart in about six of seven cases",
    "Urdu and Pashto letters, -ullah and -uddin joined or split, initials, Kurdish in Latin letters",
    "Chinese, Bengali, Georgian and other scripts are not read at all",
    "invented pairs share an author with the matcher: figures on real lists are the true ones",
    "densely named families are proposed falsely more often than others",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled pairs: names by number, claims, whether they could be one name, whether they are one person."""

    names: Names
    first: Whole
    second: Whole
    claims_first: list[Claims]
    claims_second: list[Claims]
    could_be: Whole
    is_one: Whole


def train(pairs: Labelled, folder: Path, *, seed: int, source: str, source_digest: str) -> Model:
    """Trains on labelled pairs and writes the model into `folder`.

    Args:
        pairs: labelled pairs; those of `dev.csv` are never to be among them.
        folder: made where it is missing; a model in it is replaced.
        seed: of the folds and of the trees.
        source: name of the file the pairs came from, for the card.
        source_digest: its digest.

    Raises:
        Malformed: scikit-learn is not installed, or a label has only one value.
    """
    for label in (pairs.could_be, pairs.is_one):
        if len(np.unique(label)) < 2:
            raise Malformed.because("names.labels-all-one")
    edits = _rounded(learned_edits(pairs))
    features = compared(pairs.names, pairs.first, pairs.second, edits)
    whole = np.hstack([features, record_features(*map(Telling().told, (pairs.claims_first, pairs.claims_second)))])
    name, name_figures = fit(features, pairs.could_be, seed=seed)
    record, record_figures = fit(whole, pairs.is_one, seed=seed)
    card = {
        "what": "who may be the same person, by name and claims; it proposes, a named person decides",
        "trained_on": {"file": source, "sha256": source_digest, "pairs": len(pairs.first)},
        "seed": seed, "settings": SETTINGS, "folds": FOLDS,
        "features": {"name": list(NAME_FEATURES), "record": list(RECORD_FEATURES)},
        "figures_in_folds": {"name": name_figures, "record": record_figures}, "faults": list(FAULTS),
    }  # fmt: skip
    _write(folder, {**judge_arrays("name", name), **judge_arrays("record", record)}, edits, card)
    return load(folder)


def learned_edits(pairs: Labelled) -> EditTable:
    """The edit table of the pairs that could be one name."""
    these = np.flatnonzero(pairs.could_be == 1)
    rows = pairs.names.rows
    first, second = (padded([rows[name] for name in side[these]])[0] for side in (pairs.first, pairs.second))
    found = align(pairs.names.lexis, first, second, alike_min=LEARN_ALIKE_MIN)
    kept: Flags = found.aligned & (found.strength > LEARN_ALIKE_ABOVE)
    return learn(pairs.names.lexis.columns(), found.token_first[kept], found.token_second[kept])


def fit(features: Real, truth: Whole, *, seed: int) -> tuple[Judge, dict[str, float]]:
    """Trees for one label, calibrated on scores of pairs outside each fold; with the figures of those scores."""
    boosting, isotonic, folds = _learners()
    scores = np.empty(len(truth))
    for inside, outside in folds(n_splits=FOLDS, shuffle=True, random_state=seed).split(features, truth):
        fold = boosting(**SETTINGS, random_state=seed).fit(features[inside], truth[inside])
        scores[outside] = fold.decision_function(features[outside])
    line = isotonic(out_of_bounds="clip").fit(scores, truth)
    calibration = Calibration(line.X_thresholds_.astype(np.float64), line.y_thresholds_.astype(np.float64))
    whole = boosting(**SETTINGS, random_state=seed).fit(features, truth)
    judge = Judge(Forest(exported(whole, np.median(features, axis=0))), calibration, float(truth.mean()))
    chance = calibration.chance(scores)
    return judge, {"f1": round(f1(chance, truth), 4), "calibration_error": round(calibration_error(chance, truth), 4)}


def f1(chance: Real, truth: Whole) -> float:
    """F1 of saying yes from one half on: of those said yes and those that are, the share that is both."""
    said = chance >= 0.5
    return float(2 * (said & (truth == 1)).sum() / max(1, said.sum() + (truth == 1).sum()))


def exported(boosted: Any, neutral: Real) -> Trees:  # noqa: ANN401  scikit-learn comes without types
    """Trained trees as flat arrays; leaves are numbered from left to right."""
    questions: list[tuple[int, int, float, int, int]] = []
    predictors = [stage[0].nodes for stage in boosted._predictors]  # noqa: SLF001  the only way to the nodes
    values = np.zeros((len(predictors), 32), np.float32)
    for number, nodes in enumerate(predictors):
        leaves: list[float] = []
        _walk(nodes, 0, number, questions, leaves)
        values[number, : len(leaves)] = leaves
    tree, feature, threshold, low, high = zip(*questions, strict=True)
    return Trees(
        base=float(np.ravel(boosted._baseline_prediction)[0]),  # noqa: SLF001  as above
        tree=np.array(tree, np.uint16), feature=np.array(feature, np.uint8), threshold=np.array(threshold, np.float64),
        low=np.array(low, np.uint8), high=np.array(high, np.uint8), values=values, neutral=neutral,
    )  # fmt: skip


def _walk(
    nodes: Any,  # noqa: ANN401  scikit-learn comes without types
    at: int, number: int, questions: list[tuple[int, int, float, int, int]], leaves: list[float],
) -> None:  # fmt: skip
    node = nodes[at]
    if node["is_leaf"]:
        leaves.append(float(node["value"]))
        return
    low = len(leaves)
    _walk(nodes, int(node["left"]), number, questions, leaves)
    questions.append((number, int(node["feature_idx"]), float(node["num_threshold"]), low, len(leaves)))
    _walk(nodes, int(node["right"]), number, questions, leaves)


def _learners() -> tuple[Any, Any, Any]:
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  wanted for training only
        from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415  as above
        from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415  as above
    except ImportError as error:
        raise Malformed.because("names.training-needs", package="scikit-learn") from error
    return HistGradientBoostingClassifier, IsotonicRegression, StratifiedKFold


def _rounded(edits: EditTable) -> EditTable:
    """As it will be read back from its file."""
    return EditTable(np.round(edits.swap, 4), np.round(edits.gap, 4))


def _write(folder: Path, arrays: dict[str, Any], edits: EditTable, card: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    held = {MODEL_FILE: packed.getvalue(), EDITS_FILE: edits_json(edits)}
    card["digests"] = {name: hashlib.sha256(content).hexdigest() for name, content in held.items()}
    for name, content in held.items():
        (folder / name).write_bytes(content)
    (folder / CARD_FILE).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
