"""Fewer steps, the same answers; a file that looks otherwise is left as it is."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from musterbook.biometrics.capture import weights
from musterbook.biometrics.capture.fused import fused
from tests.biometrics.capture.drawn import ridges

HERE = pytest.mark.skipif(not weights.PLACE.is_file(), reason="set-up has not fetched the network's weights here")


@HERE
def test_fewer_steps_give_the_same_answers() -> None:
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # opening is quicker
    content = weights.read()
    shown = ridges(96, 96).astype(np.float32)[np.newaxis, :, :, np.newaxis]

    as_it_is, in_fewer = (
        runtime.InferenceSession(one, options, providers=["CPUExecutionProvider"]).run(None, {"input": shown})[0]
        for one in (content, fused(content))
    )

    assert (as_it_is[..., 3] >= 0.1).sum() > 0
    assert np.array_equal(as_it_is[..., 3] >= 0.1, in_fewer[..., 3] >= 0.1)
    assert np.abs(as_it_is - in_fewer)[as_it_is[..., 3] >= 0.1].max() < 0.005


@HERE
def test_every_chain_of_both_kinds_is_replaced_and_none_is_left() -> None:
    found = fused(weights.read())

    assert found.count(b"FastGelu\x3a") == 27
    assert found.count(b"LayerNormalization") == 24
    assert b"Tanh" not in found
    assert b"Reciprocal" not in found


@pytest.mark.parametrize("model", [b"", b"\xff" * 40, b"\x3a\x02\x0a\x00", b"no model at all"])
def test_what_is_not_the_network_is_given_back_as_it_was(model: bytes) -> None:
    assert fused(model) == model
