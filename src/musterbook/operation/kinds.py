"""Every kind of fact this Musterbook understands, known as soon as a book is opened.

A fact is known once the file that declares it is loaded, and a command loads only the rooms it needs. Without this file
an entry would stand for one command and be "not understood" for the next.
"""

from __future__ import annotations

from typing import Final

from musterbook.biometrics import facts as biometrics
from musterbook.camps import facts as camps
from musterbook.coordination import facts as coordination
from musterbook.custody import facts as custody
from musterbook.custody.beds import facts as beds
from musterbook.custody.care import facts as care
from musterbook.custody.door import facts as door
from musterbook.custody.dues import facts as dues
from musterbook.custody.incidents import facts as incidents
from musterbook.custody.paper import facts as paper
from musterbook.custody.sheets import facts as sheets
from musterbook.eligibility import facts as eligibility
from musterbook.evidence import facts as evidence
from musterbook.ledger.facts import kinds
from musterbook.lift import facts as lift
from musterbook.repatriation import facts as repatriation
from musterbook.rights import facts as rights
from musterbook.watch import facts as watch

FACTS: Final = (
    biometrics, custody, beds, care, door, dues, incidents, paper, sheets, eligibility, coordination, evidence,
    repatriation, camps, lift, watch, rights,
)  # fmt: skip
"""The files that declare them, one for each room that writes in the book, and one for each part of custody."""

KINDS: Final = frozenset(kinds())
"""The names of all of them, such as `custody.offered`."""
