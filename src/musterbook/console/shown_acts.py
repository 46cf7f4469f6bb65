"""An act as the pages of custody show it: the exact command and who may sign it. Nothing is signed here."""

from __future__ import annotations

from musterbook.console.call_rows import ActLine
from musterbook.console.commands import command_of
from musterbook.console.signers import signing
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId


def shown_act(live: Book, act: str, about: str, kind: type[Fact], verb: str, *words: str, by: str = "") -> ActLine:
    """An act with its command and who may sign it: for `by`, or for whomever, where nobody may for him."""
    who = signing(live, kind, custodians=(CustodianId(by),) if by else ())
    if not who.officer and by:
        who = signing(live, kind)
    command = command_of(verb, *words, keys=(who.officer,)) if who.officer else ""
    return ActLine(act, about, command, who)
