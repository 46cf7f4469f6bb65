"""What scores weigh: the shipped curve, fits, refusals, and files."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from musterbook.biometrics.matching.calibration import fitted, read, shipped, written
from musterbook.terms.errors import Malformed, Refused


def labelled(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    same = np.arange(count) % 10 == 0
    return np.where(same, rng.gamma(5, 1.2, count), rng.gamma(1.2, 0.5, count)), same


def test_the_first_calibration_is_that_of_the_document() -> None:
    weighing = shipped()

    x = math.log(1 + 1.89)
    assert weighing.weight(1.89) == pytest.approx(-6.006 + 1.660 * x + 5.465 * x * x)
    assert weighing.weight(0) == -6
    assert weighing.weight(100) == 40
    assert (weighing.fingers, weighing.same, weighing.different) == (40, 1120, 49920)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=30))
def test_a_higher_score_never_weighs_less(scores: list[float]) -> None:
    weights = shipped().weights(sorted(scores))

    assert (np.diff(weights) >= 0).all()
    assert weights.min() >= -6
    assert weights.max() <= 40


def test_a_fit_is_that_of_a_library_less_the_odds_of_its_pairs() -> None:
    scores, same = labelled()
    x = np.log1p(scores)
    library = LogisticRegression(C=10, tol=1e-10, max_iter=10_000).fit(np.stack([x, x * x], axis=1), same)

    found = fitted(scores, same)

    assert found[1:] == pytest.approx(library.coef_[0], abs=1e-3)
    assert found[0] == pytest.approx(library.intercept_[0] - math.log(40 / 360), abs=1e-3)


def test_a_fit_is_written_and_read_back_with_the_digest_of_its_bytes() -> None:
    scores, same = labelled()

    content, made = written(scores, same, engine='a "b" \\ c', fitted_on="here\nand there", fingers=12)

    again = read(content, "local.toml")
    assert again == made
    assert again.digest == hashlib.sha256(content).hexdigest()
    assert again.engine == 'a "b" \\ c'
    assert (again.same, again.different, again.fingers) == (40, 360, 12)


def test_a_fit_that_falls_anywhere_is_refused() -> None:
    scores, same = labelled()

    with pytest.raises(Refused, match=r"calibration\.not-rising"):
        fitted(scores, ~same)


def test_pairs_of_one_kind_alone_cannot_be_fitted() -> None:
    with pytest.raises(Malformed, match=r"calibration\.too-few"):
        fitted(np.array([1.0, 2.0]), np.array([True, True]))


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"\xff", "calibration.unreadable"),
        (b"engine = ", "calibration.unreadable"),
        (b"engine = 'a'", "calibration.missing"),
        (written(*labelled(), engine="", fitted_on="", fingers=1)[0] + b"linear2 = nan", ""),
        (written(*labelled(), engine="", fitted_on="", fingers=1)[0].replace(b"square = ", b"square = nan #"), "calibration.missing"),  # noqa: E501  one case
        (written(*labelled(), engine="", fitted_on="", fingers=1)[0].replace(b"linear = ", b"linear = -"), "calibration.not-rising"),  # noqa: E501  one case
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_said_to_be(content: bytes, rule: str) -> None:
    if rule:
        with pytest.raises((Malformed, Refused), match=rule.replace(".", r"\.")):
            read(content, "one.toml")
    else:
        assert read(content, "one.toml").engine == ""
