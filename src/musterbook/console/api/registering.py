"""What a program opens of one person, dossier or case is in the register of consultations before it is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from musterbook.console.looking import Looker
from musterbook.ledger.facts import Digest
from musterbook.store.consultations import Consultations
from musterbook.terms.times import written


@dataclass(frozen=True, slots=True)
class Register:
    """The register beside the book, and the operation's clock."""

    lines: Consultations
    now: Callable[[], datetime]

    def opened(self, looker: Looker, subject: str, page: str) -> None:
        """Write who opens what; durable when this returns. Why is what the program was let in for."""
        why = hashlib.sha256(looker.purpose.encode()).hexdigest()
        self.lines.append(at=written(self.now()), officer=looker.officer, subject=subject, why=Digest(why), page=page)
