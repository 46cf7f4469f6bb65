"""Acts that programs do. An act is added here and nowhere else: addresses and the document are made from it."""

from __future__ import annotations

from typing import Final

from musterbook.console.api.case_acts import CASE_ACTS
from musterbook.console.api.declared import Act
from musterbook.console.api.deed_acts import DEED_ACTS
from musterbook.console.api.handover_acts import HANDOVER_ACTS
from musterbook.console.api.move_acts import MOVE_ACTS
from musterbook.console.api.muster_acts import MUSTER_ACTS

ACTS: Final[tuple[Act, ...]] = (*HANDOVER_ACTS, *MUSTER_ACTS, *MOVE_ACTS, *CASE_ACTS, *DEED_ACTS)
"""Every act, in the order in which the reference has them."""
