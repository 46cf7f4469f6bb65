"""The counts of very many incidents as compiled loops: the same sums as `counts` makes with arrays, and much sooner.

Importing this loads the compiler; whoever has few incidents never does. Machine code is kept beside the file, and made
anew when the file changes (decision 0671).
"""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from musterbook.watch.placed import Floats, Ints

Small = NDArray[np.int32]


def _add_around(  # noqa: PLR0917  compiled, and called by place
    counted: Small,
    units: Floats,
    known: Small,
    begun: Small,
    sites: Floats,
    begins: Ints,
    ends: Ints,
    rims: tuple[float, float],
    days: int,
) -> Ints:
    """Count what lies around each site; gives how many near each are to be listed.

    `counted` holds near by day known, wide by day known and near by day begun. `known` and `begun` are columns of it,
    in the order that the slices `begins` to `ends` (sites, spans) refer to: `days` for an incident that is not to be
    counted, and of the beginnings `days + 1` for one that is to be listed. `units` and `sites` are unit vectors, `rims`
    the cosines of the two radii.
    """
    rim_near, rim_wide = rims
    listed = np.zeros(sites.shape[0], np.int64)
    near, wide, start = np.zeros(days + 2, np.int32), np.zeros(days + 2, np.int32), np.zeros(days + 2, np.int32)
    for s in range(sites.shape[0]):
        near[:], wide[:], start[:] = 0, 0, 0
        x, y, z = sites[s, 0], sites[s, 1], sites[s, 2]
        for k in range(begins.shape[1]):
            for i in range(begins[s, k], ends[s, k]):
                dot = units[i, 0] * x + units[i, 1] * y + units[i, 2] * z
                if dot >= rim_wide:
                    wide[known[i]] += 1
                    if dot >= rim_near:
                        near[known[i]] += 1
                        start[begun[i]] += 1
        for t in range(days):
            counted[0, s, t] += near[t]
            counted[1, s, t] += wide[t]
            counted[2, s, t] += start[t]
        listed[s] = start[days + 1]
    return listed


def _rows_listed(  # noqa: PLR0917  compiled, and called by place
    listed: Ints,
    units: Floats,
    begun: Small,
    sites: Floats,
    begins: Ints,
    ends: Ints,
    rims: tuple[float, float],
    days: int,
) -> Ints:
    """Site and row of every incident near a site that is to be listed, as many as `_add_around` said of each."""
    found = np.empty((2, listed.sum()), np.int64)
    n = 0
    for s in range(sites.shape[0]):
        if listed[s] == 0:
            continue
        x, y, z = sites[s, 0], sites[s, 1], sites[s, 2]
        for k in range(begins.shape[1]):
            for i in range(begins[s, k], ends[s, k]):
                if begun[i] == days + 1 and units[i, 0] * x + units[i, 1] * y + units[i, 2] * z >= rims[0]:
                    found[0, n], found[1, n] = s, i
                    n += 1
    return found


def _running_logs(  # noqa: PLR0917  compiled, and called by place
    out: Floats, counted: Small, days: int, begin: int, step: int, logs: Floats
) -> None:
    """Fill `out` (4, sites, n) with the logs of windows that end at columns `begin`, `begin + step`, and so on.

    Within 25 km over 30, 90 and 365 days, within 100 km over 30. Columns that are not counted hold nothing.
    """
    low, span = begin - 364, 365 + (out.shape[2] - 1) * step
    first, last = max(low, 0), min(low + span, days)
    near, wide = np.zeros(365 + span, np.int32), np.zeros(365 + span, np.int32)  # nothing before the first window
    for s in range(out.shape[1]):
        for t in range(first, last):
            near[365 + t - low], wide[365 + t - low] = counted[0, s, t], counted[1, s, t]
        month = quarter = year = around = k = 0
        left = 364
        for t in range(span):
            today = near[t + 365]
            month += today - near[t + 335]
            quarter += today - near[t + 275]
            year += today - near[t]
            around += wide[t + 365] - wide[t + 335]
            if left:
                left -= 1
                continue
            out[0, s, k], out[1, s, k], out[2, s, k] = logs[month], logs[quarter], logs[year]
            out[3, s, k] = logs[around]
            k, left = k + 1, step - 1


add_around: Final[Any] = numba.njit(cache=True, nogil=True)(_add_around)
rows_listed: Final[Any] = numba.njit(cache=True, nogil=True)(_rows_listed)
running_logs: Final[Any] = numba.njit(cache=True, nogil=True)(_running_logs)
