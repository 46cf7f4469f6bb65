"""Bounds: a number no plan whatever can beat, so that "within a tenth of the best" is a fact and not a hope.

`bound` works out layer after layer; each is a relaxation of rules R1–R20 that every plan the referee accepts fits
into, at no more than its own loss. The reasoning stands in `docs/explanation/lift-bound.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from musterbook.lift.bound.layers import Binding, Layer, Layers, Progress
from musterbook.lift.bound.prompt import is_prompt
from musterbook.lift.problem import Problem

__all__ = ["Binding", "Bound", "Layer", "Progress", "bound", "gap", "is_prompt"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The weighted loss no plan can go below, and the layers it was taken from; `prompt`: no prompt plan."""

    value: float
    layers: tuple[Layer, ...]
    seconds: float
    prompt: bool = False

    @property
    def best(self) -> Layer:
        """The layer the bound comes from."""
        return max((layer for layer in self.layers if layer.value is not None), key=lambda layer: layer.value or 0.0)

    def told(self, plan_loss: float | None = None) -> dict[str, Any]:
        """The bound as JSON values; with the loss of a plan also its gap."""
        found: dict[str, Any] = {
            "value": self.value,
            "layer": self.best.name,
            "seconds": round(self.seconds, 3),
            "layers": [layer.told() for layer in self.layers],
        }
        if self.prompt:
            found["prompt"] = True
        if plan_loss is not None:
            found |= {"plan_loss": plan_loss, "gap": gap(plan_loss, self)}
        return found


def bound(
    problem: Problem,
    *,
    seconds: float = 60.0,
    progress: Progress = lambda _layer: None,
    stop: Callable[[], bool] = lambda: False,
    prompt: bool = False,
) -> Bound:
    """The largest bound found within `seconds`; the first layer is always worked out.

    `progress` hears of every layer as it is done; `stop()` ends the work after the step in hand. `prompt`: a bound for
    plans of which `is_prompt` is true, and for no others.
    """
    layers = Layers(problem, seconds, stop, progress, prompt=prompt)
    found = tuple(layers.worked_out())
    values = [layer.value for layer in found if layer.value is not None]
    return Bound(max(values), found, sum(layer.seconds for layer in found), prompt)


def gap(plan_loss: float, found: Bound | float) -> float:
    """How far a plan may still be from the best, as a share of its loss; 0 for a plan that loses nothing.

    Never below 0 by more than the plan beats the bound: a negative gap is a contradiction that must be looked into.
    """
    value = found.value if isinstance(found, Bound) else found
    return (plan_loss - value) / plan_loss if plan_loss > 0 else 0.0
