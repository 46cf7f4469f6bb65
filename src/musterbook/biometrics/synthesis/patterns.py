"""The pattern of a finger: its class, its cores and deltas, and which way ridges run about them.

Sherlock and Monro's zero-pole model, with the correction of Vizcaya and Gerhardt where a picture is grown of it
(section 7 of biometrics.md). Angles are those of pictures, y downwards; an orientation is known up to half a turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 416
HEIGHT: Final = 480
"""Of a master finger, in pixels at 500 dpi."""
CLASSES: Final = ("left-loop", "right-loop", "whorl", "arch", "tented-arch", "double-loop")
SHARES: Final = (0.338, 0.317, 0.22, 0.037, 0.029, 0.059)
BENDS: Final = 8
"""Places at which the correction of an angle is drawn."""
BEND: Final = 0.22

Field = NDArray[np.float64]
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where the ridges of one finger turn; places are (x, y) in pixels of the master."""

    kind: str
    cores: tuple[Place, ...]
    deltas: tuple[Place, ...]
    bends: Field = field(default_factory=lambda: np.zeros((0, BENDS)))
    """A row of radians for each core, then each delta; none: the model uncorrected."""

    def orientation(self, x: Field, y: Field) -> Field:
        """Radians, y down, of the ridges at these places; an arch has no poles and is told by `masters`."""
        turned = np.zeros(np.broadcast_shapes(x.shape, y.shape))
        poles = [(place, 0.5) for place in self.cores] + [(place, -0.5) for place in self.deltas]
        for row, ((x_pole, y_pole), sense) in enumerate(poles):
            angle = np.arctan2(y - y_pole, x - x_pole)
            turned += sense * (angle + self._bent(row, angle))
        return turned

    def _bent(self, row: int, angle: Field) -> Field:
        """The correction at an angle: straight between its eight values, and the same after a whole turn."""
        if not len(self.bends):
            return np.zeros_like(angle)
        known = np.append(self.bends[row], self.bends[row][0])
        return np.asarray(np.interp(angle, np.linspace(-np.pi, np.pi, BENDS + 1), known))


def pattern_drawn(chance: np.random.Generator, *, bent: bool) -> Pattern:
    """A pattern as often as it occurs on fingers; `bent` with the correction of each angle."""
    kind = CLASSES[int(chance.choice(len(CLASSES), p=SHARES))]
    x_core, y_core = WIDTH / 2 + chance.normal(0, 10), 0.42 * HEIGHT + chance.normal(0, 14)
    cores, deltas = _POLES[kind](chance, x_core, y_core)
    count = len(cores) + len(deltas)
    bends = chance.normal(0, BEND, (count, BENDS)) if bent else np.zeros((0, BENDS))
    return Pattern(kind, cores, deltas, bends)


Poles = tuple[tuple[Place, ...], tuple[Place, ...]]


def _left_loop(chance: np.random.Generator, x: float, y: float) -> Poles:
    return ((x, y),), ((x + chance.uniform(70, 115), y + chance.uniform(100, 155)),)


def _right_loop(chance: np.random.Generator, x: float, y: float) -> Poles:
    return ((x, y),), ((x - chance.uniform(70, 115), y + chance.uniform(100, 155)),)


def _tented(chance: np.random.Generator, x: float, y: float) -> Poles:
    return ((x, y),), ((x + chance.normal(0, 4), y + chance.uniform(70, 110)),)


def _arch(_chance: np.random.Generator, _x: float, _y: float) -> Poles:
    return (), ()


def _whorl(chance: np.random.Generator, x: float, y: float) -> Poles:
    return _two_cores(chance, x, y, chance.uniform(10, 26), np.pi / 2 + chance.normal(0, 0.25))


def _double(chance: np.random.Generator, x: float, y: float) -> Poles:
    return _two_cores(chance, x, y, chance.uniform(34, 55), chance.uniform(0.6, 2.2))


def _two_cores(chance: np.random.Generator, x: float, y: float, apart: float, angle: float) -> Poles:
    across, down = apart * float(np.cos(angle)), apart * float(np.sin(angle))
    deltas = tuple((x + side * chance.uniform(85, 125), y + chance.uniform(95, 150)) for side in (-1, 1))
    return ((x + across, y + down), (x - across, y - down)), deltas


_POLES: Final = {
    "left-loop": _left_loop, "right-loop": _right_loop, "whorl": _whorl, "arch": _arch, "tented-arch": _tented,
    "double-loop": _double,
}  # fmt: skip
