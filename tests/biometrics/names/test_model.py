"""The trained model: what it reaches on pairs it never saw, its files, its trees beside those trained."""

from __future__ import annotations

import json
import random
import shutil
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.biometrics.names.calibration import at_prior, calibration_error
from musterbook.biometrics.names.interning import Names
from musterbook.biometrics.names.labelled import labelled
from musterbook.biometrics.names.model import load, trained
from musterbook.biometrics.names.particulars import Birth, Claims
from musterbook.biometrics.names.scoring import Score, Side, score
from musterbook.biometrics.names.sheets import reading
from musterbook.biometrics.names.training import SETTINGS, Labelled, exported, f1, train
from musterbook.biometrics.names.trees import Forest
from musterbook.terms.errors import Malformed, Tampered

YEAR = 2026
DEV = Path(__file__).parents[3] / "../shared/data/names/dev.csv"
BUILT_IN = Path(str(files("musterbook.biometrics.names").joinpath("trained")))


def judged(one: str, other: str, *, born: tuple[str, str] = ("", "")) -> Score:
    [found] = score([(Side(one, born[0]), Side(other, born[1]))], trained(), year_now=YEAR)
    return found


def chance(one: str, other: str) -> float:
    found = judged(one, other).name_p
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Youcef Bouzid", "يوسف بوزيد"),
        ("Abderrahmane Djamel", "عبد الرحمن جمال"),
        ("Nureddin Kurdi", "Noureddine el Kourdi"),
        ("ANNUAIMI", "النعيمي"),
    ],
)
def test_the_examples_of_the_document_could_be_one_name(one: str, other: str) -> None:
    assert chance(one, other) >= 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hasan Ali", "Hussein Ali"),
        ("Umar Said Hasan al-Wahmi", "Bilal Said Hasan al-Wahmi"),
        ("Umar Said Hasan al-Wahmi", "Said Hasan Mahmud al-Wahmi"),
        ("Umar Said Hasan al-Wahmi", "Khalid Mahmud Hasan al-Wahmi"),
    ],
    ids=["stranger", "brother", "father", "cousin"],
)
def test_kin_and_strangers_are_not_one_name(one: str, other: str) -> None:
    assert chance(one, other) < 0.5


NAME = st.lists(
    st.sampled_from(("Khalid", "Halid", "خالد", "Abdallah", "ABDELLAH", "عبد الله", "al-Hashemi", "Hashimi,", "Umm")),
    min_size=1, max_size=6,
).map(" ".join)  # fmt: skip
BORN = st.sampled_from(("", "1985", "1985-03-04", "1985-04-03", "1986-03-04"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAME, NAME, BORN, BORN), min_size=1, max_size=5))
def test_neither_the_order_of_two_names_nor_their_company_changes_their_score(drawn: list[tuple[str, ...]]) -> None:
    pairs = [(Side(one, first), Side(other, second)) for one, other, first, second in drawn]

    together = score(pairs, trained(), year_now=YEAR)

    alone = [score([pair], trained(), year_now=YEAR)[0] for pair in pairs]
    swapped = score([(other, one) for one, other in pairs], trained(), year_now=YEAR)
    assert together == alone
    for found, turned in zip(together, swapped, strict=True):
        assert (found.name_p, found.record_p, found.rule) == (turned.name_p, turned.record_p, turned.rule)
        assert [reason.code for reason in found.reasons] == [reason.code for reason in turned.reasons]


@pytest.mark.parametrize("text", ["Youcef Bouzid", "عبد الرحمن جمال", "Şahin Çelik"])
def test_composition_case_and_stretching_change_nothing(text: str) -> None:
    plain = chance(text, "Yusuf Jamal")

    assert chance(unicodedata.normalize("NFD", text), "Yusuf Jamal") == pytest.approx(plain, abs=1e-9)
    assert chance(text.upper(), "Yusuf Jamal") == pytest.approx(plain, abs=1e-9)
    assert chance(text[:1] + "\u0640" + text[1:], "Yusuf Jamal") == pytest.approx(plain, abs=1e-9)


def test_a_row_without_a_name_says_so_and_no_more() -> None:
    found = judged("李明", "Umar")

    assert (found.name_p, found.record_p, found.decision) == (None, None, "")
    assert [str(reason) for reason in found.reasons] == ["unreadable"]


def test_without_other_fields_on_both_sides_there_is_no_record_probability() -> None:
    assert judged("Umar Said", "Omar Saeed", born=("1985", "")).record_p is None
    assert judged("Umar Said", "Omar Saeed", born=("1985", "1985")).record_p is not None


def test_a_birth_to_come_is_doubtful_and_ignored() -> None:
    doubtful = judged("Umar Said", "Omar Saeed", born=("2030", "1985"))

    assert doubtful.record_p is None
    assert "born-doubtful" in {reason.code for reason in doubtful.reasons}


def test_births_far_apart_weigh_against_being_one() -> None:
    near, far = (judged("Umar Said", "Omar Saeed", born=("1985-03-04", born)) for born in ("1985-03-04", "1960-07-09"))

    assert near.record_p is not None
    assert far.record_p is not None
    assert near.record_p > far.record_p
    assert "born-apart 25" in {str(reason) for reason in far.reasons}


def test_at_most_six_reasons_the_strongest_first() -> None:
    found = judged(
        "Umar Said Hasan Nuri al-Wahmi", "Omar Saeed Hassan Noori Alwahmi", born=("1985-03-04", "1985-04-03")
    )

    strengths = [reason.strength for reason in found.reasons]
    assert len(strengths) == 6
    assert strengths == sorted(strengths, reverse=True)


def test_a_prior_moves_the_odds_and_nothing_else() -> None:
    half = at_prior(np.array([0.5]), prior=0.01, trained_share=0.5)

    assert half[0] == pytest.approx(0.01)
    assert at_prior(np.array([0.7]), prior=0.4, trained_share=0.4)[0] == pytest.approx(0.7)


def test_a_changed_model_file_is_tampering(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(BUILT_IN, copy)
    (copy / "edits.json").write_text((copy / "edits.json").read_text("utf-8").replace("1", "2", 1), "utf-8")

    with pytest.raises(Tampered):
        load(copy)


def test_a_folder_without_a_model_is_malformed(tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        load(tmp_path)


def test_the_card_says_on_what_it_was_trained_and_what_it_does_badly() -> None:
    card = json.loads((BUILT_IN / "card.json").read_text("utf-8"))

    assert card["trained_on"]["file"] == "train.csv.gz"
    assert card["trained_on"]["pairs"] == 36_000
    assert card["faults"]


def test_trees_answer_as_those_trained() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble", reason="scikit-learn is for training only")
    chance_of = np.random.default_rng(3)
    features = np.round(chance_of.normal(size=(600, 5)), 1)
    truth = (features[:, 0] * features[:, 1] + chance_of.normal(size=600) * 0.3 > 0).astype(np.int64)
    settings = {**SETTINGS, "max_iter": 40}
    boosted = ensemble.HistGradientBoostingClassifier(**settings, random_state=1).fit(features, truth)
    forest = Forest(exported(boosted, np.zeros(5)))

    found, without = forest.without(features, [[0], [1, 2, 3, 4]])

    assert forest.log_odds(features) == pytest.approx(boosted.decision_function(features), abs=1e-6)
    assert found == pytest.approx(forest.log_odds(features), abs=1e-12)
    neutral = features.copy()
    neutral[:, 0] = 0.0
    assert without[:, 0] == pytest.approx(boosted.decision_function(neutral), abs=1e-6)


def invented_pairs(count: int, *, scrambled: bool = False) -> Labelled:
    given, family = ("Umar", "Bilal", "Yusuf", "Karim", "Salih", "Tariq"), ("al-Wahmi", "al-Demo", "Tajribi", "Kenzi")
    drawn, names = random.Random(5), Names()
    pairs = []
    for _ in range(count):
        first = f"{drawn.choice(given)} {drawn.choice(given)} {drawn.choice(family)}"
        same = drawn.random() < 0.5
        second = first.replace("i", "ee") if same else f"{drawn.choice(given)} {drawn.choice(given)} Ansari"
        pairs.append((names.number(first), names.number(second), drawn.random() < 0.5 if scrambled else same))
    first_names, second_names, labels = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    claims = [Claims(Birth(1985))] * count
    return Labelled(names, first_names, second_names, claims, claims, labels, labels)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "max_iter", 15)


@pytest.mark.usefixtures("quick")
def test_training_writes_a_model_that_reads_back(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is for training only")

    learned = train(invented_pairs(400), tmp_path, seed=1, source="pairs.csv", source_digest="0" * 64)

    again = train(invented_pairs(400), tmp_path / "again", seed=1, source="pairs.csv", source_digest="0" * 64)
    assert learned.digest == again.digest == load(tmp_path).digest
    assert learned.card["figures_in_folds"]["name"]["f1"] > 0.95


@pytest.mark.usefixtures("quick")
def test_scrambled_labels_teach_no_more_than_saying_yes(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is for training only")

    learned = train(invented_pairs(400, scrambled=True), tmp_path, seed=1, source="p.csv", source_digest="0" * 64)

    assert learned.card["figures_in_folds"]["name"]["f1"] <= 2 / 3 + 0.05


def test_labels_of_one_kind_teach_nothing(tmp_path: Path) -> None:
    pairs = invented_pairs(10)

    with pytest.raises(Malformed):
        train(replace(pairs, could_be=np.ones(10, np.int64)), tmp_path, seed=1, source="p.csv", source_digest="")


@pytest.mark.skipif(not DEV.exists(), reason="the shared pairs are not here")
def test_the_figures_of_the_document_are_reached_on_pairs_never_trained_on() -> None:
    truth = labelled(DEV, year_now=datetime.now(UTC).year)
    with reading(DEV) as sheet:
        scores = [one for block in sheet.blocks() for one in score(sheet.pairs(block), trained(), year_now=YEAR)]

    by_name = np.array([one.name_p for one in scores], np.float64)
    by_record = np.array([one.name_p if one.record_p is None else one.record_p for one in scores], np.float64)

    assert f1(by_name, truth.could_be) >= 0.95
    assert f1(by_record, truth.is_one) >= 0.965
    assert calibration_error(by_name, truth.could_be) <= 0.02
    assert calibration_error(by_record, truth.is_one) <= 0.02
